"""What a turn promises when its link dies: it goes on at once, a cancellation wins, a slow caller costs nothing."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from itertools import pairwise

import pytest

from adapter import Audio, ElevenLabs, Event, Resumed, Skipped, Speaker, SpeechIncomplete, TurnDone, Word
from adapter.ledger import Partial
from tests.fault_server import (
    ALWAYS,
    AfterMessages,
    AtMessage,
    Connection,
    Cut,
    EmptyAudio,
    FaultServer,
    OnText,
    Slow,
)
from tests.model import tokens
from tests.traits import change_traits

TEXT = "The first sentence is here. The second one follows it! And a third, too."


def service(server: FaultServer, **settings: str) -> ElevenLabs:
    return ElevenLabs("v", api_key="k", base_url=server.url, **settings)  # type: ignore[arg-type]


def heard(server: FaultServer, events: list[Event]) -> str:
    return server.decode(b"".join(event.data for event in events if isinstance(event, Audio)))


async def spoken(server: FaultServer, text: str = TEXT, partial: Partial = "repeat") -> list[Event]:
    async with Speaker(service(server), clean=False, partial=partial) as speaker:
        return [event async for event in speaker.say(text)]


def same(heard: str, text: str) -> bool:
    """White space aside: the pause at a cut may be lost."""
    return "".join(heard.split()) == "".join(text.split())


@pytest.mark.parametrize("how", ["rst", "fin"])
async def test_a_turn_goes_on_at_the_word_that_was_cut(how: str) -> None:
    async with FaultServer(Connection([Cut(AfterMessages(6), how)])) as server:
        events = await spoken(server)
        assert same(heard(server, events), TEXT)
        assert [event.text for event in events if isinstance(event, Word)] == TEXT.split()
        words = [event for event in events if isinstance(event, Word)]
        assert all(first.end <= second.start + 0.001 for first, second in pairwise(words))
        (resumed,) = (event for event in events if isinstance(event, Resumed))
        assert 0 < resumed.characters_replayed < len(TEXT)
        assert isinstance(events[-1], TurnDone)
        assert events[-1].report.resumes == 1
        assert events[-1].report.exactness == "word"


async def test_the_first_try_after_a_good_link_comes_at_once() -> None:
    """Asked: within 50 ms. The connection's own time stamps tell, so that a slow machine counts only once."""
    async with FaultServer([Connection([Cut(AfterMessages(6))])] * 5) as server:
        await spoken(server, TEXT * 3)
        seen = server.connections
        assert len(seen) >= 3
        pauses = [after.opened_at - before.ended_at for before, after in pairwise(seen)]
        assert min(pauses) < 0.05
        assert max(pauses) < 0.5


@pytest.mark.parametrize("partial", ["hold", "repeat", "skip", "fail"])
async def test_without_timing_the_caller_chooses_what_becomes_of_a_cut_segment(partial: Partial) -> None:
    """10 ms per character: after 1.5 seconds without timing the segments are taken to have none."""
    text = TEXT + " " + "A long sentence follows that " * 6 + "ends. " + TEXT
    script = [Connection([Cut(AfterMessages(36), "rst")], style="none"), Connection(style="none")]
    async with FaultServer(script, repeat=True, samples=240) as server:
        if partial == "fail":
            with pytest.raises(SpeechIncomplete) as failed:
                await spoken(server, text, partial)
            assert failed.value.voiced_text + failed.value.unvoiced_text == text
            return
        events = await spoken(server, text, partial)
        said = heard(server, events)
        assert same(said, text) == (partial == "hold")
        assert any(isinstance(event, Skipped) for event in events) == (partial == "skip")
        assert (len(said) > len(text) + 1) == (partial == "repeat")
        assert said.rstrip().endswith("And a third, too.")
        assert isinstance(events[-1], TurnDone)
        assert events[-1].report.exactness == "segment"


@pytest.mark.parametrize("poison", ["fail", "skip"])
async def test_a_sentence_that_is_not_spoken_is_found_and_named(poison: str) -> None:
    """The service gives no audio for anything: each sentence is tried alone."""
    mute = Connection([EmptyAudio(AtMessage(0), count=ALWAYS)])
    async with FaultServer(mute, repeat=True) as server, AsyncExitStack() as stack:
        made = Speaker(service(server), clean=False, poison=poison)  # type: ignore[arg-type]
        turn = (await stack.enter_async_context(made)).say("It is here. ")
        if poison == "skip":
            events = [event async for event in turn]
            assert [event.text for event in events if isinstance(event, Skipped)] == ["It is here."]
            assert isinstance(events[-1], TurnDone)
        else:
            with pytest.raises(SpeechIncomplete) as failed:
                [event async for event in turn]
            assert failed.value.unvoiced_text == "It is here. "


@pytest.mark.parametrize("steps", range(0, 120, 3))
async def test_a_cancellation_wins_at_every_step_of_the_event_loop(steps: int) -> None:
    """During connecting, speaking, losing the link, waiting to try again, and resuming."""
    before = asyncio.all_tasks()
    async with FaultServer([Connection([Cut(AfterMessages(3), "rst")]), Connection([Cut(OnText())])]) as server:

        async def consume() -> None:
            async with Speaker(service(server), clean=False) as speaker:
                async for _ in speaker.say(tokens(TEXT)):
                    pass

        task = asyncio.create_task(consume())
        for _ in range(steps):
            await asyncio.sleep(0)
        if steps % 2:
            await asyncio.sleep(steps / 1000)
        done = task.done()
        task.cancel()
        began = time.perf_counter()
        await asyncio.wait({task}, timeout=5)
        assert task.done()
        assert time.perf_counter() - began < 0.5  # asked: 50 ms, on a quiet machine
        assert done or task.cancelled()
        connections = len(server.connections)
        await asyncio.sleep(0.05)
        assert len(server.connections) == connections
    await asyncio.sleep(0.05)
    assert {task for task in asyncio.all_tasks() - before if not task.done()} == set()


async def test_a_slow_caller_keeps_the_link_alive_and_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shortened: the caller pauses for longer than every time limit of the link."""
    change_traits(monkeypatch, silence=1.0)
    monkeypatch.setattr("adapter.speaking.sending.MAX_WAITING_AUDIO", 0.02)
    async with FaultServer(Connection([Slow(OnText(), 0.001)]), repeat=True) as server:
        async with Speaker(service(server), clean=False) as speaker:
            events, text = [], TEXT * 10
            async for event in speaker.say(tokens(text)):
                events.append(event)
                if len(events) in (3, 9):
                    await asyncio.sleep(2.2)
        assert same(heard(server, events), text)
        assert len(server.connections) == 1
