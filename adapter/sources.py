"""The model's stream as its user holds it, to an async iterator of text.

Owns the shapes that a source can have. Imports no model SDK and knows nothing of speech.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterable

Source = str | AsyncIterable[str] | Iterable[str]
"""A whole text, or an async or plain iterable of its pieces."""

_AHEAD = 64
"""Pieces that a thread may read ahead of the speech."""


def deltas(source: Source) -> AsyncGenerator[str]:
    """The source's text piece by piece; empty pieces are left out.

    A plain iterable is read on a thread of its own, since it may block. Raises TypeError, at once or while reading,
    for anything that is not a stream of ``str``; errors of the source pass through unchanged.
    """
    if isinstance(source, str):
        return _texts(_one(source))
    if isinstance(source, AsyncIterable):
        return _texts(source)
    if isinstance(source, Iterable) and not isinstance(source, bytes | bytearray | memoryview):
        return _texts(_on_thread(source))
    raise TypeError(f"cannot speak a {_name(source)}: pass a str, or an iterable or async iterable of str")


async def _texts(stream: AsyncIterable[str]) -> AsyncGenerator[str]:
    try:
        async for piece in stream:
            if not isinstance(piece, str):
                hint = ": decode it first, bytes may end inside a character" if isinstance(piece, bytes) else ""
                raise TypeError(f"the source gave a {_name(piece)}, not a str{hint}")
            if piece:
                yield piece
    finally:
        close = getattr(stream, "aclose", None)
        if close:
            await close()


def _name(thing: object) -> str:
    return f"{type(thing).__module__}.{type(thing).__qualname__}".removeprefix("builtins.")


async def _one(text: str) -> AsyncIterator[str]:
    yield text


async def _on_thread(source: Iterable[str]) -> AsyncIterator[str]:
    """Read ``source`` on a daemon thread, which therefore never keeps the program from ending."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[tuple[str | None, BaseException | None]] = asyncio.Queue()
    room = threading.Semaphore(_AHEAD)
    stopped = threading.Event()

    def put(piece: str | None, error: BaseException | None = None) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(queue.put_nowait, (piece, error))

    def read() -> None:
        try:
            for piece in source:
                room.acquire()
                if stopped.is_set():
                    return
                put(piece)
        except BaseException as error:  # noqa: BLE001  handed to the reader of the stream, whatever it is
            put(None, error)
        else:
            put(None)

    threading.Thread(target=read, name="saystream-source", daemon=True).start()
    try:
        while True:
            piece, error = await queue.get()
            if error:
                raise error
            if piece is None:
                return
            room.release()
            yield piece
    finally:
        stopped.set()
        room.release()
