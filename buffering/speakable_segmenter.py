"""Speakable text, cut into segments that know their raw text: ``Speakable`` and ``Segmenter`` joined.

Owns the pieces that are in no segment yet. Laws, tested as properties: the segments' texts, joined, are the speakable
text; their spans cover the raw text in order; neither depends on where the raw text was cut into pushes.
"""

from __future__ import annotations

from collections import deque

from .pieces import Piece, is_verbatim
from .segment import Segment
from .segmenter import Segmenter
from .speakable import Speakable


class SpeakableSegmenter:
    """Takes a model's tokens; gives what is to be spoken of them, sentence by sentence.

    A segment's ``text`` is what is spoken, ``start`` and ``end`` count in the raw text, and ``pieces`` tell which
    part of it is spoken for which raw characters. A segment without text covers raw text of which nothing is heard.
    Reasoning that never closed is in no segment, unless text follows: it is not heard, and ``withheld`` tells.
    """

    def __init__(self, speakable: Speakable, segmenter: Segmenter) -> None:
        self._speakable = speakable
        self._segmenter = segmenter
        self._pieces: deque[Piece] = deque()
        self.withheld: tuple[int, int] | None = None
        """Raw span of reasoning that never closed and was therefore not heard, in the text that ended last."""

    def push(self, token: str) -> list[Segment]:
        """Take more text; gives the segments that it completes."""
        text = self._take(self._speakable.push(token))
        return self._traced(self._segmenter.push(text)) if text else []

    def release(self, *, clause: bool = True) -> list[Segment]:
        """The stream has stalled: give what can be said now; with ``clause`` also the clauses of a sentence."""
        found = self._traced(self._segmenter.push(self._take(self._speakable.release())))
        return found + self._traced(self._segmenter.release(clause=clause))

    def finish(self) -> list[Segment]:
        """The text has ended: give the rest. A next ``push`` begins a new text, with offsets going on."""
        found = self._traced(self._segmenter.push(self._take(self._speakable.finish())))
        found += self._traced(self._segmenter.finish())
        rest, withheld = tuple(self._pieces), self._speakable.withheld
        if self.withheld and rest == (Piece("", *self.withheld),):
            return found  # nothing has come since the text ended before
        self.withheld = withheld
        self._pieces.clear()
        if rest and withheld:
            rest = (Piece("", rest[0].start, withheld[0]),) if rest[0].start < withheld[0] else ()
        if withheld:
            self._pieces.append(Piece("", *withheld))  # a next text begins behind it
        if rest:  # marks and hidden text behind the last word
            found.append(Segment("", rest[0].start, rest[-1].end, "end", rest))
        return found

    def _take(self, pieces: list[Piece]) -> str:
        """Keep pieces until their segment comes; gives their text. Verbatim ones that touch are joined."""
        for piece in pieces:
            last = self._pieces[-1] if self._pieces else None
            if last and not last.text and not piece.text:
                self._pieces[-1] = Piece("", last.start, piece.end)
            elif last and is_verbatim(last) and is_verbatim(piece):
                self._pieces[-1] = Piece(last.text + piece.text, last.start, piece.end)
            else:
                self._pieces.append(piece)
        return "".join(piece.text for piece in pieces)

    def _traced(self, segments: list[Segment]) -> list[Segment]:
        return [self._trace(segment) for segment in segments]

    def _trace(self, segment: Segment) -> Segment:
        """The same segment with its pieces. Marks between two segments belong to the second."""
        pieces, missing = list[Piece](), len(segment.text)
        while missing:
            piece = self._pieces.popleft()
            size = len(piece.text)
            if size > missing:
                middle = piece.start + missing if is_verbatim(piece) else piece.start
                self._pieces.appendleft(Piece(piece.text[missing:], middle, piece.end))
                piece = Piece(piece.text[:missing], piece.start, middle)
                size = missing
            pieces.append(piece)
            missing -= size
        return Segment(segment.text, pieces[0].start, pieces[-1].end, segment.kind, tuple(pieces))
