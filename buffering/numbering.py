"""Whether a full stop belongs to a word before a number: ``No. 5``, ``Vol. III``, ``5. Okt. 2026``, ``2 lb. 4 oz.``

Pure. The words are classes of a language's entry (``languages/entry.py``); ``abbreviations.py`` asks before all else.
"""

from __future__ import annotations

import re

from .languages.entry import Language
from .marks import LOOK_BACK, NO, WAIT, YES, Verdict

_ALNUM = re.compile(r"[^\W_]+")
_MAY_NAME = re.compile(r"[A-ZІХ](?:[IVXLCІХ]*|[0-9]*[a-z]?)\Z")
"""What may still become a Roman numeral, a single letter, or a letter with digits."""
_ROMAN = re.compile(r"(?=..)[CС]{0,3}(?:X[CL]|L?[XХ]{0,3})(?:[IІ][XХV]|V?[IІ]{0,3})")
"""Two letters or more; some keyboards write them with Cyrillic ones."""
_LETTER_AND_DIGITS = re.compile(r"[A-Z][0-9]+[a-z]?")
_DIGIT_BEFORE = re.compile(r"[0-9½⅓⅔¼¾](?:\.|er|º|ª)?(?:\s+de?)?\s*(?:d['’])?\Z")
_LEADING_NUMBER = re.compile(r"[0-9][0-9.,]*(?=[^\W\d_])")
_TIME = re.compile(
    r"[12][0-9]{3}(?![0-9])"
    r"|[0-9]{1,2}(?::[0-9]|\s?[hd]\b|\s(?:Uhr|uur)\b|\s?[-–]\s?[0-9]|\s(?:to|bis|à|a|til|till|tot)\s[0-9])"
)
"""A year, an hour, hours from one to another."""
_DAY = re.compile(r"[0-9]{1,2}(?:\.|er|º)?\s(?:de?\s|d['’])?([^\W\d_]+)")
_DATE_LENGTH = 24
"""Characters in which a date or hour must show itself."""
_WORD_LENGTH = 14


def is_in(words: frozenset[str], word: str) -> bool:
    """Whether the word is in a class; one that is written there with a capital has one in the text too."""
    stem = word.lower()
    return stem in words or (stem != word and stem.capitalize() in words)


def needs_number(word: str, rules: Language) -> bool:
    """Whether the abbreviation is one that a number follows."""
    stem = word.lower()
    if rules.number_ending and stem.endswith(rules.number_ending):
        return True
    return stem in rules.numbered and (is_in(rules.number, word) or is_in(rules.label, word))


def before_number(text: str, begin: int, mark: int, word: str, first: int, rules: Language, final: bool) -> Verdict:
    """NO if what follows at ``first`` is the number of ``word``, or a number that goes on with its date or measure.

    YES: what follows is no such number, and other rules decide.
    """
    char = text[first]
    if char == "№":
        return NO
    if word.lower() not in rules.numbered and not rules.number_ending and not word[0].isdigit():
        return YES
    if char.isdigit():
        if needs_number(word, rules) or _is_measure(text, begin, mark, word, rules):
            return NO
        if is_in(rules.months, word) or is_in(rules.weekdays, word):
            return _in_date(text, begin, mark, word, first, rules, final)
        return YES
    if not char.isupper():
        return YES
    if (char.isascii() or char in "ІХС") and needs_number(word, rules):
        return _before_name(text, word, first, rules, final)
    if rules.weekdays and is_in(rules.weekdays, word) and not word.islower():
        return _before_month(text, first, rules, final)
    return YES


def _before_name(text: str, word: str, first: int, rules: Language, final: bool) -> Verdict:
    """Before what may be a Roman numeral or a letter: ``Vol. III``, ``Fig. A``, ``Rm. B12``."""
    found = _ALNUM.match(text, first)
    if found is None:
        return YES
    name = found[0]
    if found.end() == len(text) and not final and _MAY_NAME.match(name):
        return WAIT
    if _ROMAN.fullmatch(name) or _LETTER_AND_DIGITS.fullmatch(name):
        return NO
    if len(name) > 1 or not is_in(rules.label, word):
        return YES
    is_word = name in "AI" or name.lower() in rules.starters  # "I", "A" and the like begin sentences
    return YES if is_word and word.islower() else NO


def _is_measure(text: str, begin: int, mark: int, word: str, rules: Language) -> bool:
    bare = _LEADING_NUMBER.sub("", word)
    if not is_in(rules.measure, bare):
        return False
    return bare != word or _is_after_number(text, begin, mark - len(word))


def _is_after_number(text: str, begin: int, end: int) -> bool:
    return _DIGIT_BEFORE.search(text, max(begin, end - LOOK_BACK), end) is not None


def _in_date(text: str, begin: int, mark: int, word: str, first: int, rules: Language, final: bool) -> Verdict:
    """A month or weekday before digits. Many are words too, so it must look like a date on one side or the other."""
    is_head = not text[begin : mark - len(word)].strip()
    is_name = not word.islower() and not (is_head and word.lower() in rules.starters)
    if is_name or _is_after_number(text, begin, mark - len(word)):
        return NO
    if len(text) - first < _DATE_LENGTH and not final:
        return WAIT
    following = text[first : first + _DATE_LENGTH]
    day = _DAY.match(following)
    return NO if _TIME.match(following) or (day and day[1].lower() in rules.month_names) else YES


def _before_month(text: str, first: int, rules: Language, final: bool) -> Verdict:
    """A weekday before what may be a month: ``Tues. Sept. 5``."""
    found = _ALNUM.match(text, first)
    if found is None:
        return YES
    if found.end() == len(text) and not final and len(found[0]) < _WORD_LENGTH:
        return WAIT
    return NO if found[0].lower() in rules.month_names else YES
