"""What every speech service looks like from here: Protocols, and the few things that cross them. No list of services.

A codec is pure: text in, frames out; frames in, signals out. It owns a service's wire dialect and knows nothing of
sockets, tasks, clocks or the ledger. A new service is one new file beside this one.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from ..errors import AdapterError
from ..events import AudioFormat

Frame = str | bytes
"""One websocket message, text or bytes."""


@dataclass(frozen=True, slots=True)
class Timed:
    """Some characters of the text and when they sound."""

    chars: str
    start: float
    """Seconds since the first audio of the codec's turn."""
    end: float


@dataclass(frozen=True, slots=True)
class Speech:
    """Audio of the turn, in order, and timing of text whose audio comes with it or after it."""

    audio: bytes
    timing: tuple[Timed, ...] = ()
    counted: float | None = None
    """Seconds of audio before this message, if the timing was counted from there: who dropped some of it has less."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The service has sent all audio of the turn."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The service ends the turn with an error, or with a frame that cannot be read."""

    error: AdapterError
    is_about_text: bool = False
    """Whether it is this text that is refused, so that other text may be spoken."""


Signal = Speech | Finished | Refused


class Codec(Protocol):
    """One turn on one link."""

    def begin(self) -> list[Frame]:
        """Frames that open the turn."""

    def speak(self, text: str) -> list[Frame]:
        """Frames that carry one segment. ``text`` holds something visible."""

    def finish(self) -> list[Frame]:
        """Frames that say: that was all, speak what is left and tell when it is done."""

    def keep_alive(self) -> list[Frame]:
        """Frames that keep the turn from being dropped while there is no text."""

    def cancel(self) -> list[Frame]:
        """Frames that stop the turn's speech; empty where only dropping the link does."""

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
        """The websocket's address, without any secret."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Handshake headers. Hold secrets: made when asked for, not kept."""

    @property
    def proxy(self) -> str | None:
        """The proxy's address; ``"environment"`` for the one that the environment names; None for none."""

    @property
    def format(self) -> AudioFormat:
        """What its audio bytes are."""

    @property
    def is_timed(self) -> bool:
        """Whether it tells when which character sounds."""

    @property
    def is_reusable(self) -> bool:
        """Whether one link carries several turns."""

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
