"""Rows 50-61: between turns, barge-ins, and models and callers that misbehave."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapter import Audio, Speaker, Turn, Word
from tests.fault_server import (
    Action,
    AfterMessages,
    AfterSeconds,
    AtHandshakeByte,
    Close,
    Connection,
    Cut,
    Drip,
    FaultServer,
    Http,
    Slow,
    Stall,
)
from tests.faults.harness import PACE, TEXT, Heard, Lab, bare
from tests.faults.rows import Rows

rows = Rows()
SHORT = "A short one. And one more."


async def tokens(text: str, pause: float = 0.0) -> AsyncIterator[str]:
    for start in range(0, len(text), 4):
        await asyncio.sleep(pause)
        yield text[start : start + 4]


IDLE: dict[str, Action] = {
    "1000": Close(AfterSeconds(0.3), 1000, "idle timeout"),
    "1001": Close(AfterSeconds(0.3), 1001),
    "1008": Close(AfterSeconds(0.3), 1008, "session expired"),
    "fin": Cut(AfterSeconds(0.3), "fin"),
    "rst": Cut(AfterSeconds(0.3), "rst"),
}


@rows.row(50, "the link ends between two turns", "the next turn opens another: every word once, no warning", cases=IDLE)
async def idle_close(lab: Lab, end: Action) -> None:
    async with FaultServer(Connection([end]), samples=PACE) as server:
        async with Speaker(lab.service(server.url), clean=False) as speaker:
            (await lab.take(speaker.say(TEXT), server)).is_exact(connections=1)
            await asyncio.sleep(0.5)
            heard = await lab.take(speaker.say(SHORT), server)
    heard.is_exact(connections=2)
    assert heard.resumed == []


@rows.row(50, "the link ends between two turns", "the next turn opens another: every word once, no warning")
async def idle_link_that_died_silently(lab: Lab) -> None:
    lab.traits(first_audio=0.5)
    async with FaultServer(Connection([Stall(AfterSeconds(0.2))]), samples=PACE) as server:
        async with Speaker(lab.service(server.url), clean=False) as speaker:
            (await lab.take(speaker.say(TEXT), server)).is_exact(connections=1)
            await asyncio.sleep(0.3)
            (await lab.take(speaker.say(SHORT), server)).is_exact(connections=2)


@rows.row(51, "the session reaches its maximum age", "a new link between turns; ended in the middle: every word once")
async def session_max_age(lab: Lab) -> None:
    """0.3 s in place of 55 minutes. A turn is not moved to a new link before the service ends the old one."""
    lab.traits(link_age=0.3)
    async with FaultServer(Connection([Slow(AfterMessages(0), 0.03)]), samples=PACE) as server:
        async with Speaker(lab.service(server.url), clean=False) as speaker:
            (await lab.take(speaker.say(TEXT), server)).is_exact(connections=1)
            (await lab.take(speaker.say(SHORT), server)).is_exact(connections=2)
    for code in (1000, 1001, 1008):
        end = Close(AfterMessages(6), code, "maximum session duration")
        (await lab.speak(Connection([end]))).is_exact(connections=2)


async def first_audio(turn: Turn) -> bytes:
    async for event in turn:
        if isinstance(event, Audio):
            return event.data
    raise AssertionError("no audio came")


@rows.row(
    52,
    "audio that comes after a barge-in",
    "nothing after `interrupt` or `aclose` has returned, nor in the next turn",
    cases={"interrupt": 1, "aclose": 0},
)
async def late_audio_after_barge_in(lab: Lab, interrupts: int) -> None:
    async with FaultServer(Connection([Slow(AfterMessages(0), 0.02)]), samples=PACE) as server:
        async with Speaker(lab.service(server.url), clean=False) as speaker:
            turn = speaker.say(TEXT)
            sound = await first_audio(turn)
            if interrupts:
                told = await turn.interrupt()
                assert (told.text.strip(), told.is_exact) == ("The", True)
                assert told.raw + told.unheard_raw == turn.text
            else:
                await turn.aclose()
            assert [event async for event in turn] == []
            assert bare(server.decode(sound)) == "The"
            assert turn.voiced_text + turn.unvoiced_text == turn.text
            (await lab.take(speaker.say(SHORT), server)).is_exact(connections=1)


@rows.row(53, "20 barge-ins in a row", "never more than 4 contexts open, never refused; the next turn is whole")
async def many_barge_ins(lab: Lab) -> None:
    """In 2 s in place of 10."""
    slow = Connection([Slow(AfterMessages(0), 0.01)], max_contexts=5)
    async with FaultServer(slow, repeat=True, samples=PACE) as server:
        async with Speaker(lab.service(server.url), clean=False) as speaker:
            for number in range(20):
                turn = speaker.say(TEXT)
                if number % 2:
                    await first_audio(turn)
                else:
                    await asyncio.sleep(0.02)
                await turn.aclose()
            (await lab.take(speaker.say(SHORT), server)).is_exact()
    assert max(seen.most_contexts for seen in server.connections) <= 4
    assert len(server.connections) <= 8


BARGE: dict[str, list[Connection]] = {
    "connect": [Connection([Drip(AtHandshakeByte(0), rate=1)])],
    "back_off": [Connection(answer=Http(503, (("Retry-After", "2"),)))],
    "replay": [Connection([Cut(AfterMessages(3))]), Connection([Stall(AfterMessages(0))])],
    "replay_connect": [Connection([Cut(AfterMessages(3))]), Connection([Drip(AtHandshakeByte(0), rate=1)])],
}


@rows.row(54, "barge-in during connect, back-off, replay", "within 50 ms; no connection after it", cases=BARGE)
async def barge_in_while_connecting(lab: Lab, script: list[Connection]) -> None:
    loop = asyncio.get_running_loop()
    async with FaultServer(script, samples=PACE) as server:
        async with Speaker(lab.service(server.url), clean=False) as speaker:
            turn = speaker.say(TEXT)
            await asyncio.sleep(0.2)
            assert len(server.connections) == len(script)
            began = loop.time()
            await turn.aclose()
            assert loop.time() - began < 0.05 + 0.1  # a busy machine
            await asyncio.sleep(0.3)
            assert len(server.connections) == len(script)
            assert turn.voiced_text + turn.unvoiced_text == turn.text == TEXT


@rows.row(
    55, "the caller stops iterating for long", "the socket is drained, the model paused, the link kept; all heard"
)
async def slow_consumer(lab: Lab) -> None:
    """1.5 s with 2 s of audio, 400 characters, a ping each 0.2 s, in place of 30 s, 30 s, 4,000, 10 s."""
    lab.patch(sending__MAX_WAITING_AUDIO=2.0, sending__MAX_OWED_TEXT=100, intake__MAX_WAITING_TEXT=400)
    lab.traits(silence=0.5)
    lab.patch(opening__PING_SECONDS=0.2)
    given: list[int] = []

    async def model() -> AsyncIterator[str]:
        for number in range(60):
            given.append(number)
            yield f"Sentence number {number} is here. "

    async with FaultServer(samples=PACE) as server:
        async with Speaker(lab.service(server.url), clean=False) as speaker:
            turn = speaker.say(model())

            async def pause(count: int) -> None:
                if count == 1:
                    await asyncio.sleep(0.5)
                    before = len(given)
                    await asyncio.sleep(1.0)
                    assert len(given) == before < 50
                    assert turn._running.outbox.waiting < 2.0 + 200 * 0.04

            heard = await lab.take(turn, server, after=pause)
    heard.is_exact(connections=1)
    assert server.connections[0].pings >= 3


@rows.row(
    56, "the caller drops the iterator: break, no aclose", "its tasks end, the next turn is whole, nothing is left"
)
async def dropped_iterator(lab: Lab) -> None:
    async with FaultServer(Connection([Slow(AfterMessages(0), 0.01)]), samples=PACE) as server:
        async with Speaker(lab.service(server.url), clean=False) as speaker:
            async for _ in speaker.say(tokens(TEXT * 20, 0.001)):
                break
            gc.collect()
            await asyncio.sleep(0.3)
            assert not speaker._turns
            (await lab.take(speaker.say(SHORT), server)).is_exact(connections=1)


@rows.row(57, "an exception in the caller's loop body", "passes unchanged, is not tried again, nothing is left")
async def callers_own_exception(lab: Lab) -> None:
    mine = ConnectionError("mine")  # of a class that a retry might take for the link's
    async with FaultServer(samples=PACE) as server:
        with pytest.raises(ConnectionError) as raised:
            async with Speaker(lab.service(server.url), clean=False) as speaker:
                async for _ in speaker.say(TEXT):
                    raise mine
        assert raised.value is mine
        assert len(server.connections) == 1


class ModelError(Exception):
    """The model's."""


@rows.row(
    58,
    "the model raises in the middle",
    "what was complete is heard, then its error comes",
    cases={"healthy": 0, "cut": 1},
)
async def model_raises(lab: Lab, cuts: int) -> None:
    async def model() -> AsyncIterator[str]:
        yield "This was complete. So was this. But this was"
        raise ModelError("lost the thread")

    script = [Connection([Cut(AfterMessages(2))])] * cuts
    heard = await lab.speak(script, model(), own=ModelError)
    assert type(heard.error) is ModelError
    assert (heard.voiced, heard.unvoiced) == ("This was complete. So was this. ", "But this was")
    assert heard.connections == 1 + cuts


@rows.row(58, "the model raises in the middle", "what was complete is heard, then its error comes")
async def model_raises_behind_a_sentence(lab: Lab) -> None:
    async def model() -> AsyncIterator[str]:
        yield "This was complete. So was this. "
        raise ModelError("lost the thread")

    heard = await lab.speak((), model(), own=ModelError)
    assert type(heard.error) is ModelError
    assert heard.voiced.strip() == "This was complete. So was this."


STALLED = {"multi": "multi-stream-input", "single": "stream-input"}


@rows.row(
    59,
    "the model stalls in the middle of a sentence",
    "the service is kept awake; no false alarm; all heard",
    cases=STALLED,
)
async def model_stalls(lab: Lab, endpoint: Any) -> None:
    lab.traits(keep_alive=0.1)
    lab.traits(silence=0.3, first_audio=0.4)

    async def model() -> AsyncIterator[str]:
        yield "This is said at once. Let me think about it, which "
        await asyncio.sleep(1.0)
        yield "takes a while. Done."

    heard = await lab.speak((), model(), settings={"endpoint": endpoint})
    heard.is_exact(connections=1)
    assert heard.server
    assert len(heard.server.connections[0].messages) > 10


ODD: dict[str, list[Any]] = {
    "bytes": ["One is here. Two", b"Three."],
    "number": ["One is here. Two", 7],
}


@rows.row(60, "the model gives bytes, a number", "TypeError behind what was complete", cases=ODD)
async def model_gives_no_text(lab: Lab, pieces: list[Any]) -> None:
    heard = await lab.speak((), pieces, own=TypeError)
    assert isinstance(heard.error, TypeError)
    assert heard.voiced == "One is here. "


AWKWARD: dict[str, list[Any]] = {
    "none": ["One is here. Two", None, " is, too."],
    "empty": ["", "One is here. ", "", "Two."],
    "surrogate": ["One \ud800 is here. ", "Two\udfff."],
    "controls": ["One\0 is\x1b here.\u2028 ", "Two."],
    "no_boundary": ["x" * 50] * 200,
    "giant_token": ["This is a sentence of a usual length. " * 1_500],
}


@rows.row(
    60,
    "the model gives None, '', lone surrogates, a giant token, no boundary",
    "spoken whole, in linear time",
    cases=AWKWARD,
)
async def model_gives_awkward_text(lab: Lab, pieces: list[Any]) -> None:
    """60 kB in place of 1 MB."""
    heard = await lab.speak(
        (), pieces, chunk=500, samples=24 if len("".join(filter(None, pieces))) > 5_000 else PACE, within=30
    )
    heard.is_done()
    assert bare(heard.sound) == bare(heard.text)
    assert heard.connections == 1
    assert heard.seconds < 15


@rows.row(61, "the task is cancelled at any await", "CancelledError, never tried again; cleaned up within 1 s")
async def cancelled_anywhere(lab: Lab) -> None:
    lab.hurry()
    loop = asyncio.get_running_loop()
    script = [Connection([Cut(AfterMessages(4), "rst")]), Connection(answer=Http(503))]

    async def talk(url: str) -> None:
        async with Speaker(lab.service(url), clean=False) as speaker:
            async for _ in speaker.say(tokens(TEXT)):
                pass

    cancelled = 0
    for step in [*range(60), *range(60, 400, 7)]:
        async with FaultServer(script, samples=PACE) as server:
            task = asyncio.create_task(talk(server.url))
            for _ in range(step):
                await asyncio.sleep(0)
            began = loop.time()
            is_running = not task.done()
            task.cancel()
            await asyncio.wait({task})
            assert loop.time() - began < 1.0
            assert task.cancelled() == is_running
            cancelled += is_running
            count = len(server.connections)
        assert len(server.connections) == count
    assert cancelled > 80


@rows.row(61, "the task is cancelled at any await", "CancelledError, never tried again; cleaned up within 1 s")
async def cancelled_by_a_timeout_and_a_group(lab: Lab) -> None:
    async with FaultServer(Connection([Stall(AfterMessages(3))]), samples=PACE) as server:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                async with Speaker(lab.service(server.url), clean=False) as speaker:
                    await lab.take(speaker.say(TEXT), server)
        with pytest.raises(ExceptionGroup) as raised:
            async with asyncio.TaskGroup() as group:
                group.create_task(whole(lab, server))
                await asyncio.sleep(0.02)
                raise ModelError
        assert [type(error) for error in raised.value.exceptions] == [ModelError]


async def whole(lab: Lab, server: FaultServer) -> Heard:
    async with Speaker(lab.service(server.url), clean=False) as speaker:
        heard = await lab.take(speaker.say(tokens(TEXT, 0.05)), server)
    assert any(isinstance(event, Word) for event in heard.events)
    return heard


test_row = rows.test()
