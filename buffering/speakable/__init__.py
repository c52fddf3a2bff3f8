"""Markdown, as a model writes it, to what a person would say. Incremental.

Laws, tested as properties: where the text is cut into pushes never changes what is heard or what it is heard for; the
pieces cover the raw text in order; the cost of a push does not grow with what came before, and what waits is bounded.

Owns the text that waits, and the fast path of plain prose. What goes on over lines is ``line_parser.py``'s, what stands
within a line ``inline.py``'s. Knows nothing of sentences, speech or time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal

from ..languages.codes import code_of
from ..pieces import Piece
from .inline import find_special, tail
from .line_parser import LineParser
from .notes import notes_of
from .steps import Options
from .unspoken import with_names
from .writer import LINE_LENGTH

if TYPE_CHECKING:
    from ..reading_aids import ReadingAids

_LINE_BREAKS = re.compile(r"[\r\n]+")
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
        self._start = 0  # raw offset of the text's beginning
        self._begin_text()

    def _begin_text(self) -> None:
        self._held = ""
        self._is_plain = False
        self._look_at = 0  # the length of what is held from which on it is looked at again; 0: with any token
        self._awaits = _LINE_BREAKS.search  # or before, if this is found
        self._lines = LineParser(self._options, self._start)
        self._writer, self._place = self._lines.writer, self._lines.place

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
            start = self._lines.start
            self._lines.start = end = start + cut
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
        if not self._held:
            self._lines.give_break()
            pieces += self._writer.take()
        return self._aids.push(pieces) + self._aids.release() if self._aids else pieces

    def finish(self) -> list[Piece]:
        """The text has ended: give the rest. A next ``push`` begins a new text, with offsets going on."""
        self.withheld = self._lines.finish(self._held)
        pieces = self._writer.take()
        self._start = self._lines.start
        self._begin_text()
        return self._aids.push(pieces) + self._aids.finish() if self._aids else pieces

    def _advance(self, text: str, *, is_stalled: bool = False) -> list[Piece]:
        at = self._lines.advance(text, is_stalled=is_stalled)
        self._held, self._look_at = text[at:], 0
        if self._place.awaits:
            self._awaits, self._look_at = self._place.awaits.search, len(text) - at + _PATIENCE
            self._place.awaits = None
        self._is_plain = self._lines.is_plain
        return self._writer.take()
