"""The model's stream as its user holds it, to an async iterator of text.

Owns the shapes that a source can have. Imports no model SDK and knows nothing of speech.
"""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import AsyncIterable, AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Boundary:
    """In a stream of text: what came before stands by itself, and is spoken at once, however it ends.

    The model calls a tool, say, or begins another step. Text that follows goes on in the same turn.
    """


Source = str | AsyncIterable[str | Boundary] | Iterable[str | Boundary]
"""A whole text, or an async or plain iterable of its pieces, with or without boundaries between them."""


def deltas(source: Source) -> Deltas:
    """The source's text piece by piece.

    A plain iterable is read on a thread of its own, since it may block. Raises TypeError, at once or while reading,
    for anything that is not a stream of ``str`` and :class:`Boundary`; errors of the source pass through unchanged.
    """
    if isinstance(source, str):
        return Deltas(_one(source))
    if isinstance(source, AsyncIterable):
        return Deltas(source)
    if isinstance(source, Iterable) and not isinstance(source, bytes | bytearray | memoryview):
        return Deltas(_on_thread(source))
    raise TypeError(f"cannot speak a {_name(source)}: pass a str, or an iterable or async iterable of str")


_END = object()
"""Behind the last piece: None would be mistaken for one that a model gave."""


class Deltas:
    """An async iterator of a source's text, without empty pieces, that closes the source."""

    def __init__(self, stream: AsyncIterable[str | Boundary]) -> None:
        self._stream = stream
        self._pieces = aiter(stream)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str | Boundary:
        while True:
            piece = await anext(self._pieces)
            if not isinstance(piece, str | Boundary):
                hint = ": decode it first, bytes may end inside a character" if isinstance(piece, bytes) else ""
                raise TypeError(f"the source gave a {_name(piece)}, not a str{hint}")
            if piece:
                return piece

    async def aclose(self) -> None:
        """Close the source, begun or not, so that its model stops writing."""
        for stream in {id(self._pieces): self._pieces, id(self._stream): self._stream}.values():
            close = getattr(stream, "aclose", None) or getattr(stream, "close", None)
            if close and inspect.isawaitable(closing := close()):
                await closing


def _name(thing: object) -> str:
    return f"{type(thing).__module__}.{type(thing).__qualname__}".removeprefix("builtins.")


async def _one(text: str) -> AsyncIterator[str]:
    yield text


async def _on_thread(source: Iterable[str | Boundary]) -> AsyncIterator[str | Boundary]:
    """Read ``source`` on a daemon thread, which therefore never keeps the program from ending.

    Each piece is read when it is asked for: what was read ahead would be lost when the turn ends early.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[tuple[str | object, BaseException | None]] = asyncio.Queue()
    asked = threading.Semaphore(0)
    stopped = threading.Event()

    def put(piece: str | object, error: BaseException | None = None) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(queue.put_nowait, (piece, error))

    def read() -> None:
        try:
            pieces = iter(source)
            while asked.acquire() and not stopped.is_set():
                put(next(pieces))
        except StopIteration:
            put(_END)
        except BaseException as error:  # noqa: BLE001  handed to the reader of the stream, whatever it is
            put(_END, error)
        if stopped.is_set() and (close := getattr(source, "close", None)):
            close()

    threading.Thread(target=read, name="saystream-source", daemon=True).start()
    try:
        while True:
            asked.release()
            piece, error = await queue.get()
            if error is not None:
                raise error
            if piece is _END:
                return
            yield piece  # type: ignore[misc]  # what is no str is refused by the reader
    finally:
        stopped.set()
        asked.release()
