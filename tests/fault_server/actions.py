"""What is done to a connection at a moment. Each is an ``Action``: its first argument says when."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar, Literal, Protocol

from .dialects import Dialect
from .frames import BINARY, CONTINUATION, PING, TEXT, Frame, header
from .line import Line
from .reply import Message
from .script import Action, Cutting

Work = Callable[[], Awaitable[None]]
Noise = Literal["pings", "fragments", "unknown"]


class Stage(Protocol):
    """The connection, as actions see it."""

    line: Line
    speaks: asyncio.Event
    pongs: bool
    closes: bool
    pause: float

    @property
    def dialect(self) -> Dialect:
        """What is spoken on it."""

    async def send(self, message: Message | Frame) -> None:
        """Send at once, where the stream is."""

    async def close(self, code: int | None, reason: str, tcp: Cutting | None) -> None:
        """Close frame, then the end of the connection, unless ``tcp`` is None."""

    def later(self, seconds: float, work: Work, *, alone: bool) -> None:
        """Do something after a while, with the stream for itself if ``alone``."""

    async def send_alone(self, message: Message | Frame) -> None:
        """Send when no other frame is being sent."""


@dataclass(frozen=True, slots=True)
class Deed(Action):
    """An action on the stream."""

    writes: ClassVar[bool] = False
    """Whether it needs the stream for itself."""

    async def perform(self, stage: Stage) -> None:
        """Do it."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Cut(Deed):
    """End the TCP connection without a close frame."""

    by: Cutting = "fin"

    async def perform(self, stage: Stage) -> None:
        await stage.line.cut(self.by)


@dataclass(frozen=True, slots=True)
class Stall(Deed):
    """Send nothing more, or nothing for ``seconds``, with the TCP connection open.

    With ``pongs``, pings and close frames are still answered, unless the stall began inside a frame.
    """

    seconds: float | None = None
    pongs: bool = False

    async def perform(self, stage: Stage) -> None:
        gate = stage.line.flows if stage.line.is_inside else stage.speaks
        before = stage.pongs, stage.closes
        gate.clear()
        if not self.pongs:
            stage.pongs = stage.closes = False
        if self.seconds is not None:
            stage.later(self.seconds, partial(self._end, stage, gate, before), alone=False)

    async def _end(self, stage: Stage, gate: asyncio.Event, before: tuple[bool, bool]) -> None:
        stage.pongs, stage.closes = before
        gate.set()


@dataclass(frozen=True, slots=True)
class Drip(Deed):
    """From now on send so many bytes per second."""

    rate: float = 1000

    async def perform(self, stage: Stage) -> None:
        stage.line.rate = self.rate


@dataclass(frozen=True, slots=True)
class Slow(Deed):
    """From now on pause so long before each message; late, but in order."""

    seconds: float = 0.1

    async def perform(self, stage: Stage) -> None:
        stage.pause = self.seconds


@dataclass(frozen=True, slots=True)
class StopReading(Deed):
    """Take nothing more from the client, or nothing for ``seconds``, so that its buffers fill."""

    seconds: float | None = None

    async def perform(self, stage: Stage) -> None:
        stage.line.stop_reading()
        if self.seconds is not None:
            stage.later(self.seconds, partial(self._end, stage), alone=False)

    async def _end(self, stage: Stage) -> None:
        stage.line.read_on()


@dataclass(frozen=True, slots=True)
class Close(Deed):
    """A close frame, empty for the code None; then the end of the connection, or an open one for ``tcp=None``."""

    code: int | None = 1000
    reason: str = ""
    tcp: Cutting | None = "fin"
    writes: ClassVar[bool] = True

    async def perform(self, stage: Stage) -> None:
        await stage.close(self.code, self.reason, self.tcp)


@dataclass(frozen=True, slots=True)
class Raw(Deed):
    """Any bytes into the stream, framed or not."""

    data: bytes = b"\xff" * 8
    writes: ClassVar[bool] = True

    async def perform(self, stage: Stage) -> None:
        await stage.line.write(self.data)


@dataclass(frozen=True, slots=True)
class Send(Deed):
    """One message more."""

    message: Mapping[str, Any] = field(default_factory=lambda: {"type": "unknown"})
    writes: ClassVar[bool] = True

    async def perform(self, stage: Stage) -> None:
        await stage.send(dict(self.message))


@dataclass(frozen=True, slots=True)
class Binary(Deed):
    """One binary message more."""

    data: bytes = b"\0\1\2\3"
    writes: ClassVar[bool] = True

    async def perform(self, stage: Stage) -> None:
        await stage.send(Frame(self.data, BINARY))


@dataclass(frozen=True, slots=True)
class EarlyFinal(Deed):
    """The end of the context that was heard of last, or of another; the rest of its messages follows."""

    context: str | None = None
    writes: ClassVar[bool] = True

    async def perform(self, stage: Stage) -> None:
        await stage.send(stage.dialect.final(self.context or stage.dialect.context))


@dataclass(frozen=True, slots=True)
class Error(Deed):
    """The service's error as JSON, then a close frame with its code, or none: then what follows still comes."""

    error: str = "system_busy"
    message: str = "The service is busy."
    code: int = 1008
    closes: bool = True
    close_code: int | None = None
    """If it is not the error's own."""
    is_named: bool = False
    """Whether it names the context that was heard of last."""
    writes: ClassVar[bool] = True

    async def perform(self, stage: Stage) -> None:
        context = stage.dialect.context if self.is_named else None
        await stage.send(stage.dialect.error(self.error, self.message, self.code, context))
        if self.closes:
            await stage.close(self.close_code or self.code, self.message, "fin")


@dataclass(frozen=True, slots=True)
class Bomb(Deed):
    """The header of a frame of ``size`` bytes, a few of them, and then nothing, with the connection open."""

    size: int = 2**40
    writes: ClassVar[bool] = True

    async def perform(self, stage: Stage) -> None:
        await stage.line.write(header(self.size) + b'{"audio": "')
        stage.line.flows.clear()


@dataclass(frozen=True, slots=True)
class Flood(Deed):
    """Endless ``pings``, ``unknown`` messages (between the others), or ``fragments`` of one (instead of them)."""

    noise: Noise = "pings"
    every: float = 0.0
    """Seconds between them."""
    count: int | None = None
    """How many; None for no end."""
    size: int = 16
    """Bytes of each."""

    async def perform(self, stage: Stage) -> None:
        alone = self.noise == "fragments"
        if alone:
            stage.speaks.clear()
        stage.later(0.0, partial(self._flood, stage), alone=alone)

    async def _flood(self, stage: Stage) -> None:
        sent = 0
        while self.count is None or sent < self.count:
            if self.noise == "fragments":
                await stage.send(Frame(b" " * self.size, CONTINUATION if sent else TEXT, is_last=False))
            elif self.noise == "pings":
                await stage.send_alone(Frame(b"." * min(self.size, 125), PING))
            else:
                await stage.send_alone({"type": "unknown", "padding": "." * self.size})
            sent += 1
            await asyncio.sleep(self.every)


@dataclass(frozen=True, slots=True)
class Chatter(Deed):
    """From now on the same message over and over, in the context that was heard of last, in place of speech."""

    message: Mapping[str, Any] = field(default_factory=lambda: {"audio": ""})
    every: float = 0.0
    """Seconds between them."""

    async def perform(self, stage: Stage) -> None:
        stage.speaks.clear()
        stage.later(0.0, partial(self._talk, stage), alone=False)

    async def _talk(self, stage: Stage) -> None:
        while True:
            await stage.send_alone({**stage.dialect.naming(stage.dialect.context), **self.message})
            await asyncio.sleep(self.every)
