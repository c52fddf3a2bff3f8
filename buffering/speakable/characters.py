"""Characters that are not spoken: invisible ones, pictographs; and those that a speech service would obey.

Owns the classes, and the one place where text is made harmless. Sources: the Unicode Character Database (emoji-data,
general categories Cc, Cf, Cs, Co, Cn), and the dialects of services that read commands in their text: ``<break>`` and
other SSML, ``[laughs]``, ``<STOP>``, ``<flush>``, ``<#0.5#>``.
"""

from __future__ import annotations

import re
import unicodedata

from ..generated.characters import FLAG, PICTURE, SKIN
from .steps import Place, Step

_INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff\ue000-\uf8ff\U000f0000-\U0010ffff"
)
_JOINERS = "\u200c\u200d"
_FEEDS = "\x0b\x0c"
LINE_ENDS = "\n\r\x85\u2028\u2029"
_LATIN_END = 0x24F
SPECIAL_CHARACTERS = _INVISIBLE + _JOINERS + _FEEDS + FLAG + SKIN + PICTURE + "\u20e3"

_ONE_PICTURE = f"[{PICTURE}{FLAG}{SKIN}](?:\ufe0f|\ufe0e)?\u20e3?[{SKIN}]?[\U000e0020-\U000e007f]{{0,8}}"
_PICTURES = re.compile(f"[{FLAG}]{{2}}|{_ONE_PICTURE}(?:\u200d{_ONE_PICTURE}){{0,8}}")
_PICTURE_START = re.compile(f"[{PICTURE}{FLAG}{SKIN}]")
_PICTURE_RUN = re.compile(f"(?:{_PICTURES.pattern})+")
_PICTURE_LENGTH = 64
_INVISIBLE_RUN = re.compile(f"(?:(?!\ue200)[{_INVISIBLE}])+")
_JOINER_RUN = re.compile(f"[{_JOINERS}]+")
_CITATION_LENGTH = 402
"""Of a citation as one vendor marks it: private-use characters around ids that nobody should hear."""
_PLUS = str.maketrans({"✔": "✓", "☑": "✓", "✅": "✓", "✗": "❌", "✘": "❌", "✖": "❌", "\ufe0f": None, "\ufe0e": None})

WIDE_LESS = "＜﹤"
WIDE_MORE = "＞﹥"
WIDE_OPENING = "［﹇【︻"
WIDE_CLOSING = "］﹈】︼"
"""What a service that normalises its text (NFKC) could read as ``<``, ``>`` and brackets, or takes for a command."""
_BRACKETS = f"[]<>{WIDE_LESS}{WIDE_OPENING}{WIDE_CLOSING}"

_SAFE_AFTER = " \xa0\t\n\r0-9=,.;:)(%+€£¥½¼¾-"
_IS_SAFE = re.compile(f"[{_SAFE_AFTER}]")
_HARMFUL = re.compile(
    rf"[\[\]>{WIDE_LESS}{WIDE_OPENING}{WIDE_CLOSING}{SPECIAL_CHARACTERS}]|<(?![{_SAFE_AFTER}])|<(?=[\d.#][\w.,#]{{0,24}}>)"
    rf"|\\(?=\|)|\r?[{LINE_ENDS}](?:[ \t]*>)*[ \t]*"
)


def character(text: str, at: int, place: Place) -> Step:
    """An invisible character, a pictograph, or part of one."""
    char = text[at]
    if char in _FEEDS:
        return Step("say", at, at + 1, " ")
    if char in _JOINERS:
        before = place.character_before(text, at)
        if before in _JOINERS and (run := _JOINER_RUN.match(text, at)):
            return Step("mark", at, run.end())
        joins = ord(before) > _LATIN_END and unicodedata.category(before)[0] in "LM"
        return Step("say" if joins else "mark", at, at + 1, char if joins else "")
    if char == "\ue200":
        end = text.find("\ue201", at, at + _CITATION_LENGTH) + 1
        if end:
            return Step("gone", at, end)
        if len(text) - at < _CITATION_LENGTH and not place.is_final:
            return Step("open", at, at)
    if not _PICTURE_START.match(char):
        hidden = _INVISIBLE_RUN.match(text, at)
        return Step("mark", at, hidden.end() if hidden else at + 1)
    return _picture(text, at, place)


def _picture(text: str, at: int, place: Place) -> Step:
    emoji = place.options.emoji
    pattern = _PICTURES if emoji else _PICTURE_RUN
    found = pattern.match(text, at, at + _PICTURE_LENGTH)
    end = found.end() if found else at + 1
    is_open = end == len(text) or (end == len(text) - 1 and text[end] == "\u200d")
    if is_open and not place.is_final and end - at < _PICTURE_LENGTH:
        return Step("wait", at, at)
    if emoji is None:
        return Step("gone", at, end)
    picture = text[at:end]
    if emoji == "keep":
        return Step("say", at, end, picture)
    name = emoji.get(picture) or emoji.get(picture.rstrip("\ufe0f")) or emoji.get(f"{picture}\ufe0f")
    if not name:
        return Step("gone", at, end)
    before = place.character_before(text, at)
    after = text[end : end + 1]
    space_before = "" if before.isspace() else " "
    return Step("say", at, end, f"{space_before}{name}{' ' if after.isalnum() or _PICTURE_START.match(after) else ''}")


def answer(cell: str) -> str:
    """``✓`` for a cell that is only a check mark, ``❌`` for one that is only a cross, else nothing."""
    mark = cell.strip().translate(_PLUS)
    return mark if mark in ("✓", "❌") else ""


def harmless(text: str, start: int, end: int, after: str) -> list[tuple[str, int, int]]:
    """What may be said of ``text[start:end]``, as (words, start, end): no service will find a command in it.

    ``after`` is the character that follows; words of equal length map character by character. Brackets become a space
    or nothing, as does ``<`` where a name could follow; so does all that is invisible.
    """
    found, done, in_tag = [], start, False
    for hit in _HARMFUL.finditer(text, start, end):
        mark, char = hit.start(), text[hit.start()]
        if (char == "<" and mark == end - 1 and not may_begin_tag(after)) or (char == ">" and not in_tag):
            continue
        in_tag = char == "<" or (in_tag and char != ">")
        if mark > done:
            found.append((text[done:mark], done, mark))
        joins = start < mark < end - 1 and char in _BRACKETS and text[mark + 1].isalnum()
        joins = (joins and (text[mark - 1].isalnum() or text[mark - 1] in "]>］】")) or char in LINE_ENDS
        done = min(hit.end(), end)
        found.append((" " if joins else "", mark, done))
    if done < end:
        found.append((text[done:end], done, end))
    return found


def may_begin_tag(after: str) -> bool:
    """Whether ``<`` before ``after`` could begin a command. Empty: nothing follows."""
    return bool(after) and _IS_SAFE.match(after) is None
