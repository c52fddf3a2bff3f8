"""Lines of JSON, as pipes and bare HTTP clients give them, to the items in them. Knows no shape of these items."""

from __future__ import annotations

import json
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from typing import Any

_FIELDS = ("event:", "id:", "retry:", ":")
"""How the lines of server-sent events begin that hold no data."""
_DONE = "[DONE]"


def lines(stream: Iterable[str | bytes] | AsyncIterable[str | bytes]) -> Iterator[Any] | AsyncIterator[Any]:
    """The JSON objects in a stream of lines: server-sent events (``data: {...}``) or one object a line (NDJSON)::

        speaker.say(lines(sys.stdin))
        speaker.say(lines(response.aiter_lines()))

    Each item is one whole line, with or without its line break: what files, and the line iterators of HTTP clients,
    give. Nobody guesses: text that is given to ``say`` without this is spoken, be it JSON.
    ``data: [DONE]`` ends the stream. Raises ValueError for any other line.
    """
    return _from_async(stream) if isinstance(stream, AsyncIterable) else _from_plain(stream)


async def _from_async(stream: AsyncIterable[str | bytes]) -> AsyncIterator[Any]:
    parser = _Parser()
    async for line in stream:
        if (item := parser.parse(line)) is _DONE:
            return
        if item is not None:
            yield item
    parser.finish()


def _from_plain(stream: Iterable[str | bytes]) -> Iterator[Any]:
    parser = _Parser()
    for line in stream:
        if (item := parser.parse(line)) is _DONE:
            return
        if item is not None:
            yield item
    parser.finish()


class _Parser:
    """One line at a time; remembers the data of an event that goes over several lines."""

    def __init__(self) -> None:
        self._number = 0
        self._data = ""

    def parse(self, line: str | bytes) -> Any:
        """The object that is complete with ``line``, None if none is, ``_DONE`` at the end."""
        self._number += 1
        text = (line if isinstance(line, str) else line.decode()).strip().removeprefix("\ufeff")
        if not text:
            return self.finish()
        if text.startswith(_FIELDS):
            return None
        is_event = text.startswith("data:")
        if is_event:
            text = text.removeprefix("data:").strip()
            if text == _DONE:
                return _DONE
            text = f"{self._data}\n{text}" if self._data else text
        try:
            item = json.loads(text)
        except ValueError:
            if not is_event:
                raise self._error() from None  # without the decoder's error, which holds the text
            self._data = text
            return None
        self._data = ""
        if not isinstance(item, dict):
            raise self._error()
        return item

    def finish(self) -> None:
        """The event, or the stream, has ended."""
        if self._data:
            raise self._error()

    def _error(self) -> ValueError:
        return ValueError(f"line {self._number} holds no JSON object, and is no line of server-sent events")
