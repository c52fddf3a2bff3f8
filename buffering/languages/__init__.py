"""One entry per language: what ends a sentence in it, what only looks like it, and the few words that are said in it.

A file per family of languages. What is data of CLDR, the names of months and weekdays and the units, is added from
``buffering/generated``.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from ..generated.calendar import MONTHS, SHORT_MONTHS, SHORT_WEEKDAYS
from ..generated.measures import SHORT_UNITS
from .codes import code_of
from .east_asian import EAST_ASIAN
from .entry import Language, words
from .germanic import GERMANIC
from .northern import NORTHERN
from .others import OTHERS
from .romance import ROMANCE
from .slavic import SLAVIC
from .south_asian import SOUTH_ASIAN
from .turkic import TURKIC
from .west_asian import WEST_ASIAN

LANGUAGES: dict[str, Language] = (
    GERMANIC | ROMANCE | SLAVIC | NORTHERN | TURKIC | SOUTH_ASIAN | WEST_ASIAN | EAST_ASIAN | OTHERS
)
"""By the code that ``code_of`` gives. All others are cut by the rules of their script, with ``DEFAULT``'s words."""

DEFAULT = Language(
    # Titles and scholars' Latin that clash with no word of a language that is not listed.
    never=words("dr prof mr mrs ms mgr st cf vs e.g i.e ing resp approx"),
    number=words("no nr vol fig pp"),
    maybe=words("inc ltd co corp u.s p.m a.m"),
    final=words("etc"),
)


@lru_cache(maxsize=64)
def language_of(language: str) -> Language:
    """The entry of ``language``, with what CLDR knows of it; ``DEFAULT`` for one that has no entry."""
    code = code_of(language)
    entry = LANGUAGES.get(code, DEFAULT)
    months = words(SHORT_MONTHS.get(code, "")) | entry.months
    weekdays = words(SHORT_WEEKDAYS.get(code, "")) | entry.weekdays
    measure = words(SHORT_UNITS.get(code, "")) | entry.measure
    month_names = words(MONTHS.get(code, "").lower()) | _lower(months)
    numbered = _lower(entry.number | entry.label | measure | months | weekdays)
    return replace(
        entry,
        months=months,
        weekdays=weekdays,
        measure=measure,
        month_names=month_names,
        after_ordinal=entry.after_ordinal | month_names if entry.ordinal else entry.after_ordinal,
        listed=_lower(entry.never | entry.maybe | entry.final) | numbered,
        numbered=numbered,
    )


def _lower(listed: frozenset[str]) -> frozenset[str]:
    return frozenset(map(str.lower, listed))
