"""Markdown, as a model writes it, to what a person would say. Incremental.

Laws, tested as properties: where the text is cut into pushes never changes what is heard or what it is heard for; the
pieces cover the raw text in order; the cost of a push does not grow with what came before, and what waits is bounded.

Owns the lines: what their heads mean (``line_heads.py``), what goes on over them (fences, tables, reasoning), and when
a unit ends. What stands within a line is ``inline.py``'s. Knows nothing of sentences, speech or time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal

from ..languages.codes import code_of
from ..pieces import Piece
from .characters import harmless
from .code_blocks import is_line_open, next_of_fence, next_of_indented
from .endings import JsonEnd
from .inline import find_special, run, tail
from .line_heads import Head, Line, look
from .notes import notes_of
from .steps import Options, Place, Step
from .table_rows import Table, next_row, words_of, write_row
from .tables import row_cells
from .unspoken import LONGEST_END, with_names
from .writer import LINE_LENGTH, Writer

if TYPE_CHECKING:
    from ..reading_aids import ReadingAids

_LINE_BREAKS = re.compile(r"[\r\n]+")
_NO_TABLE = Table((), 0, 0)
_PATIENCE = 64
"""After so many characters an open construct is looked at in any case: some have waited long enough."""


class Speakable:
    """Takes a model's tokens and gives what is to be heard of them, as pieces that tell for which raw text.

    A blank line in what is heard ends a unit: a paragraph, heading, list item, table row or note. Spoken text never
    holds what a speech service could read as a command: ``<tags>`` and ``[tags]`` go, their brackets too.

    ``language`` is that of the notes (ISO 639-1). ``code`` blocks are replaced by a "note", or skipped, or spoken line
    by line. ``tables`` are spoken in "rows" ("header: cell"), or skipped. ``links`` are what becomes of addresses: the
    "host" is heard, or all of it ("full"), or nothing ("skip"). ``math``: short formulas are "read" (in English), or
    all are replaced by a "note", or skipped. ``emoji``: None drops them, "keep" leaves them to the voice, a mapping
    names them. ``stage_directions``: "skip" drops ``*sighs*``, and any other text between single asterisks.
    ``trusted_tags`` are names of tags that pass as they are: ``{"break", "laughs"}``. ``unspoken`` are names of tags
    and marks that are dropped with what stands between them, beside those that models are known for: ``{"plan"}`` for
    ``<plan>...</plan>``, ``{"[PLAN]"}``, ``{"<|plan|>"}``. ``lexicon`` replaces whole words, ``aids`` are names of
    reading aids; see ``ReadingAids``. ValueError or TypeError for names that are none.

    A text's reasoning, its tool calls and the tokens of its chat template are not heard; ``unspoken.py`` lists them. If
    reasoning or a call never closes, ``finish`` drops it too, for it is no answer, and ``withheld`` says where it was.
    """

    def __init__(
        self,
        *,
        language: str = "en",
        code: Literal["note", "skip", "speak"] = "note",
        tables: Literal["rows", "skip"] = "rows",
        links: Literal["host", "full", "skip"] = "host",
        math: Literal["read", "note", "skip"] = "read",
        emoji: Mapping[str, str] | Literal["keep"] | None = None,
        stage_directions: Literal["speak", "skip"] = "speak",
        trusted_tags: Iterable[str] = (),
        unspoken: Iterable[str] = (),
        lexicon: Mapping[str, str] | None = None,
        aids: Iterable[str] = (),
    ) -> None:
        is_english = code_of(language) == "en"
        skips = stage_directions == "skip"
        trusted = frozenset(trusted_tags)
        self._options = Options(
            notes_of(language), is_english, code, tables, links, math, emoji, skips, trusted, with_names(unspoken)
        )
        aids = tuple(aids)
        self._aids: ReadingAids | None = None
        if aids or lexicon:
            from ..reading_aids import ReadingAids  # few want them, and their tables take time to import

            self._aids = ReadingAids(language, aids, lexicon)
        self.withheld: tuple[int, int] | None = None
        """Raw span of reasoning or a call that never closed and was not heard, in the text that ended last."""
        self._start = 0  # raw offset of what is held
        self._begin_text()

    def _begin_text(self) -> None:
        self._held = ""
        self._is_plain = False  # within a line, with nothing open: the fast path's condition
        self._look_at = 0  # the length of what is held from which on it is looked at again; 0: with any token
        self._awaits = _LINE_BREAKS.search  # or before, if this is found
        self._writer = Writer(self._options.trusted_tags)
        self._place = Place(self._options)
        self._line = Line()
        self._mode: Literal["head", "inline", "fence", "indented", "swallow", "table"] = "head"
        self._break = self._start  # raw offset of the line break whose line's head is to be looked at
        self._break_is_given = False  # whether it was heard already, because the model has stalled
        self._fence = ""
        self._until: re.Pattern[str] | JsonEnd = _LINE_BREAKS
        self._hides = False  # whether what is swallowed, or the fenced block, is reasoning or a call
        self._swallowed = self._start
        self._table = _NO_TABLE

    def push(self, token: str) -> list[Piece]:
        """Take more text; gives what can be said of it."""
        text = self._held + token
        if len(text) < self._look_at and not self._awaits(text, len(self._held) - 1):
            self._held = text
            return []
        if self._is_plain and not find_special(text):
            # The usual case, in which the cost per token is kept down.
            cut = tail(text, self._place)
            if cut == 0:
                self._held = text
                return []
            start = self._start
            self._start = end = start + cut
            self._held = text[cut:]
            self._writer.heard = self._writer.ink = self._place.before = text[cut - 1]
            self._writer.is_line_fresh = False
            if len(self._writer.line) < LINE_LENGTH:
                self._writer.line += text[:cut]
            pieces = [Piece(text[:cut], start, end)]
        else:
            pieces = self._advance(text)
        return self._aids.push(pieces) if self._aids else pieces

    def release(self) -> list[Piece]:
        """The model has stalled: give also the last word, and a line break, as if nothing could still join them.

        What takes more text to be understood, such as a mark or an address, goes on waiting.
        """
        pieces = self._advance(self._held, is_stalled=True)
        if self._mode == "head" and not self._held and self._break < self._start and not self._break_is_given:
            self._writer.end_line(self._break, self._start)
            self._break, self._break_is_given = self._start, True
            pieces += self._writer.take()
        return self._aids.push(pieces) + self._aids.release() if self._aids else pieces

    def finish(self) -> list[Piece]:
        """The text has ended: give the rest. A next ``push`` begins a new text, with offsets going on."""
        self._place.is_final = self._line.is_final = True
        pieces = self._advance(self._held)
        end = self._start
        if self._mode == "table":
            self._leave_table(self._table)
            self._break = end
        if self._mode == "head":
            self._writer.mark(self._break, end)
        is_open = self._hides and self._mode in ("swallow", "fence")
        self.withheld = (self._swallowed, end) if is_open else None
        self._writer.end_gap()
        pieces += self._writer.take()
        self._begin_text()
        return self._aids.push(pieces) + self._aids.finish() if self._aids else pieces

    def _advance(self, text: str, *, is_stalled: bool = False) -> list[Piece]:
        """Go through ``text``, whose first character stands at ``_start``, as far as it can be understood."""
        at = self._look_at = 0
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
            self._place.before = text[at - 1]
        self._held = text[at:]
        self._start += at
        if self._place.awaits:
            self._awaits, self._look_at = self._place.awaits.search, len(text) - at + _PATIENCE
            self._place.awaits = None
        writer = self._writer
        self._is_plain = self._mode == "inline" and writer.heard != "" and not writer.has_gap and not writer.angle
        return self._writer.take()

    # --- lines ---

    def _begin_line(self, text: str, at: int) -> int | None:
        """Look at a line's head, and write the line break before it."""
        head = look(text, at, self._line)
        if head is None:
            return None
        if head.kind == "blank":
            return self._skip_blank(text, head.end)
        base, writer = self._start, self._writer
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
            self._place.brackets = 0
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
        base, writer, options = self._start, self._writer, self._options
        begin, end = base + head.begin, base + head.end
        match head.kind:
            case "text" | "heading":
                writer.mark(begin, end)
                self._mode = "inline"
                self._place.in_heading = head.kind == "heading"
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
        position, step = run(text, at, self._start, self._writer, self._place, is_stalled=is_stalled)
        if step:
            return self._take_step(text, step)
        return position if position > at else None

    def _take_step(self, text: str, step: Step) -> int:
        """A step that ends a line or a unit, or hides what follows."""
        writer, begin, end = self._writer, self._start + step.begin, self._start + step.end
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
                self._place.in_heading = step.kind == "heading"
        return step.end

    def _begin_reply(self, at: int) -> None:
        """A reply begins, be it in the middle of a line."""
        self._break, self._mode = at, "head"
        self._line.goes_on = self._line.is_inner = self._place.in_heading = False

    def _end_line(self, begin: int, end: int) -> None:
        self._break = begin
        if self._place.in_heading:
            self._writer.end_unit(begin, end)
            self._break, self._line.goes_on, self._place.in_heading = end, False, False
        self._writer.end_gap()
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
        self._writer.vanish(self._start + at, self._start + end, has_space=self._hides and is_over)
        if is_over:
            self._mode = "inline"
        if is_over and self._hides and self._writer.is_line_fresh:
            self._writer.end_gap()
            self._begin_reply(self._start + end)
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
        base, writer = self._start, self._writer
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
        self._table = Table(names, self._start + begin, self._start + end, heard)
        self._mode = "table"

    def _next_row(self, text: str, at: int, table: Table) -> int | None:
        """The row behind the line break at ``at``, or the table's end."""
        row = next_row(text, at, is_final=self._line.is_final)
        if row is None:
            return None
        self._break = self._start + at
        if not row.cells:
            self._leave_table(table)
            return at
        if not table.has_rows:
            self._writer.mark(table.begin, table.end)
            table.has_rows = True
        self._writer.end_unit(self._break, self._start + row.begin)
        self._write_row(text, row.cells, row.begin, row.end, table.names)
        self._writer.end_unit(self._start + row.end, self._start + row.end)
        self._mode = "table"
        return row.end

    def _leave_table(self, table: Table) -> None:
        if not table.has_rows:
            words = "; ".join(filter(None, table.names[table.heard :])) if self._options.tables == "rows" else ""
            self._writer.say(words, table.begin, table.end)
        self._table, self._mode, self._line.goes_on = _NO_TABLE, "head", False
        self._line.is_inner = False

    def _write_row(
        self, text: str, cells: tuple[tuple[int, int], ...], begin: int, end: int, names: tuple[str, ...]
    ) -> None:
        if self._options.tables == "skip":
            self._writer.mark(self._start + begin, self._start + end)
        else:
            write_row(text, cells, (begin, end), self._start, names, self._writer, self._options)
        self._break, self._mode = self._start + end, "head"
