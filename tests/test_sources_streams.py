"""How streams of every kind are opened, read and closed."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import gc
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from adapter import Local, Speaker, SpeechIncomplete, Word
from adapter.sources import deltas
from tests.test_sources import chunk, output, said

# --- how streams are opened and closed ---


class Stream:
    """An SDK's async stream: iterates over chunks, is closed by ``close``; tells what happened to it."""

    def __init__(self) -> None:
        self.happened: list[str] = []

    async def __aiter__(self) -> AsyncIterator[Any]:
        try:
            while True:
                await asyncio.sleep(0)
                yield chunk("Hello.")
        finally:
            self.happened.append("stopped")

    async def close(self) -> None:
        self.happened.append("closed")


class Manager:
    """What ``client...stream()`` gives."""

    def __init__(self) -> None:
        self.stream = Stream()

    async def __aenter__(self) -> Stream:
        self.stream.happened.append("entered")
        return self.stream

    async def __aexit__(self, *_: object) -> None:
        self.stream.happened.append("left")


async def test_a_stream_is_closed_and_so_is_its_iterator() -> None:
    stream = Stream()
    source = deltas(stream)
    assert await anext(source) == "Hello."
    await source.aclose()
    assert stream.happened == ["stopped", "closed"]
    unread = Stream()
    await deltas(unread).aclose()
    assert unread.happened == ["closed"]


async def test_a_manager_is_entered_when_it_is_read_and_left_after() -> None:
    manager = Manager()
    source = deltas(manager)
    assert manager.stream.happened == []
    assert await anext(source) == "Hello."
    await source.aclose()
    assert manager.stream.happened == ["entered", "stopped", "closed", "left"]


async def test_what_is_to_be_awaited_is_awaited() -> None:
    stream = Stream()

    async def create() -> Stream:
        return stream

    source = deltas(create())
    assert await anext(source) == "Hello."
    await source.aclose()
    assert stream.happened == ["stopped", "closed"]
    await deltas(create()).aclose()
    gc.collect()  # an error here would be a coroutine that was never awaited

    async def whole() -> int:
        return 7

    with pytest.raises(TypeError, match="cannot speak a int"):
        await anext(deltas(whole()))


class Run:
    """A run of an agent: its stream waits for its end unless it is cancelled."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.happened: list[str] = []

    def cancel(self) -> None:
        self.happened.append("cancelled")

    async def stream_events(self) -> AsyncIterator[Any]:
        try:
            for _ in range(self.count):
                yield {"type": "raw_response_event", "data": output("Hello.")}
        finally:
            self.happened.append("ended")


async def test_a_run_is_asked_for_its_stream_and_cancelled_only_before_its_end() -> None:
    run = Run(100)
    source = deltas(run)
    assert await anext(source) == "Hello."
    await source.aclose()
    assert run.happened == ["cancelled", "ended"]
    run = Run(1)
    source = deltas(run)
    assert [piece async for piece in source] == ["Hello."]
    await source.aclose()
    assert run.happened == ["ended"]


async def test_other_givers_are_asked_too() -> None:
    def pieces() -> Iterator[str]:
        yield from ("One.", "Two.")

    async def async_pieces(**settings: Any) -> AsyncIterator[str]:
        assert settings in ({}, {"delta": True, "debounce_by": None})
        for piece in pieces():
            yield piece

    for giver in (
        SimpleNamespace(stream_text=async_pieces),
        SimpleNamespace(response_gen=pieces()),
        SimpleNamespace(response_gen=async_pieces()),
        SimpleNamespace(response_gen=None, achat_stream=object(), async_response_gen=async_pieces),
    ):
        assert await said(giver) == ["One.", "Two."]


class Blocking:
    """An SDK's plain stream, a context manager too."""

    def __init__(self, wait: Callable[[], object] = lambda: time.sleep(0.001)) -> None:
        self.wait = wait
        self.happened: list[str] = []
        self.threads: set[int] = set()
        self.closed = threading.Event()

    def __iter__(self) -> Iterator[Any]:
        while True:
            self.threads.add(threading.get_ident())
            self.wait()
            self.happened.append("read")
            yield chunk("Hello.")

    def close(self) -> None:
        self.threads.add(threading.get_ident())
        self.happened.append("closed")
        self.closed.set()


async def test_a_plain_stream_is_read_when_asked_and_closed_on_its_own_thread() -> None:
    stream = Blocking()
    source = deltas(stream)
    for _ in range(3):
        assert await anext(source) == "Hello."
    await asyncio.sleep(0.05)  # nothing is read ahead
    await source.aclose()
    assert await asyncio.to_thread(stream.closed.wait, 5)
    assert stream.happened == ["read"] * 3 + ["closed"]
    assert len(stream.threads) == 1
    assert threading.get_ident() not in stream.threads


async def test_a_plain_stream_that_hangs_holds_up_nobody_and_is_closed_when_it_goes_on() -> None:
    goes_on = threading.Event()
    stream = Blocking(lambda: goes_on.wait(10))
    async with Speaker(Local()) as speaker:
        turn = speaker.say(stream)
        await asyncio.sleep(0.05)
        began = time.monotonic()
        await turn.aclose()
        assert time.monotonic() - began < 0.5
    assert stream.happened == []
    goes_on.set()
    assert await asyncio.to_thread(stream.closed.wait, 5)


async def test_a_plain_manager_is_entered_and_left_on_the_thread() -> None:
    happened: list[Any] = []
    left = threading.Event()

    @contextlib.contextmanager
    def manager(count: int) -> Iterator[Iterator[Any]]:
        happened.append(("entered", threading.get_ident()))
        try:
            yield iter([chunk("Hello.")] * count)
        finally:
            happened.append(("left", threading.get_ident()))
            left.set()

    assert await said(manager(2)) == ["Hello."] * 2
    source = deltas(manager(9))
    await anext(source)
    left.clear()
    await source.aclose()
    assert await asyncio.to_thread(left.wait, 5)
    assert [what for what, _ in happened] == ["entered", "left"] * 2
    assert threading.get_ident() not in {thread for _, thread in happened}


async def test_closing_a_turn_closes_the_stream_that_back_pressure_holds() -> None:
    stream = Stream()
    async with Speaker(Local()) as speaker:
        turn = speaker.say(stream)
        await anext(turn)
        await asyncio.sleep(0.3)
        await turn.interrupt()
        assert stream.happened == ["stopped", "closed"]


async def test_a_stall_after_a_tool_call_holds_back_nothing() -> None:
    """The boundary lets the sentence be spoken, without its full stop, while the tool works."""
    going_on = asyncio.Event()

    async def stream() -> AsyncIterator[Any]:
        yield chunk("Let me see")
        yield chunk(tool_calls=[{"index": 0}])
        await going_on.wait()
        yield chunk("It is sunny.")

    heard = []
    async with Speaker(Local()) as speaker:
        async for event in speaker.say(stream()):
            if isinstance(event, Word):
                heard.append(event.text)
                if event.text == "see":
                    going_on.set()
    assert heard == ["Let", "me", "see", "It", "is", "sunny."]


async def test_a_source_that_ends_by_cancelling_itself() -> None:
    async def stream() -> AsyncIterator[Any]:
        yield chunk("Hello. ")
        raise asyncio.CancelledError

    async with Speaker(Local()) as speaker:
        with pytest.raises(SpeechIncomplete):
            [_ async for _ in speaker.say(stream())]


class Both:
    """LiteLLM's streams: they offer both ways, and break or block in the one that is not that of what they read."""

    def __init__(self, **inner: Any) -> None:
        self.__dict__.update(inner)
        self.used: list[str] = []

    def __iter__(self) -> Iterator[Any]:
        self.used.append("plain")
        yield chunk("Hello.")

    async def __aiter__(self) -> AsyncIterator[Any]:
        self.used.append("async")
        yield chunk("Hello.")


async def test_a_stream_that_offers_both_ways_is_read_in_the_way_of_what_it_reads() -> None:
    async def call() -> None: ...

    for inner, way in (
        ({"completion_stream": iter(())}, "plain"),
        ({"completion_stream": Stream()}, "async"),
        ({"completion_stream": Both(streaming_response=iter(()))}, "plain"),
        ({"completion_stream": None, "make_call": functools.partial(call)}, "async"),
        ({"completion_stream": None, "make_call": functools.partial(print)}, "plain"),
        ({}, "async"),
    ):
        stream = Both(**inner)
        assert await said(stream) == ["Hello."]
        assert stream.used == [way]


@pytest.mark.parametrize(
    "given", [{"id": "1", "text": "x"}, b"bytes", 7, output], ids=["dict", "bytes", "int", "function"]
)
async def test_what_an_awaitable_gives_is_a_stream_or_refused(given: Any) -> None:
    async def ask() -> Any:
        return given

    with pytest.raises(TypeError, match="cannot speak a"):
        await said(ask())


@pytest.mark.parametrize("fails", [False, True])
async def test_a_plain_stream_is_closed_at_its_end_too(fails: bool) -> None:
    closed = list[str]()

    class Stream:
        def __iter__(self) -> Iterator[str]:
            yield "Hello."
            if fails:
                raise ValueError("the model's own")

        def close(self) -> None:
            closed.append(threading.current_thread().name)
            raise OSError("and this concerns nobody")

    with pytest.raises(ValueError, match="the model's own") if fails else contextlib.nullcontext():
        assert await said(Stream()) == ["Hello."]
    assert closed == ["saystream-source"]
