"""The service's side of a turn: has the text spoken, epoch by epoch, until all of it was, whatever becomes of links.

Owns the tasks of an epoch, and what becomes of its losses. What was spoken is the ledger's to say, when a service is
gone ``pulse.py``'s, whether to try again ``retry.py``'s.
"""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from . import logs
from .codecs import Codec, Endpoint, Finished, Refused, Speech
from .errors import AdapterError, ServiceUnavailable, SpeechIncomplete
from .events import Audio, Resumed
from .intake import Intake
from .ledger import Entry, Ledger, Partial
from .link import Link, WarmLink, tries
from .outbox import Outbox
from .pulse import Noise
from .retry import Failures
from .sender import Sender, Sent

QUICK_SECONDS = 0.02
"""How long telling the service to be silent may take: a caller's cancellation wins."""
PIECE = 200
"""Characters of a message to a service that found one too long."""
OPENING_SECONDS = 0.5
"""What a try to open a link has at the least, when the time for all tries is nearly over."""
FRAMES_AT_ONCE = 32
"""Frames that are read before others of the event loop get their time: about a millisecond."""
_TOO_LONG = 1009

Poison = Literal["fail", "skip"]
"""What becomes of a segment that the service will not speak, though it speaks others."""


@dataclass(frozen=True, slots=True)
class Policies:
    """The speaker's options for a turn."""

    partial: Partial = "repeat"
    poison: Poison = "fail"
    ahead: float | None = None


@dataclass(slots=True)
class Moments:
    """When audio came first, and last, on the loop's clock."""

    first_audio: float | None = None
    last_audio: float | None = None


class Delivery:
    """One turn's text on its way to a service, and its speech on the way back."""

    def __init__(
        self,
        endpoint: Endpoint,
        warm_link: WarmLink,
        intake: Intake,
        ledger: Ledger,
        outbox: Outbox,
        clock: Callable[[], float],
        policies: Policies,
    ) -> None:
        self._endpoint = endpoint
        self._warm_link = warm_link
        self._intake = intake
        self._ledger = ledger
        self._outbox = outbox
        self._clock = clock
        self._policies = policies
        self.moments = Moments()
        self.sent = Sent()
        self.resumes = 0
        self.gap = 0.0
        self.is_link_reused = False
        """Whether the first link had carried a turn before."""
        self._failures = Failures(clock())
        self._isolates = False  # one segment per epoch, to find the one that is not spoken
        self._piece: int | None = None
        self._lost_at: float | None = None
        self._losses = 0  # since the last audio
        self._replayed = 0  # characters, before these losses
        self._sender: Sender | None = None
        self._noise = Noise(clock())

    async def run(self) -> None:
        """Have everything spoken. Raises the AdapterError that ended it."""
        self._failures.since = self._clock()
        async for attempt in tries(self._failures, self._endpoint.name):
            with attempt:
                await self._deliver()

    async def _deliver(self) -> None:
        """Epochs until the text is at its end, or one fails."""
        try:
            while await self._epoch():
                pass
        except AdapterError as error:
            self._lose(error)
            raise
        except Exception:
            self._warm_link.abort()
            raise

    def _lose(self, error: AdapterError) -> None:
        """The link is of no use any more: note what that means for the text."""
        logs.info("link.lost", service=self._endpoint.name, error=type(error).__name__, close_code=error.close_code)
        self._warm_link.abort()
        if error.close_code == _TOO_LONG:
            self._piece = PIECE
        if error.tries and self._ledger.is_lossy and self._ledger.partial == "fail":
            error.tries = 0
        sender, now = self._sender, self._clock()
        is_due = self._ledger.owed_text > 0 or (sender is not None and sender.pulse.due_since is not None)
        if self._lost_at is None and is_due and self.moments.first_audio is not None:
            self._lost_at = sender.pulse.silent_since(now) if sender else now
        self._sender = None
        if self._losses == 0:
            self._replayed = self._ledger.replayed
        self._losses += 1
        self._outbox.put(self._ledger.lose())

    # --- one epoch ---

    async def _epoch(self) -> bool:
        """Have some of the text spoken on one link. False when there is none left."""
        is_single = self._isolates or self._ends_early
        texts = self._ledger.begin_epoch(is_single=is_single)
        if not texts:
            text = await self._intake.next_text()
            if text is None:
                self._outbox.put(self._ledger.finish(self._ledger.epoch))
                return False
            texts = [text]
            self._failures.calm(self._clock())  # nothing was due until now
        link = await self._warm_link.get(max(self._failures.deadline, self._clock() + OPENING_SECONDS))
        self._failures.was_open = True
        if self.sent.first_at is None:
            self.is_link_reused = link.was_used
        codec = self._endpoint.codec()
        link.attach()
        try:
            await self._converse(link, codec, texts, is_single=is_single)
        except asyncio.CancelledError:
            await self._silence(link, codec)
            raise
        finally:
            link.detach()
        if not self._endpoint.is_reusable:
            await self._warm_link.close()
        return True

    @property
    def _ends_early(self) -> bool:
        """Whether a segment has an epoch of its own: without timing only the epoch's end tells what was spoken."""
        return not self._ledger.is_aligned and self._endpoint.is_reusable

    async def _converse(self, link: Link, codec: Codec, texts: list[str], *, is_single: bool) -> None:
        sender = Sender(
            link, codec, self._intake, self._ledger, self._outbox, self._clock, self.sent, self._policies.ahead
        )
        self._sender = sender
        self._noise = Noise(self._clock())
        try:
            async with asyncio.TaskGroup() as group:
                sending = group.create_task(sender.run(texts, longest=self._piece, is_single=is_single))
                await self._receive(link, codec, sender)
                sending.cancel()
                await asyncio.wait({sending})
        except BaseExceptionGroup as errors:
            raise first_error(errors) from None

    # --- what comes back ---

    async def _receive(self, link: Link, codec: Codec, sender: Sender) -> None:
        """Take what the service says until it has said all, or talks for too long without saying anything."""
        for count in itertools.count(1):
            now, is_covered = self._clock(), self._is_covered(sender)
            if sender.pulse.is_gone(now, is_covered=is_covered):
                if self._give_up(sender, is_covered=is_covered):
                    return
                continue
            frame = await link.receive(sender.pulse.patience(now, is_covered=is_covered))
            if frame is None:
                continue
            is_flood = self._noise.is_flood(now, len(frame))
            signals = [] if is_flood else codec.receive(frame)
            del frame  # whoever prints the local variables of an error's traceback must not see what came
            if is_flood:
                raise ServiceUnavailable(f"{self._endpoint.name} sends nothing but noise", tries=1)
            if count % FRAMES_AT_ONCE == 0:
                await asyncio.sleep(0)  # in a flood `receive` never waits, and a cancellation must come through
            for signal in signals:
                match signal:
                    case Speech():
                        self._hear(signal, sender)
                    case Refused(error, is_about_text=True) if self._policies.poison == "skip":
                        self._skip_refused(error)
                        return
                    case Refused(error):
                        raise error
                    case Finished():
                        self._end_epoch(sender)
                        return

    def _is_covered(self, sender: Sender) -> bool:
        """Whether everything was heard, and only the epoch's end, or the timing of the last words, is missing."""
        return (sender.has_finished and not self._ledger.owes) or (not sender.has_finished and self._ledger.is_late)

    def _give_up(self, sender: Sender, *, is_covered: bool) -> bool:
        """The service is gone: whether it has said everything. Raises SpeechIncomplete if it owes speech."""
        if self._ledger.is_late and not sender.has_finished:
            self._give(self._ledger.settle(), self._clock())
            self._look_ahead(sender)
            return False
        if not is_covered:
            limit = sender.pulse.limit(is_covered=False)
            raise SpeechIncomplete(f"{self._endpoint.name} spoke nothing for {limit:g} s with text to speak")
        self._warm_link.abort()  # it does not say when it is done: who knows what still comes
        self._end_epoch(sender)
        return True

    def _hear(self, speech: Speech, sender: Sender) -> None:
        ledger, released = self._ledger, self._ledger.released
        entries = ledger.hear(speech, ledger.epoch)
        now, is_new_word = self._clock(), ledger.released > released
        if is_new_word:
            self._failures.progress(now)
        if sender.pulse.heard(now, ledger.received, ledger.owed_text, is_new_word=is_new_word):
            self._noise.forgive()
        self._give(entries, now)
        self._look_ahead(sender)
        if self._ledger.is_broken:
            self._isolates = True
            raise ServiceUnavailable(f"{self._endpoint.name} sent speech that does not fit its text")
        if self._ledger.is_flooded:
            raise ServiceUnavailable(f"{self._endpoint.name} sends more audio than its text can need", tries=1)

    def _look_ahead(self, sender: Sender) -> None:
        """What was heard may have changed what is due, and how the epoch goes on."""
        sender.note_debt()
        if self._ends_early:
            sender.stop_early()

    def _give(self, entries: list[Entry], now: float) -> None:
        """Hand entries on; the first audio behind a loss tells of it first."""
        if any(isinstance(entry, Audio) for entry in entries):
            self.moments.last_audio = now
            self.moments.first_audio = self.moments.first_audio or now
            if self._lost_at is not None:
                resumed = Resumed(now - self._lost_at, self._losses, self._ledger.replayed - self._replayed)
                self._lost_at = None
                self.resumes += 1
                self.gap += resumed.gap
                logs.info("turn.resumed", service=self._endpoint.name, **dataclasses.asdict(resumed))
                self._outbox.put([resumed])
            self._losses = 0
        self._outbox.put(entries)
        self._outbox.taken.set()  # the service has spoken: the sender looks again

    def _skip_refused(self, error: AdapterError) -> None:
        """The service refuses some text: skip it, if it is known which. Raises SpeechIncomplete to find that out."""
        if not self._isolates:
            self._isolates = True
            raise SpeechIncomplete(error.reason, service_code=error.service_code, tries=1)
        self._warm_link.abort()  # some services close it now
        self._outbox.put(self._ledger.skip())

    def _end_epoch(self, sender: Sender) -> None:
        """The service says that it has spoken everything; if that is not so, the rest is sent again."""
        entries = self._ledger.finish(self._ledger.epoch)
        if self._ledger.is_epoch_complete:
            self._failures.progress(self._clock())
            self._isolates = False
            self._give(entries, self._clock())
            return
        if self._isolates and self._policies.poison == "skip":
            self._outbox.put(self._ledger.skip())
            return
        self._isolates = True
        what = "ended the speech before its text" if sender.pulse.has_spoken else "sent no audio"
        raise SpeechIncomplete(f"{self._endpoint.name} {what}", tries=1)

    async def _silence(self, link: Link, codec: Codec) -> None:
        """Stop the service's speech, quickly: where saying so is not enough or takes time, by dropping the link."""
        frames = codec.cancel()
        if not frames or not link.is_open:
            self._warm_link.abort()
            return
        link.let_end(codec)
        try:
            async with asyncio.timeout(QUICK_SECONDS):
                await link.send(frames)
        except (TimeoutError, AdapterError):
            self._warm_link.abort()


def first_error(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The error that ended the tasks; what the others raised follows from it.

    A cancellation of the task itself wins: a TaskGroup drops it when a child fails in the same step of the loop.
    """
    task = asyncio.current_task()
    if task and task.cancelling():
        return asyncio.CancelledError()
    error = group.exceptions[0]
    return first_error(error) if isinstance(error, BaseExceptionGroup) else error
