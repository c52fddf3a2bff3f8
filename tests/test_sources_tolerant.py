"""Items that do not fit, in streams of every known shape: they say nothing, end nothing and hide nothing."""

from __future__ import annotations

import random
from typing import Any

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from adapter import Local, Speaker, TurnDone
from adapter.sources.pieces import Memory
from adapter.sources.shapes import SHAPES
from tests import stream_fuzz
from tests.known_streams import STREAMS, TEXT
from tests.test_sources import chunk, objects, said


async def text_of(items: list[Any]) -> str:
    return "".join(piece for piece in await said(items) if isinstance(piece, str))


@pytest.mark.parametrize("name", STREAMS)
async def test_every_known_stream_gives_its_text(name: str) -> None:
    items = STREAMS[name]
    assert await text_of(items) == TEXT
    if not name.startswith(("home", "strands")):  # these are dicts whoever makes them
        assert await text_of([objects(item) for item in items]) == TEXT


def test_every_shape_has_a_stream() -> None:
    for shape in SHAPES:
        assert any(shape(item, Memory()) for items in STREAMS.values() for item in items), shape.__name__


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
JUNK = (
    st.builds(lambda value: {"x_vendor": value}, JSON)
    | st.builds(lambda value: objects({"x_vendor": value, "content": value}), JSON)
    | st.sampled_from([*stream_fuzz.NOTHINGS, *stream_fuzz.SILENT])
    | st.builds(lambda seed: stream_fuzz.junk(random.Random(seed)), st.integers(0, 2**32))
)


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(list(STREAMS)), st.lists(st.lists(JUNK, max_size=3), max_size=8))
async def test_junk_between_the_items_changes_nothing(name: str, junk: list[list[Any]]) -> None:
    items = list(STREAMS[name])
    for number in reversed(range(min(len(items), len(junk)))):
        items[number + 1 : number + 1] = junk[number]
    assert await text_of(items) == TEXT


@pytest.mark.parametrize("first", range(0, 1000, 250))
async def test_seeds_of_junk_and_of_hostile_streams(first: int) -> None:
    """The program ``tests.stream_fuzz`` runs many more."""
    for seed in range(first, first + 250):
        await stream_fuzz.check(seed)


async def test_a_turn_with_junk_in_it_is_spoken_to_its_end() -> None:
    stream = [chunk("Let me see."), {"x": [[]]}, ValueError("x"), 7, b"x", (), object(), chunk(" It is sunny.")]
    async with Speaker(Local()) as speaker:
        turn = speaker.say(stream)
        events = [event async for event in turn]
    assert isinstance(events[-1], TurnDone)
    assert turn.voiced_text == TEXT


async def test_each_kind_is_logged_once_and_without_text() -> None:
    said_ = "what was said"
    junk = [{"type": "vendor.event", "text": said_}, {"type": said_, "content": said_}, 7, b"x", {"x": said_}]
    with structlog.testing.capture_logs() as logs:
        await said([chunk("Hi."), *junk * 3, None, {}])
    kinds = [entry["kind"] for entry in logs if entry["event"] == "source.ignored"]
    assert kinds == ["dict vendor.event", "dict", "int", "bytes"]
    assert {entry["log_level"] for entry in logs} == {"debug"}
    assert said_ not in str(logs)


async def test_the_kinds_that_are_logged_are_bounded() -> None:
    with structlog.testing.capture_logs() as logs:
        await said([chunk("Hi."), *({"type": f"event.{number}"} for number in range(1000))])
    assert len(logs) == 32


async def test_a_vague_shape_is_none_in_a_stream_of_another() -> None:
    assert await said([chunk(role="assistant"), {"content": "zzz"}, chunk("Hi.")]) == ["Hi."]
    assert await said([{"role": "assistant"}, {"content": "Hi."}, {"choices": []}, {"content": " So."}]) == [
        "Hi.",
        " So.",
    ]
