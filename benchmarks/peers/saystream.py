"""saystream as a client of the comparisons."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable

from adapter import Audio, ElevenLabs, Speaker

from .turns import answer


async def main(url: str) -> None:
    async with Speaker(ElevenLabs("voice", api_key="any", base_url=url)) as speaker:
        await speaker.warm_up()

        async def speak(tokens: AsyncIterator[str], hear: Callable[[bytes], None]) -> None:
            async for event in speaker.say(tokens):
                if isinstance(event, Audio):
                    hear(event.data)

        await answer(speak)


asyncio.run(main(sys.argv[1]))
