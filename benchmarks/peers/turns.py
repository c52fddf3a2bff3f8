"""The turns that every client speaks, and how each is measured, in the client's own process. Standard library only.

A client is a program: it gets the server's address as its argument, then a request as a line of JSON for each turn, and
answers each with a line of JSON. Run from the project's root as a module, in the environment of its library.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict, dataclass, field

TEXT = (
    "Sure! I can help you with that. First, open the settings page on your phone. "
    "Then choose a new password that only you know, and save it."
)
TOKENS = [word if index == 0 else f" {word}" for index, word in enumerate(TEXT.split(" "))]
SETTLE_SECONDS = 0.1
"""A turn's CPU is counted for this long after its end: tidying up belongs to it."""


@dataclass(frozen=True, slots=True)
class Request:
    """One turn to speak."""

    gap: float
    """Seconds between two tokens; 0: all are there at once."""
    is_whole: bool = False
    """Whether the client gets the text only when the model has written all of it."""


@dataclass(slots=True)
class Hearing:
    """What the client gave of one turn, and when. Seconds since its first token."""

    began_at: float = field(default_factory=time.monotonic)
    first_audio: float = 0.0
    turn: float = 0.0
    audio_bytes: int = 0
    cpu: float = 0.0
    """Seconds of this process, all threads."""

    def hear(self, audio: bytes) -> None:
        """The client gave audio."""
        self.first_audio = self.first_audio or time.monotonic() - self.began_at
        self.audio_bytes += len(audio)


async def written(request: Request, began_at: float) -> AsyncIterator[str]:
    """The model's tokens, each at its time however long its reader took for the one before."""
    for index, token in enumerate(TOKENS):
        if request.gap:
            await asyncio.sleep(began_at + index * request.gap - time.monotonic())
        if not request.is_whole:
            yield token
    if request.is_whole:
        yield TEXT


async def answer(speak: Callable[[AsyncIterator[str], Callable[[bytes], None]], Awaitable[None]]) -> None:
    """Speak a turn for each request: ``speak`` gives the tokens to the client and hands on its audio until its end."""
    print("ready", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        request, cpu = Request(**json.loads(line)), time.process_time()
        hearing = Hearing()
        await speak(written(request, hearing.began_at), hearing.hear)
        hearing.turn = time.monotonic() - hearing.began_at
        await asyncio.sleep(SETTLE_SECONDS)
        hearing.cpu = time.process_time() - cpu
        print(json.dumps(asdict(hearing)), flush=True)
