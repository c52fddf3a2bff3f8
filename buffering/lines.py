"""What lines are: an item of a list, a heading, a table row, a fence, prose that was wrapped. Pure functions."""

from __future__ import annotations

import re

from .lengths import weight
from .marks import BULLETS, INLINE_BULLETS, NO, WAIT, YES, Verdict

HEAD_LENGTH = 16
"""Characters that show whether a segment is an item of a list, and with which mark the next one will begin."""

_BULLETS = re.escape(BULLETS)
_ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split()
_SPECIAL = re.compile(rf"[{_BULLETS}`~\d]|(?:[a-z]|[ivx]{{2,5}})(?:[.)]|\Z)")
_HEAD = re.compile(rf"(?P<bullet>[{_BULLETS}]\s*)?(?:(?P<item>\d{{1,3}}|[ivx]{{1,5}}|[a-z])(?P<mark>\.\)|[.)]))?(?=\s)")
_BULLET_BEFORE = re.compile(rf"(?<=\s)[{INLINE_BULLETS}]\s*\Z")
_LIST = re.compile(r":\s{1,3}(?=(?:1\.\)?|[ai]\.\))\s{1,3}([^\W\d_]{1,14}))")
_MAY_BE_LIST = re.compile(r":(?:\s{1,3}(?:(?:1|[ai])\.?\)?\s{0,3})?)?\Z")
WRAP = 48
"""Length from which a line may be one of prose that was wrapped. Lines of verse, headings and labels are shorter."""
WIDE_WRAP = 60
"""The same for a line that stops as a line of verse or a heading does: with a comma, or a capitalised word."""
_NEXT = 26
"""Characters of the next line that show whether it begins with a label ("Born: 1815")."""
_LABEL = re.compile(r"[^\n:.!?]{1,23}:\s")
_LAST = re.compile(r"(?:(?P<word>[^\W_]+(?:['’-][^\W_]+)*)[)\]\"'”’»]?|[,;])[ \t]?\Z")
_NO_TERMINATORS = re.compile(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff]")
"""Scripts in which the end of a line is often the only end of a sentence: Thai, Lao, Tibetan, Burmese, Khmer."""
_UNIT = re.compile(rf"\s*(?:[#>|]|[{_BULLETS}]\s|(?:\d{{1,3}}|[a-zA-Z]|[ivx]{{2,5}})(?:\.\)|[.)])\s)")


def may_be_special(text: str, first: int) -> bool:
    """Whether the visible character at ``first`` may begin an item or a fence."""
    return _SPECIAL.match(text, first) is not None


def is_unit(text: str, line: int = 0) -> bool:
    """Whether the line at ``line`` is a heading, quotation, table row or item: it ends with its line in any case."""
    return _UNIT.match(text, line) is not None


def next_item(text: str, first: int) -> str:
    """What the next item of the list begins with, in the same line: " 2. " after "1. ". Empty if this is no item."""
    head = _HEAD.match(text, first)
    if head is None:
        return ""
    bullet, item, mark = head["bullet"] or "", head["item"], head["mark"]
    if item is None:
        return f" {bullet.strip()} " if bullet.strip() and bullet.strip() in INLINE_BULLETS else ""
    if item in _ROMAN[:-1]:
        following = _ROMAN[_ROMAN.index(item) + 1]
    elif item.isdigit():
        following = str(int(item) + 1)
    else:
        following = chr(ord(item) + 1) if len(item) == 1 else ""
    if not following:
        return ""
    return f" {bullet}{following}{mark} "


def item_begin(text: str, begin: int, item: int) -> int:
    """Where the item begins whose number is at ``item``: its bullet, if it has one, belongs to it."""
    bullet = _BULLET_BEFORE.search(text, max(begin, item - 4), item)
    return bullet.start() if bullet and bullet.start() > begin else item


def begins_list(text: str, colon: int, months: frozenset[str], *, final: bool) -> tuple[Verdict, int]:
    """Whether a list begins in the same line, after the colon ("To do: 1. Call 2. Buy"), and where its first item does.

    ``months`` are words before which a number with a dot is no item ("Start: 1. Mai"). A list with plain brackets
    ("1) call, 2) buy") is left whole: it reads like a sentence, and no number is parted from its item in it.
    """
    if _MAY_BE_LIST.match(text, colon) and not final:
        return WAIT, colon
    found = _LIST.match(text, colon)
    if found is None:
        return NO, colon + 1
    if months and found.end(1) == len(text) and len(found[1]) < 14 and not final:
        return WAIT, colon
    return (NO, colon + 1) if found[1].lower() in months else (YES, found.end())


def ends_wrapped(text: str, line: int, mark: int, following: int, column: int, *, final: bool) -> Verdict:
    """Whether a sentence ends with the line of prose from ``line`` to ``mark``, before anything but lower case.

    It does not where the line is as long as wrapped prose and stops in mid-sentence, and the next one, at
    ``following``, is no unit of its own. ``column``: length of what stands before ``line`` in the same line.
    """
    stripped = text[line:mark].rstrip()
    last = _LAST.search(text, max(line, mark - 40), mark)
    if last is None or _NO_TERMINATORS.match(stripped[-1:]):
        return YES
    char, word = text[following], last["word"]
    stops = not word or (word[0].isupper() and char.isupper())
    if column + weight(stripped) < (WIDE_WRAP if stops else WRAP):
        return YES
    if not (char.isalnum() or char in "([\"'“‘„«"):
        return YES
    if is_unit(text, following) or _LABEL.match(text, following):
        return YES
    return WAIT if len(text) - following < _NEXT and not final else NO
