"""Whether a sentence ends at a terminator. Pure: text around the mark in, a verdict out; no state, no streaming.

Decided at the next visible character; a whole next word is asked for only where nothing less decides. ``WAIT`` says
that the text given does not reach far enough yet.
"""

from __future__ import annotations

import re

from .abbreviations import after_dot, begins_lower, ends_before_lower, is_listed, token_before
from .generated.characters import FLAG, PICTURE, SKIN
from .languages.brands import BRANDS
from .languages.entry import Language
from .marks import CLOSERS, IDEOGRAPH, LOOK_BACK, NO, OPENERS, OPENING, SPACED, UNSPACED, WAIT, YES, Verdict
from .numbering import is_in, needs_number

_RUN = re.compile(rf"[{re.escape(SPACED)}\u202a-\u202e]+[{re.escape(CLOSERS)}\u2069\u202c]{{0,8}}")
_UNSPACED_RUN = re.compile(rf"[{re.escape(UNSPACED + SPACED)}]+[{re.escape(CLOSERS.replace('“', ''))}]{{0,8}}")
_CLOSING = re.compile(rf"[{re.escape(CLOSERS)}]{{0,8}}")
_SPACE = re.compile(r"\s*")
_DOTS = re.compile(r"[.…](?:\s*[.…])*\s*")
_LEADING_DOTS = re.compile(r"(?:\.{2,}|…)\w")
_DOTS_BEFORE = re.compile(r"(?:[.…]\s*)*\Z")
_LAST_WORD = re.compile(r"([^\W\d_]+['’])?([^\W\d_]+)[.!?؟۔]\Z")
_SHORT_WORD = re.compile(r"(?=.*[aeiouyáéíóúàèìòùäöüæøåаеёиоуыэюяіїєαειηουωάέίήόύώ]).{2}\Z")
"""A word of two letters that can be pronounced ("up", "go", "us"); abbreviations mostly cannot be."""
_TRAILING_OFF = re.compile(r"[^\W\d_](?:\.{3,}|…)\s*\Z")
_NARROW = re.compile(r"[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]")
_WORD = re.compile(r"([^\W\d_]{2,})[.!?؟۔]\Z")
_WORD = re.compile(r"[^\W\d_]+")
_BRAND_ENDS = {end for name in BRANDS for end in (name[-3:], f" {name}"[-3:])}
_LONGEST = 14
"""Letters from which a word is none that goes on with a name."""
_QUOTING = "とっのをにへがは"
"""What goes on after a Japanese quotation: these particles begin no sentence, so it is not over."""
_EMOJI = f"[{PICTURE}{FLAG}{SKIN}]"
_SET_OFF = re.compile(rf"[»›](?!\S)|''(?!\w)|[:;]-?[()DP](?!\w)|(?:{_EMOJI}[\ufe0f\u200d]*)+")
"""What is set off with a space and still belongs to the sentence: French closing quotes, smileys, emoji."""


def judge(text: str, begin: int, mark: int, rules: Language, *, final: bool) -> tuple[Verdict, int]:  # noqa: C901  a ladder
    """Whether the segment that began at ``begin`` ends with the terminator at ``mark``.

    Gives the verdict and a position: where the segment ends, or where to go on looking. ``final``: no text follows.
    """
    if "`" in text and _is_in_code(text, begin, mark):
        # Not before it is known whether the mark is one that ``finders`` pass over: what ends nothing is counted.
        return (NO, mark + 1) if final or len(text) > mark + 3 else (WAIT, mark)
    after = text[mark + 2 : mark + 4]
    if text[mark : mark + 2] == ". " and not final and mark > begin and text[mark - 1] not in " \t\n.…[(":
        # The usual cases, of which texts full of abbreviations have many, without any regex.
        if not after or (len(after) == 1 and after.islower()):
            return WAIT, mark
        if after[0].islower() and not after[1].isupper():
            return (YES if ends_before_lower(text, begin, mark, rules) else NO), mark + 2
        if after[0].isalnum() and not after[0].islower():
            verdict = after_dot(text, begin, mark, mark + 1, mark + 2, rules, final)
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
        return (NO, end) if text[mark] == "." and is_listed(text, begin, mark, rules) else (YES, line_end + 1)
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
    if text[following] in "」』）》〉】〕，、,;:)]；：》" or text[following] in UNSPACED:
        return NO, following
    if text[mark] == "．" and following == mark + 1 and _NARROW.match(text, following):
        return NO, following  # a number or an address in full-width characters
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
        if text[mark] not in "!?" or (following + 2 < len(text) and not text[following + 2].isupper()):
            return NO  # the same speaker goes on: "No. - Why? - he asked."
        return YES if following + 2 < len(text) else NO if final else WAIT
    if char in ",;:)]}%/=+&|\\”’،؛":
        return NO
    first = OPENING.match(text, following).end()  # type: ignore[union-attr]
    if first == len(text):
        return NO if final else WAIT
    if first > following and text[first] in SPACED:
        return NO  # a loose quotation mark: 'We ran ... ". Then he sat.'
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
    if text[max(mark - 2, begin) : mark + 1] in _BRAND_ENDS and end == mark + 1:
        brand = _after_brand(text, begin, mark, first, rules, final)
        if brand is not None:
            return brand
    is_dot = text[mark] == "." or (text[mark] == "۔" and is_listed(text, begin, mark, rules))
    if not is_dot or text[mark + 1 : mark + 2] in (".", "…", "!", "?"):  # ! ? … ... and mixtures
        return _after_strong(text, begin, mark, end, attached, lower)
    if lower:
        return YES if attached and end == mark + 1 and ends_before_lower(text, begin, mark, rules) else NO
    return after_dot(text, begin, mark, end, first, rules, final)


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


def _after_brand(text: str, begin: int, mark: int, first: int, rules: Language, final: bool) -> Verdict | None:
    """NO if the mark is part of a name that goes on, such as ``Yahoo! Finance``; None if it is no name's."""
    more = BRANDS.get(token_before(text, begin, mark).lstrip(OPENERS) + text[mark])
    word = _WORD.match(text, first) if more is not None else None
    if word is None:
        return None
    if word.end() == len(text) and not final and len(word[0]) < _LONGEST:
        return WAIT
    goes_on = word[0] in more if more else word[0].lower() not in rules.starters
    return NO if goes_on else None


def _after_strong(text: str, begin: int, mark: int, end: int, attached: bool, lower: bool) -> Verdict:
    if not attached and not text[begin:mark].strip():
        return NO  # "... and so on" begins with its dots
    if not lower:
        return YES
    # Who writes everything in lower case ends sentences before lower case.
    return YES if text[mark] in "!?" and end - mark <= 2 and begins_lower(text, begin) and text[end - 1] in "!?" else NO


def _is_glued(text: str, begin: int, mark: int, end: int, rules: Language) -> bool:
    """Whether a narrow terminator without a space behind it ends a sentence all the same: before Han and kana."""
    if mark == begin or not IDEOGRAPH.match(text, end):
        return False
    if text[mark] != ".":
        return bool(IDEOGRAPH.match(text, mark - 1))
    word = IDEOGRAPH.split(token_before(text, begin, mark))[-1].lower()
    return len(word) > 1 and word.isalpha() and word not in rules.never


def ends_surely(text: str, rules: Language) -> bool:
    """Whether ``text``, of which nothing is known to follow, ends a sentence for all that can be known.

    After a mark that ends whatever follows, and after a word that is on no list and not as short as an abbreviation.
    Not after numbers, initials and ellipses, nor inside an open quotation or bracket.
    """
    stripped = text.rstrip()
    bare = stripped.rstrip(CLOSERS)
    if not bare.strip() or _is_open(stripped):
        return False
    token = bare.rsplit(None, 1)[-1]
    if bare[-1] in UNSPACED:
        return bare[-1] != "．" or not _NARROW.match(token[-2:-1])
    if any(mark in token[:-1] for mark in "./@:_") or any(map(str.isdigit, token)):
        return False  # an address, a file or a number, which may go on
    if bare[-1] in rules.terminators:
        return token[-2:-1].isalpha()
    word = _LAST_WORD.search(bare, max(0, len(bare) - LOOK_BACK))
    if word is None or bare[-1] not in ".!?؟۔":
        return False
    stem = word[2].lower()
    if bare[-1] != ".":
        return len(stem) > 1 or word[1] is not None
    if word[1]:
        return True  # "I can't."
    if _is_abbreviation(word[2], rules):
        return False
    if rules.short_is_abbreviation:
        return len(stem) >= 5 or stem in rules.starters
    return len(stem) >= 3 or stem in rules.starters or _SHORT_WORD.match(stem) is not None


def trails_off(text: str) -> bool:
    """Whether ``text`` stops with a word and an ellipsis ("Let me think..."): a pause is what it asks for."""
    return _TRAILING_OFF.search(text, max(0, len(text) - LOOK_BACK)) is not None and not _is_open(text)


def _is_abbreviation(word: str, rules: Language) -> bool:
    """Whether the word is of any class but ``measure``, whose words are often others too."""
    classes = (rules.never, rules.maybe, rules.final, rules.months, rules.weekdays)
    return needs_number(word, rules) or any(is_in(words, word) for words in classes)


def _is_open(text: str) -> bool:
    """Whether a quotation, bracket or code is open. The mark that opens in English closes in German."""
    return (
        text.count('"') % 2 == 1
        or text.count("`") % 2 == 1
        or text.count("“") - text.count("„") > text.count("”")
        or text.count("«") != text.count("»")  # in German » opens
        or any(text.count(opening) > text.count(closing) for opening, closing in ("()", "[]", "「」", "『』"))
    )
