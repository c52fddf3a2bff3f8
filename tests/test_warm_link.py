"""The speaker's link between turns: opened ahead of its need, kept over barge-ins, replaced when it is worn or gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from adapter import Audio, AuthFailed, ElevenLabs, Event, Limits, ServiceUnavailable, Speaker, Turn, TurnDone, Word
from tests.fault_server import (
    ALWAYS,
    AfterMessages,
    AfterSeconds,
    AtHandshakeByte,
    Close,
    Connection,
    Drip,
    Edit,
    Error,
    FaultServer,
    Http,
    Slow,
    Stall,
)
from tests.fault_server.edits import Sent
from tests.fault_server.reply import Message

TEXT = "The first sentence is here. The second one follows it! And a third, too."


def service(server: FaultServer) -> ElevenLabs:
    return ElevenLabs("v", api_key="k", base_url=server.url)


async def words(turn: Turn) -> list[str]:
    return [event.text async for event in turn if isinstance(event, Word)]


async def first_audio(turn: Turn) -> Event:
    return await anext(event async for event in turn if isinstance(event, Audio))


@dataclass(frozen=True, slots=True)
class NoFinal(Edit):
    """The service never says that a turn has ended."""

    def edit(self, message: Message) -> list[Sent]:
        return [] if message.get("isFinal") else [message]


async def test_the_link_is_opened_with_the_speaker() -> None:
    async with FaultServer() as server, Speaker(service(server)) as speaker:
        await server.until(lambda: len(server.connections) == 1)
        assert await words(speaker.say(TEXT)) == TEXT.split()
        assert len(server.connections) == 1


async def test_a_speaker_that_says_nothing_sends_nothing_and_closes_properly() -> None:
    async with FaultServer() as server:
        async with Speaker(service(server)) as speaker:
            await speaker.warm_up()
        await server.until(lambda: server.connections[0].close_code == 1000)
        assert server.connections[0].messages == []


async def test_a_speaker_that_ends_while_its_link_opens_leaves_nothing() -> None:
    before = asyncio.all_tasks()
    async with FaultServer() as server:
        async with Speaker(service(server)):
            pass
        await asyncio.sleep(0.05)
        assert all(seen.ended_at for seen in server.connections)
    assert asyncio.all_tasks() == before


@pytest.mark.parametrize("is_early", [True, False])
@pytest.mark.parametrize(
    "refusal",
    [
        Connection(answer=Http(401)),
        Connection([Error(AfterMessages(0), "invalid_api_key", "Invalid API key", code=1008)]),
    ],
    ids=["http", "in-band"],
)
async def test_what_refused_the_warm_link_is_told_to_the_first_turn(refusal: Connection, is_early: bool) -> None:
    """One connection, not two: a wrong key does not get better."""
    async with FaultServer(refusal, repeat=True) as server, Speaker(service(server)) as speaker:
        if is_early:
            await server.until(lambda: bool(server.connections and server.connections[0].ended_at))
            await asyncio.sleep(0.05)
        with pytest.raises(AuthFailed):
            await words(speaker.say(TEXT))
        assert len(server.connections) == 1


async def test_a_link_that_ended_is_opened_while_the_model_thinks() -> None:
    """Also when it ended unused, long ago: an idle close is no failure."""
    thinking = asyncio.Event()

    async def reply() -> AsyncIterator[str]:
        await thinking.wait()
        yield TEXT

    async with FaultServer([Connection([Close(AfterSeconds(1.2), 1000)])]) as server:
        async with Speaker(service(server)) as speaker:
            await server.until(lambda: bool(server.connections and server.connections[0].ended_at))
            turn = speaker.say(reply())
            await server.until(lambda: len(server.connections) == 2)
            assert server.connections[1].messages == []
            thinking.set()
            assert await words(turn) == TEXT.split()
            assert len(server.connections) == 2


async def test_cancelled_turns_that_the_service_has_ended_cost_no_new_link() -> None:
    async with FaultServer(Connection([Slow(AfterMessages(0), 0.002)]), repeat=True) as server:
        async with Speaker(service(server)) as speaker:
            for _ in range(12):
                turn = speaker.say(TEXT)
                await first_audio(turn)
                await turn.interrupt()
                await asyncio.sleep(0.1)
            assert await words(speaker.say(TEXT)) == TEXT.split()
        assert [seen.most_contexts <= 4 for seen in server.connections] == [True]


async def test_a_service_that_never_ends_cancelled_turns_gets_a_new_link() -> None:
    """After three of them, and a short wait: a fifth open turn would end the link at ElevenLabs."""
    script = Connection([Slow(AfterMessages(0), 0.002), NoFinal(AfterMessages(0), count=ALWAYS)])
    async with FaultServer(script, repeat=True) as server, Speaker(service(server)) as speaker:
        for _ in range(7):
            turn = speaker.say(TEXT)
            await first_audio(turn)
            await turn.interrupt()
        assert len(server.connections) == 3
        assert all(seen.most_contexts <= 4 for seen in server.connections)


async def test_an_idle_close_between_turns_is_no_failure() -> None:
    async with FaultServer([Connection([Close(AfterSeconds(0.2), 1008, "idle")])]) as server:
        async with Speaker(service(server)) as speaker:
            assert await words(speaker.say(TEXT)) == TEXT.split()
            await server.until(lambda: server.connections[0].ended_at is not None)
            await asyncio.sleep(0.05)
            events = [event async for event in speaker.say(TEXT)]
            done = events[-1]
            assert isinstance(done, TurnDone)
            assert (done.report.resumes, done.report.gap) == (0, 0.0)
            assert len(server.connections) == 2


# --- ends at awkward moments ---


def is_hung_up(server: FaultServer) -> bool:
    return all(seen.ended_at for seen in server.connections)


@pytest.mark.parametrize("steps", range(8, 24))
async def test_a_speaker_that_is_left_while_its_link_opens_leaves_no_socket(steps: int) -> None:
    """At every step of the event loop, that in which the link is open and nobody has it among them."""
    async with FaultServer() as server:
        async with Speaker(service(server)):
            for _ in range(steps):
                await asyncio.sleep(0)
        await server.until(lambda: is_hung_up(server), 0.5)


async def test_a_cancelled_exit_leaves_no_socket() -> None:
    """The service does not answer the close frame."""
    async with FaultServer(Connection(closes=False)) as server:

        async def speak() -> None:
            async with Speaker(service(server)) as speaker:
                await speaker.warm_up()

        task = asyncio.create_task(speak())
        await server.until(lambda: bool(server.connections and server.connections[0].close_code))
        assert not task.done()
        task.cancel()
        await asyncio.wait({task})
        await server.until(lambda: is_hung_up(server), 0.5)


async def test_warming_up_does_not_outlive_the_speaker() -> None:
    async with FaultServer(Connection([Drip(AtHandshakeByte(0), rate=400)]), repeat=True) as server:
        async with Speaker(service(server)) as speaker:
            warming = asyncio.create_task(speaker.warm_up())
            await asyncio.sleep(0.05)
        with pytest.raises(RuntimeError, match="closed"):
            await warming
        await server.until(lambda: is_hung_up(server), 1.0)


async def test_an_endpoint_s_own_error_ends_the_turn_and_not_the_speaker() -> None:
    class Broken(ElevenLabs):
        @property
        def headers(self) -> dict[str, str]:
            raise KeyError("TOKEN")

    async with Speaker(Broken("v", api_key="k", base_url="ws://127.0.0.1:9")) as speaker:
        await asyncio.sleep(0.05)
        with pytest.raises(KeyError):
            await words(speaker.say(TEXT))


async def test_a_link_that_was_closed_unused_costs_no_second() -> None:
    """The close frame has come, and the connection stays open: nobody waits for its end."""
    script = [Connection([Close(AfterMessages(0), 1000, "", None)])]
    async with FaultServer(script) as server, Speaker(service(server)) as speaker:
        await asyncio.sleep(0.1)
        clock = asyncio.get_running_loop().time
        began = clock()
        assert await words(speaker.say(TEXT)) == TEXT.split()
        assert clock() - began < 0.8


async def test_a_silent_service_is_told_in_time_though_the_link_was_being_opened_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A third of the real times: 1.5 s for all tries, of which 0.5 were over when the turn came."""
    monkeypatch.setattr("adapter.speaker.LIMITS", Limits(one_try=1.0, opening=1.5))
    async with FaultServer(Connection([Stall(AtHandshakeByte(0))]), repeat=True) as server:
        async with Speaker(service(server)) as speaker:
            await asyncio.sleep(0.5)
            clock = asyncio.get_running_loop().time
            began = clock()
            with pytest.raises(ServiceUnavailable):
                await words(speaker.say(TEXT))
            assert clock() - began < 2.2  # it was 2.5 and more
