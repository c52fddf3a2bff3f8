"""Groups words into captions: which words share one, on which lines, and for how long. Pure.

Owns the rules of good captions: two lines of 42 columns, cuts where a reader expects them, time to read, no overlap.
Knows no file and no format. ``buffering`` finds the sentences, so that ``Dr.`` ends no caption.
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
"""A shorter caption is joined to the next one, or stays until the next one begins."""
MAX_SECONDS = 7.0
LINGER_SECONDS = 0.5
"""How long a caption stays after its last word, if no other begins: reading is slower than hearing."""
PAUSE_SECONDS = 1.0
"""A silence that ends a caption, whatever the text says."""

_WIDE_COLUMNS = LINE_COLUMNS / 16
"""Width of a Chinese, Japanese or Korean character: 16 fill a line."""
_CLAUSE_MARKS = ",;:—–،؛、，；：!?…。！？؟।"
"""Without the full stop: inside a sentence it belongs to an abbreviation such as ``Mr.``, a bad place to cut."""
_CLOSERS = "\"'”’“‘»›)]}」』）】〕》〉"
_BREATH = 0.25
"""A pause of this many seconds sounds like the end of a clause."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word on the screen, or a part of a word that is longer than a line."""

    text: str
    start: float
    end: float
    glue: str
    """Put before it unless it begins a line: a space or nothing."""
    begins_unit: bool = False
    """Whether it must begin a line, because the previous word ended an item, a heading or a paragraph."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption. Times are in seconds; consecutive cues do not overlap."""

    start: float
    end: float
    lines: tuple[tuple[Token, ...], ...]


class Cues:
    """Makes cues from a stream of words, each as soon as it is certain. Memory is bounded by the longest sentence."""

    def __init__(self, language: str = "en") -> None:
        self._segmenter = Segmenter(language)
        self._tokens: deque[Token] = deque()  # of the unfinished sentence
        self._ends: deque[int] = deque()  # where each token ends in the segmenter's input
        self._length = 0
        self._last: Word | None = None
        self._held: list[Token] = []  # a cue whose end depends on when the next one begins
        self._shown_until = 0.0

    def push(self, word: Word) -> list[Cue]:
        """Take the next word; return the cues that are now certain."""
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
        """End the words; return the remaining cues."""
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
        """The cue of ``tokens``, which must end by ``until``."""
        start = max(tokens[0].start, self._shown_until)
        end = min(max(tokens[-1].end + LINGER_SECONDS, start + MIN_SECONDS), start + MAX_SECONDS)
        end = max(end if until is None else min(end, until), start + 0.001)
        self._shown_until = end
        return Cue(start, end, _lines(tokens))


def joint(before: Word, after: Word) -> str:
    """What separates two consecutive words. Nothing between Chinese or Japanese words; nor between one of them and
    another script's word or number, if the text itself has nothing there."""
    wide = [_is_wide(before.text[-1:]), _is_wide(after.text[:1])]
    return "" if all(wide) or (any(wide) and before.raw_span[1] == after.raw_span[0]) else " "


def _is_wide(char: str) -> bool:
    """Whether the character belongs to a script without spaces between words; Korean has them."""
    return char != "" and unicodedata.east_asian_width(char) in "WF" and not "\uac00" <= char <= "\ud7a3"


def _columns(text: str) -> float:
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.category(char).startswith("M")  # combines with the previous character
        else _WIDE_COLUMNS if unicodedata.east_asian_width(char) in "WF"
        else 1
        for char in text
    )  # fmt: skip


def _tokens(word: Word, before: Word | None) -> Iterator[Token]:
    """Cut the word into parts that fit on a line; each gets its share of the time."""
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
    """Measures any range of a sentence's tokens without adding them up each time."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._ends = list(accumulate((len(token.glue) + _columns(token.text) for token in tokens), initial=0.0))

    def width(self, begin: int, end: int) -> float:
        """Columns of ``tokens[begin:end]`` on one line."""
        return self._ends[end] - self._ends[begin] - len(self._tokens[begin].glue)

    def seconds(self, begin: int, end: int) -> float:
        """How long ``tokens[begin:end]`` sound."""
        return self._tokens[end - 1].end - self._tokens[begin].start

    def fits(self, begin: int, end: int) -> bool:
        """Whether they fit into one cue."""
        if self.seconds(begin, end) > MAX_SECONDS:
            return False
        room = self._ends[begin] + len(self._tokens[begin].glue) + LINE_COLUMNS
        second = bisect_right(self._ends, room, begin, end + 1) - 1  # fill the first line
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
    """The indexes in a cue, other than 0, at which a unit begins."""
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
