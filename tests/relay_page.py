"""The far side of a relay, for tests: a page on a real websocket, and the relay's side of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from adapter import Heard

RATE = 48_000  # bytes per second
Message = dict[str, Any]
Result = Heard | BaseException


@dataclass
class Page:
    """The far side: takes what comes, says what it is told to."""

    socket: ClientConnection
    audio: bytearray = field(default_factory=bytearray)
    messages: list[Message] = field(default_factory=list)
    turn: str = ""

    @property
    def seconds(self) -> float:
        return len(self.audio) / RATE

    def of(self, kind: str) -> list[Message]:
        return [message for message in self.messages if message["type"] == kind]

    async def say(self, kind: str, **fields: Any) -> None:
        await self.socket.send(json.dumps({"type": kind, "turn": self.turn, **fields}))

    async def take(self) -> Message | None:
        """The next frame; None for audio."""
        frame = await self.socket.recv()
        if isinstance(frame, bytes):
            assert len(frame) <= RATE * 0.2
            self.audio += frame
            return None
        self.messages.append(message := json.loads(frame))
        self.turn = message["turn"]
        return message

    async def until(self, kind: str, *, plays: bool = False) -> Message:
        """Take frames until a message of this kind has come; ``plays``: report all as played, at once."""
        while True:
            if plays and self.turn:
                await self.say("played", played=self.seconds)
            message = await self.take()
            if message is not None and message["type"] == kind:
                return message

    async def idle(self, seconds: float) -> None:
        """Take frames until none comes for so long."""
        try:
            while True:
                async with asyncio.timeout(seconds):
                    await self.take()
        except (TimeoutError, ConnectionClosed):
            pass


@asynccontextmanager
async def relaying(
    handler: Callable[[ServerConnection], Awaitable[Result]],
) -> AsyncIterator[tuple[Page, list[Result]]]:
    """A page on a websocket whose server side is ``handler``; what that gave, or raised, ends up in the list."""
    results: list[Result] = []

    async def handle(socket: ServerConnection) -> None:
        try:
            results.append(await handler(socket))
        except Exception as error:  # noqa: BLE001  tests look at it
            results.append(error)

    async with serve(handle, "127.0.0.1", 0, compression=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        async with connect(f"ws://127.0.0.1:{port}", compression=None, proxy=None) as socket:
            yield Page(socket), results


async def finished(results: list[Result], count: int = 1) -> Result:
    async with asyncio.timeout(10):
        while len(results) < count:  # noqa: ASYNC110  the simplest that can be read
            await asyncio.sleep(0.005)
    return results[-1]
