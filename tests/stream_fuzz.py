"""Streams with junk between their items, made from a seed: the text must not change, and nothing of ours may break.

Run: python -m tests.stream_fuzz --streams 20000
"""

from __future__ import annotations

import argparse
import asyncio
import math
import random
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from adapter import ModelFailed
from adapter.sources import deltas
from tests.known_streams import STREAMS, TEXT

NOTHINGS: list[Any] = [
    None,
    {},
    [],
    (),
    0,
    1.5,
    math.nan,
    True,
    b"zzz",
    {1, 2},
    object(),
    [None],
    [[{}]],
    {"a": {"b": {}}},
]
SILENT: list[Any] = [
    {"type": "keepalive"}, {"type": "ping"}, {"event": "heartbeat", "ts": 1}, {"status": "keepalive"},
    {"type": "future_event", "delta": {"kind": "zzz"}}, {"type": None}, {"type": 7}, {"type": ["error"]},
    {"error": None}, {"error": ""}, {"error": {}}, {"error": 0}, {"error": []}, {"code": 0, "message": ""},
    {"choices": None}, {"choices": {}}, {"choices": 7}, {"choices": [None]}, {"choices": [7]}, {"choices": [{}]},
    {"candidates": None}, {"candidates": 7}, {"candidates": [None]}, {"candidates": [{"content": {"parts": 7}}]},
    {"usage": {"total_tokens": 9}}, {"x_vendor": {"content": "zzz"}}, {"x_vendor": 1, "content": "zzz", "text": "zzz"},
    {"delta": None}, {"delta": {"content": "zzz"}}, {"data": None}, {"data": 7}, {"message": None}, {"output": None},
]  # fmt: skip
"""Items that stand for a kind: what gateways send, and what has the fields of a shape and no sense."""
VAGUE: list[Any] = [
    {"content": "zzz"}, {"role": "assistant", "content": "zzz"}, {"content": "zzz", "stop": False},
    {"response": "zzz", "done": False}, {"delta": "zzz", "text": "zzz"}, {"data": "zzz", "delta": {"text": "zzz"}},
]  # fmt: skip
"""Items of shapes that have only common names. In a stream of another shape they are a vendor's extra."""
VAGUE_STREAMS = {"strands", "strands, raw too", "llama index", "ollama", "llama.cpp", "home assistant"}
KEYS = """
id object model created usage role index x_groq metadata timings text content message status code name provider
""".split()
WORDS = """
error failed keepalive response.created message text text-delta on_chat_model_stream content_block_delta message_delta
content-delta message-end finish AIMessageChunk ai part_start message_replace workflow_finished multiagent_node_stream
raw_response_event
""".split()
FIELDS = (
    """
type event event_kind delta data choices candidates parts stop done error output request_id answer run_id chunk response
author invocation_id partial contentBlockDelta messageStop snapshot part part_kind item result raw finish_reason ns
content_block output_index tool_calls thisException
""".split()
    + KEYS
)


class FooError:
    """It is called an error, and none is meant."""

    code = 500
    message = "zzz"


class Raising:
    """Each of its fields raises."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)


def junk(random_: random.Random) -> Any:
    """An item that says nothing in any stream."""
    match random_.randrange(6):
        case 0:
            return random_.choice(NOTHINGS)
        case 1 | 2:
            return random_.choice(SILENT)
        case 3:
            return SimpleNamespace(**_record(random_, 2))
        case 4:
            return random_.choice([FooError(), Raising(), ValueError("zzz"), KeyError("error")])
    return _record(random_, 3)


def _record(random_: random.Random, depth: int) -> dict[str, Any]:
    keys = random_.sample(KEYS, random_.randint(1, 4))
    return {"x_vendor": 1, **{key: _value(random_, depth - 1, _record) for key in keys}}


def _value(random_: random.Random, depth: int, record: Callable[[random.Random, int], Any]) -> Any:
    choice = random_.randrange(7 if depth > 0 else 5)
    if choice == 5:
        return record(random_, depth)
    if choice == 6:
        return [_value(random_, depth - 1, record) for _ in range(random_.randrange(3))]
    return [None, "zzz", random_.randint(-9, 9**9), random_.random(), True][choice]


def with_junk(name: str, random_: random.Random) -> list[Any]:
    """The items of a known stream, with junk after each of them, and before the first what gateways begin with."""
    head = random_.choice([[], [None], [{}, {"x_vendor": 1}], [{"type": "keepalive"}] * 99])
    vague = [] if name in VAGUE_STREAMS else VAGUE

    def some() -> list[Any]:
        return [random_.choice([*[junk(random_)] * 6, *vague]) for _ in range(random_.randrange(4))]

    return [*head, *(each for item in STREAMS[name] for each in (item, *some()))]


def hostile(random_: random.Random) -> Any:
    """An item of the fields and words of all shapes, in any order and nesting."""
    if random_.random() < 0.3:
        return _mangled(random_.choice(random_.choice(list(STREAMS.values()))), random_)
    return random_.choice([_hostile_record(random_, 4), (_hostile_record(random_, 3), {}), junk(random_)])


def _hostile_record(random_: random.Random, depth: int) -> dict[str, Any]:
    record = {key: _value(random_, depth - 1, _hostile_record) for key in random_.sample(FIELDS, random_.randint(0, 6))}
    for key in ("type", "event", "event_kind"):
        if random_.random() < 0.3:
            record[key] = random_.choice(WORDS)
    return record


def _mangled(item: Any, random_: random.Random) -> Any:
    """An item of a known stream, in which some values were replaced."""
    if isinstance(item, dict):
        return {
            key: _value(random_, 2, _hostile_record) if random_.random() < 0.2 else _mangled(value, random_)
            for key, value in item.items()
        }
    return [_mangled(each, random_) for each in item] if isinstance(item, list) else item


async def text_of(items: list[Any]) -> str:
    """All that is said of ``items``."""
    return "".join([piece async for piece in _async(items) if isinstance(piece, str)])


def _async(items: list[Any]) -> Any:
    async def stream() -> Any:
        for item in items:
            yield item

    return deltas(stream())


async def check(seed: int) -> None:
    """One stream with junk in it, and one that is hostile throughout."""
    random_ = random.Random(seed)
    name = random_.choice(list(STREAMS))
    said = await text_of(with_junk(name, random_))
    assert said == TEXT, f"seed {seed}, {name}: {said!r}"
    try:
        await text_of([hostile(random_) for _ in range(random_.randrange(12))])
    except ModelFailed:
        pass  # it may well be said that the model failed
    except TypeError as error:
        assert str(error).startswith("the source gave a "), f"seed {seed}"  # noqa: PT017


async def _main(first: int, count: int) -> None:
    for seed in range(first, first + count):
        await check(seed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--streams", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0, metavar="SEED")
    chosen = parser.parse_args()
    asyncio.run(_main(chosen.first, chosen.streams))
    print(  # noqa: T201
        f"{chosen.streams:,} streams with junk, and as many hostile ones: the text was right, and nothing broke"
    )
