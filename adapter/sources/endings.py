"""Explains the words that providers use for why their model stopped.

New ones appear faster than a list can follow, so most are recognised by a part of the word.
"""

from __future__ import annotations

from typing import Literal

Ending = Literal["whole", "cut", "blocked", "tools", "failed", "other"]
"""``whole``: the answer is complete. ``cut``: a limit ended it. ``blocked``: a filter ended it, or the model refused.
``tools``: the model waits for a tool. ``failed``: the model failed. ``other``: an unknown word."""

_WHOLE = frozenset({
    "stop", "stop_sequence", "end", "end_turn", "eos", "word", "complete", "completed", "done", "finished", "success",
})  # fmt: skip
"""These must match as a whole: ``stop`` is a part of too many other words."""

_SIGNS: tuple[tuple[Ending, tuple[str, ...]], ...] = (
    ("blocked", ("filter", "safety", "block", "prohibited", "guardrail", "refus", "recitation", "spii", "sensitive",
                 "toxic", "jailbreak", "model_armor", "moderat", "message_replace")),
    ("failed", ("error", "fail", "malformed", "unexpected")),
    ("tools", ("tool", "function", "pause_turn")),
    ("cut", ("length", "max", "limit", "context", "exceeded", "truncat", "incomplete", "timeout")),
)  # fmt: skip
"""The order matters: ``error_toxic`` is a filter, ``malformed_function_call`` a failure."""

SAID: dict[Ending, str] = {
    "cut": "the answer was cut off",
    "blocked": "the answer was blocked",
    "tools": "the model asks for a tool",
    "failed": "the model failed",
    "other": "the model stopped",
}


def ending(reason: str) -> Ending:
    """What a provider's word means; case, hyphens and spaces do not matter: ``MAX_TOKENS``, ``max-tokens``."""
    word = reason.strip().lower().replace("-", "_").replace(" ", "_")
    if word in _WHOLE:
        return "whole"
    return next((meant for meant, signs in _SIGNS if any(sign in word for sign in signs)), "other")


def in_words(reason: str | None) -> str:
    """A ``finish_reason`` in plain words, such as "the answer was cut off (length)"; "" if it is complete."""
    meant = ending(reason) if reason else "whole"
    return "" if meant == "whole" else f"{SAID[meant]} ({reason})"
