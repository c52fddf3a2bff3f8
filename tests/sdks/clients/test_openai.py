"""The OpenAI client: Chat Completions and Responses, plain and asynchronous, raw and with their helpers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from openai import APIError, AsyncOpenAI, OpenAI

from adapter import Boundary, ModelFailed
from adapter.sources import deltas, lines
from tests.sdks import dialects
from tests.sdks.conftest import Model, Voice
from tests.sdks.model_server import Reply

MESSAGES: Any = [{"role": "user", "content": "?"}]

CHAT: dict[str, Callable[[], Any]] = {
    "raw": lambda: OpenAI().chat.completions.create(model="m", messages=MESSAGES, stream=True),
    "not awaited": lambda: AsyncOpenAI().chat.completions.create(model="m", messages=MESSAGES, stream=True),
    "manager": lambda: OpenAI().chat.completions.stream(model="m", messages=MESSAGES),
    "async manager": lambda: AsyncOpenAI().chat.completions.stream(model="m", messages=MESSAGES),
    "entered": lambda: OpenAI().chat.completions.stream(model="m", messages=MESSAGES).__enter__(),
    "generator": lambda: (each for each in OpenAI().chat.completions.create(model="m", messages=MESSAGES, stream=True)),
}
RESPONSES: dict[str, Callable[[], Any]] = {
    "raw": lambda: OpenAI().responses.create(model="m", input="?", stream=True),
    "not awaited": lambda: AsyncOpenAI().responses.create(model="m", input="?", stream=True),
    "manager": lambda: OpenAI().responses.stream(model="m", input="?"),
    "async manager": lambda: AsyncOpenAI().responses.stream(model="m", input="?"),
    "entered": lambda: OpenAI().responses.stream(model="m", input="?").__enter__(),
}


@pytest.mark.parametrize("how", CHAT)
async def test_chat(how: str, model: Model, voice: Voice, tokens: list[str], text: str) -> None:
    with model(dialects.chat(tokens)):
        assert await voice.hear(CHAT[how]()) == text


@pytest.mark.parametrize("how", RESPONSES)
async def test_responses(how: str, model: Model, voice: Voice, tokens: list[str], text: str) -> None:
    with model(dialects.responses(tokens, refusal="No, I will not say more.")):
        assert await voice.hear(RESPONSES[how]()) == f"{text} No, I will not say more."


async def test_awaited_and_entered_async_streams(model: Model, voice: Voice, tokens: list[str], text: str) -> None:
    with model(*[list(dialects.chat(tokens))] * 2, *[list(dialects.responses(tokens))] * 2):
        client = AsyncOpenAI()
        stream = await client.chat.completions.create(model="m", messages=MESSAGES, stream=True)
        assert await voice.hear(stream) == text
        async with client.chat.completions.stream(model="m", messages=MESSAGES) as chat:
            assert await voice.hear(chat) == text
        assert await voice.hear(await client.responses.create(model="m", input="?", stream=True)) == text
        async with client.responses.stream(model="m", input="?") as events:
            assert await voice.hear(events) == text


@pytest.mark.parametrize("how", CHAT)
async def test_a_tool_call_is_one_boundary(how: str, model: Model) -> None:
    with model(dialects.chat(["Let me see"], tool="look")):
        assert [each async for each in deltas(CHAT[how]())] == ["Let me see", Boundary()]


@pytest.mark.parametrize("how", RESPONSES)
async def test_a_function_call_is_one_boundary(how: str, model: Model) -> None:
    with model(dialects.responses(["Let me see"], tool="look")):
        assert [each async for each in deltas(RESPONSES[how]())] == ["Let me see", Boundary()]


@pytest.mark.parametrize("how", [how for how in CHAT if how != "generator"])  # that one is not ours to look into
async def test_an_interrupt_stops_the_model(how: str, model: Model, voice: Voice) -> None:
    reply = Reply([next(dialects.chat([])), *list(dialects.chat(["A sentence. "]))[2:3]], pause=0.001, repeat=True)
    with model(reply) as server:
        await voice.interrupt(CHAT[how]())
        assert await asyncio.to_thread(server.left.wait, 5)
    assert reply.sent < 10_000


@pytest.mark.parametrize("how", ["not awaited", "async manager"])
async def test_an_interrupt_stops_a_model_that_has_stalled(how: str, model: Model, voice: Voice) -> None:
    with model(Reply(list(dialects.chat(["A sentence, said. ", "And"]))[:4], hang=True)) as server:
        await voice.interrupt(CHAT[how]())
        assert await asyncio.to_thread(server.left.wait, 5)


async def test_the_clients_own_error_passes_unchanged(model: Model, voice: Voice) -> None:
    with model(["data: " + '{"error": {"message": "It broke.", "code": "server_error"}}\n\n']):
        with pytest.raises(APIError, match=r"It broke\."):
            await voice.hear(CHAT["not awaited"]())
        with pytest.raises(APIError, match=r"It broke\."):
            await voice.hear(CHAT["raw"]())


@pytest.mark.parametrize("how", ["raw", "not awaited"])
async def test_a_response_that_fails(how: str, model: Model, voice: Voice) -> None:
    failed = 'event: response.failed\ndata: {"type": "response.failed", "sequence_number": 1, "response": %s}\n\n'
    with model([failed % '{"id": "1", "error": {"code": "server_error", "message": "It broke."}}']):
        with pytest.raises(ModelFailed, match=r"It broke\.") as error:
            await voice.hear(RESPONSES[how]())
    assert error.value.service_code == "server_error"


async def test_bare_lines(model: Model, voice: Voice, tokens: list[str], text: str) -> None:
    with model(dialects.chat(tokens)):
        with OpenAI().chat.completions.with_streaming_response.create(
            model="m", messages=MESSAGES, stream=True
        ) as response:
            assert await voice.hear(lines(response.iter_lines())) == text
