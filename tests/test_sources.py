"""What each shape of stream gives to say, as objects and as JSON. No SDK needed."""

from __future__ import annotations

import enum
from types import SimpleNamespace
from typing import Any

import pytest

from adapter import Boundary
from adapter.sources import deltas

B = Boundary()


def objects(item: Any) -> Any:
    """A dict as the object that an SDK makes of it."""
    if isinstance(item, dict):
        return SimpleNamespace(**{key: objects(value) for key, value in item.items()})
    if isinstance(item, tuple):  # LangGraph: the metadata is a dict whatever the message is
        return tuple(each if index and isinstance(each, dict) else objects(each) for index, each in enumerate(item))
    return [objects(each) for each in item] if isinstance(item, list) else item


async def said(stream: Any) -> list[str | Boundary]:
    return [piece async for piece in deltas(stream)]


async def check(items: list[Any], expected: list[str | Boundary]) -> None:
    """As JSON, as objects, and cut off anywhere: what was said so far never changes."""
    assert await said(items) == expected
    assert await said([objects(item) for item in items]) == expected
    for end in range(len(items)):
        so_far = await said(items[:end])
        assert so_far == expected[: len(so_far)]


# --- Chat Completions ---


def chunk(content: str | None = None, finish: str | None = None, index: int = 0, **delta: Any) -> dict[str, Any]:
    choice = {"index": index, "delta": {"content": content, **delta}, "finish_reason": finish}
    return {"object": "chat.completion.chunk", "choices": [choice]}


USAGE = {"object": "chat.completion.chunk", "choices": [], "usage": {"total_tokens": 3}}


@pytest.mark.parametrize(
    ("chunks", "expected"),
    [
        ([chunk("", role="assistant"), chunk("Hel"), chunk("lo."), chunk(finish="stop"), USAGE], ["Hel", "lo.", B]),
        ([USAGE, chunk("After a chunk that keeps the line alive.")], ["After a chunk that keeps the line alive."]),
        ([chunk("I", finish=None), chunk(refusal=" cannot"), chunk(finish="stop")], ["I", " cannot", B]),
        ([chunk(None, reasoning_content="Hm."), chunk(None, reasoning="Hm."), chunk("Yes.")], ["Yes."]),
        ([chunk("One.", index=0), chunk("Two.", index=1), chunk("Go on.")], ["One.", "Go on."]),
        ([chunk("Cut off", finish="content_filter")], ["Cut off", B]),
        ([chunk("Cut off", finish="length"), chunk("on.")], ["Cut off", B, "on."]),
        ([chunk(None, audio={"data": "AAAA", "transcript": "Heard already."})], []),
        ([chunk(None, function_call={"name": "f"}), chunk(None, function_call={"arguments": "{}"})], []),
        (
            [chunk("Let me see."), *[chunk(tool_calls=[{"index": 0}]) for _ in range(5)], chunk(finish="tool_calls")],
            ["Let me see.", B],
        ),
        ([{"choices": [{"index": 0, "content_filter_results": {}, "finish_reason": None}]}, chunk("A.")], ["A."]),
        ([{"choices": [{"text": "Old ", "finish_reason": None}]}, {"choices": [{"text": "way.", "finish_reason": 1}]}],
         ["Old ", "way.", B]),
        ([chunk([{"type": "thinking", "thinking": "x"}, {"type": "text", "text": "In blocks."}])], ["In blocks."]),  # type: ignore[arg-type]
    ],
)  # fmt: skip
async def test_chat(chunks: list[Any], expected: list[Any]) -> None:
    await check(chunks, expected)


async def test_several_choices_in_one_chunk_give_the_first() -> None:
    both = {"choices": [*chunk("Two.", index=1)["choices"], *chunk("One.")["choices"]]}
    await check([both], ["One."])


async def test_chat_helper_says_each_delta_once() -> None:
    events = [
        {"type": "chunk", "chunk": chunk("Hello.")},
        {"type": "content.delta", "delta": "Hello.", "snapshot": "Hello."},
        {"type": "logprobs.content.delta", "content": []},
        {"type": "chunk", "chunk": chunk(tool_calls=[{"index": 0}])},
        {"type": "tool_calls.function.arguments.delta", "arguments": "{", "arguments_delta": "{"},
        {"type": "chunk", "chunk": chunk(refusal="No.")},
        {"type": "refusal.delta", "delta": "No.", "snapshot": "No."},
        {"type": "content.done", "content": "Hello."},
        {"type": "refusal.done", "refusal": "No."},
    ]
    await check(events, ["Hello.", B, "No."])
    await check([event for event in events if event["type"] != "chunk"], ["Hello.", B, "No."])


# --- Responses, and the Agents SDK ---


def output(delta: str, item: int = 0, part: int = 0, kind: str = "output_text") -> dict[str, Any]:
    return {"type": f"response.{kind}.delta", "delta": delta, "output_index": item, "content_index": part}


async def test_responses() -> None:
    events = [
        {"type": "response.created", "response": {"output": []}},
        {"type": "response.output_item.added", "output_index": 0, "item": {"type": "reasoning"}},
        {"type": "response.reasoning_text.delta", "delta": "Hm."},
        {"type": "response.reasoning_summary_text.delta", "delta": "Hm."},
        {"type": "response.output_item.added", "output_index": 1, "item": {"type": "message"}},
        output("Let me ", 1),
        output("see.", 1),
        {"type": "response.output_text.done", "text": "Let me see.", "output_index": 1, "content_index": 0},
        {"type": "response.content_part.done", "part": {"type": "output_text", "text": "Let me see."}},
        {"type": "response.output_item.added", "output_index": 2, "item": {"type": "function_call"}},
        *[{"type": "response.function_call_arguments.delta", "delta": "{"} for _ in range(3)],
        {"type": "response.audio.transcript.delta", "delta": "Heard already."},
        output("I would", 3, kind="refusal"),
        output(" rather not.", 3, kind="refusal"),
        {"type": "response.refusal.done", "refusal": "I would rather not."},
        {"type": "response.completed", "response": {"output": [{"content": [{"text": "Let me see."}]}]}},
    ]
    await check(events, ["Let me ", "see.", B, "I would", " rather not.", B])


async def test_names_may_be_members_of_an_enumeration() -> None:
    class Kind(enum.StrEnum):
        DELTA = "response.output_text.delta"

    assert await said([{**output("Hello."), "type": Kind.DELTA}]) == ["Hello."]


async def test_two_output_items_and_two_parts_have_a_break_between_them() -> None:
    await check([output("One."), output("Two.", 1), output("Three.", 1, 1)], ["One.", B, "Two.", B, "Three."])


async def test_a_response_that_was_steered_goes_on() -> None:
    events = [
        output("First"),
        {"type": "response.incomplete", "response": {"incomplete_details": {"reason": "steered"}}},
        {"type": "response.created", "response": {}},
        output("Second."),
    ]
    await check(events, ["First", B, "Second."])


async def test_openai_agents() -> None:
    def raw(data: Any) -> dict[str, Any]:
        return {"type": "raw_response_event", "data": data}

    events = [
        {"type": "agent_updated_stream_event", "new_agent": {}},
        raw(output("Let me see.")),
        raw({"type": "response.completed", "response": {}}),
        {"type": "run_item_stream_event", "name": "message_output_created", "item": {"text": "Let me see."}},
        {"type": "run_item_stream_event", "name": "tool_called", "item": {}},
        raw({"type": "response.failed", "response": {"error": {"message": "tried again"}}}),
        raw({"type": "error", "message": "tried again"}),
        raw(output("Sunny.")),
    ]
    await check(events, ["Let me see.", B, "Sunny."])


# --- Anthropic ---


def block(delta: dict[str, Any]) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": 0, "delta": delta}


def start(kind: str, **fields: Any) -> dict[str, Any]:
    return {"type": "content_block_start", "index": 0, "content_block": {"type": kind, **fields}}


ANTHROPIC = [
    {"type": "message_start", "message": {"content": []}},
    {"type": "ping"},
    start("thinking", thinking=""),
    block({"type": "thinking_delta", "thinking": "Hm."}),
    block({"type": "signature_delta", "signature": "x"}),
    {"type": "content_block_stop", "index": 0},
    start("text", text="Well, "),
    block({"type": "text_delta", "text": "it says "}),
    {"type": "content_block_stop", "index": 0},
    start("text", text=""),
    block({"type": "citations_delta", "citation": {"cited_text": "green"}}),
    block({"type": "text_delta", "text": "green."}),
    start("tool_use", name="look"),
    *[block({"type": "input_json_delta", "partial_json": "{"}) for _ in range(3)],
    {"type": "message_delta", "delta": {"stop_reason": "tool_use"}},
    {"type": "message_stop"},
]


async def test_anthropic_says_cited_blocks_as_one_text() -> None:
    await check(ANTHROPIC, ["Well, ", "it says ", "green.", B])


async def test_anthropic_breaks_where_a_server_looks_something_up() -> None:
    text = block({"type": "text_delta", "text": "So."})
    for kind in ("server_tool_use", "web_search_tool_result", "thinking"):
        await check([ANTHROPIC[7], start(kind), text], ["it says ", B, "So."])


async def test_anthropic_helper_says_each_delta_once() -> None:
    texts = [{"type": "text", "text": text, "snapshot": text} for text in ("One ", "two.")]
    deltas_ = [block({"type": "text_delta", "text": text}) for text in ("One ", "two.")]
    others = [{"type": "thinking", "thinking": "x", "snapshot": "x"}, {"type": "input_json", "partial_json": "{"}]
    both = [deltas_[0], texts[0], *others, deltas_[1], texts[1], {"type": "message_stop", "message": {}}]
    await check(both, ["One ", "two.", B])
    await check(texts, ["One ", "two."])


# --- LangChain and LangGraph ---


def message(content: Any, kind: str = "AIMessageChunk", id_: str | None = "run-1", **fields: Any) -> dict[str, Any]:
    return {"type": kind, "content": content, "id": id_, **fields}


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        ([message("Hel"), message("lo."), message("", chunk_position="last")], ["Hel", "lo.", B]),
        ([message([{"type": "text", "text": "In "}, "blocks."]), message([{"type": "reasoning"}])], ["In blocks."]),
        ([message("See."), *[message("", tool_call_chunks=[{"args": "{"}])] * 3, message("So.")], ["See.", B, "So."]),
        ([message("", additional_kwargs={"refusal": "No.", "reasoning_content": "Hm."})], ["No."]),
        ([message([{"type": "refusal", "refusal": "No."}])], ["No."]),
        ([message("The whole.", "ai")], ["The whole.", B]),
        ([message("Hel"), message("lo."), message("Hello.", "ai")], ["Hel", "lo.", B]),
        ([message("One."), message("Two.", id_="run-2")], ["One.", B, "Two."]),
        ([message("Ask.", "human"), message("42", "tool"), message("Said.")], ["Said."]),
    ],
)
async def test_langchain_and_langgraph(messages: list[Any], expected: list[Any]) -> None:
    node = {"langgraph_node": "agent"}
    await check(messages, expected)
    await check([(each, node) for each in messages], expected)
    await check([(("parent:1",), (each, node)) for each in messages], expected)
    await check([("messages", (each, node)) for each in messages], expected)
    await check([((), "messages", (each, node)) for each in messages], expected)
    assert await said([{"type": "messages", "ns": (), "data": (objects(each), node)} for each in messages]) == expected


async def test_other_modes_of_langgraph_say_nothing() -> None:
    repeated = {"agent": {"messages": ["Hello."]}}
    stream = [("updates", repeated), ("messages", (message("Hello."), {})), ("values", repeated)]
    assert await said(stream) == ["Hello."]
    assert await said([{"type": "updates", "ns": (), "data": repeated}]) == []


async def test_langchain_events() -> None:
    def event(name: str, run: str = "1", **data: Any) -> dict[str, Any]:
        return {"event": name, "run_id": run, "data": data, "name": "x", "tags": []}

    events = [
        event("on_chain_start", "0", input="x"),
        event("on_chat_model_start", input="x"),
        event("on_chat_model_stream", chunk=message("Hello.")),
        event("on_parser_stream", "2", chunk="Hello."),
        event("on_chain_stream", "0", chunk="Hello."),
        event("on_chat_model_end", output=message("Hello.", "ai")),
        event("on_tool_start", "3", input={}),
        event("on_tool_end", "3", output="42"),
        event("on_chat_model_end", "4", output=message("It cannot stream.", "ai")),
        event("on_llm_stream", "5", chunk={"text": "Old."}),
        event("on_llm_end", "5", output={}),
        event("on_chain_end", "0", output="Hello."),
    ]
    await check(events, ["Hello.", B, "It cannot stream.", B, "Old.", B])


async def test_langchain_protocol() -> None:
    events = [
        {"event": "message-start", "role": "ai"},
        {"event": "content-block-start", "content": {"type": "text", "text": ""}},
        {"event": "content-block-delta", "delta": {"type": "reasoning-delta", "reasoning": "Hm."}},
        {"event": "content-block-delta", "delta": {"type": "text-delta", "text": "Hello."}},
        {"event": "content-block-finish", "content": {"type": "text", "text": "Hello."}},
        {"event": "content-block-start", "content": {"type": "tool_call_chunk"}},
        {"event": "message-finish"},
    ]
    await check(events, ["Hello.", B])


# --- the others ---


async def test_pydantic_ai() -> None:
    def part(kind: str, **fields: Any) -> dict[str, Any]:
        return {"event_kind": "part_start", "index": 0, "part": {"part_kind": kind, **fields}}

    def delta(kind: str, **fields: Any) -> dict[str, Any]:
        return {"event_kind": "part_delta", "index": 0, "delta": {"part_delta_kind": kind, **fields}}

    events = [
        part("thinking", content="Hm."),
        delta("thinking", content_delta="Hm."),
        part("text", content="The first"),
        {"event_kind": "final_result", "tool_name": None},
        delta("text", content_delta=" text."),
        {"event_kind": "part_end", "part": {"part_kind": "text", "content": "The first text."}},
        part("tool-call", tool_name="look"),
        delta("tool_call", args_delta="{"),
        {"event_kind": "function_tool_call", "part": {}},
        {"event_kind": "function_tool_result", "result": {"content": "42"}},
        part("text", content=""),
        delta("text", content_delta="So."),
        {"event_kind": "agent_run_result", "result": {"output": "So."}},
    ]
    await check(events, ["The first", " text.", B, "So.", B])


async def test_llama_index() -> None:
    chat = [{"message": {"content": "Hel"}, "raw": None, "delta": "Hel"}, {"message": {}, "raw": None, "delta": None},
            {"message": {"content": "Hello."}, "raw": None, "delta": "lo."}]  # fmt: skip
    await check(chat, ["Hel", "lo."])
    await check([{"text": "Hello.", "raw": None, "delta": "lo."}], ["lo."])
    agent = [
        {"input": [], "current_agent_name": "a"},
        {"delta": "See.", "response": "See.", "thinking_delta": "Hm.", "current_agent_name": "a"},
        {"tool_name": "look", "tool_kwargs": {}, "tool_id": "1"},
        {"tool_name": "look", "tool_kwargs": {}, "tool_id": "1", "tool_output": "42"},
        {"delta": "So.", "response": "So.", "thinking_delta": None, "current_agent_name": "a"},
        {"response": {"content": "So."}, "current_agent_name": "a", "tool_calls": []},
    ]
    await check(agent, ["See.", B, "So.", B])


async def test_google() -> None:
    def answer(*parts: dict[str, Any], **fields: Any) -> dict[str, Any]:
        return {
            "candidates": [{"content": {"parts": list(parts)}, **fields}, {"content": {"parts": [{"text": "2nd"}]}}]
        }

    items = [
        answer({"text": "Hm.", "thought": True}, {"text": "Let me "}),
        answer({"text": "see."}),
        answer({"text": None, "function_call": {"name": "look"}}),
        answer({"text": "So."}, finish_reason="STOP"),
        {"candidates": None, "usage_metadata": {}},
        {"promptFeedback": {"blockReason": "SAFETY"}},
        {"candidates": [{"content": None, "finishReason": "SAFETY"}]},
    ]
    await check(items, ["Let me ", "see.", B, "So.", B])


async def test_ollama() -> None:
    items = [
        {"message": {"role": "assistant", "content": "", "thinking": "Hm."}, "done": False},
        {"message": {"content": "Let me see."}, "done": False},
        {"message": {"content": "", "tool_calls": [{}]}, "done": False},
        {"message": {"content": "So."}, "done": False},
        {"message": {"content": ""}, "done": True, "done_reason": "stop"},
    ]
    await check(items, ["Let me see.", B, "So.", B])
    await check([{"response": "Hi.", "done": False}, {"response": "", "done": True}], ["Hi.", B])


async def test_vercel() -> None:
    items = [
        {"type": "start", "messageId": "1"},
        {"type": "start-step"},
        {"type": "reasoning-delta", "id": "r", "delta": "Hm."},
        {"type": "text-start", "id": "t"},
        {"type": "text-delta", "id": "t", "delta": "Let me see."},
        {"type": "text-end", "id": "t"},
        {"type": "tool-input-start", "toolCallId": "1"},
        {"type": "tool-input-delta", "toolCallId": "1", "inputTextDelta": "{"},
        {"type": "data-weather", "data": {"text": "no"}},
        {"type": "text-delta", "id": "u", "text": "So."},
        {"type": "finish-step"},
        {"type": "finish"},
    ]
    await check(items, ["Let me see.", B, "So.", B])


async def test_a_stream_may_change_its_shape_and_hold_plain_text() -> None:
    stream = ["One moment. ", chunk("Hello."), None, B, ANTHROPIC[7], "", objects(output("The end."))]
    assert await said(stream) == ["One moment. ", "Hello.", B, "it says ", "The end."]
