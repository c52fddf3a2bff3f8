"""What ends a sentence in each language, and what only looks like it. Pure data, each entry with its reason.

A new language is one entry in its family's file beside this one. Words are written without their last dot and in
lower case. Every word is a sentence end that may not be seen, so a class is as narrow as its reason:

- ``never``: titles and words that need what follows them (``Dr.``, ``e.g.``, ``z. B.``). No sentence ends there.
- ``number``: no sentence ends there if a digit follows (``No. 5``, ``p. 12``, ``Abb. 3``).
- ``number_ending``: what longer words of that class end with (``Goethestr. 5``).
- ``maybe``: company forms, times, units, initials of states (``Inc.``, ``p.m.``, ``U.S.``). They end a sentence only
  if a word follows that begins one (``starters``).
- ``final``: words that close an enumeration (``etc.``, ``usw.``). A sentence ends there before anything but lower case.
- ``starters``: capitalised words that begin sentences and are no part of a name.
- ``ordinal``: a number with a dot is an ordinal (``3. Oktober``) before a word of ``after_ordinal`` or behind one of
  ``before_ordinal``.
- ``terminators``: marks that end a sentence in this language only.
- ``short_is_abbreviation``: a dot behind fewer than five letters ends nothing (scripts that end sentences otherwise).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """One language's entry. See the module's docstring for the classes."""

    never: frozenset[str] = frozenset()
    number: frozenset[str] = frozenset()
    number_ending: str = ""
    maybe: frozenset[str] = frozenset()
    final: frozenset[str] = frozenset()
    starters: frozenset[str] = frozenset()
    ordinal: bool = False
    after_ordinal: frozenset[str] = frozenset()
    before_ordinal: frozenset[str] = frozenset()
    terminators: str = ""
    short_is_abbreviation: bool = False


def words(text: str) -> frozenset[str]:
    return frozenset(word.rstrip(".") for word in text.split())


COMMON = "dr prof st vs cf approx ca ed eds op.cit resp tel mt"
"""Abbreviations that are written alike in most European languages; with them a sentence does not end."""
NUMBER = "no nr nº n° vol fig pp p pg art cap ch sec sect § par lit tab tbl bd ad"
"""The same, for those that only a number follows."""
TITLES = words("dr prof mr mrs ms st vs e.g i.e")
"""Latin titles in text of other scripts."""
