"""A script is data: what the n-th connection is answered with, and what is done to it when."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from .frames import accept_key
from .reply import Style, Times

ALWAYS = sys.maxsize
"""A count: each message from then on."""


# --- when ---


@dataclass(frozen=True, slots=True)
class AtHandshakeByte:
    """When exactly ``n`` bytes of the handshake's answer have been sent."""

    n: int


@dataclass(frozen=True, slots=True)
class AfterBytes:
    """When exactly ``n`` bytes have been sent behind the handshake; inside a frame, if they end there."""

    n: int


@dataclass(frozen=True, slots=True)
class AfterMessages:
    """When ``n`` messages have been sent. 0: as soon as the connection is open."""

    n: int


@dataclass(frozen=True, slots=True)
class AtMessage:
    """When message ``n``, counted from 0, is due."""

    n: int


@dataclass(frozen=True, slots=True)
class AtFinal:
    """When the n-th ``isFinal`` is due."""

    n: int = 1


@dataclass(frozen=True, slots=True)
class OnText:
    """When the first reply to the n-th speakable text is due."""

    n: int = 1


@dataclass(frozen=True, slots=True)
class OnFlush:
    """When the replies to all that was received before the n-th ``flush`` have been sent."""

    n: int = 1


@dataclass(frozen=True, slots=True)
class OnClose:
    """When the replies to all before the n-th ``close_context``, ``close_socket`` or end message have been sent."""

    n: int = 1


@dataclass(frozen=True, slots=True)
class AfterSeconds:
    """So long after the connection was accepted."""

    seconds: float


Trigger = AtHandshakeByte | AfterBytes | AfterMessages | AtMessage | AtFinal | OnText | OnFlush | OnClose | AfterSeconds


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do at a moment; once per connection."""

    when: Trigger


# --- the handshake's answer ---


@dataclass(frozen=True, slots=True)
class Upgrade:
    """101, as it should be."""

    accept: str | None = None
    """The ``Sec-WebSocket-Accept``; None for the right one."""
    headers: tuple[tuple[str, str], ...] = ()

    def answer(self, key: str) -> bytes:
        accept = accept_key(key) if self.accept is None else self.accept
        headers = (("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", accept), *self.headers)
        return _response("101 Switching Protocols", headers)


@dataclass(frozen=True, slots=True)
class Http:
    """Another status, then the end of the connection."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def answer(self, key: str) -> bytes:  # noqa: ARG002  as the others
        headers = (*self.headers, ("Content-Length", str(len(self.body))), ("Connection", "close"))
        return _response(f"{self.status} No", headers) + self.body


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """Any bytes, then the end of the connection."""

    data: bytes

    def answer(self, key: str) -> bytes:  # noqa: ARG002  as the others
        return self.data


def bad_accept() -> Upgrade:
    """101 with a wrong ``Sec-WebSocket-Accept``."""
    return Upgrade(accept="d3JvbmcgYW5zd2VyIGtleSE=")


def redirect(location: str, status: int = 302) -> Http:
    """To another path, or to another server's address."""
    return Http(status, (("Location", location),))


def _response(status: str, headers: Sequence[tuple[str, str]]) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers), "", ""]).encode()


# --- the connection ---


@dataclass(frozen=True, slots=True)
class Connection:
    """How one connection behaves; healthy unless told otherwise."""

    actions: Sequence[Action] = ()
    answer: Upgrade | Http | RawAnswer = field(default_factory=Upgrade)
    style: Style = "with"
    times: Times | None = None
    pongs: bool = True
    """Whether pings are answered."""
    closes: bool = True
    """Whether a close frame is answered."""
    max_contexts: int | None = 5
    """Open contexts beyond which the connection is refused with ``max_active_conversations``, as at the service."""


Cutting = Literal["fin", "rst"]
"""A proper end of the stream, or a reset."""
