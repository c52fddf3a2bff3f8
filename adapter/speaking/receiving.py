"""The receiving side of an attempt: reads the service's frames until it has spoken everything or is gone.

Owns what each signal means for the turn. The ledger decides what is voiced; ``silence.py`` when a service is gone.
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
"""Frames that are read before other tasks may run: about a millisecond."""
MOST_SKIPPED = 3
"""Segments skipped in a row, with nothing voiced, before the turn fails: then the text is not the reason."""


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
        """Receive until the service has spoken everything. Raises the AdapterError that ends the attempt."""
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
                await asyncio.sleep(0)  # in a flood ``receive`` never waits, and a cancellation must get through

    async def _next_signals(self, now: float, *, is_covered: bool) -> list[Signal]:
        frame = await self._link.receive(self._sender.pulse.patience(now, is_covered=is_covered))
        if frame is None:
            return []
        is_flood = self._noise.is_flood(now, size_of(frame))
        signals = [] if is_flood else self._codec.receive(frame)
        del frame  # a traceback printed with local variables must not show what was received
        if is_flood:
            raise ServiceUnavailable(f"{self._name} sends nothing but noise", tries=1)
        return signals

    def _take(self, signal: Signal) -> bool:
        """Act on a signal. Returns whether it ends the attempt."""
        match signal:
            case Speech():
                self._take_speech(signal)
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
        """Whether all speech was received, and only the attempt's end or the timing of the last words is missing."""
        has_finished = self._sender.has_finished
        return (has_finished and not self._ledger.owes) or (not has_finished and self._ledger.is_late)

    def _give_up(self, *, is_covered: bool) -> bool:
        """The service was silent for too long. Returns whether the attempt is over: not if only timing is late.

        Raises SpeechIncomplete if it owes speech.
        """
        if self._ledger.is_late and not self._sender.has_finished:
            self._give(self._ledger.settle())
            self._look_ahead()
            return False
        if not is_covered:
            limit = self._sender.pulse.limit(is_covered=False)
            raise SpeechIncomplete(f"{self._name} spoke nothing for {limit:g} s with text to speak")
        self._parts.warm_link.abort()  # it reported no end, so more audio may still come
        self._end()
        return True

    def _take_speech(self, speech: Speech) -> None:
        ledger, released = self._ledger, self._ledger.released
        entries = ledger.hear(speech, ledger.attempt)
        now, is_new_word = self._parts.clock(), ledger.released > released
        if is_new_word:
            self._note_progress()
        if self._sender.pulse.received(now, ledger.received, ledger.owed_text, is_new_word=is_new_word):
            self._noise.forgive()
        self._give(entries)
        self._look_ahead()
        if ledger.is_broken:
            self._parts.course.isolates = True
            raise ServiceUnavailable(f"{self._name} sent speech that does not fit its text")
        if ledger.is_flooded:
            raise ServiceUnavailable(f"{self._name} sends more audio than its text can need", tries=1)

    def _end_segments(self, count: int) -> bool:
        """The service reports its oldest segments as spoken. Returns whether that ends the attempt."""
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
        """After something was received: update what is due, and end the attempt early where it carries one segment."""
        self._sender.note_debt()
        traits = self._parts.traits
        if traits.is_reusable and not (self._ledger.is_aligned or traits.ends_segments):
            self._sender.stop_early()

    def _give(self, entries: list[Entry]) -> None:
        """Put entries in the outbox; a Resumed goes before the first audio after a loss."""
        outbox = self._parts.outbox
        if any(isinstance(entry, Audio) for entry in entries):
            resumed = self._parts.account.speak(self._parts.clock(), self._ledger.replayed)
            if resumed:
                logs.info("turn.resumed", service=self._name, **dataclasses.asdict(resumed))
                outbox.put([resumed])
        outbox.put(entries)
        outbox.taken.set()  # wakes the sender, which waits for room

    # --- the end, and what is refused ---

    def _end(self) -> None:
        """The service reports that it has spoken everything. If that is wrong, the rest is sent again."""
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
        """The service refuses to speak. Returns whether that ends the attempt.

        Raises ``error`` unless one segment is refused and may be skipped, or SpeechIncomplete to find out which one.
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
        self._parts.warm_link.abort()  # some services close it after a refusal
        self._skip(ledger.skip(), error)
        return True

    def _skip(self, entries: list[Entry], error: AdapterError) -> None:
        self._parts.course.skipped += 1
        self._parts.course.refusal = error
        self._parts.outbox.put(entries)
