"""Streams of Amazon's Bedrock, and of Strands agents, which wrap it."""

from __future__ import annotations

from typing import Any

from .pieces import BREAK, NOTHING, Memory, Pieces, fail, get, has, word

_BEDROCK = ("messageStart", "contentBlockStart", "contentBlockStop")


def bedrock(item: Any, memory: Memory) -> Pieces | None:
    """Events of ``converse_stream(...)["stream"]``. Tool input, reasoning and citations are not spoken."""
    if (block := get(item, "contentBlockDelta")) is not None:
        text = get(get(block, "delta"), "text")
        return (text,) if isinstance(text, str) else NOTHING
    if stop := get(item, "messageStop"):
        memory.stopped(stop, "stopReason")
        return BREAK
    if has(item, "contentBlockStart"):
        return BREAK if get(get(get(item, "contentBlockStart"), "start"), "toolUse") else NOTHING
    if isinstance(item, dict) and len(item) == 1:
        ((name, value),) = item.items()
        if isinstance(name, str) and name.endswith("Exception") and isinstance(value, dict):
            fail(value, name)
    is_usage = has(get(item, "metadata"), "usage") and has(get(item, "metadata"), "metrics")
    return NOTHING if is_usage or any(has(item, name) for name in _BEDROCK) else None


_STRANDS = ("init_event_loop", "start_event_loop", "reasoningText", "reasoning_signature", "event_loop_throttled_delay")


def strands(item: Any, memory: Memory) -> Pieces | None:
    """Events of a Strands ``agent.stream_async(...)``, or of a graph of agents.

    Each text comes twice, raw as Bedrock's event and again as ``data``: only one of them is spoken.
    """
    event = get(item, "event")
    if isinstance(event, dict):
        if word(item) == "multiagent_node_stream":
            return strands(event, memory)
        pieces = bedrock(event, memory)
        if pieces and isinstance(pieces[0], str):
            memory.said.add("raw")
        return pieces
    data = get(item, "data")
    if isinstance(data, str) and has(item, "delta"):
        return NOTHING if "raw" in memory.said else (data,)
    if word(result := get(item, "result"), "stop_reason"):
        memory.stopped(result, "stop_reason")
        return BREAK
    if get(item, "current_tool_use") is not None:
        return BREAK
    return NOTHING if any(has(item, name) for name in _STRANDS) else None
