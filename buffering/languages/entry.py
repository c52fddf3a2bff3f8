"""What a language's entry holds. Pure data, each class of words with its reason.

A new language is one entry in its family's file beside this one. Words are written without their last dot and in
lower case; one that is written with a capital counts only where the text has a capital (``Ill.`` is a state, ``ill.``
is not). Every word is a sentence end that may not be seen, so a class is as narrow as its reason:

- ``never``: titles and words that need what follows them (``Dr.``, ``e.g.``, ``z. B.``). No sentence ends there.
- ``number``: no sentence ends there if a number follows, in digits or Roman numerals (``No. 5``, ``Apt. 7C``).
- ``label``: the same, and a single letter is a number too (``Vol. III``, ``Fig. A``).
- ``number_ending``: what longer words of the class ``number`` end with (``Goethestr. 5``).
- ``measure``: units that are written with a dot: after one number and before another, no sentence ends there
  (``2 lb. 4 oz.``). Those of time and kitchen that CLDR knows are added.
- ``months``, ``weekdays``: short names that CLDR lacks. A number or month after one makes a date (``5. Okt. 2026``).
- ``maybe``: company forms, times, units, initials of states (``Inc.``, ``p.m.``, ``U.S.``). They end a sentence only
  if a word follows that begins one (``starters``).
- ``final``: words that close an enumeration (``etc.``, ``usw.``). A sentence ends there before anything but lower case.
  What is written with a space is one word here: ``т.д`` stands for ``т. д.``, ``idr`` for ``i dr.``. A word that is in
  ``maybe`` too ends no sentence of less than four words (``В 1990-х гг. Иван``).
- ``starters``: capitalised words that begin sentences and are no part of a name.
- ``ordinal``: a number with a dot is an ordinal (``3. Oktober``) before a month, before a word of ``after_ordinal`` or
  after one of ``before_ordinal``.
- ``terminators``: marks that end a sentence in this language only.
- ``short_is_abbreviation``: a dot after fewer than five letters ends nothing (scripts that end sentences otherwise).
- ``notes``: what is said in place of what cannot be read aloud; English where a language has none.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notes:
    """What is said for a block of code, a formula, a ticked box, and a lone check mark or cross in a table's cell."""

    code: str
    formula: str
    done: str
    yes: str
    no: str


ENGLISH = Notes("code block", "formula", "done", "yes", "no")


@dataclass(frozen=True, slots=True)
class Language:
    """One language's entry. See the module's docstring for the classes."""

    never: frozenset[str] = frozenset()
    number: frozenset[str] = frozenset()
    label: frozenset[str] = frozenset()
    number_ending: str = ""
    measure: frozenset[str] = frozenset()
    months: frozenset[str] = frozenset()
    weekdays: frozenset[str] = frozenset()
    month_names: frozenset[str] = frozenset()
    """All of a month's names, in lower case; an entry leaves them to CLDR."""
    maybe: frozenset[str] = frozenset()
    final: frozenset[str] = frozenset()
    starters: frozenset[str] = frozenset()
    ordinal: bool = False
    after_ordinal: frozenset[str] = frozenset()
    before_ordinal: frozenset[str] = frozenset()
    terminators: str = ""
    short_is_abbreviation: bool = False
    notes: Notes = ENGLISH
    listed: frozenset[str] = frozenset()
    numbered: frozenset[str] = frozenset()
    """The words of all classes in lower case, and of those before numbers: only they are looked at more closely.
    An entry leaves both empty."""


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def prefixed(prefixes: str, text: str) -> frozenset[str]:
    """The words as they are, and with each of the prefixes that their language writes in one with them."""
    return frozenset(prefix + word for word in words(text) for prefix in ("", *prefixes.split()))


COMMON = "dr prof st vs cf approx ca ed eds op.cit resp tel mt"
"""Abbreviations that are written alike in most European languages; with them a sentence does not end."""
NUMBER = "no nr nº n° p pp pg art sec sect § par lit tab tbl bd ad tel fax"
"""The same, for those that only a number follows."""
LABEL = "vol fig figs cap ch chap kap Art Sec Sect Tab Tbl App"
"""The same, where the number may be a letter."""
TITLES = words("dr prof mr mrs ms st vs e.g i.e")
"""Latin titles in text of other scripts."""
NUMBERS = words("no nr p pp ch sec tel")
LABELS = words("vol fig")
"""Latin words before numbers in text of other scripts."""
