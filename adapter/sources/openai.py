"""Streams of OpenAI's two interfaces, of compatible servers, and of the Agents SDK, which wraps one of them.

LiteLLM, vLLM, Ollama's ``/v1``, Azure, Groq, OpenRouter and most gateways use Chat Completions too.
"""

from __future__ import annotations

from typing import Any

from .pieces import BREAK, NOTHING, Boundary, Memory, Pieces, fail, get, has, text_of, word

_OBJECTS = frozenset({"chat.completion.chunk", "text_completion"})

_HELPER = ("chunk", "content.", "refusal.", "tool_calls.", "logprobs.")
"""Prefixes of the event types of ``chat.completions.stream()``."""


def chat(item: Any, memory: Memory) -> Pieces | None:
    """Chunks of Chat Completions, and of the older Completions. Speaks the first of several choices.

    Speaks content and refusals, but not tool calls, audio, ``reasoning`` or ``reasoning_content``.
    """
    choices = get(item, "choices")
    if not isinstance(choices, list):
        return NOTHING if word(item, "object") in _OBJECTS else None
    if not choices:  # a usage chunk, or one that keeps the connection alive
        return NOTHING
    choice = choices[0]
    if len(choices) > 1 or get(choice, "index"):
        choice = next((each for each in choices if not get(each, "index")), None)
        if choice is None:
            return NOTHING
    delta = get(choice, "delta")
    if delta is None:
        return _whole(choice, memory)
    content = get(delta, "content")
    text = content if isinstance(content, str) else text_of(content)
    refusal = get(delta, "refusal")
    if isinstance(refusal, str):
        text += refusal
    if get(choice, "finish_reason"):
        memory.stopped(choice, "finish_reason")
        if error := get(item, "error"):
            fail(error)
    elif not (get(delta, "tool_calls") or get(delta, "function_call")):
        return (text,)
    return (text, Boundary())


def _whole(choice: Any, memory: Memory) -> Pieces | None:
    """A chunk of the older Completions, or a content filter's verdict. A complete message is not a stream."""
    if has(choice, "message"):
        return None
    text = text_of(get(choice, "text"))
    if not get(choice, "finish_reason"):
        return (text,)
    memory.stopped(choice, "finish_reason")
    return (text, Boundary())


def chat_helper(item: Any, memory: Memory) -> Pieces | None:
    """Events of ``client.chat.completions.stream()``: each delta comes in a chunk and again in its own event."""
    kind = word(item)
    if not kind.startswith(_HELPER):
        return None
    if kind == "chunk":
        memory.said.add("chunks")
        return chat(get(item, "chunk"), memory)
    if kind in ("content.delta", "refusal.delta") and "chunks" not in memory.said:
        return (text_of(get(item, "delta")),)
    return BREAK if kind.startswith("tool_calls.") else NOTHING


_TEXT = frozenset({"response.output_text.delta", "response.refusal.delta"})
_ENDS = frozenset({"response.completed", "response.incomplete", "response.failed"})
_BREAKS = frozenset({
    "response.completed", "response.incomplete", "response.output_item.added", "response.output_item.done",
    "response.content_part.added", "response.content_part.done",
})  # fmt: skip
"""None of these ends the stream: another response may follow an ``incomplete`` one."""


def responses(item: Any, memory: Memory) -> Pieces | None:
    """Events of Responses, raw or of ``client.responses.stream()``. There is a break between output items.

    Does not speak reasoning and its summaries, audio transcripts, or ``done`` events, which repeat the text.
    """
    kind = word(item)
    if not kind.startswith("response."):
        return None
    if kind in _TEXT:
        return memory.text(text_of(get(item, "delta")), (get(item, "output_index"), get(item, "content_index")))
    if kind in _ENDS:
        response = get(item, "response")
        if kind == "response.failed":
            fail(get(response, "error") or "the response failed")
        memory.stopped(response, "status")
        memory.stopped(get(response, "incomplete_details"), "reason")
    return BREAK if kind in _BREAKS else NOTHING


_AGENT_EVENTS = frozenset({"raw_response_event", "run_item_stream_event", "agent_updated_stream_event"})


def openai_agents(item: Any, memory: Memory) -> Pieces | None:
    """Events of ``Runner.run_streamed(...)``. Leaves errors of the model to the runner, which may retry."""
    kind = word(item)
    if kind not in _AGENT_EVENTS:
        return None
    if kind != "raw_response_event":
        return BREAK if get(item, "name") != "message_output_created" else NOTHING
    data = get(item, "data")
    return NOTHING if word(data) == "response.failed" else responses(data, memory) or NOTHING
