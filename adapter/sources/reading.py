"""Reads any source: opens it, takes its items, has them recognised, and closes it.

Knows the kinds of streams (plain or async, some to be awaited or entered first), but not the shapes of their items.
"""

from __future__ import annotations

import asyncio
import inspect
import queue
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager, AsyncExitStack
from typing import Any, Protocol, Self

from .pieces import Boundary
from .queues import is_queue, of_queue
from .shapes import KNOWN, Recognised, name_of
from .threads import on_thread


class Run(Protocol):
    """A run of an agent of the OpenAI Agents SDK or LlamaIndex; a method returns its stream."""

    def stream_events(self) -> AsyncIterator[Any]:
        """The events of the run."""


Source = (
    str
    | AsyncIterable[Any]
    | Iterable[Any]
    | AbstractAsyncContextManager[Any]
    | AbstractContextManager[Any]
    | Awaitable[Any]
    | Run
    | asyncio.Queue[Any]
    | queue.Queue[Any]
    | queue.SimpleQueue[Any]
)
"""A whole text; a stream, plain or async, of str or of an SDK's items; a queue of these that ends with None; or an
object that gives such a stream from a method, or when awaited or entered."""


def deltas(source: Source) -> Deltas:
    """The source's text piece by piece, with its boundaries.

    Nothing is read, awaited or entered until the first piece is requested. A plain iterable may block, so it is read on
    its own thread. Closing the result closes the stream and what gave it, so that the model stops writing; a generator
    around an SDK's stream must do that itself (``async with await create(...) as stream``). A queue is not closed: it
    is read until None or until it is shut down, and an exception in it is raised.

    Once the shape of a stream is known, items that do not fit are ignored. Raises TypeError, at once or while reading,
    for anything that is not a stream of a known shape, and ModelFailed if the stream reports an error or ends without
    text because the model failed or was blocked; errors of the source pass through unchanged.
    """
    if isinstance(source, Deltas):
        return source
    _check(source)
    return Deltas(source)


def _check(source: object) -> None:
    if isinstance(source, bytes | bytearray | memoryview | Mapping) or not _is_stream(source):
        raise TypeError(f"cannot speak a {name_of(source)}: {_advice(source)}; known are {KNOWN}")
    if hasattr(source, "model_dump") and not hasattr(source, "__aiter__") and not hasattr(source, "__next__"):
        raise TypeError(f"cannot speak a {name_of(source)}, a whole reply: pass its text, or ask for a stream")


def _advice(source: object) -> str:
    if isinstance(source, Mapping) and "stream" in source:
        return 'pass the stream in it, source["stream"]'
    return "call it" if callable(source) else "pass a str, or a stream of str or of an SDK's events"


_GIVERS = ("stream_events", "stream_text", "response_gen")
"""Attributes that return the stream of the object that has them."""
_KINDS = ("__aiter__", "__iter__", "__aenter__", "__enter__", "__await__")


def _is_stream(source: object) -> bool:
    return any(hasattr(source, name) for name in (*_GIVERS, *_KINDS)) or is_queue(source)


class Deltas:
    """An async iterator of a source's text, without empty pieces. ``aclose`` closes the source."""

    def __init__(self, source: Source) -> None:
        self._source: Any = source
        self._items: AsyncIterator[Any] | None = None
        self._closing = AsyncExitStack()
        self._recognised = Recognised()
        self._pieces: deque[str | Boundary] = deque()
        self._is_text_open = False
        self._has_text = False
        """Before the last boundary."""
        self._is_over = False

    @property
    def finish_reason(self) -> str | None:
        """Why the model stopped, in its provider's own word; None if its stream does not say."""
        return self._recognised.finish_reason

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str | Boundary:
        if self._items is None:
            self._items = await self._open(self._source)
        while not self._pieces:
            try:
                item = await anext(self._items)
            except StopAsyncIteration:
                self._is_over = True
                self._recognised.end(has_text=self._is_text_open or self._has_text)
                raise
            if isinstance(item, str):
                if item:
                    self._is_text_open = True
                    return item
            elif isinstance(item, Boundary):
                self._close_text()
                return item
            else:
                self._take(item)
        return self._pieces.popleft()

    def _take(self, item: Any) -> None:
        """Queue the pieces of ``item``, except empty text and breaks without text before them."""
        for piece in self._recognised.read(item, after_text=self._is_text_open or self._has_text):
            if isinstance(piece, str):
                if piece:
                    self._pieces.append(piece)
                    self._is_text_open = True
            elif self._is_text_open:
                self._pieces.append(piece)
                self._close_text()

    def _close_text(self) -> None:
        self._has_text = self._has_text or self._is_text_open
        self._is_text_open = False

    async def _open(self, source: Any) -> AsyncIterator[Any]:
        """Await, enter or call ``source`` until there is something to iterate over."""
        while True:
            _check(source)
            if isinstance(source, str):
                return _one(source)
            if is_queue(source):
                return self._opened(of_queue(source))
            if _is_async(source):
                items = aiter(source)
                if items is not source:
                    self._close_later(source)
                return self._opened(items)
            if not hasattr(source, "__iter__") and _gives(source):
                stream = _asked(source)
                items = self._opened(aiter(stream) if hasattr(stream, "__aiter__") else on_thread(stream))
                self._close_later(source)  # closed before the stream, which may wait for the end of the run
                return items
            if hasattr(source, "__iter__"):
                return self._opened(on_thread(source))
            if hasattr(source, "__aenter__"):
                source = await self._closing.enter_async_context(source)
            elif hasattr(source, "__enter__"):
                return self._opened(on_thread(source))
            else:
                source = await source

    def _opened(self, items: AsyncIterator[Any]) -> AsyncIterator[Any]:
        self._close_later(items)
        return items

    def _close_later(self, stream: Any) -> None:
        self._closing.push_async_callback(self._close, stream)

    async def aclose(self) -> None:
        """Close the source, even if it was never read, so that its model stops writing."""
        if self._items is None and not is_queue(self._source):
            self._close_later(self._source)
        await self._closing.aclose()

    async def _close(self, stream: Any) -> None:
        for name in ("aclose", "close") if self._is_over else ("aclose", "close", "cancel_run", "cancel"):
            if close := getattr(stream, name, None):
                if inspect.isawaitable(closing := close()):
                    await closing
                return


def _is_async(source: Any) -> bool:
    """Whether to iterate asynchronously. LiteLLM's streams offer both ways; only the inner stream's way works."""
    if not (hasattr(source, "__aiter__") and hasattr(source, "__iter__")):
        return hasattr(source, "__aiter__")
    read = getattr(source, "completion_stream", None) or getattr(source, "streaming_response", None)
    if read is not None:
        return _is_async(read)
    opens = getattr(source, "make_call", None)  # LiteLLM has not called its model yet
    return opens is None or inspect.iscoroutinefunction(getattr(opens, "func", opens))


def _gives(source: object) -> bool:
    return any(hasattr(source, name) for name in _GIVERS)


def _asked(giver: Any) -> Any:
    """The stream of an object that has one of ``_GIVERS``."""
    if hasattr(giver, "stream_events"):
        return giver.stream_events()
    if hasattr(giver, "stream_text"):
        return giver.stream_text(delta=True, debounce_by=None)  # pydantic-ai would hold text back for 0.1 s
    if getattr(giver, "achat_stream", None) is not None:
        return giver.async_response_gen()  # LlamaIndex's chat engines; its ``response_gen`` would block
    return giver.response_gen


async def _one(text: str) -> AsyncIterator[str]:
    yield text
