"""What is heard, piece by piece: keeps white space and units tidy where marks and pictures have gone.

Owns the white space around what vanished, the blank line that ends a unit, and the last look at what is heard: nothing
that a service would take for a tag, whatever it was put together from. All offsets count in the raw text.
"""

from __future__ import annotations

import re
import unicodedata

from ..pieces import Piece

_CLOSING = frozenset(".,;:!?)]}…»”’%。、，！？；：）」』】》\n")
"""Before these no space is left where something vanished."""
_CLOSES_TAG = re.compile(r"[>＞﹥]")
_TAG_LENGTH = 400
_TAG = re.compile(
    r"""<(?:[\d.#][\w.,#]*|\s*[/!?#]?\s*[A-Za-z][\w:.-]*(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))+\s*/?"""
    r"""|\s*(?:/\s*[A-Za-z][\w:.-]*|[A-Za-z][\w:.-]*\s*/)|[A-Za-z][\w:.-]*|\s*\n\s*[^\W\d][\w:.-]*"""
    r"""|\s*(?i:break|flush|stop|speak|emphasis|prosody))\s*>"""
)
"""What a lenient service could obey, unlike ``a < b and c > d``."""
_NAME = re.compile(r"[A-Za-z][\w:.-]*")

LINE_LENGTH = 80
"""Characters of a line that are remembered: a longer one heads no column."""


class Writer:
    """Collects pieces in order. ``take`` gives those that were collected since."""

    __slots__ = ("_gap", "_gap_has_space", "_trusted", "angle", "heard", "ink", "is_line_fresh", "line", "pieces")

    def __init__(self, trusted_tags: frozenset[str]) -> None:
        self._trusted = trusted_tags
        self.pieces: list[Piece] = []
        self.heard = ""
        """The last character that was heard in the unit; empty at its beginning."""
        self.ink = ""
        """The same, white space aside."""
        self.is_line_fresh = True
        """Whether nothing was heard yet in the line."""
        self.line = ""
        """What was heard in the line so far, up to ``LINE_LENGTH``: a table's first heading, as it may turn out."""
        self.angle = ""
        """What was heard since the last ``<``, with it; empty if there is none, or not near."""
        self._gap: tuple[int, int] | None = None
        self._gap_has_space = False

    @property
    def has_gap(self) -> bool:
        """Whether something has vanished, and what follows will tell which white space stays."""
        return self._gap is not None

    def take(self) -> list[Piece]:
        """The pieces since the last time."""
        pieces, self.pieces = self.pieces, []
        return pieces

    def say(self, words: str, start: int, end: int) -> None:
        """``words`` are heard for the raw text from ``start`` to ``end``."""
        if not words:
            self.mark(start, end)
            return
        if self._gap:
            words, start = self._close_gap(self._gap, words, start, end)
            if not words:
                return
        elif not self.heard and words[0] in " \t":
            words, start = self._without_lead(words, start, end)
            if not words:
                return
        if self.angle or "<" in words:
            words = self._without_tags(words)
        self.pieces.append(Piece(words, start, end))
        self.heard = words[-1]
        if len(self.line) < LINE_LENGTH:
            self.line += words
        if not self.heard.isspace():
            self.ink, self.is_line_fresh = self.heard, False
        elif ink := words.rstrip():
            self.ink, self.is_line_fresh = ink[-1], False

    def mark(self, start: int, end: int) -> None:
        """Nothing is heard for this raw text; what is on its sides is not changed."""
        if self._gap:
            self._gap = (self._gap[0], end)
        elif start < end:
            self.pieces.append(Piece("", start, end))

    def vanish(self, start: int, end: int, *, has_space: bool) -> None:
        """This raw text, which may begin with white space, goes, and leaves one space or none."""
        if self._gap:
            self._gap = (self._gap[0], end)
            self._gap_has_space |= has_space
        else:
            self._gap, self._gap_has_space = (start, end), has_space

    def end_line(self, start: int, end: int) -> None:
        """A line ends, and its paragraph may go on. Never a mark or other space heard for this raw text."""
        self.end_gap()
        self._break("\n", start, end)
        self.is_line_fresh, self.line = True, ""

    def end_unit(self, start: int, end: int) -> None:
        """A unit ends: a heading, item, paragraph, table row, note."""
        self.end_gap()
        self._break("\n\n", start, end)
        self.heard = self.ink = self.line = ""
        self.is_line_fresh = True

    def end_gap(self) -> None:
        """The text ends, or a line: where something vanished no space stays."""
        if self._gap:
            start, end = self._gap
            self._gap = None
            self.mark(start, end)

    def _break(self, words: str, start: int, end: int) -> None:
        self.angle = f"{self.angle}{words}" if self.angle else ""
        if self.heard:
            self.pieces.append(Piece(words, start, end))
            self.heard = "\n"
        else:
            self.mark(start, end)

    def _without_tags(self, words: str) -> str:
        """``words``, with a space for each ``>`` that would close a tag, but for a trusted one."""
        for close in _CLOSES_TAG.finditer(words) if _CLOSES_TAG.search(words) else ():
            before = self.angle + words[: close.start()]
            tag = before[before.rfind("<") :] if "<" in before else ""
            found = _TAG.fullmatch(f"{unicodedata.normalize('NFKC', tag)}>") if len(tag) < _TAG_LENGTH else None
            if found and not self._trusted.intersection(_NAME.findall(tag)[:1]):
                words = f"{words[: close.start()]} {words[close.end() :]}"
        angle = self.angle + words
        begin = angle.rfind("<")
        self.angle = angle[begin:] if begin >= 0 and len(angle) - begin < _TAG_LENGTH else ""
        return words

    def _without_lead(self, words: str, start: int, end: int) -> tuple[str, int]:
        """No unit begins with white space."""
        rest = words.lstrip(" \t")
        if not rest:
            self.mark(start, end)
        elif len(words) == end - start:
            self.mark(start, end - len(rest))
            start = end - len(rest)
        return rest, start

    def _close_gap(self, gap: tuple[int, int], words: str, start: int, end: int) -> tuple[str, int]:
        """Decide on the gap before ``words``; gives what is left to say of them."""
        gap_start, gap_end = gap
        rest = words.lstrip(" \t")
        has_space = self._gap_has_space or len(rest) < len(words)
        if len(rest) < len(words) and len(words) == end - start:
            gap_end = start = end - len(rest)
        self._gap, self._gap_has_space = (gap_start, gap_end), has_space
        if not rest:
            self._gap = (gap_start, end)
            return "", end
        needs_space = has_space and self.heard != "" and not self.heard.isspace() and rest[0] not in _CLOSING
        needs_space = needs_space or self.heard == "<"  # never join it to what could become a tag
        self._gap = None
        if needs_space or gap_start < gap_end:
            self.pieces.append(Piece(" " if needs_space else "", gap_start, gap_end))
        return rest, start
