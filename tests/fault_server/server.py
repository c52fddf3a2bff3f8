"""The server itself: accepts connections, gives each its part of the script, leaves nothing behind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from .records import Seen
from .reply import Manner
from .script import Connection
from .session import Session
from .voice import SAMPLES, decode


class FaultServer:
    """A speech server on loopback that does what its script says."""

    def __init__(
        self,
        script: Connection | Sequence[Connection] = (),
        *,
        repeat: bool = False,
        chunk: int = 7,
        samples: int = SAMPLES,
    ) -> None:
        """The n-th connection is treated as the script's n-th; those behind its end are healthy, or, with
        ``repeat``, treated as its last. ``chunk`` characters per message, ``samples`` samples per character."""
        self._script = (script,) if isinstance(script, Connection) else tuple(script)
        self._repeat = repeat
        self._manner = Manner(chunk=chunk, samples=samples)
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server
        self.connections: list[Seen] = []
        """What was seen, by connection."""

    @property
    def port(self) -> int:
        """Where it listens."""
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    @property
    def url(self) -> str:
        """The base URL, to which clients add ``/v1/text-to-speech/...``."""
        return f"ws://127.0.0.1:{self.port}"

    @property
    def texts(self) -> list[str]:
        """The speakable texts received, over all connections."""
        return [text for seen in self.connections for text in seen.texts]

    def holds(self, secret: str) -> bool:
        """Whether ``secret`` was in any request or message."""
        return any(seen.holds(secret) for seen in self.connections)

    def decode(self, pcm: bytes) -> str:
        """The text that sounds so."""
        return decode(pcm, self._manner.samples)

    async def until(self, condition: Callable[[], bool], seconds: float = 5.0) -> None:
        """Wait until ``condition()`` holds; TimeoutError if it does not in time."""
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110  a test may ask for anything
                await asyncio.sleep(0.005)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends everything. Raises what went wrong in the kit itself, if nothing else did."""
        self._server.close()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        await self._server.wait_closed()
        wrong = [result for result in results if isinstance(result, Exception)]
        if wrong and error is None:
            raise wrong[0]

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen = Seen(asyncio.get_running_loop().time())
        plan = self._plan(len(self.connections))
        self.connections.append(seen)
        task = asyncio.create_task(Session(reader, writer, plan, self._manner, seen).run(), name="fault-server")
        self._tasks.add(task)
        task.add_done_callback(self._forget)

    def _plan(self, index: int) -> Connection:
        if index < len(self._script):
            return self._script[index]
        return self._script[-1] if self._script and self._repeat else Connection()

    def _forget(self, task: asyncio.Task[None]) -> None:
        if task.cancelled() or task.exception() is None:  # what failed is kept for the end
            self._tasks.discard(task)
