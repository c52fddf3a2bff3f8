"""Cohere's, Mistral's, Amazon's and DashScope's own clients, plain and asynchronous."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import boto3
import cohere
import dashscope
import pytest
from dashscope.aigc.generation import AioGeneration, Generation
from mistralai.client import Mistral

from adapter import Boundary, ModelFailed
from adapter.sources import deltas
from tests.sdks import dialects as common
from tests.sdks.conftest import Model, Voice
from tests.sdks.model_server import Reply
from tests.sdks.vendors import dialects

MESSAGES: Any = [{"role": "user", "content": "?"}]
BINARY = "application/vnd.amazon.eventstream"


def converse(url: str) -> Any:
    client = boto3.client("bedrock-runtime", "us-east-1", endpoint_url=url)
    return client.converse_stream(modelId="m", messages=[{"role": "user", "content": [{"text": "?"}]}])


def bedrock(url: str) -> Any:
    return converse(url)["stream"]


def qwen(url: str, generation: Any, *, incremental: bool) -> Any:
    dashscope.base_http_api_url = f"{url}/api/v1"
    return generation.call(
        "qwen-plus", messages=MESSAGES, api_key="k", result_format="message", stream=True,
        incremental_output=incremental,
    )  # fmt: skip


def mistral_conversation(url: str) -> Any:
    return Mistral(api_key="k", server_url=url).beta.conversations.start_stream(inputs="?", model="m")


Body = Callable[..., Iterator[Any]]
STREAMS: dict[str, tuple[Body, Callable[[str], Any]]] = {
    "cohere": (
        dialects.cohere,
        lambda url: cohere.ClientV2("k", base_url=url).chat_stream(model="m", messages=MESSAGES),
    ),
    "cohere, async": (
        dialects.cohere,
        lambda url: cohere.AsyncClientV2("k", base_url=url).chat_stream(model="m", messages=MESSAGES),
    ),
    "mistral": (
        common.chat,
        lambda url: Mistral(api_key="k", server_url=url).chat.stream(model="m", messages=MESSAGES),
    ),
    "mistral, async": (
        common.chat,
        lambda url: Mistral(api_key="k", server_url=url).chat.stream_async(model="m", messages=MESSAGES),
    ),
    "mistral, conversation": (dialects.mistral_conversation, mistral_conversation),
    "bedrock": (dialects.bedrock, bedrock),
    "dashscope": (dialects.dashscope, lambda url: qwen(url, Generation, incremental=True)),
    "dashscope, whole": (dialects.dashscope, lambda url: qwen(url, Generation, incremental=False)),
    "dashscope, async": (dialects.dashscope, lambda url: qwen(url, AioGeneration, incremental=True)),
    "dashscope, async, whole": (dialects.dashscope, lambda url: qwen(url, AioGeneration, incremental=False)),
}


def reply(how: str, events: Iterable[Any], **settings: Any) -> Reply:
    return Reply(events, kind=BINARY if how == "bedrock" else "text/event-stream", **settings)


@pytest.mark.parametrize("how", STREAMS)
async def test_streams(how: str, model: Model, voice: Voice, tokens: list[str], text: str) -> None:
    body, ask = STREAMS[how]
    with model(reply(how, body(tokens))) as server:
        assert await voice.hear(ask(server.url)) == text


@pytest.mark.parametrize("how", [how for how in STREAMS if "async" not in how and "conversation" not in how])
async def test_a_cut_answer_says_so(how: str, model: Model) -> None:
    body, ask = STREAMS[how]
    word = {"cohere": "MAX_TOKENS", "bedrock": "max_tokens"}.get(how, "length")
    with model(reply(how, body(["Once upon a"], finish=word))) as server:
        pieces = deltas(ask(server.url))
        assert [each async for each in pieces] == ["Once upon a", Boundary()]
        assert pieces.finish_reason == word


@pytest.mark.parametrize("how", ["cohere, async", "mistral, async", "bedrock"])
async def test_an_interrupt_stops_the_model(how: str, model: Model, voice: Voice) -> None:
    body, ask = STREAMS[how]
    events = list(body(["A sentence. "]))
    spoken = next(number for number, event in enumerate(events) if b"A sentence" in _bytes(event))
    with model(reply(how, events[: spoken + 1], pause=0.001, repeat=True)) as server:
        await voice.interrupt(ask(server.url))
        assert await asyncio.to_thread(server.left.wait, 5)


def _bytes(event: str | bytes) -> bytes:
    return event if isinstance(event, bytes) else event.encode()


async def test_dashscope_reports_an_error(model: Model) -> None:
    for incremental in (True, False):
        with model([*list(dialects.dashscope(["Hi"]))[:1], dialects.dashscope_error()]) as server:
            pieces = deltas(qwen(server.url, Generation, incremental=incremental))
            assert await anext(pieces) == "Hi"
            with pytest.raises(ModelFailed, match=r"Too many\.") as failed:
                await anext(pieces)
            assert (failed.value.service_code, failed.value.retryable) == ("Throttling.RateQuota", True)


async def test_bedrock_raises_its_own_error(model: Model) -> None:
    error = dialects.bedrock_event("modelStreamErrorException", {"message": "It broke."}, kind="exception")
    with model(reply("bedrock", [*list(dialects.bedrock(["Hi"]))[:3], error])) as server:
        with pytest.raises(Exception, match=r"It broke\."):
            [_ async for _ in deltas(bedrock(server.url))]


async def test_the_whole_response_of_bedrock_is_refused_with_a_hint(model: Model) -> None:
    with model(reply("bedrock", dialects.bedrock(["Hi"]))) as server:
        with pytest.raises(TypeError, match=r'pass the stream in it, source\["stream"\]'):
            deltas(converse(server.url))
