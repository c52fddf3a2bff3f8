"""Streams of frameworks that wrap many models: pydantic-ai, LlamaIndex, the Vercel AI SDK, Home Assistant."""

from __future__ import annotations

from typing import Any

from .pieces import BREAK, NOTHING, Boundary, Memory, Pieces, get, has, listed, text_of, word


def pydantic_ai(item: Any, memory: Memory) -> Pieces | None:
    """Events of ``agent.run_stream_events()``: a part's first text comes with its start, the rest as deltas."""
    kind = word(item, "event_kind")
    if kind == "part_start":
        part = get(item, "part")
        return (text_of(get(part, "content")),) if word(part, "part_kind") == "text" else BREAK
    if kind == "part_delta":
        delta = get(item, "delta")
        return (text_of(get(delta, "content_delta")),) if word(delta, "part_delta_kind") == "text" else NOTHING
    if kind == "agent_run_result":
        memory.stopped(get(get(item, "result"), "response"), "finish_reason")
        return BREAK
    if kind in ("function_tool_call", "output_tool_call"):
        return BREAK
    return NOTHING if kind else None


def llama_index(item: Any, memory: Memory) -> Pieces | None:
    """Answers of ``llm.stream_chat()`` and ``stream_complete()``, and events of agents: only the new text in each.

    ``message``, ``text`` and ``response`` repeat all text so far. ``raw`` is the item of the model's own SDK.
    """
    if has(item, "delta") and any(has(item, name) for name in ("message", "text", "response")):
        for choice in listed(get(item, "raw"), "choices")[:1]:
            memory.stopped(choice, "finish_reason")
        return (text_of(get(item, "delta")),)
    is_agents = any(has(item, name) for name in ("current_agent_name", "tool_kwargs", "get_pydantic_model"))
    return BREAK if is_agents or type(item).__name__ == "StopEvent" else None


_VERCEL = ("text-", "reasoning-", "tool-", "data-", "source-", "start-step", "finish-step", "message-metadata")
_VERCEL_BREAKS = frozenset({"text-end", "tool-input-start", "tool-input-available", "finish-step", "finish", "abort"})


def vercel(item: Any, memory: Memory) -> Pieces | None:
    """The Vercel AI SDK's UI message stream, from ``lines`` or pydantic-ai."""
    kind = word(item)
    if kind not in ("start", "finish", "abort", "file", "done") and not kind.startswith(_VERCEL):
        return None
    if kind == "text-delta":
        return (text_of(get(item, "delta") or get(item, "text")),)
    if kind in _VERCEL_BREAKS:
        memory.stopped(item, "finishReason", "finish_reason")
        return BREAK
    return NOTHING


_HOME_ASSISTANT = frozenset({"role", "content", "thinking_content", "tool_calls", "native"})


def home_assistant(item: Any, _: Memory) -> Pieces | None:
    """Deltas of Home Assistant's chat log. A ``role`` begins a new message."""
    if not isinstance(item, dict) or not item:
        return None
    role = item.get("role")
    if role == "tool_result":
        return BREAK
    if role not in (None, "assistant") or not _HOME_ASSISTANT.issuperset(item):
        return None
    pieces: list[str | Boundary] = [Boundary()] if role else []
    pieces.append(text_of(item.get("content")))
    return [*pieces, *BREAK] if item.get("tool_calls") else pieces
