"""Marks within a line: escapes, code spans, emphasis, strike, headings in mid-line. Pure functions.

Each looks at ``text[at]``, which is its mark, and says what becomes of it. None looks further than a bound, so the
cost per character has one too. Source: CommonMark 0.31 (code spans 6.1, emphasis 6.2, backslash escapes 2.4).
"""

from __future__ import annotations

import re
import string
import unicodedata

from .characters import LINE_ENDS, may_begin_tag
from .steps import Place, Step

CODE_LENGTH = 200
"""Characters in which a code span closes. A longer one is a backtick that was forgotten."""
STRIKE_LENGTH = 300
"""Characters in which struck-out text closes. Longer text is heard: so much waits at most."""
_STRIKE_END = re.compile(r"(?<![\s~\\])~~(?!~)")
_CODE_END = {size: re.compile(rf"(?<!`)`{{{size}}}(?!`)") for size in range(1, 8)}
_CODE_NEXT = re.compile(r"[`\n]")
_CODE_LEAD = re.compile(r"\r?\n[ \t]*(?:>[ \t]?)*")
_DIRECTION_LENGTH = 82
_ESCAPABLE = frozenset(string.punctuation)
_PARAGRAPH_END = re.compile(
    r"\r?\n[ \t>]*(?:\r?\n|#{1,6}[ \t]|[-*+•][ \t]|\d{1,9}[.)][ \t]|`{3}|~{3}|\||=+[ \t]*\r?\n|-+[ \t]*\r?\n)"
)
_RUN = {mark: re.compile(f"{re.escape(mark)}+") for mark in "`*_~#"}
_GLOB = re.compile(r"\*\.[A-Za-z0-9]{1,8}(?![\w*])")
"""Files of a kind: ``*.log``. Its star is no mark, unless another one closes directly behind it."""
_GLOB_OPEN = re.compile(r"\*\.[A-Za-z0-9]{0,8}\Z")
_DIRECTION = re.compile(r"\*(?=[^\s*])[^*\n]{1,80}\*(?!\*)")
_DIRECTION_OPEN = re.compile(r"\*(?:[^\s*][^*\n]{0,80}\*?)?\Z")
_CLOSING_HASHES = re.compile(r"#+[ \t]*(?=[\r\n]|\Z)")


def run_end(text: str, at: int) -> int:
    """Where the run of the mark at ``at`` ends."""
    if not text.startswith(text[at], at + 1):
        return at + 1  # the usual case
    found = _RUN[text[at]].match(text, at)
    return found.end() if found else at + 1


def paragraph_end(text: str, at: int, bound: int, place: Place) -> int:
    """How far a construct that begins at ``at`` may reach: its paragraph's end, its heading's, or its bound."""
    limit = min(len(text), at + bound)
    if place.in_heading:
        end = text.find("\n", at, limit)
        return limit if end < 0 else end
    line_end = text.find("\n", at, limit)
    if line_end < 0:
        return limit
    end_of_paragraph = _PARAGRAPH_END.search(text, max(at, line_end - 1), limit)
    return end_of_paragraph.start() if end_of_paragraph else limit


def is_open(text: str, at: int, limit: int, bound: int, place: Place) -> bool:
    """Whether a construct that did not close before ``limit`` may still do so in text to come."""
    return limit == len(text) and limit - at < bound and not place.is_final


def escape(text: str, at: int, place: Place) -> Step:
    """A backslash: a line break, or the next mark as it is."""
    after = text[at + 1 : at + 2]
    if not after and not place.is_final:
        return Step("wait", at, at)
    if after in LINE_ENDS:
        return Step("mark", at, at + 1)
    if after not in _ESCAPABLE:
        return Step("say", at, at + 1, "\\")
    if after in "[]":
        return Step("mark", at, at + 2)
    if after == "<":
        if len(text) == at + 2 and not place.is_final:
            return Step("wait", at, at)
        return Step("mark" if may_begin_tag(text[at + 2 : at + 3]) else "literal", at, at + 2, inner=(at + 1, at + 2))
    return Step("literal", at, at + 2, inner=(at + 1, at + 2))


def code_span(text: str, at: int, place: Place) -> Step:
    """A run of backticks, and the code up to the next run of that length."""
    after = run_end(text, at)
    if after == len(text) and after - at < 8 and not place.is_final:
        return Step("wait", at, at)
    size = after - at
    if size >= 8 or place.character_before(text, at) == "`":
        return Step("mark", at, after)
    closing = _CODE_END[size].search(text, after, after + CODE_LENGTH)
    # Up to the closing run only: whoever looks further pays for each of many.
    limit = paragraph_end(text, after, closing.end() - after if closing else CODE_LENGTH, place)
    if closing and closing.end() > limit:
        closing = None
    elif closing and closing.end() == limit and is_open(text, after, limit, CODE_LENGTH, place):
        return Step("wait", at, at)  # the run may go on
    if closing is None:
        is_waiting = is_open(text, after, limit, CODE_LENGTH, place)
        return Step("open", at, after, until=_CODE_NEXT) if is_waiting else Step("mark", at, after)
    begin, end = after, closing.start()
    if text[begin] in " \n" and text[end - 1] in " \n" and text[begin:end].strip():
        lead = _CODE_LEAD.match(text, begin, end - 1)
        begin, end = lead.end() if lead else begin + 1, end - 1
    return Step("literal", at, closing.end(), inner=(begin, end))


def emphasis(text: str, at: int, place: Place) -> Step:
    """A run of ``*`` or ``_``: a mark where it could open or close emphasis, else a character."""
    after = run_end(text, at)
    size = after - at
    if after == len(text) and size <= 3 and not place.is_final:
        return Step("wait", at, at)
    if size > 3:
        return Step("mark", at, after)
    if size == 1 and text[at] == "*" and not _is_word(place.character_before(text, at)):
        if _GLOB_OPEN.match(text, at) and not place.is_final:
            return Step("wait", at, at)
        if _GLOB.match(text, at):
            return Step("say", at, after, "*")
    if place.options.skips_stage_directions and size == 1 and text[at] == "*":
        if (found := _DIRECTION.match(text, at)) and (found.end() < len(text) or place.is_final):
            return Step("gone", at, found.end())
        is_short = len(text) - at < _DIRECTION_LENGTH and not place.is_final
        if is_short and _DIRECTION_OPEN.match(text, at):
            return Step("open", at, at)
    left, right = place.character_before(text, at), text[after : after + 1] or "\n"
    is_product = (left.isdigit() and right.isalnum()) or (left.isalnum() and right.isdigit())
    is_in_word = text[at] == "_" and _is_word(left) and _is_word(right)
    if is_product or is_in_word or (left.isspace() and right.isspace()):
        return Step("say", at, after, text[at:after])
    return Step("mark", at, after)


def _is_word(char: str) -> bool:
    """Neither white space nor punctuation: letters, digits, and the signs that belong to them."""
    return char.isalnum() if char.isascii() else unicodedata.category(char)[0] in "LMN"


def strike(text: str, at: int, place: Place) -> Step:
    """``~~``: what it strikes out is not heard. A single ``~`` means "about", or a home directory."""
    after = run_end(text, at)
    if after == len(text) and after - at <= 2 and not place.is_final:
        return Step("wait", at, at)
    left, right = place.character_before(text, at), text[after : after + 1] or "\n"
    if after - at > 2 or left == "~":
        return Step("mark", at, after)
    if after - at == 1 or (left.isspace() and right.isspace()):
        return Step("say", at, after, text[at:after])
    if right.isspace() or (_is_word(left) and not _is_word(right)):
        return Step("mark", at, after)  # it closes what nothing has opened
    limit = paragraph_end(text, at, STRIKE_LENGTH, place)
    closing = _STRIKE_END.search(text, after, limit)
    if (closing is None or closing.end() == limit) and is_open(text, at, limit, STRIKE_LENGTH, place):
        return Step("open", at, at)
    return Step("gone", at, closing.end()) if closing else Step("mark", at, after)


def hashes(text: str, at: int, place: Place) -> Step:
    """``##`` in mid-line begins a heading; at a heading's end it closes it; else it is a character."""
    after = run_end(text, at)
    is_behind_space = place.character_before(text, at) in " \t"
    closing = _CLOSING_HASHES.match(text, at) if place.in_heading and is_behind_space else None
    if closing:
        is_known = closing.end() < len(text) or place.is_final or closing.end() - at > 64
        return Step("mark" if is_known else "wait", at, closing.end() if is_known else at)
    if after - at > 6 or place.character_before(text, at) == "#":
        return Step("mark", at, after)
    if after == len(text) and not place.is_final:
        return Step("wait", at, at)
    if is_behind_space and 2 <= after - at <= 6 and text[after : after + 1] in (" ", "\t"):
        return Step("heading", at, after + 1)
    return Step("say", at, after, text[at:after])
