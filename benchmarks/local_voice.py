"""What it costs that the local voice runs in a process of its own: less than as much again.

The same sentence, spoken by the same engine: through its process, and straight in a process that holds nothing else.
Medians of one run, taken in turns. Run with `make bench`.
"""

import asyncio
import statistics
import subprocess
import sys
import time

from adapter.local import engine, voice, workers

TEXT = "Here is a sentence of quite ordinary length, which takes some four seconds to say. "
ROUNDS, CALLS = 5, 20
STRAIGHT = f"""
import runpy, sys, time
names = runpy.run_path({engine.__file__!r})
names["_Engine"]._flush = lambda self: (self._marks.clear(), self._audio.clear())
spoken = names["_Engine"](*sys.argv[1:3])
for _ in range({CALLS}):
    began = time.perf_counter()
    spoken.speak({TEXT!r}.encode(), b"gmw/en-US", 1.0)
    print(time.perf_counter() - began)
"""


async def through_process() -> list[float]:
    """Seconds of each call."""
    times = []
    for _ in range(CALLS):
        began = time.perf_counter()
        await voice.speak(TEXT, "gmw/en-US")
        times.append(time.perf_counter() - began)
    return times


def main() -> None:
    began = time.perf_counter()
    voice.voices()
    print(f"first use, with the start of a process: {(time.perf_counter() - began) * 1e3:.0f} ms")
    ours, straight = list[float](), list[float]()
    for _ in range(ROUNDS):
        program = [sys.executable, "-c", STRAIGHT, *workers.paths()]
        straight += map(float, subprocess.check_output(program, text=True).split())
        ours += asyncio.run(through_process())
    own, floor = statistics.median(ours) * 1e3, statistics.median(straight) * 1e3
    print(f"a sentence through the process: {own:.1f} ms; straight: {floor:.1f} ms; {own / floor:.2f} times as long")
    assert own / floor < 2


main()
