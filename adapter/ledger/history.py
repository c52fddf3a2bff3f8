"""What had been heard by a given time on the turn's clock. Pure.

Records when each piece of text had sounded completely. With timing it is exact to the word. Without, it is an estimate,
and labelled so: a segment's audio is divided by the length of its text if its end is known, and a segment that still
sounds is assumed to go at the turn's pace.
"""

from __future__ import annotations

import bisect
import re

from buffering import Segment

from ..events import Heard

USUAL_PACE = 0.07
"""Seconds of speech per letter, pauses included, until the turn's own pace is known. Most voices are within a quarter
of it."""
_KNOWN = 20
"""More letters than this make the turn's own pace known."""
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]")
"""Kana, Han and hangul: each takes as long to say as three letters."""
_TOLERANCE = 0.001
"""Seconds by which a player's clock and ours may differ on the same sample."""


class History:
    """The text of one turn as it was sent, and when it sounded."""

    def __init__(self) -> None:
        self._segments: list[Segment] = []
        self._ends: list[float] = []  # seconds on the turn's clock, ascending
        self._places: list[tuple[int, int]] = []  # what had sounded then: segment, characters of it

    def add(self, segment: Segment) -> None:
        """Record that ``segment`` was sent."""
        self._segments.append(segment)

    def sounded(self, segment: Segment, size: int, end: float) -> None:
        """Record that by ``end`` all text had sounded up to the first ``size`` characters of ``segment``."""
        index = self._places[-1][0] if self._places else 0
        while self._segments[index] is not segment:
            index += 1
        self._ends.append(max(end, self._ends[-1] if self._ends else 0.0))
        self._places.append((index, size))

    def until(self, played: float, clock: float, raw: str) -> Heard:
        """What had been heard once ``played`` seconds, of the ``clock`` seconds handed to the caller, had been played.

        ``raw`` is the model's own text so far.
        """
        known = bisect.bisect_right(self._ends, played + _TOLERANCE)
        index, size = self._places[known - 1] if known else (0, 0)
        begin = self._ends[known - 1] if known else 0.0
        if known < len(self._places):
            upto, end = self._places[known], self._ends[known]
        else:
            upto = (len(self._segments), 0)
            end = max(clock, begin + _letters(self._between(index, size, upto)) * self.pace)
        is_exact = self._is_word(index, size, upto) or played <= begin + _TOLERANCE or end <= begin + _TOLERANCE
        if not is_exact:
            index, size = self._estimate(index, size, upto, (played - begin) / (end - begin))
        return self._heard(index, size, raw, is_exact=is_exact)

    @property
    def pace(self) -> float:
        """Seconds of speech per letter, as far as is known."""
        if not self._places:
            return USUAL_PACE
        letters = _letters(self._between(0, 0, self._places[-1]))
        return self._ends[-1] / letters if letters > _KNOWN and self._ends[-1] else USUAL_PACE

    def _is_word(self, index: int, size: int, upto: tuple[int, int]) -> bool:
        """Whether there is at most one word between two places, so that nothing has to be estimated."""
        return len(self._between(index, size, upto).split()) <= 1

    def _between(self, index: int, size: int, upto: tuple[int, int]) -> str:
        last, size_there = upto
        texts = [segment.text for segment in self._segments[index : last + 1]]
        if last < len(self._segments) and texts:
            texts[-1] = texts[-1][:size_there]
        return "".join(texts)[size:]

    def _estimate(self, index: int, size: int, upto: tuple[int, int], share: float) -> tuple[int, int]:
        """The place after a share of the text up to ``upto``, moved back to the end of the last whole word."""
        text = self._between(index, size, upto)
        left, count = _letters(text) * min(1.0, share), 0
        while count < len(text) and left >= (cost := _letters(text[count])):
            left, count = left - cost, count + 1
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


def _letters(text: str) -> int:
    """How long ``text`` takes to say, as a number of letters."""
    return len(text) + 2 * len(_WIDE.findall(text))
