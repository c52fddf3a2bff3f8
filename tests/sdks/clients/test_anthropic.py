"""The Anthropic client: Messages, plain and asynchronous, raw and with its helper."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from anthropic import Anthropic, APIStatusError, AsyncAnthropic

from adapter import Boundary
from adapter.sources import deltas
from tests.sdks import dialects
from tests.sdks.conftest import Model, Voice
from tests.sdks.model_server import Reply

ASKED: Any = {"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "?"}]}

MESSAGES: dict[str, Callable[[], Any]] = {
    "raw": lambda: Anthropic().messages.create(**ASKED, stream=True),
    "not awaited": lambda: AsyncAnthropic().messages.create(**ASKED, stream=True),
    "manager": lambda: Anthropic().messages.stream(**ASKED),
    "async manager": lambda: AsyncAnthropic().messages.stream(**ASKED),
    "entered": lambda: Anthropic().messages.stream(**ASKED).__enter__(),
    "text": lambda: Anthropic().messages.stream(**ASKED).__enter__().text_stream,
}


@pytest.mark.parametrize("how", MESSAGES)
async def test_messages(how: str, model: Model, voice: Voice, tokens: list[str], text: str) -> None:
    with model(dialects.anthropic(tokens)):
        assert await voice.hear(MESSAGES[how]()) == text


@pytest.mark.parametrize("how", [how for how in MESSAGES if how != "text"])
async def test_a_tool_call_is_one_boundary(how: str, model: Model) -> None:
    with model(dialects.anthropic(["Let me see"], tool="look")):
        assert [each async for each in deltas(MESSAGES[how]())] == ["Let me see", Boundary()]


@pytest.mark.parametrize("how", [how for how in MESSAGES if how != "text"])  # does not close its stream when closed
async def test_an_interrupt_stops_the_model(how: str, model: Model, voice: Voice) -> None:
    events = list(dialects.anthropic(["A sentence. "]))
    reply = Reply(events[:7], pause=0.001, repeat=True)
    assert "A sentence. " in events[6]
    with model(reply) as server:
        await voice.interrupt(MESSAGES[how]())
        assert await asyncio.to_thread(server.left.wait, 5)


@pytest.mark.parametrize("how", MESSAGES)
async def test_the_clients_own_error_passes_unchanged(how: str, model: Model, voice: Voice) -> None:
    with model([*list(dialects.anthropic(["A sentence. "]))[:7], dialects.anthropic_error()]):
        with pytest.raises(APIStatusError, match="Overloaded"):
            await voice.hear(MESSAGES[how]())
