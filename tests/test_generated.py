"""The tables of ``buffering/generated`` are what CLDR and Unicode say, and a language is known by all of its codes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from buffering.generated import characters
from buffering.languages import DEFAULT, LANGUAGES, language_of
from buffering.languages.codes import code_of

ROOM = Path(__file__).parent.parent / "buffering" / "generated"


def test_tables_are_what_the_script_makes() -> None:
    """With the releases that they were made with; another release may know more."""
    babel = pytest.importorskip("babel")
    regex = pytest.importorskip("regex")
    from tests.make_tables import formatted, modules

    made = {name: formatted(text) for name, text in modules().items()}
    written = {path.stem: path.read_text(encoding="utf-8") for path in ROOM.glob("[a-z]*.py")}
    assert set(made) == set(written)
    for name, text in made.items():
        assert text == written[name], f"run tests.make_tables (Babel {babel.__version__}, regex {regex.__version__})"


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("pt-BR", "pt"),
        ("pt_PT", "pt"),
        ("zh_Hant", "zh"),
        ("cmn", "zh"),
        ("iw", "he"),
        ("in", "id"),
        ("nb", "no"),
        ("nb-NO", "no"),
        ("no", "no"),
        ("nn", "nn"),
        ("tl", "fil"),
        ("fil-PH", "fil"),
        ("deu", "de"),
        ("ENG", "en"),
        (" En-us ", "en"),
        ("sr-Latn", "sr"),
        ("mo", "ro"),
        ("", ""),
        ("xx", "xx"),
    ],
)
def test_code(code: str, known: str) -> None:
    assert code_of(code) == known
    assert language_of(code).never == LANGUAGES.get(known, DEFAULT).never


def test_every_code_of_an_entry_is_its_own() -> None:
    assert all(code_of(code) == code for code in LANGUAGES)
    assert len(LANGUAGES) >= 70


def test_words_are_written_as_they_are_looked_up() -> None:
    """In lower case, or with one capital; without a dot at the end, unless the word has several."""
    for code in LANGUAGES:
        entry = language_of(code)
        for words in (entry.never, entry.number, entry.label, entry.measure, entry.maybe, entry.final, entry.months):
            for word in words:
                assert word in (word.lower(), word.capitalize()), (code, word)
                assert not word.endswith("."), (code, word)
        assert all(word == word.lower() for word in entry.starters), code


def test_classes_of_characters() -> None:
    picture = re.compile(f"[{characters.PICTURE}{characters.FLAG}{characters.SKIN}]")
    assert all(picture.match(char) for char in "😀🫠🎉❤✓✗★🇩🏽")
    assert not any(picture.match(char) for char in "a1#©™→↔漢한か。")
    word = re.compile(f"[{characters.HAN_AND_KANA}]")
    assert all(word.match(char) for char in "漢々かカーｶ𠮷")
    assert not any(word.match(char) for char in "한a。、 ")
    wide = re.compile(f"[{characters.WIDE}]")
    assert all(wide.match(char) for char in "漢かカ한ㄅꀀ。、Ａ𠮷")
    assert not any(wide.match(char) for char in "a😀é→")
    undotted = re.compile(f"[{characters.UNDOTTED}]")
    assert all(undotted.match(char) for char in "กลខကང")
    assert not any(undotted.match(char) for char in "aहб漢5។")
