"""The pieces that a source is turned into, and the helpers that read fields of its items, objects or dicts.

Knows no SDK and no shape; every shape is built from these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NoReturn

from ..errors import ModelFailed, one_line


@dataclass(frozen=True, slots=True)
class Boundary:
    """A break in a stream of text: whatever came before is complete, and is spoken at once.

    Marks, for example, a tool call or the next step of an agent. Text after it belongs to the same turn.
    """


Pieces = Sequence[str | Boundary]
"""The pieces in one item of a stream."""

NOTHING: Pieces = ()
BREAK: Pieces = (Boundary(),)
"""A shape may return one too many: breaks without text before them are dropped."""


@dataclass(slots=True)
class Memory:
    """What a shape remembers from one item of a stream to the next."""

    place: object = None
    """What the last text belonged to: a message, an output item."""
    said: set[object] = field(default_factory=set)
    """What came piece by piece and will be repeated as a whole."""
    so_far: str | None = ""
    """The whole text, until we know whether items repeat it; None if they do not."""
    finish_reason: str | None = None
    """Why the model stopped, in its provider's own word; the last one if it stops several times."""

    def text(self, text: str, place: object) -> Pieces:
        """``text`` of ``place``, after a break if the previous text was from another place."""
        moved, self.place = self.place not in (None, place), place
        return (Boundary(), text) if moved else (text,)

    def stopped(self, thing: Any, *names: str) -> None:
        """Keep the provider's reason why the model stopped, from the first of these fields that holds one."""
        for name in names:
            if reason := word(thing, name):
                self.finish_reason = one_line(reason, 60)
                return


def get(thing: Any, name: str) -> Any:
    """A field of an object or a dict; None if it is missing or raises an error."""
    try:
        return thing.get(name) if isinstance(thing, dict) else getattr(thing, name, None)
    except Exception:  # noqa: BLE001  an unknown object's property may raise anything
        return None


def has(thing: Any, name: str) -> bool:
    """Whether there is such a field, even if it is None."""
    try:
        return name in thing if isinstance(thing, dict) else hasattr(thing, name)
    except Exception:  # noqa: BLE001  as above
        return False


def listed(thing: Any, name: str) -> Sequence[Any]:
    """A field that is a list; empty if there is none."""
    value = get(thing, name)
    return value if isinstance(value, list | tuple) else ()


def word(thing: Any, name: str = "type") -> str:
    """A field that is a str or an enumeration's str; "" for anything else."""
    value = get(thing, name)
    if isinstance(value, Enum):
        value = value.value  # a member's hash may differ from its str's
    return value if isinstance(value, str) else ""


def text_of(content: object) -> str:
    """The speakable text in a message's content: a str, or a list of blocks of which some are text."""
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
"""Parts of the codes of temporary errors."""


def fail(error: Any, code: str = "") -> NoReturn:
    """Raise ModelFailed for an error that a provider reports, in any of the usual forms.

    ``error`` is or holds the message; ``code`` is the error's name, if ``error`` does not hold it.
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
    """Raise ModelFailed if ``item`` reports an error, whatever the stream."""
    if word(item) == "error" or word(item, "event") == "error":
        fail(get(item, "error") or get(item, "errorText") or get(item, "error_text") or item)
    error = get(item, "error")
    if isinstance(error, str):
        if error:
            fail(error)
    elif error and (word(error, "message") or word(error, "code") or word(error)):
        fail(error)
