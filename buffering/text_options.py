"""The options of a text as values: what is spoken of it and where it is cut, checked where they are given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, TypedDict, Unpack, get_args, get_type_hints

from .segmenter import Segmenter
from .speakable import Speakable
from .speakable_segmenter import SpeakableSegmenter

Emoji = Mapping[str, str] | Literal["keep"] | None


class TextOptions(TypedDict, total=False):
    """What may be said of a text beside its language. ``Speakable`` and ``Segmenter`` tell what each value means."""

    code: Literal["note", "skip", "speak"]
    tables: Literal["rows", "skip"]
    links: Literal["host", "full", "skip"]
    math: Literal["read", "note", "skip"]
    emoji: Emoji
    stage_directions: Literal["speak", "skip"]
    trusted_tags: Iterable[str]
    unspoken: Iterable[str]
    lexicon: Mapping[str, str] | None
    aids: Iterable[str]
    abbreviations: Iterable[str]
    soft_limit: int
    hard_limit: int


_OF_CUTTING = ("abbreviations", "soft_limit", "hard_limit")
_SEVERAL = ("trusted_tags", "unspoken", "aids", "abbreviations")


def splitters(
    language: str = "en", *, clean: bool = True, first_clause: int | None = None, **options: Unpack[TextOptions]
) -> Callable[[], Segmenter | SpeakableSegmenter]:
    """What makes, for each new text, what cleans and cuts it; with ``clean=False``, what only cuts it.

    Raises TypeError for an option that does not exist, and TypeError or ValueError for a value that none can have.
    """
    if not isinstance(language, str):
        raise TypeError(f"language must be a code such as 'en', not {language!r}")
    cleaning = {name: _checked(name, value) for name, value in options.items()}
    cutting = {name: cleaning.pop(name) for name in _OF_CUTTING if name in cleaning}
    if cleaning and not clean:
        raise ValueError(f"clean=False leaves the text as it is, so it takes no {', '.join(cleaning)}")

    def make() -> Segmenter | SpeakableSegmenter:
        segmenter = Segmenter(language, first_clause=first_clause, **cutting)
        return SpeakableSegmenter(Speakable(language=language, **cleaning), segmenter) if clean else segmenter

    make()  # so that what it does not take is refused here, not at the first turn
    return make


def _checked(name: str, value: Any) -> Any:
    """The value, if the option may have it; a copy where the caller could change it or use it up."""
    hints = get_type_hints(TextOptions)
    if name not in hints:
        raise TypeError(f"there is no option {name!r}; the options of a text are {', '.join(['language', *hints])}")
    choices = get_args(hints[name])
    if choices and all(isinstance(choice, str) for choice in choices) and value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, choices))}, not {value!r}")
    if name in _SEVERAL:
        if isinstance(value, str):
            raise TypeError(f"{name} must be several words, such as [{value!r}], not one str")
        return tuple(value)
    if name in ("lexicon", "emoji") and value is not None and value != "keep":
        if not isinstance(value, Mapping):
            raise TypeError(f"{name} must be a mapping such as {{'SQL': 'sequel'}}, not {value!r}")
        return dict(value)
    return value
