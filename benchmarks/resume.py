"""Promise: what a cut costs the listener is one new connection, and hardly more.

The gap from a lost link to the next audio, against the time that a new link needs until its first audio anyway, at the
fault server in this process. Ratios within one run; run with ``python -m benchmarks.resume`` from the project's root.
"""

from __future__ import annotations

import asyncio
import statistics

from adapter import Audio, ElevenLabs, Resumed, Speaker
from tests.fault_server import AfterMessages, Connection, Cut, FaultServer

TEXT = "The first sentence is here. The second one follows it! And a third, too."


async def gap() -> float:
    """Seconds from the cut to the next audio."""
    async with FaultServer(Connection([Cut(AfterMessages(6), "rst")])) as server:
        async with Speaker(ElevenLabs("v", api_key="k", base_url=server.url), clean=False) as speaker:
            return sum([event.gap async for event in speaker.say(TEXT) if isinstance(event, Resumed)])


async def first_audio() -> float:
    """Seconds from a speaker without a link to its first audio."""
    async with FaultServer(Connection(), repeat=True) as server:
        async with Speaker(ElevenLabs("v", api_key="k", base_url=server.url), clean=False) as speaker:
            clock = asyncio.get_running_loop().time
            began = clock()
            async for event in speaker.say(TEXT):
                if isinstance(event, Audio):
                    return clock() - began
    raise AssertionError("the fault server gave no audio")


async def main() -> None:
    """Print the ratio."""
    gaps = [await gap() for _ in range(50)]
    firsts = [await first_audio() for _ in range(50)]
    median, base = statistics.median(gaps), statistics.median(firsts)
    print(f"gap after a cut: {median * 1e3:.1f} ms, {median / base:.1f} times a new link and its first audio")
    print(
        f"95 of 100 gaps: at most {sorted(gaps)[-3] * 1e3:.1f} ms, of which up to 30 ms spread the tries of many turns"
    )


asyncio.run(main())
