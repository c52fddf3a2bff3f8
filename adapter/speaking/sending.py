"""What an attempt sends: text that is sent again, text as it comes from the source, and the attempt's end.

Owns when text may be sent and flushed: while the caller takes the audio and the service speaks what it has. Of what
comes back it knows what the ledger and the outbox say.
"""

from __future__ import annotations

import asyncio
import math

from ..services import Codec
from ..transport import Link
from .parts import Parts
from .silence import Pulse

MAX_WAITING_AUDIO = 30.0
"""Seconds of audio that wait for a slow caller before no more text is sent. The socket is always drained."""
MAX_OWED_TEXT = 1_500
"""Characters, about 100 seconds of speech, that the service may have before it gets more."""
ROOM_SECONDS = 1.5
"""After this long without audio, a service without timing is taken to have spoken all it had."""
SPARE_AUDIO = 1.0
"""Seconds of audio that are still to be played when what waits for a flush is flushed all the same."""
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
        """Whether the service knows that this was all."""

    @property
    def is_due(self) -> bool:
        """Whether speech is due. A service that reports neither times nor segments says so at its end only."""
        if self.has_finished or self._ledger.is_aligned:
            return self.has_finished or self._ledger.owes
        return self._traits.ends_segments and self._ledger.owed_segments > len(self._unflushed)

    def note_debt(self) -> None:
        """Silence counts from when something is due."""
        self.pulse.note(self._clock(), is_due=self.is_due)

    def stop_early(self) -> None:
        """No more text in this attempt: end it with what was sent."""
        self._stopping.set()
        self._intake.wake()

    async def run(self, texts: list[str], *, is_single: bool) -> None:
        """Send ``texts`` and, unless ``is_single``, what comes."""
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
        """Have the text spoken now, or, where the service limits how often, together with what follows."""
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
        """The next text; keeps the attempt alive while there is none. None when the attempt is to end."""
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
        """Seconds until what was sent is to be flushed; None if nothing waits for that."""
        return None if self._flush_at is None else max(0.0, self._flush_at - self._clock())

    async def _wait_for_room(self) -> None:
        """Wait until the caller has taken audio and the service has spoken text; an idle service gets more anyway.

        A service without timing does not say how far it is, but falls silent when it has spoken everything. The end is
        sent at once: what some services owe comes only after it.
        """
        began = kept_alive_at = self._clock()
        while not (self._has_room or self._stopping.is_set() or self._intake.is_at_end):
            self._outbox.taken.clear()
            quiet = self._clock() - max(began, self.pulse.spoke_at)  # whatever else it sends, and the caller takes
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
        """The same before the first text of an attempt, while the service knows nothing of it."""
        while not self._stopping.is_set():
            surplus = self._outbox.unplayed - self._ahead
            if surplus <= _LEAST_SECONDS:
                return
            await asyncio.sleep(min(surplus, _LOOK_SECONDS))

    @property
    def _until_idle(self) -> float | None:
        """Seconds until the service may drop the turn; None if it does not, or owes speech."""
        idle = self._traits.turn_idle
        if idle is None or self._ledger.owes:
            return None
        return max(0.0, idle - (self._clock() - max(self._sent_at, self.pulse.spoke_at)))

    async def _keep_alive(self, since: float) -> float:
        """Keep the attempt alive, and flush what waits for it; gives when it was last kept alive, ``since`` or now."""
        if self._until_flush == 0:
            await self._flush()
        if self._traits.keep_alive is None or self._clock() - since < self._traits.keep_alive:
            return since
        await self._link.send(self._codec.keep_alive())
        return self._clock()

    async def _wait_for_playing(self) -> None:
        """Wait until little enough audio is unplayed: what is sent now is paid for, and wasted by a barge-in."""
        kept_alive_at = self._clock()
        while (surplus := self._unplayed - self._ahead) > _LEAST_SECONDS and not self._stopping.is_set():
            if self._intake.is_at_end or self._until_idle == 0:
                return  # what is left to send is the end, behind which some services speak the rest
            await asyncio.sleep(min(surplus, _LOOK_SECONDS))
            kept_alive_at = await self._keep_alive(kept_alive_at)

    @property
    def _unplayed(self) -> float:
        """Seconds of audio that are not played or not even spoken yet.

        What a service owes that does not say how far it is does not count: ``_wait_for_room`` keeps that small.
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
        """Whether a service without timing that is silent may get more: the caller takes what it speaks."""
        return self._outbox.waiting <= MAX_WAITING_AUDIO and not self._ledger.is_known_timed

    @property
    def _has_room(self) -> bool:
        """Whether the service may have more text.

        One that does not say how far it is gets one segment at a time, else more could be heard twice; unless its link
        carries one turn only, which is then repeated as a whole in any case.
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
    """The smallest of those that are set; None if none is."""
    return min((some for some in seconds if some is not None), default=None)


def _pieces(text: str, longest: float) -> list[str]:
    """``text`` in pieces of at most ``longest`` characters, cut at spaces where there are some."""
    pieces = []
    while len(text) > longest:
        cut = text.rfind(" ", 0, int(longest)) + 1 or int(longest)
        pieces.append(text[:cut])
        text = text[cut:]
    return [*pieces, text]
