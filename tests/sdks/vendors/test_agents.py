"""Strands' agents and Google's ADK, on their vendors' clients."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from typing import Any

from google.adk.agents import LlmAgent
from google.adk.agents.run_config import RunConfig, StreamingMode
from google.adk.runners import InMemoryRunner
from google.genai import types
from strands import Agent, tool
from strands.models import BedrockModel

from adapter import Boundary
from adapter.sources import deltas
from tests.sdks import dialects as common
from tests.sdks.conftest import Model, Voice
from tests.sdks.model_server import Reply
from tests.sdks.vendors import dialects


def look() -> str:
    """Look."""
    return "nothing"


def binary(events: Iterable[bytes]) -> Reply:
    return Reply(events, kind="application/vnd.amazon.eventstream")


def strands(url: str) -> Any:
    bedrock = BedrockModel(model_id="m", region_name="us-east-1", endpoint_url=url)
    return Agent(model=bedrock, callback_handler=None, tools=[tool(look)]).stream_async("?")


async def test_strands(model: Model, voice: Voice, tokens: list[str], text: str) -> None:
    with model(binary(dialects.bedrock(tokens))) as server:
        assert await voice.hear(strands(server.url)) == text


async def test_strands_calls_a_tool_and_is_cut_off(model: Model) -> None:
    called, cut = dialects.bedrock(["Let me see"], tool="look"), dialects.bedrock(["So"], finish="guardrail_intervened")
    called = list(called)
    called[-2] = dialects.bedrock_event("messageStop", {"stopReason": "tool_use"})
    with model(binary(called), binary(cut)) as server:
        pieces = deltas(strands(server.url))
        assert [each async for each in pieces] == ["Let me see", Boundary(), "So", Boundary()]
        assert pieces.finish_reason == "guardrail_intervened"


async def adk(mode: StreamingMode) -> AsyncIterator[Any]:
    runner = InMemoryRunner(LlmAgent(name="a", model="gemini-2.5-flash", tools=[look]), app_name="app")
    session = await runner.session_service.create_session(app_name="app", user_id="u")
    asked = types.Content(role="user", parts=[types.Part(text="?")])
    config = RunConfig(streaming_mode=mode)
    async for event in runner.run_async(user_id="u", session_id=session.id, new_message=asked, run_config=config):
        yield event


async def test_adk_streamed(model: Model, voice: Voice, tokens: list[str], text: str) -> None:
    with model(common.google(tokens)):
        assert await voice.hear(adk(StreamingMode.SSE)) == text


def whole(*parts: dict[str, Any], finish: str = "STOP") -> Reply:
    body = {"candidates": [{"content": {"role": "model", "parts": list(parts)}, "finishReason": finish}]}
    return Reply([json.dumps(body)], kind="application/json")


async def test_adk_whole_with_a_tool(model: Model) -> None:
    call = {"functionCall": {"name": "look", "args": {}}}
    with model(whole({"text": "Let me see"}, call), whole({"text": "So"}, finish="MAX_TOKENS")):
        pieces = deltas(adk(StreamingMode.NONE))
        assert [each async for each in pieces] == ["Let me see", Boundary(), "So", Boundary()]
        assert pieces.finish_reason == "MAX_TOKENS"
