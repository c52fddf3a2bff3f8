"""A stand-in for a language model: text, token by token."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator


async def tokens(text: str, size: int = 5, pause: float = 0.0, closed: list[bool] | None = None) -> AsyncIterator[str]:
    """``text`` in tokens of ``size`` characters, ``pause`` seconds apart; notes in ``closed`` that it was closed."""
    try:
        for start in range(0, len(text), size):
            await asyncio.sleep(pause)
            yield text[start : start + size]
    finally:
        if closed is not None:
            closed.append(True)
