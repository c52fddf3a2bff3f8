"""What all tests share: a real speech server on loopback, and a raw client for it."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import hypothesis
import pytest
import structlog
from websockets.asyncio.client import ClientConnection, connect

from adapter.local.server import Settings, serve

hypothesis.settings.register_profile("any machine", deadline=None)  # a loaded one is slow, and no fault
hypothesis.settings.load_profile("any machine")


@pytest.fixture(autouse=True)
def logs_go_their_usual_way() -> Iterator[None]:
    """After a test that captured structlog's lines they would go to standard output."""
    yield
    structlog.reset_defaults()


@pytest.fixture
async def server() -> AsyncIterator[str]:
    """The base URL of a local speech server."""
    async with serve() as url:
        yield url


@pytest.fixture
async def keyed_server() -> AsyncIterator[str]:
    """A server that accepts only the key ``good``."""
    async with serve(settings=Settings(api_keys=frozenset({"good"}))) as url:
        yield url


@dataclass
class Heard:
    """All that a raw client received until the link closed or fell silent."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    close_code: int | None = None
    close_reason: str = ""

    def audio(self, context: str | None = None) -> bytes:
        return b"".join(
            base64.b64decode(m["audio"]) for m in self.messages if m.get("audio") and m.get("contextId") == context
        )

    def text(self, context: str | None = None, key: str = "alignment") -> str:
        return "".join("".join(m[key]["chars"]) for m in self.messages if m.get(key) and m.get("contextId") == context)

    def finals(self) -> list[str | None]:
        return [m.get("contextId") for m in self.messages if m.get("isFinal")]

    @property
    def errors(self) -> list[str]:
        return [m["error"] for m in self.messages if "error" in m]


class RawClient:
    """Sends what it is told and collects what comes back."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.heard = Heard()

    async def send(self, *messages: dict[str, Any] | str | bytes) -> None:
        for message in messages:
            await self.socket.send(message if isinstance(message, str | bytes) else json.dumps(message))

    async def listen(self, seconds: float = 10.0, finals: int | None = None) -> Heard:
        """Receive until the link closes, ``finals`` final messages have come, or ``seconds`` have passed."""
        try:
            async with asyncio.timeout(seconds):
                async for message in self.socket:
                    self.heard.messages.append(json.loads(message))
                    if finals is not None and len(self.heard.finals()) >= finals:
                        return self.heard
                self.heard.close_code, self.heard.close_reason = self.socket.close_code, self.socket.close_reason or ""
        except TimeoutError:
            pass
        except Exception:  # noqa: BLE001  however the link closed, its code is what tests look at
            self.heard.close_code, self.heard.close_reason = self.socket.close_code, self.socket.close_reason or ""
        return self.heard


def open_raw(base: str, endpoint: str = "multi-stream-input", voice: str = "en-us", **query: str) -> connect:
    """A raw connection; ``output_format`` is ``pcm_24000`` unless given."""
    query = {"output_format": "pcm_24000"} | query
    parameters = "&".join(f"{name}={value}" for name, value in query.items())
    return connect(f"{base}/v1/text-to-speech/{voice}/{endpoint}?{parameters}", compression=None, proxy=None)
