"""What counts as heard where a service gives no timing: an estimate that stays near what can have sounded.

Pure: a ledger, and a voice whose pace, sentence pauses and messages are drawn by a seed. Truth is what the voice had
said when the listener interrupted.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

import pytest

from adapter.events import AudioFormat
from adapter.ledger import Entry, Ledger, Mark
from adapter.ledger.history import USUAL_PACE
from adapter.services import Speech
from buffering import Segment

USUAL = (0.06, 0.075)
"""Seconds per character; pauses come on top."""
FORMAT = AudioFormat.parse("pcm_8000")
Way = Literal["segments", "attempts", "turn"]
"""What the service reports: each segment's end, each attempt's (of one segment), or the turn's only."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A segment as a voice says it."""

    segment: Segment
    ends: list[float]
    """When its words end, from its beginning."""
    seconds: float


def voice(chance: random.Random, pace: float) -> list[Spoken]:
    """Some sentences; ``pace`` is seconds per character. Their speed varies a little, and a pause follows each."""
    spoken, place = list[Spoken](), 0
    for _ in range(chance.randint(1, 8)):
        words = ["x" * chance.randint(1, 11) for _ in range(chance.randint(1, 18))]
        text = " ".join(words) + ". "
        each, ends, at = pace * chance.uniform(0.9, 1.1), list[float](), 0
        for word in words:
            ends.append((at + len(word)) * each)
            at += len(word) + 1
        pause = chance.uniform(0.05, 0.3)
        spoken.append(Spoken(Segment(text, place, place + len(text), "sentence"), ends, (at + 1) * each + pause))
        place += len(text)
    return spoken


def interrupt(seed: int, way: Way, pace: tuple[float, float]) -> tuple[int, int, bool]:
    """How many words had sounded at a random moment, how many count as heard, and whether the pace was known."""
    chance = random.Random(seed)
    said = voice(chance, chance.uniform(*pace))
    ledger = Ledger(FORMAT, is_timed=False, ends_segments=way == "segments")
    ledger.accept("".join(one.segment.text for one in said))
    given = Given(ledger)
    arrived = chance.uniform(0.2, 1.0) * sum(one.seconds for one in said)
    if way == "attempts":
        for one in said:
            ledger.begin_attempt(is_single=True)
            ledger.send(one.segment)
            if given.say(one, chance, arrived):
                given.take(ledger.finish(ledger.attempt))
    else:
        ledger.begin_attempt()
        for one in said:
            ledger.send(one.segment)
        for one in said:
            if given.say(one, chance, arrived) and way == "segments":
                given.take(ledger.end_segments(1))
    played = chance.uniform(0.0, ledger.clock)
    begin, sounded = 0.0, 0
    for one in said:
        sounded += sum(begin + end <= played for end in one.ends)
        begin += one.seconds
    heard = ledger.history.until(played, ledger.clock, ledger.text)
    assert heard.raw + heard.unheard_raw == ledger.text
    return sounded, len(heard.text.split()), ledger.history.pace != USUAL_PACE


class Given:
    """What the ledger is given, until enough has arrived."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.seconds = 0.0

    def say(self, one: Spoken, chance: random.Random, arrived: float) -> bool:
        """Its audio in messages of some size; gives whether all of it arrives."""
        left, is_whole = min(one.seconds, arrived - self.seconds), one.seconds < arrived - self.seconds
        while left > 0.001:
            seconds = min(left, chance.choice([0.02, 0.2, 1.0, 5.0]))
            self.take(self._ledger.hear(Speech(bytes(2 * round(seconds * FORMAT.rate))), self._ledger.attempt))
            self.seconds += seconds
            left -= seconds
        return is_whole

    def take(self, entries: list[Entry]) -> None:
        """All of it is received at once."""
        for entry in entries:
            if isinstance(entry, Mark):
                self._ledger.voiced = entry.voiced


def is_near(sounded: int, heard: int) -> bool:
    """Within 0.7 and 1.3 times, beyond one word."""
    return 0.7 * sounded - 1 <= heard <= 1.3 * sounded + 1


def far(counts: list[tuple[int, int, bool]]) -> list[tuple[int, int, int]]:
    """Seeds with what had sounded and what counts as heard, where these are not near."""
    return [(seed, sounded, heard) for seed, (sounded, heard, _) in enumerate(counts) if not is_near(sounded, heard)]


@pytest.mark.parametrize("way", ["segments", "attempts", "turn"])
def test_heard_is_near_what_had_sounded(way: Way) -> None:
    """At the pace of most voices, wherever the listener interrupts, and whatever the service reports."""
    counts = [interrupt(seed, way, USUAL) for seed in range(1_000)]
    assert sum(sounded > 5 for sounded, _, _ in counts) > 500
    assert far(counts) == []


@pytest.mark.parametrize("way", ["segments", "attempts"])
def test_a_voice_of_any_pace_is_known_after_a_segment(way: Way) -> None:
    counts = [count for seed in range(2_000) if (count := interrupt(seed, way, (0.03, 0.15)))[2]]
    assert len(counts) > 1_000
    assert far(counts) == []


@pytest.mark.parametrize("way", ["segments", "attempts", "turn"])
def test_nothing_that_cannot_have_sounded_is_heard(way: Way) -> None:
    """Trial 1.3: text that was sent is not heard because some audio was."""
    ledger = Ledger(FORMAT, is_timed=False, ends_segments=way == "segments")
    text = "one two three four five six seven eight nine ten. " * 4
    ledger.accept(text)
    ledger.begin_attempt()
    ledger.send(Segment(text, 0, len(text), "sentence"))
    ledger.hear(Speech(bytes(FORMAT.rate)), ledger.attempt)  # half a second
    heard = ledger.history.until(0.5, ledger.clock, text)
    assert 1 <= len(heard.text.split()) <= 2
    assert not heard.is_exact
