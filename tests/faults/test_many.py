"""Rows 68-70: many sessions, many faults, all at once."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Callable
from typing import Any

from adapter import Speaker
from adapter.transport.retry import Budget
from tests.fault_server import (
    STYLES,
    Action,
    AfterBytes,
    AfterMessages,
    AtMessage,
    BadBase64,
    BadJson,
    Binary,
    Bomb,
    Close,
    Connection,
    Cut,
    Drip,
    Drop,
    Duplicate,
    EarlyFinal,
    EmptyAudio,
    Error,
    FaultServer,
    Fields,
    Flood,
    Http,
    InvalidUtf8,
    Late,
    OddAudio,
    OtherContext,
    Raw,
    Reorder,
    Slow,
    Stall,
    WrongTypes,
)
from tests.faults.harness import TEXT, Lab
from tests.faults.rows import Rows

rows = Rows()
SESSIONS = int(os.environ.get("FAULT_SESSIONS", "60"))


@rows.row(68, "1,000 sessions lose the service at once", "connections come spread out; every word once in each")
async def all_lose_the_service(lab: Lab) -> None:
    """60 of them, with a budget of 20 a second and 10 at once, in place of 100 and 100; FAULT_SESSIONS=1000 for all."""
    budget = Budget(per_second=20.0, burst=10) if SESSIONS <= 100 else Budget()
    lab.patch(attempts__budget=budget)
    gone = Connection([Cut(AfterMessages(3), "rst")])
    async with FaultServer([gone] * SESSIONS, samples=24) as server:
        opening, ready, go = asyncio.Semaphore(20), asyncio.Semaphore(0), asyncio.Event()

        async def session() -> None:
            async with Speaker(lab.service(server.url), clean=False) as speaker:
                async with opening:
                    await speaker.warm_up()
                ready.release()
                await go.wait()
                (await lab.take(speaker.say(TEXT), server, within=50)).is_exact()

        async with asyncio.TaskGroup() as group:
            for _ in range(SESSIONS):
                group.create_task(session())
            for _ in range(SESSIONS):
                await ready.acquire()
            go.set()
    again = sorted(seen.opened_at for seen in server.connections[SESSIONS:])
    assert len(again) == SESSIONS
    most = max(sum(start <= moment < start + 1 for moment in again) for start in again)
    assert most <= budget.per_second + budget.burst + 10  # the jitter of each


@rows.row(
    69, "up and down 30 times", "each voiced word sets the count back: every word once; no tries beyond those needed"
)
async def flapping(lab: Lab) -> None:
    lab.hurry()
    text = " ".join(f"Sentence number {number} is here." for number in range(40))
    flap = [Connection([Cut(AfterMessages(4))]), Connection(answer=Http(503))]
    heard = await lab.speak(flap * 30, text)
    heard.is_exact(connections=61)
    assert len(heard.resumed) == 30


FAULTS: list[Callable[[Any], Action]] = [
    BadBase64, BadJson, Binary, Bomb, Close, Cut, Drop, Duplicate, EarlyFinal, EmptyAudio, Error, Fields, InvalidUtf8,
    Late, OddAudio, OtherContext, Raw, Reorder, Slow, Stall, WrongTypes,
    lambda when: Close(when, 1011, "internal error"),
    lambda when: Cut(when, "rst"),
    lambda when: Drip(when, rate=200_000),
    lambda when: Error(when, "too_many_concurrent_requests", closes=False),
    lambda when: Flood(when, "fragments"),
    lambda when: Flood(when, "unknown", count=50),
    lambda when: Stall(when, seconds=0.2, pongs=True),
]  # fmt: skip
LYING = Drop | Duplicate | EarlyFinal | EmptyAudio | Late | OddAudio | Reorder


@rows.row(
    70,
    "any faults, any alignment, any time",
    "an end of ours, and all text is accounted for",
    cases={str(s): s for s in range(4)},
)
async def anything(lab: Lab, seed: int) -> None:
    """What rows 31, 32, 41, 44 are about may be heard: messages twice, lost, out of order, ends and times that lie.

    A lost byte is heard, too: it cannot be told from a cut within a sample, after which the rest comes.
    """
    lab.hurry()
    lab.traits(silence=0.4, first_audio=0.5)
    lab.patch(silence__END_SECONDS=0.2)
    dice = random.Random(seed)
    gate = asyncio.Semaphore(6)

    async def turn() -> None:
        style = dice.choice(STYLES)
        actions = [some_of(dice) for _ in range(3)]
        is_sound = style != "overlong" and not any(isinstance(a, LYING) for some in actions for a in some)
        script = [Connection(some, style=style) for some in actions] + [Connection(style=style)] * 9
        options = {"endpoint": dice.choice(["multi-stream-input", "stream-input"])}
        async with gate:
            try:
                await lab.speak(script, settings=options, is_sound=is_sound)
            except AssertionError as error:
                error.add_note(f"{style} {options} {actions}")
                raise

    results = await asyncio.gather(*(turn() for _ in range(15)), return_exceptions=True)
    for wrong in filter(None, results):
        raise wrong


def some_of(dice: random.Random) -> list[Action]:
    actions = [dice.choice(FAULTS)(when(dice)) for _ in range(dice.randint(1, 2))]
    is_alone = any(
        isinstance(action, WrongTypes) for action in actions
    )  # the kit's other edits need audio that is text
    return actions[:1] if is_alone else actions


def when(dice: random.Random) -> Any:
    kind = dice.choice([AfterMessages, AtMessage, AfterBytes])
    return kind(dice.randrange(100_000 if kind is AfterBytes else 16))


test_row = rows.test()
