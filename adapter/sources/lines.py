"""Parses lines of JSON, as pipes and plain HTTP clients give them. Knows nothing of the items' shapes."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from typing import Any

_DONE = "[DONE]"
_BREAK = re.compile(r"\r\n|\r|\n")
"""Line breaks in event streams. ``str.splitlines`` would also split at characters that JSON may contain."""
_NO_DATA = ("event:", "id:", "retry:", ":")
"""Prefixes of the lines in server-sent events that hold no data."""
_FIELDS = ("data:", *_NO_DATA)
_SIGNS_OF_LIFE = frozenset({"", "ping", "pong", "keepalive", "keep-alive", "keep_alive", "heartbeat", "null"})
"""Data or event names that only keep the connection alive."""


def lines(stream: Iterable[str | bytes] | AsyncIterable[str | bytes]) -> Iterator[Any] | AsyncIterator[Any]:
    """The JSON objects in a stream of lines: server-sent events (``data: {...}``) or one object a line (NDJSON)::

        speaker.say(lines(sys.stdin))
        speaker.say(lines(response.aiter_lines()))
        speaker.say(lines(response.aiter_bytes()))

    Items are whole lines, with or without their line breaks, or chunks cut anywhere, even inside a line break or a
    character. ``say`` does not guess: without this function it speaks text as it is, even JSON. ``data: [DONE]`` ends
    the stream; comments, other fields and pings are ignored. Raises ValueError for any other line, and for an event
    that is cut off.
    """
    return _from_async(stream) if isinstance(stream, AsyncIterable) else _from_plain(stream)


async def _from_async(stream: AsyncIterable[str | bytes]) -> AsyncIterator[Any]:
    cutter, parser = _Cutter(), _Parser()
    async for piece in stream:
        for line in cutter.cut(piece):
            for item in parser.parse(line):
                yield item
        if parser.is_done:
            return
    for line in cutter.rest():
        for item in parser.parse(line):
            yield item
    parser.finish()


def _from_plain(stream: Iterable[str | bytes]) -> Iterator[Any]:
    cutter, parser = _Cutter(), _Parser()
    for piece in stream:
        for line in cutter.cut(piece):
            yield from parser.parse(line)
        if parser.is_done:
            return
    for line in cutter.rest():
        yield from parser.parse(line)
    parser.finish()


class _Cutter:
    """Cuts the stream into lines. Finds out whether items without line breaks are lines or parts of lines.

    After the first line break inside an item, all items are chunks, and only line breaks end lines. Until then, an
    item is a line if it is complete by itself, or if the next item begins like a line.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._rest: list[str] = []
        """The unfinished line, in parts."""
        self._are_lines: bool | None = None
        self._is_whole_line = False
        """The last item was returned as a line, but its line break may still come."""
        self._ends_in_cr = False

    def cut(self, piece: str | bytes) -> list[str]:
        """The lines that ``piece`` completes."""
        text = piece if isinstance(piece, str) else self._decoder.decode(piece)
        if self._ends_in_cr and text.startswith("\n"):
            text = text[1:]  # the second half of a line break that was cut
            if not text:
                self._ends_in_cr = False
                return []
        self._ends_in_cr = text.endswith("\r")
        if _BREAK.search(text):
            return self._cut_at_breaks(text)
        if self._are_lines is None:
            return self._find_out(text)
        if self._are_lines:
            return [text]
        self._rest.append(text)
        return []

    def _cut_at_breaks(self, text: str) -> list[str]:
        if self._are_lines is None:
            self._are_lines = False
        first, *others = _BREAK.split(text)
        found = ["".join([*self._rest, first]), *others]
        if self._is_whole_line and not first:
            found = found[1:]  # the break after the line that was returned already
        self._is_whole_line = False
        last = found.pop()
        self._rest = [] if self._are_lines else [last]
        return [*found, last] if self._are_lines and last else found

    def _find_out(self, text: str) -> list[str]:
        begun = "".join(self._rest)
        if self._is_whole_line:
            self._are_lines = True if text else None
            return [text]
        if not begun:
            self._is_whole_line = _is_complete(text) or not _may_begin(text)
            self._rest = [] if self._is_whole_line else [text]
            return [text] if self._is_whole_line else []
        is_new = text.startswith(_FIELDS) and not _ends_in_string(begun)
        if (begun.startswith(_NO_DATA) and (is_new or not text)) or (begun.startswith("data:") and is_new):
            self._are_lines, self._rest = True, []
            return [begun, text]
        self._are_lines = False if text else None
        self._rest.append(text)
        return []

    def rest(self) -> list[str]:
        """The text after the last line break, at the end of the stream."""
        rest = "".join(self._rest) + self._decoder.decode(b"", final=True)
        return [rest] if rest else []


def _may_begin(text: str) -> bool:
    """Whether a line may begin like this; if not, waiting for more of it is no use."""
    text = text.lstrip("\ufeff \t")
    return text.startswith(("{", *_FIELDS)) or any(field.startswith(text) for field in _FIELDS)


def _is_complete(text: str) -> bool:
    """Whether ``text`` is a complete line: it holds a whole object, which nothing can follow."""
    data = text.strip().removeprefix("\ufeff").removeprefix("data:").strip()
    if not data.startswith("{"):
        return data == _DONE
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _ends_in_string(text: str) -> bool:
    return re.sub(r"\\.", "", text).count('"') % 2 == 1


class _Parser:
    """Parses one line at a time; remembers the data of an event that spans several lines."""

    def __init__(self) -> None:
        self._number = 0
        self._data: list[str] = []
        self._event = ""
        self.is_done = False

    def parse(self, line: str) -> Iterator[dict[str, Any]]:
        """The objects that ``line`` completes: one or none."""
        self._number += 1
        text = line.strip().removeprefix("\ufeff")
        if self.is_done:
            return
        if not text:
            self.finish()
            self._event = ""
        elif text.startswith("event:"):
            self._event = text.removeprefix("event:").strip()
        elif text.startswith("data:"):
            yield from self._take(text.removeprefix("data:").strip())
        elif not text.startswith(_NO_DATA):
            if (item := _object(text)) is None:
                raise self._error()
            yield item

    def _take(self, data: str) -> Iterator[dict[str, Any]]:
        if not self._data:
            self.is_done = data == _DONE
            if self.is_done or data.strip('"') in _SIGNS_OF_LIFE or self._event in _SIGNS_OF_LIFE - {""}:
                return
            if not data.startswith("{"):
                raise self._error()
        self._data.append(data)
        if data.endswith("}") and (item := _object("\n".join(self._data))) is not None:
            self._data = []
            if self._event == "error" and "type" not in item and "error" not in item:
                item = {"type": "error", **item}  # only the event's name marks it as an error
            yield item

    def finish(self) -> None:
        """End the event or the stream. Raises ValueError if its data is cut off."""
        if self._data:
            raise self._error()

    def _error(self) -> ValueError:
        return ValueError(f"line {self._number} is neither a JSON object nor a line of server-sent events")


def _object(text: str) -> dict[str, Any] | None:
    try:
        item = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return item if isinstance(item, dict) else None
