"""What is read for a match of a reading aid. Pure functions over a language's table."""

from __future__ import annotations

import re

from .tables import Reading

_VOWELS = frozenset("AEIOUYÀÂÄÉÈÊËÍÎÏÓÔÖÚÙÛÜ")
_NUMBER = re.compile(r"[0-9](?:[0-9.,]*[0-9])?")
_WORD_BEFORE = re.compile(r"(\w+) $")
_ROMAN = re.compile(r"[XV]+")


def say(aid: str, text: str, before: str, reading: Reading) -> str | None:
    """What is spoken for a match; None if it is none after all. ``before`` is the end of the text before it."""
    match aid:
        case "dates":
            return _say_date(text, reading)
        case "phone":
            return _say_phone(text, reading)
        case "currency":
            return _say_amount(text, reading)
        case "units":
            number, unit = _split(text)
            return f"{number} {reading.units[unit][not _is_one(number, reading)]}"
        case "ordinals":
            written = next(part for part in (text, text[: text.find(".") + 1]) if part in reading.ordinals)
            found = _WORD_BEFORE.search(before)
            word = found[1] if found else ""
            ending = reading.ordinal_endings.get(word, reading.ordinal_ending)
            return reading.ordinals[written] + ending + text[len(written) :]
        case _:
            return _say_acronym(text, reading)


def _split(text: str) -> tuple[str, str]:
    """The number that the text begins with, and what is behind it."""
    found = _NUMBER.match(text)
    size = found.end() if found else 0
    return text[:size], text[size:].strip()


def _is_one(number: str, reading: Reading) -> bool:
    return number == "1" or (reading.one_below_two and number.partition(reading.decimal)[0] in ("0", "1"))


def _say_date(text: str, reading: Reading) -> str | None:
    year, month, day = map(int, text.split("-"))
    if not (year >= 1_000 and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    spoken_day = reading.first_day if day == 1 else str(day)
    return reading.date.format(year=year, month=reading.months[month - 1], day=spoken_day)


def _say_phone(text: str, reading: Reading) -> str | None:
    groups = re.findall(r"[0-9]+", text)
    size = sum(map(len, groups))
    is_large_number = text[0] == "+" and size < 10 and all(len(group) == 3 for group in groups[1:])
    if not 7 <= size <= 15 or is_large_number or (text.count(".") == 1 and len(groups) == 2):
        return None
    return (f"{reading.plus} " if text[0] == "+" else "") + ", ".join(" ".join(group) for group in groups)


def _say_amount(text: str, reading: Reading) -> str:
    found = _NUMBER.search(text)
    number, symbol, rest = (
        (found[0], text[: found.start()].strip(), text[found.end() :].strip()) if found else ("",) * 3
    )
    if not symbol:
        symbol = max((mark for mark in reading.currencies if rest.endswith(mark)), key=len)
        rest = rest[: -len(symbol)].strip()
    currency = reading.currencies[symbol]
    if rest:
        return f"{number} {reading.magnitudes[rest]} {currency.behind_million or currency.many}"
    whole, _, decimals = number.partition(reading.decimal)
    if decimals and not (len(decimals) == 2 and currency.cent):
        return f"{number} {currency.one if _is_one(number, reading) else currency.many}"
    main = f"{whole} {currency.one if _is_one(whole, reading) else currency.many}"
    cents = int(decimals or 0)
    if not cents:
        return main
    small = f"{cents} {currency.cent if cents == 1 else currency.cents}"
    return small if whole == "0" else main + reading.joint + small


def _say_acronym(text: str, reading: Reading) -> str | None:
    word = text.removesuffix("s")
    is_spelled = not _VOWELS & set(word) and word not in reading.unspelled and not _ROMAN.fullmatch(word)
    if not is_spelled and word not in reading.spelled:
        return None
    return " ".join(word) + (reading.plural_s if word != text else "")
