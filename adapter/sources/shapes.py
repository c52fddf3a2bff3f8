"""The known shapes of items, and finding which one a stream has.

A shape is one function: it reads an item by its field names alone and returns its pieces, or None if the item has
another shape. A new LLM SDK is one more function, and one line in ``SHAPES``.

A stream keeps the shape of its first recognised item. After that, an item that does not fit is ignored: it neither ends
the turn nor hides what follows. In any stream, an item that reports an error raises ModelFailed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .. import logs
from ..errors import ModelFailed, one_line
from .amazon import bedrock, strands
from .anthropic import anthropic
from .endings import SAID, ending
from .frameworks import home_assistant, llama_index, pydantic_ai, vercel
from .google import adk, google
from .langchain import langchain, langchain_events, langgraph
from .openai import chat, chat_helper, openai_agents, responses
from .pieces import NOTHING, Memory, Pieces, fail_if_reported, word
from .vendors import cohere, dashscope, dify, llama_cpp, mistral, ollama

Shape = Callable[[Any, Memory], Pieces | None]

SHAPES: dict[Shape, str] = {
    chat: "OpenAI Chat Completions",
    responses: "OpenAI Responses",
    anthropic: "Anthropic",
    chat_helper: "OpenAI Chat Completions",
    openai_agents: "OpenAI Agents",
    langchain: "LangChain",
    langgraph: "LangGraph (messages)",
    langchain_events: "LangChain",
    pydantic_ai: "pydantic-ai",
    adk: "Google ADK",
    google: "google-genai",
    bedrock: "Bedrock ConverseStream",
    cohere: "Cohere v2",
    mistral: "Mistral",
    dashscope: "DashScope",
    dify: "Dify",
    vercel: "the Vercel AI SDK",
    strands: "Strands",
    llama_index: "LlamaIndex",
    ollama: "Ollama",
    llama_cpp: "llama.cpp",
    home_assistant: "Home Assistant",
}
"""In the order in which they are tried, with their names."""

VAGUE = frozenset({strands, llama_index, ollama, llama_cpp, home_assistant})
"""Shapes with only a few common field names. An item in a stream of another shape may match by accident."""

KNOWN = f"str, and the streams of {', '.join(dict.fromkeys(SHAPES.values()))} and compatible servers"

_SIGNS_OF_LIFE = frozenset({"ping", "pong", "keepalive", "keep-alive", "keep_alive", "heartbeat"})
_PATIENCE = 32
"""How many unknown items may come before the first known one: gateways begin with items of their own."""
_MOST_KINDS = 32
"""How many kinds of ignored items to log per turn."""
_KIND = re.compile(r"[\w.:/-]{1,40}")


class Recognised:
    """Reads the items of one stream."""

    def __init__(self) -> None:
        self._shape: Shape | None = None
        self._memory = Memory()
        self._unknown = 0
        self._refusal = ""
        self._ignored: set[str] = set()

    @property
    def finish_reason(self) -> str | None:
        """Why the model stopped, in the provider's own word; None until the stream says so."""
        return self._memory.finish_reason

    def read(self, item: Any, *, after_text: bool) -> Pieces:
        """The pieces of ``item``; ``after_text``: the source has given text before.

        Raises ModelFailed if it reports an error, and TypeError if the source gives no stream of a known shape.
        """
        pieces = None if self._shape is None else self._shape(item, self._memory)
        if pieces:
            return pieces
        if item is None:
            return NOTHING
        fail_if_reported(item)
        if pieces is not None or _is_sign_of_life(item):
            return NOTHING
        if (pieces := self._other(item)) is None:
            self._ignore(item, after_text=after_text)
            return NOTHING
        return pieces

    def _other(self, item: Any) -> Pieces | None:
        """The pieces of ``item`` in another shape. A stream that has a shape changes it only for text."""
        for shape in SHAPES:
            if self._shape is not None and shape in VAGUE:
                continue
            pieces = shape(item, self._memory)
            if pieces is not None and (self._shape is None or any(isinstance(each, str) and each for each in pieces)):
                self._shape = shape
                return pieces
        return None

    def _ignore(self, item: Any, *, after_text: bool) -> None:
        if self._shape is None:
            self._unknown += 1
            self._refusal = self._refusal or f"the source gave {_described(item)}; known are {KNOWN}{_hint(item)}"
            if after_text or self._unknown == _PATIENCE or isinstance(item, bytes | bytearray | memoryview):
                raise TypeError(self._refusal)
        kind = _kind(item)
        if kind not in self._ignored and len(self._ignored) < _MOST_KINDS:
            self._ignored.add(kind)
            logs.debug("source.ignored", kind=kind)

    def end(self, *, has_text: bool) -> None:
        """End the stream. Raises what only its end can show.

        Raises ModelFailed if the model failed or was blocked without any text, TypeError if no item had a known shape.
        """
        if has_text:
            return
        if self._shape is None and self._refusal:
            raise TypeError(self._refusal)
        reason = self._memory.finish_reason
        if reason and (meant := ending(reason)) in ("blocked", "failed"):
            raise ModelFailed(SAID[meant], service_code=reason, tries=0)


def _is_sign_of_life(item: Any) -> bool:
    is_empty = isinstance(item, dict) and not item
    return is_empty or any(word(item, name) in _SIGNS_OF_LIFE for name in ("type", "event", "status"))


def _kind(item: object) -> str:
    """A name for the item's kind that reveals nothing of its content."""
    named = next((found for name in ("type", "event") if _KIND.fullmatch(found := word(item, name))), "")
    return f"{name_of(item)} {named}".strip()


def _hint(item: object) -> str:
    if isinstance(item, bytes | bytearray | memoryview):
        return ": decode it first, as bytes may end inside a character; for lines of JSON use adapter.sources.lines"
    return ": for another shape, give the str in it"


def _described(item: object) -> str:
    keys = f" with the keys {one_line(', '.join(map(str, item)), 80)}" if isinstance(item, dict) and item else ""
    return f"a {name_of(item)}{keys}, not a str"


def name_of(thing: object) -> str:
    """The name of a thing's type, with its module."""
    return f"{type(thing).__module__}.{type(thing).__qualname__}".removeprefix("builtins.")
