"""Whether a full stop belongs to its word: abbreviations, initials, numbers, items of a list. Pure.

The ladder of ``after_dot`` asks the classes of a language (``languages/entry.py``) in the order in which they decide.
What comes before a number is in ``numbering.py``.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable

from .generated.characters import UNDOTTED
from .languages.entry import Language
from .marks import BULLETS, IDEOGRAPH, LONG_WORD, LOOK_BACK, NO, OPENERS, OPENING, WAIT, YES, Verdict
from .numbering import before_number, is_in, needs_number

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ITEM = re.compile(rf"\s*(?:[{re.escape(BULLETS)}>#]\s*){{0,4}}(?:\d{{1,4}}|[a-zA-Zа-яА-Яα-ωΑ-Ω]|[ivxIVX]{{1,4}})\Z")
_CONTRACTION = re.compile(r"n['’]t$|['’].*")
_HANGUL = "\u1100"
"""From here on, by code point, a letter is a syllable or a word, and no initial."""
_UNDOTTED = re.compile(rf".*[{UNDOTTED}]\Z", re.DOTALL)
_GLUED = re.compile(r"[^\W\d_]*[^\W\d_A-Z]{3}\.[A-Z][a-z]*\Z")
"""The end of a sentence, without the space after it, and a word."""
_DIGITS = re.compile(r"\d{1,4}\Z")
_ROMAN = re.compile(r"[IVXLC]+\Z")
_SHORT = 4
"""Letters of the last word of an abbreviation of two."""
_HEAD = 16
"""Characters within which the mark of a list item stands."""


def extend(rules: Language, abbreviations: Iterable[str]) -> Language:
    """The language with more words, with or without their last dot, after which no sentence ends."""
    more = frozenset(word.rstrip(".").lower() for word in abbreviations)
    return dataclasses.replace(rules, never=rules.never | more, listed=rules.listed | more) if more else rules


def after_dot(text: str, begin: int, mark: int, end: int, first: int, rules: Language, final: bool) -> Verdict:
    """Whether a sentence ends with the full stop at ``mark``, when what follows at ``first`` is not of lower case.

    ``end`` is after the marks that close a quotation or bracket after it.
    """
    if mark - begin <= _HEAD and _ITEM.match(text, begin, mark):
        return NO  # "1." or "a)" at the head of its line
    if end > mark + 1 or text[mark - 1] in ")]}»”":
        return YES  # a quotation or bracket was closed as well
    word = _word_before(text, begin, mark)
    if not word:
        return YES
    if not word.isascii() and _UNDOTTED.match(word):
        return NO
    if _is_plain(word, rules):
        return YES
    numbered = before_number(text, begin, mark, word, first, rules, final)
    if numbered is not YES:
        return numbered
    if word[0].isdigit() and _DIGITS.match(word) and not rules.short_is_abbreviation:
        return _after_number(text, begin, mark, word, first, rules, final)
    known = _of_class(text, begin, mark, word, rules)
    return known or _before_starter(text, begin, mark, first, rules, final)


def _is_plain(word: str, rules: Language) -> bool:
    """Whether nothing about the word needs a closer look: the usual case, which is to be cheap."""
    stem = word.lower()
    return (
        len(stem) > _SHORT
        and stem.isalpha()
        and stem not in rules.listed
        and not word.isupper()
        and not (rules.number_ending and stem.endswith(rules.number_ending))
    )


def _of_class(text: str, begin: int, mark: int, word: str, rules: Language) -> Verdict | None:
    """What the word's class decides; None if a sentence ends only before a word that begins one."""
    stem = word.lower()
    is_initial = len(word) == 1 and word.isalpha() and not word.islower() and word < _HANGUL
    is_number = word.isupper() and _ROMAN.match(word) is not None
    is_roman = rules.ordinal and len(word) > 1 and is_number
    if (is_initial or is_number) and _is_numbering(text, begin, mark - len(word), rules):
        return YES  # "see fig. B."
    if is_initial:
        return None  # or "plan B."
    whole = _with_word_before(text, begin, mark, stem) if len(stem) <= _SHORT else stem
    if is_in(rules.final, word) or whole in rules.final:
        return NO if stem in rules.maybe and _is_opening(text, begin, mark) else YES
    if whole in rules.maybe:
        return None
    if is_in(rules.never, word) or (rules.short_is_abbreviation and len(stem) < 5):
        return NO
    is_dotted = _is_dotted(stem) and not any(map(str.isdigit, stem))
    return None if is_roman or is_dotted or is_in(rules.maybe, word) else YES


def _word_before(text: str, begin: int, mark: int) -> str:
    """The word that the dot at ``mark`` follows, without what is written in one with it."""
    token = token_before(text, begin, mark)
    if token.isascii() and token.isalpha():
        return token  # the usual case
    word = token.rpartition("'")[2].rpartition("’")[2].rpartition("/")[2].lstrip(OPENERS)
    if not word.isascii():
        word = IDEOGRAPH.split(word)[-1]  # "她是Dr." is Dr.
    word = word or token.lstrip(OPENERS)  # "S/." is a currency
    return word.rpartition(".")[2] if "." in word and _GLUED.match(word) else word  # "on Monday.Mrs."


def ends_before_lower(text: str, begin: int, mark: int, rules: Language) -> bool:
    """Whether a plain dot ends a sentence although lower case follows: after a long word, or where all is lower."""
    stem = token_before(text, begin, mark).lower()
    if stem.isdigit():
        return not rules.ordinal and begins_lower(text, begin)
    return (
        stem.isalpha()
        and (len(stem) >= LONG_WORD or (len(stem) >= 3 and begins_lower(text, begin)))
        and not is_listed(text, begin, mark, rules)
    )


def token_before(text: str, begin: int, mark: int) -> str:
    """What stands before the mark, back to a space."""
    tokens = text[max(begin, mark - LOOK_BACK) : mark].rsplit(None, 1)
    return tokens[-1] if tokens else ""


def is_listed(text: str, begin: int, mark: int, rules: Language) -> bool:
    """Whether the word before the dot is an abbreviation of any class but ``final``."""
    word = token_before(text, begin, mark).lstrip(OPENERS)
    return word.lower() in rules.listed and any(
        is_in(words, word) for words in (rules.never, rules.maybe, rules.number, rules.label)
    )


def _is_numbering(text: str, begin: int, end: int, rules: Language) -> bool:
    """Whether an abbreviation stands before ``end`` whose number is what follows."""
    before = text[max(begin, end - LOOK_BACK) : end].rstrip()
    return before.endswith(".") and needs_number(token_before(before, 0, len(before) - 1).lstrip(OPENERS), rules)


def _is_dotted(stem: str) -> bool:
    """Whether the word is an abbreviation of several: letters with dots between them, and no name of a file or site."""
    parts = stem.split(".")
    if len(parts) < 2 or max(map(len, parts)) > 3:
        return False
    return not stem.isascii() or sum(len(part) > 1 for part in parts) <= 1


def _with_word_before(text: str, begin: int, mark: int, stem: str) -> str:
    """The last two words as one, for abbreviations that are written with a space, such as ``т. д.``."""
    words = text[max(begin, mark - LOOK_BACK) : mark].rsplit(None, 2)
    return words[-2] + stem if len(words) > 1 else ""


def _is_opening(text: str, begin: int, mark: int) -> bool:
    """Whether the sentence has but a few words so far, an adverbial such as "At 5 a.m." or "В 1990-х гг."."""
    return mark - begin < LOOK_BACK and len(text[begin:mark].split()) <= 3


def _before_starter(text: str, begin: int, mark: int, first: int, rules: Language, final: bool) -> Verdict:
    """The dot belongs to an abbreviation for certain; a sentence may end with it all the same."""
    word = _WORD.match(text, first)
    if word is None:
        return NO
    behind = word.end() + (text[word.end() : word.end() + 1] in ("'", "’"))  # a contraction may go on
    if behind == len(text) and not final and len(word[0]) < 14:
        return WAIT
    if len(word[0]) == 1 and text[word.end() : word.end() + 1] == ".":
        return NO  # another initial
    opener = _CONTRACTION.sub("", word[0].lower())
    if opener in rules.never and _is_opening(text, begin, mark):
        return NO  # "At 5 a.m. Mr. Jones"
    return YES if opener in rules.starters else NO


def _after_number(text: str, begin: int, mark: int, digits: str, first: int, rules: Language, final: bool) -> Verdict:
    before = text[max(begin, mark - LOOK_BACK) : mark - len(digits)].split()
    if len(digits) <= 2 and before and before[-1][-1] in ":;":
        return NO  # "the steps: 1. Open it"
    if not rules.ordinal:
        return YES
    if text[first].isdigit():
        return NO  # a date: 1. 5. 2026
    if len(digits) > 2:
        return YES
    if before and before[-1].lower() in rules.before_ordinal:
        return NO
    word = _WORD.match(text, first)
    if word is None:
        return YES
    if word.end() == len(text) and not final and len(word[0]) < 14:
        return WAIT
    return NO if word[0].lower() in rules.after_ordinal else YES


def begins_lower(text: str, begin: int) -> bool:
    """Whether the first letter from ``begin`` on is of lower case."""
    first = begin if text[begin : begin + 1].isalpha() else OPENING.match(text, begin).end()  # type: ignore[union-attr]
    return text[first : first + 1].islower()
