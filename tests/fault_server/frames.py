"""Websocket framing by hand, so that also what no library would send can be sent. Pure: bytes in, bytes out."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame, unmasked."""

    payload: bytes
    opcode: int = TEXT
    is_last: bool = True

    def __bytes__(self) -> bytes:
        return header(len(self.payload), self.opcode, self.is_last) + self.payload


def header(size: int, opcode: int = TEXT, is_last: bool = True) -> bytes:
    """The header of an unmasked frame that claims ``size`` bytes."""
    first = bytes([(0x80 if is_last else 0) | opcode])
    if size < 126:
        return first + bytes([size])
    if size < 0x10000:
        return first + b"\x7e" + size.to_bytes(2, "big")
    return first + b"\x7f" + size.to_bytes(8, "big")


def close_frame(code: int | None = 1000, reason: str = "") -> Frame:
    """A close frame; without a code it is empty. The reason is cut at the protocol's 123 bytes."""
    payload = b"" if code is None else code.to_bytes(2, "big") + reason.encode()[:123]
    return Frame(payload, CLOSE)


def accept_key(key: str) -> str:
    """The ``Sec-WebSocket-Accept`` for a ``Sec-WebSocket-Key``."""
    return base64.b64encode(hashlib.sha1(key.encode() + _GUID, usedforsecurity=False).digest()).decode()


@dataclass(slots=True)
class FrameReader:
    """Reads what a client sends: whole messages and control frames."""

    faults: list[str] = field(default_factory=list)
    """What a strict server would have closed the connection for."""
    _data: bytearray = field(default_factory=bytearray)
    _parts: list[bytes] = field(default_factory=list)
    _opcode: int = TEXT

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Take bytes; gives what they complete."""
        self._data += data
        while (frame := self._next()) is not None:
            if frame.opcode >= CLOSE:
                yield frame
                continue
            if frame.opcode != CONTINUATION:
                if self._parts:
                    self.faults.append("a message began inside another")
                self._parts, self._opcode = [], frame.opcode
            self._parts.append(frame.payload)
            if frame.is_last:
                whole, self._parts = b"".join(self._parts), []
                yield Frame(whole, self._opcode)

    def _next(self) -> Frame | None:
        data = self._data
        if len(data) < 2:
            return None
        size, at = data[1] & 0x7F, 2
        if size >= 126:
            at += 2 if size == 126 else 8
            size = int.from_bytes(data[2:at], "big")  # too small while the length itself is incomplete
        is_masked = bool(data[1] & 0x80)
        start = at + (4 if is_masked else 0)
        if len(data) < start or len(data) < start + size:
            return None
        payload = bytes(data[start : start + size])
        if is_masked:
            payload = _unmask(payload, bytes(data[at:start]))
        else:
            self.faults.append("a frame was not masked")
        if data[0] & 0x70:
            self.faults.append("reserved bits were set")
        frame = Frame(payload, data[0] & 0x0F, bool(data[0] & 0x80))
        del data[: start + size]
        return frame


def _unmask(payload: bytes, mask: bytes) -> bytes:
    size = len(payload)
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")).to_bytes(size, "big")
