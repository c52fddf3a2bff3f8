"""Runs a turn: its tasks, their order and their end. All other decisions are made in the modules that it connects.

One task reads the source into segments (``intake.py``), another has them spoken (``delivery.py``); both use the ledger.
Each waits for the other only where it must: reading for sending, sending for the caller.
"""

from __future__ import annotations

import asyncio
import dataclasses

from .. import logs
from ..errors import SpeechIncomplete
from ..events import AudioFormat, Report, TurnDone
from ..ledger import Ledger
from ..services import Endpoint
from ..sources import Deltas
from ..transport import WarmLink
from ..transport.retry import Failures
from .delivery import Delivery, first_error
from .intake import Intake, Splitter
from .outbox import Outbox
from .parts import Account, Parts, Policies, limited

QUICK_SECONDS = 0.02
"""How long a turn's end waits for its source to react: a caller's cancellation must not wait."""
PATIENT_SECONDS = 1.0
"""How long the background task waits for a source that does not end when it is closed."""

_closings: set[asyncio.Task[None]] = set()
"""Tasks that close sources, outside any turn: a source that does not end must not delay its turn's end."""


class TurnTask:
    """One running turn. ``start`` it, read its ``outbox``, ``stop`` it."""

    task: asyncio.Task[None]

    def __init__(
        self, source: Deltas, splitter: Splitter, endpoint: Endpoint, link: WarmLink, policies: Policies
    ) -> None:
        self.format: AudioFormat = endpoint.format
        traits = limited(endpoint.traits, policies.limits)
        self.ledger = Ledger(
            self.format,
            is_timed=traits.timing != "none",
            timing_delay=traits.timing_delay,
            ends_segments=traits.ends_segments,
            partial=policies.partial,
        )
        self._source = source
        self._endpoint = endpoint
        self._is_reusable = traits.is_reusable
        clock = asyncio.get_running_loop().time
        self.outbox = Outbox(self.ledger, clock)
        self._began_at = clock()
        self._intake = Intake(source, splitter, self.ledger, clock)
        self._account = Account()
        failures = Failures(clock(), policies.limits)
        self._delivery = Delivery(
            Parts(
                endpoint, traits, link, self._intake, self.ledger, self.outbox, clock, policies, failures, self._account
            )
        )
        self._has_begun = False

    @property
    def report(self) -> Report:
        """Times and counts so far."""
        account = self._account
        return Report(
            first_token=self._since(self._intake.first_token_at),
            first_segment=self._since(self._intake.first_segment_at),
            first_sent=self._since(account.first_sent),
            first_audio=self._since(account.first_audio),
            last_audio=self._since(account.last_audio),
            audio_seconds=self.ledger.clock,
            characters_sent=account.characters_sent,
            characters_voiced=self.ledger.released,
            characters_replayed=self.ledger.replayed,
            resumes=account.resumes,
            gap=account.gap,
            link_reused=account.is_link_reused,
            exactness=self.ledger.exactness if self.ledger.is_aligned or self._is_reusable else "turn",
            finish_reason=self._source.finish_reason,
        )

    def _since(self, moment: float | None) -> float | None:
        return None if moment is None else moment - self._began_at

    def start(self, group: asyncio.TaskGroup, speaking: asyncio.Lock) -> None:
        """Run as a task of ``group``; speak once ``speaking`` is free."""
        self.task = group.create_task(self._run(speaking))
        self.task.add_done_callback(lambda _: self.outbox.end(_stopped()))

    def stop(self) -> None:
        """End the turn soon. A task that has not begun is not cancelled: it would never close its source."""
        self._intake.is_stopped = True
        if self._has_begun and not self.task.get_loop().is_closed():
            self.task.cancel()

    async def _run(self, speaking: asyncio.Lock) -> None:
        self._has_begun = True
        reading = asyncio.create_task(self._intake.read())  # outside the group, which would wait for a hanging source
        try:
            if not self._intake.is_stopped:
                async with asyncio.TaskGroup() as group:
                    watching = group.create_task(self._intake.release_when_stalled())
                    async with speaking:
                        await self._speak()
                    watching.cancel()
                self.outbox.end(TurnDone(self.report) if self._intake.error is None else self._intake.error)
        except BaseExceptionGroup as errors:
            error = first_error(errors)
            if not isinstance(error, Exception):
                raise
            logs.info("turn.failed", service=self._endpoint.name, error=type(error).__name__)
            self.outbox.end(error)
        finally:
            self._intake.is_stopped = True
            self.outbox.end(_stopped())
            closing = asyncio.create_task(_close(reading, self._source))
            _closings.add(closing)
            closing.add_done_callback(_closings.discard)
            await asyncio.wait({closing}, timeout=QUICK_SECONDS)

    async def _speak(self) -> None:
        await self._intake.begun.wait()
        if self.ledger.accepted:  # else there is nothing to say, and no link is needed
            await self._delivery.run()
            logs.info("turn.done", service=self._endpoint.name, **dataclasses.asdict(self.report))


def _stopped() -> SpeechIncomplete:
    """The error of a turn that ended in no other way."""
    return SpeechIncomplete("the turn was stopped before its end")


async def _close(reading: asyncio.Task[None], source: Deltas) -> None:
    """Stop reading and close the source, however it behaves. Its errors are only logged: the turn has ended."""
    reading.cancel()
    await asyncio.wait({reading}, timeout=PATIENT_SECONDS)
    try:
        async with asyncio.timeout(PATIENT_SECONDS):
            await source.aclose()
    except Exception as error:  # noqa: BLE001  also our own TimeoutError
        logs.info("source.close_failed", error=type(error).__name__)
