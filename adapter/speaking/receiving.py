"""What comes back in an attempt: takes the service's frames until it has said all, or is gone.

Owns what a signal means for the turn. What is voiced is the ledger's to say, when a service is gone ``silence.py``'s.
"""

from __future__ import annotations

import asyncio
import dataclasses
import itertools

from .. import logs
from ..errors import AdapterError, ServiceUnavailable, SpeechIncomplete
from ..events import Audio
from ..ledger import Entry
from ..services import Codec, Finished, Refused, SegmentDone, Signal, Speech
from ..transport import Link, size_of
from ..transport.noise import Noise
from .parts import Parts
from .sending import Sender

FRAMES_AT_ONCE = 32
"""Frames that are read before others of the event loop get their time: about a millisecond."""
MOST_SKIPPED = 3
"""Segments in a row that are skipped before anything is voiced: more, and it is not the text that is refused."""


class Receiver:
    """Takes the speech of one attempt on one link."""

    def __init__(self, link: Link, codec: Codec, sender: Sender, parts: Parts) -> None:
        self._link = link
        self._codec = codec
        self._sender = sender
        self._parts = parts
        self._ledger = parts.ledger
        self._name = parts.endpoint.name
        self._noise = Noise(parts.clock())

    async def run(self) -> None:
        """Until the service has said all. Raises the AdapterError that ends the attempt."""
        for count in itertools.count(1):
            now, is_covered = self._parts.clock(), self._is_covered
            if self._sender.pulse.is_gone(now, is_covered=is_covered):
                if self._give_up(is_covered=is_covered):
                    return
                continue
            if self._sender.has_finished and self._codec.is_over:
                self._end()
                return
            signals = await self._next_signals(now, is_covered=is_covered)
            if any(self._take(signal) for signal in signals):
                return
            if count % FRAMES_AT_ONCE == 0:
                await asyncio.sleep(0)  # in a flood a frame is always there, and a cancellation must come through

    async def _next_signals(self, now: float, *, is_covered: bool) -> list[Signal]:
        frame = await self._link.receive(self._sender.pulse.patience(now, is_covered=is_covered))
        if frame is None:
            return []
        is_flood = self._noise.is_flood(now, size_of(frame))
        signals = [] if is_flood else self._codec.receive(frame)
        del frame  # whoever prints the local variables of an error's traceback must not see what came
        if is_flood:
            raise ServiceUnavailable(f"{self._name} sends nothing but noise", tries=1)
        return signals

    def _take(self, signal: Signal) -> bool:
        """Whether the attempt is over with this signal."""
        match signal:
            case Speech():
                self._hear(signal)
            case SegmentDone(count):
                return self._end_segments(count)
            case Refused(error, is_segment):
                return self._refuse(error, is_segment=is_segment)
            case Finished():
                self._end()
                return True
        return False

    @property
    def _is_covered(self) -> bool:
        """Whether all was received, and only the attempt's end, or the timing of the last words, is missing."""
        has_finished = self._sender.has_finished
        return (has_finished and not self._ledger.owes) or (not has_finished and self._ledger.is_late)

    def _give_up(self, *, is_covered: bool) -> bool:
        """The service is gone: whether it has said everything. Raises SpeechIncomplete if it owes speech."""
        if self._ledger.is_late and not self._sender.has_finished:
            self._give(self._ledger.settle())
            self._look_ahead()
            return False
        if not is_covered:
            limit = self._sender.pulse.limit(is_covered=False)
            raise SpeechIncomplete(f"{self._name} spoke nothing for {limit:g} s with text to speak")
        self._parts.warm_link.abort()  # it does not say when it is done: nobody knows what still comes
        self._end()
        return True

    def _hear(self, speech: Speech) -> None:
        ledger, released = self._ledger, self._ledger.released
        entries = ledger.hear(speech, ledger.attempt)
        now, is_new_word = self._parts.clock(), ledger.released > released
        if is_new_word:
            self._note_progress()
        if self._sender.pulse.heard(now, ledger.received, ledger.owed_text, is_new_word=is_new_word):
            self._noise.forgive()
        self._give(entries)
        self._look_ahead()
        if ledger.is_broken:
            self._parts.course.isolates = True
            raise ServiceUnavailable(f"{self._name} sent speech that does not fit its text")
        if ledger.is_flooded:
            raise ServiceUnavailable(f"{self._name} sends more audio than its text can need", tries=1)

    def _end_segments(self, count: int) -> bool:
        """The service says that it has spoken the oldest segments. Whether the attempt is over with that."""
        ledger, released = self._ledger, self._ledger.released
        entries = ledger.end_segments(count)
        if ledger.released > released:
            self._note_progress()
        elif ledger.owed_segments and not ledger.is_aligned:
            error = SpeechIncomplete(f"{self._name} sent no audio for a segment", tries=1)
            return self._refuse(error, is_segment=True)
        self._give(entries)
        self._look_ahead()
        return False

    def _note_progress(self) -> None:
        self._parts.failures.progress(self._parts.clock())
        self._parts.course.skipped = 0

    def _look_ahead(self) -> None:
        """What came may have changed what is due, and how the attempt goes on."""
        self._sender.note_debt()
        traits = self._parts.traits
        if traits.is_reusable and not (self._ledger.is_aligned or traits.ends_segments):
            self._sender.stop_early()

    def _give(self, entries: list[Entry]) -> None:
        """Hand entries on; the first audio after a loss is announced."""
        outbox = self._parts.outbox
        if any(isinstance(entry, Audio) for entry in entries):
            resumed = self._parts.account.speak(self._parts.clock(), self._ledger.replayed)
            if resumed:
                logs.info("turn.resumed", service=self._name, **dataclasses.asdict(resumed))
                outbox.put([resumed])
        outbox.put(entries)
        outbox.taken.set()  # the service has spoken: the sender looks again

    # --- the end, and what is refused ---

    def _end(self) -> None:
        """The service says that it has spoken everything; if that is not so, the rest is sent again."""
        entries, course = self._ledger.finish(self._ledger.attempt), self._parts.course
        if self._ledger.is_attempt_complete:
            self._note_progress()
            course.isolates = False
            self._give(entries)
            return
        what = "ended the speech before its text" if self._sender.pulse.has_spoken else "sent no audio"
        if course.isolates and self._parts.policies.poison == "skip":
            self._parts.outbox.put(self._ledger.skip())
            return
        course.isolates = True
        raise SpeechIncomplete(f"{self._name} {what}", tries=1)

    def _refuse(self, error: AdapterError, *, is_segment: bool) -> bool:
        """The service will not speak. Whether the attempt is over with that.

        Raises ``error`` unless it concerns a segment that may be skipped, or SpeechIncomplete to find out which.
        """
        course, ledger = self._parts.course, self._ledger
        if not is_segment or self._parts.policies.poison != "skip" or course.skipped >= MOST_SKIPPED:
            raise error
        if self._parts.traits.ends_segments and not ledger.is_aligned:
            self._skip(ledger.skip_one(), error)
            return False
        if not course.isolates:
            course.isolates = True
            raise SpeechIncomplete(error.reason, service_code=error.service_code, tries=1)
        self._parts.warm_link.abort()  # some services close it now
        self._skip(ledger.skip(), error)
        return True

    def _skip(self, entries: list[Entry], error: AdapterError) -> None:
        self._parts.course.skipped += 1
        self._parts.course.refusal = error
        self._parts.outbox.put(entries)
