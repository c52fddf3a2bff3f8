"""The server itself: gives each connection its part of the script."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from .listener import Listener
from .records import Seen
from .reply import Manner
from .script import Connection
from .session import Session
from .voice import SAMPLES, decode


class FaultServer(Listener):
    """A speech server on loopback that does what its script says."""

    def __init__(
        self,
        script: Connection | Sequence[Connection] = (),
        *,
        repeat: bool = False,
        chunk: int = 7,
        samples: int = SAMPLES,
    ) -> None:
        """The n-th connection is treated as the script's n-th; those after its end are healthy, or, with ``repeat``,
        treated as its last. ``chunk`` characters per message, ``samples`` samples per character."""
        super().__init__()
        self._script = (script,) if isinstance(script, Connection) else tuple(script)
        self._repeat = repeat
        self._manner = Manner(chunk=chunk, samples=samples)
        self.connections: list[Seen] = []
        """What was seen, by connection."""

    @property
    def url(self) -> str:
        """The base URL, to which clients add a dialect's path."""
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

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, to its end."""
        seen = Seen(asyncio.get_running_loop().time())
        plan = self._plan(len(self.connections))
        self.connections.append(seen)
        await Session(reader, writer, plan, self._manner, seen).run()

    def _plan(self, index: int) -> Connection:
        if index < len(self._script):
            return self._script[index]
        return self._script[-1] if self._script and self._repeat else Connection()
