"""Makes text safe for espeak-ng: breaks up what is known to overflow its buffers. Pure.

Characters are only replaced one for one, so positions stay those of the caller's text. Short runs are left alone,
because the voice pronounces abbreviations such as ``U.S.A.`` and ``e.g.`` correctly.
"""

from __future__ import annotations

import re
import unicodedata

MOST_SINGLE = 16
"""Single letters in a row that are left alone. The engine has room for 80 bytes of them; a letter has up to 4."""
PIECE = 60
"""Characters per piece when a whole text is broken up."""
_UNSPEAKABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff`]")
_QUOTES = "'\"`´‘’‚‛“”„‟«»‹›"
_DOTTED = re.compile(rf"(?:(?<!\w)\w\s?[^\w\s]{{1,3}}\s?){{{MOST_SINGLE + 1},}}")
"""``A.B.C.`` and so on: the engine collects an abbreviation's letters in a fixed buffer (its change 2428)."""
_CLITICS = re.compile(rf"(?:\w{{0,2}}[{_QUOTES}]){{{MOST_SINGLE + 1},}}")
"""``s's's`` and so on (its change 2495)."""
_LETTER_AND_MARKS = re.compile(r"\w*\W+")
_LOOK_BACK = ("gmq/da", "aav/vi")
"""Voices that look back from a hyphen after punctuation, up to the text's beginning: Danish, all Vietnamese."""
_HYPHEN = re.compile(r"(?<=[^\w\s]|_)-(?=\D|$)")
"""In ``'-r'``, ``.-a``, ``--force``. The minus sign of a number stays."""


def whole(text: str, voice: str) -> list[str]:
    """``text`` in one piece; breaks up what is known to crash the voice."""
    text = _UNSPEAKABLE.sub(" ", text)
    if voice.startswith(_LOOK_BACK):
        text = _HYPHEN.sub(" ", text)
    return [_CLITICS.sub(_break, _DOTTED.sub(_break, text))]


def _break(found: re.Match[str]) -> str:
    """Put spaces in place of the punctuation after every few letters of a run."""
    parts = [part[0] for part in _LETTER_AND_MARKS.finditer(found[0])]
    half = MOST_SINGLE // 2
    for index in range(half - 1, len(parts), half):
        parts[index] = re.sub(r"\W", " ", parts[index])
    return "".join(parts)


def broken_up(text: str) -> list[str]:
    """``text`` as words in short pieces with little punctuation: a second try after the engine has died on it."""
    words = "".join(map(_plain, text, text[1:] + " "))
    found, start = list[str](), 0
    while start < len(words):
        end = words.rfind(" ", start, start + PIECE) + 1 or start + PIECE
        if start + PIECE >= len(words):
            end = len(words)
        found.append(words[start:end])
        start = end
    return found


def _plain(char: str, following: str) -> str:
    if unicodedata.category(char)[0] in "LN":
        return char
    return char if char in ".,;:!?" and following.isspace() else " "
