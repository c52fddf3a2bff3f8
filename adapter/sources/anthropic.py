"""Streams of Anthropic's Messages, raw or from its helper."""

from __future__ import annotations

from typing import Any

from .pieces import BREAK, NOTHING, Memory, Pieces, get, has, text_of, word

_OTHERS = frozenset({"message_start", "content_block_stop"})
_HELPER = frozenset({"thinking", "signature", "citation", "input_json"})
"""Events of the helper other than ``text``."""


def anthropic(item: Any, memory: Memory) -> Pieces | None:
    """Events of ``messages.create(stream=True)`` and of ``messages.stream()``.

    The helper gives each delta twice, raw and as a ``text`` event: only one is spoken. Consecutive text blocks are one
    text, because citations split sentences into blocks; any other block is a break.
    """
    kind = word(item)
    if kind == "content_block_delta":
        delta = get(item, "delta")
        if word(delta) != "text_delta":
            return NOTHING  # thinking, tool input, a citation
        memory.said.add("deltas")
        return (text_of(get(delta, "text")),)
    if kind == "content_block_start":
        block = get(item, "content_block")
        return (text_of(get(block, "text")),) if word(block) == "text" else BREAK
    if kind == "text" and has(item, "snapshot"):
        return NOTHING if "deltas" in memory.said else (text_of(get(item, "text")),)
    if kind == "message_delta":
        memory.stopped(get(item, "delta"), "stop_reason")
        return BREAK
    if kind == "message_stop":
        return BREAK
    is_ours = kind in _OTHERS or (kind in _HELPER and (has(item, "snapshot") or has(item, kind)))
    return NOTHING if is_ours else None
