"""The sending side of an attempt: text that is sent again, text as it comes from the source, and the attempt's end.

Owns when text may be sent and flushed: while the caller takes the audio and the service speaks what it has. Sees what
comes back only through the ledger and the outbox.
"""

from __future__ import annotations

import asyncio
import math

from ..services import Codec
from ..transport import Link
from .parts import Parts
from .silence import Pulse

MAX_WAITING_AUDIO = 30.0
"""Seconds of audio that may wait for a slow caller; above this, no more text is sent. The socket is always drained."""
MAX_OWED_TEXT = 1_500
"""Characters that the service may owe and still get more: about 100 seconds of speech."""
ROOM_SECONDS = 1.5
"""Seconds without audio after which a service without timing is assumed to have spoken all it had."""
SPARE_AUDIO = 1.0
"""Once only this many seconds of audio are left to play, waiting text is flushed as soon as the service allows."""
_LOOK_SECONDS, _LEAST_SECONDS = 0.25, 0.001


class Sender:
    """Sends the text of one attempt on one link."""

    def __init__(self, link: Link, codec: Codec, parts: Parts) -> None:
        self._link = link
        self._codec = codec
        self._traits = parts.traits
        self._intake = parts.intake
        self._ledger = parts.ledger
        self._outbox = parts.outbox
        self._clock = parts.clock
        self._account = parts.account
        self._longest = min(parts.course.longest or math.inf, self._traits.longest_text or math.inf)
        self._ahead = math.inf if parts.policies.ahead is None else parts.policies.ahead
        self._stopping = asyncio.Event()
        self._sent_at = self._clock()
        self.pulse = Pulse(self._clock(), first_audio=self._traits.first_audio, silence=self._traits.silence)
        self._unflushed: list[str] = []  # segments that wait for the next flush
        self._flush_at: float | None = None
        self.has_finished = False
        """Whether the service was sent the end of the text."""

    @property
    def is_due(self) -> bool:
        """Whether speech is due. If a service reports neither times nor segments, only after the end was sent."""
        if self.has_finished or self._ledger.is_aligned:
            return self.has_finished or self._ledger.owes
        return self._traits.ends_segments and self._ledger.owed_segments > len(self._unflushed)

    def note_debt(self) -> None:
        """Update the pulse: silence counts from when something is due."""
        self.pulse.note(self._clock(), is_due=self.is_due)

    def stop_early(self) -> None:
        """Send no more text in this attempt; end it after what was sent."""
        self._stopping.set()
        self._intake.wake()

    async def run(self, texts: list[str], *, is_single: bool) -> None:
        """Send ``texts`` and, unless ``is_single``, the texts that follow."""
        await self._wait_to_begin()
        await self._link.send(self._codec.begin())
        for text in texts:
            await self._speak(text)
        while not (is_single or self._stopping.is_set()):
            await self._wait_for_room()
            await self._wait_for_playing()
            if self._stopping.is_set() or self._until_idle == 0:
                break
            following = await self._text_or_pause()
            if following is None:
                break
            await self._speak(following)
        if self._unflushed:
            await asyncio.sleep(self._link.flushes.wait(self._clock(), is_urgent=True))
            self._link.flushes.note(self._clock())
            self._unflushed = []
        self.has_finished = True
        await self._link.send(self._codec.finish())
        self.note_debt()
        self._link.nudge()

    async def _speak(self, text: str) -> None:
        await self._link.send(self._codec.speak(*_pieces(text, self._longest)))
        await self._flush_if_allowed(text)
        self._sent_at = self._clock()
        self._account.first_sent = self._account.first_sent or self._sent_at
        self._account.characters_sent += len(text)
        self.note_debt()
        self._link.nudge()

    async def _flush_if_allowed(self, text: str) -> None:
        """Flush now; where the service limits flushes, perhaps later, together with the text that follows."""
        now, flushes = self._clock(), self._link.flushes
        coming = self._unplayed - sum(map(len, self._unflushed), len(text)) * self._ledger.history.pace
        self._unflushed.append(text)
        wait = min(flushes.wait(now), max(flushes.wait(now, is_urgent=True), coming - SPARE_AUDIO))
        self._flush_at = now + wait if wait > 0 else None
        if self._flush_at is None:
            await self._flush()

    async def _flush(self) -> None:
        self._unflushed, self._flush_at = [], None
        if frames := self._codec.flush():
            self._link.flushes.note(self._clock())
            await self._link.send(frames)
            self.note_debt()

    async def _text_or_pause(self) -> str | None:
        """The next text; None when the attempt should end. Keeps the attempt alive while it waits."""
        idle, keep_alive = self._traits.turn_idle, self._traits.keep_alive
        while True:
            try:
                async with asyncio.timeout(_least(self._until_flush, self._until_idle, idle, keep_alive)):
                    return await self._intake.next_text(unless=self._stopping)
            except TimeoutError:
                if self._until_flush == 0:
                    await self._flush()
                elif idle is not None:
                    return None
                else:
                    await self._link.send(self._codec.keep_alive())

    @property
    def _until_flush(self) -> float | None:
        """Seconds until sent text must be flushed; None if none waits for that."""
        return None if self._flush_at is None else max(0.0, self._flush_at - self._clock())

    async def _wait_for_room(self) -> None:
        """Wait until the caller has taken audio and the service has spoken text; an idle service gets more anyway.

        A service without timing does not report how far it is, but falls silent when it has spoken everything. The end
        is sent without waiting: some services speak their last text only after it.
        """
        began = kept_alive_at = self._clock()
        while not (self._has_room or self._stopping.is_set() or self._intake.is_at_end):
            self._outbox.taken.clear()
            quiet = self._clock() - max(began, self.pulse.spoke_at)  # ignores what is not progress
            try:
                async with asyncio.timeout(ROOM_SECONDS - quiet if quiet < ROOM_SECONDS else ROOM_SECONDS):
                    await self._outbox.taken.wait()
            except TimeoutError:
                pass
            if self._clock() - max(began, self.pulse.spoke_at) >= ROOM_SECONDS and self._is_idle:
                if self._traits.turn_idle is not None:
                    self.stop_early()  # the service may have dropped the turn
                return
            kept_alive_at = await self._keep_alive(kept_alive_at)

    async def _wait_to_begin(self) -> None:
        """Wait for playing before the attempt's first text, when the service has nothing to keep alive yet."""
        while not self._stopping.is_set():
            surplus = self._outbox.unplayed - self._ahead
            if surplus <= _LEAST_SECONDS:
                return
            await asyncio.sleep(min(surplus, _LOOK_SECONDS))

    @property
    def _until_idle(self) -> float | None:
        """Seconds until the service may drop the turn; None if it never does, or owes speech."""
        idle = self._traits.turn_idle
        if idle is None or self._ledger.owes:
            return None
        return max(0.0, idle - (self._clock() - max(self._sent_at, self.pulse.spoke_at)))

    async def _keep_alive(self, since: float) -> float:
        """Keep the attempt alive, and flush if it is time. Returns when it was last kept alive: ``since`` or now."""
        if self._until_flush == 0:
            await self._flush()
        if self._traits.keep_alive is None or self._clock() - since < self._traits.keep_alive:
            return since
        await self._link.send(self._codec.keep_alive())
        return self._clock()

    async def _wait_for_playing(self) -> None:
        """Wait until little enough audio is unplayed: text sent early is paid for, and a barge-in wastes it."""
        kept_alive_at = self._clock()
        while (surplus := self._unplayed - self._ahead) > _LEAST_SECONDS and not self._stopping.is_set():
            if self._intake.is_at_end or self._until_idle == 0:
                return  # only the end is left to send, and some services speak the rest after it
            await asyncio.sleep(min(surplus, _LOOK_SECONDS))
            kept_alive_at = await self._keep_alive(kept_alive_at)

    @property
    def _unplayed(self) -> float:
        """Seconds of audio that are not yet played, or not yet even spoken.

        Debt of a service that does not report how far it is does not count: ``_wait_for_room`` keeps that small.
        """
        ledger = self._ledger
        owed = ledger.owed_text if self._is_known and ledger.owes else 0
        return self._outbox.unplayed + owed * ledger.history.pace

    @property
    def _is_known(self) -> bool:
        """Whether the service reports how far it is."""
        return self._ledger.is_aligned or self._traits.ends_segments

    @property
    def _is_idle(self) -> bool:
        """Whether a silent service without timing may get more text, because the caller takes what it speaks."""
        return self._outbox.waiting <= MAX_WAITING_AUDIO and not self._ledger.is_known_timed

    @property
    def _has_room(self) -> bool:
        """Whether the service may have more text.

        A service that does not report how far it is gets one segment at a time, else more could be heard twice. A link
        that carries only one turn gets more: after a loss that turn is repeated as a whole in any case.
        """
        ledger = self._ledger
        owed = float(ledger.owed_text)
        if ledger.is_known_timed or self._traits.ends_segments:
            is_little = owed <= MAX_OWED_TEXT
        elif self._traits.is_reusable:
            is_little = not owed
        else:
            is_little = owed - ledger.received / ledger.history.pace <= MAX_OWED_TEXT
        return is_little and self._outbox.waiting <= MAX_WAITING_AUDIO


def _least(*seconds: float | None) -> float | None:
    """The smallest number that is not None; None if there is none."""
    return min((some for some in seconds if some is not None), default=None)


def _pieces(text: str, longest: float) -> list[str]:
    """``text`` in pieces of at most ``longest`` characters, cut at spaces where there are some."""
    pieces = []
    while len(text) > longest:
        cut = text.rfind(" ", 0, int(longest)) + 1 or int(longest)
        pieces.append(text[:cut])
        text = text[cut:]
    return [*pieces, text]
