"""How soon a reply is heard, against waiting for all of it: the same paced tokens, streamed and as one text.

Promise: first audio follows the first sentence, not the last. Ratios within one run; run with `make bench`.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator

from adapter import Audio, Local, Speaker

REPLY = "This is the first sentence. " + "Then comes another one that is a little longer. " * 5


async def tokens() -> AsyncIterator[str]:
    for start in range(0, len(REPLY), 4):
        await asyncio.sleep(0.02)
        yield REPLY[start : start + 4]


async def first_audio(speaker: Speaker, *, streamed: bool) -> float:
    began = time.monotonic()
    source = tokens() if streamed else "".join([token async for token in tokens()])
    turn = speaker.say(source)
    async for event in turn:
        if isinstance(event, Audio):
            break
    taken = time.monotonic() - began
    await turn.aclose()
    return taken


async def main() -> None:
    async with Speaker(Local()) as speaker:
        await speaker.warm_up()
        streamed = statistics.median([await first_audio(speaker, streamed=True) for _ in range(5)])
        whole = statistics.median([await first_audio(speaker, streamed=False) for _ in range(5)])
    complete = 0.02 * (len("This is the first sentence. T") // 4 + 1)
    print(
        f"first audio {streamed * 1000:.0f} ms streamed, {whole * 1000:.0f} ms after the whole reply: "
        f"{whole / streamed:.1f} times sooner; the first sentence was known complete at about {complete * 1000:.0f} ms"
    )


asyncio.run(main())
