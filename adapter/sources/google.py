"""Streams of Google's models: google-genai, its JSON, and the Agent Development Kit (ADK) around it."""

from __future__ import annotations

from typing import Any

from .endings import ending
from .pieces import BREAK, NOTHING, Boundary, Memory, Pieces, fail, get, has, listed, word

_GOOGLE = ("candidates", "usage_metadata", "usageMetadata", "prompt_feedback", "promptFeedback")
_FINISH = ("finish_reason", "finishReason")


def google(item: Any, memory: Memory) -> Pieces | None:
    """Answers of google-genai's ``generate_content_stream``, and their JSON: the first candidate, without thoughts."""
    if not any(has(item, name) for name in _GOOGLE):
        return None
    memory.stopped(get(item, "prompt_feedback") or get(item, "promptFeedback"), "block_reason", "blockReason")
    pieces: list[str | Boundary] = []
    for candidate in listed(item, "candidates")[:1]:
        pieces += _parts(get(candidate, "content"))
        if any(get(candidate, name) for name in _FINISH):
            memory.stopped(candidate, *_FINISH)
            pieces += BREAK
    return pieces


def _parts(content: Any) -> list[str | Boundary]:
    pieces: list[str | Boundary] = []
    for part in listed(content, "parts"):
        text = get(part, "text")
        if isinstance(text, str):
            pieces += [] if get(part, "thought") else [text]
        else:
            pieces += BREAK  # a function call, code, an image
    return pieces


def adk(item: Any, memory: Memory) -> Pieces | None:
    """Events of an ADK ``Runner``, and their JSON. The last event of a streamed message repeats all of it."""
    if not (has(item, "author") and (has(item, "invocation_id") or has(item, "invocationId"))):
        return None
    memory.stopped(item, *_FINISH)
    if code := word(item, "error_code") or word(item, "errorCode"):
        if ending(code) not in ("blocked", "cut"):
            fail(get(item, "error_message") or get(item, "errorMessage"), code)
        memory.stopped(item, "error_code", "errorCode")
    if get(item, "author") == "user":
        return NOTHING
    pieces = _parts(get(item, "content"))
    place = (word(item, "author"), word(item, "branch"))
    if get(item, "partial"):
        if any(isinstance(piece, str) for piece in pieces):
            memory.said.add(place)
        return pieces
    if place in memory.said:
        memory.said.discard(place)
        return BREAK
    return [*pieces, *BREAK]
