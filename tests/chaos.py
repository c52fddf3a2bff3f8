"""Random turns over real sockets with links that die: nothing may be lost, doubled or left behind.

``make chaos`` runs 10,000 turns with 1 to 4 faults each, seeded. ``make soak`` speaks for an hour in 100 sessions, with
a fault about every 5 seconds, and tells what grows. What was heard is decoded from the audio of the fault server.

    python -m tests.chaos --turns 10000 --jobs 16
    python -m tests.chaos --services --turns 2000
    python -m tests.chaos --minutes 60 --jobs 100
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import random
import resource
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from adapter import AdapterError, Audio, ElevenLabs, Resumed, Speaker, Word
from tests.fault_server import (
    AfterBytes,
    AfterMessages,
    AfterSeconds,
    AtHandshakeByte,
    Close,
    Connection,
    Cut,
    FaultServer,
    OnClose,
    OnFlush,
    OnText,
)
from tests.services import chaos as services

EXACT_STYLES = ("with", "lagged", "whole", "restarting", "absolute")
"""The ways of timing with which every loss is repaired at a word's edge."""


@dataclass
class Tally:
    """What happened to the turns."""

    turns: int = 0
    connections: int = 0
    resumes: int = 0
    gave_up: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)


def text_of(chance: random.Random) -> str:
    """Some sentences of words that all differ."""
    words = [
        f"{chance.choice(['alpha', 'we', 'Bert', 'x', 'house'])}{index:03}" for index in range(chance.randint(6, 30))
    ]
    for index in range(3, len(words), 7):
        words[index] += "."
    return " ".join(words) + "."


def fault(chance: random.Random, index: int) -> Cut | Close:
    """Something that ends a connection. A policy close is borne once: only the first may be one."""
    when = chance.choice(
        [
            AtHandshakeByte(chance.randint(1, 120)),
            AfterBytes(chance.randint(1, 5_000)),
            AfterMessages(chance.randint(1, 16)),
            OnText(chance.randint(1, 3)),
            OnFlush(),
            OnClose(),
        ]
    )
    kinds = [Cut(when, "rst"), Cut(when, "fin")]
    if not isinstance(when, AtHandshakeByte):
        kinds += [Close(when, 1000), Close(when, 1001, "going away"), Close(when, 1011, "internal error")]
        kinds += [Close(when, 1008, "policy")] if index == 0 else []
    return chance.choice(kinds)


async def tokens(text: str, chance: random.Random, pause: float = 0.0) -> AsyncIterator[str]:
    start = 0
    while start < len(text):
        size = chance.randint(1, 7)
        yield text[start : start + size]
        start += size
        if pause or chance.random() < 0.05:
            await asyncio.sleep(pause)


async def speak(
    speaker: Speaker, server: FaultServer, text: str, chance: random.Random, tally: Tally, pause: float
) -> str:
    """One turn; gives what was wrong with it."""
    turn = speaker.say(tokens(text, chance, pause))
    audio, words = bytearray(), list[str]()
    try:
        async for event in turn:
            match event:
                case Audio(data=data):
                    audio += data
                case Word(text=word):
                    words.append(word)
                case Resumed(gap=gap):
                    tally.resumes += 1
                    tally.gaps.append(gap)
        expected = text
    except AdapterError as error:
        tally.gave_up[f"{type(error).__name__} {error.close_code}"] += 1
        expected = turn.voiced_text
        if turn.voiced_text + turn.unvoiced_text != turn.text:
            return "the texts of the error do not add up"
    heard = "".join(server.decode(bytes(audio)).split())
    if heard != "".join(expected.split()):
        return f"heard {heard!r}, not {expected!r}"
    return "" if words == expected.split() else f"words {words}"


async def chaotic_turn(seed: int, tally: Tally) -> None:
    """A turn whose first 1 to 4 connections fail."""
    chance = random.Random(seed)
    style, endpoint = chance.choice(EXACT_STYLES), chance.choice(["multi-stream-input", "stream-input"])
    script = [Connection([fault(chance, index)], style=style) for index in range(chance.randint(1, 4))]
    async with FaultServer([*script, Connection(style=style)], repeat=True) as server:
        service = ElevenLabs("v", api_key="k", base_url=server.url, endpoint=endpoint)
        async with Speaker(service, clean=False) as speaker:
            wrong = await speak(speaker, server, text_of(chance), chance, tally, 0.0)
        tally.turns += 1
        tally.connections += len(server.connections)
        if wrong:
            tally.wrong.append(f"seed {seed}, {endpoint}, {style}: {wrong}")


async def session(seed: int, tally: Tally, end: float) -> None:
    """Turn after turn on links that live for 5 seconds or so; server and speaker are made anew now and then."""
    chance = random.Random(seed)
    while time.monotonic() < end:
        style = chance.choice(EXACT_STYLES)
        script = [
            Connection([Cut(AfterSeconds(chance.uniform(1, 9)), chance.choice(["rst", "fin"]))], style=style)
            for _ in range(200)
        ]
        async with FaultServer(script) as server:
            async with Speaker(ElevenLabs("v", api_key="k", base_url=server.url), clean=False) as speaker:
                for _ in range(6):
                    wrong = await speak(speaker, server, text_of(chance), chance, tally, 0.15)
                    tally.turns += 1
                    if wrong:
                        tally.wrong.append(f"session {seed}, {style}: {wrong}")
            tally.connections += len(server.connections)


def measure() -> tuple[float, int, int]:
    """Resident megabytes, open files, tasks."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1]) if Path("/proc/self/statm").exists() else 0
    size = pages * os.sysconf("SC_PAGE_SIZE") / 2**20 or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    files = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").exists() else 0
    return size, files, len(asyncio.all_tasks())


async def chaos(turns: int, jobs: int, first: int, tally: Tally) -> None:
    """``turns`` turns, ``jobs`` at a time."""
    gate = asyncio.Semaphore(jobs)

    async def one(seed: int) -> None:
        async with gate, asyncio.timeout(120):
            await chaotic_turn(seed, tally)

    for start in range(first, first + turns, 500):
        async with asyncio.TaskGroup() as group:
            for seed in range(start, min(start + 500, first + turns)):
                group.create_task(one(seed))


async def soak(minutes: float, jobs: int, tally: Tally) -> None:
    """``jobs`` sessions for so long; tells every minute what there is."""
    end = time.monotonic() + minutes * 60
    async with asyncio.TaskGroup() as group:
        for seed in range(jobs):
            group.create_task(session(seed, tally, end))
        while time.monotonic() < end:
            await asyncio.sleep(min(60.0, max(0.0, end - time.monotonic())))
            size, files, tasks = measure()
            left = (end - time.monotonic()) / 60
            print(f"{left:5.1f} min left: {size:.1f} MB, {files} files, {tasks} tasks; {describe(tally)}", flush=True)


def describe(tally: Tally) -> str:
    """The tally in a line."""
    gaps = sorted(tally.gaps) or [0.0]
    return (
        f"{tally.turns} turns, {tally.connections} connections, {tally.resumes} resumes "
        f"(gap p50 {gaps[len(gaps) // 2]:.3f} s, p99 {gaps[len(gaps) * 99 // 100]:.3f} s), "
        f"{len(tally.wrong)} wrong, gave up {sum(tally.gave_up.values())} {dict(tally.gave_up)}"
    )


async def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=1_000)
    parser.add_argument("--minutes", type=float, help="soak for so long instead")
    parser.add_argument("--services", action="store_true", help="random faults on every service instead")
    parser.add_argument("--jobs", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    tally, began = Tally(), time.monotonic()
    of_services = services.Tally()
    _, files, tasks = measure()
    if options.services:
        await services.chaos(options.turns, options.jobs, options.seed, of_services)
    elif options.minutes:
        await soak(options.minutes, options.jobs, tally)
    else:
        await chaos(options.turns, options.jobs, options.seed, tally)
    await asyncio.sleep(1.5)
    _, files_after, tasks_after = measure()
    wrongs = tally.wrong + of_services.wrong
    for wrong in wrongs[:10]:
        print(wrong)
    told = services.describe(of_services) if options.services else describe(tally)
    print(f"{told}; {time.monotonic() - began:.0f} s")
    print(f"left behind: {tasks_after - tasks} tasks, {files_after - files} files")
    if wrongs or tasks_after > tasks or files_after > files:
        raise SystemExit(1)


if __name__ == "__main__":
    asyncio.run(main())
