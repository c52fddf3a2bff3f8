"""LiteLLM: its own mock replies, and OpenAI's against a server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import litellm
import pytest

from adapter import Boundary
from adapter.sources import deltas
from tests.sdks import dialects
from tests.sdks.conftest import TEXT, Model, Voice
from tests.sdks.model_server import Reply

ASKED: Any = {"messages": [{"role": "user", "content": "?"}], "stream": True}

HOW: dict[str, Callable[..., Any]] = {
    "plain": lambda **settings: litellm.completion(**ASKED, **settings),
    "async": lambda **settings: litellm.acompletion(**ASKED, **settings),
}


@pytest.mark.parametrize("how", HOW)
async def test_mock_replies(how: str, voice: Voice) -> None:
    assert await voice.hear(HOW[how](model="gpt-4", mock_response=TEXT)) == TEXT


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("vendor", ["openai", "anthropic"])
async def test_replies(how: str, vendor: str, model: Model, voice: Voice, tokens: list[str]) -> None:
    body = dialects.chat(tokens) if vendor == "openai" else dialects.anthropic(tokens)
    with model(body) as server:
        base = server.url + ("/v1" if vendor == "openai" else "")
        assert await voice.hear(HOW[how](model=f"{vendor}/m", api_base=base)) == TEXT


@pytest.mark.parametrize("how", HOW)
async def test_a_tool_call_is_one_boundary(how: str, model: Model) -> None:
    with model(dialects.chat(["Let me see"], tool="look")) as server:
        stream = HOW[how](model="openai/m", api_base=f"{server.url}/v1")
        assert [each async for each in deltas(stream)] == ["Let me see", Boundary()]


@pytest.mark.parametrize("how", HOW)
async def test_an_interrupt_stops_the_model(how: str, model: Model, voice: Voice) -> None:
    events = [event for number in range(2000) for event in list(dialects.chat([f"Sentence {number}. "]))[2:3]]
    with model(Reply(events, pause=0.001, repeat=True)) as server:  # LiteLLM refuses chunks that repeat
        await voice.interrupt(HOW[how](model="openai/m", api_base=f"{server.url}/v1"))
        assert await asyncio.to_thread(server.left.wait, 5)
