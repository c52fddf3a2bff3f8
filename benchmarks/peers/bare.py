"""No client at all, but what each must do: read the tokens, send sentences that are known beforehand, decode the audio.

What this costs is the floor of the comparison. It has no timing, no end but ``isFinal``, and loses all with its socket.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
import sys
from collections.abc import AsyncIterator, Callable

from websockets.asyncio.client import connect

from .turns import TEXT, answer

SENTENCES = re.findall(r"[^.!]+[.!] ?", TEXT)


async def main(url: str) -> None:
    address = f"{url}/v1/text-to-speech/voice/multi-stream-input?output_format=pcm_24000&auto_mode=true"
    async with connect(address, compression=None, proxy=None, max_size=None) as socket:

        async def speak(tokens: AsyncIterator[str], hear: Callable[[bytes], None]) -> None:
            sentences = iter([*SENTENCES, ""])
            sentence, written = next(sentences), 0
            async for token in tokens:
                written += len(token)
                while sentence and written >= len(sentence.rstrip()):
                    written -= len(sentence)
                    await socket.send(json.dumps({"text": sentence, "context_id": "bare"}))
                    sentence = next(sentences)
            await socket.send(json.dumps({"context_id": "bare", "close_context": True}))
            while not (message := json.loads(await socket.recv())).get("isFinal"):
                hear(base64.b64decode(message["audio"]))

        await answer(speak)


asyncio.run(main(sys.argv[1]))
