"""What a healthy server answers to text, as data: the messages of one context, their alignment, and their exact bytes.

Pure: a sweep can cut ``reply_bytes`` at every byte without a socket.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, get_args

from .frames import Frame, close_frame
from .voice import RATE, SAMPLES, encode

Message = dict[str, Any]
Style = Literal["with", "lagged", "whole", "normalised", "restarting", "absolute", "none", "overlong"]
STYLES: tuple[Style, ...] = get_args(Style)
Times = Literal["message", "own", "context"]
_SPELLED = dict(zip("0123456789", "ZERO ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE".split(), strict=True))
_OVERLONG = 1.5


@dataclass(frozen=True, slots=True)
class Manner:
    """How text becomes messages."""

    style: Style = "with"
    """Where the alignment is:

    ``with``        in the message of its audio, as the reference says;
    ``lagged``      one message late, the last of the context with ``isFinal``;
    ``whole``       that of a whole text in its first message, then null;
    ``normalised``  ``alignment`` null, ``normalizedAlignment`` of a changed text: upper case, digits spelled out;
    ``restarting``  as ``with``: times restart at 0 in each message;
    ``absolute``    as ``with``, but times count from the context's beginning;
    ``none``        never;
    ``overlong``    as ``with``, but its times run on for half as long again as the audio.
    """
    times: Times | None = None
    """What times count from: the ``message``'s audio that carries them (a lagged alignment then has negative times),
    the audio that is their ``own``, or the ``context``'s. None: as the style has it, which is ``context`` for
    ``absolute`` and ``lagged`` and else ``message``."""
    chunk: int = 7
    """Characters per message."""
    samples: int = SAMPLES
    """Samples per character, an even number."""
    rate: int = RATE
    """Samples per second."""

    def __post_init__(self) -> None:
        if self.style not in STYLES or self.chunk < 1 or self.samples < 2 or self.samples % 2 or self.rate < 1:
            raise ValueError(f"not a manner of speaking: {self}")

    @property
    def milliseconds(self) -> float:
        """How long a character lasts."""
        return 1000 * self.samples / self.rate


@dataclass(frozen=True, slots=True)
class _Span:
    first: int
    """The context's character with which the text begins."""
    text: str


class Reply:
    """One context's messages, in order. ``context`` is None on an endpoint that has only one."""

    def __init__(self, manner: Manner, context: str | None = None) -> None:
        self._manner = manner
        self._name: Message = {} if context is None else {"contextId": context}
        self._spoken = 0
        self._owed: _Span | None = None  # lagged: what the next message tells

    def speak(self, text: str) -> list[Message]:
        """The messages for ``text``."""
        size = self._manner.chunk
        return [self._say(text, start, text[start : start + size]) for start in range(0, len(text), size)]

    def finish(self) -> Message:
        """The context's last message."""
        told = self._fields(self._owed)
        self._owed = None
        if self._name:
            told = {name: value for name, value in told.items() if value}
            return {"isFinal": True, **told, **self._name}
        return {"audio": None, "isFinal": True, **told}

    def _say(self, text: str, start: int, piece: str) -> Message:
        told: _Span | None = _Span(self._spoken, piece)
        style = self._manner.style
        if style == "lagged":
            told, self._owed = self._owed, told
        elif style == "whole":
            told = None if start else _Span(self._spoken, text)
        audio = base64.b64encode(encode(piece, self._manner.samples)).decode()
        message = {"audio": audio, "isFinal": None, **self._fields(told), **self._name}
        self._spoken += len(piece)
        return message

    def _fields(self, told: _Span | None) -> Message:
        if told is None or self._manner.style == "none":
            return {"normalizedAlignment": None, "alignment": None}
        if self._manner.style == "normalised":
            return {"normalizedAlignment": self._alignment(told, [_normalised(char) for char in told.text])} | {
                "alignment": None
            }
        alignment = self._alignment(told, list(told.text))
        return {"normalizedAlignment": alignment, "alignment": alignment}

    def _alignment(self, told: _Span, written: list[str]) -> Message:
        """``written`` is what stands for each character: one character, or several that share its time."""
        each = self._manner.milliseconds
        stretch = _OVERLONG if self._manner.style == "overlong" else 1
        first = (told.first - self._zero(told)) * each
        starts, durations = [], []
        for index, chars in enumerate(written):
            share = each * stretch / len(chars)
            starts += [first + index * each * stretch + part * share for part in range(len(chars))]
            durations += [share] * len(chars)
        return {"chars": list("".join(written)), "charStartTimesMs": starts, "charDurationsMs": durations}

    def _zero(self, told: _Span) -> int:
        """The context's character at which times are 0."""
        style = self._manner.style
        times = self._manner.times or ("context" if style in ("absolute", "lagged") else "message")
        return {"message": self._spoken, "own": told.first, "context": 0}[times]


def _normalised(char: str) -> str:
    return _SPELLED.get(char) or char.upper()


def reply_messages(segments: Iterable[str], manner: Manner, context: str | None = None) -> list[Message]:
    """All messages for the texts ``segments``, the final one among them."""
    reply = Reply(manner, context)
    return [message for text in segments for message in reply.speak(text)] + [reply.finish()]


def reply_frames(segments: Iterable[str], manner: Manner, context: str | None = None) -> list[bytes]:
    """The same as websocket frames; without a context, with the close frame that follows."""
    frames = [to_frame(message) for message in reply_messages(segments, manner, context)]
    return [bytes(frame) for frame in ([*frames, close_frame()] if context is None else frames)]


def reply_bytes(
    segments: Iterable[str],
    style: Style = "with",
    *,
    context: str | None = None,
    times: Times | None = None,
    chunk: int = 7,
    samples: int = SAMPLES,
    rate: int = RATE,
) -> bytes:
    """What a healthy server sends after the handshake for ``segments``, the texts it is sent, to the last byte.

    With a ``context`` as on ``multi-stream-input``, up to its ``isFinal``; without, as on ``stream-input``, up to the
    close frame.
    """
    return b"".join(reply_frames(segments, Manner(style, times, chunk, samples, rate), context))


def to_frame(message: Message) -> Frame:
    """The message as the server sends it."""
    return Frame(json.dumps(message).encode())
