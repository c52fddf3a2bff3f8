"""Turn: one reply being spoken, as its caller holds it. What runs it is in ``speaking/task.py``."""

from __future__ import annotations

import asyncio
import weakref
from types import TracebackType
from typing import Self

from .events import AudioFormat, Event, Heard, Report
from .speaking.task import TurnTask


class Turn:
    """An async iterator of one reply's events, for one consumer.

    The last event is ``TurnDone``; instead of it, iteration raises the AdapterError or the source's error that ended
    the turn. Callers that stop iterating early end the turn with ``aclose`` or ``async with``, or drop the object:
    a turn that is kept but not read holds up the next one once half a minute of its audio waits, or what the speaker's
    option ``ahead`` allows.
    """

    def __init__(self, running: TurnTask) -> None:
        self._running = running
        self._is_claimed = False
        # `async for ... in speaker.say(...): break` leaves nothing behind.
        weakref.finalize(self, running.stop).atexit = False

    @property
    def format(self) -> AudioFormat:
        """How to read the audio's bytes."""
        return self._running.format

    @property
    def text(self) -> str:
        """What the source has given so far."""
        return self._running.ledger.text

    @property
    def voiced_text(self) -> str:
        """The text whose audio and words were handed to you; with ``unvoiced_text`` it is ``text``."""
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
        """Whether it was interrupted or closed: no event follows, not even one that was waiting."""
        return self._running.outbox.is_closed

    def __aiter__(self) -> Self:
        return self

    def claim(self) -> None:
        """For a sink that takes all events: from now on they are its own.

        Raises RuntimeError if the turn is closed, or its events are taken already: each comes once.
        """
        if self.is_closed:
            raise RuntimeError("this turn was closed: begin another with speaker.say(...)")
        if self._is_claimed:
            raise RuntimeError(
                "this turn's events are taken already, and each comes once: iterate over it yourself and hand them to "
                "AudioFile, Captions and so on, or begin another turn"
            )
        self._is_claimed = True

    async def __anext__(self) -> Event:
        self._is_claimed = True
        return await self._running.outbox.get()

    async def interrupt(self, played: float | None = None) -> Heard:
        """The listener has interrupted: be silent at once, and report what was heard.

        ``played`` is how many seconds of the turn's audio were played, on the turn's clock; without it, all that
        was voiced counts as heard. The source is closed, so that the model stops; the service is told to stop; no
        event follows, and the next turn can begin. Of a turn that has ended, what was not taken is dropped.
        """
        await self.aclose()
        ledger = self._running.ledger
        moment = self._running.outbox.received if played is None else min(played, self._running.outbox.received)
        return ledger.history.until(moment, ledger.clock, ledger.text)

    async def aclose(self) -> None:
        """End the turn: the source is closed, the service told to be silent, and no event follows."""
        self._running.outbox.close()  # first: a reader takes nothing more while the turn ends
        self._running.stop()
        await asyncio.wait({self._running.task})

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
