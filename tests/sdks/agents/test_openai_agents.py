"""The OpenAI Agents SDK: a run that calls a tool, as its result object and as its events."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from agents import Agent, Runner, function_tool

from adapter import Boundary
from adapter.sources import deltas
from tests.sdks import dialects
from tests.sdks.conftest import Model, Voice
from tests.sdks.model_server import Reply


@function_tool
def look() -> str:
    """Look."""
    return "nothing"


HOW: dict[str, Callable[[], Any]] = {
    "result": lambda: Runner.run_streamed(Agent("a", model="m", tools=[look]), "?"),
    "events": lambda: Runner.run_streamed(Agent("a", model="m", tools=[look]), "?").stream_events(),
}


@pytest.mark.parametrize("how", HOW)
async def test_a_run_with_a_tool(how: str, model: Model, voice: Voice, tokens: list[str], text: str) -> None:
    with model(dialects.responses(["Let me look"], tool="look"), dialects.responses(tokens)) as server:
        assert await voice.hear(HOW[how]()) == f"Let me look {text}"
        assert len(server.requests) == 2


async def test_a_tool_is_one_boundary_and_the_result_stays_whole(model: Model) -> None:
    with model(dialects.responses(["Let me look"], tool="look"), dialects.responses(["Nothing."])):
        run = HOW["result"]()
        source = deltas(run)
        assert [each async for each in source] == ["Let me look", Boundary(), "Nothing.", Boundary()]
        await source.aclose()
        assert run.final_output == "Nothing."


@pytest.mark.parametrize("how", HOW)
async def test_an_interrupt_stops_the_model(how: str, model: Model, voice: Voice) -> None:
    events = list(dialects.responses(["A sentence. "]))
    assert "A sentence. " in events[7]
    with model(Reply(events[:8], pause=0.001, repeat=True)) as server:
        await voice.interrupt(HOW[how]())
        assert await asyncio.to_thread(server.left.wait, 5)
