"""Turn: the caller's handle on one reply being spoken. ``speaking/task.py`` runs it."""

from __future__ import annotations

import asyncio
import weakref
from types import TracebackType
from typing import Self

from .events import AudioFormat, Event, Heard, Report
from .speaking.task import TurnTask


class Turn:
    """An async iterator of one reply's events, for one consumer.

    The last event is ``TurnDone``. If the turn fails, iteration raises the AdapterError or the source's own error
    instead. To stop early, call ``aclose``, use ``async with`` or drop the object. A turn that is kept but not read
    blocks the next one once half a minute of its audio is waiting, or as much as the speaker's ``ahead`` allows.
    """

    def __init__(self, running: TurnTask) -> None:
        self._running = running
        self._is_claimed = False
        # `async for ... in speaker.say(...): break` must leave nothing running.
        weakref.finalize(self, running.stop).atexit = False

    @property
    def format(self) -> AudioFormat:
        """How to read the audio's bytes."""
        return self._running.format

    @property
    def text(self) -> str:
        """The text received from the source so far."""
        return self._running.ledger.text

    @property
    def voiced_text(self) -> str:
        """The text whose audio and words were handed to you: ``voiced_text + unvoiced_text == text``."""
        return self._running.ledger.voiced_text

    @property
    def unvoiced_text(self) -> str:
        """The text that was not voiced."""
        return self._running.ledger.unvoiced_text

    @property
    def report(self) -> Report:
        """Times and counts so far."""
        return self._running.report

    @property
    def is_closed(self) -> bool:
        """Whether it was interrupted or closed. No event follows, not even one already waiting."""
        return self._running.outbox.is_closed

    def __aiter__(self) -> Self:
        return self

    def claim(self) -> None:
        """Reserve all events for one sink.

        Raises RuntimeError if the turn is closed or already has a reader: each event comes once.
        """
        if self.is_closed:
            raise RuntimeError("this turn was closed: begin another with speaker.say(...)")
        if self._is_claimed:
            raise RuntimeError(
                "this turn already has a reader, and each event comes once: iterate over it yourself and pass the "
                "events to AudioFile, Captions and so on, or begin another turn"
            )
        self._is_claimed = True

    async def __anext__(self) -> Event:
        self._is_claimed = True
        return await self._running.outbox.get()

    async def interrupt(self, played: float | None = None) -> Heard:
        """Stop at once because the listener interrupted, and return what was heard.

        ``played`` is how many seconds of the turn's audio were played, on the turn's clock; without it, everything
        voiced counts as heard. Closes the source, which stops the model, and cancels at the service. No event
        follows, events still waiting are dropped, and the next turn can begin.
        """
        await self.aclose()
        ledger = self._running.ledger
        moment = self._running.outbox.voiced if played is None else min(played, self._running.outbox.voiced)
        return ledger.history.until(moment, ledger.clock, ledger.text)

    async def aclose(self) -> None:
        """End the turn: close the source and cancel at the service. No event follows."""
        self._running.outbox.close()  # first, so that no reader gets another event while the turn ends
        self._running.stop()
        await asyncio.wait({self._running.task})

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
