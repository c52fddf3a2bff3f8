"""LiveKit's ElevenLabs plugin as a client of the comparisons: PCM, so that it decodes nothing, and a warm socket."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable

import aiohttp
from livekit.plugins import elevenlabs

from .turns import answer


async def main(url: str) -> None:
    base_url = f"{url.replace('ws:', 'http:')}/v1"
    async with aiohttp.ClientSession() as session:
        tts = elevenlabs.TTS(
            api_key="any", voice_id="voice", base_url=base_url, encoding="pcm_24000", http_session=session
        )
        tts.prewarm()

        async def speak(tokens: AsyncIterator[str], hear: Callable[[bytes], None]) -> None:
            async with tts.stream() as stream, asyncio.TaskGroup() as group:

                async def write() -> None:
                    async for token in tokens:
                        stream.push_text(token)
                    stream.end_input()

                group.create_task(write())
                async for event in stream:
                    hear(bytes(event.frame.data))

        await answer(speak)
        await tts.aclose()


asyncio.run(main(sys.argv[1]))
