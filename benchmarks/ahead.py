"""Promise: with ``ahead``, a barge-in wastes seconds of paid speech, not the whole reply.

A reply of about 60 seconds that is written at once, played in real time and interrupted at second 3, with the local
voice: characters that were sent and not heard. Run with ``python -m benchmarks.ahead`` from the project's root.
"""

from __future__ import annotations

import asyncio

from adapter import Audio, Local, Speaker

TEXT = "This is one of the many sentences of a long reply, and it takes about four seconds to say. " * 16
INTERRUPTED_AT = 3.0


async def wasted(ahead: float | None) -> tuple[int, float]:
    """Characters sent and not heard, and the seconds of speech that were made."""
    async with Speaker(Local(), ahead=ahead) as speaker:
        turn, clock, began = speaker.say(TEXT), asyncio.get_running_loop().time, None
        try:
            async with asyncio.timeout(INTERRUPTED_AT + 1):
                async for event in turn:
                    if isinstance(event, Audio):
                        began = began or clock()
                        if clock() - began >= INTERRUPTED_AT:
                            break
                        if event.start > INTERRUPTED_AT:
                            await asyncio.sleep(began + INTERRUPTED_AT - clock())
                            break
        except TimeoutError:
            pass  # nothing more came before the interruption
        made = turn.report.audio_seconds
        heard = await turn.interrupt(INTERRUPTED_AT)
        return turn.report.characters_sent - len(heard.text), made


async def main() -> None:
    """Print the two, side by side."""
    for ahead in (None, 2.0):
        characters, made = await wasted(ahead)
        print(f"ahead={ahead}: {characters:,} characters sent and not heard, {made:.1f} s of speech made for 3 s heard")


asyncio.run(main())
