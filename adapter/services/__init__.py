"""What a speech service looks like to the rest of the code: protocols, and the types that they pass. Lists no services.

A *service* is its settings, as the caller writes them. Running, it is an *endpoint*: its address, and its *traits*,
which are all that the rest of the code knows about it. Its *codec* is pure: it turns text into frames, and frames into
signals. It owns the wire dialect and knows nothing of sockets, tasks, clocks or the ledger. A new service is one new
file beside this one.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from ..errors import AdapterError
from ..events import AudioFormat

# --- what travels ---


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request of a turn, for the speech of some text. Answers come in the order of the requests.

    ``path``: appended to the endpoint's address.
    ``body``: sent as JSON.
    """

    path: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of the answer to the oldest unanswered request. Its body follows as bytes.

    ``status``: the HTTP status.
    ``content_type``: the header ``Content-Type``, as it came; empty if there is none.
    ``reason``: the beginning of an error's body, as it came; empty for an answer that is no error.
    ``retry_after``: seconds that the service asks to wait; None if it does not ask.
    """

    status: int
    content_type: str
    reason: str = ""
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class AnswerEnd:
    """The answer to a request is complete."""


@dataclass(frozen=True, slots=True)
class LastAnswer:
    """Sent after the last request of a turn, and received after its last answer."""


@dataclass(frozen=True, slots=True)
class Drop:
    """Ends all requests of a cancelled turn. LastAnswer is received for it, and no answer of the turn after that."""


Outgoing = str | bytes | Request | LastAnswer | Drop
"""What a codec sends: a websocket message (text or bytes), an HTTP request, or a mark among requests."""
Frame = str | bytes | Answer | AnswerEnd | LastAnswer
"""What a codec reads: a websocket message (text or bytes), or a part of an HTTP answer."""


# --- what a codec makes of it ---


@dataclass(frozen=True, slots=True)
class Timed:
    """Some characters of the text, and when they sound.

    ``chars``: the characters, as the service wrote them.
    ``start``, ``end``: seconds since the attempt's first audio.
    """

    chars: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Speech:
    """Audio of the turn, in order, and timing.

    ``audio``: bytes in the endpoint's format; may be empty.
    ``timing``: times of text whose audio comes with this signal, before it or after it.
    ``counted``: seconds of audio before this message, if ``timing`` was counted from there: a reader that discarded a
    duplicate must subtract the difference. None if it was counted from the attempt's first audio.
    """

    audio: bytes
    timing: tuple[Timed, ...] = ()
    counted: float | None = None


@dataclass(frozen=True, slots=True)
class SegmentDone:
    """All audio of the oldest ``count`` unfinished segments was received."""

    count: int = 1


@dataclass(frozen=True, slots=True)
class Finished:
    """The service has sent all audio of the turn."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The service has ended a cancelled turn: later frames do not belong to it."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The service refuses the turn, or sent a frame that cannot be read.

    ``error``: what that means for the caller.
    ``is_segment``: whether only the oldest unfinished segment is refused; the turn can go on with the next.
    """

    error: AdapterError
    is_segment: bool = False


Signal = Speech | SegmentDone | Finished | Cancelled | Refused


# --- what a service is like ---


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What a service is like, as data. The rest of the code asks for these, and never for the service's name.

    ``carrier``: ``websocket``, or ``http`` for one request per segment, whose audio is streamed back.
    ``subprotocol``: the websocket subprotocol to ask for; None for none.
    ``is_tagged``: whether every frame names its turn. Untagged audio belongs to the running turn, so after a
    cancellation the next turn waits until the service has ended the old one.
    ``is_reusable``: whether one link carries several turns, one after another.
    ``turns_at_once``: the most turns that the service handles on one link. A cancelled turn counts until the service
    has ended it.
    ``timing``: whether the service reports times of ``words``, of ``characters`` or of nothing (``none``).
    ``timing_delay``: seconds of audio held back to wait for timing; timing that comes later is not used.
    ``ends_segments``: whether the service reports when a segment's audio is complete (``SegmentDone``).
    ``longest_text``: the most characters in one message; a longer segment is sent in pieces. None for no limit.
    ``flushes_a_minute``: how often a link may be flushed in any 60 seconds; when that is used up, segments share a
    flush. None for no limit.
    ``keep_alive``: seconds without text after which ``Codec.keep_alive`` is sent; None if a turn may wait forever.
    ``turn_idle``: seconds without text after which the service may drop a turn that it owes no speech. We end such a
    turn before that and speak later text in a new one. None if the service waits, or ``keep_alive`` makes it wait.
    ``link_age``: seconds after which a link is replaced between turns: services end a session after an hour.
    ``link_idle``: seconds without a turn after which a link is replaced before its next use; None for no limit.
    ``first_audio``: seconds without any audio after which the service counts as gone: some models start slowly.
    ``silence``: the same after the first audio, while speech is due.
    """

    carrier: Literal["websocket", "http"] = "websocket"
    subprotocol: str | None = None
    is_tagged: bool = True
    is_reusable: bool = True
    turns_at_once: int = 1
    timing: Literal["none", "words", "characters"] = "none"
    timing_delay: float = 1.5
    ends_segments: bool = False
    longest_text: int | None = None
    flushes_a_minute: int | None = None
    keep_alive: float | None = 10.0
    turn_idle: float | None = None
    link_age: float = 55 * 60.0
    link_idle: float | None = None
    first_audio: float = 6.0
    silence: float = 3.0


# --- the protocols ---


class Codec(Protocol):
    """One turn on one link. A subclass leaves out the methods that its service has no frames for."""

    def begin(self) -> list[Outgoing]:
        """Frames that open the turn."""
        return []

    def speak(self, *pieces: str) -> list[Outgoing]:
        """Frames that carry one segment, in pieces of at most ``Traits.longest_text`` characters. None is blank."""

    def flush(self) -> list[Outgoing]:
        """Frames that make the service speak everything sent so far; none if it does so without being asked.

        ``Traits.flushes_a_minute`` limits the flushes made here and in ``finish``.
        """
        return []

    def finish(self) -> list[Outgoing]:
        """Frames that end the text: the service speaks what is left and reports when it is done."""

    def keep_alive(self) -> list[Outgoing]:
        """Frames that keep the turn from being dropped while there is no text."""
        return []

    def cancel(self) -> list[Outgoing]:
        """Frames that stop the turn's speech; none if only dropping the link stops it."""
        return []

    @property
    def is_over(self) -> bool:
        """Whether, after ``finish``, no frame will report the end because all audio was already received."""
        return False

    def receive(self, frame: Frame) -> list[Signal]:
        """Read one frame of the service. Frames of other turns and unknown frames give no signals.

        Raises nothing: a frame that cannot be read gives Refused, since a traceback would hold the frame.
        """


class Endpoint(Protocol):
    """Where and how a running service is reached."""

    @property
    def name(self) -> str:
        """The service's name in messages and logs."""

    @property
    def url(self) -> str:
        """The address, without any secret."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers of the handshake, or of each request. They hold secrets, so they are made on demand and not kept.

        Raises AuthFailed when a key is needed and there is none.
        """

    @property
    def proxy(self) -> str | None:
        """The proxy's address; ``"environment"`` for the one that the environment names; None for no proxy."""

    @property
    def format(self) -> AudioFormat:
        """The encoding and the rate of its audio bytes."""

    @property
    def traits(self) -> Traits:
        """What the service is like."""

    def codec(self) -> Codec:
        """A fresh codec for one turn."""

    def refuse(self, status: int | None, code: int | None, reason: str) -> AdapterError:
        """The error for a refused handshake or request (HTTP ``status``) or a closed link (close ``code``).

        ``reason`` is the peer's own text, as it came: it may be long, hold control characters, or repeat the key.
        """


class Service(Protocol):
    """Settings of a speech service."""

    def running(self) -> AbstractAsyncContextManager[Endpoint]:
        """Make the service reachable while the context is open."""
