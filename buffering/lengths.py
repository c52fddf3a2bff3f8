"""How long text is to a listener, and where it is cut when it has become too long. Pure functions.

Wide characters (Han, kana, Hangul) count twice: they say about twice as much.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right

CLAUSE = re.compile(r"[,;:،؛·—–](?=\s)|[、，；：；](?!\d)|\s[-–—](?=\s)")
"""Marks at which a pause sounds natural. White space behind the narrow ones keeps numbers and times whole."""
_WIDE = re.compile(r"[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff]")
_INK = re.compile(r"\S")


def weight(text: str) -> int:
    """The text's length, wide characters counting twice."""
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


def reach(text: str, begin: int, limit: int) -> int | None:
    """The offset at which the text from ``begin`` on has the length ``limit``; None if it is shorter."""
    if 2 * (len(text) - begin) < limit:
        return None
    window = text[begin : begin + limit]
    if window.isascii():
        return begin + limit if len(window) == limit else None
    wide = [match.start() for match in _WIDE.finditer(window)]
    if len(window) + len(wide) < limit:
        return None
    return begin + bisect_left(range(len(window)), limit, key=lambda index: index + 1 + bisect_right(wide, index)) + 1


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
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or ("\U0001f1e6" <= before <= "\U0001f1ff" and "\U0001f1e6" <= after <= "\U0001f1ff")
        or "\udc00" <= after <= "\udfff"
    )
