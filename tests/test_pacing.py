"""Pauses of the model, pacing, and what a turn reports of itself: on real sockets, with sound that encodes its text."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import structlog

from adapter import Audio, Boundary, ElevenLabs, Local, Speaker, TurnDone, Word
from tests.fault_server import AfterMessages, Connection, Cut, FaultServer

SENTENCE = "This is one of many sentences. "
EACH = 240
"""Samples per character: 10 ms."""


def service(server: FaultServer) -> ElevenLabs:
    return ElevenLabs("v", api_key="k", base_url=server.url)


# --- pauses ---


@pytest.mark.parametrize("is_told", [True, False])
async def test_a_sentence_is_heard_while_a_tool_runs_and_text_goes_on_after_it(is_told: bool) -> None:
    """The tool takes until the sentence was heard; whether the source tells of it or just falls silent."""
    heard = asyncio.Event()

    async def reply() -> AsyncIterator[str | Boundary]:
        for token in ("Let me ", "check that", " for you."):
            yield token
        if is_told:
            yield Boundary()
        async with asyncio.timeout(5):
            await heard.wait()
        yield " It is 7 degrees."

    async with FaultServer(samples=EACH) as server, Speaker(service(server)) as speaker:
        turn, words, sound = speaker.say(reply()), [], bytearray()
        async for event in turn:
            sound += event.data if isinstance(event, Audio) else b""
            if isinstance(event, Word):
                words.append(event.text)
            if words[-1:] == ["you."]:
                heard.set()
        assert words == "Let me check that for you. It is 7 degrees.".split()
        assert "".join(server.decode(bytes(sound)).split()) == "Letmecheckthatforyou.Itis7degrees."
        assert len(server.connections) == 1
        assert turn.unvoiced_text == ""


async def test_boundaries_alone_say_nothing() -> None:
    async with FaultServer() as server, Speaker(service(server)) as speaker:
        events = [event async for event in speaker.say([Boundary(), Boundary()])]
        assert [type(event) for event in events] == [TurnDone]
        assert not any(seen.messages for seen in server.connections)


# --- pacing ---


@pytest.mark.parametrize("ahead", [0.4, None])
async def test_text_is_sent_only_a_little_ahead_of_what_is_played(ahead: float | None) -> None:
    """The caller plays in real time, and interrupts after a second."""
    text = SENTENCE * 20  # 6.2 seconds
    async with FaultServer(samples=EACH) as server, Speaker(service(server), ahead=ahead) as speaker:
        turn, clock = speaker.say(text), asyncio.get_running_loop().time
        began, played = None, 0.0
        async for event in turn:
            if isinstance(event, Audio):
                began = began or clock()
                await asyncio.sleep(max(0.0, began + event.end - clock()))
                played = event.end
            if played > 1.0:
                break
        await turn.interrupt(played)
        wasted = turn.report.characters_sent - 100 * played
        if ahead is None:
            assert turn.report.characters_sent == 20 * len(SENTENCE.strip())
        else:
            assert wasted < 100 * ahead + 2 * len(SENTENCE)


async def test_a_paced_turn_is_heard_whole_without_a_pause() -> None:
    text = SENTENCE * 6
    async with FaultServer(samples=EACH) as server, Speaker(service(server), ahead=0.3) as speaker:
        clock = asyncio.get_running_loop().time
        began = clock()
        assert [event.text async for event in speaker.say(text) if isinstance(event, Word)] == text.split()
        assert clock() - began > 0.5 * (len(text) / 100 - 0.3)  # it was held back: a caller in real time would need it


@pytest.mark.parametrize("ahead", [-1.0, float("nan"), float("inf")])
def test_ahead_is_a_time(ahead: float) -> None:
    with pytest.raises(ValueError, match="ahead must be seconds"):
        Speaker(Local(), ahead=ahead)


# --- the first clause ---


@pytest.mark.parametrize(("first_clause", "first"), [(60, "clause"), (None, "sentence")])
async def test_a_long_first_sentence_begins_with_its_first_clause(first_clause: int | None, first: str) -> None:
    clause = "When it rains in the mountains for more than a week without an end, "
    rest = "the rivers rise, the roads close, and nobody goes anywhere."
    async with FaultServer() as server:
        async with Speaker(service(server), first_clause=first_clause) as speaker:
            events = [event async for event in speaker.say(clause + rest)]
        texts = [text.strip() for text in server.texts]
        assert texts == ([clause.strip(), rest] if first == "clause" else [clause + rest])
        assert [event.text for event in events if isinstance(event, Word)] == (clause + rest).split()


# --- the report ---


async def test_the_report_tells_when_what_happened_and_the_log_says_the_same() -> None:
    async def reply() -> AsyncIterator[str]:
        await asyncio.sleep(0.03)
        yield "This is the "
        await asyncio.sleep(0.03)
        yield SENTENCE
        yield SENTENCE

    lines: list[dict[str, object]] = []

    def keep(_: object, __: str, line: dict[str, object]) -> None:  # structlog's own shape
        lines.append(dict(line))
        raise structlog.DropEvent

    structlog.configure(processors=[keep])
    try:
        async with FaultServer([Connection([Cut(AfterMessages(3))])]) as server:
            async with Speaker(service(server)) as speaker:
                for is_second in (False, True):
                    events = [event async for event in speaker.say(reply())]
                    done = events[-1]
                    assert isinstance(done, TurnDone)
                    report = done.report
                    moments = (report.first_token, report.first_segment, report.first_sent, report.first_audio)
                    assert None not in moments
                    assert sorted(moments) == list(moments)  # type: ignore[type-var]
                    assert moments[0] >= 0.03  # type: ignore[operator]
                    assert moments[1] >= 0.06  # type: ignore[operator]
                    assert report.last_audio >= report.first_audio  # type: ignore[operator]
                    assert report.link_reused == is_second
                    assert report.resumes == (0 if is_second else 1)
    finally:
        structlog.reset_defaults()
    (first, second) = (line for line in lines if line["event"] == "turn.done")
    assert set(type(report).__slots__) <= set(first)
    assert (first["resumes"], second["resumes"], second["link_reused"]) == (1, 0, True)
    assert not any(SENTENCE[:10] in str(line) for line in lines)


@pytest.mark.parametrize("endpoint", ["multi-stream-input", "stream-input"])
@pytest.mark.parametrize("style", ["none", "overlong", "lagged"])
async def test_pacing_waits_for_nothing_that_a_service_does_not_tell(endpoint: Any, style: Any) -> None:
    text = SENTENCE * 4
    async with FaultServer(Connection(style=style), repeat=True, samples=960) as server:
        made = ElevenLabs("v", api_key="k", base_url=server.url, endpoint=endpoint)
        async with Speaker(made, ahead=2.0) as speaker, asyncio.timeout(20):
            turn = speaker.say(text)
            assert isinstance([event async for event in turn][-1], TurnDone)
            assert turn.unvoiced_text == ""


async def test_no_audio_ahead_at_all_is_possible() -> None:
    """Sums of seconds are never quite 0."""
    async with FaultServer(samples=48) as server, Speaker(service(server), ahead=0) as speaker, asyncio.timeout(10):
        words = [event.text async for event in speaker.say(SENTENCE * 5) if isinstance(event, Word)]
        assert words == (SENTENCE * 5).split()


async def test_what_is_not_heard_does_not_count_for_the_pace() -> None:
    """6,000 characters of reasoning take no time to say."""
    reply = f"<think>{'hm ' * 2_000}</think>{SENTENCE * 20}"
    async with FaultServer(samples=1440) as server, Speaker(service(server), ahead=2.0) as speaker:
        turn = speaker.say(reply)
        await anext(event async for event in turn if isinstance(event, Audio))
        await asyncio.sleep(0.3)
        assert turn.report.characters_sent < 4 * len(SENTENCE)
        await turn.aclose()


async def test_what_a_busy_caller_has_received_is_voiced_before_it_asks_again() -> None:
    """Without timing, the end of the sentence is told behind its audio."""
    async with FaultServer(Connection(style="none"), repeat=True, samples=EACH) as server:
        async with Speaker(service(server)) as speaker:
            turn, received = speaker.say(SENTENCE.strip()), 0
            async for event in turn:
                received += len(event.data) if isinstance(event, Audio) else 0
                if received >= 2 * EACH * len(SENTENCE):  # with the space behind it
                    break
            await server.until(lambda: turn.voiced_text == SENTENCE.strip())
            assert (await turn.interrupt()).raw == turn.voiced_text
