"""A language model on loopback: Chat Completions over SSE, with exactly the tokens, pauses and failures of a script.

::

    gate = asyncio.Event()
    script = [
        Answer(["Hello ", 0.05, "there. ", gate, "Done."]),  # the first request: tokens, a pause in seconds, a gate
        Answer(["It begins ", Cut()]),                        # the second: the connection is reset in the middle
        Status(401, "Incorrect API key provided."),           # the third, and all that follow
    ]
    async with LlmServer(script) as server:
        client = AsyncOpenAI(base_url=server.url, api_key="any")

Standard library only; one request per connection, so that a client that leaves is seen to leave.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class Cut:
    """The connection is reset."""


@dataclass(frozen=True)
class Error:
    """The server reports an error in the middle of the stream."""

    message: str


@dataclass(frozen=True)
class Raw:
    """These bytes as they are, as one chunk of the body."""

    data: bytes


Step = str | float | asyncio.Event | Cut | Error | Raw
"""A token, a pause in seconds, a gate to wait for, or something that goes wrong."""


@dataclass(frozen=True)
class Answer:
    """An answer as a stream."""

    steps: Sequence[Step]


@dataclass(frozen=True)
class Status:
    """An answer that is none."""

    code: int
    message: str


@dataclass
class Request:
    """What a client asked, and what became of it."""

    headers: dict[str, str]
    body: dict[str, Any]
    sent: list[str] = field(default_factory=list)
    """The tokens so far."""
    is_complete: bool = False
    has_left: asyncio.Event = field(default_factory=asyncio.Event)
    """The client has closed the connection before the end."""

    @property
    def messages(self) -> list[tuple[str, str]]:
        """The conversation: role and content."""
        return [(message["role"], message["content"]) for message in self.body["messages"]]


class LlmServer:
    """Answers one request after the other as the script says; its last entry is for all that follow."""

    def __init__(self, script: Sequence[Answer | Status]) -> None:
        self._script = script
        self.requests: list[Request] = []
        self._serving: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """What a client takes for ``base_url``."""
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        if self._serving:
            await asyncio.wait(self._serving, timeout=0.2)  # what is cancelled with the loop would be complained of

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if task := asyncio.current_task():
            self._serving.add(task)
            task.add_done_callback(self._serving.discard)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            request = await _read(reader)
            self.requests.append(request)
            answer = self._script[min(len(self.requests), len(self._script)) - 1]
            if isinstance(answer, Status):
                writer.write(_refusal(answer))
                request.is_complete = True
                await writer.drain()
            else:
                await self._stream(answer, request, reader, writer)
        writer.close()

    async def _stream(
        self, answer: Answer, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        playing = asyncio.create_task(_play(answer, request, writer))
        leaving = asyncio.create_task(reader.read(1))  # a client that has asked sends nothing more
        await asyncio.wait({playing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not playing.done():
            request.has_left.set()
        playing.cancel()
        leaving.cancel()
        await asyncio.wait({playing, leaving})
        if not playing.cancelled():
            playing.result()


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *lines = head.strip().split("\r\n")
    assert first == "POST /v1/chat/completions HTTP/1.1"
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    request = Request(headers, json.loads(await reader.readexactly(int(headers["content-length"]))))
    assert request.body["stream"] is True
    return request


def _refusal(status: Status) -> bytes:
    body = json.dumps({"error": {"message": status.message, "type": "error", "param": None, "code": None}}).encode()
    head = f"HTTP/1.1 {status.code} Status\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return f"{head}Connection: close\r\n\r\n".encode() + body


_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"


async def _play(answer: Answer, request: Request, writer: asyncio.StreamWriter) -> None:
    head = (
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    )
    writer.write(head.encode() + _chunk(_event(request, {"role": "assistant", "content": ""})))
    for step in answer.steps:
        match step:
            case str():
                writer.write(_chunk(_event(request, {"content": step})))
                request.sent.append(step)
            case int() | float():
                await asyncio.sleep(step)
            case asyncio.Event():
                await step.wait()
            case Error(message):
                writer.write(_chunk(b"data: " + json.dumps({"error": {"message": message}}).encode() + b"\n\n"))
            case Raw(data):
                writer.write(_chunk(data))
            case Cut():
                await asyncio.sleep(0.05)  # what was written before is read before
                writer.transport.abort()
                return
        await writer.drain()
    writer.write(_chunk(_event(request, {}, "stop")) + _chunk(b"data: [DONE]\n\n") + b"0\r\n\r\n")
    await writer.drain()
    request.is_complete = True


def _event(request: Request, delta: dict[str, str], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    data = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": request.body["model"],
        "choices": [choice],
    }
    return b"data: " + json.dumps(data).encode() + b"\n\n"


def _chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"
