"""Every shape of timing that a service can have, spoken to codec and ledger, and what a listener then hears. Pure.

Owns a model service that is not the fault server's. Its audio says which character of the text sounds: a sample is the
character's place, or 0 for silence. So what was lost, said twice or misplaced can be read off to the sample.

Run as a program it prints a table of all shapes: ``python -m tests.timing_shapes [TURNS]``.
"""

from __future__ import annotations

import array
import base64
import json
import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby, pairwise, product
from typing import Any

from adapter import ElevenLabs
from adapter.events import Audio, Word
from adapter.ledger import Entry, Ledger
from adapter.services import Speech
from buffering import Segment

ZEROS = ("message", "unit", "turn", "before")
"""What times count from: the audio of the message that carries them, of the generated unit, of the turn, or of the
message before the one that carries them."""
LAGS = ("with", "one late", "at first", "at the end", "alone")
"""When times come: with their audio, one message late, all of a unit with its first message, with its last message, or
after it in a message of their own."""
WRITINGS = ("plain", "normalised", "grouped", "drifting", "again", "bare")
"""How text is timed: as sent; in capitals with numbers in words; several characters at once; with sums that are off by
3 %; with a second pass after each unit; without punctuation."""
SHAPES = list(product(ZEROS, LAGS, WRITINGS))
RATE = 4_000
TOLERANCE = 0.1
"""Seconds that may be lost, doubled or misplaced."""

_WORDS = (
    "a the of river mountain quickly under tomorrow it's yellow (maybe) well-known answers seven thinking, people; go"
    " music through strength I he wonder — no no"
).split()
_SPELLED = {"$5": "five dollars", "3.5": "three point five", "Dr.": "Doctor", "&": "and", "42": "forty-two"}


@dataclass
class Unit:
    """One text that was sent, and where its characters sound, in samples since the unit's audio began."""

    first: int
    """Its place in the turn's text."""
    text: str
    sounds: list[tuple[int, int, int]] = field(default_factory=list)  # place in the text, begin, end
    audio: array.array[int] = field(default_factory=lambda: array.array("H"))

    def silence(self, seconds: float) -> None:
        self.audio.extend([0] * round(seconds * RATE))

    def say(self, place: int, seconds: float) -> None:
        begin = len(self.audio)
        self.audio.extend([self.first + place + 1] * round(seconds * RATE))
        self.sounds.append((place, begin, len(self.audio)))


@dataclass
class Message:
    """``begin`` and ``end``: its audio, in samples of the attempt."""

    begin: int
    audio: array.array[int]
    chars: list[str] = field(default_factory=list)
    times: list[tuple[float, float]] = field(default_factory=list)

    @property
    def end(self) -> int:
        return self.begin + len(self.audio)

    def json(self) -> str:
        told: Any = None
        if self.chars:
            starts, lasts = zip(*self.times, strict=True)
            told = {"chars": self.chars, "charStartTimesMs": starts, "charDurationsMs": lasts}
        audio = base64.b64encode(self.audio.tobytes()).decode()
        return json.dumps({"audio": audio or None, "alignment": told, "contextId": None})


def speak(texts: list[tuple[int, str]], shape: tuple[str, str, str], chance: random.Random) -> list[Message]:
    """What a service of ``shape`` sends for the texts, each with its place in the turn's text."""
    zero, lag, writing = shape
    said: list[Message] = []
    begins: list[tuple[Message, Unit, int, list[tuple[int, int, int]]]] = []  # which sounds are due with which audio
    at = 0
    for first, text in texts:
        unit, cuts = _unit(first, text, chance)
        pieces = []
        for begin, end in zip([0, *cuts], [*cuts, len(unit.audio)], strict=True):
            message = Message(at + begin, unit.audio[begin:end])
            said.append(message)
            pieces.append((message, unit, at, [sound for sound in unit.sounds if begin <= sound[1] < end]))
        if lag in ("at first", "at the end", "alone"):
            carrier = pieces[0][0] if lag == "at first" else pieces[-1][0]
            if lag == "alone":
                carrier = Message(carrier.end, array.array("H"))
                said.append(carrier)
            pieces = [(carrier, unit, at, unit.sounds)]
        begins += pieces
        at += len(unit.audio)
    if lag == "one late":
        last = Message(at, array.array("H"))
        carriers = [*(message for message, *_ in begins[1:]), last]
        begins = [(carrier, *rest) for carrier, (_, *rest) in zip(carriers, begins, strict=True)]  # type: ignore[misc]
        said.append(last)
    for carrier, unit, start, sounds in begins:
        index = next(number for number, message in enumerate(said) if message is carrier)
        origin = {"message": carrier.begin, "unit": start, "turn": 0, "before": said[max(0, index - 1)].begin}[zero]
        if zero == "before" and index and not said[index - 1].audio and index > 1:
            origin = said[index - 2].begin
        _write(carrier, unit, sounds, start - origin, writing, chance)
    return said


def _unit(first: int, text: str, chance: random.Random) -> tuple[Unit, list[int]]:
    unit, cuts = Unit(first, text), list[int]()
    if chance.random() < 0.3:
        unit.silence(chance.choice((0.28, 0.46)))
    pace = chance.uniform(0.045, 0.075)
    left = chance.uniform(0.1, 1.5)
    for place, char in enumerate(text):
        if left <= 0:
            left = chance.uniform(0.1, 1.5)
            cuts.append(len(unit.audio))
            if chance.random() < 0.2 and text[place - 1] == " ":
                unit.silence(chance.choice((0.28, 0.46)))
        seconds = pace * chance.uniform(0.6, 1.6) * (1.5 if char in ".,;!?" else 1)
        unit.say(place, seconds)
        left -= seconds
    if chance.random() < 0.5:
        unit.silence(chance.uniform(0.05, 0.4))
    return unit, cuts


def _write(
    message: Message, unit: Unit, sounds: list[tuple[int, int, int]], shift: int, writing: str, chance: random.Random
) -> None:
    """Time ``sounds`` in ``message``: their times are those of the unit plus ``shift`` samples."""
    entries = [(unit.text[place], begin, end) for place, begin, end in sounds]
    if writing == "normalised":
        entries = _normalised(unit, sounds)
    elif writing == "bare":
        entries = [entry for entry in entries if entry[0].isalnum() or entry[0] == " "]
    elif writing == "grouped":
        entries = _grouped(entries, chance)
    elif writing == "again" and sounds and sounds[-1][0] == len(unit.text) - 1:
        entries += [(unit.text[place], begin, end) for place, begin, end in unit.sounds]
    stretch, base = (1.03, sounds[0][1]) if writing == "drifting" and sounds else (1.0, 0)
    for chars, begin, end in entries:
        start = (base + (begin - base) * stretch + shift) / RATE * 1000
        message.chars.append(chars)
        message.times.append((round(start, 3), round((end - begin) * stretch / RATE * 1000, 3)))


def _normalised(unit: Unit, sounds: list[tuple[int, int, int]]) -> list[tuple[str, int, int]]:
    entries, known = list[tuple[str, int, int]](), {place: (begin, end) for place, begin, end in unit.sounds}
    timed, place = {place for place, *_ in sounds}, 0
    for word in unit.text.split(" "):
        spelled = _SPELLED.get(word)
        for offset, char in enumerate(word if not spelled else word[:1]):
            if place + offset not in timed:
                continue
            if not spelled:
                entries.append((char.upper(), *known[place + offset]))
                continue
            begin, end = known[place][0], known[place + len(word) - 1][1]
            each = (end - begin) / len(spelled)
            entries += [
                (letter.upper(), round(begin + each * number), round(begin + each * (number + 1)))
                for number, letter in enumerate(spelled)
            ]
        place += len(word)
        if place in timed:
            entries.append((" ", *known[place]))
        place += 1
    return entries


def _grouped(entries: list[tuple[str, int, int]], chance: random.Random) -> list[tuple[str, int, int]]:
    grouped, at = list[tuple[str, int, int]](), 0
    while at < len(entries):
        part = entries[at : at + chance.randint(1, 4)]
        part = part[: 1 + next((n for n in range(len(part) - 1) if part[n + 1][1] > part[n][2]), len(part))]
        grouped.append(("".join(chars for chars, *_ in part), part[0][1], part[-1][2]))
        at += len(part)
    return grouped


# --- a turn, and what a listener makes of it ---


@dataclass
class Heard:
    """What came of a turn: ``exact``, ``demoted`` or ``wrong``, and why."""

    verdict: str
    why: str = ""


def text_of(chance: random.Random) -> list[str]:
    """The segments of a turn."""
    texts = []
    for _ in range(chance.randint(2, 4)):
        words = [chance.choice(_WORDS) for _ in range(chance.randint(2, 11))]
        if chance.random() < 0.5:
            words.insert(chance.randrange(1, len(words)), chance.choice(list(_SPELLED)))
        texts.append(" ".join(words).capitalize() + ". ")
    return texts


def turn(shape: tuple[str, str, str], seed: object, cuts: int | None = None) -> Heard:
    """Speak a turn of ``shape`` with ``cuts`` lost links, 0 to 3 unless given, and judge it."""
    chance = random.Random(repr((shape, seed)))
    service = ElevenLabs("voice", api_key="k", output_format="pcm_24000", endpoint="stream-input")
    audio_format = service.format.__class__.parse(f"pcm_{RATE}")
    delay = 1.5 if shape[1] in ("with", "at first") else 12.0
    ledger = Ledger(audio_format, timing_delay=delay)
    segments, at = list[Segment](), 0
    texts = text_of(chance)
    ledger.begin_attempt()
    for text in texts:
        ledger.accept(text)
        segments.append(Segment(text, at, at + len(text), "sentence"))
        ledger.send(segments[-1])
        at += len(text)
    cuts = chance.choice((0, 1, 1, 2, 3)) if cuts is None else cuts
    given, drops = list[Entry](), 0
    sent = [(segment.start, segment.text.rstrip()) for segment in segments]
    for _ in range(12):
        if not sent:
            given += ledger.finish(ledger.attempt)
            break
        messages = speak(sent, shape, chance)
        stop = chance.randint(1, len(messages)) if cuts else len(messages) + 1
        cuts = max(0, cuts - 1)
        codec = service.codec()
        codec._format = audio_format
        for message in messages[:stop]:
            for signal in codec.receive(message.json()):
                if isinstance(signal, Speech) and not ledger.is_broken:
                    given += ledger.hear(signal, ledger.attempt)
        drops += ledger.is_broken
        if stop > len(messages) and not ledger.is_broken:
            given += ledger.finish(ledger.attempt)
            if ledger.is_attempt_complete and not ledger.owed_text:
                break
            drops += 1
        given += ledger.lose()
        done = ledger.begin_attempt()
        sent = _places(done, segments)
    else:
        return Heard("wrong", "no end")
    return judge(given, ledger, segments, drops, 0.03 if shape[2] == "drifting" else 0.0)


def _places(texts: list[str], segments: list[Segment]) -> list[tuple[int, str]]:
    """Where what is sent again stands: each text is a segment's end."""
    kept = segments[len(segments) - len(texts) :]
    return [(s.start + len(s.text.rstrip()) - len(text), text) for s, text in zip(kept, texts, strict=True)]


def judge(given: list[Entry], ledger: Ledger, segments: list[Segment], drops: int, drift: float = 0.0) -> Heard:
    """What a listener can say of what was given. ``drift``: the share by which the service itself misreports a unit."""
    samples = array.array("H", b"".join(entry.data for entry in given if isinstance(entry, Audio)))
    text = "".join(segment.text for segment in segments)
    runs, at = list[tuple[int, int, int]](), 0  # character, from, until
    for value, group in groupby(samples):
        size = sum(1 for _ in group)
        if value:
            runs.append((value - 1, at, at + size))
        at += size
    lost = _lost(runs, text)
    jumps = [(before, after) for before, after in pairwise(runs) if after[0] < before[0]]
    doubled = max((_seconds(runs, after[0], before[0]) for before, after in jumps), default=0.0)
    label = ledger.exactness
    allowed = TOLERANCE + drift * 0.1 * max(len(segment.text) for segment in segments)
    if lost > allowed:
        return Heard("wrong", f"lost {label}")
    if doubled > allowed and label == "word":
        return Heard("wrong", "doubled under word")
    for before, after in jumps:
        if label == "segment" and not any(s.start <= after[0] and before[0] < s.end for s in segments):
            return Heard("wrong", "doubled more than a segment")
    if label == "segment":
        return Heard("demoted", "repeated" if doubled > allowed else "labelled only")
    if why := _misplaced([entry for entry in given if isinstance(entry, Word)], runs, text, allowed):
        return Heard("wrong", why)
    return Heard("exact") if not drops else Heard("demoted", "a good link was dropped")


def _lost(runs: list[tuple[int, int, int]], text: str) -> float:
    """The longest stretch that never sounded, in seconds at the usual pace."""
    heard = {place for place, *_ in runs}
    longest = count = 0
    for place, char in enumerate(text):
        count = 0 if place in heard else count + char.isalnum()
        longest = max(longest, count)
    return longest * 0.06  # the usual pace


def _seconds(runs: list[tuple[int, int, int]], first: int, last: int) -> float:
    return sum({place: until - since for place, since, until in runs if first <= place <= last}.values()) / RATE


def _misplaced(words: list[Word], runs: list[tuple[int, int, int]], text: str, allowed: float) -> str:
    """Whether words are missing, or do not sound when they are said to. Their punctuation may belong to them."""
    begin, end = dict[int, int](), dict[int, int]()
    for place, since, until in runs:
        begin[place], end[place] = since, until  # a letter that is heard twice counts with its whole word
    said = [word.text for word in words if any(map(str.isalnum, word.text))]
    if said != [word for word in text.split() if any(map(str.isalnum, word))]:
        return "words missing"
    for word in words:
        places = [place for place in range(*word.raw_span) if place in begin]
        letters = [place for place in places if text[place].isalnum()]
        if not letters:
            continue
        if not begin[places[0]] / RATE - allowed <= word.start <= begin[letters[0]] / RATE + allowed:
            return f"word begins {'late' if word.start > begin[letters[0]] / RATE else 'early'}"
        if not end[letters[-1]] / RATE - allowed <= word.end <= end[places[-1]] / RATE + allowed:
            return f"word ends {'late' if word.end > end[letters[-1]] / RATE else 'early'}"
    return ""


def table(turns: int) -> dict[tuple[str, str, str], Counter[str]]:
    """What came of ``turns`` turns in all, shape by shape."""
    each = -(-turns // len(SHAPES))
    return {
        shape: Counter(
            ": ".join(filter(None, (heard.verdict, heard.why))) for heard in (turn(shape, seed) for seed in range(each))
        )
        for shape in SHAPES
    }


def main() -> None:
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    results = table(turns)
    print(f"{'times from':10} {'lag':11} {'written':11} exact  of   what else")  # noqa: T201
    for shape, counts in results.items():
        rest = ", ".join(f"{count} {why}" for why, count in sorted(counts.items()) if why != "exact")
        print(f"{shape[0]:10} {shape[1]:11} {shape[2]:11} {counts['exact']:5} {sum(counts.values()):3}   {rest}")  # noqa: T201
    total = sum(results.values(), Counter[str]())
    print(f"{total.total()} turns: " + ", ".join(f"{count} {why}" for why, count in total.most_common()))  # noqa: T201


if __name__ == "__main__":
    main()
