"""The source's side of a turn: reads tokens, cuts them into segments, and holds them until they are sent.

Owns the pause that makes held text due, and the limit behind which the model waits. Knows nothing of services.
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
"""After this long without a token, a sentence that looks complete is spoken. Models pause less inside a sentence."""
CLAUSE_SECONDS = 0.4
"""After this long, so are the clauses of one that is not complete: longer than a slow model takes for a token."""
MAX_WAITING_TEXT = 4_000
"""Characters in segments that wait to be sent before no more tokens are read."""
SLICE = 1_024
"""Characters of a giant token that are segmented before others get the event loop."""


class Splitter(Protocol):
    """What cuts a turn's text into segments; ``buffering.Segmenter`` is ours. The segments' offsets count from 0."""

    def push(self, text: str, /) -> list[Segment]:
        """Take more text; give the segments that are certain."""

    def release(self, *, clause: bool) -> list[Segment]:
        """The model has stalled: give the pending text if it is a sentence, or, with ``clause``, the clauses in it."""

    def finish(self) -> list[Segment]:
        """The text has ended: give the rest, so that the segments, joined, are the whole text.

        Also where the model pauses at a boundary: a next ``push`` begins a new text, with offsets going on.
        """


class Intake:
    """The segments of a turn, in order, as the model's text becomes them."""

    def __init__(self, source: Deltas, splitter: Splitter, ledger: Ledger, clock: Callable[[], float]) -> None:
        self._source = source
        self._splitter = splitter
        self._ledger = ledger
        self._clock = clock
        self._segments: deque[Segment] = deque()
        self._waiting_text = 0
        self._token = asyncio.Event()  # a token has come since the last stall
        self._text = asyncio.Event()  # segments were added, or the text has ended
        self._room = asyncio.Event()  # the reader may go on
        self.begun = asyncio.Event()
        """The first token has come, or the text has ended."""
        self.has_ended = False
        self.is_stopped = False
        self.first_token_at: float | None = None
        self.first_segment_at: float | None = None
        self.token_at = 0.0
        self.error: Exception | None = None
        """What the source raised; its text ends there."""

    @property
    def is_at_end(self) -> bool:
        """Whether there is no more text to send, and none to come."""
        return self.has_ended and not self._segments

    async def read(self) -> None:
        """Read the source to its end. Its errors are kept, not raised; a cancellation of this task is raised."""
        try:
            async for token in self._source:
                if self.is_stopped:
                    return  # a source that takes no notice of being cancelled
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
        except Exception as error:  # noqa: BLE001  whatever the source raises is the caller's, after what was complete
            self.error = error
            self._give(self._splitter.release(clause=False))  # a sentence that was complete is still spoken
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
        """Make held text due whenever the source pauses; ends with the text."""
        while True:
            await self._token.wait()
            self._token.clear()
            while (quiet := self._clock() - self.token_at) < SENTENCE_SECONDS:  # noqa: ASYNC110  tokens move it on
                await asyncio.sleep(SENTENCE_SECONDS - quiet)
            if self.has_ended:
                return
            self._give(self._splitter.release(clause=False))
            last = self.token_at
            await asyncio.sleep(CLAUSE_SECONDS - SENTENCE_SECONDS)
            if self.token_at == last and not self.has_ended:
                self._give(self._splitter.release(clause=True))

    def wake(self) -> None:
        """Let ``next_text`` look again whether text is still wanted."""
        self._text.set()

    async def next_text(self, *, unless: asyncio.Event | None = None) -> str | None:
        """The next text to send, which the ledger then has as sent; None when there is no more.

        None also when ``unless`` is set and ``wake`` told so. Being cancelled loses no text.
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
