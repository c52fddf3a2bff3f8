"""What goes on over lines: the heads of lines, blocks of code, tables, reasoning, and when a unit ends.

Owns the mode that one line leaves to the next. What a head means is ``line_heads.py``'s, what stands within a line
``inline.py``'s, how a row is heard ``table_rows.py``'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from .characters import harmless
from .code_blocks import is_line_open, next_of_fence, next_of_indented
from .endings import JsonEnd
from .inline import run
from .line_heads import Head, Line, look
from .steps import Options, Place, Step
from .table_rows import Table, next_row, words_of, write_row
from .tables import row_cells
from .unspoken import LONGEST_END
from .writer import LINE_LENGTH, Writer

_LINE_BREAKS = re.compile(r"[\r\n]+")
_NO_TABLE = Table((), 0, 0)


class LineParser:
    """Goes through one text, line by line, and writes what is heard of it. Keeps none of the text itself."""

    def __init__(self, options: Options, start: int) -> None:
        self._options = options
        self.start = start
        """Raw offset up to which the text is dealt with."""
        self.writer = Writer(options.trusted_tags)
        self.place = Place(options)
        self._line = Line()
        self._mode: Literal["head", "inline", "fence", "indented", "swallow", "table"] = "head"
        self._break = start  # raw offset of the line break whose line's head is to be looked at
        self._break_is_given = False  # whether it was heard already, because the model has stalled
        self._fence = ""
        self._until: re.Pattern[str] | JsonEnd = _LINE_BREAKS
        self._hides = False  # whether what is swallowed, or the fenced block, is reasoning or a call
        self._swallowed = start
        self._table = _NO_TABLE

    @property
    def is_plain(self) -> bool:
        """Whether the text is within a line, with nothing open: the fast path's condition."""
        writer = self.writer
        return self._mode == "inline" and writer.heard != "" and not writer.has_gap and not writer.angle

    def advance(self, text: str, *, is_stalled: bool = False) -> int:
        """Go through ``text``, whose first character stands at ``start``. Gives how much of it can be understood."""
        at = 0
        while at < len(text):
            match self._mode:
                case "head":
                    position = self._begin_line(text, at)
                case "inline":
                    position = self._run(text, at, is_stalled=is_stalled)
                case "fence" | "indented":
                    position = self._pass_code(text, at)
                case "swallow":
                    position = self._swallow(text, at)
                case "table":
                    position = self._next_row(text, at, self._table)
            if position is None:
                break
            at = position
        if at:
            self.place.before = text[at - 1]
        self.start += at
        return at

    def give_break(self) -> None:
        """The model has stalled after a line break: it is heard, as if no next line could join the one before."""
        if self._mode == "head" and self._break < self.start and not self._break_is_given:
            self.writer.end_line(self._break, self.start)
            self._break, self._break_is_given = self.start, True

    def finish(self, text: str) -> tuple[int, int] | None:
        """The text ends with ``text``. Gives the raw span of reasoning or a call that never closed."""
        self.place.is_final = self._line.is_final = True
        self.advance(text)
        end = self.start
        if self._mode == "table":
            self._leave_table(self._table)
            self._break = end
        if self._mode == "head":
            self.writer.mark(self._break, end)
        self.writer.end_gap()
        return (self._swallowed, end) if self._hides and self._mode in ("swallow", "fence") else None

    # --- lines ---

    def _begin_line(self, text: str, at: int) -> int | None:
        """Look at a line's head, and write the line break before it."""
        head = look(text, at, self._line)
        if head is None:
            return None
        if head.kind == "blank":
            return self._skip_blank(text, head.end)
        base, writer = self.start, self.writer
        joins = head.kind == "text" and self._line.goes_on
        if (self._line.is_inner and head.kind in ("text", "heading", "item", "task", "number", "row")) or (
            joins and self._break_is_given
        ):
            writer.mark(self._break, base + head.begin)
        elif joins:
            writer.end_line(self._break, base + head.begin)
        else:
            writer.end_unit(self._break, base + head.begin)
        if not joins:
            self.place.brackets = 0
        self._break_is_given = False
        self._line.is_inner = head.kind in ("item", "task", "number", "footnote")
        self._line.goes_on = self._line.is_inner or head.kind == "text"
        self._mode = "head"
        self._break = base + head.end
        self._write_head(text, head)
        return head.end

    def _skip_blank(self, text: str, at: int) -> int | None:
        """Empty lines belong to the break."""
        found = _LINE_BREAKS.match(text, at)
        end = found.end() if found else at
        if end == len(text) and text.endswith("\r") and not self._line.is_final:
            end -= 1
        if end == at < len(text):
            return None
        self._line.goes_on = self._line.is_inner = False
        return end

    def _write_head(self, text: str, head: Head) -> None:
        base, writer, options = self.start, self.writer, self._options
        begin, end = base + head.begin, base + head.end
        match head.kind:
            case "text" | "heading":
                writer.mark(begin, end)
                self._mode = "inline"
                self.place.in_heading = head.kind == "heading"
            case "task":
                writer.say(f"{options.notes.done}: " if head.mark else "", begin, end)
            case "number":
                writer.say(text[head.begin : head.end], begin, end)
            case "fence" | "indented":
                self._hides = head.language in options.unspoken.fences
                self._swallowed = begin
                words = options.notes.code if options.code == "note" and not self._hides else ""
                writer.say(words, begin, end)
                writer.end_unit(end, end)
                self._mode, self._fence = head.kind, head.mark
            case "table":
                self._enter_table(text, head.cells, head.begin, head.end)
            case "row":
                self._write_row(text, head.cells, head.begin, head.end, ())
            case _:
                writer.mark(begin, end)

    def _run(self, text: str, at: int, *, is_stalled: bool) -> int | None:
        """Write what stands in the line, up to its end."""
        position, step = run(text, at, self.start, self.writer, self.place, is_stalled=is_stalled)
        if step:
            return self._take_step(text, step)
        return position if position > at else None

    def _take_step(self, text: str, step: Step) -> int:
        """A step that ends a line or a unit, or hides what follows."""
        writer, begin, end = self.writer, self.start + step.begin, self.start + step.end
        match step.kind:
            case "newline":
                self._end_line(begin, end)
            case "line":
                writer.end_line(begin, end)
            case "note":
                writer.end_unit(begin, begin)
                writer.say(step.words, begin, end)
                writer.end_unit(end, end)
            case "swallow" | "hide":
                if step.words:
                    writer.say(step.words, begin, end)
                else:
                    writer.vanish(begin, end, has_space=False)
                self._mode, self._until, self._swallowed = "swallow", step.until or JsonEnd(), begin
                self._hides = step.kind == "hide"
            case "begin":
                writer.end_unit(begin, end)
                self._begin_reply(end)
            case "table":
                first, last = step.inner
                column = writer.line.strip() if len(writer.line) < LINE_LENGTH else ""
                writer.end_unit(begin, begin)
                self._enter_table(text, row_cells(text, first, last), step.begin, step.end, column)
            case _:
                writer.end_unit(begin, end)
                self.place.in_heading = step.kind == "heading"
        return step.end

    def _begin_reply(self, at: int) -> None:
        """A reply begins, be it in the middle of a line."""
        self._break, self._mode = at, "head"
        self._line.goes_on = self._line.is_inner = self.place.in_heading = False

    def _end_line(self, begin: int, end: int) -> None:
        self._break = begin
        if self.place.in_heading:
            self.writer.end_unit(begin, end)
            self._break, self._line.goes_on, self.place.in_heading = end, False, False
        self.writer.end_gap()
        self._mode, self._line.is_inner = "head", False

    # --- what goes on over lines ---

    def _swallow(self, text: str, at: int) -> int | None:
        until, is_final = self._until, self._line.is_final
        if isinstance(until, JsonEnd):
            end, is_over = until.look(text, at, is_final=is_final)
        elif found := until.search(text, at):
            end, is_over = found.end(), True
        else:
            end, is_over = len(text) if is_final else max(at, len(text) - LONGEST_END), False
        # what follows reasoning or a call is a new word, even where no space stands
        self.writer.vanish(self.start + at, self.start + end, has_space=self._hides and is_over)
        if is_over:
            self._mode = "inline"
        if is_over and self._hides and self.writer.is_line_fresh:
            self.writer.end_gap()
            self._begin_reply(self.start + end)
        return end if is_over or end > at else None

    def _pass_code(self, text: str, at: int) -> int | None:
        """A line of code, or the end of the block."""
        is_final = self._line.is_final
        if self._mode == "fence":
            line = next_of_fence(text, at, self._fence, self._line.quotes, is_final=is_final)
        else:
            line = next_of_indented(text, at, is_final=is_final)
        is_heard = self._options.code == "speak" and not self._hides
        if line is None or (is_heard and not line.is_over and not is_final and is_line_open(text, line)):
            return None
        base, writer = self.start, self.writer
        if line.is_over or not is_heard:
            writer.mark(base + at, base + line.end)
        else:
            if at < line.begin:
                writer.end_unit(base + at, base + line.begin)
            for words, start, stop in harmless(text, line.begin, line.end, "\n"):
                writer.say(words, base + start, base + stop)
        if line.is_over:
            self._break, self._mode, self._line.goes_on = base + line.end, "head", False
        return line.end

    def _enter_table(
        self, text: str, cells: Iterable[tuple[int, int]], begin: int, end: int, column: str | None = None
    ) -> None:
        """``column`` is the first heading where that was heard before it turned out to be one."""
        names = tuple(words_of(text, cell, self._options) for cell in cells)
        heard = 0 if column is None else 1
        names = (column, *names) if column is not None else names
        self._table = Table(names, self.start + begin, self.start + end, heard)
        self._mode = "table"

    def _next_row(self, text: str, at: int, table: Table) -> int | None:
        """The row behind the line break at ``at``, or the table's end."""
        row = next_row(text, at, is_final=self._line.is_final)
        if row is None:
            return None
        self._break = self.start + at
        if not row.cells:
            self._leave_table(table)
            return at
        if not table.has_rows:
            self.writer.mark(table.begin, table.end)
            table.has_rows = True
        self.writer.end_unit(self._break, self.start + row.begin)
        self._write_row(text, row.cells, row.begin, row.end, table.names)
        self.writer.end_unit(self.start + row.end, self.start + row.end)
        self._mode = "table"
        return row.end

    def _leave_table(self, table: Table) -> None:
        if not table.has_rows:
            words = "; ".join(filter(None, table.names[table.heard :])) if self._options.tables == "rows" else ""
            self.writer.say(words, table.begin, table.end)
        self._table, self._mode, self._line.goes_on = _NO_TABLE, "head", False
        self._line.is_inner = False

    def _write_row(
        self, text: str, cells: tuple[tuple[int, int], ...], begin: int, end: int, names: tuple[str, ...]
    ) -> None:
        if self._options.tables == "skip":
            self.writer.mark(self.start + begin, self.start + end)
        else:
            write_row(text, cells, (begin, end), self.start, names, self.writer, self._options)
        self._break, self._mode = self.start + end, "head"
