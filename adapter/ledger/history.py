"""What was heard until a moment of the turn's clock. Pure.

Owns the record of when which text had sounded completely. With timing it is exact to the word; audio without timing is
divided by the length of its text, and whoever asks is told that it is an estimate.
"""

from __future__ import annotations

import bisect

from buffering import Segment

from ..events import Heard

_TOLERANCE = 0.001
"""Seconds by which a player's clock and ours may differ on the same sample."""


class History:
    """The text of one turn as it was sent, and when it sounded."""

    def __init__(self) -> None:
        self._segments: list[Segment] = []
        self._ends: list[float] = []  # seconds on the turn's clock, ascending
        self._places: list[tuple[int, int]] = []  # what had sounded then: segment, characters of it

    def add(self, segment: Segment) -> None:
        """``segment`` was sent."""
        self._segments.append(segment)

    def sounded(self, segment: Segment, size: int, end: float) -> None:
        """The first ``size`` characters of ``segment``, and all before it, had sounded at ``end``."""
        index = self._places[-1][0] if self._places else 0
        while self._segments[index] is not segment:
            index += 1
        self._ends.append(max(end, self._ends[-1] if self._ends else 0.0))
        self._places.append((index, size))

    def until(self, played: float, clock: float, raw: str) -> Heard:
        """What was heard when ``played`` seconds had been played, of ``clock`` seconds that were given out.

        ``raw`` is the model's own text so far.
        """
        known = bisect.bisect_right(self._ends, played + _TOLERANCE)
        index, size = self._places[known - 1] if known else (0, 0)
        begin = self._ends[known - 1] if known else 0.0
        if known < len(self._places):
            upto, end = self._places[known], self._ends[known]
        else:
            upto, end = (len(self._segments), 0), clock
        is_exact = self._is_word(index, size, upto) or played <= begin + _TOLERANCE or end <= begin + _TOLERANCE
        if not is_exact:
            index, size = self._estimate(index, size, upto, (played - begin) / (end - begin))
        return self._heard(index, size, raw, is_exact=is_exact)

    def _is_word(self, index: int, size: int, upto: tuple[int, int]) -> bool:
        """Whether between two places there is one word at most: nothing to estimate."""
        return len(self._between(index, size, upto).split()) <= 1

    def _between(self, index: int, size: int, upto: tuple[int, int]) -> str:
        last, behind = upto
        texts = [segment.text for segment in self._segments[index : last + 1]]
        if last < len(self._segments) and texts:
            texts[-1] = texts[-1][:behind]
        return "".join(texts)[size:]

    def _estimate(self, index: int, size: int, upto: tuple[int, int], share: float) -> tuple[int, int]:
        """The place after a share of the text up to ``upto``, back at the last word's end."""
        text = self._between(index, size, upto)
        count = int(len(text) * min(1.0, share))
        if count < len(text) and not text[count].isspace():
            count = len(text[:count].rpartition(" ")[0])
        size += count
        while index < len(self._segments) and size > len(self._segments[index].text):
            size -= len(self._segments[index].text)
            index += 1
        return index, size

    def _heard(self, index: int, size: int, raw: str, *, is_exact: bool) -> Heard:
        texts = [segment.text for segment in self._segments]
        if index >= len(texts):
            mark, heard, rest = (self._segments[-1].end if texts else 0), "".join(texts), ""
        else:
            segment = self._segments[index]
            heard = "".join(texts[:index]) + segment.text[:size]
            rest = segment.text[size:] + "".join(texts[index + 1 :])
            mark = segment.raw_mark(size) if segment.text[size:].strip() else segment.end
        mark = mark if size or index else 0
        return Heard(heard.strip(), raw[:mark], rest.strip(), raw[mark:], is_exact)
