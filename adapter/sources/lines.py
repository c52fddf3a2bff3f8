"""Lines of JSON, as pipes and bare HTTP clients give them, to the items in them. Knows no shape of these items."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from typing import Any

_DONE = "[DONE]"
_BREAK = re.compile(r"\r\n|\r|\n")
"""What ends a line of events. JSON may hold all that ``str.splitlines`` splits at besides."""
_NO_DATA = ("event:", "id:", "retry:", ":")
"""How the lines of server-sent events begin that hold no data."""
_FIELDS = ("data:", *_NO_DATA)
_SIGNS_OF_LIFE = frozenset({"", "ping", "pong", "keepalive", "keep-alive", "keep_alive", "heartbeat", "null"})
"""Data, or names of events, that keep the line alive and say nothing."""


def lines(stream: Iterable[str | bytes] | AsyncIterable[str | bytes]) -> Iterator[Any] | AsyncIterator[Any]:
    """The JSON objects in a stream of lines: server-sent events (``data: {...}``) or one object a line (NDJSON)::

        speaker.say(lines(sys.stdin))
        speaker.say(lines(response.aiter_lines()))
        speaker.say(lines(response.aiter_bytes()))

    Items are whole lines, with or without their line breaks, or chunks that are cut anywhere, within a line, a line
    break or a character too. Nothing is guessed: text that is given to ``say`` without this is spoken, even JSON.
    ``data: [DONE]`` ends the stream; comments, other fields and pings say nothing. Raises ValueError for any other
    line, and for an event that is cut off.
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
    """Cuts whatever comes into lines. Finds out whether items that hold no line break are lines or parts of lines.

    Once an item holds a line break, all are chunks, and only line breaks end lines. Before that, an item is a line if
    it is complete by itself, or if the next one begins as a line does.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._rest: list[str] = []
        """The begun line, in parts."""
        self._are_lines: bool | None = None
        self._is_whole_line = False
        """The last item was given as a line, though its line break may still come."""
        self._ends_in_cr = False

    def cut(self, piece: str | bytes) -> list[str]:
        """The lines that are complete with ``piece``."""
        text = piece if isinstance(piece, str) else self._decoder.decode(piece)
        if self._ends_in_cr and text.startswith("\n"):
            text = text[1:]  # of a line break that was cut
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
            found = found[1:]  # the break of the line that was given already
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
        """What follows the last line break, at the end of the stream."""
        rest = "".join(self._rest) + self._decoder.decode(b"", final=True)
        return [rest] if rest else []


def _may_begin(text: str) -> bool:
    """Whether a line may begin so; if not, there is no use in waiting for more of it."""
    text = text.lstrip("\ufeff \t")
    return text.startswith(("{", *_FIELDS)) or any(field.startswith(text) for field in _FIELDS)


def _is_complete(text: str) -> bool:
    """Whether ``text`` is a line by itself: it holds a whole object, after which nothing can follow."""
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
    """One line at a time; remembers the data of an event that goes over several lines."""

    def __init__(self) -> None:
        self._number = 0
        self._data: list[str] = []
        self._event = ""
        self.is_done = False

    def parse(self, line: str) -> Iterator[dict[str, Any]]:
        """The objects that are complete with ``line``: one or none."""
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
                item = {"type": "error", **item}  # only the event's name says so
            yield item

    def finish(self) -> None:
        """The event, or the stream, has ended."""
        if self._data:
            raise self._error()

    def _error(self) -> ValueError:
        return ValueError(f"line {self._number} holds no JSON object, and is no line of server-sent events")


def _object(text: str) -> dict[str, Any] | None:
    try:
        item = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return item if isinstance(item, dict) else None
