"""Services without timing, and with limits: no pause of ours, no flush too many, no text too long."""

from __future__ import annotations

import asyncio
import random
from itertools import pairwise

import pytest

from adapter import Audio, Speaker
from buffering import Segment
from tests.fault_server import FaultServer, SpeechServer
from tests.services.rows import Row, bare, speak, take, those
from tests.virtual_time import run

PACE = 960
"""Samples per character: 40 ms, a fast speaker."""
UNTIMED = those(lambda row: row.style == "none")


def sentences(count: int, words: int, seed: int = 1) -> str:
    """Sentences of words that all differ."""
    chance = random.Random(seed)
    said = [[f"{chance.choice(['a', 'so', 'bird'])}{at:03}{index}" for index in range(words)] for at in range(count)]
    return " ".join(f"{' '.join(each).capitalize()}." for each in said)


async def listen(row: Row, server: FaultServer | SpeechServer, text: str) -> tuple[str, float, float]:
    """What is heard, the longest silence that a listener hears who plays what comes, and when all was played."""
    clock, audio, silence, plays_until = asyncio.get_running_loop().time, bytearray(), 0.0, None
    async with Speaker(row.make(server.url), clean=False) as speaker:
        async for event in speaker.say(text):
            if isinstance(event, Audio):
                audio += event.data
                silence = max(silence, 0.0 if plays_until is None else clock() - plays_until)
                plays_until = max(clock(), plays_until or 0.0) + event.end - event.start
    return bare(server.decode(bytes(audio))), silence, plays_until or 0.0


@UNTIMED
@pytest.mark.parametrize("words", [3, 9])
def test_sixty_sentences_without_a_gap(row: Row, words: int) -> None:
    """Trial 1.4: at a server that answers at once nobody hears a pause between two sentences."""
    text = sentences(60, words)

    async def main() -> None:
        async with row.server(samples=PACE) as server:
            sound, silence, _ = await listen(row, server, text)
        assert sound == bare(text)
        assert silence < 0.1

    run(main())


@pytest.mark.parametrize("words", [2, 4, 9])
@those(lambda row: row.name == "deepgram aura")
def test_at_most_twenty_flushes_in_any_minute(row: Row, words: int) -> None:
    """A flush a sentence while the budget lasts; then sentences share one. Over several turns on one link."""
    text, flushes = sentences(60, words), list[float]()

    async def main() -> None:
        async with row.server(samples=PACE) as server, Speaker(row.make(server.url), clean=False) as speaker:
            clock = asyncio.get_running_loop().time
            for _ in range(2):
                took = await take(speaker.say(text), server)
                assert took.sound == bare(text)
                await asyncio.sleep(max(0.0, took.seconds - clock()))
            assert isinstance(server, FaultServer)
            assert len(server.connections) == 1
            seen = server.connections[0]
            kinds = [message["type"] for message in seen.messages]
            flushes.extend(at for at, kind in zip(seen.message_times, kinds, strict=True) if kind == "Flush")
            assert kinds[:20] == ["Speak", "Flush"] * 10
            assert b"EXCESSIVE_FLUSH" not in seen.stream

    run(main())
    assert len(flushes) > 10
    assert all(later - earlier >= 60 for earlier, later in zip(flushes, flushes[20:], strict=False))


class Whole:
    """A splitter that makes one segment of all text, however long."""

    def __init__(self) -> None:
        self._text = ""

    def push(self, text: str) -> list[Segment]:
        self._text += text
        return []

    def release(self, *, clause: bool) -> list[Segment]:  # noqa: ARG002  the protocol's
        return []

    def finish(self) -> list[Segment]:
        return [Segment(self._text, 0, len(self._text), "sentence")]


@those(lambda row: row.name in ("deepgram aura", "deepgram flux", "openai speech"))
@pytest.mark.parametrize("has_spaces", [True, False])
async def test_no_text_is_longer_than_the_service_takes(row: Row, has_spaces: bool) -> None:
    longest = 4_096 if row.is_http else 2_000
    text = "".join(f"w{index}{' ' if has_spaces else ''}" for index in range(1_300)).strip() + "."
    async with row.server() as server:
        took = await speak(row, server, text, splitter=Whole)
        assert took.error is None
        assert took.sound == bare(text)
        assert row.is_http or "".join(server.texts).rstrip() == text  # no space is put into a word
        assert max(map(len, server.texts)) <= longest
        assert len(server.texts) > 1


@UNTIMED
async def test_a_sentence_is_heard_before_the_next_is_written(row: Row) -> None:
    """What is flushed, or asked for, sounds while the model pauses."""
    pause = asyncio.Event()

    async def tokens():  # type: ignore[no-untyped-def]
        yield "One sentence comes first. "
        await pause.wait()
        yield "Then another."

    async with row.server() as server, Speaker(row.make(server.url), clean=False) as speaker:
        turn, audio = speaker.say(tokens()), bytearray()
        async with asyncio.timeout(10):
            async for event in turn:
                audio += event.data if isinstance(event, Audio) else b""
                if bare(server.decode(bytes(audio))) == "Onesentencecomesfirst.":
                    pause.set()
    assert bare(server.decode(bytes(audio))) == "Onesentencecomesfirst.Thenanother."


def test_virtual_time_passes_at_once() -> None:
    async def main() -> list[float]:
        clock = asyncio.get_running_loop().time
        moments = [clock()]
        for _ in range(3):
            await asyncio.sleep(60)
            moments.append(clock())
        return moments

    assert [round(b - a, 6) for a, b in pairwise(run(main()))] == [60, 60, 60]
