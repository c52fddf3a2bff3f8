"""What the servers of these vendors send for a text, from their API references. Bedrock frames its events in binary."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

REASONING = "The user must not hear this. "


def _data(event: dict[str, Any]) -> str:
    return f"data: {json.dumps(event)}\n\n"


def cohere(tokens: Iterable[str], *, finish: str = "COMPLETE") -> Iterator[str]:
    """Thinking, a tool plan, text with a citation in it."""

    def event(kind: str, **fields: Any) -> str:
        return f"event: {kind}\n{_data({'type': kind, **fields})}"

    def content(**fields: Any) -> dict[str, Any]:
        return {"message": {"content": fields}}

    yield event("message-start", id="c1", delta={"message": {"role": "assistant", "content": [], "tool_plan": ""}})
    yield event("content-start", index=0, delta=content(type="thinking", thinking=""))
    yield event("content-delta", index=0, delta=content(thinking=REASONING))
    yield event("content-end", index=0)
    yield event("tool-plan-delta", delta={"message": {"tool_plan": REASONING}})
    yield event("content-start", index=1, delta=content(type="text", text=""))
    citation = {"start": 0, "end": 3, "text": "cited", "sources": [], "content_index": 1, "type": "TEXT_CONTENT"}
    for token in tokens:
        yield event("content-delta", index=1, delta=content(text=token))
        yield event("citation-start", index=0, delta={"message": {"citations": citation}})
        yield event("citation-end", index=0)
    yield event("content-end", index=1)
    usage = {"tokens": {"input_tokens": 1, "output_tokens": 2}}
    yield event("message-end", id="c1", delta={"finish_reason": finish, "usage": usage})


def mistral_conversation(tokens: Iterable[str]) -> Iterator[str]:
    """A conversation in which the model's thinking and a tool come before the text."""

    def event(kind: str, **fields: Any) -> str:
        return f"event: {kind}\n{_data({'type': kind, 'created_at': '2026-01-01T00:00:00Z', **fields})}"

    yield event("conversation.response.started", conversation_id="c")
    yield event("tool.execution.started", id="t", name="web_search", arguments="{}", output_index=0)
    yield event("tool.execution.done", id="t", name="web_search", output_index=0)
    where = {"id": "m", "output_index": 1, "content_index": 0, "model": "m", "role": "assistant"}
    thinking = {"type": "thinking", "thinking": [{"type": "text", "text": REASONING}]}
    yield event("message.output.delta", content=thinking, **where)
    for number, token in enumerate(tokens):  # as text, and as a block
        yield event("message.output.delta", content=token if number % 2 else {"type": "text", "text": token}, **where)
    yield event("conversation.response.done", usage={"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2})


def dashscope(tokens: Iterable[str], *, finish: str = "stop") -> Iterator[str]:
    """With ``incremental_output``: the SDK itself puts the others together."""
    for number, token in enumerate(tokens):
        yield _dashscope(number, {"role": "assistant", "content": token, "reasoning_content": ""}, "null")
    yield _dashscope(99, {"role": "assistant", "content": ""}, finish)


def _dashscope(number: int, message: dict[str, Any], finish: str) -> str:
    output = {"choices": [{"message": message, "finish_reason": finish}]}
    usage = {"input_tokens": 1, "output_tokens": number, "total_tokens": number + 1}
    body = json.dumps({"output": output, "usage": usage, "request_id": "r"})
    return f"id:{number}\nevent:result\n:HTTP_STATUS/200\ndata:{body}\n\n"


def dashscope_error() -> str:
    body = json.dumps({"code": "Throttling.RateQuota", "message": "Too many.", "request_id": "r"})
    return f"id:2\nevent:error\n:HTTP_STATUS/429\ndata:{body}\n\n"


def bedrock(tokens: Iterable[str], *, tool: str = "", finish: str = "end_turn") -> Iterator[bytes]:
    """Reasoning, text, and then a tool call if ``tool`` is named."""

    def delta(index: int, **fields: Any) -> bytes:
        return bedrock_event("contentBlockDelta", {"contentBlockIndex": index, "delta": fields})

    yield bedrock_event("messageStart", {"role": "assistant"})
    yield delta(0, reasoningContent={"text": REASONING})
    yield bedrock_event("contentBlockStop", {"contentBlockIndex": 0})
    for token in tokens:
        yield delta(1, text=token)
    yield bedrock_event("contentBlockStop", {"contentBlockIndex": 1})
    if tool:
        start = {"toolUse": {"toolUseId": "t", "name": tool}}
        yield bedrock_event("contentBlockStart", {"contentBlockIndex": 2, "start": start})
        yield delta(2, toolUse={"input": "{}"})
        yield bedrock_event("contentBlockStop", {"contentBlockIndex": 2})
    yield bedrock_event("messageStop", {"stopReason": finish})
    usage = {"inputTokens": 1, "outputTokens": 2, "totalTokens": 3}
    yield bedrock_event("metadata", {"usage": usage, "metrics": {"latencyMs": 9}})


def bedrock_event(name: str, body: dict[str, Any], *, kind: str = "event") -> bytes:
    """One frame of Amazon's event stream: lengths, headers and payload, each part with its checksum."""
    payload = json.dumps(body).encode()
    names = {":message-type": kind, f":{kind}-type": name, ":content-type": "application/json"}
    headers = b"".join(
        struct.pack("!B", len(key)) + key.encode() + struct.pack("!BH", 7, len(value)) + value.encode()
        for key, value in names.items()
    )
    prelude = struct.pack("!II", 16 + len(headers) + len(payload), len(headers))
    frame = prelude + struct.pack("!I", zlib.crc32(prelude)) + headers + payload
    return frame + struct.pack("!I", zlib.crc32(frame))
