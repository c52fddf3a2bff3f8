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
    so_far: str | None = ""
    """The whole text, while it is not known whether items repeat it; None once it is known that they do not."""
    finish_reason: str | None = None
    """Why the model stopped, in its provider's own word. Where it stops several times, the last one counts."""

    def text(self, text: str, place: object) -> Pieces:
        """``text`` of ``place``, after a break if the text before it was of another."""
        moved, self.place = self.place not in (None, place), place
        return (Boundary(), text) if moved else (text,)

    def stopped(self, thing: Any, *names: str) -> None:
        """Keep the provider's word for why the model stopped, if one of these fields of ``thing`` holds it."""
        for name in names:
            if reason := word(thing, name):
                self.finish_reason = one_line(reason, 60)
                return


def get(thing: Any, name: str) -> Any:
    """A field of an object or a dict; None where there is none, and where the object raises an error instead."""
    try:
        return thing.get(name) if isinstance(thing, dict) else getattr(thing, name, None)
    except Exception:  # noqa: BLE001  a property of an object of which we know nothing
        return None


def has(thing: Any, name: str) -> bool:
    """Whether there is such a field, be it None."""
    try:
        return name in thing if isinstance(thing, dict) else hasattr(thing, name)
    except Exception:  # noqa: BLE001  as above
        return False


def listed(thing: Any, name: str) -> Sequence[Any]:
    """A field that is a list; empty where there is none."""
    value = get(thing, name)
    return value if isinstance(value, list | tuple) else ()


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
        return word(block, "text")
    return word(block, "refusal") if kind == "refusal" else ""


_PASSING = ("overloaded", "rate_limit", "server_error", "api_error", "timeout", "unavailable", "throttl")
"""Words in the codes of errors that go away by themselves."""


def fail(error: Any, code: str = "") -> NoReturn:
    """Raise what a provider says of its model's failure, in whichever of their ways it says so.

    ``error`` is its message, or holds it; ``code`` is its name where ``error`` does not hold that too.
    """
    message = error if isinstance(error, str) else get(error, "message")
    if not code and not isinstance(error, str):
        number = get(error, "code")
        code = str(number) if number and isinstance(number, str | int) else word(error)
    code = "" if code == "error" else one_line(code, 60)
    reason = one_line(message) if message and isinstance(message, str) else "no reason was given"
    raise ModelFailed(
        f"the model failed: {reason}",
        service_code=code or None,
        retryable=any(sign in code.lower() for sign in _PASSING),
        tries=0,  # the turn cannot ask the model again
    )


def fail_if_reported(item: Any) -> None:
    """Raise ModelFailed if ``item``, of whatever stream, reports an error."""
    if word(item) == "error" or word(item, "event") == "error":
        fail(get(item, "error") or get(item, "errorText") or get(item, "error_text") or item)
    error = get(item, "error")
    if isinstance(error, str):
        if error:
            fail(error)
    elif error and (word(error, "message") or word(error, "code") or word(error)):
        fail(error)
