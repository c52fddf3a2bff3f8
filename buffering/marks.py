"""The marks that matter to segmentation, and the words for what is known of one. Pure data, and searches made of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum

from .generated.characters import FLAG, HAN_AND_KANA, PICTURE

Search = Callable[..., re.Match[str] | None]


class Verdict(Enum):
    """What is known about an end."""

    YES = "yes"
    NO = "no"
    WAIT = "wait"


YES, NO, WAIT = Verdict.YES, Verdict.NO, Verdict.WAIT

SPACED = ".!?…‼⁇⁈⁉؟۔"
"""Terminators that need white space behind them: they also stand in numbers, names and addresses."""
UNSPACED = "。！？｡．།༎༏༐༑༔।॥։።፧፨។៕៖။᙮᠃᠉꓿꘎꘏꛳꛷𑁇𑁈᭞᭟꧈꧉꩝꩞꩟꫰꫱꯫"
"""Terminators that end a sentence whatever follows: their scripts put no space there, or use them for nothing else."""
CLOSERS = "\"'”’“‘»›«‹)]}」』）】〕》〉*_`"
"""What may stand between a terminator and the space and belongs to the sentence; the last three are Markdown's."""
OPENERS = ",\"'“‘„«‹»›([{「『（【〔《〈*_`¿¡-–—•‚"
"""What may stand before the first letter of a sentence."""
OPENING = re.compile(rf"[{re.escape(OPENERS)}\s]{{0,12}}")
BULLETS = "-–—*+•⁃▪‣◦●·"
INLINE_BULLETS = "•⁃▪‣◦●"
"""Those that begin an item in the middle of a line too."""
LOOK_BACK = 32
"""Characters in which the word before a terminator is looked for."""
LOOK_AHEAD = 64
"""Characters behind a terminator after which it is judged with what is there: white space has no bound."""
LONG_WORD = 6
"""Letters of a word behind which a dot ends a sentence even before lower case: abbreviations are shorter."""
WORD = re.compile(rf"[^\W_]|[{PICTURE}{FLAG}]")
"""What makes a segment worth speaking: a letter, a digit or a picture. Marks alone go with what comes after them."""
IDEOGRAPH = re.compile(f"[{HAN_AND_KANA}」』]")


def finders(more_terminators: str) -> tuple[Search, Search]:
    """Searches for what may end a segment: for all of it, and for a segment that did not begin in lower case.

    Here, at the speed of a regex, terminators are passed over that end nothing for certain: those before a letter or
    digit, those that never end a sentence before lower case, and, where lower case does not begin sentences, all before
    lower case unless a long word stands before. So are colons behind which no list begins.
    """
    inside = r"[^\W_]|(?<=:)(?:\s[^1ai\s]|[^\s])"
    spaced, unspaced = re.escape(SPACED), re.escape(UNSPACED + more_terminators)
    others = rf"(?<=[{unspaced}\n])|(?<=[.!?])(?=[{HAN_AND_KANA}])"
    # One class comes first and the conditions after it: so a regex runs over other characters twice as fast.
    mark, ends = rf"[{spaced}:{unspaced}\n]", rf"(?<=[{spaced}:])(?!{inside}|"
    return (
        re.compile(rf"{mark}(?:{ends}(?<![.!?:]) [a-z][^A-Z])|{others})").search,
        re.compile(rf"{mark}(?:{ends}(?<!:)(?<![^\W\d_]{{{LONG_WORD}}}.) [a-z][^A-Z])|{others})").search,
    )
