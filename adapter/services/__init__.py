"""What every speech service looks like from here: Protocols, and the few things that cross them. No list of services.

A *service* is its settings, as the caller writes them. Running, it is an *endpoint*: where it is reached, and its
*traits*, which is all that the rest of the code asks about it. Its *codec* is pure: text to frames, frames to signals.
It owns the wire dialect and knows nothing of sockets, tasks, clocks or the ledger. A new service is one new file beside
this one.
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
    """One HTTP request of a turn: asks for the speech of some text. Its answers come in the order of the requests."""

    path: str
    """Appended to the endpoint's address."""
    body: Mapping[str, Any]
    """Sent as JSON."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of the answer to the oldest request that was not answered; its body follows as bytes."""

    status: int
    content_type: str
    reason: str = ""
    """The body of an answer that is an error, as it came."""
    retry_after: float | None = None
    """Seconds that it asks to wait."""


@dataclass(frozen=True, slots=True)
class AnswerEnd:
    """The answer to a request is complete."""


@dataclass(frozen=True, slots=True)
class LastAnswer:
    """Sent after the last request of a turn: comes back after its last answer."""


@dataclass(frozen=True, slots=True)
class Drop:
    """Ends all requests of a turn that is cancelled: LastAnswer comes back, and nothing of them after it."""


Outgoing = str | bytes | Request | LastAnswer | Drop
"""What a codec sends: a websocket message, text or bytes, or an HTTP request."""
Frame = str | bytes | Answer | AnswerEnd | LastAnswer
"""What a codec reads: a websocket message, or a part of an HTTP answer."""


# --- what a codec makes of it ---


@dataclass(frozen=True, slots=True)
class Timed:
    """Some characters of the text and when they sound."""

    chars: str
    start: float
    """Seconds, as the service counts them: what from is for the ledger to find out."""
    end: float


@dataclass(frozen=True, slots=True)
class Speech:
    """Audio of the turn, in order, and timing of text whose audio comes with it, before it or after it."""

    audio: bytes
    timing: tuple[Timed, ...] = ()
    counted: float | None = None
    """Seconds of audio before this message, if the timing was counted from there: a reader that discarded a duplicate
    must subtract the difference."""


@dataclass(frozen=True, slots=True)
class SegmentDone:
    """All audio of the oldest ``count`` segments that were not done has come."""

    count: int = 1


@dataclass(frozen=True, slots=True)
class Finished:
    """The service has sent all audio of the turn."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The service has ended a turn that was cancelled: what comes from now on is not that turn's."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The service refuses the turn, or sent a frame that cannot be read."""

    error: AdapterError
    is_segment: bool = False
    """Whether that concerns only the oldest segment that was not done; the turn goes on with the next."""


Signal = Speech | SegmentDone | Finished | Cancelled | Refused


# --- what a service is like ---


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What a service is like, as data. The rest of the code asks these, and never which service it is."""

    carrier: Literal["websocket", "http"] = "websocket"
    """``http``: one request per segment, whose audio is streamed back."""
    subprotocol: str | None = None
    """The websocket subprotocol to ask for; None for none."""
    is_tagged: bool = True
    """Whether every frame names its turn. Untagged audio is the running turn's, so after a cancellation the next turn
    waits until the service has ended the old one."""
    is_reusable: bool = True
    """Whether one link carries several turns."""
    turns_at_once: int = 1
    """Turns on one link that the service can be busy with, cancelled ones included until it has ended them."""
    timing: Literal["none", "words", "characters"] = "none"
    """What the service reports the times of."""
    timing_delay: float = 1.5
    """Seconds of audio that wait for the timing of their text; timing that is later than that is none."""
    ends_segments: bool = False
    """Whether the service reports when a segment's audio is complete (``SegmentDone``)."""
    longest_text: int | None = None
    """Characters that the service takes at once; a longer segment is sent in pieces."""
    flushes_a_minute: int | None = None
    """How often a link may be flushed in any 60 seconds; when that is used up, segments share a flush."""
    keep_alive: float | None = 10.0
    """Seconds without text after which ``keep_alive`` is sent; None if a turn may wait as long as it likes."""
    turn_idle: float | None = None
    """Seconds without text after which the service may drop a turn that has nothing left to say: it is ended before,
    and what follows is spoken in another. None if ``keep_alive`` prevents that."""
    link_age: float = 55 * 60.0
    """Seconds after which a link is replaced between turns: services end a session after an hour."""
    link_idle: float | None = None
    """Seconds without a turn after which a link is replaced before it is used; None if it may rest."""
    first_audio: float = 6.0
    """Seconds without audio at the beginning after which the service is taken to be gone: some models are slow."""
    silence: float = 3.0
    """The same after its first audio, while speech is due."""


# --- the protocols ---


class Codec(Protocol):
    """One turn on one link. Derive from it and leave out what the service does not have."""

    def begin(self) -> list[Outgoing]:
        """Frames that open the turn."""
        return []

    def speak(self, *pieces: str) -> list[Outgoing]:
        """Frames that carry one segment, in pieces no longer than the service takes. Each holds something visible."""

    def flush(self) -> list[Outgoing]:
        """Frames that have everything so far spoken now; none where ``speak`` does so.

        A link's ``flushes_a_minute`` counts these calls, and those of ``finish``.
        """
        return []

    def finish(self) -> list[Outgoing]:
        """Frames that say: that was all, speak what is left and report when it is done."""

    def keep_alive(self) -> list[Outgoing]:
        """Frames that keep the turn from being dropped while there is no text."""
        return []

    def cancel(self) -> list[Outgoing]:
        """Frames that stop the turn's speech; none where only dropping the link does."""
        return []

    @property
    def is_over(self) -> bool:
        """Whether, after ``finish``, all audio has come already, so that no frame will say so."""
        return False

    def receive(self, frame: Frame) -> list[Signal]:
        """Read one frame of the service; frames of other turns and unknown ones give nothing.

        Raises nothing: a frame that cannot be read gives Refused. A traceback would hold the frame.
        """


class Endpoint(Protocol):
    """Where and how a running service is reached."""

    @property
    def name(self) -> str:
        """The service's name for messages and logs."""

    @property
    def url(self) -> str:
        """The address, without any secret."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers of the handshake, or of each request. Hold secrets: made when asked for, not kept."""

    @property
    def proxy(self) -> str | None:
        """The proxy's address; ``"environment"`` for the one that the environment names; None for none."""

    @property
    def format(self) -> AudioFormat:
        """What its audio bytes are."""

    @property
    def traits(self) -> Traits:
        """What the service is like."""

    def codec(self) -> Codec:
        """A fresh codec for one turn."""

    def refuse(self, status: int | None, code: int | None, reason: str) -> AdapterError:
        """What a refused handshake (HTTP ``status``) or a closed link (close ``code``) means at this service.

        ``reason`` is the peer's own text, as it came: it may be long, hold control characters, or repeat the key.
        """


class Service(Protocol):
    """Settings of a speech service."""

    def running(self) -> AbstractAsyncContextManager[Endpoint]:
        """Make the service reachable for as long as the context is open."""
