"""What each shape of stream gives to say, as objects and as JSON; how streams are opened and closed. No SDK needed."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import gc
import json
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from adapter import Boundary, Local, ModelFailed, Speaker, SpeechIncomplete, Word
from adapter.sources import deltas, lines
from adapter.sources.shapes import SHAPES

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


# --- what is refused, and what fails ---


@pytest.mark.parametrize(
    ("event", "reason", "code", "retryable"),
    [
        ({"type": "error", "code": "server_error", "message": "It broke."}, "It broke.", "server_error", True),
        ({"type": "error", "error": {"type": "overloaded_error", "message": "Busy."}},
         "Busy.", "overloaded_error", True),
        ({"type": "response.failed", "response": {"error": {"code": "insufficient_quota", "message": "Pay."}}},
         "Pay.", "insufficient_quota", False),
        ({"type": "response.failed", "response": {}}, "the response failed", None, False),
        ({"type": "error", "errorText": "Oh."}, "Oh.", None, False),
        ({"type": "error", "error_text": "Oh."}, "Oh.", None, False),
        ({"error": "model not found"}, "model not found", None, False),
        ({"error": {"message": "Bad key.", "code": 401}}, "Bad key.", "401", False),
        ({"choices": [], "error": {"message": "Gone."}}, "Gone.", None, False),
        ({**chunk(finish="error"), "error": {"message": "Gone.", "code": 502}}, "Gone.", "502", False),
    ],
)  # fmt: skip
async def test_an_event_of_failure_raises_what_the_provider_says(
    event: Any, reason: str, code: str | None, retryable: bool
) -> None:
    for stream in ([event], [objects(event)], [chunk("Hello."), event], [ANTHROPIC[7], event]):
        source = deltas(stream)
        with pytest.raises(ModelFailed, match=reason) as failed:
            while True:
                await anext(source)
        assert (failed.value.service_code, failed.value.retryable) == (code, retryable)


class Unknown:
    pass


@pytest.mark.parametrize("before", [[], ["Hello."], [chunk("Hello.")]])
@pytest.mark.parametrize(
    ("item", "match"),
    [
        (Unknown(), r"a \S*test_sources\.Unknown, not a str; known are str, and what OpenAI"),
        (7, "a int, not a str"),
        ({"agent": {}}, "a dict with the keys agent, not a str.*LangGraph .messages."),
        (b"Hello.", "a bytes, not a str.*decode it first"),
        (("one", "two"), "a tuple"),
        ({"choices": [{"message": {"content": "whole"}}]}, "a dict with the keys choices"),
    ],
)
async def test_an_unknown_item_is_refused_when_it_comes(before: list[Any], item: Any, match: str) -> None:
    source = deltas([*before, item])
    for _ in before:
        assert await anext(source) == "Hello."
    with pytest.raises(TypeError, match=match):
        await anext(source)


async def test_none_is_no_text_unless_the_shape_is_known() -> None:
    for stream in ([None], ["Hello.", None]):
        with pytest.raises(TypeError, match="a NoneType, not a str"):
            await said(stream)
    assert await said([chunk("Hello."), None]) == ["Hello."]


class Model:
    def model_dump(self) -> dict[str, Any]:
        return {}

    def __iter__(self) -> Iterator[tuple[str, str]]:
        yield "content", "Hello."


@pytest.mark.parametrize("source", [None, 7, b"x", bytearray(b"x"), {"a": 1}, object(), Model(), Unknown()])
async def test_what_is_no_stream_is_refused_at_once(source: Any) -> None:
    with pytest.raises(TypeError, match="cannot speak a"):
        deltas(source)


async def test_a_source_that_raises_in_the_middle() -> None:
    class Lost(Exception):
        pass

    def breaking() -> Iterator[Any]:
        yield chunk("Hello.")
        raise Lost

    source = deltas(breaking())
    assert await anext(source) == "Hello."
    with pytest.raises(Lost):
        await anext(source)


async def test_a_turn_keeps_what_was_said_before_the_failure() -> None:
    stream = [chunk("This was complete. But this "), {"type": "error", "message": "Busy."}]
    events = []
    async with Speaker(Local()) as speaker:
        turn = speaker.say(stream)
        with pytest.raises(ModelFailed) as failed:
            async for event in turn:
                events.append(event)  # noqa: PERF401  a comprehension would lose them
    assert [event.text for event in events if isinstance(event, Word)] == ["This", "was", "complete."]
    assert (failed.value.voiced_text, failed.value.unvoiced_text) == ("This was complete. ", "But this ")


@pytest.mark.parametrize("text", ["x" * 2**20, "lone \ud83d surrogate", "\0", "é\u0301"])
async def test_any_text_passes_unchanged(text: str) -> None:
    assert await said([chunk(text)]) == [text]


# --- how streams are opened and closed ---


class Stream:
    """An SDK's async stream: iterates over chunks, is closed by ``close``; tells what happened to it."""

    def __init__(self) -> None:
        self.happened: list[str] = []

    async def __aiter__(self) -> AsyncIterator[Any]:
        try:
            while True:
                await asyncio.sleep(0)
                yield chunk("Hello.")
        finally:
            self.happened.append("stopped")

    async def close(self) -> None:
        self.happened.append("closed")


class Manager:
    """What ``client...stream()`` gives."""

    def __init__(self) -> None:
        self.stream = Stream()

    async def __aenter__(self) -> Stream:
        self.stream.happened.append("entered")
        return self.stream

    async def __aexit__(self, *_: object) -> None:
        self.stream.happened.append("left")


async def test_a_stream_is_closed_and_so_is_its_iterator() -> None:
    stream = Stream()
    source = deltas(stream)
    assert await anext(source) == "Hello."
    await source.aclose()
    assert stream.happened == ["stopped", "closed"]
    unread = Stream()
    await deltas(unread).aclose()
    assert unread.happened == ["closed"]


async def test_a_manager_is_entered_when_it_is_read_and_left_after() -> None:
    manager = Manager()
    source = deltas(manager)
    assert manager.stream.happened == []
    assert await anext(source) == "Hello."
    await source.aclose()
    assert manager.stream.happened == ["entered", "stopped", "closed", "left"]


async def test_what_is_to_be_awaited_is_awaited() -> None:
    stream = Stream()

    async def create() -> Stream:
        return stream

    source = deltas(create())
    assert await anext(source) == "Hello."
    await source.aclose()
    assert stream.happened == ["stopped", "closed"]
    await deltas(create()).aclose()
    gc.collect()  # an error here would be a coroutine that was never awaited

    async def whole() -> int:
        return 7

    with pytest.raises(TypeError, match="a int, not a stream"):
        await anext(deltas(whole()))


class Run:
    """A run of an agent: its stream waits for its end unless it is cancelled."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.happened: list[str] = []

    def cancel(self) -> None:
        self.happened.append("cancelled")

    async def stream_events(self) -> AsyncIterator[Any]:
        try:
            for _ in range(self.count):
                yield {"type": "raw_response_event", "data": output("Hello.")}
        finally:
            self.happened.append("ended")


async def test_a_run_is_asked_for_its_stream_and_cancelled_only_before_its_end() -> None:
    run = Run(100)
    source = deltas(run)
    assert await anext(source) == "Hello."
    await source.aclose()
    assert run.happened == ["cancelled", "ended"]
    run = Run(1)
    source = deltas(run)
    assert [piece async for piece in source] == ["Hello."]
    await source.aclose()
    assert run.happened == ["ended"]


async def test_other_givers_are_asked_too() -> None:
    def pieces() -> Iterator[str]:
        yield from ("One.", "Two.")

    async def async_pieces(**settings: Any) -> AsyncIterator[str]:
        assert settings in ({}, {"delta": True, "debounce_by": None})
        for piece in pieces():
            yield piece

    for giver in (
        SimpleNamespace(stream_text=async_pieces),
        SimpleNamespace(response_gen=pieces()),
        SimpleNamespace(response_gen=async_pieces()),
        SimpleNamespace(response_gen=None, achat_stream=object(), async_response_gen=async_pieces),
    ):
        assert await said(giver) == ["One.", "Two."]


class Blocking:
    """An SDK's plain stream, a context manager too."""

    def __init__(self, wait: Callable[[], object] = lambda: time.sleep(0.001)) -> None:
        self.wait = wait
        self.happened: list[str] = []
        self.threads: set[int] = set()
        self.closed = threading.Event()

    def __iter__(self) -> Iterator[Any]:
        while True:
            self.threads.add(threading.get_ident())
            self.wait()
            self.happened.append("read")
            yield chunk("Hello.")

    def close(self) -> None:
        self.threads.add(threading.get_ident())
        self.happened.append("closed")
        self.closed.set()


async def test_a_plain_stream_is_read_when_asked_and_closed_on_its_own_thread() -> None:
    stream = Blocking()
    source = deltas(stream)
    for _ in range(3):
        assert await anext(source) == "Hello."
    await asyncio.sleep(0.05)  # nothing is read ahead
    await source.aclose()
    assert await asyncio.to_thread(stream.closed.wait, 5)
    assert stream.happened == ["read"] * 3 + ["closed"]
    assert len(stream.threads) == 1
    assert threading.get_ident() not in stream.threads


async def test_a_plain_stream_that_hangs_holds_up_nobody_and_is_closed_when_it_goes_on() -> None:
    goes_on = threading.Event()
    stream = Blocking(lambda: goes_on.wait(10))
    async with Speaker(Local()) as speaker:
        turn = speaker.say(stream)
        await asyncio.sleep(0.05)
        began = time.monotonic()
        await turn.aclose()
        assert time.monotonic() - began < 0.5
    assert stream.happened == []
    goes_on.set()
    assert await asyncio.to_thread(stream.closed.wait, 5)


async def test_a_plain_manager_is_entered_and_left_on_the_thread() -> None:
    happened: list[Any] = []
    left = threading.Event()

    @contextlib.contextmanager
    def manager(count: int) -> Iterator[Iterator[Any]]:
        happened.append(("entered", threading.get_ident()))
        try:
            yield iter([chunk("Hello.")] * count)
        finally:
            happened.append(("left", threading.get_ident()))
            left.set()

    assert await said(manager(2)) == ["Hello."] * 2
    source = deltas(manager(9))
    await anext(source)
    left.clear()
    await source.aclose()
    assert await asyncio.to_thread(left.wait, 5)
    assert [what for what, _ in happened] == ["entered", "left"] * 2
    assert threading.get_ident() not in {thread for _, thread in happened}


async def test_closing_a_turn_closes_the_stream_that_back_pressure_holds() -> None:
    stream = Stream()
    async with Speaker(Local()) as speaker:
        turn = speaker.say(stream)
        await anext(turn)
        await asyncio.sleep(0.3)
        await turn.interrupt()
        assert stream.happened == ["stopped", "closed"]


async def test_a_stall_after_a_tool_call_holds_back_nothing() -> None:
    """The boundary lets the sentence be spoken, without its full stop, while the tool works."""
    going_on = asyncio.Event()

    async def stream() -> AsyncIterator[Any]:
        yield chunk("Let me see")
        yield chunk(tool_calls=[{"index": 0}])
        await going_on.wait()
        yield chunk("It is sunny.")

    heard = []
    async with Speaker(Local()) as speaker:
        async for event in speaker.say(stream()):
            if isinstance(event, Word):
                heard.append(event.text)
                if event.text == "see":
                    going_on.set()
    assert heard == ["Let", "me", "see", "It", "is", "sunny."]


async def test_a_source_that_ends_by_cancelling_itself() -> None:
    async def stream() -> AsyncIterator[Any]:
        yield chunk("Hello. ")
        raise asyncio.CancelledError

    async with Speaker(Local()) as speaker:
        with pytest.raises(SpeechIncomplete):
            [_ async for _ in speaker.say(stream())]


class Both:
    """LiteLLM's streams: they offer both ways, and break or block in the one that is not that of what they read."""

    def __init__(self, **inner: Any) -> None:
        self.__dict__.update(inner)
        self.used: list[str] = []

    def __iter__(self) -> Iterator[Any]:
        self.used.append("plain")
        yield chunk("Hello.")

    async def __aiter__(self) -> AsyncIterator[Any]:
        self.used.append("async")
        yield chunk("Hello.")


async def test_a_stream_that_offers_both_ways_is_read_in_the_way_of_what_it_reads() -> None:
    async def call() -> None: ...

    for inner, way in (
        ({"completion_stream": iter(())}, "plain"),
        ({"completion_stream": Stream()}, "async"),
        ({"completion_stream": Both(streaming_response=iter(()))}, "plain"),
        ({"completion_stream": None, "make_call": functools.partial(call)}, "async"),
        ({"completion_stream": None, "make_call": functools.partial(print)}, "plain"),
        ({}, "async"),
    ):
        stream = Both(**inner)
        assert await said(stream) == ["Hello."]
        assert stream.used == [way]


# --- lines ---

SSE = [
    ": keep alive",
    "event: message",
    "data: " + json.dumps(chunk("Hello.")),
    "",
    'data: {"choices":',
    "data: []}",
    "",
    "id: 7",
    "retry: 10",
    "data:" + json.dumps(chunk(finish="stop")),
    "data: [DONE]",
    "whatever follows",
]


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
async def test_lines_of_events(ending: str) -> None:
    def plain() -> list[str]:
        return [line + ending for line in SSE]

    async def stream() -> AsyncIterator[bytes]:
        for line in plain():
            yield line.encode()

    assert await said(lines(plain())) == ["Hello.", B]
    assert await said(lines(stream())) == ["Hello.", B]


async def test_lines_of_json() -> None:
    parts = [{"message": {"content": "Grüße."}, "done": False}, {"message": {"content": ""}, "done": True}]
    assert await said(lines([json.dumps(part) for part in parts])) == ["Grüße.", B]
    assert await said(lines([])) == []


@pytest.mark.parametrize("bad", ["Hello.", "[1]", "7", '{"a":', "<html>", "data: [1]"])
async def test_lines_of_something_else(bad: str) -> None:
    with pytest.raises(ValueError, match="line 2 holds no JSON object") as failed:
        await said(lines([json.dumps(chunk("A.")), bad]))
    assert failed.value.__cause__ is None
    assert bad not in str(failed.value)


async def test_an_event_that_is_cut_off() -> None:
    with pytest.raises(ValueError, match="line 1 holds no JSON object"):
        await said(lines(['data: {"a":']))


async def test_text_is_never_taken_for_json() -> None:
    assert await said(SSE) == [line for line in SSE if line]


def test_a_shape_is_a_function_that_disowns_what_it_does_not_know() -> None:
    from adapter.sources.pieces import Memory

    for shape in SHAPES:
        assert shape({"agent": {}}, Memory()) is None
        assert shape(Unknown(), Memory()) is None
        assert shape(("one", "two"), Memory()) is None
