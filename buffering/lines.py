"""What the head of a line tells: an item of a list, a heading, a table row, a fence. Pure functions."""

from __future__ import annotations

import re

from .marks import BULLETS

HEAD_LENGTH = 16
"""Characters that show whether a segment is an item of a list, and with which mark the next one will begin."""

_BULLETS = re.escape(BULLETS)
_SPECIAL = re.compile(rf"[{_BULLETS}`~\d]|[a-z](?:[.)]|\Z)")
_HEAD = re.compile(rf"(?P<bullet>[{_BULLETS}]\s*)?(?:(?P<item>\d{{1,3}}|[a-z])(?P<mark>\.\)|[.)]))?(?=\s)")
_INLINE_BULLETS = "•⁃▪‣◦●"
_UNIT = re.compile(rf"\s*(?:[#>|]|[{_BULLETS}]\s|(?:\d{{1,3}}|[a-zA-Z])[.)]\s)")


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
        return f" {bullet.strip()} " if bullet.strip() and bullet.strip() in _INLINE_BULLETS else ""
    following = str(int(item) + 1) if item.isdigit() else chr(ord(item) + 1)
    return f" {bullet}{following}{mark} "
