"""Events on their way to the caller. Owns the queue between a turn's tasks and its consumer, and the turn's one end."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable

from ..errors import AdapterError
from ..events import Audio, Event, TurnDone
from ..ledger import Ledger, Mark


class Outbox:
    """A queue of events. Measures the audio waiting in it, and reports to the ledger what was handed over."""

    def __init__(self, ledger: Ledger, clock: Callable[[], float]) -> None:
        self._ledger = ledger
        self._clock = clock
        self._plays_until = 0.0  # clock time at which the audio taken so far ends
        self._events: deque[Event | Mark | Exception] = deque()
        self._changed = asyncio.Event()
        self._is_ended = False
        self.is_closed = False
        """Whether the caller wants no more events."""
        self.waiting = 0.0
        """Seconds of audio that the caller has not yet taken."""
        self.voiced = 0.0
        """Seconds of audio that the caller has taken."""
        self.taken = asyncio.Event()
        """Set whenever the caller takes audio. The task that waits for it clears it."""

    @property
    def unplayed(self) -> float:
        """Seconds of audio not yet played, if the caller plays what it takes as it comes."""
        return self.waiting + max(0.0, self._plays_until - self._clock())

    def put(self, events: Iterable[Event | Mark]) -> None:
        """Add events and marks. A mark says how much text is voiced once the events before it are taken."""
        if self.is_closed:
            return
        for event in events:
            if isinstance(event, Audio):
                self.waiting += event.end - event.start
            self._events.append(event)
        self._take_marks()
        self._changed.set()

    def end(self, last: TurnDone | Exception) -> None:
        """Add the last event or error. Later calls do nothing."""
        if not self._is_ended:
            self._is_ended = True
            self._events.append(last)
            self._changed.set()

    def close(self) -> None:
        """Drop what was not taken, even the end: the caller that closes a turn knows that it has ended."""
        self.is_closed = self._is_ended = True
        self._events.clear()
        self._changed.set()

    async def get(self) -> Event:
        """The next event. Raises the error that ended the turn, and StopAsyncIteration after the end."""
        while True:
            while not self._events:
                if self._is_ended:
                    raise StopAsyncIteration
                self._changed.clear()
                await self._changed.wait()
            event = self._events.popleft()
            if not isinstance(event, Mark):
                break
            self._ledger.voiced = event.voiced  # for text without audio
        self._take_marks()
        if isinstance(event, Exception):
            if isinstance(event, AdapterError):
                event.voiced_text, event.unvoiced_text = self._ledger.voiced_text, self._ledger.unvoiced_text
            raise event
        if isinstance(event, Audio):
            seconds = event.end - event.start
            self.waiting -= seconds
            self._plays_until = max(self._plays_until, self._clock()) + seconds
            self.voiced = event.end
            self.taken.set()
        return event

    def _take_marks(self) -> None:
        """Apply the marks at the front: everything before them was taken."""
        while self._events and isinstance(mark := self._events[0], Mark):
            self._ledger.voiced = mark.voiced
            self._events.popleft()
