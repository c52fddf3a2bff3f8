"""A model behind the Chat Completions endpoint, for tests: answers what it is told to, token by token."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


class ChatServer:
    """Remembers what it was asked. A reply of bytes is a whole answer, sent as it is."""

    def __init__(self, replies: list[str | bytes]) -> None:
        self._replies = replies
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.url = ""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
        self.requests.append(json.loads(await reader.readexactly(int(headers["content-length"]))))
        self.keys.append(headers.get("authorization", ""))
        reply = self._replies[len(self.requests) - 1]
        if isinstance(reply, bytes):
            writer.write(reply)
            writer.close()
            return
        writer.write(STREAM)
        try:
            for start in range(0, len(reply), 4):
                chunk = {"index": 0, "delta": {"content": reply[start : start + 4]}, "finish_reason": None}
                event = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [chunk]}
                writer.write(f"data: {json.dumps(event)}\n\n".encode())
                await writer.drain()
                await asyncio.sleep(0.002)
            writer.write(b"data: [DONE]\n\n")
            await writer.drain()
        except ConnectionError:  # the listener has interrupted
            pass
        finally:
            writer.close()


@asynccontextmanager
async def chatting(*replies: str | bytes) -> AsyncIterator[ChatServer]:
    """A server that gives one reply after the other."""
    chat = ChatServer(list(replies))
    server = await asyncio.start_server(chat.answer, "127.0.0.1", 0)
    chat.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    async with server:
        yield chat
