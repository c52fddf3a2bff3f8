"""The table of services: how each is made for a fault server, and what may be said of its turns."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from adapter import AdapterError, Audio, Cartesia, Deepgram, ElevenLabs, OpenAISpeech, Skipped, Speaker, Turn, Word
from adapter.services import Service
from buffering import Segmenter
from tests.fault_server import (
    BROKEN,
    AfterBytes,
    AfterMessages,
    Answer,
    Connection,
    Cut,
    FaultServer,
    Http,
    Slow,
    SpeechServer,
    Style,
)
from tests.fault_server.script import Cutting

SAMPLES = 240
"""Samples per character, 10 ms: less would be taken for no speech."""
RATE = 48_000
"""Bytes of audio per second."""
SENTENCES = (
    "One sentence comes first.",
    "Then a second one follows it at once!",
    "Is there 1 more?",
    "Yes, and that was all of it.",
)
TEXT = " ".join(SENTENCES)

Server = FaultServer | SpeechServer
Plan = Connection | Answer


@dataclass(frozen=True, slots=True)
class Row:
    """One service, in one way of giving times."""

    name: str
    make: Callable[[str], Service]
    """Its settings for a server's address."""
    style: Style = "with"
    exactness: str = "word"
    """What its report says of a turn: to what a loss is repaired, at the least."""
    is_http: bool = False
    most_contexts: int = 5
    """Turns that the service allows on one link at once."""

    def plan(self, *actions: Any, **answer: Any) -> Connection:
        """How a connection of it behaves."""
        return Connection(actions, style=self.style, max_contexts=self.most_contexts, **answer)

    def server(self, script: Sequence[Plan] = (), samples: int = SAMPLES, **options: Any) -> Server:
        """A server of its dialect, which is healthy after ``script``, or, with ``repeat``, as its last."""
        if self.is_http:
            return SpeechServer(script, samples=samples, **options)  # type: ignore[arg-type]
        if options.pop("repeat", False):
            return FaultServer(script, samples=samples, repeat=True)  # type: ignore[arg-type]
        return FaultServer([*script, self.plan()], samples=samples, repeat=True)  # type: ignore[list-item]

    def cut(self, place: int, by: Cutting = "rst") -> Plan:
        """A link that dies after so many bytes of what the server sends."""
        return Answer(cut_after=place, by=by) if self.is_http else self.plan(Cut(AfterBytes(place), by))

    def slow(self, seconds: float) -> Plan:
        """A link that pauses so long before each message."""
        return Answer(pause=seconds, chunk=3_000) if self.is_http else self.plan(Slow(AfterMessages(0), seconds))

    def refusing(self, status: int, body: bytes = b"", headers: tuple[tuple[str, str], ...] = ()) -> Plan:
        """A link that is answered with an HTTP error."""
        return Answer(status, headers, body) if self.is_http else self.plan(answer=Http(status, headers, body))


def _elevenlabs(url: str) -> Service:
    return ElevenLabs("v", api_key="k", base_url=url)


def _single(url: str) -> Service:
    return ElevenLabs("v", api_key="k", base_url=url, endpoint="stream-input")


def _cartesia(url: str) -> Service:
    return Cartesia("v", api_key="k", base_url=url)


def _aura(url: str) -> Service:
    return Deepgram(api_key="k", base_url=url)


def _flux(url: str) -> Service:
    return Deepgram("flux-alexis-en", api_key="k", base_url=url)


def _openai(url: str) -> Service:
    return OpenAISpeech(base_url=url)


SERVICES = (
    Row("elevenlabs", _elevenlabs),
    Row("elevenlabs untimed", _elevenlabs, "none", "segment"),
    Row("elevenlabs stream-input", _single),
    Row("elevenlabs stream-input untimed", _single, "none", "turn"),
    Row("cartesia", _cartesia, most_contexts=3),
    Row("cartesia a message late", _cartesia, "lagged", most_contexts=3),
    Row("cartesia at the sentence's end", _cartesia, "whole", most_contexts=3),
    Row("cartesia untimed", _cartesia, "none", "segment", most_contexts=3),
    Row("deepgram aura", _aura, "none", "segment"),
    Row("deepgram flux", _flux, "none", "segment"),
    Row("openai speech", _openai, "none", "segment", is_http=True),
)
EACH = pytest.mark.parametrize("row", SERVICES, ids=[row.name for row in SERVICES])


def those(wanted: Callable[[Row], bool]) -> pytest.MarkDecorator:
    """The rows for which something holds."""
    rows = [row for row in SERVICES if wanted(row)]
    return pytest.mark.parametrize("row", rows, ids=[row.name for row in rows])


ONE_EACH = those(lambda row: row.name in ("elevenlabs", "cartesia", "deepgram aura", "deepgram flux", "openai speech"))
"""One row of each dialect: where times do not matter."""


def bare(text: str) -> str:
    """What sounds of it, whatever was sent between sentences."""
    return "".join(text.split())


@dataclass(slots=True)
class Took:
    """What one turn gave its caller."""

    sound: str
    """What the audio says, without white space."""
    words: list[str]
    skipped: list[str]
    turn: Turn
    error: AdapterError | None = None
    seconds: float = 0.0


async def take(turn: Turn, server: Server) -> Took:
    """Take a turn to its end."""
    audio, words, skipped, failed = bytearray(), list[str](), list[str](), None
    try:
        async for event in turn:
            match event:
                case Audio(data=data):
                    audio += data
                case Word(text=word):
                    words.append(word)
                case Skipped(text=text):
                    skipped.append(text)
    except AdapterError as error:
        failed = error
    assert turn.voiced_text + turn.unvoiced_text == turn.text
    return Took(bare(server.decode(bytes(audio))), words, skipped, turn, failed, len(audio) / RATE)


async def speak(row: Row, server: Server, text: str = TEXT, **options: Any) -> Took:
    """One turn on a speaker of its own."""
    async with Speaker(row.make(server.url), clean=False, **options) as speaker:
        return await take(speaker.say(text), server)


def repeats(sound: str, text: str, unit: str, most: int) -> bool:
    """Whether ``sound`` is all of ``text`` in order, with at most ``most`` returns to a segment's beginning.

    ``unit``: what may be said again: ``word``, nothing; ``segment``, from the beginning of the segment in which the
    link was lost; ``turn``, from the turn's beginning. A character that the loss broke says nothing.
    """
    segmenter = Segmenter("en")
    starts, place = [0], 0
    for segment in segmenter.push(text) + segmenter.finish():
        place += len(bare(segment.text))
        starts.append(place)
    said, sound = bare(text), sound.replace(BROKEN, "")
    states, seen = [(0, 0, 0)], set[tuple[int, int, int]]()
    while states:
        state = states.pop()
        at, upto, used = state
        if state in seen:
            continue
        seen.add(state)
        if (at, upto) == (len(sound), len(said)):
            return True
        if unit != "word" and used < most and upto:
            before = 0 if unit == "turn" else max(start for start in starts if start < upto)
            states.append((at, before, used + 1))
        if at < len(sound) and upto < len(said) and sound[at] == said[upto]:
            states.append((at + 1, upto + 1, used))
    return False


def places(row: Row, size: int, count: int, seed: int = 1) -> list[int]:
    """``count`` places in a reply of ``size`` bytes, all over it."""
    chance = random.Random(f"{row.name} {seed}")
    return sorted({1 + round((index + chance.random()) * size / count) for index in range(count)})
