"""What ends a sentence in each language, and what only looks like it. Pure data, a file per family of languages."""

from __future__ import annotations

from .entry import Language, words
from .germanic import GERMANIC
from .others import OTHERS
from .romance import ROMANCE
from .slavic import SLAVIC

LANGUAGES: dict[str, Language] = GERMANIC | ROMANCE | SLAVIC | OTHERS
"""By ISO 639-1 code. Other languages are cut by the rules of their script, with ``DEFAULT``'s words."""

DEFAULT = Language(
    # Titles and scholars' Latin that clash with no word of a language that is not listed.
    never=words("dr prof mr mrs ms mgr st cf vs e.g i.e ing resp approx"),
    number=words("no nr vol fig pp"),
    maybe=words("inc ltd co corp u.s p.m a.m"),
    final=words("etc"),
)
