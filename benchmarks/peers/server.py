"""The speech server of the comparisons: prints its address and serves until its standard input ends.

It is the fault server of the tests, without a fault. It speaks ``multi-stream-input`` as all three clients want it: an
``isFinal`` of its own, timing with every message, a sentence spoken when it comes. It answers at once, and costs little
and always the same, where a voice would synthesise. Its audio is as long as speech: 60 ms per character.
"""

from __future__ import annotations

import asyncio
import sys

from tests.fault_server import FaultServer

SAMPLES = 1_440
"""Samples of 16 bit per character, at 24,000 per second."""


async def main() -> None:
    async with FaultServer(samples=SAMPLES) as server:
        print(server.url, flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
