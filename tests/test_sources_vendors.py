"""What is and what is not said of the streams of vendors and agents; ``known_streams`` has the simplest of each."""

from __future__ import annotations

from typing import Any

import pytest

from tests.known_streams import STREAMS, TEXT
from tests.test_sources import B, objects, said


def cohere(kind: str, delta: Any = None) -> dict[str, Any]:
    return {"type": kind, "index": 0, "delta": delta}


def content(**fields: Any) -> dict[str, Any]:
    return {"message": {"content": fields}}


def block(**delta: Any) -> dict[str, Any]:
    return {"contentBlockDelta": {"contentBlockIndex": 0, "delta": delta}}


def adk(*parts: dict[str, Any], author: str = "a", **fields: Any) -> dict[str, Any]:
    return {"author": author, "invocation_id": "i", "usage_metadata": None, "content": {"parts": list(parts)}, **fields}


def mistral(kind: str, **fields: Any) -> dict[str, Any]:
    return {"event": kind, "data": {"type": kind, **fields}}


def qwen(content: Any, finish: str = "null", **fields: Any) -> dict[str, Any]:
    message = {"role": "assistant", "content": content, **fields}
    return {"request_id": "r", "output": {"choices": [{"message": message, "finish_reason": finish}]}}


def qwen_text(text: str, finish: str = "null") -> dict[str, Any]:
    return {"status_code": 200, "request_id": "r", "code": "", "output": {"text": text, "finish_reason": finish}}


THOUGHT = {"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]}


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([cohere("content-delta", content(thinking="Hm.")), cohere("content-delta", content(text="See.")),
          cohere("tool-plan-delta", {"message": {"tool_plan": "Hm."}}), cohere("tool-call-start", {"message": {}}),
          cohere("tool-call-delta", {"message": {}}), cohere("content-delta", content(text="So."))],
         ["See.", B, "So."]),
        ([block(reasoningContent={"text": "Hm."}), block(text="See."), block(citation={"title": "x"}),
          {"contentBlockStart": {"start": {"toolUse": {"name": "f"}}}}, block(toolUse={"input": "{}"}),
          {"messageStop": {"stopReason": "tool_use"}}, {"messageStart": {"role": "assistant"}}, block(text="So.")],
         ["See.", B, "So."]),
        ([adk({"text": "Hm.", "thought": True}, partial=True), adk({"text": "See."}, partial=True),
          adk({"text": "Hm.", "thought": True}, {"text": "See."}, {"function_call": {}}, partial=False),
          adk({"function_response": {}}, author="a"), adk({"text": "Asked."}, author="user"),
          adk({"text": "So."}), adk({"text": "And so."}, author="b")],
         ["See.", B, "So.", B, "And so.", B]),
        ([adk({"text": "One."}, partial=True), adk({"text": "Two."}, author="b"), adk({"text": "One."})],
         ["One.", "Two.", B]),
        ([mistral("message.output.delta", content=THOUGHT, output_index=0),
          mistral("message.output.delta", content="See.", output_index=0),
          mistral("tool.execution.started", name="web_search", arguments="{}"),
          mistral("message.output.delta", content={"type": "text", "text": "So."}, output_index=0),
          mistral("conversation.response.done", usage={})],
         ["See.", B, "So.", B]),
        ([mistral("message.output.delta", content="One.", output_index=0)["data"],
          mistral("message.output.delta", content="Two.", output_index=1)["data"]],
         ["One.", B, "Two."]),
        ([qwen("", reasoning_content="Hm."), qwen("Ha"), qwen("ha"), qwen("ha"), qwen("", "stop")],
         ["Ha", "ha", "ha", B]),
        ([qwen("See"), qwen("See."), qwen("See."), qwen("See. So", tool_calls=[]), qwen("See. So", "stop")],
         ["See", ".", " So", B]),
        ([qwen("Hi."), qwen("Hi.", "stop")], ["Hi.", B]),
        ([qwen("ha"), qwen("ha"), qwen("haha")], ["ha", "ha", "haha"]),
        ([qwen([{"text": "In "}]), qwen([{"text": "blocks"}, {"image": "x"}, 7])], ["In ", "blocks"]),
        ([qwen("See.", tool_calls=[{}]), qwen("So.")], ["See.", B, "So."]),
        ([qwen_text("Old"), qwen_text("Old way."), qwen_text("Old way.", "stop")], ["Old", " way.", B]),
        ([{"event": "agent_message", "answer": "See."}, {"event": "agent_thought", "thought": "See."},
          {"event": "agent_message", "answer": "So."}, {"event": "message_replace", "answer": "No."},
          {"event": "tts_message", "audio": "AAAA"}, {"event": "node_finished", "data": {"outputs": {"text": "So."}}},
          {"event": "message_end"}],
         ["See.", B, "So.", B, "No.", B]),
        ([{"event": "text_chunk", "data": {"text": "Hi."}}, {"event": "workflow_finished", "data": {"error": None}}],
         ["Hi."]),
        ([{"content": "Hi", "stop": False}, {"content": ".", "stop": True, "stop_type": "eos"}], ["Hi", ".", B]),
    ],
)  # fmt: skip
async def test_as_json_and_as_objects(items: list[Any], expected: list[Any]) -> None:
    assert await said(items) == expected
    assert await said([objects(item) for item in items]) == expected


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([{"role": "assistant", "content": "See."}, {"thinking_content": "Hm."}, {"tool_calls": [{}]},
          {"role": "tool_result", "tool_call_id": "1", "tool_name": "f", "tool_result": {"content": "42"}},
          {"role": "assistant", "content": "So", "native": object()}, {"content": None}, {"content": "."}],
         ["See.", B, "So", "."]),
        ([{"init_event_loop": True}, {"start": True}, {"data": "See.", "delta": {"text": "See."}, "agent": object()},
          {"type": "tool_use_stream", "delta": {"toolUse": {"input": "{}"}}, "current_tool_use": {"name": "f"}},
          {"message": {"role": "user", "content": [{"toolResult": {}}]}},
          {"reasoningText": "Hm.", "delta": {"reasoningContent": {"text": "Hm."}}, "reasoning": True},
          {"data": "So.", "delta": {"text": "So."}}, {"message": {"role": "assistant", "content": [{"text": "So."}]}}],
         ["See.", B, "So."]),
        ([{"type": "multiagent_node_start", "node_id": "n"},
          *[{"type": "multiagent_node_stream", "node_id": "n", "event": each} for each in STREAMS["strands, raw too"]],
          {"type": "multiagent_node_stop", "node_id": "n", "node_result": {}}],
         ["Let me see. ", "It is sunny."]),
    ],
)  # fmt: skip
async def test_as_dicts(items: list[Any], expected: list[Any]) -> None:
    assert await said(items) == expected


async def test_messages_of_a_chats_history_are_no_stream() -> None:
    with pytest.raises(TypeError, match="a dict with the keys role, content"):
        await said([{"role": "user", "content": "zzz"}])


async def test_a_whole_text_is_said_once_however_it_comes() -> None:
    for name in ("adk", "dashscope, whole", "strands, raw too"):
        assert "".join(each for each in await said(STREAMS[name]) if isinstance(each, str)) == TEXT
