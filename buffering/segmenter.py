"""Incremental sentence segmentation.

Laws, tested as properties: where the text is cut into pushes never changes the segments; the segments' texts, joined,
are the pushed text; the cost of a push does not grow with what came before.

Owns the decision where a segment ends. Knows nothing of markup, speech or time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .languages import ABBREVIATIONS, CLOSERS, TERMINATORS, WIDE_TERMINATORS

Kind = Literal["sentence", "line", "clause", "forced", "end"]

HARD_LIMIT = 400
"""Characters after which a segment is cut at a space: about half a minute of speech, and what memory is bounded by."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A speakable piece of text, normally one sentence, with the white space that follows it."""

    text: str
    start: int
    """Offset of its first character in all that was pushed."""
    end: int
    kind: Kind
    """What ended it: a terminator, a line break, a clause mark, the length limit, or the end of the text."""


class Segmenter:
    """Cuts a stream of text into sentences.

    ``push`` gives the segments that are certain; what is still open stays pending until more text, ``release``
    (the stream has stalled) or ``finish`` (it has ended).
    """

    def __init__(self, language: str = "en", *, hard_limit: int = HARD_LIMIT) -> None:
        self._abbreviations = ABBREVIATIONS.get(language.split("-")[0].lower(), frozenset())
        self._hard_limit = hard_limit
        self._pending = ""
        self._scanned = 0  # the pending text before this has been looked at and holds no undecided end
        self._start = 0

    @property
    def pending(self) -> str:
        """The text that is not in a segment yet."""
        return self._pending

    def push(self, text: str) -> list[Segment]:
        """Take more text; gives the segments that it completes."""
        self._pending += text
        found: list[Segment] = []
        consumed = 0
        position = self._scanned
        while position < len(self._pending):
            end, position = self._decide(consumed, position)
            if end is None:
                break
            if end:
                kind: Kind = "line" if "\n" in self._pending[end - 1 : end] else "sentence"
                if end - consumed >= self._hard_limit and position == end:
                    kind = "forced"
                found.append(self._segment(consumed, end, kind))
                consumed = end
        self._pending = self._pending[consumed:]
        self._scanned = position - consumed
        return found

    def _decide(self, start: int, position: int) -> tuple[int | None, int]:
        """Look at one character: (the end of a segment, 0 for none, None for not yet known; where to go on)."""
        text = self._pending
        char = text[position]
        if char == "\n":
            return position + 1, position + 1
        if char in TERMINATORS:
            end = self._past_closers(position + 1)
            if end == len(text):
                return None, position
            if char in WIDE_TERMINATORS:
                return end, end
            if not text[end].isspace():
                return 0, end
            visible = self._past_spaces(end)
            if visible == len(text):
                return None, position
            if text[visible] == "\n" or (self._is_end(start, position) and not text[visible].islower()):
                return visible, visible
            return 0, visible
        if position + 1 - start >= self._hard_limit:
            space = text.rfind(" ", start + self._hard_limit // 2, position + 1)
            end = space + 1 if space >= 0 else position + 1
            return end, end
        return 0, position + 1

    def _past_closers(self, position: int) -> int:
        while position < len(self._pending) and (
            self._pending[position] in CLOSERS or self._pending[position] in TERMINATORS
        ):
            position += 1
        return position

    def _past_spaces(self, position: int) -> int:
        while position < len(self._pending) and self._pending[position].isspace() and self._pending[position] != "\n":
            position += 1
        return position

    def _is_end(self, start: int, position: int) -> bool:
        """Whether the terminator at ``position`` ends a sentence rather than an abbreviation or an initial."""
        if self._pending[position] != ".":
            return True
        word = self._pending[max(start, position - 20) : position].rsplit(None, 1)[-1:]
        stem = word[0].lstrip("(\"'“‘*_") if word else ""
        return not (stem.lower() in self._abbreviations or (len(stem) == 1 and stem.isupper() and stem != "I"))

    def release(self) -> list[Segment]:
        """The stream has stalled: give the pending text if it looks complete."""
        text = self._pending.rstrip()
        while text and text[-1] in CLOSERS:
            text = text[:-1]
        if not text or text[-1] not in TERMINATORS or not self._is_end(0, len(text) - 1):
            return []
        return self._rest("sentence")

    def finish(self) -> list[Segment]:
        """The text has ended: give all that is pending."""
        return self._rest("end")

    def _rest(self, kind: Kind) -> list[Segment]:
        found = [self._segment(0, len(self._pending), kind)] if self._pending else []
        self._pending, self._scanned = "", 0
        return found

    def _segment(self, start: int, end: int, kind: Kind) -> Segment:
        text = self._pending[start:end]
        segment = Segment(text, self._start, self._start + len(text), kind)
        self._start += len(text)
        return segment
