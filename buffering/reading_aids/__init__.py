"""Rewrites what a speech engine would read badly: units, dates, ordinals, amounts, phone numbers, acronyms, own words.

An optional stage behind a markdown cleaner: pieces in, pieces out, over the same raw spans. Laws, tested as
properties: where the text is cut never changes the joined output; what is outside of a match is not changed; the cost
of a push does not grow with what came before, and neither does the memory.

Every pattern is made twice from the same parts: ``full`` is the match, ``open`` is any beginning of one that reaches
the end of the text. So only what may still become a match, or a longer one, is held back. A match has at most
``LOOK_AHEAD`` characters and never crosses a line. What the languages' words are is in ``tables.py``.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from ..languages.codes import code_of
from ..pieces import Piece
from .patterns import of_aid, of_lexicon
from .tables import READINGS
from .words import say

AIDS = ("dates", "phone", "currency", "units", "ordinals", "acronyms")
"""All aids; where two match at the same place, the first does."""
LOOK_AHEAD = 48
"""Length of the longest match, and so the bound of what is held back."""
_BEHIND = 8
"""Characters before a match that may decide on it."""
_WIDEST = 1_024
"""Raw length from which a piece that maps as a whole grows no more over matches that begin in it and end behind it."""


@lru_cache(maxsize=32)
def _compile(language: str, aids: tuple[str, ...], keys: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Finds the next match: in a text that goes on, and in one that ends. The group's name tells what it is."""
    reading = READINGS.get(language)
    parts = {"lexicon": of_lexicon(keys)} if keys else {}
    parts |= {aid: of_aid(aid, reading) for aid in aids} if reading else {}
    full = "|".join(f"(?P<{name}>{part.full})" for name, part in parts.items()) or "(?!)"
    opening = "|".join(part.open for part in parts.values() if part.open) or "(?!)"
    heads = {key[0] for key in keys} | ({symbol[0] for symbol in reading.currencies} if reading else set())
    head = rf"(?=[0-9+(A-ZÀ-ÖØ-Þ{re.escape(''.join(sorted(heads)))}])"  # nearly all characters are passed over by this
    return re.compile(f"{head}(?:(?P<open>{opening})|{full})"), re.compile(f"{head}(?:{full})")


class _Span(NamedTuple):
    """A piece that is held, or what is left of it; its text is the next ``width`` characters of the held text."""

    width: int
    start: int
    end: int
    is_verbatim: bool


class ReadingAids:
    """Rewrites what would be read badly, in pieces of text that come one after the other.

    ``language`` is an ISO 639 code, with or without a region; an aid without a table for it does nothing. ``aids``
    are names of ``AIDS``. ``lexicon`` gives what to say for whole words, written exactly so; a key may hold spaces and
    punctuation, the longest wins, and it wins over all aids. Raises ``ValueError`` for an unknown aid, and for a key
    that is empty, longer than ``LOOK_AHEAD`` or of more than one line.
    """

    def __init__(
        self, language: str = "en", aids: Iterable[str] = (), lexicon: Mapping[str, str] | None = None
    ) -> None:
        chosen = set(aids)
        if unknown := chosen.difference(AIDS):
            raise ValueError(f"unknown reading aids {sorted(unknown)}; known are {', '.join(sorted(AIDS))}")
        self._lexicon = dict(lexicon or {})
        for key in self._lexicon:
            if not key.strip() or len(key) > LOOK_AHEAD or "\n" in key:
                raise ValueError(f"a lexicon key must be 1 to {LOOK_AHEAD} characters of one line, not {key!r}")
        code = code_of(language)
        self._reading = READINGS.get(code)
        self._find, self._find_last = _compile(
            code, tuple(aid for aid in AIDS if aid in chosen), tuple(sorted(self._lexicon))
        )
        self._text = ""  # some characters that were given already, and those that are held
        self._at = 0  # where the latter begin
        self._spans: deque[_Span] = deque()  # the pieces of the latter
        self._parts: list[str] = []  # what is spoken so far for the piece that is being made
        self._start: int | None = None  # where that begins

    def push(self, pieces: list[Piece]) -> list[Piece]:
        """Take more pieces; gives what is decided."""
        self._text += "".join(piece.text for piece in pieces)
        self._spans += [
            _Span(len(text), start, end, is_verbatim=len(text) == end - start) for text, start, end in pieces
        ]
        return self._read(self._find)

    def release(self) -> list[Piece]:
        """The stream has stalled: give all that is held, as if the text had ended here."""
        return self._read(self._find_last)

    def finish(self) -> list[Piece]:
        """The text has ended: give all that is held. A next ``push`` begins a new text."""
        found = self._read(self._find_last)
        self._text, self._at = "", 0
        return found

    def _read(self, find: re.Pattern[str]) -> list[Piece]:
        """Rewrite the held text as far as it can be decided."""
        found: list[Piece] = []
        scan = self._at
        while (hit := find.search(self._text, scan)) and hit.lastgroup != "open":
            spoken = self._spoken(hit)
            scan = hit.start() + 1
            if spoken is not None:
                self._pass(hit.start(), found)
                if not self._is_too_wide(hit.end()):
                    self._replace(hit.end(), spoken, found)
                    scan = hit.end()
        self._pass(hit.start() if hit else len(self._text), found)
        keep = max(0, self._at - _BEHIND)
        self._text, self._at = self._text[keep:], self._at - keep
        return found

    def _spoken(self, hit: re.Match[str]) -> str | None:
        if hit.lastgroup == "lexicon":
            return self._lexicon[hit[0]]
        before = self._text[max(0, hit.start() - _BEHIND) : hit.start()]
        return say(hit.lastgroup, hit[0], before, self._reading) if hit.lastgroup and self._reading else None

    def _is_too_wide(self, until: int) -> bool:
        """Whether a piece that is being made would grow behind its own end, and is large already."""
        if self._start is None or self._at + self._spans[0].width >= until:
            return False
        return self._spans[0].end - self._start > _WIDEST

    def _pass(self, until: int, found: list[Piece]) -> None:
        """Give the held text up to ``until`` as it is."""
        while self._spans and (self._at < until or not self._spans[0].width):
            self._start = self._spans[0].start if self._start is None else self._start
            begin = self._at
            end = self._cut(until)
            self._parts.append(self._text[begin : self._at])
            self._close(end, found)

    def _replace(self, until: int, spoken: str, found: list[Piece]) -> None:
        """Give ``spoken`` for the held text up to ``until``."""
        self._start = self._spans[0].start if self._start is None else self._start
        is_behind_angle = self._at > 0 and self._text[self._at - 1] == "<"
        self._parts.append(f" {spoken}" if is_behind_angle else spoken)  # no service may find a tag in it
        end = None
        while self._at < until:
            end = self._cut(until)
        self._close(end, found)

    def _cut(self, until: int) -> int | None:
        """Step over the first span, or its part up to ``until``: where that ends; None within one that is whole."""
        width, start, end, is_verbatim = self._spans.popleft()
        size = min(width, until - self._at)
        self._at += size
        if size == width:
            return end
        start += size if is_verbatim else 0
        self._spans.appendleft(_Span(width - size, start, end, is_verbatim))
        return start if is_verbatim else None

    def _close(self, end: int | None, found: list[Piece]) -> None:
        if end is not None and self._start is not None:
            found.append(Piece("".join(self._parts), self._start, end))
            self._parts, self._start = [], None
