"""Reads a queue, asyncio's or a thread-safe one, as a stream. Knows nothing of its items."""

from __future__ import annotations

import inspect
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from typing import Any

from .threads import on_thread

_LOOK_SECONDS = 0.1
"""How often a thread waiting for an item checks whether its turn is over: nothing else wakes it."""


def is_queue(source: object) -> bool:
    """Whether ``source`` has a queue's methods: ``asyncio.Queue``, ``queue.Queue``, ``queue.SimpleQueue``."""
    return all(hasattr(source, name) for name in ("get", "get_nowait", "put"))


def of_queue(queue: Any) -> AsyncIterator[Any]:
    """The items of ``queue`` until None, or until it is shut down.

    Raises an exception that it finds in the queue; this is how a producer reports a failure. Marks each item as done,
    so that ``queue.join()`` returns.
    """
    return _of_asyncio(queue) if inspect.iscoroutinefunction(queue.get) else _of_threads(queue)


async def _of_asyncio(queue: Any) -> AsyncIterator[Any]:
    while True:
        try:
            item = await queue.get()
        except Exception as error:
            if _is_shutdown(error):
                return
            raise
        if _taken(queue, item) is None:
            return
        yield item


async def _of_threads(queue: Any) -> AsyncIterator[Any]:
    stopped = threading.Event()
    try:
        async with aclosing(on_thread(_items(queue, stopped))) as items:
            async for item in items:
                yield item
    finally:
        stopped.set()


def _items(queue: Any, stopped: threading.Event) -> Iterator[Any]:
    while not stopped.is_set():
        try:
            item = queue.get(timeout=_LOOK_SECONDS)
        except Exception as error:
            if type(error).__name__ == "Empty":
                continue
            if _is_shutdown(error):
                return
            raise
        if _taken(queue, item) is None:
            return
        yield item


def _taken(queue: Any, item: Any) -> Any:
    if done := getattr(queue, "task_done", None):
        done()
    if isinstance(item, BaseException):
        raise item
    return item


def _is_shutdown(error: Exception) -> bool:
    """``queue.ShutDown`` and ``asyncio.QueueShutDown``, new in Python 3.13, and those of other libraries."""
    return type(error).__name__.endswith("ShutDown")
