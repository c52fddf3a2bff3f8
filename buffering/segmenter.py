"""Incremental sentence segmentation: tokens in, segments out.

Laws, tested as properties: where the text is cut into pushes never changes the segments; the segments' texts, joined,
are the pushed text; the cost of a push does not grow with what came before, and neither does the memory.

Owns the pending text and where it is cut: at terminators (``boundaries.py`` judges them), at line breaks and between
the items of a list (``lines.py``), and by length (``lengths.py``). Knows nothing of speech or time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from .abbreviations import begins_lower, extend, is_all_opening, rules_of
from .boundaries import ends_surely, judge
from .lengths import CLAUSE, behind, last_space, reach, weight
from .lines import FENCE_END, FENCE_LINE, FENCES, HEAD_LENGTH, is_unit, may_be_special, next_item
from .marks import LOOK_AHEAD, SPACED, Verdict, finders
from .pieces import Piece, is_verbatim

Kind = Literal["sentence", "line", "clause", "forced", "end"]

SOFT_LIMIT = 480
"""Length from which a segment is cut at a clause: half a minute of speech. In the treebanks measured 1 sentence in 300
is longer; at 320 it would be 1 in 70, and each is a cut that is heard."""
HARD_LIMIT = 640
"""Length at which it is cut anyway, at a space; and so the bound of the pending text."""
SLICE = 1_024
"""Characters that are looked at in one go; what is looked for at worst is looked for to their end."""
MIN_CLAUSE = 24
"""Length that a clause should have to be worth a segment of its own: a few words."""

_INK = re.compile(r"\S")


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


class Segmenter:
    """Cuts a stream of text into sentences.

    ``push`` gives the segments that are certain. What is open stays ``pending`` until more text, ``release`` (the
    stream has stalled) or ``finish`` (it has ended).

    ``language`` is an ISO 639-1 code, with or without a region; an unknown one is cut by the rules of its script.
    ``soft_limit`` and ``hard_limit`` are lengths in characters, wide ones counting twice. ``first_clause`` lets the
    very first segment end at a clause mark from that length on, so that a long first sentence is heard sooner.
    ``abbreviations`` are words, with or without their dot, after which no sentence ends.
    """

    __slots__ = (
        "_clause_scan",
        "_find",
        "_find_all",
        "_find_most",
        "_first_clause",
        "_hard",
        "_in_fence",
        "_is_unit",
        "_next_item",
        "_pending",
        "_plain",
        "_rules",
        "_scan",
        "_soft",
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
        self._rules = extend(rules_of(language), abbreviations)
        self._find_all, self._find_most = finders(self._rules.terminators)
        self._find = self._find_all
        self._soft, self._hard = soft_limit, hard_limit
        self._first_clause = first_clause if first_clause and first_clause < soft_limit else None
        self._pending = ""
        self._start = 0
        self._scan = 0  # before this, the pending text holds no undecided end
        self._clause_scan = 0  # before this, a segment that is too long holds no clause mark
        # What is known of the current segment's head:
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
            hit = self._find(pending, position)
        self._scan = size
        return True

    def release(self, *, clause: bool = True) -> list[Segment]:
        """The stream has stalled: give what can be said now.

        That is all of the pending text if it surely ends a sentence; else, with ``clause``, its part up to the last
        clause mark; else nothing. Never a part of a word, number, address or abbreviation.
        """
        text = self._pending
        if self._in_fence or self._next_item is None:
            return []
        if ends_surely(text, self._rules):
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
        self._scan = self._clause_scan = 0
        return found

    def _give(self, size: int, kind: Kind) -> list[Segment]:
        text = self._pending
        segment = self._segment(text, 0, size, kind)
        self._pending, self._scan, self._clause_scan = text[size:], 0, 0
        return [segment]

    def _segment(self, text: str, begin: int, end: int, kind: Kind) -> Segment:
        """Make a segment, and note what its end means for the next one."""
        segment = Segment(text[begin:end], self._start, self._start + end - begin, kind)
        self._start = segment.end
        if kind == "line" or "\n" in segment.text.lstrip():
            self._is_unit = None
        elif self._is_unit is None:
            self._is_unit = is_unit(segment.text)
        self._first_clause = None
        self._next_item, self._plain = None, 0
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
            self._clause_scan = begin = scan
        self._scan = scan - begin
        if begin:
            self._pending = text[begin:]
            self._clause_scan = max(0, self._clause_scan - begin)
        return found

    def _next_end(self, text: str, begin: int, scan: int, final: bool) -> tuple[Kind | None, int]:
        """Where the segment that begins at ``begin`` ends, and why; None, and where to look next, if that is open."""
        if self._next_item is None and not self._know_head(text, begin, final):
            return None, scan
        if self._in_fence:
            return self._fence_end(text, begin)
        too_long = self._first_clause or self._soft
        too_long = begin + (too_long if text.isascii() else too_long // 2)  # at the least
        while True:
            hit = self._find(text, scan)
            mark = hit.start() if hit else len(text)
            if self._next_item and 0 <= (item := text.find(self._next_item, begin, mark + len(self._next_item))) < mark:
                seen = item + len(self._next_item) - 1  # so far the length counts before the item is known for one
                by_length = self._length_end(text[:seen], begin, min(mark, seen)) if seen >= too_long else None
                return by_length or ("line", item + 1)
            if mark >= too_long and (by_length := self._length_end(text, begin, mark)):
                return by_length
            if hit is None:
                return None, mark
            is_line = text[mark] == "\n"
            verdict, end = self._judge_line(text, begin, mark) if is_line else self._judge(text, begin, mark, final)
            if verdict is Verdict.WAIT:
                return None, mark
            if verdict is Verdict.YES:
                return ("line" if is_line else "sentence"), end
            scan = end

    def _know_head(self, text: str, begin: int, final: bool) -> bool:
        """Look at how the segment begins: an item of a list, a fence, or neither. False: too little text to tell."""
        ink = _INK.search(text, begin, begin + self._hard)
        if ink is None and len(text) - begin < self._hard and not final:
            return False
        first = ink.start() if ink else begin
        if is_all_opening(text, first) and not final:
            return False
        self._find = self._find_all if begins_lower(text, first) else self._find_most
        if self._in_fence or self._is_unit is not None or not may_be_special(text, first):
            self._next_item = ""
            self._plain = 0 if self._first_clause or self._in_fence else self._soft // 2
            return True
        if len(text) - first < HEAD_LENGTH and not final:
            return False
        self._in_fence = text.startswith(FENCES, first)
        self._next_item = next_item(text, first)
        return True

    def _judge(self, text: str, begin: int, mark: int, final: bool) -> tuple[Verdict, int]:
        """``judge`` with a bounded view, so that a far-away next word decides nothing in one push or in many."""
        if len(text) - mark <= LOOK_AHEAD:
            return judge(text, begin, mark, self._rules, final=final)
        verdict, end = judge(text[begin : mark + LOOK_AHEAD], 0, mark - begin, self._rules, final=False)
        return (Verdict.NO, mark + 1) if verdict is Verdict.WAIT else (verdict, begin + end)

    def _judge_line(self, text: str, begin: int, mark: int) -> tuple[Verdict, int]:
        """Whether the segment ends with the line that ends at ``mark``."""
        lead = _INK.search(text, begin)
        if lead is None or lead.start() > mark:
            return Verdict.NO, lead.start() if lead else len(text)  # empty lines belong to what comes after them
        ink = _INK.search(text, mark, mark + LOOK_AHEAD)
        following = ink.start() if ink else min(len(text), mark + LOOK_AHEAD)
        if (empty := text.find("\n", mark + 1, following)) >= 0:
            return Verdict.YES, empty + 1
        if ink is None:
            return (Verdict.YES if following == mark + LOOK_AHEAD else Verdict.WAIT), following
        line = max(text.rfind("\n", begin, mark) + 1, begin)
        own_line = self._is_unit if line == begin and self._is_unit is not None else is_unit(text, line)
        if own_line or not text[following].islower():
            return Verdict.YES, following
        return Verdict.NO, following  # prose that is broken into lines

    def _fence_end(self, text: str, begin: int) -> tuple[Kind | None, int]:
        """Code is no prose: only its closing line and the hard limit end it."""
        limit = reach(text, begin, self._hard)
        opening = _INK.search(text, begin, begin + self._hard)
        is_opening = opening is not None and text.startswith(FENCES, opening.start()) and self._is_unit is None
        after = opening.start() + len(FENCES[0]) if opening and is_opening else begin
        stop = len(text) if limit is None else limit
        closing = FENCE_LINE.match(text, begin, stop) if self._is_unit is None and not is_opening else None
        closing = closing or FENCE_END.search(text, after, stop)
        if closing:
            self._in_fence = False
            return "line", closing.end()
        if limit is None or limit == len(text):
            return None, len(text)
        line = text.rfind("\n", begin + 1, limit) + 1
        return "forced", line if line > begin else last_space(text, begin, limit)

    def _length_end(self, text: str, begin: int, mark: int) -> tuple[Kind, int] | None:
        """Where to cut a segment whose next possible end, at ``mark``, may be too far away."""
        hard = reach(text, begin, self._hard)
        stop = mark if hard is None else min(mark, hard)
        soft = reach(text, begin, self._soft)
        if self._first_clause and (first := reach(text, begin, self._first_clause)) is not None and first <= stop:
            clause = CLAUSE.search(text, first - 1, stop if soft is None else min(stop, soft))
            if clause and clause.end() < len(text):
                return "clause", behind(text, clause.end())
        if soft is None or soft > mark:
            return None
        if self._clause_scan < soft:
            ends = [clause.end() for clause in CLAUSE.finditer(text, begin, soft) if clause.end() < soft]
            if ends and ends[-1] - begin >= MIN_CLAUSE:
                return "clause", behind(text, ends[-1])
            self._clause_scan = soft
        clause = CLAUSE.search(text, max(begin, self._clause_scan - 2), stop)
        if clause and clause.end() < len(text):
            return "clause", behind(text, clause.end())
        self._clause_scan = max(self._clause_scan, stop)
        return (
            ("forced", last_space(text, begin, hard))
            if hard is not None and hard <= mark and hard < len(text)
            else None
        )
