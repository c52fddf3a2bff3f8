"""Streams of other SDKs and services, one function each."""

from __future__ import annotations

from typing import Any

from .pieces import BREAK, NOTHING, Boundary, Memory, Pieces, fail, get, has, text_of, word


def pydantic_ai(item: Any, _: Memory) -> Pieces | None:
    """Events of ``agent.run_stream_events()``: the first text of a part comes with its start, the others as deltas."""
    kind = word(item, "event_kind")
    if kind == "part_start":
        part = get(item, "part")
        return (text_of(get(part, "content")),) if word(part, "part_kind") == "text" else BREAK
    if kind == "part_delta":
        delta = get(item, "delta")
        return (text_of(get(delta, "content_delta")),) if word(delta, "part_delta_kind") == "text" else NOTHING
    if kind in ("function_tool_call", "output_tool_call", "agent_run_result"):
        return BREAK
    return NOTHING if kind else None


def llama_index(item: Any, _: Memory) -> Pieces | None:
    """Answers of ``llm.stream_chat()`` and ``stream_complete()``, and the events of agents: only what is new in each.

    ``message``, ``text`` and ``response`` hold all that came so far.
    """
    if has(item, "delta") and any(has(item, name) for name in ("message", "text", "response")):
        return (text_of(get(item, "delta")),)
    is_agents = any(has(item, name) for name in ("current_agent_name", "tool_kwargs", "get_pydantic_model"))
    return BREAK if is_agents or type(item).__name__ == "StopEvent" else None


def google(item: Any, _: Memory) -> Pieces | None:
    """Answers of google-genai's ``generate_content_stream``, and their JSON: the first candidate's, no thoughts."""
    if not any(has(item, name) for name in _GOOGLE):
        return None
    candidates = get(item, "candidates") or []
    pieces: list[str | Boundary] = []
    for candidate in candidates[:1]:
        for part in get(get(candidate, "content"), "parts") or []:
            text = get(part, "text")
            if isinstance(text, str):
                pieces += [] if get(part, "thought") else [text]
            else:
                pieces += BREAK  # a function call, code, an image
        if get(candidate, "finish_reason") or get(candidate, "finishReason"):
            pieces += BREAK
    return pieces


_GOOGLE = ("candidates", "usage_metadata", "usageMetadata", "prompt_feedback", "promptFeedback")


def ollama(item: Any, _: Memory) -> Pieces | None:
    """Parts of Ollama's own ``chat`` and ``generate``. Thinking is not spoken."""
    if not isinstance(get(item, "done"), bool):
        return None
    message = get(item, "message")
    text = text_of(get(message, "content") if message is not None else get(item, "response"))
    return (text, Boundary()) if get(item, "done") or get(message, "tool_calls") else (text,)


_VERCEL = ("text-", "reasoning-", "tool-", "data-", "source-", "start-step", "finish-step", "message-metadata")
_VERCEL_BREAKS = frozenset({"text-end", "tool-input-start", "tool-input-available", "finish-step", "finish", "abort"})


def vercel(item: Any, _: Memory) -> Pieces | None:
    """The Vercel AI SDK's UI message stream, as ``lines`` or pydantic-ai gives it."""
    kind = word(item)
    if kind not in ("start", "finish", "abort", "file", "done") and not kind.startswith(_VERCEL):
        return None
    if kind == "text-delta":
        return (text_of(get(item, "delta") or get(item, "text")),)
    return BREAK if kind in _VERCEL_BREAKS else NOTHING


def error(item: Any, _: Memory) -> Pieces | None:
    """Events by which providers tell, in the middle of a stream, that their model has failed. Raises ModelFailed."""
    if word(item) == "error":
        fail(get(item, "error") or get(item, "errorText") or get(item, "error_text") or item)
    if (told := get(item, "error")) and (isinstance(told, str) or get(told, "message")):
        fail(told)
    return None
