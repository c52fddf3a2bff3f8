"""How long text is to a listener, and where it is cut when it has become too long.

Wide characters (Han, kana, Hangul) count twice: they say about twice as much.
"""

from __future__ import annotations

import re
import unicodedata

from .generated.characters import FLAG, SKIN, WIDE
from .segment import Kind

MIN_CLAUSE = 24
"""Length that a clause should have to be worth a segment of its own: a few words."""
CLAUSE = re.compile(r"[,;:،؛·—–](?=\s)|[、，；：；](?!\d)|\s[-–—](?=\s)")
"""Marks at which a pause sounds natural. White space behind the narrow ones keeps numbers and times whole."""
WIDE_RUN = re.compile(f"[{WIDE}]+")
"""Wide characters. Large classes are compiled once: each costs a hundredth of what importing all of us does."""
_SKIN = re.compile(f"[{SKIN}]")
_FLAGS = re.compile(f"[{FLAG}]{{2}}")
_INK = re.compile(r"\S")


def weight(text: str) -> int:
    """The text's length, wide characters counting twice."""
    return len(text) if text.isascii() else 2 * len(text) - len(WIDE_RUN.sub("", text))


def reach(text: str, begin: int, limit: int) -> int | None:
    """The offset at which the text from ``begin`` on has the length ``limit``; None if it is shorter."""
    if 2 * (len(text) - begin) < limit:
        return None
    window = text[begin : begin + limit]
    if window.isascii():
        return begin + limit if len(window) == limit else None
    wide = 0
    for run in WIDE_RUN.finditer(window):
        first, last = run.span()
        if first + wide >= limit:
            break
        if last + wide + last - first >= limit:
            return begin + first + (limit - first - wide + 1) // 2
        wide += last - first
    return begin + limit - wide if len(window) + wide >= limit else None


def behind(text: str, position: int) -> int:
    """Behind the white space character at ``position``, if there is one."""
    return position + 1 if text[position : position + 1].isspace() else position


def last_space(text: str, begin: int, limit: int) -> int:
    """The last place up to ``limit`` where no word is cut; where there is none, no character as people see it.

    ``text`` reaches beyond ``limit``, so that it is known what the cut would part.
    """
    space = max(text.rfind(space, begin + 1, limit) for space in " \t\n")
    if space > begin and _INK.search(text, begin, space):
        return space + 1
    end = limit
    while end > begin + 1 and _joins(text[end - 1], text[end]):
        end -= 1
    return end if end > begin + 1 else limit


def _joins(before: str, after: str) -> bool:
    """Whether two characters make one as people see it: accents, emoji sequences, flags, halves of a surrogate pair."""
    return (
        unicodedata.category(after) in ("Mn", "Mc", "Me")
        or after in "\u200d\ufe0e\ufe0f"
        or before == "\u200d"
        or _SKIN.match(after) is not None
        or _FLAGS.match(before + after) is not None
        or "\udc00" <= after <= "\udfff"
    )


class Lengths:
    """Finds where a segment is cut by length. Owns how far the current segment has been looked at for that.

    ``first_clause`` is the length from which on the first segment may end at a clause mark; None afterwards.
    """

    __slots__ = ("_least", "_scan", "first_clause", "hard", "near", "soft")

    def __init__(self, soft: int, hard: int, first_clause: int | None) -> None:
        self.soft, self.hard = soft, hard
        self.first_clause = first_clause if first_clause and first_clause < soft else None
        self.begin()

    def begin(self) -> None:
        """A text begins."""
        # These count from the segment's begin:
        self.near = self._least = (self.first_clause or self.soft) // 2
        """``near``: a mark before this is not too far away. ``_least``: the next limit is not reached before this."""
        self._scan = 0  # behind the soft limit, no clause mark is before this; 0 up to that limit

    def go_on(self) -> None:
        """A next segment begins."""
        self.first_clause = None
        self.near = self._least = self.soft // 2
        self._scan = 0

    def end(self, text: str, begin: int, mark: int) -> tuple[Kind, int] | None:
        """Where to cut the segment that begins at ``begin``, and why; None if its next end, at ``mark``, will do."""
        hard = None
        if mark - begin >= self._least:
            length = weight(text[begin:mark])
            if self._scan == 0 and (early := self._soft_end(text, begin, mark, length)):
                return early
            hard = reach(text, begin, self.hard) if length >= self.hard else None
            if self._scan and hard is None:
                self._least = mark - begin + (self.hard - length + 1) // 2  # wide characters count twice
        if self._scan == 0:
            return None
        stop = mark if hard is None else hard
        clause = CLAUSE.search(text, begin + max(0, self._scan - 2), stop)
        if clause and clause.end() < len(text):
            return "clause", behind(text, clause.end())
        self._scan = max(self._scan, stop - begin)
        return ("forced", last_space(text, begin, hard)) if hard is not None and hard < len(text) else None

    def _soft_end(self, text: str, begin: int, mark: int, length: int) -> tuple[Kind, int] | None:
        """The same, up to the soft limit: at a clause mark if there is one; else the limit is noted as passed."""
        limit = self.first_clause or self.soft
        if length < limit:
            self.near = self._least = mark - begin + (limit - length + 1) // 2
            return None
        soft = reach(text, begin, self.soft) if length >= self.soft else None
        if self.first_clause and (first := reach(text, begin, self.first_clause)) is not None:
            clause = CLAUSE.search(text, first - 1, mark if soft is None else soft)
            if clause and clause.end() < len(text):
                return "clause", behind(text, clause.end())
        if soft is not None:
            ends = [clause.end() for clause in CLAUSE.finditer(text, begin, soft) if clause.end() < soft]
            if ends and ends[-1] - begin >= MIN_CLAUSE:
                return "clause", behind(text, ends[-1])
            self._scan = soft - begin
        return None
