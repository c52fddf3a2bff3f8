"""Streams of vendors and servers with formats of their own: Cohere, Mistral, Ollama, llama.cpp, DashScope, Dify."""

from __future__ import annotations

from typing import Any

from .openai import chat
from .pieces import BREAK, NOTHING, Boundary, Memory, Pieces, fail, get, has, listed, text_of, word

_COHERE = frozenset({
    "message-start", "content-start", "content-end", "citation-start", "citation-end", "tool-plan-delta",
    "tool-call-start", "tool-call-delta", "tool-call-end",
})  # fmt: skip


def cohere(item: Any, memory: Memory) -> Pieces | None:
    """Events of Cohere's ``ClientV2.chat_stream``. Thinking, tool plans and citations are not spoken."""
    kind, delta = word(item), get(item, "delta")
    if kind == "content-delta":
        return (word(get(get(delta, "message"), "content"), "text"),)
    if kind == "message-end":
        if error := word(delta, "error"):
            fail(error)
        memory.stopped(delta, "finish_reason")
        return BREAK
    if kind == "tool-call-start":
        return BREAK
    return NOTHING if kind in _COHERE else None


_MISTRAL = ("conversation.response.", "message.output.", "function.call.", "tool.execution.", "agent.handoff.")


def mistral(item: Any, memory: Memory) -> Pieces | None:
    """Events of Mistral's ``chat.stream`` and ``beta.conversations.start_stream``, and the JSON of the latter."""
    data = item if word(item).startswith(_MISTRAL) else get(item, "data")
    if isinstance(get(data, "choices"), list):
        return chat(data, memory)
    kind = word(data)
    if not kind.startswith(_MISTRAL):
        return None
    if kind == "message.output.delta":
        content = get(data, "content")
        text = text_of(content if isinstance(content, str) else [content])
        return memory.text(text, (get(data, "output_index"), get(data, "content_index")))
    if kind == "conversation.response.error":
        fail(data, str(get(data, "code") or ""))
    return NOTHING if kind == "conversation.response.started" else BREAK


def ollama(item: Any, memory: Memory) -> Pieces | None:
    """Parts of Ollama's own ``chat`` and ``generate``. Thinking is not spoken."""
    done = get(item, "done")
    if not isinstance(done, bool):
        return None
    message = get(item, "message")
    text = text_of(get(message, "content") if message is not None else get(item, "response"))
    if done:
        memory.stopped(item, "done_reason")
    return (text, Boundary()) if done or get(message, "tool_calls") else (text,)


def llama_cpp(item: Any, memory: Memory) -> Pieces | None:
    """Parts of llama.cpp's own ``/completion``."""
    stop, text = get(item, "stop"), get(item, "content")
    if not isinstance(stop, bool) or not isinstance(text, str):
        return None
    if not stop:
        return (text,)
    memory.stopped(item, "stop_type")
    if get(item, "stopped_limit") is True:  # servers older than ``stop_type``
        memory.finish_reason = "limit"
    return (text, Boundary())


def dashscope(item: Any, memory: Memory) -> Pieces | None:
    """Responses of DashScope's ``Generation`` and ``MultiModalConversation``, and their JSON."""
    output, code = get(item, "output"), word(item, "code")
    if not has(item, "request_id") or not (has(item, "output") or code):
        return None
    if code and not output:
        fail(item, code)
    choice = next(iter(listed(output, "choices")), None)
    content = get(output, "text") if choice is None else get(get(choice, "message"), "content")
    reason = word(output if choice is None else choice, "finish_reason")
    is_last = reason not in ("", "null")
    text = _new(content if isinstance(content, str) else _texts(content), memory, is_last=is_last)
    if is_last:
        memory.finish_reason = reason
    return (text, Boundary()) if is_last or get(get(choice, "message"), "tool_calls") else (text,)


def _texts(content: Any) -> str:
    """The text in the blocks of models that see pictures; these have no type."""
    return "".join(word(block, "text") for block in content) if isinstance(content, list) else ""


def _new(text: str, memory: Memory, *, is_last: bool) -> str:
    """The new part of ``text``: without ``incremental_output``, each response repeats all text so far.

    The second text shows which kind of stream it is: if it begins with the first, it repeats it.
    """
    before = memory.so_far
    if before is None or not text:
        return text
    if text.startswith(before) and (text != before or is_last or "grown" in memory.said):
        if before:
            memory.said.add("grown")
        memory.so_far = text
        return text[len(before) :]
    memory.so_far = None
    return text


_DIFY = frozenset({
    "agent_thought", "agent_log", "message_end", "message_file", "tts_message", "tts_message_end", "workflow_started",
    "workflow_finished", "node_started", "node_finished", "node_retry", "iteration_started", "iteration_next",
    "iteration_completed", "loop_started", "loop_next", "loop_completed", "parallel_branch_started",
    "parallel_branch_finished",
})  # fmt: skip


def dify(item: Any, memory: Memory) -> Pieces | None:
    """Events of Dify's chats, agents and workflows. Ignores thoughts and node results: they repeat the answer."""
    event = word(item, "event")
    if event in ("message", "agent_message") and has(item, "answer"):
        return (text_of(get(item, "answer")),)
    if event == "text_chunk":
        return (word(get(item, "data"), "text"),)
    if event == "message_replace":  # moderation: what came before cannot be taken back
        memory.finish_reason = event
        return (Boundary(), text_of(get(item, "answer")), Boundary())
    if event == "workflow_finished" and (error := word(get(item, "data"), "error")):
        fail(error)
    if event in ("message_end", "agent_thought"):
        return BREAK
    return NOTHING if event in _DIFY else None
