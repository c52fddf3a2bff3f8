"""Whether a full stop belongs to its word: abbreviations, initials, numbers, items of a list. Pure.

The ladder of ``after_dot`` asks the classes of a language (``languages/entry.py``) in the order in which they decide.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable

from .languages import DEFAULT, LANGUAGES
from .languages.entry import Language
from .marks import BULLETS, IDEOGRAPH, LONG_WORD, LOOK_BACK, NO, OPENERS, OPENING, WAIT, YES, Verdict

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ITEM = re.compile(rf"\s*(?:[{re.escape(BULLETS)}>#]\s*){{0,4}}(?:\d{{1,4}}|[a-zA-Zа-яА-Яα-ωΑ-Ω]|[ivxIVX]{{1,4}})\Z")
_CONTRACTION = re.compile(r"n['’]t$|['’].*")
_HANGUL = "\u1100"
"""From here on, by code point, a letter is a syllable or a word, and no initial."""
_DIGITS = re.compile(r"\d{1,4}\Z")
_ROMAN = re.compile(r"[IVXLC]+\Z")
_HEAD = 16
"""Characters within which the mark of a list item stands."""


def rules_of(language: str) -> Language:
    """The language's entry; for an unknown one, words that clash with none."""
    return LANGUAGES.get(language.replace("_", "-").split("-")[0].lower(), DEFAULT)


def extend(rules: Language, abbreviations: Iterable[str]) -> Language:
    """The language with more words, with or without their last dot, after which no sentence ends."""
    more = frozenset(word.rstrip(".").lower() for word in abbreviations)
    return dataclasses.replace(rules, never=rules.never | more) if more else rules


def after_dot(text: str, begin: int, mark: int, end: int, first: int, rules: Language, final: bool) -> Verdict:
    """Whether a sentence ends with the full stop at ``mark``, when what follows at ``first`` is not of lower case.

    ``end`` is behind the marks that close a quotation or bracket after it.
    """
    if mark - begin <= _HEAD and _ITEM.match(text, begin, mark):
        return NO  # "1." or "a)" at the head of its line
    if end > mark + 1 or text[mark - 1] in ")]}»”":
        return YES  # a quotation or bracket was closed as well
    token = token_before(text, begin, mark)
    word = token.rpartition("'")[2].rpartition("’")[2].rpartition("/")[2].lstrip(OPENERS)
    if not word.isascii():
        word = IDEOGRAPH.split(word)[-1]  # "她是Dr." is Dr.
    stem = word.lower()
    if not word:
        return YES
    if len(word) == 1 and word.isalpha() and not word.islower() and word < _HANGUL:
        return _before_starter(text, first, rules, final)  # an initial, or "plan B."
    if text[first] == "№" or (text[first].isdigit() and needs_number(stem, rules)):
        return NO
    if stem in rules.final or (len(stem) == 1 and _with_word_before(text, begin, mark, stem) in rules.final):
        return YES
    if stem in rules.never or (rules.short_is_abbreviation and len(stem) < 5):
        return NO
    if rules.ordinal and len(word) > 1 and _ROMAN.match(word):
        return _before_starter(text, first, rules, final)
    if _DIGITS.match(stem):
        return _after_number(text, begin, mark, stem, first, rules, final)
    if stem in rules.maybe or (_is_dotted(stem) and not any(map(str.isdigit, stem))):
        return _before_starter(text, first, rules, final)
    return YES


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
    stem = token_before(text, begin, mark).lstrip(OPENERS).lower()
    return stem in rules.never or stem in rules.maybe or stem in rules.number


def needs_number(stem: str, rules: Language) -> bool:
    """Whether the abbreviation is one that only a number follows."""
    return stem in rules.number or bool(rules.number_ending and stem.endswith(rules.number_ending))


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


def _before_starter(text: str, first: int, rules: Language, final: bool) -> Verdict:
    """The dot belongs to an abbreviation for certain; a sentence may end with it all the same."""
    word = _WORD.match(text, first)
    if word is None:
        return NO
    behind = word.end() + (text[word.end() : word.end() + 1] in ("'", "’"))  # a contraction may go on
    if behind == len(text) and not final and len(word[0]) < 14:
        return WAIT
    if len(word[0]) == 1 and text[word.end() : word.end() + 1] == ".":
        return NO  # another initial
    return YES if _CONTRACTION.sub("", word[0].lower()) in rules.starters else NO


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
    first = OPENING.match(text, begin).end()  # type: ignore[union-attr]
    return text[first : first + 1].islower()
