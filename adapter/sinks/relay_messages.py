"""The text messages between a relay and a page. Pure: no socket, no clock.

Audio travels in binary frames: whole samples in the format that ``start`` names, in order and without gaps. Everything
else is a JSON object with ``type`` and ``turn``, the relay's name for the turn. Times are seconds on the turn's clock;
spans count Unicode code points, as ``Array.from(text)`` does, not UTF-16 units.

The relay sends::

    start    encoding, rate, format          first: how to read the audio's bytes
    word     text, start, end, raw_span      a word whose audio was sent before
    resumed  gap, attempts                   the link to the service was lost, and speech goes on
    skipped  text, raw_span                  a part of the text that will not be spoken
    done     report                          all audio has been sent
    error    reason, retryable               the turn failed; audio already sent should still be played
    heard    text, raw, unheard,             last: all was played, or the page or another caller interrupted;
             unheard_raw, is_exact           if something is unheard, the page drops its audio and falls silent
    refused  reason                          the page has sent something unreadable

The page sends::

    played     turn, played                  how many seconds it has played; a few times a second, also while paused
    interrupt  turn, played                  the listener has interrupted; ``played`` may be missing

Messages for another turn are late and ignored.
"""

from __future__ import annotations

import dataclasses
import json
import math
from dataclasses import dataclass
from typing import Any

from ..errors import AdapterError
from ..events import AudioFormat, Heard, Resumed, Skipped, TurnDone, Word

MAX_MESSAGE = 1024
"""Characters in a page's message. Valid ones have less than a tenth."""


@dataclass(frozen=True, slots=True)
class Played:
    """The page has played ``seconds``."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Interrupt:
    """The listener has interrupted, after ``seconds`` if the page knows."""

    seconds: float | None


class Unreadable(ValueError):
    """A message that we cannot read. The error says what to do, and repeats nothing of the message."""


def start(turn: str, format: AudioFormat) -> str:
    """The first message."""
    return _message("start", turn, encoding=format.encoding, rate=format.rate, format=format.name)


def event(turn: str, event: Word | Resumed | Skipped | TurnDone) -> str:
    """The message for anything but audio."""
    match event:
        case Word(text, first, last, span):
            return _message("word", turn, text=text, start=round(first, 4), end=round(last, 4), raw_span=span)
        case Resumed(gap, attempts):
            return _message("resumed", turn, gap=gap, attempts=attempts)
        case Skipped(text, span):
            return _message("skipped", turn, text=text, raw_span=span)
        case TurnDone(report):
            return _message("done", turn, report=dataclasses.asdict(report))


def failed(turn: str, error: Exception) -> str:
    """The message for the error that ended a turn.

    Our own errors hold no secrets. An SDK's error may, so the page gets only its type.
    """
    if isinstance(error, AdapterError):
        return _message("error", turn, reason=error.reason, retryable=error.retryable)
    return _message("error", turn, reason=f"the text's source failed ({type(error).__name__})", retryable=False)


def heard(turn: str, heard: Heard) -> str:
    """The last message."""
    return _message("heard", turn, **dataclasses.asdict(heard))


def refused(turn: str, error: Unreadable) -> str:
    """The answer to an unreadable message."""
    return _message("refused", turn, reason=str(error))


def _message(kind: str, turn: str, **fields: Any) -> str:
    # Escaped to ASCII: a lone surrogate cannot be sent as UTF-8, and would end the connection.
    return json.dumps({"type": kind, "turn": turn, **fields}, separators=(",", ":"))


def read(message: object, turn: str) -> Played | Interrupt | None:
    """Parse a page's message; None if it is for another turn. Raises Unreadable for anything else."""
    if not isinstance(message, str) or len(message) > MAX_MESSAGE:
        raise Unreadable(f"send JSON as a text frame of {MAX_MESSAGE} characters at most")
    try:
        fields = json.loads(message)
    except (ValueError, RecursionError):
        raise Unreadable("send JSON") from None
    if not isinstance(fields, dict) or fields.get("type") not in ("played", "interrupt"):
        raise Unreadable("send an object whose `type` is `played` or `interrupt`")
    if not isinstance(fields.get("turn"), str):
        raise Unreadable("send the `turn` from `start`")
    is_interrupt = fields["type"] == "interrupt"
    seconds = None if is_interrupt and fields.get("played") is None else _seconds(fields.get("played"))
    if fields["turn"] != turn:
        return None
    return Interrupt(seconds) if seconds is None or is_interrupt else Played(seconds)


def _seconds(value: object) -> float:
    try:
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < math.inf:
            return float(value)
    except OverflowError:  # an integer too large for a float
        pass
    raise Unreadable("send `played` as a number of seconds, 0 or more")
