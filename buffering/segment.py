"""What comes out of the segmenter: a piece of speakable text that knows its place in the raw text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .pieces import Piece, is_verbatim

Kind = Literal["sentence", "line", "clause", "forced", "end"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A speakable piece of text, normally one sentence, with the white space that follows it."""

    text: str
    start: int
    """Offset of its first character in all that was pushed."""
    end: int
    kind: Kind
    """What ended it: a terminator, a line break or list item, a clause mark, the length limit, the end of the text."""
    pieces: tuple[Piece, ...] = ()
    """Which of ``text`` is spoken for which raw characters; empty where the text is the raw text itself."""

    def raw_span(self, first: int, last: int) -> tuple[int, int]:
        """The raw text for which ``text[first:last]``, which is not empty, is spoken."""
        if not self.pieces:
            return self.start + first, self.start + last
        start = end = self.start
        at = 0
        for piece in self.pieces:
            until = at + len(piece.text)
            if at <= first < until:
                start = piece.start + (first - at if is_verbatim(piece) else 0)
            if at < last <= until:
                return start, piece.start + last - at if is_verbatim(piece) else piece.end
            at = until
        return start, end

    def raw_mark(self, size: int) -> int:
        """The raw offset up to which all has been spoken once the first ``size`` characters of ``text`` have.

        Marks that close behind them count as spoken; a note or name that stands for raw text does when it is complete.
        """
        if not self.pieces:
            return self.start + size
        mark, at = self.start, 0
        for piece in self.pieces:
            until = at + len(piece.text)
            if until > size:
                return mark + (size - at if is_verbatim(piece) else 0)
            mark, at = piece.end, until
        return mark
