"""LlamaIndex: its mock models, chat engines, and agents as handlers and as events."""

from __future__ import annotations

from typing import Any

import pytest
from llama_index.core.agent.workflow import AgentWorkflow, FunctionAgent
from llama_index.core.base.llms.types import ChatMessage, ChatResponse
from llama_index.core.chat_engine import SimpleChatEngine
from llama_index.core.llms import MockLLM
from llama_index.core.llms.mock import MockFunctionCallingLLM

from tests.sdks.conftest import TEXT, Voice

ASKED = [ChatMessage(role="user", content=TEXT)]


async def test_completions_repeat_the_prompt(voice: Voice) -> None:
    assert await voice.hear(MockLLM().stream_complete(TEXT)) == TEXT
    assert await voice.hear(MockLLM().astream_complete(TEXT)) == TEXT


class Echo(MockLLM):
    """Streams a chat reply as services do: what is new, and all that came so far."""

    def stream_chat(self, *_: Any, **__: Any) -> Any:
        for start in range(0, len(TEXT), 4):
            so_far = ChatMessage(role="assistant", content=TEXT[: start + 4])
            yield ChatResponse(message=so_far, delta=TEXT[start : start + 4])

    async def astream_chat(self, *_: Any, **__: Any) -> Any:
        async def answers() -> Any:
            for answer in self.stream_chat():
                yield answer

        return answers()


async def test_chat(voice: Voice) -> None:
    assert await voice.hear(Echo().stream_chat(ASKED)) == TEXT
    assert await voice.hear(Echo().astream_chat(ASKED)) == TEXT


async def test_chat_engines(voice: Voice) -> None:
    assert await voice.hear(SimpleChatEngine.from_defaults(llm=Echo()).stream_chat("?")) == TEXT
    assert await voice.hear(SimpleChatEngine.from_defaults(llm=Echo()).astream_chat("?")) == TEXT


@pytest.mark.parametrize("how", ["handler", "events"])
async def test_agents(how: str, voice: Voice) -> None:
    agent = FunctionAgent(llm=MockFunctionCallingLLM(), tools=[])
    handler = AgentWorkflow(agents=[agent]).run(user_msg="Say this again, please.")
    heard = await voice.hear(handler if how == "handler" else handler.stream_events())
    assert "Say this again, please." in heard
