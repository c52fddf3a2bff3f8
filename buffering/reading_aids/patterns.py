"""What the reading aids match, as patterns put together from parts. Knows nothing of what is read for a match.

Every pattern is made twice from the same parts: ``full`` is the match, ``open`` is any beginning of one that reaches
the end of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from .tables import Reading


class Part(NamedTuple):
    """A part of a pattern."""

    full: str
    open: str  # what matches if the text ends within this part or before it; "" if it cannot


_DIGIT = "[0-9]"
_GAP = Part("[ \u00a0\u202f]", r"\Z")
_NO_WORD_BEFORE = Part(r"(?<!\w)", "")
_NO_NUMBER_BEFORE = Part(r"(?<![\w$€£¥])(?<![0-9][.,:])", "")


def _sequence(*parts: Part) -> Part:
    opening = ""
    for part in reversed(parts):
        choices = [part.open, part.full + opening if opening else ""]
        opening = f"(?:{'|'.join(filter(None, choices))})" if any(choices) else ""
    return Part("".join(part.full for part in parts), opening)


def _either(*parts: Part) -> Part:
    opening = "|".join(part.open for part in parts if part.open)
    return Part(f"(?:{'|'.join(part.full for part in parts)})", f"(?:{opening})" if opening else "")


def _maybe(part: Part) -> Part:
    return Part(f"(?:{part.full})?", part.open)


def _some(kind: str, low: int, high: int) -> Part:
    return Part(f"{kind}{{{low},{high}}}", f"{kind}{{0,{high - 1}}}\\Z")


def _repeat(part: Part, low: int, high: int) -> Part:
    return Part(f"(?:{part.full}){{{low},{high}}}", f"(?:{part.full}){{0,{high - 1}}}{part.open}")


def _words(words: Iterable[str], edge: str = "", last: str = "") -> Part:
    """Any of the words, the longest that fits; ``edge`` is what must follow one that ends like a word."""
    tails: dict[str, list[str]] = {}
    for word in sorted(set(words)):
        tails.setdefault(word[:1], []).append(word[1:])
    edge_here = edge if _is_word(last) else ""
    branches = [(re.escape(head), _words(tails[head], edge, head)) for head in tails if head]
    full = [head + part.full for head, part in branches] + ([edge_here] if "" in tails else [])
    opening = [r"\Z"] if branches or edge_here else []
    opening += [head + part.open for head, part in branches if part.open]
    return Part(*(f"(?:{'|'.join(choices)})" if choices else "" for choices in (full, opening)))


def _is_word(mark: str) -> bool:
    return mark.isalnum() or mark == "_"


def of_lexicon(keys: Iterable[str]) -> Part:
    keys = list(keys)
    groups = ([k for k in keys if _is_word(k[0])], [k for k in keys if not _is_word(k[0])])
    leads = (_NO_WORD_BEFORE, Part("", ""))
    return _either(*(_sequence(lead, _words(g, r"(?!\w)")) for lead, g in zip(leads, groups, strict=True) if g))


def of_aid(aid: str, reading: Reading) -> Part:
    """What an aid matches, roughly; ``words.py`` may still decline."""
    number = _sequence(_some(_DIGIT, 1, 12), _repeat(_sequence(_some("[.,]", 1, 1), _some(_DIGIT, 1, 6)), 0, 2))
    word_end = Part(r"(?!\w)", r"\Z")
    match aid:
        case "dates":
            day = [_some(_DIGIT, 4, 4), _some("-", 1, 1), _some(_DIGIT, 2, 2), _some("-", 1, 1), _some(_DIGIT, 2, 2)]
            return _sequence(Part(r"(?<![\w/.+-])", ""), *day, Part(r"(?!\w|[-./]\w)", r"[-./]?\Z"))
        case "phone":
            return _phone()
        case "currency":
            return _currency(reading)
        case "units":
            long = _sequence(_maybe(_GAP), _words(unit for unit in reading.units if not _is_letter(unit)))
            short = _sequence(_GAP, _words(unit for unit in reading.units if _is_letter(unit)))
            return _sequence(_NO_NUMBER_BEFORE, number, _either(long, short), Part(r"(?![\w'’]|/[^\W\d])", r"/?\Z"))
        case "ordinals":
            month = [_GAP, _words(reading.months)] if reading.ordinals_need_month else []
            return _sequence(Part(r"(?<![\w,.:/-])", ""), _words(reading.ordinals), *month, word_end)
        case _:
            plural = [_maybe(_some("s", 1, 1))] if reading.plural_s else []
            return _sequence(Part(r"(?<![\w$@#.\\])", ""), _some("[A-ZÀ-ÖØ-Þ]", 2, 5), *plural, word_end)


def _is_letter(unit: str) -> bool:
    return len(unit) == 1 and unit.isalpha()


def _currency(reading: Reading) -> Part:
    decimals = _maybe(_sequence(_some(re.escape(reading.decimal), 1, 1), _some(_DIGIT, 1, 4)))
    amount = _sequence(_some(_DIGIT, 1, 12), decimals)
    if reading.thousands:
        group = _sequence(_some(re.escape(reading.thousands), 1, 1), _some(_DIGIT, 3, 3))
        amount = _either(_sequence(_some(_DIGIT, 1, 3), _repeat(group, 1, 4), decimals), amount)
    magnitude = _maybe(_sequence(_maybe(_GAP), _words(reading.magnitudes)))
    symbol = _words(reading.currencies)
    before = _sequence(Part(r"(?<![\w$€£¥])", ""), symbol, _maybe(_GAP), amount, magnitude)
    after = _sequence(_NO_NUMBER_BEFORE, amount, magnitude, _maybe(_GAP), symbol)
    return _sequence(_either(before, after), Part(r"(?![\w$€£¥]|[-–.,][0-9])", r"[-–.,]?\Z"))


def _phone() -> Part:
    """``+49 30 1234567``, ``(030) 123456``, ``(555) 123-4567``, ``555-123-4567``."""
    mark, gap = _some("[ ./-]", 1, 1), _maybe(_some(" ", 1, 1))
    trunk = _sequence(_some("[(]", 1, 1), _some(_DIGIT, 1, 4), _some("[)]", 1, 1), gap)
    many = _sequence(_some(_DIGIT, 1, 8), _repeat(_sequence(mark, _some(_DIGIT, 2, 8)), 0, 3))
    pairs = _sequence(_some(_DIGIT, 1, 3), _repeat(_sequence(mark, _some(_DIGIT, 2, 3)), 3, 5))
    abroad = _sequence(_some("[+]", 1, 1), _some(_DIGIT, 1, 3), _maybe(mark), _maybe(trunk), _either(pairs, many))
    local = _sequence(_some(_DIGIT, 2, 8), _repeat(_sequence(mark, _some(_DIGIT, 2, 8)), 0, 2))
    zero = _sequence(_some("[(]", 1, 1), _some("0", 1, 1), _some(_DIGIT, 1, 4), _some("[)]", 1, 1), gap, local)
    line = [_some(_DIGIT, 3, 3), _some("[-. ]", 1, 1), _some(_DIGIT, 4, 4)]
    area = _sequence(_some("[(]", 1, 1), _some(_DIGIT, 3, 3), _some("[)]", 1, 1), gap, *line)
    plain = _sequence(_some(_DIGIT, 3, 3), _some("-", 1, 1), _some(_DIGIT, 3, 3), _some("-", 1, 1), line[2])
    lead = Part(r"(?<![\w.)/+-])", "")
    return _sequence(lead, _either(abroad, zero, area, plain), Part(r"(?!\w|[-./][0-9])", r"[-./]?\Z"))
