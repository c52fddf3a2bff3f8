"""Reads a plain iterable, which may block, as an async one. Knows nothing of its items."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Iterator
from contextlib import ExitStack
from typing import Any

from .. import logs

_END = object()
"""Comes after the last item; None could be an item."""


async def on_thread(source: Any) -> AsyncGenerator[Any, None]:
    """Read ``source``, an iterable or a context manager that gives one, on a daemon thread.

    The thread never keeps the program from exiting. It reads an item only on request: items read ahead would be lost
    if the turn ends early. After an early close, the thread closes ``source`` as soon as it returns an item or raises:
    while it blocks, no other thread may touch it.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[tuple[Any, BaseException | None]] = asyncio.Queue()
    asked = threading.Semaphore(0)
    stopped = threading.Event()

    def put(item: Any, error: BaseException | None = None) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(queue.put_nowait, (item, error))

    def read() -> None:
        try:
            with ExitStack() as stack:
                stream = source if hasattr(source, "__iter__") else stack.enter_context(source)
                items = iter(stream)
                item = None
                try:
                    while item is not _END and asked.acquire() and not stopped.is_set():
                        item = next(items, _END)
                        if item is not _END:
                            put(item)
                finally:
                    _close(items, stream)
            put(_END)
        except BaseException as error:  # noqa: BLE001  passed to the reader of the stream, whatever it is
            put(_END, error)

    threading.Thread(target=read, name="saystream-source", daemon=True).start()
    try:
        while True:
            asked.release()
            item, error = await queue.get()
            if error is not None:
                raise error
            if item is _END:
                return
            yield item
    finally:
        stopped.set()
        asked.release()


def _close(items: Iterator[Any], stream: Any) -> None:
    for each in {id(items): items, id(stream): stream}.values():
        if close := getattr(each, "close", None):
            try:
                close()
            except Exception as error:  # noqa: BLE001  everything was read, so a failing close does no harm
                logs.info("source.close_failed", error=type(error).__name__)
