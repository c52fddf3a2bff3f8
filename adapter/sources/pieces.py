"""What a source is turned into, and how its items are looked into: by field names, objects and dicts alike.

Knows no SDK and no shape; every shape is built from this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NoReturn

from ..errors import ModelFailed, one_line


@dataclass(frozen=True, slots=True)
class Boundary:
    """In a stream of text: what came before stands by itself, and is spoken at once, however it ends.

    The model calls a tool, say, or begins another step. Text that follows goes on in the same turn.
    """


Pieces = Sequence[str | Boundary]
"""What one item of a stream gives to say."""

NOTHING: Pieces = ()
BREAK: Pieces = (Boundary(),)
"""Breaks cost nothing: those with no text before them are dropped, so a shape may give one too many."""


@dataclass(slots=True)
class Memory:
    """What a shape remembers from one item of a stream to the next."""

    place: object = None
    """Where the last text belonged: a message, an output item."""
    said: set[object] = field(default_factory=set)
    """What has been said piece by piece, and will come again as a whole."""

    def text(self, text: str, place: object) -> Pieces:
        """``text`` of ``place``, after a break if the text before it was of another."""
        moved, self.place = self.place not in (None, place), place
        return (Boundary(), text) if moved else (text,)


def get(thing: Any, name: str) -> Any:
    """A field of an object or a dict; None where there is none."""
    if isinstance(thing, dict):
        return thing.get(name)
    return getattr(thing, name, None)


def has(thing: Any, name: str) -> bool:
    """Whether there is such a field, be it None."""
    return name in thing if isinstance(thing, dict) else hasattr(thing, name)


def word(thing: Any, name: str = "type") -> str:
    """A field that names something, of an enumeration too; "" where it is no text."""
    value = get(thing, name)
    if isinstance(value, Enum):
        value = value.value  # an enumeration of str has another hash than its str
    return value if isinstance(value, str) else ""


def text_of(content: object) -> str:
    """What is to be said of a message's content: a text, or a list of blocks of which some are text."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list | tuple):
        return ""
    return "".join(block if isinstance(block, str) else _text_of_block(block) for block in content)


def _text_of_block(block: object) -> str:
    kind = word(block)
    if kind in ("text", "output_text", "text_delta"):
        return str(get(block, "text") or "")
    return str(get(block, "refusal") or "") if kind == "refusal" else ""


_PASSING = ("overloaded", "rate_limit", "server_error", "api_error", "timeout", "unavailable")
"""Words in the codes of errors that go away by themselves."""


def fail(error: Any) -> NoReturn:
    """Raise what a provider says of its model's failure, in whichever of their ways it says so."""
    message = error if isinstance(error, str) else get(error, "message")
    code = str(get(error, "code") or word(error)) if not isinstance(error, str) else ""
    code = "" if code == "error" else code
    reason = one_line(str(message)) if message else "no reason was given"
    raise ModelFailed(
        f"the model failed: {reason}",
        service_code=code or None,
        retryable=any(sign in code for sign in _PASSING),
        tries=0,  # the turn cannot ask the model again
    )
