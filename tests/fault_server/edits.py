"""What is done to messages: an edit applies to the next ``count`` messages that are due from its moment on.

Pure: a message in, what is sent instead out. Only edits that need audio skip messages without any. A message is JSON,
or a binary frame where a dialect's audio is one: edits of fields leave that as it is.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, ClassVar

from .frames import BINARY, TEXT, Frame
from .reply import Message
from .script import Action

Sent = Message | Frame
_AUDIO = ("audio", "data")
"""The fields in which services send audio."""


def audio_of(message: Sent) -> bytes:
    """The audio in a message, as far as it can be read; empty if there is none."""
    if isinstance(message, Frame):
        return message.payload if message.opcode == BINARY else b""
    return base64.b64decode(next((message[name] for name in _AUDIO if message.get(name)), ""))


def with_audio(message: Sent, audio: str | bytes) -> Sent:
    """The message with other audio: bytes, or text that need be no base64."""
    if isinstance(message, Frame):
        return Frame(audio.encode() if isinstance(audio, str) else audio, BINARY)
    name = next(name for name in _AUDIO if message.get(name))
    return message | {name: audio if isinstance(audio, str) else base64.b64encode(audio).decode()}


@dataclass(frozen=True, slots=True)
class Edit(Action):
    """Changes messages."""

    _: KW_ONLY
    count: int = 1
    """How many messages; ``ALWAYS`` for all that follow."""
    needs_audio: ClassVar[bool] = False

    def edit(self, message: Sent) -> list[Sent]:
        """What is sent instead of ``message``."""
        return [message]


@dataclass(frozen=True, slots=True)
class Duplicate(Edit):
    """Send it twice."""

    def edit(self, message: Sent) -> list[Sent]:
        return [message, message]


@dataclass(frozen=True, slots=True)
class Drop(Edit):
    """Do not send it. ``Drop(AtFinal())`` is the missing ``isFinal``."""

    def edit(self, message: Sent) -> list[Sent]:  # noqa: ARG002  as the others
        return []


@dataclass(frozen=True, slots=True)
class Reorder(Edit):
    """Send it behind the message that follows it, or at the connection's end if none does."""


@dataclass(frozen=True, slots=True)
class Late(Edit):
    """Send it after ``seconds``, while the others go on."""

    seconds: float = 0.1


@dataclass(frozen=True, slots=True)
class Fields(Edit):
    """Set fields: unknown ones, wrong types, numbers JSON does not know."""

    fields: Mapping[str, Any] = field(default_factory=lambda: {"new_field": {"of": ["another", "version"]}})

    def edit(self, message: Sent) -> list[Sent]:
        return [message if isinstance(message, Frame) else {**message, **self.fields}]


@dataclass(frozen=True, slots=True)
class WrongTypes(Edit):
    """``audio`` and ``data`` are numbers, ``alignment`` and ``word_timestamps`` strings."""

    def edit(self, message: Sent) -> list[Sent]:
        wrong = {"audio": 7, "data": 7, "alignment": "x", "word_timestamps": "x"}
        return [message if isinstance(message, Frame) else message | wrong]


@dataclass(frozen=True, slots=True)
class Payload(Edit):
    """Send these bytes as the message instead, as text that need be none."""

    data: bytes = b""
    opcode: int = TEXT

    def edit(self, message: Sent) -> list[Sent]:  # noqa: ARG002  as the others
        return [Frame(self.data, self.opcode)]


@dataclass(frozen=True, slots=True)
class BadJson(Payload):
    """JSON that ends too soon."""

    data: bytes = b'{"audio": "AAAA'


@dataclass(frozen=True, slots=True)
class InvalidUtf8(Payload):
    """JSON, but not UTF-8."""

    data: bytes = b'{"audio": "", "note": "\xc3\x28\xff"}'


@dataclass(frozen=True, slots=True)
class BadBase64(Edit):
    """Its audio is no base64."""

    needs_audio: ClassVar[bool] = True

    def edit(self, message: Sent) -> list[Sent]:
        return [with_audio(message, "!" + base64.b64encode(audio_of(message)).decode()[1:-1])]


@dataclass(frozen=True, slots=True)
class OddAudio(Edit):
    """Its audio lacks the last byte: half a sample."""

    needs_audio: ClassVar[bool] = True

    def edit(self, message: Sent) -> list[Sent]:
        return [with_audio(message, audio_of(message)[:-1])]


@dataclass(frozen=True, slots=True)
class OddCuts(Edit):
    """It comes in two messages with all of its audio, each with an odd number of bytes: cut within a sample."""

    needs_audio: ClassVar[bool] = True

    def edit(self, message: Sent) -> list[Sent]:
        audio = audio_of(message)
        cut = len(audio) // 2 | 1
        first, second = with_audio(message, audio[:cut]), with_audio(message, audio[cut:])
        if not isinstance(second, Frame) and "alignment" in second:
            second |= {"alignment": None, "normalizedAlignment": None}
        return [first, second]


@dataclass(frozen=True, slots=True)
class EmptyAudio(Edit):
    """It has no audio, and no alignment."""

    needs_audio: ClassVar[bool] = True

    def edit(self, message: Sent) -> list[Sent]:
        silent = with_audio(message, b"")
        return [silent if isinstance(silent, Frame) else silent | {"alignment": None, "normalizedAlignment": None}]


@dataclass(frozen=True, slots=True)
class Oversize(Edit):
    """It is ``size`` bytes and more, the rest of them in an unknown field."""

    size: int = 17 * 2**20

    def edit(self, message: Sent) -> list[Sent]:
        if isinstance(message, Frame):
            return [Frame(message.payload + bytes(self.size), message.opcode)]
        return [message | {"padding": "." * self.size}]


@dataclass(frozen=True, slots=True)
class OtherContext(Edit):
    """A copy of it for another context comes first."""

    context: str = "another"

    def edit(self, message: Sent) -> list[Sent]:
        if isinstance(message, Frame):
            return [message]
        name = "context_id" if "context_id" in message else "contextId"
        return [message | {name: self.context}, message]
