"""Words to captions: which of them stand together on the screen, on which lines, and how long. Pure.

Owns the habits of good captions: two lines of 42 columns, cuts where a reader expects them, time to read, no overlap.
Knows no file and no format. A sentence is what ``buffering`` takes for one, so that ``Dr.`` ends no caption.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from buffering import Segment, Segmenter

from ..events import Word

LINE_COLUMNS = 42
LINES = 2
MIN_SECONDS = 1.0
"""A caption that would be gone sooner is joined to the next one, or stays until that begins."""
MAX_SECONDS = 7.0
LINGER_SECONDS = 0.5
"""How long a caption stays after its last word, if no other begins: reading lags behind hearing."""
PAUSE_SECONDS = 1.0
"""A silence that ends a caption, whatever the text says."""

_WIDE_COLUMNS = LINE_COLUMNS / 16
"""Of a Chinese, Japanese or Korean character: 16 of them make a line."""
_CLAUSE_MARKS = ",;:—–،؛、，；：!?…。！？؟।"
"""Without the full stop: one inside a sentence belongs to ``Mr.``, and that one does not part from his name."""
_CLOSERS = "\"'”’“‘»›)]}」』）】〕》〉"
_BREATH = 0.25
"""Seconds of a pause that sounds like the end of a clause."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word on the screen, or a part of one that is longer than a line."""

    text: str
    start: float
    end: float
    glue: str
    """What stands before it where it does not begin a line: a space or nothing."""
    begins_unit: bool = False
    """Whether it begins a line in any case: the word before it ended an item, a heading or a paragraph."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption. Times in seconds; cues in a row do not overlap."""

    start: float
    end: float
    lines: tuple[tuple[Token, ...], ...]


class Cues:
    """The cues of a stream of words, as soon as they are certain. Memory is bounded by the longest sentence's."""

    def __init__(self, language: str = "en") -> None:
        self._segmenter = Segmenter(language)
        self._tokens: deque[Token] = deque()  # of the sentence that is open
        self._ends: deque[int] = deque()  # where each ends in what the segmenter was given
        self._length = 0
        self._last: Word | None = None
        self._held: list[Token] = []  # a cue whose end depends on the next one's beginning
        self._shown_until = 0.0

    def push(self, word: Word) -> list[Cue]:
        """Take the next word; give the cues that are certain."""
        cues = []
        if self._last and word.start - self._last.end > PAUSE_SECONDS:
            cues += self._take(self._segmenter.finish())
        for token in _tokens(word, self._last):
            text = token.glue + token.text
            self._length += len(text)
            self._tokens.append(token)
            self._ends.append(self._length)
            cues += self._take(self._segmenter.push(text))
        if word.ends_unit:
            cues += self._take(self._segmenter.finish())
        self._last = word
        return cues

    def finish(self) -> list[Cue]:
        """The words have ended: give the rest."""
        cues = self._take(self._segmenter.finish())
        if self._held:
            cues.append(self._cue(self._held, None))
        self._held, self._last = [], None
        return cues

    def _take(self, sentences: Sequence[Segment]) -> list[Cue]:
        cues = []
        for sentence in sentences:
            tokens = []
            while self._ends and self._ends[0] <= sentence.end:
                self._ends.popleft()
                tokens.append(self._tokens.popleft())
            for group in _groups(tokens):
                if self._held and group[0].start - self._held[0].start < MIN_SECONDS and _fits(self._held + group):
                    self._held += group
                    continue
                if self._held:
                    cues.append(self._cue(self._held, group[0].start))
                self._held = group
        return cues

    def _cue(self, tokens: list[Token], until: float | None) -> Cue:
        """The cue of ``tokens``, which is gone at ``until``."""
        start = max(tokens[0].start, self._shown_until)
        end = min(max(tokens[-1].end + LINGER_SECONDS, start + MIN_SECONDS), start + MAX_SECONDS)
        end = max(end if until is None else min(end, until), start + 0.001)
        self._shown_until = end
        return Cue(start, end, _lines(tokens))


def joint(before: Word, after: Word) -> str:
    """What stands between two words in a row. Chinese and Japanese stand together; so they do with others' words and
    numbers, where the text itself has nothing in between."""
    wide = [_is_wide(before.text[-1:]), _is_wide(after.text[:1])]
    return "" if all(wide) or (any(wide) and before.raw_span[1] == after.raw_span[0]) else " "


def _is_wide(char: str) -> bool:
    """Whether the character belongs to a script without spaces between words; Korean has them."""
    return char != "" and unicodedata.east_asian_width(char) in "WF" and not "\uac00" <= char <= "\ud7a3"


def _columns(text: str) -> float:
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.category(char).startswith("M")  # it stands on the character before it
        else _WIDE_COLUMNS if unicodedata.east_asian_width(char) in "WF"
        else 1
        for char in text
    )  # fmt: skip


def _tokens(word: Word, before: Word | None) -> Iterator[Token]:
    """The word, in parts that fit on a line; each has its share of the time."""
    begin, glue = 0, joint(before, word) if before else ""
    begins_unit = before is not None and before.ends_unit
    size = len(word.text)
    while begin < size:
        end = begin + 1
        while end < size and _columns(word.text[begin : end + 1]) <= LINE_COLUMNS:
            end += 1
        share = (word.end - word.start) / size
        start, stop = word.start + begin * share, word.start + end * share
        yield Token(word.text[begin:end], start, stop, "" if begin else glue, begins_unit and not begin)
        begin = end


class _Ruler:
    """How much room a sentence's tokens take, from any one to any other, without adding them up each time."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._ends = list(accumulate((len(token.glue) + _columns(token.text) for token in tokens), initial=0.0))

    def width(self, begin: int, end: int) -> float:
        """Columns of ``tokens[begin:end]`` on one line."""
        return self._ends[end] - self._ends[begin] - len(self._tokens[begin].glue)

    def seconds(self, begin: int, end: int) -> float:
        """How long they sound."""
        return self._tokens[end - 1].end - self._tokens[begin].start

    def fits(self, begin: int, end: int) -> bool:
        """Whether they fit into one cue."""
        if self.seconds(begin, end) > MAX_SECONDS:
            return False
        room = self._ends[begin] + len(self._tokens[begin].glue) + LINE_COLUMNS
        second = bisect_right(self._ends, room, begin, end + 1) - 1  # as much as possible on the first line
        return second == end or self.width(second, end) <= LINE_COLUMNS

    def cut_cost(self, at: int) -> float:
        """How much a cut before ``tokens[at]`` disturbs."""
        before, after = self._tokens[at - 1], self._tokens[at]
        if unicodedata.category(before.text[-1]) in ("Ps", "Pi"):
            return 2.0
        if before.text.rstrip(_CLOSERS)[-1:] in _CLAUSE_MARKS or after.start - before.end > _BREATH:
            return 0.1
        return 0.5


def _groups(tokens: list[Token]) -> list[list[Token]]:
    """A sentence cut into cues: few of them, evenly filled, and cut where a clause ends."""
    ruler = _Ruler(tokens)
    costs, begins = [0.0], [0]
    for end in range(1, len(tokens) + 1):
        least, where = float("inf"), end - 1
        for begin in range(end - 1, -1, -1):
            if begin < end - 1 and not ruler.fits(begin, end):
                break
            empty = 1 - ruler.width(begin, end) / (LINES * LINE_COLUMNS)
            cost = costs[begin] + 1 + empty**2 / 2 + (0.5 if ruler.seconds(begin, end) < MIN_SECONDS else 0)
            if cost < least:
                least, where = cost, begin
        costs.append(least + (ruler.cut_cost(end) if end < len(tokens) else 0))
        begins.append(where)
    groups, end = [], len(tokens)
    while end:
        groups.append(tokens[begins[end] : end])
        end = begins[end]
    return groups[::-1]


def _units(tokens: Sequence[Token]) -> list[int]:
    """Where in a cue a unit begins after another one."""
    return [at for at in range(1, len(tokens)) if tokens[at].begins_unit]


def _fits(tokens: Sequence[Token]) -> bool:
    """Whether they fit into one cue, in which each unit has a line of its own."""
    ruler, size = _Ruler(tokens), len(tokens)
    units = _units(tokens)
    if not units:
        return ruler.fits(0, size)
    lines = pairwise([0, *units, size])
    is_short = len(units) < LINES and ruler.seconds(0, size) <= MAX_SECONDS
    return is_short and all(ruler.width(*line) <= LINE_COLUMNS for line in lines)


def _lines(tokens: Sequence[Token]) -> tuple[tuple[Token, ...], ...]:
    """The lines of a cue, as even as its clauses allow."""
    ruler, size = _Ruler(tokens), len(tokens)
    if units := _units(tokens):
        return tuple(tuple(tokens[first:last]) for first, last in pairwise([0, *units, size]))
    if ruler.width(0, size) <= LINE_COLUMNS:
        return (tuple(tokens),)
    _, best = min(
        (abs(ruler.width(0, at) - ruler.width(at, size)) / LINE_COLUMNS + ruler.cut_cost(at), at)
        for at in range(1, size)
        if max(ruler.width(0, at), ruler.width(at, size)) <= LINE_COLUMNS
    )
    return tuple(tokens[:best]), tuple(tokens[best:])
