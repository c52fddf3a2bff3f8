"""The options of a text as values: each keeps the others, and what cannot be is refused where it is given."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, get_type_hints

import pytest

from adapter import Local, Speaker
from buffering import Segmenter, Speakable, TextOptions, splitters

TEXT = "When the rain had finally stopped, we learned SQL, and then we slept.\n```\nx = 1\n```\nDr. Frobn. Smith left."


def heard(**options: Any) -> list[str]:
    """Two texts, so that an option that was used up by the first would be missed in the second."""
    make = splitters(**options)
    first, second = ([s.text.strip() for s in splitter.push(TEXT) + splitter.finish()] for splitter in (make(), make()))
    assert first == second
    return first


def test_an_option_changes_what_it_says_and_loses_no_other() -> None:
    assert heard()[0].startswith("When the rain had finally stopped, we learned SQL, and")
    assert heard(first_clause=20, code="skip", lexicon={"SQL": "sequel"}, abbreviations=iter(["Frobn."])) == [
        "When the rain had finally stopped,",
        "we learned sequel, and then we slept.",
        "Dr. Frobn. Smith left.",
    ]
    assert "x = 1" in "".join(heard(clean=False))


def test_the_options_are_those_of_what_cleans_and_what_cuts() -> None:
    both = {*inspect.signature(Speakable).parameters, *inspect.signature(Segmenter).parameters}
    assert set(get_type_hints(TextOptions)) == both - {"language", "first_clause"}


@pytest.mark.parametrize("make", [splitters, lambda **options: Speaker(Local(), **options)], ids=["text", "speaker"])
@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"code": "skpi"}, ValueError, "code must be one of 'note', 'skip', 'speak', not 'skpi'"),
        ({"codes": "skip"}, TypeError, "no option 'codes'; the options of a text are language, code, tables"),
        ({"links": None}, ValueError, "links must be one of"),
        ({"math": ["read"]}, ValueError, "math must be one of"),
        ({"trusted_tags": "break"}, TypeError, "trusted_tags must be several words, such as \\['break'\\]"),
        ({"aids": ["dats"]}, ValueError, "unknown reading aids"),
        ({"lexicon": ["SQL"]}, TypeError, "lexicon must be a mapping"),
        ({"lexicon": {"": "x"}}, ValueError, "a lexicon key"),
        ({"emoji": "name"}, TypeError, "emoji must be a mapping"),
        ({"soft_limit": 0}, ValueError, "soft_limit"),
        ({"language": None}, TypeError, "language must be a code"),
        ({"clean": False, "code": "skip"}, ValueError, "clean=False leaves the text as it is, so it takes no code"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_at_once(
    make: Callable[..., Any], options: dict[str, Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        make(**options)


def test_options_beside_a_splitter_of_ones_own_are_refused() -> None:
    with pytest.raises(TypeError, match="code: pass it to your own splitter"):
        Speaker(Local(), splitter=Segmenter, code="skip")
    Speaker(Local(), language="de", splitter=Segmenter)


def test_a_mapping_that_changes_later_changes_nothing() -> None:
    lexicon = {"SQL": "sequel"}
    make = splitters(lexicon=lexicon)
    lexicon["SQL"] = "squirrel"
    splitter = make()
    assert "sequel" in "".join(s.text for s in splitter.push(TEXT) + splitter.finish())
