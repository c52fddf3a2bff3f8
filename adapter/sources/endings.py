"""What the words mean by which providers say why their model stopped.

Providers invent such words faster than a list can follow, so most are known by a part of them.
"""

from __future__ import annotations

from typing import Literal

Ending = Literal["whole", "cut", "blocked", "tools", "failed", "other"]
"""``whole``: the answer ended by itself. ``cut``: a limit ended it. ``blocked``: a filter did, or the model refused.
``tools``: the model waits for a tool. ``failed``: the model broke. ``other``: an unknown word."""

_WHOLE = frozenset({
    "stop", "stop_sequence", "end", "end_turn", "eos", "word", "complete", "completed", "done", "finished", "success",
})  # fmt: skip
"""The only words of which all is compared: ``stop`` is a part of too many others."""

_SIGNS: tuple[tuple[Ending, tuple[str, ...]], ...] = (
    ("blocked", ("filter", "safety", "block", "prohibited", "guardrail", "refus", "recitation", "spii", "sensitive",
                 "toxic", "jailbreak", "model_armor", "moderat", "message_replace")),
    ("failed", ("error", "fail", "malformed", "unexpected")),
    ("tools", ("tool", "function", "pause_turn")),
    ("cut", ("length", "max", "limit", "context", "exceeded", "truncat", "incomplete", "timeout")),
)  # fmt: skip
"""In this order: ``error_toxic`` is a filter, ``malformed_function_call`` is no call."""

SAID: dict[Ending, str] = {
    "cut": "the answer was cut off",
    "blocked": "the answer was blocked",
    "tools": "the model asks for a tool",
    "failed": "the model failed",
    "other": "the model stopped",
}


def ending(reason: str) -> Ending:
    """What a provider's word means, in any case and spelling: ``MAX_TOKENS``, ``max-tokens``."""
    word = reason.strip().lower().replace("-", "_").replace(" ", "_")
    if word in _WHOLE:
        return "whole"
    return next((meant for meant, signs in _SIGNS if any(sign in word for sign in signs)), "other")


def in_words(reason: str | None) -> str:
    """A ``finish_reason`` for a person, such as "the answer was cut off (length)"; "" if it ended by itself."""
    meant = ending(reason) if reason else "whole"
    return "" if meant == "whole" else f"{SAID[meant]} ({reason})"
