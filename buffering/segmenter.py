"""Incremental sentence segmentation: tokens in, segments out.

Laws, tested as properties: where the text is cut into pushes never changes the segments; the segments' texts, joined,
are the pushed text; the cost of a push does not grow with what came before, and neither does the memory.

Owns the pending text and where it is cut: at terminators (``boundaries.py`` judges them), at line breaks and between
the items of a list (``lines.py``), and by length (``lengths.py``). Knows nothing of speech or time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .abbreviations import begins_lower, extend
from .boundaries import ends_surely, judge, trails_off
from .fences import FENCES, fence_end
from .languages import language_of
from .lengths import CLAUSE, MIN_CLAUSE, Lengths, behind, last_space, reach, weight
from .lines import HEAD_LENGTH, begins_list, ends_wrapped, is_unit, item_begin, may_be_special, next_item
from .marks import LOOK_AHEAD, SPACED, WORD, Verdict, finders
from .segment import Kind, Segment

SOFT_LIMIT = 480
"""Length from which a segment is cut at a clause: half a minute of speech. In the treebanks measured 1 sentence in 300
is longer; at 320 it would be 1 in 70, and each is a cut that is heard."""
HARD_LIMIT = 640
"""Length at which it is cut anyway, at a space; and so the bound of the pending text."""
SLICE = 1_024
"""Characters that are looked at in one go; what is looked for at worst is looked for to their end."""
CRUMB = 6
"""Characters; a shorter segment is a crumb: a letter or two with their marks, as in "a! b! c!"."""
MAX_CRUMBS = 8
"""After this many crumbs in a row, the next segment is at least ``CRUMBS_LENGTH`` long: a model that loops must not
become thousands of requests."""
CRUMBS_LENGTH = 120
"""Characters."""
FREE_MARKS = 12
"""Marks of a segment that ended nothing before they count as too many ("A. A. A. A.")."""
MARK_DISTANCE = 10
"""After too many, only one mark in this many characters is looked at, so that they cost no more than prose does. Where
the next look is due may be beyond the text."""

_INK = re.compile(r"\S")


class Segmenter:
    """Cuts a stream of text into sentences.

    ``push`` gives the segments that are certain. What is open stays ``pending`` until more text, ``release`` (the
    stream has stalled) or ``finish`` (it has ended).

    ``language`` is an ISO 639 code, with or without a region; an unknown one is cut by the rules of its script.
    ``soft_limit`` and ``hard_limit`` are lengths in characters, wide ones counting twice. ``first_clause`` lets the
    very first segment end at a clause mark from that length on, so that a long first sentence is heard sooner.
    ``abbreviations`` are words, with or without their dot, after which no sentence ends.
    """

    __slots__ = (
        "_column",
        "_crumbs",
        "_find",
        "_find_all",
        "_find_most",
        "_in_fence",
        "_is_unit",
        "_lengths",
        "_next_item",
        "_passed",
        "_pending",
        "_plain",
        "_rules",
        "_scan",
        "_start",
    )

    def __init__(
        self,
        language: str = "en",
        *,
        soft_limit: int = SOFT_LIMIT,
        hard_limit: int = HARD_LIMIT,
        first_clause: int | None = None,
        abbreviations: Iterable[str] = (),
    ) -> None:
        if not 1 < soft_limit <= hard_limit:
            raise ValueError(f"limits must be 1 < soft_limit <= hard_limit, not {soft_limit} and {hard_limit}")
        self._rules = extend(language_of(language), abbreviations)
        self._find_all, self._find_most = finders(self._rules.terminators)
        self._find = self._find_all
        self._lengths = Lengths(soft_limit, hard_limit, first_clause)
        self._pending = ""
        self._start = 0
        self._scan = 0  # before this, the pending text holds no undecided end; it may be beyond the text
        self._passed = 0  # how many marks of the segment were found to end nothing
        self._column = 0  # where in its line the segment begins
        self._crumbs = 0  # how many segments in a row were crumbs
        # What is known of the current segment, and of its head:
        self._next_item: str | None = None  # what the next item of its list begins with; "" none, None not known
        self._plain = 0  # up to this length it is known to be prose, and not too long
        self._in_fence = False
        self._is_unit: bool | None = None  # whether the line that it goes on is a unit; None: it begins a line

    @property
    def pending(self) -> str:
        """The text that is not in a segment yet."""
        return self._pending

    def push(self, text: str) -> list[Segment]:
        """Take more text; gives the segments that it completes."""
        pending = self._pending = self._pending + text
        size, plain = len(pending), self._plain
        if size < plain or (plain and size < 2 * plain and pending.isascii()):
            # The usual case, in which the cost per token is kept down.
            hit = self._find(pending, self._scan)
            if hit is None:
                if size > self._scan:
                    self._scan = size
                return []
            if self._goes_on(hit, pending, size):
                return []
        if len(text) <= SLICE:
            return self._cut(final=False)
        self._pending = pending[: -len(text)]
        slices = (text[start : start + SLICE] for start in range(0, len(text), SLICE))
        return [segment for slice in slices for segment in self.push(slice)]

    def _goes_on(self, hit: re.Match[str] | None, pending: str, size: int) -> bool:
        """Whether a segment of plain prose goes on at ``hit`` and behind it, as far as can be told."""
        while hit:
            mark = hit.start()
            if pending[mark] not in SPACED or size - mark > LOOK_AHEAD:
                return False
            verdict, position = Verdict.WAIT, mark
            if size - mark >= 3 or pending[-1] == "\n":
                verdict, position = judge(pending, 0, mark, self._rules, final=False)
            if verdict is Verdict.WAIT:
                self._scan = mark
                return True
            if verdict is Verdict.YES:
                return False
            self._passed += 1
            if self._passed > FREE_MARKS:
                position = max(position, MARK_DISTANCE * (self._passed - FREE_MARKS))
            self._scan = position
            hit = self._find(pending, position)
        if size > self._scan:
            self._scan = size
        return True

    def release(self, *, clause: bool = True) -> list[Segment]:
        """The stream has stalled: give what can be said now.

        That is all of the pending text if it surely ends a sentence, or, with ``clause``, trails off in an ellipsis;
        else, with ``clause``, its part up to the last clause mark; else nothing. Never a part of a word, number,
        address or abbreviation.
        """
        text = self._pending
        if self._in_fence or (self._next_item is None and text.lstrip().startswith(("`", "~"))):
            return []
        if ends_surely(text, self._rules) or (clause and trails_off(text)):
            return self._give(len(text), "sentence")
        ends = [mark.end() for mark in CLAUSE.finditer(text)] if clause else []
        if ends and ends[-1] == len(text) and text[-2:-1].isdigit():
            ends.pop()  # it may be the middle of a number
        if ends and weight(text[: ends[-1]]) >= MIN_CLAUSE:
            return self._give(behind(text, ends[-1]), "clause")
        return []

    def finish(self) -> list[Segment]:
        """The text has ended: give all that is pending.

        A next ``push`` begins a new text, with offsets going on; ``first_clause`` counts for the first text only.
        """
        found = self._cut(final=True)
        if self._pending:
            found += self._give(len(self._pending), "end")
        self._next_item, self._plain, self._in_fence, self._is_unit = None, 0, False, None
        self._crumbs = self._passed = self._column = 0
        self._lengths.begin()
        self._scan = 0
        return found

    def _give(self, size: int, kind: Kind) -> list[Segment]:
        text = self._pending
        segment = self._segment(text, 0, size, kind)
        self._pending, self._scan = text[size:], 0
        return [segment]

    def _segment(self, text: str, begin: int, end: int, kind: Kind) -> Segment:
        """Make a segment, and note what its end means for the next one."""
        segment = Segment(text[begin:end], self._start, self._start + end - begin, kind)
        self._start = segment.end
        line = text.rfind("\n", begin, end)
        if kind == "line" or (line >= 0 and "\n" in segment.text.lstrip()):
            self._is_unit = None
        elif self._is_unit is None:
            self._is_unit = is_unit(segment.text)
        self._column = end - line - 1 if line >= 0 else self._column + end - begin
        self._lengths.go_on()
        self._next_item, self._plain, self._passed = None, 0, 0
        self._crumbs = self._crumbs + 1 if end - begin < CRUMB else 0
        return segment

    def _cut(self, *, final: bool) -> list[Segment]:
        """Go through the pending text as far as it can be decided."""
        text, begin, scan = self._pending, 0, self._scan
        found: list[Segment] = []
        while True:
            kind, scan = self._next_end(text, begin, scan, final)
            if kind is None:
                break
            found.append(self._segment(text, begin, scan, kind))
            begin = scan
        self._scan = scan - begin
        if begin:
            self._pending = text[begin:]
        return found

    def _next_end(self, text: str, begin: int, scan: int, final: bool) -> tuple[Kind | None, int]:
        """Where the segment that begins at ``begin`` ends, and why; None, and where to look next, if that is open."""
        if self._next_item is None:
            kind, scan = self._seek_head(text, begin, scan, final)
            if self._next_item is None:
                return kind, scan
        if self._in_fence:
            kind, end = fence_end(text, begin, self._lengths.hard, begins_line=self._is_unit is None)
            self._in_fence = kind != "line"
            return kind, end
        if self._crumbs >= MAX_CRUMBS:
            scan = max(scan, begin + CRUMBS_LENGTH)
        while True:
            hit = self._find(text, scan)
            mark = hit.start() if hit else len(text)
            if self._next_item and 0 <= (item := text.find(self._next_item, begin, mark + len(self._next_item))) < mark:
                seen = item + len(self._next_item) - 1  # so far the length counts before the item is known for one
                return self._lengths.end(text[:seen], begin, min(mark, seen)) or (
                    "line",
                    item_begin(text, begin, item + 1),
                )
            if mark - begin >= self._lengths.near and (by_length := self._lengths.end(text, begin, mark)):
                return by_length
            if hit is None:
                return None, max(mark, scan)
            kind, verdict, end = self._judge(text, begin, mark, final)
            if verdict is Verdict.WAIT:
                return None, mark
            if verdict is Verdict.YES:
                return kind, end
            self._passed += 1
            scan = max(end, begin + MARK_DISTANCE * (self._passed - FREE_MARKS))

    def _seek_head(self, text: str, begin: int, scan: int, final: bool) -> tuple[Kind | None, int]:
        """Look for the segment's first word, before which nothing ends: marks alone are not worth a segment.

        Gives a cut if there is none within the hard limit; else None, and where to look on.
        """
        word = (_INK if self._in_fence else WORD).search(text, scan)
        if word is None or word.start() - begin >= self._lengths.hard // 2:
            limit = reach(text, begin, self._lengths.hard)
            if limit is not None and limit < len(text) and (word is None or word.start() >= limit):
                return "forced", last_space(text, begin, limit)
        if word is None:
            return None, len(text)
        self._know_head(text, begin, final)
        return None, word.start()

    def _know_head(self, text: str, begin: int, final: bool) -> None:
        """Look at how the segment begins: an item of a list, a fence, or neither. It may be too early to tell."""
        first = _INK.search(text, begin).start() if text[begin].isspace() else begin  # type: ignore[union-attr]
        self._find = self._find_all if begins_lower(text, first) else self._find_most
        if self._in_fence or self._is_unit is not None or not may_be_special(text, first):
            self._next_item = ""
            is_plain = not (self._lengths.first_clause or self._in_fence or self._crumbs >= MAX_CRUMBS)
            self._plain = self._lengths.soft // 2 if is_plain else 0
        elif len(text) - first >= HEAD_LENGTH or final:
            self._in_fence = text.startswith(FENCES, first)
            self._next_item = next_item(text, first) if self._crumbs < MAX_CRUMBS else ""

    def _judge(self, text: str, begin: int, mark: int, final: bool) -> tuple[Kind, Verdict, int]:
        """What the segment would end with at ``mark``, whether it does, and where it ends or to look on."""
        if text[mark] == "\n":
            return "line", *self._judge_line(text, begin, mark, final)
        if text[mark] == ":" and ":" not in self._rules.terminators:
            return "line", *begins_list(text, mark, self._rules.after_ordinal, final=final)
        # A bounded view, so that a far-away next word decides nothing in one push or in many.
        stop = mark + LOOK_AHEAD
        if len(text) <= stop:
            return "sentence", *judge(text, begin, mark, self._rules, final=final)
        verdict, end = judge(text[begin:stop], 0, mark - begin, self._rules, final=False)
        if verdict is Verdict.WAIT:  # where nothing but marks follows, no one of them is worth a look
            return "sentence", Verdict.NO, mark + 1 if WORD.search(text, mark, stop) else stop
        return "sentence", verdict, begin + end

    def _judge_line(self, text: str, begin: int, mark: int, final: bool) -> tuple[Verdict, int]:
        """Whether the segment ends with the line that ends at ``mark``."""
        ink = _INK.search(text, mark, mark + LOOK_AHEAD)
        following = ink.start() if ink else min(len(text), mark + LOOK_AHEAD)
        if (empty := text.find("\n", mark + 1, following)) >= 0:
            return Verdict.YES, empty + 1
        if ink is None:
            return (Verdict.YES if following == mark + LOOK_AHEAD else Verdict.WAIT), following
        line = max(text.rfind("\n", begin, mark) + 1, begin)
        own_line = self._is_unit if line == begin and self._is_unit is not None else is_unit(text, line)
        if own_line:
            return Verdict.YES, following
        if text[following].islower():
            return Verdict.NO, following
        column = self._column if line == begin else 0
        return ends_wrapped(text, line, mark, following, column, final=final), following
