"""Tables: where the cells of a row stand, and what makes a row a header. Pure functions.

Source: GitHub Flavored Markdown 4.10. An escaped ``\\|`` is a character of its cell; the marks of code do not hide one.
"""

from __future__ import annotations

import re

from .steps import Place, Step

MOST_CELLS = 64
"""Cells of a row; what is behind them belongs to the last one."""
_DELIMITER = re.compile(r"\r?\n[ \t>]*+(\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?)[ \t]*+(?=[\r\n]|\Z)")
_DELIMITER_OPEN = re.compile(r"(?:\r?\n)?[ \t>|:-]*\Z")
_DELIMITER_LENGTH = 2_000
_HEADER_LENGTH = 1_000
_SENTENCE = re.compile(r"[.!?] \S")
_PIPE = re.compile(r"(?<!\\)\|")


def row_cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the cells of the row ``text[start:end]`` begin and end, white space aside."""
    while start < end and text[start] in " \t":
        start += 1
    while start < end and text[end - 1] in " \t\r":
        end -= 1
    start += text.startswith("|", start, end)
    cells: list[tuple[int, int]] = []
    for pipe in _PIPE.finditer(text, start, end):
        if len(cells) == MOST_CELLS - 1:
            break
        cells.append(_trimmed(text, start, pipe.start()))
        start = pipe.end()
    if start < end:
        cells.append(_trimmed(text, start, end))
    return cells


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def delimiter_end(text: str, at: int, count: int, *, is_final: bool) -> int | None:
    """The end of the delimiter row of ``count`` cells behind the line break at ``at``; None if there is none."""
    found = _DELIMITER.match(text, at, at + _DELIMITER_LENGTH)
    if found is None or "|" not in found[1] or (found.end() == len(text) and not is_final):
        return None
    return found.end() if len(row_cells(text, *found.span(1))) == count else None


def is_delimiter_open(text: str, at: int) -> bool:
    """Whether a delimiter row may still come behind the line break at ``at``."""
    return len(text) - at < _DELIMITER_LENGTH and _DELIMITER_OPEN.match(text, at) is not None


def pipe(text: str, at: int, place: Place) -> Step:
    """``|`` behind other text: in a table's header without a pipe in front, else a character."""
    if place.has_pipe or not place.character_before(text, at).isspace():
        return Step("say", at, at + 1, "|")
    step = _header(text, at, place)
    place.has_pipe = step.kind == "say"
    return step


def _header(text: str, at: int, place: Place) -> Step:
    end = text.find("\n", at, at + _HEADER_LENGTH)
    if place.in_heading or _SENTENCE.search(text, at, end if end >= 0 else at + _HEADER_LENGTH):
        return Step("say", at, at + 1, "|")
    if end < 0:
        is_short = len(text) - at < _HEADER_LENGTH and not place.is_final
        return Step("wait", at, at) if is_short else Step("say", at, at + 1, "|")
    count = len(row_cells(text, at, end)) + 1
    closing = delimiter_end(text, end, count, is_final=place.is_final)
    if closing is not None:
        return Step("table", at, closing, inner=(at, end))
    if is_delimiter_open(text, end) and not place.is_final:
        return Step("wait", at, at)
    return Step("say", at, at + 1, "|")
