"""Random faults on every service: nothing is lost, and what is heard twice is bounded and labelled.

``python -m tests.chaos --services`` runs it.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field

from tests.fault_server import (
    AfterBytes,
    AfterMessages,
    Answer,
    AtHandshakeByte,
    Close,
    Cut,
    FaultServer,
    Http,
    OnClose,
    OnFlush,
    OnText,
)
from tests.services.barge_in import hasty_minutes
from tests.services.rows import SERVICES, Plan, Row, bare, repeats, speak


@dataclass
class Tally:
    """What happened to the turns."""

    turns: Counter[str] = field(default_factory=Counter)
    exact: Counter[str] = field(default_factory=Counter)
    """Heard once and in order."""
    demoted: Counter[str] = field(default_factory=Counter)
    """Labelled as less exact than a turn without faults."""
    gave_up: Counter[str] = field(default_factory=Counter)
    links: int = 0
    wrong: list[str] = field(default_factory=list)


def fault(row: Row, chance: random.Random, index: int) -> Plan:
    """Something that ends a link, or an answer. What is borne once only comes first."""
    by = chance.choice(["rst", "fin"])
    if row.is_http:
        kinds = [
            Answer(503),
            Answer(500, body=b"?"),
            Answer(cut_after=0, by=by, first_byte=chance.uniform(0, 0.02)),
            *[Answer(cut_after=chance.randint(1, 14_000), by=by, chunk=chance.randint(1, 4_000)) for _ in range(4)],
            Answer(cut_after=chance.randint(1, 14_000), by=by, length="counted"),
        ]
        return chance.choice(kinds)
    when = chance.choice(
        [
            AtHandshakeByte(chance.randint(1, 120)),
            AfterBytes(chance.randint(1, 60_000)),
            AfterBytes(chance.randint(1, 60_000)),
            AfterMessages(chance.randint(1, 24)),
            OnText(chance.randint(1, 3)),
            OnFlush(chance.randint(1, 3)),
            OnClose(),
        ]
    )
    if isinstance(when, AtHandshakeByte):
        return chance.choice([row.plan(Cut(when, by)), row.plan(answer=Http(503))])
    kinds = [Cut(when, by), Cut(when, by), Close(when, 1000), Close(when, 1001, "away"), Close(when, 1011, "error")]
    return row.plan(chance.choice(kinds + ([Close(when, 1008, "policy")] if index == 0 else [])))


def text_of(chance: random.Random) -> str:
    """Some sentences of words that all differ."""
    words = [f"{chance.choice(['alpha', 'we', 'Bert', 'x'])}{index:03}" for index in range(chance.randint(4, 24))]
    size = chance.randint(2, 8)
    return " ".join(f"{' '.join(words[at : at + size]).capitalize()}." for at in range(0, len(words), size))


async def chaotic_turn(row: Row, seed: int, tally: Tally) -> None:
    """A turn with 1 to 3 faults."""
    chance = random.Random(f"{row.name} {seed}")
    text, script = text_of(chance), [fault(row, chance, index) for index in range(chance.randint(1, 3))]
    async with row.server(script) as server:
        took = await speak(row, server, text)
        tally.links += len(server.connections) if isinstance(server, FaultServer) else server.connections
    tally.turns[row.name] += 1
    told = f"{row.name}, seed {seed}: heard {took.sound!r} of {text!r}, {took.error!r}, {took.turn.report.exactness}"
    if took.error:
        tally.gave_up[f"{row.name} {type(took.error).__name__} {took.error.close_code}"] += 1
        return
    tally.exact[row.name] += took.sound == bare(text)
    label = took.turn.report.exactness
    tally.demoted[row.name] += label != row.exactness
    if not repeats(took.sound, text, label, most=len(script)):
        tally.wrong.append(f"more than the label says: {told}")


async def chaos(turns: int, jobs: int, first: int, tally: Tally) -> None:
    """``turns`` turns over all services, ``jobs`` at a time."""
    gate = asyncio.Semaphore(jobs)

    async def one(seed: int) -> None:
        async with gate, asyncio.timeout(120):
            await chaotic_turn(SERVICES[seed % len(SERVICES)], seed, tally)

    with hasty_minutes():
        for start in range(first, first + turns, 500):
            async with asyncio.TaskGroup() as group:
                for seed in range(start, min(start + 500, first + turns)):
                    group.create_task(one(seed))


def describe(tally: Tally) -> str:
    """The tally, a line per service."""
    lines = [
        f"{name}: {count} turns, {tally.exact[name]} exact, {tally.demoted[name]} demoted"
        for name, count in sorted(tally.turns.items())
    ]
    total = f"{sum(tally.turns.values())} turns, {tally.links} links, {len(tally.wrong)} wrong"
    return "\n".join([*lines, f"{total}, gave up {sum(tally.gave_up.values())} {dict(tally.gave_up)}"])
