"""The server's end of one TCP connection: counts each byte out, stops at any of them, and ends in any way."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable
from typing import cast

from .records import Seen
from .script import Action, Cutting

try:
    import fcntl
    import termios
except ImportError:  # Windows: a reset may overtake the last bytes
    fcntl = None  # type: ignore[assignment]

_KEPT = 8 * 2**20
_TICK = 0.05


class Over(ConnectionError):
    """Nothing more can be sent."""


class Line:
    """Bytes in, bytes out. ``perform`` carries out the actions that are due at a byte."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        seen: Seen,
        perform: Callable[[Action], Awaitable[None]],
    ) -> None:
        self._reader, self._writer, self._seen, self._perform = reader, writer, seen, perform
        self._due: list[tuple[int, Action]] = []
        self._start: int | None = None  # bytes of the handshake's answer, once they are known
        self._hears = _set_event()
        self.flows = _set_event()
        """While clear no byte goes out."""
        self.is_inside = False
        """Whether bytes of the same write are still to come: sending anything else would break a frame."""
        self.is_over = False
        self.rate: float | None = None
        """Bytes per second; None for as fast as possible."""
        self._transport = cast(asyncio.Transport, writer.transport)
        self._transport.set_write_buffer_limits(0)  # drain waits until the kernel has everything

    def expect(self, start: int, due: list[tuple[int, Action]]) -> None:
        """The handshake's answer has ``start`` bytes; ``due`` are actions by how many bytes are sent before them."""
        self._start = start
        self._due = sorted(due, key=lambda item: item[0])

    async def write(self, data: bytes) -> None:
        """Send ``data``, stopping where an action is due. Raises Over, or OSError, when the connection has ended."""
        rest = memoryview(data)
        while rest:
            self.is_inside = True
            await self._act()
            await self.flows.wait()
            if self.is_over:
                raise Over
            size = min(len(rest), self._due[0][0] - self._seen.sent_bytes if self._due else len(rest))
            size = min(size, max(1, round(self.rate * _TICK)) if self.rate else size)
            self._send(bytes(rest[:size]))
            await self._writer.drain()
            rest = rest[size:]
            if self.rate:
                await asyncio.sleep(size / self.rate)
        self.is_inside = False
        await self._act()

    def _send(self, data: bytes) -> None:
        seen = self._seen
        self._writer.write(data)
        of_handshake = max(0, (self._start or 0) - seen.sent_bytes)
        seen.handshake += data[:of_handshake]
        if len(seen.stream) < _KEPT:
            seen.stream += data[of_handshake:]
        seen.sent_bytes += len(data)

    async def _act(self) -> None:
        while self._due and self._due[0][0] <= self._seen.sent_bytes and not self.is_over:
            await self._perform(self._due.pop(0)[1])

    async def read(self) -> bytes:
        """What the client sent; empty when it is gone."""
        await self._hears.wait()
        try:
            return await self._reader.read(65536)
        except ConnectionError:
            return b""

    async def read_request(self) -> bytes:
        """The request of the handshake; empty if none came."""
        try:
            return await self._reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            return b""

    def stop_reading(self) -> None:
        """Let the client's bytes pile up."""
        self._hears.clear()
        self._transport.pause_reading()

    def read_on(self) -> None:
        """Take what has piled up."""
        self._hears.set()
        self._transport.resume_reading()

    async def cut(self, by: Cutting) -> None:
        """End the connection behind the last byte. With ``fin`` the client can still send."""
        if self.is_over:
            return
        self.is_over = True
        if by == "rst":
            await self._arrived()
            linger = struct.pack("ii", 1, 0)
            with contextlib.suppress(OSError):
                self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self._transport.abort()
        elif not self._transport.is_closing():
            self._writer.write_eof()
        self.flows.set()  # whoever waits finds it over

    async def _arrived(self) -> None:
        """Wait, a second at most, until the client's kernel has all bytes: a reset takes back those on their way."""
        if fcntl is None:
            return
        handle = self._writer.get_extra_info("socket").fileno()
        for _ in range(1000):
            waiting = fcntl.ioctl(handle, termios.TIOCOUTQ, bytes(4)) if handle >= 0 else bytes(4)
            if not any(waiting) and not self._transport.get_write_buffer_size():
                return
            await asyncio.sleep(0.001)

    async def release(self) -> None:
        """Give back the socket."""
        self._transport.abort()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()


def _set_event() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event
