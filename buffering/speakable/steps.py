"""What a look at one construct of the markup says. The words that the rooms of speakable text share; no decisions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from .notes import Notes
from .unspoken import Unspoken

Kind = (
    Literal["say", "mark", "gone", "literal"]
    | Literal["line", "newline", "unit", "heading", "note", "swallow", "hide", "begin", "table"]
    | Literal["wait", "open"]
)
"""What becomes of a construct:

``say`` its words are heard, ``mark`` it goes and its sides stay as they are, ``gone`` it goes and the white space
around it closes up, ``literal`` a part of it is heard as written.
``line`` a line break is heard, ``newline`` the line ends, ``unit`` it ends the unit, ``heading`` so that a heading
begins, ``note`` its words are a unit, ``swallow`` all up to a mark goes, ``hide`` the same for
reasoning or a call, after which a reply begins, ``begin`` it goes and a reply begins after it, ``table`` it and the
next line are a header.
``wait`` it takes a few more characters to tell, ``open`` it takes its closing mark.
"""


class Step(NamedTuple):
    """One construct: what it is, where it stands in the text looked at, and what is heard for it."""

    kind: Kind
    begin: int
    end: int
    words: str = ""
    inner: tuple[int, int] = (0, 0)
    """For ``literal``: the part that is heard; for ``table``: the rest of the header's line."""
    until: re.Pattern[str] | None = None
    """For ``swallow`` and ``hide``: what ends it. Without one, what is hidden is a call that ends with its JSON. For
    ``open``: what may settle it, so that nothing looks at it again with each token; one or two characters."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a ``Speakable`` treats what can be treated in several ways; its docstring tells the meanings."""

    notes: Notes
    is_english: bool
    code: Literal["note", "skip", "speak"]
    tables: Literal["rows", "skip"]
    links: Literal["host", "full", "skip"]
    math: Literal["read", "note", "skip"]
    emoji: Mapping[str, str] | Literal["keep"] | None
    skips_stage_directions: bool
    trusted_tags: frozenset[str]
    unspoken: Unspoken


@dataclass(slots=True)
class Place:
    """Where in the text a construct stands."""

    options: Options
    before: str = "\n"
    """The character before the text looked at."""
    is_final: bool = False
    """Whether no more text comes: then nothing waits."""
    in_heading: bool = False
    ink: str = ""
    """For a bracket of any kind: what was heard last before it in its line, white space aside."""
    brackets: int = 0
    """How many ``[`` are open."""
    has_pipe: bool = False
    """Whether a pipe stands before it in its line that heads no table: then no other one does."""
    awaits: re.Pattern[str] | None = None
    """What may settle the open construct at the end of the text; None: any text."""
    floor: int = 0
    """Before this, the text looked at has been dealt with."""
    open_tags: dict[str, int] = field(default_factory=dict)
    """How many tags of formatting are open, by name."""
    named_tags: set[str] = field(default_factory=set)
    """Names of tags that were words of the text."""

    def character_before(self, text: str, at: int) -> str:
        """The character before ``text[at]``."""
        return text[at - 1] if at else self.before
