"""Queues as sources: of asyncio and of threads, with their ends."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from adapter import Local, Speaker, Word
from adapter.sources import deltas
from tests.test_sources import B, chunk, said

QUEUES: list[Callable[[], Any]] = [asyncio.Queue, queue.Queue, queue.SimpleQueue, lambda: queue.Queue(1000)]
ITEMS: list[list[Any]] = [["Hi", " there."], [chunk("Hi"), {}, chunk(" there."), chunk(finish="stop")], []]


def put(to: Any, *items: Any) -> None:
    for item in items:
        to.put_nowait(item)


def threads() -> set[str]:
    return {thread.name for thread in threading.enumerate() if thread.name.startswith("saystream")}


@pytest.mark.parametrize("make", QUEUES)
@pytest.mark.parametrize("items", ITEMS)
async def test_none_ends_a_queue(make: Callable[[], Any], items: list[Any]) -> None:
    source = make()
    put(source, *items, None, "of the next reply")
    pieces = await said(source)
    assert pieces == [*(["Hi", " there."] if items else []), *([B] if len(items) == 4 else [])]
    assert source.get_nowait() == "of the next reply"


@pytest.mark.parametrize("make", QUEUES)
async def test_items_are_read_as_they_come(make: Callable[[], Any]) -> None:
    source = make()
    pieces = deltas(source)
    for word in ("One.", "Two."):
        waiting = asyncio.create_task(anext(pieces))
        await asyncio.sleep(0.12)
        assert not waiting.done()
        put(source, word)
        assert await asyncio.wait_for(waiting, 5) == word
    put(source, None)
    with pytest.raises(StopAsyncIteration):
        await anext(pieces)


@pytest.mark.parametrize("make", QUEUES)
async def test_an_exception_in_a_queue_is_raised(make: Callable[[], Any]) -> None:
    source = make()
    put(source, "Hi", KeyError("the producer's own"))
    pieces = deltas(source)
    assert await anext(pieces) == "Hi"
    with pytest.raises(KeyError, match="the producer's own"):
        await anext(pieces)


@pytest.mark.parametrize("make", QUEUES)
async def test_a_cancelled_turn_leaves_no_thread_and_takes_nothing_more(make: Callable[[], Any]) -> None:
    source = make()
    before = threads()
    async with Speaker(Local()) as speaker:
        turn = speaker.say(source)
        await asyncio.sleep(0.2)
        began = time.monotonic()
        await turn.interrupt()
        assert time.monotonic() - began < 0.5
    for _ in range(100):
        if threads() <= before:
            break
        await asyncio.sleep(0.05)
    assert threads() <= before
    put(source, "of the next reply")
    assert source.get_nowait() == "of the next reply"


@pytest.mark.parametrize("make", [asyncio.Queue, queue.Queue])
async def test_what_was_taken_counts_as_done(make: Callable[[], Any]) -> None:
    source = make()
    put(source, "Hi", " there.", None)
    assert await said(source) == ["Hi", " there."]
    joined = source.join()
    if joined is not None:
        await asyncio.wait_for(joined, 5)


class ShutDown(Exception):
    """Named as Python's own, which it has since 3.13."""


@pytest.mark.parametrize("make", QUEUES[:2])
async def test_a_queue_that_is_shut_down_has_ended(make: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    source = make()
    put(source, "Hi")
    if hasattr(source, "shutdown"):
        source.shutdown()
    else:
        taken = source.get

        def get(*_: Any, **settings: Any) -> Any:
            if source.empty():
                raise ShutDown
            return taken(**settings)

        async def get_async() -> Any:
            return get() if source.empty() else await taken()

        monkeypatch.setattr(source, "get", get_async if make is asyncio.Queue else get)
    assert await said(source) == ["Hi"]


async def test_an_unread_queue_is_left_alone() -> None:
    source: Any = queue.Queue()
    put(source, "Hi", None)
    await deltas(source).aclose()
    assert source.qsize() == 2


async def test_a_queue_is_heard_while_it_is_filled() -> None:
    source: asyncio.Queue[str | None] = asyncio.Queue(1)

    async def fill() -> None:
        for word in ("One. ", "Two. ", "Three."):
            await source.put(word)
        await source.put(None)

    async with Speaker(Local()) as speaker:
        filling = asyncio.create_task(fill())
        heard = [event.text async for event in speaker.say(source) if isinstance(event, Word)]
        await filling
    assert heard == ["One.", "Two.", "Three."]
