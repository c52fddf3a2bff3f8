"""The run through a line's text: finds the marks, and writes what is heard.

Owns which character is looked at by whom, and what waits at the end of the text so far. What ends a line or a unit is
the caller's (``line_parser.py``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ..marks import INLINE_BULLETS
from .characters import (
    LINE_ENDS,
    SPECIAL_CHARACTERS,
    WIDE_CLOSING,
    WIDE_LESS,
    WIDE_OPENING,
    character,
    harmless,
)
from .control import flower, triangle
from .formulas import backslash, dollar
from .links import address, bang, closing, email, is_in_word, opening, source, wide
from .markup import angle, entity, wide_angle
from .spans import code_span, emphasis, hashes, strike
from .steps import Place, Step
from .tables import pipe
from .writer import Writer

WORD_LENGTH = 64
"""Characters of an unfinished word that wait where an e-mail address may be made of them."""
_BEGINNING_LENGTH = 6
_BEGINNING = re.compile(r"(?:h(?:t(?:t(?:ps?)?)?)?|f(?:tp?)?|m(?:a(?:i(?:l(?:to?)?)?)?)?|w{1,3})\Z", re.IGNORECASE)
"""How a URL begins, as far as text ends in one: its scheme, or ``www``."""
_ADDRESS_HEAD = re.compile(r"\s*(?:h|ht|htt|http|https|w|ww|www)\Z", re.IGNORECASE)


def newline(text: str, at: int, place: Place) -> Step:
    """The end of a line, however it is written."""
    place.has_pipe = False
    if text[at] == "\r":
        if at + 1 == len(text) and not place.is_final:
            return Step("wait", at, at)
        return Step("newline", at, at + 1 + text.startswith("\n", at + 1))
    return Step("newline", at, at + 1)


_NUMBERED = re.compile(r".[ \t]{0,3}(?=\d{1,3}[.)][ \t])")
_NUMBERED_OPEN = re.compile(r".[ \t]{0,3}(?:\d{1,3}[.)]?)?\Z")


def bullet(text: str, at: int, place: Place) -> Step:
    """A bullet before the number of an item, in the middle of a line: the next item is a unit of its own."""
    if not place.character_before(text, at).isspace():
        return Step("say", at, at + 1, text[at])
    if found := _NUMBERED.match(text, at):
        return Step("unit", at, found.end())
    if _NUMBERED_OPEN.match(text, at) and not place.is_final:
        return Step("wait", at, at)
    return Step("say", at, at + 1, text[at])


_CONSTRUCTS: Mapping[str, Callable[[str, int, Place], Step]] = {
    "\\": backslash,
    "`": code_span,
    "*": emphasis,
    "_": emphasis,
    "~": strike,
    "#": hashes,
    "[": opening,
    "]": closing,
    "!": bang,
    "<": angle,
    "&": entity,
    "$": dollar,
    ":": address,
    "w": address,
    "@": email,
    **dict.fromkeys(WIDE_OPENING + WIDE_CLOSING, wide),
    "【": source,
    **dict.fromkeys(WIDE_LESS, wide_angle),
    "|": pipe,
    "◁": triangle,
    **dict.fromkeys(INLINE_BULLETS, bullet),
    "✿": flower,
    **dict.fromkeys(LINE_ENDS, newline),
}
"""What looks at a mark. All others are single characters that are not spoken."""

_ALWAYS = rf"\\`*<\[\]◁✿{WIDE_LESS}{WIDE_OPENING}{WIDE_CLOSING}{SPECIAL_CHARACTERS}{LINE_ENDS}"
_SOMETIMES = (
    r"(?<=w)(?=ww\.)",
    r"(?<=!)(?:(?<![^\[]!)|(?=\[|\Z))",  # of an image, or of a call-out
    r"(?<=_)(?:(?<![A-Za-z0-9]_)|(?![A-Za-z0-9]))",
    r"(?<=~)(?:(?<![^~]~)|(?=~|\Z))",
    r"(?<=\#)(?:(?<![^ \t]\#)|(?=\#|\Z))",
    r"(?<=&)(?=[#A-Za-z]|\Z)",
    r"(?<=\$)(?=\S|\Z)",
    r"(?<=[psPS]:)(?=/|\Z)|(?<=[oO]:)",  # of a URL's scheme
    r"(?<=[A-Za-z0-9._%+-]@)(?=[A-Za-z0-9]|\Z)",
    r"(?<=\|)(?<!\S\|)",
    rf"(?<=[{INLINE_BULLETS}])(?<!\S.)(?=[ \t\d]|\Z)",
)
"""Marks that mean something only beside certain characters: where they cannot, nothing needs to look at them."""

find_special = re.compile(rf"[w!_~#&$:@|{INLINE_BULLETS}{_ALWAYS}](?:(?<=[{_ALWAYS}])|{'|'.join(_SOMETIMES)})").search
"""The next character that is more than text; also one that may be, since it stands at an end of ``text``."""

_MARKS = frozenset("\\`*_~#[]<&$|")
_ORNAMENT_LENGTH = 12
_ORNAMENT = re.compile(rf"[{re.escape(''.join(sorted(_MARKS)))}]+")
_ORNAMENT_END = re.compile(rf"(?=[^{re.escape(''.join(sorted(_MARKS)))}])")
"""A long run of nothing but marks is no markup: nothing is heard of it, and nothing looks at each of them."""


def run(
    text: str, at: int, base: int, writer: Writer, place: Place, *, is_stalled: bool = False
) -> tuple[int, Step | None]:
    """Write what is heard of ``text`` from ``at`` on, up to a step that is the caller's.

    ``base`` is the raw offset of ``text[0]``. Gives where the text is dealt with, and that step, which begins there;
    without a step, what is behind it waits for more text.
    """
    while True:
        hit = find_special(text, at)
        if hit is None:
            return _write_tail(text, at, base, writer, place, is_stalled=is_stalled), None
        step = _look(text, hit.start(), at, writer, place, is_stalled=is_stalled)
        if step.kind in ("wait", "open"):
            place.awaits = step.until
            keep = _without_space(text, at, step.begin)
            _write(text, at, keep, base, writer)
            return keep, None
        if step.kind not in ("say", "mark", "gone", "literal"):
            keep = step.begin
            _write(text, at, keep, base, writer)
            return keep, step
        at = write_step(text, at, step, base, writer)


def _look(text: str, mark: int, at: int, writer: Writer, place: Place, *, is_stalled: bool) -> Step:
    char = text[mark]
    place.floor = at
    if char in _MARKS and text[mark + 1 : mark + 2] in _MARKS and (step := _ornament(text, mark, place)):
        return step
    if char in "<[":
        place.ink = text[at:mark].rstrip()[-1:] or ("" if writer.is_line_fresh else writer.ink)
    if is_stalled and char == "!" and mark + 1 == len(text) and text[at:mark][-1:].isalnum():
        return Step("say", mark, mark + 1, "!")  # an image hardly follows a word without a space
    return _CONSTRUCTS.get(char, character)(text, mark, place)


def _ornament(text: str, mark: int, place: Place) -> Step | None:
    """At a mark that another one follows: nothing is heard of them if there are many."""
    found = _ORNAMENT.match(text, mark, mark + _ORNAMENT_LENGTH)
    if found and found.end() - mark == _ORNAMENT_LENGTH:
        return Step("swallow", mark, found.end(), until=_ORNAMENT_END)
    return Step("wait", mark, mark) if found and found.end() == len(text) and not place.is_final else None


def write_step(text: str, at: int, step: Step, base: int, writer: Writer) -> int:
    """Write the plain text before a step within the line, and the step; gives its end."""
    begin, end = step.begin, step.end
    if step.kind == "gone":
        begin = _without_space(text, at, begin)
        _write(text, at, begin, base, writer)
        writer.vanish(base + begin, base + end, has_space=begin < step.begin)
        return end
    _write(text, at, begin, base, writer)
    if step.kind == "say":
        writer.say(step.words, base + begin, base + end)
    elif step.kind == "mark":
        writer.mark(base + begin, base + end)
    else:
        first, last = step.inner
        writer.mark(base + begin, base + first)
        for words, start, stop in harmless(text, first, last, text[end : end + 1]):
            writer.say(words, base + start, base + stop)
        writer.mark(base + last, base + end)
    return end


def _write(text: str, start: int, end: int, base: int, writer: Writer) -> None:
    if start < end:
        writer.say(text[start:end], base + start, base + end)


def _without_space(text: str, at: int, end: int) -> int:
    while end > at and text[end - 1] in " \t":
        end -= 1
    return end


def _write_tail(text: str, at: int, base: int, writer: Writer, place: Place, *, is_stalled: bool) -> int:
    """Write text without marks, but for what may begin an address and the space before it."""
    end = len(text) if place.is_final else tail(text, place, at)
    if is_stalled and not _ADDRESS_HEAD.match(text[end:]):
        end = _without_space(text, at, len(text))
    _write(text, at, end, base, writer)
    return end


def tail(text: str, place: Place, at: int = 0) -> int:
    """Where what could begin an address stands at the end of plain text, with the white space before it.

    The rest does not wait: the sentence before it is heard as soon as its next one shows its first letter.
    """
    if place.options.links == "skip":
        return _word(text, at)
    begin = _BEGINNING.search(text, max(at, len(text) - _BEGINNING_LENGTH))
    if begin is None or is_in_word(place.character_before(text, begin.start())):
        return _without_space(text, at, len(text))
    return _without_space(text, at, begin.start())


def _word(text: str, at: int) -> int:
    """Where the last unfinished word begins, with the white space before it: it may be an e-mail address, of ASCII."""
    size = len(text)
    start = max(at, size - WORD_LENGTH)
    end = size
    while end > start and "!" <= text[end - 1] <= "~":
        end -= 1
    if end == start and end > at and size - end == WORD_LENGTH:
        return end
    return _without_space(text, at, end)
