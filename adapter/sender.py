"""What an epoch sends: text that is sent again, text as it comes from the source, and the epoch's end.

Owns when text may be sent: while the caller takes the audio and the service speaks what it has. Knows nothing of what
comes back but what the ledger and the outbox tell.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass

from .codecs import Codec
from .intake import Intake
from .ledger import Ledger
from .link import Link
from .outbox import Outbox
from .pulse import Pulse

MAX_WAITING_AUDIO = 30.0
"""Seconds of audio that wait for a slow caller before no more text is sent. The socket is always drained."""
MAX_OWED_TEXT = 1_500
"""Characters, about 100 seconds of speech, that the service may have before it gets more."""
ROOM_SECONDS = 1.5
"""After this long without audio, a service without timing is taken to have spoken all it had."""
USUAL_PACE = 0.065
"""Seconds of speech per character, until the turn's own pace is known."""
_LOOK_SECONDS, _LEAST_SECONDS = 0.25, 0.001
KEEP_ALIVE_SECONDS = 10.0
"""Between two frames to a service that waits for text; the strictest drops a turn after 20."""


@dataclass(slots=True)
class Sent:
    """What a turn has sent, in all its epochs."""

    first_at: float | None = None
    """On the loop's clock."""
    characters: int = 0


class Sender:
    """Sends the text of one epoch on one link."""

    def __init__(
        self,
        link: Link,
        codec: Codec,
        intake: Intake,
        ledger: Ledger,
        outbox: Outbox,
        clock: Callable[[], float],
        sent: Sent,
        ahead: float | None = None,
    ) -> None:
        """``ahead``: seconds of unplayed audio from which on no more text is sent; None for no such limit."""
        self._link = link
        self._codec = codec
        self._intake = intake
        self._ledger = ledger
        self._outbox = outbox
        self._clock = clock
        self._sent = sent
        self._ahead = math.inf if ahead is None else ahead
        self._stopping = asyncio.Event()
        self.pulse = Pulse(clock())
        self.has_finished = False
        """Whether the service was told that this was all."""

    @property
    def is_due(self) -> bool:
        """Whether speech is due. A service without timing does not tell before its end."""
        return self.has_finished or (self._ledger.owes and self._ledger.is_aligned)

    def note_debt(self) -> None:
        """Silence counts from when something is due."""
        self.pulse.note(self._clock(), is_due=self.is_due)

    def stop_early(self) -> None:
        """No more text in this epoch: end it with what was sent."""
        self._stopping.set()
        self._intake.wake()

    async def run(self, texts: list[str], *, longest: int | None, is_single: bool) -> None:
        """Send ``texts`` and, unless ``is_single``, what comes; in pieces of ``longest`` characters if that is set."""
        await self._link.send(self._codec.begin())
        for text in texts:
            await self._speak(text, longest)
        while not (is_single or self._stopping.is_set()):
            await self._wait_for_room()
            await self._wait_for_playing()
            following = await self._text_or_pause()
            if following is None:
                break
            await self._speak(following, longest)
        self.has_finished = True
        await self._link.send(self._codec.finish())
        self.note_debt()
        self._link.nudge()

    async def _speak(self, text: str, longest: int | None) -> None:
        for piece in _pieces(text, longest) if longest else [text]:
            await self._link.send(self._codec.speak(piece))
        self._sent.first_at = self._sent.first_at or self._clock()
        self._sent.characters += len(text)
        self.note_debt()
        self._link.nudge()

    async def _text_or_pause(self) -> str | None:
        """The next text; keeps the epoch alive while there is none. None when the epoch is to end."""
        while True:
            try:
                async with asyncio.timeout(KEEP_ALIVE_SECONDS):
                    return await self._intake.next_text(unless=self._stopping)
            except TimeoutError:
                await self._link.send(self._codec.keep_alive())

    async def _wait_for_room(self) -> None:
        """Wait until the caller has taken audio and the service has spoken text; an idle service gets more anyway.

        A service without timing does not tell how far it is, but falls silent when it has spoken everything.
        """
        began = kept_alive_at = self._clock()
        while not self._has_room and not self._stopping.is_set():
            self._outbox.taken.clear()
            quiet = self._clock() - max(began, self.pulse.spoke_at)  # whatever else it sends, and the caller takes
            try:
                async with asyncio.timeout(ROOM_SECONDS - quiet if quiet < ROOM_SECONDS else ROOM_SECONDS):
                    await self._outbox.taken.wait()
            except TimeoutError:
                pass
            if self._clock() - max(began, self.pulse.spoke_at) >= ROOM_SECONDS and self._is_idle:
                return
            if self._clock() - kept_alive_at >= KEEP_ALIVE_SECONDS:
                kept_alive_at = self._clock()
                await self._link.send(self._codec.keep_alive())

    async def _wait_for_playing(self) -> None:
        """Wait until little enough audio is unplayed: what is sent now is paid for, and wasted by a barge-in."""
        kept_alive_at = self._clock()
        while (surplus := self._unplayed - self._ahead) > _LEAST_SECONDS and not self._stopping.is_set():
            if self._intake.is_at_end:
                return  # what is left to send is the end, behind which some services speak the rest
            await asyncio.sleep(min(surplus, _LOOK_SECONDS))
            if self._clock() - kept_alive_at >= KEEP_ALIVE_SECONDS:
                kept_alive_at = self._clock()
                await self._link.send(self._codec.keep_alive())

    @property
    def _unplayed(self) -> float:
        """Seconds of audio that are not played or not even spoken yet.

        What a service owes that does not tell does not count: ``_wait_for_room`` sees to it that this is little.
        """
        ledger = self._ledger
        pace = ledger.clock / ledger.spoken if ledger.spoken > 100 else USUAL_PACE
        owed = ledger.owed_text if ledger.is_aligned and ledger.owes else 0
        return self._outbox.unplayed + owed * pace

    @property
    def _is_idle(self) -> bool:
        """Whether a service without timing that is silent may get more: the caller takes what it speaks."""
        return self._outbox.waiting <= MAX_WAITING_AUDIO and not self._ledger.is_known_timed

    @property
    def _has_room(self) -> bool:
        """Until it is seen that the service gives timing it gets one segment at a time: more could be heard twice."""
        owed = self._ledger.owed_text
        is_little = owed <= MAX_OWED_TEXT if self._ledger.is_known_timed else not owed
        return is_little and self._outbox.waiting <= MAX_WAITING_AUDIO


def _pieces(text: str, longest: int) -> list[str]:
    """``text`` in pieces of at most ``longest`` characters, cut at spaces where there are some."""
    pieces = []
    while len(text) > longest:
        cut = text.rfind(" ", 0, longest) + 1 or longest
        pieces.append(text[:cut])
        text = text[cut:]
    return [*pieces, text]
