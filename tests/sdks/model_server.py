"""A server that streams what it is told, in a vendor's words, to that vendor's own SDK. Knows no vendor.

It runs on a thread with an event loop of its own, so that plain clients may block the test's.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass
class Reply:
    """What one request is answered with: events, each a piece of the body."""

    events: Iterable[str | bytes]
    pause: float = 0.0
    """Seconds before each event."""
    repeat: bool = False
    """Send the last event again and again, until the client goes away."""
    hang: bool = False
    """Send nothing more after the last event, and do not end."""
    kind: str = "text/event-stream"
    sent: int = 0


@dataclass
class ModelServer:
    """``with ModelServer(Reply(...), Reply(...)) as server:`` answers requests in turn, the last for ever."""

    replies: list[Reply]
    requests: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)
    """Set when a client went away before its reply had ended."""

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        start = asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(start, self._loop).result(5)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _stop(self) -> None:
        self._server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = next(
                (int(line[15:]) for line in head.lower().splitlines() if line.startswith("content-length:")), 0
            )
            body = json.loads(await reader.readexactly(length) or b"{}")
            reply = self.replies[min(len(self.requests), len(self.replies) - 1)]
            self.requests.append((head.split()[1], body))
            writer.write(f"HTTP/1.1 200 OK\r\ncontent-type: {reply.kind}\r\nconnection: close\r\n\r\n".encode())
            sending = asyncio.create_task(self._send(reply, writer))
            leaving = asyncio.create_task(reader.read())
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if not sending.done() or sending.exception():
                self.left.set()
            sending.cancel()
            leaving.cancel()
        except asyncio.CancelledError:
            pass  # the server stops; asyncio would log it
        finally:
            writer.close()

    async def _send(self, reply: Reply, writer: asyncio.StreamWriter) -> None:
        event: str | bytes = ""
        for event in reply.events:
            await self._send_one(event, reply, writer)
        while reply.repeat:
            await self._send_one(event, reply, writer)
        if reply.hang:
            await asyncio.Event().wait()

    async def _send_one(self, event: str | bytes, reply: Reply, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(reply.pause)
        writer.write(event if isinstance(event, bytes) else event.encode())
        await writer.drain()
        reply.sent += 1
