"""Words of every language's classes in made-up sentences: any chunking gives the same, and what must hold, holds."""

from __future__ import annotations

import random

import pytest

from buffering import Segmenter
from buffering.languages import LANGUAGES, language_of

FOLLOWING = (
    "A I B III XLII V Anna Émile Иван अब 5 12 2026 7C B12 5. 9:00 4 d. l' Sept. Okt. mai Yahoo! E! No. S/. Д. ص".split()
)


def cut(language: str, tokens: list[str]) -> list[str]:
    segmenter = Segmenter(language)
    found = [segment for token in tokens for segment in segmenter.push(token)] + segmenter.finish()
    return [segment.text for segment in found]


def chunks(text: str, dice: random.Random) -> list[str]:
    found = []
    while text:
        size = dice.randint(1, 9)
        found.append(text[:size])
        text = text[size:]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_any_chunking_of_abbreviations_gives_the_same(language: str) -> None:
    dice = random.Random(language)
    entry = language_of(language)
    listed = sorted(
        entry.never
        | entry.number
        | entry.label
        | entry.measure
        | entry.maybe
        | entry.final
        | entry.months
        | entry.weekdays
        | entry.starters
    )
    for _ in range(30):
        parts = []
        for _ in range(12):
            word = dice.choice(listed)
            parts.append(dice.choice([word, word.capitalize()]) + dice.choice([".", ".", ". ", "", "!", "?"]))
            parts.append(dice.choice(FOLLOWING))
        text = " ".join(parts)
        whole = cut(language, [text])
        assert "".join(whole) == text
        assert cut(language, list(text)) == whole
        assert cut(language, chunks(text, dice)) == whole


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_ends_between_a_title_and_a_name(language: str) -> None:
    entry = language_of(language)
    for word in entry.never:
        whole = entry.final | entry.maybe
        if word not in whole and f"x{word}" not in whole:
            assert len(cut(language, [f"xyz abc def {word}. Qqq rst."])) == 1, word


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_ends_between_an_abbreviation_and_its_number(language: str) -> None:
    entry = language_of(language)
    for word in entry.number | entry.label:
        assert len(cut(language, [f"xyz abc def {word}. 5 rst."])) == 1, word
        assert len(cut(language, [f"xyz abc def {word}. XIV rst."])) == 1, word
    for word in entry.months:
        assert len(cut(language, [f"xyz abc def 5 {word}. 2026 rst."])) == 1, word
        assert len(cut(language, [f"xyz abc def {word}. Qqq rst."])) == 2 or word in entry.maybe | entry.never, word
    for word in entry.measure:
        assert len(cut(language, [f"xyz abc def 3 {word}. 5 rst."])) == 1, word


def test_a_price_in_the_middle_of_a_measure_needs_a_number_before() -> None:
    assert len(cut("uk", ["Це твій год. 5 людей прийшли."])) == 2
    assert len(cut("en", ["He ran the yd. 5 people came."])) == 2
