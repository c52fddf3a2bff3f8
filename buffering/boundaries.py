"""Whether a sentence ends at a terminator. Pure: text around the mark in, a verdict out; no state, no streaming.

Decided at the next visible character; a whole next word is asked for only where nothing less decides. ``WAIT`` says
that the text given does not reach far enough yet.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from enum import Enum

from .languages import DEFAULT, LANGUAGES
from .languages.entry import Language


class Verdict(Enum):
    """What is known about an end."""

    YES = "yes"
    NO = "no"
    WAIT = "wait"


YES, NO, WAIT = Verdict.YES, Verdict.NO, Verdict.WAIT

SPACED = ".!?…‼⁇⁈⁉؟۔"
"""Terminators that need white space behind them: they also stand in numbers, names and addresses."""
UNSPACED = "。！？｡।॥։።፧፨។៕៖။᙮᠃᠉꓿꘎꘏꛳꛷𑁇𑁈᭞᭟꧈꧉꩝꩞꩟꫰꫱꯫"
"""Terminators that end a sentence whatever follows: their scripts put no space there, or use them for nothing else."""
CLOSERS = "\"'”’“‘»›)]}」』）】〕》〉*_`"
"""What may stand between a terminator and the space and belongs to the sentence; the last three are Markdown's."""
OPENERS = ",\"'“‘„«‹»›([{「『（【〔《〈*_`¿¡-–—•‚"
"""What may stand before the first letter of a sentence."""
BULLETS = "-–—*+•⁃▪‣◦●·"

_RUN = re.compile(rf"[{re.escape(SPACED)}\u202a-\u202e]+[{re.escape(CLOSERS)}\u2069\u202c]{{0,8}}")
_UNSPACED_RUN = re.compile(rf"[{re.escape(UNSPACED + SPACED)}]+[{re.escape(CLOSERS.replace('“', ''))}]{{0,8}}")
_CLOSING = re.compile(rf"[{re.escape(CLOSERS)}]{{0,8}}")
_SPACE = re.compile(r"\s*")
_OPENING = re.compile(rf"[{re.escape(OPENERS)}\s]{{0,12}}")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ITEM = re.compile(rf"\s*(?:[{re.escape(BULLETS)}>#]\s*){{0,4}}(?:\d{{1,4}}|[a-zA-Zа-яА-Яα-ωΑ-Ω]|[ivxIVX]{{1,4}})\Z")
_CONTRACTION = re.compile(r"n['’]t$|['’].*")
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff」』]")
_HANGUL = "\u1100"
"""From here on, by code point, a letter is a syllable or a word, and no initial."""
_DOTS = re.compile(r"[.…](?:\s*[.…])*\s*")
_LEADING_DOTS = re.compile(r"(?:\.{2,}|…)\w")
_DOTS_BEFORE = re.compile(r"(?:[.…]\s*)*\Z")
_DIGITS = re.compile(r"\d{1,4}\Z")
_ROMAN = re.compile(r"[IVXLC]+\Z")
_LAST_WORD = re.compile(r"([^\W\d_]{2,})[.!?؟۔]\Z")
_QUOTING = "とっのをにへがは"
"""What goes on after a Japanese quotation: these particles begin no sentence, so it is not over."""
_EMOJI = r"[\u231a-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
_SET_OFF = re.compile(rf"[»›](?!\S)|''(?!\w)|[:;]-?[()DP](?!\w)|{_EMOJI}[\ufe0f\u200d]*(?:{_EMOJI}[\ufe0f\u200d]*)*")
"""What is set off with a space and still belongs to the sentence: French closing quotes, smileys, emoji."""
LOOK_BACK = 32
"""Characters in which the word before a terminator is looked for."""
LOOK_AHEAD = 64
"""Characters behind a terminator after which it is judged with what is there: white space has no bound."""
_HEAD = 16
"""Characters within which the mark of a list item stands."""
LONG_WORD = 6
"""Letters of a word behind which a dot ends a sentence even before lower case: abbreviations are shorter."""


def rules_of(language: str) -> Language:
    """The language's entry; for an unknown one, words that clash with none."""
    return LANGUAGES.get(language.replace("_", "-").split("-")[0].lower(), DEFAULT)


def extend(rules: Language, abbreviations: Iterable[str]) -> Language:
    """The language with more words, with or without their last dot, after which no sentence ends."""
    more = frozenset(word.rstrip(".").lower() for word in abbreviations)
    return dataclasses.replace(rules, never=rules.never | more) if more else rules


def judge(text: str, begin: int, mark: int, rules: Language, *, final: bool) -> tuple[Verdict, int]:  # noqa: C901  a ladder
    """Whether the segment that began at ``begin`` ends with the terminator at ``mark``.

    Gives the verdict and a position: where the segment ends, or where to go on looking. ``final``: no text follows.
    """
    if "`" in text and _is_in_code(text, begin, mark):
        return NO, mark + 1
    after = text[mark + 2 : mark + 4]
    if text[mark : mark + 2] == ". " and not final and mark > begin and text[mark - 1] not in " \t\n.…[(":
        # The usual cases, of which texts full of abbreviations have many, without any regex.
        if not after or (len(after) == 1 and after.islower()):
            return WAIT, mark
        if after[0].islower() and not after[1].isupper():
            return (YES if _ends_chat(text, begin, mark, rules) else NO), mark + 2
        if after[0].isalnum() and not after[0].islower():
            verdict = _after_dot(text, begin, mark, mark + 1, mark + 2, rules, final)
            return verdict, mark + 2 if verdict is YES else mark + 1
    if text[mark] in UNSPACED:
        return _judge_unspaced(text, begin, mark, final=final)
    run = _RUN.match(text, mark) or _CLOSING.match(text, mark + 1)
    end = run.end() if run else mark + 1
    if end == len(text):
        return (NO if final else WAIT), end
    if not text[end].isspace():
        return (YES if _is_glued(text, begin, mark, end, rules) else NO), end
    following = _SPACE.match(text, end).end()  # type: ignore[union-attr]
    if (line_end := text.find("\n", end, following)) >= 0:
        return (NO, end) if text[mark] == "." and _is_listed(text, begin, mark, rules) else (YES, line_end + 1)
    if following == len(text):
        return (NO if final else WAIT), end
    while (closing := _SET_OFF.match(text, following)) or _may_be_smiley(text, following, final):
        if closing is None or (closing.end() == len(text) and not final):
            return WAIT, end
        end = closing.end()
        following = _SPACE.match(text, end).end()  # type: ignore[union-attr]
        if following == len(text):
            return (NO if final else WAIT), end
        if following == end:
            return NO, end
    verdict = _judge_spaced(text, begin, mark, end, following, rules, final)
    return verdict, (following if verdict is YES else end)


def _may_be_smiley(text: str, position: int, final: bool) -> bool:
    return text[position] in ":;" and len(text) - position < 3 and not final and not text[-1].isspace()


def _is_in_code(text: str, begin: int, mark: int) -> bool:
    """Whether a backtick before ``mark``, in its line, opens code that is not closed yet."""
    line = max(text.rfind("\n", begin, mark), begin)
    last = text.rfind("`", line, mark)
    if text.count("`", line, mark) % 2 == 0 or text[last + 1].isspace():
        return False
    return last == line or not text[last - 1].isalnum()


def _judge_unspaced(text: str, begin: int, mark: int, *, final: bool) -> tuple[Verdict, int]:
    run = _UNSPACED_RUN.match(text, mark)
    end = run.end() if run else mark + 1
    following = _SPACE.match(text, end).end()  # type: ignore[union-attr]
    if following == len(text):
        return (NO if final else WAIT), end
    back = max(begin, mark - LOOK_BACK)
    if text.rfind("《", back, mark) > text.rfind("》", back, end):
        return NO, end  # a title such as 《摔跤吧！爸爸》
    if text[end - 1] in "」』）”" and text[following] in _QUOTING:
        return NO, end
    if text[following] in "」』）》〉】〕，、,;:)]；：》":
        return NO, following
    return YES, following


def _judge_spaced(  # noqa: C901  a ladder
    text: str, begin: int, mark: int, end: int, following: int, rules: Language, final: bool
) -> Verdict:
    char = text[following]
    if char in ",-" and following + 1 == len(text) and not final:
        return WAIT
    if char == "," and text[following + 1 : following + 2] == ",":  # ,, opens a quotation
        following += 1
        char = "„"
    if char == "-" and text[following + 1 : following + 2].isspace():
        return NO  # the same speaker goes on: "No. - Why? - he asked."
    if char in ",;:)]}%/=+&|\\”’،؛":
        return NO
    first = _OPENING.match(text, following).end()  # type: ignore[union-attr]
    if first == len(text):
        return YES if final else WAIT
    lower = text[first].islower() and not any(mark in "`¿¡" for mark in text[following:first])
    if lower:
        capital = first + 1 if text[first - 1] not in "'’" else first + 2  # iPhone, eBay, 's Avonds begin sentences
        if capital >= len(text):
            return NO if final else WAIT
        lower = not text[capital].isupper()
    if char in "–—" and not text[first].isupper():
        return NO  # a dash in a sentence, or before "said he"; before a capital, the next one speaks
    attached = mark > begin and not text[mark - 1].isspace()
    if char in SPACED or (not attached and text[mark] == "." and not lower):
        return _beside_dots(text, begin, mark, following, attached, final)
    if text[mark - 1] in "[(" and mark > begin:
        return NO  # "[...]" leaves something out
    if text[mark] != "." or text[mark + 1 : mark + 2] in (".", "…", "!", "?"):  # ! ? … ... and mixtures
        return _after_strong(text, begin, mark, end, attached, lower)
    if lower:
        return YES if attached and end == mark + 1 and _ends_chat(text, begin, mark, rules) else NO
    return _after_dot(text, begin, mark, end, first, rules, final)


def _beside_dots(text: str, begin: int, mark: int, following: int, attached: bool, final: bool) -> Verdict:
    """``. . .`` goes on, ``. . . .`` ends; what stands before them ends if a sentence begins behind them."""
    is_sentence = attached or text[mark] not in ".…"
    dots = _DOTS.match(text, following if is_sentence else mark)
    if dots is None:
        return NO  # "! ?"
    if dots.end() == len(text):
        return NO if final else WAIT
    if is_sentence:
        return YES if text[dots.end()].isupper() or _LEADING_DOTS.match(text, following) else NO
    if not text[begin:mark].strip(" .…"):
        return NO  # the sentence begins with its dots
    if dots[0].rstrip() != text[mark:following].rstrip():
        return NO  # not the last of them
    before = _DOTS_BEFORE.search(text, max(begin, mark - LOOK_BACK), mark)
    count = sum(map(dots[0].count, ".…")) + (before[0].count(".") if before else 0)
    return YES if count != 3 or text[mark + 1 : mark + 2] in (".", "…") else NO


def _after_strong(text: str, begin: int, mark: int, end: int, attached: bool, lower: bool) -> Verdict:
    if not attached and not text[begin:mark].strip():
        return NO  # "... and so on" begins with its dots
    if not lower:
        return YES
    # Who writes everything in lower case ends sentences before lower case.
    return YES if text[mark] in "!?" and end - mark <= 2 and begins_lower(text, begin) and text[end - 1] in "!?" else NO


def is_all_opening(text: str, begin: int) -> bool:
    """Whether nothing but opening marks has come from ``begin`` on."""
    return _OPENING.match(text, begin).end() == len(text)  # type: ignore[union-attr]


def begins_lower(text: str, begin: int) -> bool:
    """Whether the first letter from ``begin`` on is of lower case."""
    first = _OPENING.match(text, begin).end()  # type: ignore[union-attr]
    return text[first : first + 1].islower()


def _after_dot(text: str, begin: int, mark: int, end: int, first: int, rules: Language, final: bool) -> Verdict:
    if mark - begin <= _HEAD and _ITEM.match(text, begin, mark):
        return NO  # "1." or "a)" at the head of its line
    if end > mark + 1 or text[mark - 1] in ")]}»”":
        return YES  # a quotation or bracket was closed as well
    token = _token(text, begin, mark)
    word = token.rpartition("'")[2].rpartition("’")[2].rpartition("/")[2].lstrip(OPENERS)
    if not word.isascii():
        word = _IDEOGRAPH.split(word)[-1]  # "她是Dr." is Dr.
    stem = word.lower()
    if not word:
        return YES
    if len(word) == 1 and word.isalpha() and not word.islower() and word < _HANGUL:
        return _before_starter(text, first, rules, final)  # an initial, or "plan B."
    if text[first] == "№" or (text[first].isdigit() and _needs_number(stem, rules)):
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


def _ends_chat(text: str, begin: int, mark: int, rules: Language) -> bool:
    """Whether a plain dot ends a sentence although lower case follows: after a long word, or where all is lower."""
    stem = _token(text, begin, mark).lower()
    if stem.isdigit():
        return not rules.ordinal and begins_lower(text, begin)
    return (
        stem.isalpha()
        and (len(stem) >= LONG_WORD or (len(stem) >= 3 and begins_lower(text, begin)))
        and not _is_listed(text, begin, mark, rules)
    )


def _token(text: str, begin: int, mark: int) -> str:
    """What stands before the mark, back to a space."""
    tokens = text[max(begin, mark - LOOK_BACK) : mark].rsplit(None, 1)
    return tokens[-1] if tokens else ""


def _is_listed(text: str, begin: int, mark: int, rules: Language) -> bool:
    """Whether the word before the dot is an abbreviation of any class but ``final``."""
    stem = _token(text, begin, mark).lstrip(OPENERS).lower()
    return stem in rules.never or stem in rules.maybe or stem in rules.number


def _needs_number(stem: str, rules: Language) -> bool:
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


def _is_glued(text: str, begin: int, mark: int, end: int, rules: Language) -> bool:
    """Whether a narrow terminator without a space behind it ends a sentence all the same: before Han and kana."""
    if mark == begin or not _IDEOGRAPH.match(text, end):
        return False
    if text[mark] != ".":
        return bool(_IDEOGRAPH.match(text, mark - 1))
    word = _IDEOGRAPH.split(_token(text, begin, mark))[-1].lower()
    return len(word) > 1 and word.isalpha() and word not in rules.never


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


def ends_surely(text: str, rules: Language) -> bool:
    """Whether ``text``, of which nothing is known to follow, ends a sentence for all that can be known.

    After a mark that ends whatever follows, and after a word of three letters or more that is on no list. Not after
    numbers, initials and ellipses, nor inside an open quotation or bracket.
    """
    stripped = text.rstrip()
    bare = stripped.rstrip(CLOSERS)
    if not bare or _is_open(stripped):
        return False
    token = bare.rsplit(None, 1)[-1]
    if bare[-1] in UNSPACED:
        return True
    if any(mark in token[:-1] for mark in "./@:_") or any(map(str.isdigit, token)):
        return False  # an address, a file or a number, which may go on
    if bare[-1] in rules.terminators:
        return token[-2:-1].isalpha()
    word = _LAST_WORD.search(bare, max(0, len(bare) - LOOK_BACK))
    if word is None or bare[-1] not in ".!?؟۔":
        return False
    stem = word[1].lower()
    listed = stem in rules.never or stem in rules.maybe or stem in rules.number or stem in rules.final
    if bare[-1] != ".":
        return True
    if rules.number_ending and stem.endswith(rules.number_ending):
        return False
    return not listed and (len(stem) >= (5 if rules.short_is_abbreviation else 3) or stem in rules.starters)


def _is_open(text: str) -> bool:
    """Whether a quotation, bracket or code is open. The mark that opens in English closes in German."""
    return (
        text.count('"') % 2 == 1
        or text.count("`") % 2 == 1
        or text.count("“") - text.count("„") > text.count("”")
        or any(text.count(opening) > text.count(closing) for opening, closing in ("«»", "()", "[]", "「」", "『』"))
    )
