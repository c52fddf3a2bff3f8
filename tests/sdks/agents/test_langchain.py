"""LangChain and LangGraph: models, chains, events and agents; fake models, and OpenAI's against a server."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.language_models.fake_chat_models import FakeListChatModel, GenericFakeChatModel
from langchain_core.messages import AIMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_openai import ChatOpenAI
from langgraph.graph import START, MessagesState, StateGraph

from adapter import Boundary
from adapter.sources import deltas
from tests.sdks import dialects
from tests.sdks.conftest import TEXT, Model, Voice
from tests.sdks.model_server import Reply


def look() -> str:
    """Look."""
    return "nothing"


def fake() -> GenericFakeChatModel:
    return GenericFakeChatModel(messages=iter([AIMessage(TEXT)]))


def whole() -> FakeListChatModel:
    """A model that cannot stream."""
    return FakeListChatModel(responses=[TEXT], disable_streaming=True)


def graph(chat: Any) -> Any:
    async def node(state: MessagesState) -> dict[str, Any]:
        return {"messages": [await chat.ainvoke(state["messages"])]}

    builder = StateGraph(MessagesState)
    builder.add_node("node", node)
    builder.add_edge(START, "node")
    return builder.compile()


ASKED: Any = {"messages": [("user", "Is this spoken?")]}

STREAMS: dict[str, Callable[[Any], Any]] = {
    "model": lambda chat: chat.stream("?"),
    "model, async": lambda chat: chat.astream("?"),
    "chain": lambda chat: (chat | StrOutputParser()).astream("?"),
    "events": lambda chat: (chat | StrOutputParser()).astream_events("?", version="v2"),
    "events, version 3": lambda chat: chat.astream_events("?", version="v3"),
    "graph": lambda chat: graph(chat).astream(ASKED, stream_mode="messages"),
    "graph, version 2": lambda chat: graph(chat).astream(ASKED, stream_mode="messages", version="v2"),
    "graph, modes": lambda chat: graph(chat).astream(ASKED, stream_mode=["updates", "messages", "values"]),
    "graph, subgraphs": lambda chat: graph(chat).astream(ASKED, stream_mode="messages", subgraphs=True),
    "graph, both": lambda chat: graph(chat).astream(ASKED, stream_mode=["values", "messages"], subgraphs=True),
    "graph, events": lambda chat: graph(chat).astream_events(ASKED, version="v2"),
}


@pytest.mark.parametrize("chat", [fake, whole])
@pytest.mark.parametrize("how", STREAMS)
async def test_streams(how: str, chat: Callable[[], Any], voice: Voice) -> None:
    assert await voice.hear(STREAMS[how](chat())) == TEXT


@pytest.mark.parametrize("how", STREAMS)
@pytest.mark.parametrize("responses", [False, True])
async def test_openai(how: str, responses: bool, model: Model, voice: Voice, tokens: list[str]) -> None:
    with model(dialects.responses(tokens) if responses else dialects.chat(tokens)):
        chat = ChatOpenAI(model="m", use_responses_api=responses, streaming=True)
        assert await voice.hear(STREAMS[how](chat)) == TEXT


def agent(version: str, **settings: Any) -> Any:
    return create_agent(ChatOpenAI(model="m"), [look]).astream(ASKED, stream_mode="messages", version=version)


@pytest.mark.parametrize("version", ["v1", "v2"])
async def test_an_agent_with_a_tool(version: str, model: Model) -> None:
    def replies() -> Iterator[Any]:
        yield dialects.chat(["Let me look"], tool="look")
        yield dialects.chat(["Nothing", "."])

    with model(*replies()):
        assert [each async for each in deltas(agent(version))] == [
            "Let me look",
            Boundary(),
            "Nothing",
            ".",
            Boundary(),
        ]


@pytest.mark.parametrize("how", ["model", "model, async", "chain", "events", "graph", "graph, version 2"])
async def test_an_interrupt_stops_the_model(how: str, model: Model, voice: Voice) -> None:
    events = list(dialects.chat(["A sentence. "]))
    with model(Reply(events[:3], pause=0.001, repeat=True)) as server:
        # With a timeout the model reads through asyncio.wait_for, which may lose a cancellation until Python 3.12.
        await voice.interrupt(STREAMS[how](ChatOpenAI(model="m", streaming=True, stream_chunk_timeout=None)))
        gc.collect()  # a chain leaves the model's stream to the garbage collector when it is cancelled
        assert await asyncio.to_thread(server.left.wait, 5)
