"""Streams of LangChain and LangGraph: messages, messages with metadata, and events.

A model that cannot stream gives one whole message. It is spoken only if none of it came in chunks before.
"""

from __future__ import annotations

from typing import Any

from .pieces import BREAK, NOTHING, Boundary, Memory, Pieces, get, has, text_of, word

_FROM_MODELS = frozenset({"AIMessageChunk", "ai"})
_FROM_OTHERS = frozenset({
    "human", "HumanMessageChunk", "system", "SystemMessageChunk", "tool", "ToolMessageChunk", "function",
    "FunctionMessageChunk", "chat", "ChatMessageChunk", "remove",
})  # fmt: skip


def langchain(item: Any, memory: Memory) -> Pieces | None:
    """Messages of ``model.stream()`` and ``model.astream()``. Their reasoning blocks and tool calls are not spoken."""
    kind = word(item)
    if not has(item, "content"):
        return None
    if kind in _FROM_OTHERS:
        return BREAK
    if kind not in _FROM_MODELS:
        return None
    return _message(item, memory, word(item, "id") or None, is_whole=kind == "ai")


_STOPS = ("finish_reason", "stop_reason", "done_reason", "stopReason")
"""The providers' names for it, which LangChain passes on."""


def _message(message: Any, memory: Memory, place: str | None, *, is_whole: bool) -> Pieces:
    if metadata := get(message, "response_metadata"):
        memory.stopped(metadata, *_STOPS)
    if is_whole and place in memory.said:
        return BREAK
    text = text_of(get(message, "content"))
    refusal = get(get(message, "additional_kwargs"), "refusal")
    if isinstance(refusal, str):
        text += refusal
    is_over = is_whole or get(message, "chunk_position") or get(message, "tool_call_chunks")
    if not text:
        return BREAK if is_over else NOTHING
    if place is not None:
        memory.said.add(place)
    pieces = memory.text(text, place)
    return (*pieces, Boundary()) if is_over else pieces


_MODES = frozenset({"messages", "values", "updates", "custom", "debug", "checkpoints", "tasks"})


def langgraph(item: Any, memory: Memory) -> Pieces | None:
    """Parts of ``graph.stream(stream_mode="messages")`` and ``graph.astream``, either version, other modes allowed.

    Speaks what the models in all nodes say. If that is too much, filter by ``metadata["langgraph_node"]``.
    """
    if isinstance(item, tuple):
        mode, part = (item[-2], item[-1]) if len(item) in (2, 3) else (None, None)
        if isinstance(mode, str) and mode in _MODES:  # (mode, part), (namespace, mode, part)
            return _part(part, memory) if mode == "messages" else NOTHING
        return _part(part if isinstance(mode, tuple) else item, memory)  # (namespace, part), (message, metadata)
    if isinstance(item, dict) and "data" in item and "ns" in item:
        return _part(item["data"], memory) if word(item) == "messages" else NOTHING
    return None


def _part(part: Any, memory: Memory) -> Pieces | None:
    if not (isinstance(part, tuple | list) and len(part) == 2 and isinstance(part[1], dict)):
        return None
    return langchain(part[0], memory)


def langchain_events(item: Any, memory: Memory) -> Pieces | None:
    """Events of ``astream_events``. Speaks what models stream, not what chains and parsers pass on."""
    event = get(item, "event")
    if not isinstance(event, str):
        return None
    if event.startswith("on_") and has(item, "run_id"):
        return _run_event(event, item, memory)
    if event == "content-block-delta":  # version 3
        delta = get(item, "delta")
        return (text_of(get(delta, "text")),) if word(delta) == "text-delta" else NOTHING
    if event == "content-block-start":
        return NOTHING if word(get(item, "content")) == "text" else BREAK
    if event == "message-finish":
        memory.stopped(item, "reason")
        memory.stopped(get(item, "metadata"), *_STOPS)
        return BREAK
    return NOTHING if event.startswith(("message-", "content-block-")) else None


def _run_event(event: str, item: Any, memory: Memory) -> Pieces:
    run, data = word(item, "run_id") or None, get(item, "data")
    if event == "on_chat_model_stream":
        return _message(get(data, "chunk"), memory, run, is_whole=False)
    if event == "on_chat_model_end":
        return _message(get(data, "output"), memory, run, is_whole=True)
    if event == "on_llm_stream":
        chunk = get(data, "chunk")
        return memory.text(chunk if isinstance(chunk, str) else text_of(get(chunk, "text")), run)
    return BREAK if event in ("on_llm_end", "on_tool_start") else NOTHING
