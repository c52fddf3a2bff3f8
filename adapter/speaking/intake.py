"""The source's side of a turn: reads tokens, cuts them into segments, and holds these until they are sent.

Owns the pauses after which held text is released, and the limit at which reading waits. Knows nothing of services.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Protocol

from buffering import Segment

from ..errors import SpeechIncomplete
from ..ledger import Ledger
from ..sources import Boundary, Deltas

SENTENCE_SECONDS = 0.15
"""Seconds without a token after which a sentence that looks complete is spoken. Models pause less inside one."""
CLAUSE_SECONDS = 0.4
"""Seconds without a token after which an incomplete sentence is spoken up to its last clause. A slow model takes less
for a token."""
MAX_WAITING_TEXT = 4_000
"""Characters that may wait to be sent; above this, no more tokens are read."""
SLICE = 1_024
"""Characters of a giant token that are segmented before other tasks may run."""


class Splitter(Protocol):
    """Cuts a turn's text into segments, whose offsets count from 0. ``buffering.Segmenter`` is ours."""

    def push(self, text: str, /) -> list[Segment]:
        """Take more text; return the segments that are certain."""

    def release(self, *, clause: bool) -> list[Segment]:
        """The model has stalled: return the pending text if it is a sentence or, with ``clause``, the clauses in it."""

    def finish(self) -> list[Segment]:
        """The text has ended: return the rest. All segments joined must give the whole text.

        Also called when the model pauses at a boundary. The next ``push`` begins a new text; offsets go on.
        """


class Intake:
    """The segments of a turn, in order, made from the model's text as it arrives."""

    def __init__(self, source: Deltas, splitter: Splitter, ledger: Ledger, clock: Callable[[], float]) -> None:
        self._source = source
        self._splitter = splitter
        self._ledger = ledger
        self._clock = clock
        self._segments: deque[Segment] = deque()
        self._waiting_text = 0
        self._token = asyncio.Event()  # a token has arrived since the last stall
        self._text = asyncio.Event()  # segments were added, or the text has ended
        self._room = asyncio.Event()  # the reader may go on
        self.begun = asyncio.Event()
        """Set once the first token has arrived, or the text has ended."""
        self.has_ended = False
        self.is_stopped = False
        self.first_token_at: float | None = None
        self.first_segment_at: float | None = None
        self.token_at = 0.0
        self.error: Exception | None = None
        """What the source raised; the text ends there."""

    @property
    def is_at_end(self) -> bool:
        """Whether no text is left to send and none will come."""
        return self.has_ended and not self._segments

    async def read(self) -> None:
        """Read the source to its end. Keeps its errors in ``error``; raises only a cancellation of this task."""
        try:
            async for token in self._source:
                if self.is_stopped:
                    return  # the source ignores its cancellation
                self.token_at = self._clock()
                if isinstance(token, Boundary):
                    self._give(self._splitter.finish())
                    continue
                self.first_token_at = self.first_token_at or self.token_at
                self._token.set()
                self.begun.set()
                self._ledger.accept(token)
                await self._segment(token)
            self._give(self._splitter.finish())
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task and task.cancelling():
                raise
            self.error = SpeechIncomplete("the source was cancelled")
        except Exception as error:  # noqa: BLE001  kept for the caller, after complete sentences
            self.error = error
            self._give(self._splitter.release(clause=False))
        finally:
            self.has_ended = True
            self._text.set()
            self.begun.set()

    async def _segment(self, token: str) -> None:
        for start in range(0, len(token), SLICE):
            if start:
                await asyncio.sleep(0)
            self._give(self._splitter.push(token[start : start + SLICE] if len(token) > SLICE else token))
        while self._waiting_text > MAX_WAITING_TEXT:
            self._room.clear()
            await self._room.wait()

    def _give(self, segments: list[Segment]) -> None:
        if segments:
            self.first_segment_at = self.first_segment_at or self._clock()
            self._segments.extend(segments)
            self._waiting_text += sum(len(segment.text) for segment in segments)
            self._text.set()

    async def release_when_stalled(self) -> None:
        """Release held text whenever the source pauses; return when the text has ended."""
        while True:
            await self._token.wait()
            self._token.clear()
            while (quiet := self._clock() - self.token_at) < SENTENCE_SECONDS:  # noqa: ASYNC110  tokens restart it
                await asyncio.sleep(SENTENCE_SECONDS - quiet)
            if self.has_ended:
                return
            self._give(self._splitter.release(clause=False))
            last = self.token_at
            await asyncio.sleep(CLAUSE_SECONDS - SENTENCE_SECONDS)
            if self.token_at == last and not self.has_ended:
                self._give(self._splitter.release(clause=True))

    def wake(self) -> None:
        """Make ``next_text`` check again whether text is still wanted."""
        self._text.set()

    async def next_text(self, *, unless: asyncio.Event | None = None) -> str | None:
        """The next text to send, recorded as sent in the ledger; None when there is no more.

        Also None once ``unless`` is set; call ``wake`` after setting it. A cancelled call loses no text.
        """
        while unless is None or not unless.is_set():
            while self._segments:
                segment = self._segments.popleft()
                self._waiting_text -= len(segment.text)
                self._room.set()
                if text := self._ledger.send(segment):
                    return text
            if self.has_ended:
                return None
            self._text.clear()
            await self._text.wait()
        return None
