"""A plain iterable, which may block, as an async one. Knows nothing of what it gives."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Iterator
from contextlib import ExitStack
from typing import Any

from .. import logs

_END = object()
"""Follows the last item; None could be an item itself."""


async def on_thread(source: Any) -> AsyncGenerator[Any, None]:
    """Read ``source``, an iterable or a context manager that gives one, on a daemon thread.

    The thread never keeps the program from ending. Each item is read when it is asked for: what was read ahead would be
    lost when the turn ends early. When this is closed early the thread closes ``source``, as soon as it gives an item
    or an error: no other thread may touch what it waits in.
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
        except BaseException as error:  # noqa: BLE001  handed to the reader of the stream, whatever it is
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
            except Exception as error:  # noqa: BLE001  all was read: a failing close changes nothing
                logs.info("source.close_failed", error=type(error).__name__)
