"""pydantic-ai: events and text of runs, with its own test models and with OpenAI's against a server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic_ai import Agent
from pydantic_ai.models.function import DeltaToolCall, FunctionModel
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.models.test import TestModel
from pydantic_ai.ui.vercel_ai import VercelAIAdapter
from pydantic_ai.ui.vercel_ai.request_types import SubmitMessage

from adapter import Boundary
from adapter.sources import deltas, lines
from tests.sdks import dialects
from tests.sdks.conftest import TEXT, Model, Voice
from tests.sdks.model_server import Reply


def look() -> str:
    """Look."""
    return "nothing"


def writer() -> Agent:
    return Agent(TestModel(custom_output_text=TEXT, call_tools=[]))


async def looking(messages: list[Any], _: Any) -> AsyncIterator[Any]:
    """Says something, calls the tool, and then says the text."""
    if len(messages) == 1:
        yield "Let me "
        yield "look"
        yield {1: DeltaToolCall(name="look", json_args="{")}
        yield {1: DeltaToolCall(json_args="}")}
    else:
        for start in range(0, len(TEXT), 4):
            yield TEXT[start : start + 4]


async def test_events_of_a_run(voice: Voice) -> None:
    assert await voice.hear(writer().run_stream_events("?")) == TEXT
    async with writer().run_stream_events("?") as events:
        assert await voice.hear(events) == TEXT


async def test_text_of_a_run(voice: Voice) -> None:
    assert await voice.hear(writer().run_stream("?")) == TEXT
    async with writer().run_stream("?") as result:
        assert await voice.hear(result) == TEXT
    async with writer().run_stream("?") as result:
        assert await voice.hear(result.stream_text(delta=True, debounce_by=None)) == TEXT


async def test_a_run_with_a_tool(voice: Voice) -> None:
    agent = Agent(FunctionModel(stream_function=looking), tools=[look])
    assert await voice.hear(agent.run_stream_events("?")) == f"Let me look {TEXT}"
    said = [each async for each in deltas(agent.run_stream_events("?"))]
    assert said[:3] == ["Let me ", "look", Boundary()]
    assert said.count(Boundary()) == 2


async def test_the_vercel_stream_of_a_run(voice: Voice) -> None:
    agent = Agent(FunctionModel(stream_function=looking), tools=[look])
    message: Any = {"id": "1", "role": "user", "parts": [{"type": "text", "text": "?"}]}
    asked = SubmitMessage(trigger="submit-message", id="1", messages=[message])

    def adapter() -> Any:
        return VercelAIAdapter(agent, asked)

    assert await voice.hear(adapter().run_stream()) == f"Let me look {TEXT}"
    sse = adapter().encode_stream(adapter().run_stream())
    assert await voice.hear(lines(line async for event in sse for line in _lines(event))) == f"Let me look {TEXT}"


def _lines(event: str) -> list[str]:
    return event.splitlines()


@pytest.mark.parametrize("how", ["run_stream_events", "run_stream"])
async def test_an_interrupt_stops_the_model(how: str, model: Model, voice: Voice) -> None:
    events = list(dialects.chat(["A sentence. "]))
    with model(Reply(events[:3], pause=0.001, repeat=True)) as server:
        await voice.interrupt(getattr(Agent(OpenAIChatModel("m")), how)("?"))
        assert await asyncio.to_thread(server.left.wait, 5)
