"""A Chat Completions server that sends tokens flat out, for ``per_token.py``: its cost must not count as the client's.

Runs on loopback until its standard input closes, and prints its port.
"""

import asyncio
import json
import sys

SENTENCE = "This is a sentence of a usual length, with a comma and some words. "
TOKENS = [SENTENCE[i : i + 4] for i in range(0, len(SENTENCE), 4)]


def event(token: str) -> bytes:
    choice = {"index": 0, "delta": {"content": token}, "logprobs": None, "finish_reason": None}
    chunk = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.lower().splitlines() if line.startswith(b"content-length:"))
    count = json.loads(await reader.readexactly(length))["max_tokens"]
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n")
    for index in range(count):
        writer.write(event(TOKENS[index % len(TOKENS)]))
        if index % 50 == 0:
            await writer.drain()
    writer.write(b"data: [DONE]\n\n")
    await writer.drain()
    writer.close()


async def main() -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
