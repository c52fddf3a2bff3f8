"""What the head of a line tells: heading, item, quotation, fence, rule, table, definition, code, or text. Pure.

Source: CommonMark 0.31 (chapters 4 and 5) and GitHub Flavored Markdown (tables 4.10, task items 5.3). Containers are
not built: what is heard depends on the marks alone, and on the columns of the open items for indented code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from .code_signs import is_code
from .tables import delimiter_end, is_delimiter_open, row_cells

HeadKind = Literal[
    "blank",
    "text",
    "heading",
    "item",
    "task",
    "number",
    "rule",
    "fence",
    "indented",
    "definition",
    "footnote",
    "table",
    "row",
]

_PREFIX_LENGTH = 256
_LINE_LENGTH = 2_000
_RULE_LENGTH = 256
_PREFIX = re.compile(r"((?:[ \t]*>)*)([ \t]*)")
_HEADING = re.compile(r"#{1,6}(?=[ \t\r\n])")
_HEADING_OPEN = re.compile(r"#{1,6}\Z")
_BULLET = re.compile(r"[-*+•⁃▪‣◦●·–—](?=[ \t\r\n])")
_TASK = re.compile(r"\[([ xX])\](?=[ \t])")
_TASK_OPEN = re.compile(r"\[(?:[ xX]\]?)?\Z")
_NUMBER = re.compile(r"(\d{1,9})[.)](?=[ \t\r\n])")
_NUMBER_OPEN = re.compile(r"\d{1,9}[.)]?\Z")
_RULE = re.compile(r"([-*_])(?:[ \t]*\1)*[ \t]*")
_UNDERLINE = re.compile(r"=+[ \t]*")
_FENCE = re.compile(r"(`{3,}|~{3,})([^\r\n]*)")
_DEFINITION = re.compile(r"\[(\^?)((?:[^\[\]\\\n]|\\.){1,200})\]:")
_DEFINITION_OPEN = re.compile(r"\[(?:[^\[\]\\\n]|\\.){0,200}\\?\]?\Z")
_TITLE = r"""(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\((?:[^()\\\n]|\\.)*\))"""
_TARGET = re.compile(rf"[ \t]*(?:\r?\n[ \t]*)?(?:<[^<>\n]*>|[^\s<]\S*)(?:[ \t]+({_TITLE}))?[ \t]*\r?\Z")
_WORD_ONLY = re.compile(r"\s*[^\W\d_]+[.,;:!?…]*\s*\Z")
"""What is no address: "[Bob]: Yes." is a dialogue."""
_TITLE_LINE = re.compile(rf"{_TITLE}[ \t]*\r?\Z")
_BLANKS = re.compile(r"[ \t]+")
_BLANKS_LENGTH = 64
_INK = re.compile(r"\S")


class Head(NamedTuple):
    """A line's head: what it is, and where its content begins."""

    kind: HeadKind
    end: int
    """Where the content begins; for a rule, fence, definition or table: where the line, or the last line, ends."""
    begin: int = 0
    """Where the head's own mark begins, behind indentation and quotation marks."""
    mark: str = ""
    """A fence's marks; the tick of a task."""
    language: str = ""
    """A fence's language, in lower case."""
    cells: tuple[tuple[int, int], ...] = ()
    """The cells of a table's header or of a row."""
    width: int = 0
    """Columns from an item's mark to its content."""


@dataclass(slots=True)
class Line:
    """What is known before a line is looked at."""

    goes_on: bool = False
    """Whether the paragraph of the line before may go on: there was no empty line."""
    columns: list[int] = field(default_factory=list)
    """Where the contents of the open list items begin."""
    outer: list[int] = field(default_factory=list)
    """The same for the items in which the block quote stands, if there is one."""
    quotes: int = 0
    """In how many block quotes the line stands."""
    is_final: bool = False
    is_inner: bool = False
    """Whether this is the rest of a line, behind the mark of an item."""


def look(text: str, at: int, line: Line) -> Head | None:
    """The head of the line that begins at ``at``; None if it takes more text to tell."""
    char = text[at : at + 1]
    is_outermost = not (line.quotes or line.columns or line.outer)
    if is_outermost and char.isalpha():
        return Head("text", at, at)  # the usual case
    if is_outermost and char not in " \t>\r\n":
        head = _marked(text, at, char, line)
        if head is not None and head.width:
            _open_items(line, head, 0, 0)
        return head
    prefix = _PREFIX.match(text, at, at + _PREFIX_LENGTH)
    begin = prefix.end() if prefix else at
    is_whole = begin - at >= _PREFIX_LENGTH
    if begin == len(text) and not line.is_final and not is_whole:
        return None
    char = text[begin : begin + 1]
    if char in "\r\n":
        return Head("blank", begin, begin)
    column = len(prefix[2].expandtabs(4)) if prefix else 0
    quotes = prefix[1].count(">") if prefix else 0
    if quotes:
        lead = len(text[at:begin].expandtabs(4)) - len(text[at:begin].expandtabs(4).lstrip())
        if not line.is_inner and _is_indented(lead, line.outer if line.quotes else line.columns, line):
            return Head("indented", at, at)
        column = max(0, column - 1)
    if not line.is_inner and quotes == line.quotes and _is_indented(column, line.columns, line):
        has_code = is_code(text, begin, is_final=line.is_final)
        if has_code is not False:
            return Head("indented", begin, begin) if has_code else None
    head = _marked(text, begin, char, line)
    if head is not None:
        _open_items(line, head, column, quotes)
    return head


def _open_items(line: Line, head: Head, column: int, quotes: int) -> None:
    """Which list items are open behind the head."""
    is_lazy = head.kind == "text" and line.goes_on and not quotes
    was_quoted, line.quotes = line.quotes > 0, line.quotes if is_lazy or line.is_inner else quotes
    if line.is_inner:
        line.quotes = max(quotes, line.quotes)
        column += line.columns[-1] if line.columns else 0
    elif line.quotes and not was_quoted:
        line.outer, line.columns = line.columns, []
    elif was_quoted and not line.quotes:
        line.outer, line.columns = [], line.outer
    if line.is_inner:
        pass
    elif head.width or not line.goes_on:
        while line.columns and line.columns[-1] > column:
            line.columns.pop()
    if head.width:
        line.columns[:] = [*line.columns[-31:], column + head.width]


def _is_indented(column: int, columns: list[int], line: Line) -> bool:
    if line.goes_on or column < 4:
        return False
    base = max((inner for inner in columns if inner <= column), default=0)
    return column - base >= 4 and not (columns and base == 0)


def _marked(text: str, at: int, char: str, line: Line) -> Head | None:
    if char in "-*_=" and (found := _rule(text, at, char, line)) is not _NO:
        return found
    if char == "#":
        return _simple(text, at, "heading", _HEADING, _HEADING_OPEN, line)
    if char in "`~":
        return _fence(text, at, line)
    if char in "-*+•⁃▪‣◦●·–—":
        return _item(text, at, line)
    if char.isdigit() and char.isascii():
        return _number(text, at, line)
    if char == "[" and line.is_inner and (task := _task(text, at, line)) is not _NO:
        return task
    if char == "[":
        return _definition(text, at, line)
    if char == "|":
        return _table(text, at, line)
    return Head("text", at, at)


_NO = Head("text", -1)


def _rule(text: str, at: int, char: str, line: Line) -> Head | None:
    """A thematic break or the underline of a heading: a line of nothing but its marks."""
    found = (_UNDERLINE if char == "=" else _RULE).match(text, at, at + _RULE_LENGTH)
    end = found.end() if found else at
    if end == len(text) and not line.is_final and end - at < _RULE_LENGTH:
        return None
    if text[end : end + 1] not in ("", "\r", "\n") and end - at < _RULE_LENGTH:
        return _NO
    count = text.count(char, at, end)
    return Head("rule", end, at) if count >= 3 or (char in "-=" and line.goes_on and not line.is_inner) else _NO


def _simple(
    text: str, at: int, kind: HeadKind, pattern: re.Pattern[str], opening: re.Pattern[str], line: Line
) -> Head | None:
    if found := pattern.match(text, at):
        return _behind_blanks(text, kind, found.end(), at, line)
    if opening.match(text, at):
        return Head(kind, len(text), at) if line.is_final else None
    return Head("text", at, at)


def _behind_blanks(text: str, kind: HeadKind, mark_end: int, at: int, line: Line) -> Head | None:
    blanks = _BLANKS.match(text, mark_end, mark_end + _BLANKS_LENGTH)
    end = blanks.end() if blanks else mark_end
    if end == len(text) and end < mark_end + _BLANKS_LENGTH and not line.is_final:
        return None
    return Head(kind, end, at)


def _fence(text: str, at: int, line: Line) -> Head | None:
    found = _FENCE.match(text, at, at + 320)
    if found is None:
        is_open = len(text) - at < 3 and not text[at:].strip(text[at]) and not line.is_final
        return None if is_open else Head("text", at, at)
    if text[at] == "`" and "`" in found[2]:
        return Head("text", at, at)
    if found.end() == len(text) and len(text) - at < 320 and not line.is_final:
        return None
    language = found[2].split(None, 1)[:1]
    return Head("fence", found.end(), at, found[1], language=language[0].lower() if language else "")


def _item(text: str, at: int, line: Line) -> Head | None:
    found = _BULLET.match(text, at)
    if found is None:
        return None if at + 1 == len(text) and not line.is_final else Head("text", at, at)
    if text[at] in "–—" and text[at + 1 : at + 2] == " " and line.goes_on and not line.columns:
        return Head("text", at, at)  # a dash in prose that is broken into lines
    blanks = _BLANKS.match(text, at + 1, at + 6)
    end = blanks.end() if blanks else at + 1
    if end == len(text) and blanks and end < at + 6 and not line.is_final:
        return None
    return Head("item", min(end, at + 5), at, width=end - at if end - at <= 5 else 2)


def _task(text: str, at: int, line: Line) -> Head | None:
    """The box of a task, behind its item's mark."""
    if task := _TASK.match(text, at):
        return Head("task", task.end() + 1, at, task[1].strip())
    return None if _TASK_OPEN.match(text, at) and not line.is_final else _NO


def _number(text: str, at: int, line: Line) -> Head | None:
    found = _NUMBER.match(text, at)
    if found is None:
        is_open = _NUMBER_OPEN.match(text, at) and not line.is_final
        return None if is_open else Head("text", at, at)
    if line.goes_on and not line.columns and int(found[1]) != 1:
        return Head("text", at, at)
    blanks = _BLANKS.match(text, found.end(), found.end() + 4)
    end = blanks.end() if blanks else found.end()
    if end == len(text) and end < found.end() + 4 and not line.is_final:
        return None
    return Head("number", end, at, width=end - at)


def _definition(text: str, at: int, line: Line) -> Head | None:
    """``[label]: address`` or ``[^label]: text``."""
    found = _DEFINITION.match(text, at)
    if found is None:
        is_open = _DEFINITION_OPEN.match(text, at, at + 204) and len(text) - at < 204 and not line.is_final
        return None if is_open else Head("text", at, at)
    if found[1]:
        return _behind_blanks(text, "footnote", found.end(), at, line)
    if line.goes_on:
        return Head("text", at, at)
    line_end = _line_end(text, found.end(), line)
    if line_end is not None and not text[found.end() : line_end].strip() and line_end < len(text):
        line_end = _line_end(text, line_end + 1, line)  # the address may stand in the next line
    if line_end is None:
        return None
    target = _TARGET.match(text, found.end(), line_end)
    if target is None or target.end() < line_end or _WORD_ONLY.match(text, found.end(), line_end):
        return Head("text", at, at)
    return Head("definition", line_end, at) if target[1] else _definition_title(text, at, line_end, line)


def _definition_title(text: str, at: int, end: int, line: Line) -> Head | None:
    """The title of a definition may stand in a line of its own."""
    first = _INK.search(text, end, end + _BLANKS_LENGTH)
    if first is None and len(text) - end < _BLANKS_LENGTH and not line.is_final:
        return None
    if first is None or first[0] not in "\"'(" or text.count("\n", end, first.start()) != 1:
        return Head("definition", end, at)
    title_end = _line_end(text, first.start(), line)
    if title_end is None:
        return None
    title = _TITLE_LINE.match(text, first.start(), title_end)
    return Head("definition", title_end if title and title.end() == title_end else end, at)


def _line_end(text: str, at: int, line: Line) -> int | None:
    """Where the line ends; None if that is open. A line that is longer than its bound is no such line."""
    end = text.find("\n", at, at + _LINE_LENGTH)
    if end >= 0:
        return end
    return None if len(text) - at < _LINE_LENGTH and not line.is_final else min(len(text), at + _LINE_LENGTH)


def _table(text: str, at: int, line: Line) -> Head | None:
    """A row: a table's header if a delimiter row of as many cells follows, else a row on its own."""
    end = _line_end(text, at, line)
    if end is None:
        return None
    if end - at >= _LINE_LENGTH:
        return Head("text", at, at)
    cells = tuple(row_cells(text, at, end))
    if not cells:
        return Head("row", end, at)
    closing = delimiter_end(text, end, len(cells), is_final=line.is_final) if end < len(text) else None
    if closing is None and is_delimiter_open(text, end) and not line.is_final:
        return None
    if closing is None:
        return Head("row", end, at, cells=cells)
    return Head("table", closing, at, cells=cells)
