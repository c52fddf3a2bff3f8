"""The shapes of items that are known, and which one a stream has.

A shape is one function: it takes an item, by its field names alone, and gives what is to be said of it, or None if the
item is not of its shape. A new LLM SDK is one more function in ``SHAPES``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import one_line
from .anthropic import anthropic
from .langchain import langchain, langchain_events, langgraph
from .openai import chat, chat_helper, openai_agents, responses
from .others import error, google, llama_index, ollama, pydantic_ai, vercel
from .pieces import Memory, Pieces

Shape = Callable[[Any, Memory], Pieces | None]

SHAPES: tuple[Shape, ...] = (
    chat, responses, anthropic, chat_helper, openai_agents, langchain, langgraph, langchain_events, pydantic_ai, google,
    ollama, vercel, llama_index, error,
)  # fmt: skip

KNOWN = (
    "str, and what OpenAI (Chat Completions, Responses, Agents), Anthropic, LangChain, LangGraph (messages), "
    "pydantic-ai, LlamaIndex, google-genai, Ollama, LiteLLM and the Vercel AI SDK stream"
)


class Recognised:
    """Reads the items of one stream: finds their shape with the first, and stays with it while it fits."""

    def __init__(self) -> None:
        self._shape: Shape | None = None
        self._memory = Memory()

    def read(self, item: Any) -> Pieces:
        """What is to be said of ``item``. Raises TypeError for one of no known shape, ModelFailed if it says so."""
        if self._shape is not None:
            if item is None:
                return ()
            pieces = self._shape(item, self._memory)
            if pieces is not None:
                return pieces
        if item is not None and not isinstance(item, bytes | bytearray | memoryview):
            for shape in SHAPES:
                if (pieces := shape(item, self._memory)) is not None:
                    self._shape = shape
                    return pieces
        raise TypeError(f"the source gave {_described(item)}; known are {KNOWN}{_hint(item)}")


def _hint(item: object) -> str:
    if isinstance(item, bytes | bytearray | memoryview):
        return ": decode it first, bytes may end inside a character; for lines of JSON there is adapter.sources.lines"
    return ": for another, give the str in it"


def _described(item: object) -> str:
    keys = f" with the keys {one_line(', '.join(map(str, item)), 80)}" if isinstance(item, dict) and item else ""
    return f"a {name_of(item)}{keys}, not a str"


def name_of(thing: object) -> str:
    """The name of a thing's type, with its module."""
    return f"{type(thing).__module__}.{type(thing).__qualname__}".removeprefix("builtins.")
