"""What a test can look up afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Seen:
    """One connection, as the server saw it. Times are the event loop's."""

    opened_at: float
    ended_at: float | None = None
    request: bytes = b""
    """The handshake's request, as it came."""
    path: str = ""
    """With its query."""
    headers: dict[str, str] = field(default_factory=dict)
    """The request's, by lower-case name."""
    messages: list[Any] = field(default_factory=list)
    """What the client sent, parsed; a message that is no JSON stays as it came."""
    message_times: list[float] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    """The speakable texts among them."""
    characters: int = 0
    """Of these texts."""
    contexts: list[str | None] = field(default_factory=list)
    """Those that were opened, in order."""
    most_contexts: int = 0
    """Open at the same time: from the first message until ``isFinal`` is sent."""
    pings: int = 0
    pongs: int = 0
    close_code: int | None = None
    """The client's: 1005 for a close frame without one; None if it sent no close frame."""
    close_reason: str = ""
    faults: list[str] = field(default_factory=list)
    """What was wrong with the client's frames."""
    sent_bytes: int = 0
    """All, the handshake's among them."""
    handshake: bytearray = field(default_factory=bytearray)
    """What was sent of the handshake's answer."""
    stream: bytearray = field(default_factory=bytearray)
    """What was sent behind the handshake, up to 8 MiB."""

    def hear(self, text: str) -> None:
        """The client sent a speakable text."""
        self.texts.append(text)
        self.characters += len(text)

    def holds(self, secret: str) -> bool:
        """Whether ``secret`` was in the request or in a message."""
        return secret.encode() in self.request or any(secret in str(message) for message in self.messages)
