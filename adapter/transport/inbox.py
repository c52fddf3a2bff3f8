"""One open link over any carrier: send, receive, close. It is read all the time, even when no attempt runs."""

from __future__ import annotations

import asyncio
import math
import sys
import time
from collections import deque
from collections.abc import Iterable
from typing import Protocol

from ..errors import AdapterError, ServiceUnavailable, SpeechIncomplete
from ..services import Cancelled, Codec, Endpoint, Finished, Frame, Outgoing, Refused, Signal
from .flushes import Flushes
from .noise import Noise

SEND_SECONDS = 5.0
"""A peer that takes nothing for this long is gone: the kernel's and the library's buffers are full by then."""
CLOSE_SECONDS = 1.0
EARLY_SECONDS = 1.0
"""Seconds. An unused link that ends sooner was refused; one that ends later was idle."""
MAX_FRAME = 16 * 2**20
"""The most bytes in one frame; the upper bound that a service's staff gave."""
MAX_WAITING = 4 * MAX_FRAME
"""The most bytes of memory for frames that wait. Attempts take frames at once, so only a flood gets there."""


class Carrier(Protocol):
    """What carries frames: a websocket, or HTTP requests and their answers."""

    @property
    def is_open(self) -> bool:
        """Whether it can be used, as far as is known without trying."""

    async def receive(self) -> Frame:
        """The next frame. When there are no more, raises an AdapterError that says why."""

    async def send(self, frame: Outgoing) -> None:
        """Send a frame. A closed carrier drops it."""

    def abort(self) -> None:
        """Drop everything at once, without a closing handshake."""

    async def close(self) -> None:
        """Close it properly."""


class Link:
    """An open link. Made by ``open_link``.

    Its carrier is read all the time, between turns too. So its end is noticed at once, pings are answered, and what is
    left of a past turn is never mistaken for the next turn's audio.
    """

    def __init__(self, carrier: Carrier, endpoint: Endpoint) -> None:
        self._carrier = carrier
        self._endpoint = endpoint
        self._is_tagged = endpoint.traits.is_tagged
        self._inbox: deque[Frame] | None = None
        self._arrived = asyncio.Event()
        self._waiting = 0
        self._end: AdapterError | None = None
        self._ending: list[Codec] = []
        self._has_room = asyncio.Event()
        self._opened_at = self._rests_since = time.monotonic()
        self._noise = Noise(self._opened_at)  # between turns, when only the ends of cancelled turns should come
        self._ended_at = math.inf
        self.flushes = Flushes(endpoint.traits.flushes_a_minute)
        """When it may be flushed."""
        self.was_used = False
        """Whether it has carried an attempt."""
        self._pump = asyncio.create_task(self._read(), name="saystream-link")  # ends with the socket

    @property
    def is_open(self) -> bool:
        """Whether it can be used, as far as is known without trying."""
        return self._end is None and self._carrier.is_open

    @property
    def age(self) -> float:
        """Seconds since it was opened."""
        return time.monotonic() - self._opened_at

    @property
    def idle(self) -> float:
        """Seconds since its last attempt ended, or since it was opened."""
        return time.monotonic() - self._rests_since

    async def early_end(self) -> AdapterError | None:
        """Why it ended, if it was refused: it ended unused, and too soon for an idle close."""
        if self.is_open or self.was_used:
            return None
        self.abort()  # some services send a close frame and leave the connection open
        await self.wait_closed()
        return self._end if self._ended_at - self._opened_at < EARLY_SECONDS else None

    async def _read(self) -> None:
        try:
            while True:
                frame = await self._carrier.receive()
                is_stale = bool(self._ending) and not self._is_tagged
                is_flood = False
                if self._ending:
                    self._note_ends(frame)
                    is_flood = self._inbox is None and self._noise.is_flood(time.monotonic(), size_of(frame))
                if self._inbox is not None and not is_stale:
                    self._inbox.append(frame)
                    self._waiting += sys.getsizeof(frame)
                    self._arrived.set()
                if is_flood or self._waiting > MAX_WAITING:
                    self._end = ServiceUnavailable(f"{self._endpoint.name} floods the connection", tries=1)
                    self.abort()
                    break
        except AdapterError as error:
            self._end = error
        self._ended_at = time.monotonic()
        self._arrived.set()

    @property
    def ending(self) -> int:
        """How many cancelled turns the service has not yet reported as ended."""
        return len(self._ending)

    def let_end(self, codec: Codec) -> None:
        """The turn of ``codec`` is being cancelled. It holds its place until the service reports that it ended."""
        self._ending.append(codec)
        self._has_room.clear()

    def _note_ends(self, frame: Frame) -> None:
        for codec in self._ending:
            if any(map(_is_end, codec.receive(frame))):
                self._ending.remove(codec)
                self._has_room.set()
                return

    async def wait_for_room(self, seconds: float) -> None:
        """Wait until a cancelled turn has ended, or for ``seconds``."""
        try:
            async with asyncio.timeout(seconds):
                await self._has_room.wait()
        except TimeoutError:
            return

    def attach(self) -> None:
        """An attempt begins: keep what arrives from now on for ``receive``."""
        self._inbox, self._waiting, self.was_used = deque(), 0, True
        self._arrived.clear()
        if self._end:
            self._arrived.set()

    def detach(self) -> None:
        """The attempt is over: drop what still arrives."""
        self._inbox, self._waiting = None, 0
        self._rests_since = time.monotonic()

    def nudge(self) -> None:
        """Make ``receive`` return None, so that its caller looks at the clock again."""
        self._arrived.set()

    async def receive(self, patience: float) -> Frame | None:
        """The next frame of the attempt; None after ``patience`` seconds. Raises AdapterError when the link is closed.

        A frame that has arrived goes before a time-out: the event loop may have been blocked.
        """
        if not self._inbox and not self._end:
            try:
                async with asyncio.timeout(patience):
                    await self._arrived.wait()
            except TimeoutError:
                await asyncio.sleep(0)  # lets the pump read what has arrived meanwhile
        self._arrived.clear()
        if self._inbox:
            frame = self._inbox.popleft()
            self._waiting -= sys.getsizeof(frame)
            return frame
        if self._end:
            raise self._end
        return None

    async def send(self, frames: Iterable[Outgoing]) -> None:
        """Send the frames in order. Raises SpeechIncomplete if the peer takes nothing more.

        ``receive`` reports a closed link, not this: what arrived before the end, such as the service's own reason,
        comes first.
        """
        try:
            async with asyncio.timeout(SEND_SECONDS):
                for frame in frames:
                    await self._carrier.send(frame)
            return
        except TimeoutError:
            self.abort()
        raise SpeechIncomplete(f"{self._endpoint.name} took no text for {SEND_SECONDS:g} s")

    def abort(self) -> None:
        """Drop the link at once, without a closing handshake."""
        self._carrier.abort()

    async def close(self) -> None:
        """Close it properly if the peer answers in time, else drop it."""
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._carrier.close()
        except TimeoutError:
            self.abort()
        except BaseException:
            self.abort()  # cancelled: there is no time for a closing handshake
            raise
        await self.wait_closed()

    async def wait_closed(self) -> None:
        """Wait until nothing of it is left, which is soon after ``abort``."""
        await asyncio.wait({self._pump}, timeout=CLOSE_SECONDS)


def size_of(frame: Frame) -> int:
    """Characters or bytes in a frame; 0 for one that only marks a place."""
    return len(frame) if isinstance(frame, str | bytes) else 0


def _is_end(signal: Signal) -> bool:
    """Whether this shows that the service has ended a turn. A frame that cannot be read does not."""
    if isinstance(signal, Refused):
        return signal.error.service_code is not None
    return isinstance(signal, Finished | Cancelled)
