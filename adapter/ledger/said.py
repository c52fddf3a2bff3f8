"""Tokens that a service may time in other words, as it says them: ``$5``, ``3.5``, ``Dr.`` or ``&``. Pure.

Owns which tokens these are, and what was said for one so far. Scripts that are written without spaces have none: there
is no telling where a word of theirs ends.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from buffering.generated.characters import HAN_AND_KANA

from .readings import Zero

MOST_SAID, MOST_SAID_EACH = 40, 12
"""How many letters may stand for a token, and more for each of its characters: a digit takes a word or two."""
_TOKEN = re.compile(r"\S+")
_UNSPACED = re.compile(f"[{HAN_AND_KANA}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_ABBREVIATION = re.compile(r"[^\W\d_]{1,5}\.|(?:[^\W\d_]\.){2,}")
_SIGNS, _NO_SIGNS = frozenset("&%#@°"), frozenset("<>|~")


@dataclass(frozen=True, slots=True)
class Token:
    """What stands between white space."""

    first: int
    last: int
    letters: str
    """Its letters and digits, without case."""
    may_differ: bool
    """Whether it may be spoken in other words."""


@dataclass(slots=True)
class Said:
    """What was said for a token so far."""

    most: int
    """How many letters may be said for it."""
    size: int = 0
    letters: list[str] = field(default_factory=list)
    """The letters of the word that is being said, without case."""
    began: tuple[float, Zero] | None = None
    """When that word began, and what that is counted from; None in front of it."""
    ended: tuple[float, Zero] | None = None
    """When its last letter ended."""
    before: tuple[float, Zero] | None = None
    """When the word before it ended."""

    @property
    def word(self) -> str:
        """The word that is being said."""
        return "".join(self.letters)

    def add(self, char: str, times: tuple[float, float, Zero]) -> None:
        """A visible character was said."""
        if char.isalnum():
            self.size += 1
            self.letters.append(char.casefold())
            self.began = self.began or (times[0], times[2])
            self.ended = (times[1], times[2])

    def end_word(self) -> None:
        """The word is over, and was for the token."""
        self.letters.clear()
        self.began, self.before = None, self.ended


def is_sign(char: str) -> bool:
    """Whether a symbol is spoken."""
    return char in _SIGNS or (char not in _NO_SIGNS and unicodedata.category(char) in ("Sc", "Sm"))


def token_at(text: str, at: int) -> Token | None:
    """The token that holds the character at ``at``, or the next one."""
    while at and at <= len(text) and at < len(text) and not text[at].isspace() and not text[at - 1].isspace():
        at -= 1
    found = _TOKEN.search(text, at)
    if not found:
        return None
    token = found[0]
    letters = "".join(filter(str.isalnum, token)).casefold()
    return Token(found.start(), found.end(), letters, _may_differ(token, is_last=not text[found.end() :].strip()))


def token_before(text: str, at: int) -> Token | None:
    """The token that ends before ``at``, which is a token's beginning."""
    end = len(text[:at].rstrip())
    return token_at(text, end - 1) if end else None


def _may_differ(token: str, *, is_last: bool) -> bool:
    if _UNSPACED.search(token):
        return False
    if any(char.isdigit() or is_sign(char) for char in token):
        return True
    return not is_last and bool(_ABBREVIATION.fullmatch(token))
