"""A stream of every shape that is known, as its vendor's JSON, with the text that is to be said of it."""

from __future__ import annotations

from typing import Any

TEXT = "Let me see. It is sunny."
ONE, TWO = "Let me see. ", "It is sunny."


def chat_chunk(finish: str | None = None, **delta: Any) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "c", "object": "chat.completion.chunk", "choices": [choice]}


def _responses() -> list[Any]:
    where = {"output_index": 0, "content_index": 0}
    return [
        {"type": "response.created", "response": {"id": "r"}},
        {"type": "response.output_text.delta", "delta": ONE, **where},
        {"type": "response.output_text.delta", "delta": TWO, **where},
        {"type": "response.completed", "response": {"id": "r", "status": "completed"}},
    ]


def _anthropic() -> list[Any]:
    return [
        {"type": "message_start", "message": {"content": []}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        *[{"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}}
          for text in (ONE, TWO)],
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}},
        {"type": "message_stop"},
    ]  # fmt: skip


def _message(content: str, **fields: Any) -> dict[str, Any]:
    return {"type": "AIMessageChunk", "content": content, "id": "run-1", "response_metadata": {}, **fields}


def _adk(text: str, *, partial: bool) -> dict[str, Any]:
    content = {"role": "model", "parts": [{"text": text}]}
    return {"invocationId": "i", "author": "a", "content": content, "partial": partial, "usageMetadata": {}}


def _google(text: str, **fields: Any) -> dict[str, Any]:
    return {"candidates": [{"content": {"role": "model", "parts": [{"text": text}]}, **fields}], "modelVersion": "m"}


def _bedrock() -> list[Any]:
    return [
        {"messageStart": {"role": "assistant"}},
        *[{"contentBlockDelta": {"delta": {"text": text}, "contentBlockIndex": 0}} for text in (ONE, TWO)],
        {"contentBlockStop": {"contentBlockIndex": 0}},
        {"messageStop": {"stopReason": "end_turn"}},
        {"metadata": {"usage": {"inputTokens": 1}, "metrics": {"latencyMs": 9}}},
    ]


def _dashscope(content: str, finish: str = "null") -> dict[str, Any]:
    output = {
        "text": None,
        "choices": [{"finish_reason": finish, "message": {"role": "assistant", "content": content}}],
    }
    return {"status_code": 200, "request_id": "r", "code": "", "message": "", "output": output, "usage": {}}


def _run(event: str, **data: Any) -> dict[str, Any]:
    return {"event": event, "run_id": "1", "data": data, "name": "x"}


STREAMS: dict[str, list[Any]] = {
    "chat": [chat_chunk(role="assistant", content=""), chat_chunk(content=ONE), chat_chunk(content=TWO),
             chat_chunk("stop"), {"object": "chat.completion.chunk", "choices": [], "usage": {}}],
    "completions": [{"object": "text_completion", "choices": [{"text": text, "index": 0, "finish_reason": None}]}
                    for text in (ONE, TWO)],
    "chat, helper": [{"type": "content.delta", "delta": text, "snapshot": text} for text in (ONE, TWO)],
    "responses": _responses(),
    "openai agents": [{"type": "raw_response_event", "data": event} for event in _responses()],
    "anthropic": _anthropic(),
    "anthropic, helper": [{"type": "text", "text": text, "snapshot": text} for text in (ONE, TWO)],
    "langchain": [_message(ONE), _message(TWO), _message("", response_metadata={"finish_reason": "stop"})],
    "langgraph": [(_message(text), {"langgraph_node": "a"}) for text in (ONE, TWO)],
    "langchain, events": [_run("on_chat_model_stream", chunk=_message(text)) for text in (ONE, TWO)],
    "langchain, protocol": [{"event": "content-block-delta", "delta": {"type": "text-delta", "text": text}}
                            for text in (ONE, TWO)],
    "pydantic-ai": [
        {"event_kind": "part_start", "index": 0, "part": {"part_kind": "text", "content": ONE}},
        {"event_kind": "part_delta", "index": 0, "delta": {"part_delta_kind": "text", "content_delta": TWO}},
    ],
    "google": [_google(ONE), _google(TWO, finishReason="STOP")],
    "adk": [_adk(ONE, partial=True), _adk(TWO, partial=True), _adk(TEXT, partial=False)],
    "bedrock": _bedrock(),
    "cohere": [
        {"type": "message-start", "id": "c", "delta": {"message": {"role": "assistant"}}},
        *[{"type": "content-delta", "index": 0, "delta": {"message": {"content": {"text": text}}}}
          for text in (ONE, TWO)],
        {"type": "message-end", "delta": {"finish_reason": "COMPLETE"}},
    ],
    "mistral": [{"data": chat_chunk(content=ONE)}, {"data": chat_chunk(content=TWO)}, {"data": chat_chunk("stop")}],
    "mistral, conversation": [
        {"event": "message.output.delta", "data": {"type": "message.output.delta", "content": text, "output_index": 0}}
        for text in (ONE, TWO)
    ],
    "dashscope": [_dashscope(ONE), _dashscope(TWO), _dashscope("", "stop")],
    "dashscope, whole": [_dashscope(ONE), _dashscope(ONE + TWO), _dashscope(ONE + TWO, "stop")],
    "dify": [{"event": "message", "answer": text, "task_id": "t"} for text in (ONE, TWO)] + [{"event": "message_end"}],
    "dify, workflow": [{"event": "text_chunk", "data": {"text": text}} for text in (ONE, TWO)],
    "vercel": [{"type": "start"}, *[{"type": "text-delta", "id": "1", "delta": text} for text in (ONE, TWO)],
               {"type": "finish", "finishReason": "stop"}],
    "strands": [{"init_event_loop": True}, *[{"data": text, "delta": {"text": text}} for text in (ONE, TWO)]],
    "strands, raw too": [
        {"init_event_loop": True},
        *[each for text in (ONE, TWO) for each in (
            {"event": {"contentBlockDelta": {"delta": {"text": text}}}}, {"data": text, "delta": {"text": text}})],
    ],
    "llama index": [{"message": {"content": ONE}, "delta": ONE}, {"message": {"content": TEXT}, "delta": TWO}],
    "ollama": [{"model": "m", "message": {"role": "assistant", "content": text}, "done": False} for text in (ONE, TWO)]
    + [{"model": "m", "message": {"role": "assistant", "content": ""}, "done": True, "done_reason": "stop"}],
    "llama.cpp": [{"content": ONE, "stop": False}, {"content": TWO, "stop": False},
                  {"content": "", "stop": True, "stop_type": "eos"}],
    "home assistant": [{"role": "assistant"}, {"content": ONE}, {"content": TWO}],
}  # fmt: skip
