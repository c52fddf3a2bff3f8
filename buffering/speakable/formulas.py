"""Formulas in LaTeX: where one begins and ends, and how a short one is read. Pure functions.

Sources for what delimits one: Pandoc's ``tex_math_dollars`` (no space inside the marks, no digit behind the closing
one) and what models write: ``\\(..\\)``, ``\\[..\\]``, ``$$..$$``. Dollars in prose are money.
"""

from __future__ import annotations

import re

from .formula_words import read
from .spans import escape, is_open, paragraph_end
from .steps import Place, Step

_DOLLAR_LENGTH = 300
_DISPLAY_LENGTH = 2_000
_BRACKET_LENGTH = 600
_PROSE = re.compile(
    r"(?<![\\A-Za-z{])[^\W\d_]{2,}[ ,]+[^\W\d_]{2,}|[.!?] [A-Z]|[^\W\d_]{3,}[.,;:]? |[^\x00-\u03ff\u2000-\u22ff]"
)
_GROUP = re.compile(r"\\(?:text|mathrm|operatorname)\s*\{[^{}]*\}")
_NAMES = re.compile(rf"{_GROUP.pattern}|\\[A-Za-z]+|\b(?:sin|cos|tan|log|ln|exp|max|min|lim|det|mod)\b")
_LONG_WORD = re.compile(r"(?<!\\)\b[^\W\d_]{3,}\b(?!\Z)")  # the last word may go on
_LOOKS_LIKE_MATH = re.compile(r"[\\^_=+<>*/|{}]|\d|^\s*[A-Za-z]\s*$|^\s*[A-Za-z]\([A-Za-z, ]*\)\s*$|\w\s*-\s*\w")


def dollar(text: str, at: int, place: Place) -> Step:
    """``$``: money, or a formula up to the next one."""
    after = text[at + 1 : at + 2]
    if not after and not place.is_final:
        return Step("wait", at, at)
    if after == "$" and place.character_before(text, at) == "$":
        return Step("say", at, at + 1, "$")
    if after == "$":
        return _display(text, at, place)
    before = place.character_before(text, at)
    if not after or after.isspace() or before.isalnum() or before == "$":
        return Step("say", at, at + 1, "$")
    limit = min(paragraph_end(text, at, _DOLLAR_LENGTH, place), at + _DOLLAR_LENGTH)
    position = at + 1
    while (position := text.find("$", position, limit)) >= 0:
        if text[position - 1] != "\\":
            break
        position += 1
    content = text[at + 1 : limit if position < 0 else position]
    if _is_prose(content if position >= 0 or limit < len(text) or place.is_final else _whole_words(content)):
        return Step("say", at, at + 1, "$")
    if position < 0:
        is_waiting = is_open(text, at, limit, _DOLLAR_LENGTH, place)
        return Step("open" if is_waiting else "say", at, at + (0 if is_waiting else 1), "" if is_waiting else "$")
    if position + 1 == len(text) and not place.is_final:
        return Step("wait", at, at)
    following = text[position + 1 : position + 2]
    if content[-1:].isspace() or following.isalnum() or not _LOOKS_LIKE_MATH.search(content):
        return Step("say", at, at + 1, "$")
    return _formula(at, position + 1, content, place)


def backslash(text: str, at: int, place: Place) -> Step:
    """``\\``: a formula in ``\\(..\\)`` or ``\\[..\\]``, else an escape."""
    mark = text[at + 1 : at + 2]
    if mark not in ("(", "["):
        return escape(text, at, place)
    closing = "\\)" if mark == "(" else "\\]"
    limit = paragraph_end(text, at, _BRACKET_LENGTH, place) if mark == "(" else min(len(text), at + _DISPLAY_LENGTH)
    end = text.find(closing, at + 2, limit)
    content = text[at + 2 : limit if end < 0 else end]
    if f"\\{mark}" in content:
        return escape(text, at, place)
    if end < 0:
        bound = _BRACKET_LENGTH if mark == "(" else _DISPLAY_LENGTH
        is_waiting = (
            is_open(text, at, limit, bound, place)
            and "\n\n" not in content
            and not _is_long_prose(content.removesuffix("\\"))
        )
        return Step("open", at, at) if is_waiting else escape(text, at, place)
    if "\n\n" in content or _is_long_prose(content) or not _LOOKS_LIKE_MATH.search(content):
        return escape(text, at, place)
    return _formula(at, end + 2, content, place, is_display=mark == "[")


def _display(text: str, at: int, place: Place) -> Step:
    """``$$..$$``: a formula of its own. In prose, ``$$`` is a price range."""
    limit = min(len(text), at + _DISPLAY_LENGTH)
    end = text.find("$$", at + 2, limit)
    content = text[at + 2 : limit if end < 0 else end]
    is_waiting = end < 0 and is_open(text, at, limit, _DISPLAY_LENGTH, place)
    if len(text) == at + 2 and is_waiting:
        return Step("wait", at, at)
    begins_block = content[:1] in ("\n", "\r")
    stands_alone = "\n\n" not in content and (begins_block or "\n" not in content)
    if content[:1] in ("$", "") or not stands_alone or _is_prose(_whole_words(content) if is_waiting else content):
        return Step("say", at, at + 2, "$$")
    if is_waiting:
        return Step("open", at, at)
    if end < 0 or text[end + 2 : end + 3] == "$" or not _LOOKS_LIKE_MATH.search(content):
        return Step("say", at, at + 2, "$$")
    if end + 2 == len(text) and not place.is_final:
        return Step("wait", at, at)
    return _formula(at, end + 2, content, place, is_display=True)


def _whole_words(content: str) -> str:
    """The part of an open formula that more text does not change: whole words, outside of open braces."""
    if content.count("{") > content.count("}"):
        content = content[: content.rfind("{")]
    return content[: max(content.rfind(" "), content.rfind("\n")) + 1]


def _is_prose(content: str) -> bool:
    """Whether what follows a dollar is text: decided by its beginning, so that "$5 is the price" waits for nothing."""
    return bool(_PROSE.search(_NAMES.sub("", content))) and not content.startswith("\\")


def _is_long_prose(content: str) -> bool:
    return len(_LONG_WORD.findall(_GROUP.sub("", content))) > 4


def _formula(at: int, end: int, content: str, place: Place, *, is_display: bool = False) -> Step:
    options = place.options
    if options.math == "skip":
        return Step("unit" if is_display else "gone", at, end)
    words = read(content) if options.math == "read" and options.is_english else None
    return Step("note" if is_display else "say", at, end, words or options.notes.formula)
