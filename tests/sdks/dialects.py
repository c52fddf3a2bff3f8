"""What vendors' servers send for a text: the bodies of their streams, event by event, from their API references."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

REASONING = "The user must not hear this. "


def _data(event: dict[str, Any]) -> str:
    return f"data: {json.dumps(event)}\n\n"


def _named(event: dict[str, Any]) -> str:
    return f"event: {event['type']}\n{_data(event)}"


# --- OpenAI Chat Completions ---


def chat(tokens: Iterable[str], *, tool: str = "", finish: str = "stop") -> Iterator[str]:
    """Text, and a tool call if ``tool`` is named, with all that surrounds them: role, reasoning, usage."""
    yield _chat({"role": "assistant", "content": ""})
    yield _chat({"reasoning_content": REASONING})
    for token in tokens:
        yield _chat({"content": token})
    if tool:
        call = {"index": 0, "id": "call_1", "type": "function", "function": {"name": tool, "arguments": ""}}
        yield _chat({"tool_calls": [call]})
        for piece in ("{", "}"):
            yield _chat({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})
    yield _chat({}, "tool_calls" if tool else finish)
    yield _data({**_CHUNK, "choices": [], "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}})
    yield "data: [DONE]\n\n"


_CHUNK = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}


def _chat(delta: dict[str, Any], finish: str | None = None) -> str:
    return _data({**_CHUNK, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})


# --- OpenAI Responses ---


def responses(tokens: list[str], *, tool: str = "", refusal: str = "") -> Iterator[str]:
    """A response with reasoning, a message, and then a refusal or a function call if there is one."""
    events = list(_responses(tokens, tool, refusal))
    for number, event in enumerate(events):
        yield _named({**event, "sequence_number": number})


def _responses(tokens: list[str], tool: str, refusal: str) -> Iterator[dict[str, Any]]:
    output: list[dict[str, Any]] = [{"type": "reasoning", "id": "r", "summary": []}]
    yield {"type": "response.created", "response": _response([], "in_progress")}
    yield {"type": "response.output_item.added", "output_index": 0, "item": output[0]}
    yield {"type": "response.reasoning_summary_part.added", "item_id": "r", "output_index": 0, "summary_index": 0,
           "part": {"type": "summary_text", "text": ""}}  # fmt: skip
    yield {"type": "response.reasoning_summary_text.delta", "item_id": "r", "output_index": 0, "summary_index": 0,
           "delta": REASONING}  # fmt: skip
    yield {"type": "response.output_item.done", "output_index": 0, "item": output[0]}
    if tokens:
        yield from _message(output, tokens, "output_text", "text")
    if refusal:
        yield from _message(output, [refusal], "refusal", "refusal")
    if tool:
        yield from _call(output, tool)
    yield {"type": "response.completed", "response": _response(output, "completed")}


def _response(output: list[dict[str, Any]], status: str) -> dict[str, Any]:
    usage = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2, "input_tokens_details": {"cached_tokens": 0},
             "output_tokens_details": {"reasoning_tokens": 0}}  # fmt: skip
    return {"id": "resp_1", "object": "response", "created_at": 1, "model": "m", "output": list(output), "usage": usage,
            "status": status, "parallel_tool_calls": True, "tool_choice": "auto", "tools": [], "error": None,
            "incomplete_details": None, "instructions": None, "metadata": {}, "temperature": 1, "top_p": 1}  # fmt: skip


def _message(output: list[dict[str, Any]], tokens: list[str], kind: str, key: str) -> Iterator[dict[str, Any]]:
    index, text = len(output), "".join(tokens)
    where = {"item_id": f"m{index}", "output_index": index, "content_index": 0}
    item = {"type": "message", "id": f"m{index}", "role": "assistant", "status": "in_progress", "content": []}
    extra = {"annotations": []} if kind == "output_text" else {}
    logprobs = {"logprobs": []} if kind == "output_text" else {}
    yield {"type": "response.output_item.added", "output_index": index, "item": dict(item)}
    yield {"type": "response.content_part.added", **where, "part": {"type": kind, key: "", **extra}}
    for token in tokens:
        yield {"type": f"response.{kind}.delta", **where, "delta": token, **logprobs}
    yield {"type": f"response.{kind}.done", **where, key: text, **logprobs}
    part = {"type": kind, key: text, **extra}
    yield {"type": "response.content_part.done", **where, "part": part}
    output.append({**item, "status": "completed", "content": [part]})
    yield {"type": "response.output_item.done", "output_index": index, "item": output[-1]}


def _call(output: list[dict[str, Any]], tool: str) -> Iterator[dict[str, Any]]:
    index = len(output)
    item = {
        "type": "function_call",
        "id": "f",
        "call_id": "call_1",
        "name": tool,
        "arguments": "",
        "status": "in_progress",
    }
    where = {"item_id": "f", "output_index": index}
    yield {"type": "response.output_item.added", "output_index": index, "item": dict(item)}
    for piece in ("{", "}"):
        yield {"type": "response.function_call_arguments.delta", **where, "delta": piece}
    yield {"type": "response.function_call_arguments.done", **where, "arguments": "{}", "name": tool}
    output.append({**item, "arguments": "{}", "status": "completed"})
    yield {"type": "response.output_item.done", "output_index": index, "item": output[-1]}


# --- Anthropic Messages ---


def anthropic(tokens: Iterable[str], *, tool: str = "") -> Iterator[str]:
    """A message with thinking, text, and then a tool call if ``tool`` is named."""
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [], "stop_reason": None,
               "stop_sequence": None, "usage": {"input_tokens": 1, "output_tokens": 1}}  # fmt: skip
    yield _named({"type": "message_start", "message": message})
    yield _named({"type": "ping"})
    yield from _block(0, {"type": "thinking", "thinking": "", "signature": ""}, "thinking", [REASONING])
    yield from _block(1, {"type": "text", "text": ""}, "text", tokens)
    if tool:
        call = {"type": "tool_use", "id": "toolu_1", "name": tool, "input": {}}
        yield from _block(2, call, "input_json", ["{", "}"])
    stop = {"stop_reason": "tool_use" if tool else "end_turn", "stop_sequence": None}
    yield _named({"type": "message_delta", "delta": stop, "usage": {"output_tokens": 9}})
    yield _named({"type": "message_stop"})


def _block(index: int, block: dict[str, Any], kind: str, pieces: Iterable[str]) -> Iterator[str]:
    key = "partial_json" if kind == "input_json" else kind
    yield _named({"type": "content_block_start", "index": index, "content_block": block})
    for piece in pieces:
        yield _named({"type": "content_block_delta", "index": index, "delta": {"type": f"{kind}_delta", key: piece}})
    yield _named({"type": "content_block_stop", "index": index})


def anthropic_error() -> str:
    return _named({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}})


# --- Google and Ollama ---


def google(tokens: Iterable[str]) -> Iterator[str]:
    yield _google([{"text": REASONING, "thought": True}])
    for token in tokens:
        yield _google([{"text": token}])
    yield _data({"candidates": [{"content": {"parts": [{"text": ""}], "role": "model"}, "finishReason": "STOP"}],
                 "usageMetadata": {"totalTokenCount": 3}})  # fmt: skip


def _google(parts: list[dict[str, Any]]) -> str:
    return _data({"candidates": [{"content": {"parts": parts, "role": "model"}, "index": 0}]})


def ollama(tokens: Iterable[str]) -> Iterator[str]:
    for token in tokens:
        message = {"role": "assistant", "content": token}
        yield json.dumps({"model": "m", "message": message, "done": False}) + "\n"
    message = {"role": "assistant", "content": ""}
    yield json.dumps({"model": "m", "message": message, "done": True, "done_reason": "stop"}) + "\n"
