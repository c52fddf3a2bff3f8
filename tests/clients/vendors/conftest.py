"""Our imitations of services, for the vendors' own clients: what we read in their documents is not only our reading.

The fault servers run in a thread of their own, since some of these clients block. Nothing of the product is imported.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.fault_server import Answer, Connection, FaultServer, SpeechServer

SAMPLES = 24


class Servers:
    """Runs servers in a thread; leaving it ends them."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._running: list[FaultServer | SpeechServer] = []

    def websocket(self, plan: Connection | None = None) -> FaultServer:
        """A server of all websocket dialects; every connection behaves as ``plan``."""
        server = FaultServer(plan or Connection(), repeat=True, samples=SAMPLES)
        self._run(server)
        return server

    def speech(self, plan: Answer | None = None) -> SpeechServer:
        """A server of speech over HTTP; every request is answered as ``plan``."""
        server = SpeechServer(plan or Answer(), repeat=True, samples=SAMPLES)
        self._run(server)
        return server

    def _run(self, server: FaultServer | SpeechServer) -> None:
        asyncio.run_coroutine_threadsafe(server.__aenter__(), self._loop).result(5)
        self._running.append(server)

    def stop(self) -> None:
        """End all. Raises what went wrong in a server."""
        for server in self._running:
            asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Servers]:
    """Servers on loopback, which no client reaches through a proxy."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    running = Servers()
    yield running
    running.stop()
