"""What a token costs us, read, accounted for, cleaned and segmented: against just iterating, and against the OpenAI
client that gives it, in the same run; whether it stays flat.

Promises: cost per token does not grow with what came before; from the client's object to segments it is at most 10 us
(median) and 0.15 of the client's own cost. Run with `make bench`.
"""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from typing import Any

from openai import AsyncOpenAI

from adapter.events import AudioFormat
from adapter.ledger import Ledger
from adapter.sources import deltas
from benchmarks.openai_server import TOKENS
from buffering import Segmenter, Speakable, SpeakableSegmenter


async def stream(count: int) -> AsyncIterator[str]:
    for index in range(count):
        yield TOKENS[index % len(TOKENS)]


async def speak(source: Any, times: list[int] | None = None) -> None:
    """From a source to segments; ``times`` gets what each token took, in nanoseconds."""
    ledger, segmenter = Ledger(AudioFormat.parse("pcm_24000")), SpeakableSegmenter(Speakable(), Segmenter())
    before = time.perf_counter_ns()
    async for token in deltas(source):
        ledger.accept(token)
        for segment in segmenter.push(token):
            ledger.send(segment)
        if times is not None:
            now = time.perf_counter_ns()
            times.append(now - before)
            before = now


async def ours(count: int) -> None:
    await speak(stream(count))


async def floor(count: int) -> None:
    async for _ in stream(count):
        pass


def microseconds(work: Any, count: int, rounds: int = 5) -> float:
    """CPU time per token, the best of some rounds."""
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        asyncio.run(work(count))
        best = min(best, (time.process_time() - began) / count * 1e6)
    return best


async def ask(port: str, count: int) -> Any:
    client = AsyncOpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key="x", max_retries=0)
    message: Any = {"role": "user", "content": "?"}
    return await client.chat.completions.create(model="m", messages=[message], max_tokens=count, stream=True)


def against_the_client(port: str, count: int) -> None:
    chunks: list[Any] = []

    async def client_alone(count: int) -> None:
        chunks[:] = [chunk async for chunk in await ask(port, count)]

    async def client_and_we(count: int) -> None:
        await speak(await ask(port, count))

    async def given() -> AsyncIterator[Any]:
        for chunk in chunks:
            yield chunk

    alone, both = microseconds(client_alone, count), microseconds(client_and_we, count)
    medians = []
    for _ in range(5):
        times: list[int] = []
        asyncio.run(speak(given(), times))
        medians.append(statistics.median(times) / 1_000)
    share = min(medians)
    print(f"the openai client alone: {alone:.1f} us a token; with us {both:.1f} us")
    print(f"from its object to segments: {share:.2f} us (median); {share / alone:.3f} of the client's own cost")
    assert share <= 10
    assert share / alone <= 0.15


short, long, bare = microseconds(ours, 5_000), microseconds(ours, 100_000), microseconds(floor, 100_000)
print(f"per token: {long:.2f} us, an empty loop {bare:.2f} us; at 100,000 {long / short:.2f} times that at 5,000")
with subprocess.Popen(
    [sys.executable, "-m", "benchmarks.openai_server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
) as server:
    assert server.stdout
    against_the_client(server.stdout.readline().strip(), 5_000)
