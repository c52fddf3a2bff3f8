"""Blocks of code, line by line: where a fenced or an indented one ends. Pure functions.

Source: CommonMark 0.31 (indented code 4.4, fenced code 4.5). A fence in a list item does not end with the item, since
models often write its code without the item's indentation; one in a block quote ends with the quote.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .code_signs import is_code

_LINE_LENGTH = 400
"""Characters of a line of code that is to be spoken and has no end yet."""
_FENCE_LENGTH = 256
_BREAK = re.compile(r"\r\n?|\n")
_LINE = re.compile(r"[^\r\n]*")
_QUOTES = re.compile(r"(?:\r\n?|\n)[ \t>]*")
_INDENT = re.compile(r"(?:\r\n?|\n)(?:[ \t]*(?=[\r\n])|[ ]{4}|[ ]{0,3}\t)")
_INDENT_OPEN = re.compile(r"(?:(?:\r\n?+|\n)[ \t]*+)++\Z")
_GAP = re.compile(r"(?:(?:\r\n?+|\n)[ \t]*+){2,}+")
"""Empty lines, up to the next one's text."""


class CodeLine(NamedTuple):
    """A line of code with the line break before it, or the end of the code."""

    begin: int
    """Where the line's text begins."""
    end: int
    is_over: bool = False
    """Whether the code has ended: before ``end``, which is behind a fence's closing line."""


def next_of_fence(text: str, at: int, mark: str, quotes: int, *, is_final: bool) -> CodeLine | None:
    """What comes at ``at``, a line's end or middle, in a block that ``mark`` opened within ``quotes`` quotations."""
    if quotes and (prefix := _QUOTES.match(text, at)) and prefix.end() < len(text) and prefix[0].count(">") < quotes:
        return CodeLine(at, at, is_over=True)
    line_break = rf"(?:\r\n?|\n)[ \t>]*{mark[0]}"
    closing = re.compile(rf"{line_break}{{{len(mark)},}}[ \t]*(?=[\r\n]|\Z)").match(text, at)
    if closing and (closing.end() < len(text) or is_final):
        return CodeLine(at, closing.end(), is_over=True)
    may_close = re.compile(rf"{line_break}*[ \t]*\r?\Z").match(text, at)
    if may_close and len(text) - at < _FENCE_LENGTH and not is_final:
        return None
    return _line(text, at)


def next_of_indented(text: str, at: int, *, is_final: bool) -> CodeLine | None:
    """What comes at ``at``, a line's end or its middle, in an indented block. Prose after an empty line ends it."""
    if text[at] in "\r\n":
        if not is_final and _INDENT_OPEN.match(text, at) and len(text) - at < _FENCE_LENGTH:
            return None
        if not _INDENT.match(text, at):
            return CodeLine(at, at, is_over=True)
        gap = _GAP.match(text, at, at + _FENCE_LENGTH)
        last = max(text.rfind("\n", at, gap.end()), text.rfind("\r", at, gap.end())) if gap else at
        if gap and gap.end() == at + _FENCE_LENGTH:
            return CodeLine(last, last)  # nothing but empty lines so far
        if gap and _INDENT.match(text, last):
            goes_on = is_code(text, gap.end(), is_final=is_final)
            if not goes_on:
                return None if goes_on is None else CodeLine(at, at, is_over=True)
    return _line(text, at)


def _line(text: str, at: int) -> CodeLine:
    line_break = _BREAK.match(text, at)
    begin = line_break.end() if line_break else at
    found = _LINE.match(text, begin)
    return CodeLine(begin, found.end() if found else begin)


def is_line_open(text: str, line: CodeLine) -> bool:
    """Whether a line that is to be spoken may go on in text to come."""
    return line.end == len(text) and line.end - line.begin < _LINE_LENGTH
