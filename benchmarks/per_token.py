"""What a token costs us, read, accounted for, cleaned and segmented, against just iterating; whether it stays flat.

Promise: cost per token does not grow with what came before. Ratios within one run; run with `make bench`.
"""

import asyncio
import time
from collections.abc import AsyncIterator

from adapter.events import AudioFormat
from adapter.ledger import Ledger
from adapter.sources import deltas
from buffering import Segmenter, Speakable, SpeakableSegmenter

SENTENCE = "This is a sentence of a usual length, with a comma and some words. "
TOKENS = [SENTENCE[i : i + 4] for i in range(0, len(SENTENCE), 4)]


async def stream(count: int) -> AsyncIterator[str]:
    for index in range(count):
        yield TOKENS[index % len(TOKENS)]


async def ours(count: int) -> None:
    ledger, segmenter = Ledger(AudioFormat.parse("pcm_24000")), SpeakableSegmenter(Speakable(), Segmenter())
    async for token in deltas(stream(count)):
        ledger.accept(token)
        for segment in segmenter.push(token):
            ledger.send(segment)


async def floor(count: int) -> None:
    async for _ in stream(count):
        pass


def microseconds(work: object, count: int) -> float:
    best = float("inf")
    for _ in range(5):
        began = time.process_time()
        asyncio.run(work(count))  # type: ignore[operator]
        best = min(best, (time.process_time() - began) / count * 1e6)
    return best


short, long, bare = microseconds(ours, 5_000), microseconds(ours, 100_000), microseconds(floor, 100_000)
print(f"per token: {long:.2f} us, an empty loop {bare:.2f} us; at 100,000 {long / short:.2f} times that at 5,000")
