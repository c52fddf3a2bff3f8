"""Barge-in at random moments, followed at once by the next turn, which must hold nothing of the old one.

python -m tests.services.barge_in --count 1000
"""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from adapter import Audio, Speaker
from adapter.transport import flushes
from tests.fault_server import BROKEN, FaultServer
from tests.fault_server.dialects import deepgram
from tests.services.rows import SERVICES, Row, Server, bare, take


@dataclass(slots=True)
class Tally:
    """What happened."""

    interrupted: int = 0
    with_sound: int = 0
    """Of these, how many had begun to sound."""
    links: int = 0
    wrong: list[str] = field(default_factory=list)


def text_of(number: int, chance: random.Random) -> str:
    """Some short sentences of words that no other turn has."""
    words = [f"{chance.choice(['so', 'bird', 'w'])}{number}{chr(97 + index)}" for index in range(chance.randint(5, 14))]
    return " ".join(f"{' '.join(words[at : at + 3]).capitalize()}." for at in range(0, len(words), 3))


@contextmanager
def hasty_minutes(seconds: float = 0.01) -> Iterator[None]:
    """Let what may be flushed in a minute be flushed in an instant, here and at the server: nobody waits for it."""
    before = flushes.WINDOW, deepgram.WINDOW
    flushes.WINDOW = deepgram.WINDOW = seconds
    try:
        yield
    finally:
        flushes.WINDOW, deepgram.WINDOW = before


async def barge_in(row: Row, count: int, seed: int = 1) -> Tally:
    """``count`` turns that are interrupted, each followed by one that is heard to its end."""
    chance, tally = random.Random(f"{row.name} {seed}"), Tally()
    with hasty_minutes():
        await _sessions(row, count, chance, tally)
    return tally


async def _sessions(row: Row, count: int, chance: random.Random, tally: Tally) -> None:
    number = 0
    while tally.interrupted < count:
        async with row.server([row.slow(chance.uniform(0.0, 0.003))], repeat=True) as server:
            async with Speaker(row.make(server.url), clean=False) as speaker:
                for _ in range(min(50, count - tally.interrupted)):
                    number += 2
                    await _interrupt_once(speaker, server, number, chance, tally)
            tally.links += len(server.connections) if isinstance(server, FaultServer) else server.connections


async def _interrupt_once(speaker: Speaker, server: Server, number: int, chance: random.Random, tally: Tally) -> None:
    text, following = text_of(number, chance), text_of(number + 1, chance)
    turn = speaker.say(text)
    reading = asyncio.create_task(_sound(turn))
    await asyncio.sleep(chance.choice([0.0, chance.uniform(0, 0.01), chance.uniform(0, 0.04)]))
    if chance.random() < 0.5:  # before the next turn is asked for, or after
        await turn.interrupt()
        took = await take(speaker.say(following), server)
    else:
        after = speaker.say(following)
        await turn.interrupt()
        took = await take(after, server)
    old = bare(server.decode(await reading)).removesuffix(BROKEN)  # the sound may end inside a character
    tally.interrupted += 1
    tally.with_sound += bool(old)
    if not bare(text).startswith(old):
        tally.wrong.append(f"turn {number}: heard {old!r} of {text!r}")
    if took.sound != bare(following) or took.error:
        tally.wrong.append(f"turn {number + 1}: heard {took.sound!r}, not {following!r} ({took.error!r})")


async def _sound(turn: object) -> bytes:
    audio = bytearray()
    async for event in turn:  # type: ignore[attr-defined]
        audio += event.data if isinstance(event, Audio) else b""
    return bytes(audio)


async def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--service", help="only rows whose name begins so")
    options = parser.parse_args()
    wrong = 0
    for row in SERVICES:
        if row.name.startswith(options.service or ""):
            began = time.monotonic()
            tally = await barge_in(row, options.count, options.seed)
            wrong += len(tally.wrong)
            print(  # noqa: T201
                f"{row.name}: {tally.interrupted} interrupted, {tally.with_sound} while sounding, {tally.links} links,"
                f" {len(tally.wrong)} wrong; {time.monotonic() - began:.0f} s",
                *tally.wrong[:5],
                sep="\n  ",
                flush=True,
            )
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    asyncio.run(main())
