"""The service's side of a turn: has the text spoken, attempt by attempt, until nothing is left.

Owns the tasks of an attempt and the handling of lost links. The ledger records what was spoken; ``transport/retry.py``
decides whether and when to try again.
"""

from __future__ import annotations

import asyncio

from .. import logs
from ..errors import AdapterError
from ..services import Codec
from ..transport import Link, wait_before_next
from .parts import Parts
from .receiving import Receiver
from .sending import Sender

QUICK_SECONDS = 0.02
"""Time limit for asking the service to stop: a caller's cancellation must not wait."""
PIECE = 200
"""The most characters in a message, once the service has found one too long."""
OPENING_SECONDS = 0.5
"""The least time for opening a link, even when the time for all tries is nearly over."""
_TOO_LONG = 1009


class Delivery:
    """One turn's text on its way to a service, and its speech on the way back."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._ledger = parts.ledger
        self._sender: Sender | None = None

    async def run(self) -> None:
        """Have all of the text spoken. Raises the AdapterError that prevents it."""
        parts, failures, name = self._parts, self._parts.failures, self._parts.endpoint.name
        failures.since = parts.clock()
        while True:
            try:
                while await self._attempt():
                    pass
                break
            except AdapterError as error:
                may_repeat = not (self._ledger.is_lossy and self._ledger.partial == "fail")
                self._lose(error)
                wait = wait_before_next(failures, error, name, may_repeat=may_repeat)
                if wait is None:
                    raise
            except Exception:
                parts.warm_link.abort()
                raise
            await asyncio.sleep(wait)
        course = parts.course
        if course.refusal and course.skipped > 1 and parts.account.first_audio is None:
            raise course.refusal  # everything was refused: the text is not the reason

    def _lose(self, error: AdapterError) -> None:
        """Drop the broken link, and record what was lost with it."""
        parts, sender, now = self._parts, self._sender, self._parts.clock()
        logs.info("link.lost", service=parts.endpoint.name, error=type(error).__name__, close_code=error.close_code)
        parts.warm_link.abort()
        if error.close_code == _TOO_LONG:
            parts.course.longest = PIECE
        is_due = self._ledger.owed_text > 0 or (sender is not None and sender.pulse.due_since is not None)
        silent_since = sender.pulse.silent_since(now) if sender else now
        parts.account.lose(silent_since if is_due else None, self._ledger.replayed)
        self._sender = None
        parts.outbox.put(self._ledger.lose())

    # --- one attempt ---

    async def _attempt(self) -> bool:
        """Have some of the text spoken on one link. Returns False when no text is left."""
        parts, traits = self._parts, self._parts.traits
        is_single = parts.course.isolates or self._ends_early
        texts = self._ledger.begin_attempt(is_single=is_single)
        if not texts:
            text = await parts.intake.next_text()
            if text is None:
                parts.outbox.put(self._ledger.finish(self._ledger.attempt))
                return False
            texts = [text]
            parts.failures.calm(parts.clock())  # nothing was due before this text
        link = await parts.warm_link.get(max(parts.failures.deadline, parts.clock() + OPENING_SECONDS))
        parts.failures.was_open = True
        if parts.account.first_sent is None:
            parts.account.is_link_reused = link.was_used
        codec = parts.endpoint.codec()
        link.attach()
        try:
            await self._converse(link, codec, texts, is_single=is_single)
        except asyncio.CancelledError:
            await self._silence(link, codec)
            raise
        finally:
            link.detach()
        if not traits.is_reusable:
            await parts.warm_link.close()
        return True

    @property
    def _ends_early(self) -> bool:
        """Whether each segment needs its own attempt: without timing, only an attempt's end shows what was spoken."""
        traits = self._parts.traits
        return not (self._ledger.is_aligned or traits.ends_segments) and traits.is_reusable

    async def _converse(self, link: Link, codec: Codec, texts: list[str], *, is_single: bool) -> None:
        """Send and receive until the service has spoken everything."""
        sender = self._sender = Sender(link, codec, self._parts)
        receiver = Receiver(link, codec, sender, self._parts)
        try:
            async with asyncio.TaskGroup() as group:
                sending = group.create_task(sender.run(texts, is_single=is_single))
                await receiver.run()
                sending.cancel()
                await asyncio.wait({sending})
        except BaseExceptionGroup as errors:
            raise first_error(errors) from None

    async def _silence(self, link: Link, codec: Codec) -> None:
        """Stop the service's speech quickly: ask it to stop, or drop the link if it cannot be asked or is slow."""
        frames = codec.cancel()
        if not frames or not link.is_open:
            self._parts.warm_link.abort()
            return
        link.let_end(codec)
        try:
            async with asyncio.timeout(QUICK_SECONDS):
                await link.send(frames)
        except (TimeoutError, AdapterError):
            self._parts.warm_link.abort()


def first_error(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The error that ended the tasks; the others are consequences of it.

    A cancellation of the current task wins: a TaskGroup loses it when a child fails in the same step of the loop.
    """
    task = asyncio.current_task()
    if task and task.cancelling():
        return asyncio.CancelledError()
    error = group.exceptions[0]
    return first_error(error) if isinstance(error, BaseExceptionGroup) else error
