"""What runs a turn. Owns its tasks; what happens is decided in the rooms that it wires together.

One task reads the source into segments, one sends them, one receives speech; the ledger stands between them. Each
side waits for the other only where it must: reading for sending, sending for the caller.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections import deque
from typing import Protocol

from buffering import Segment

from . import logs
from .codecs import Codec, Endpoint, Finished, Refused, Speech
from .errors import AdapterError, SpeechIncomplete
from .events import Audio, AudioFormat, Report, TurnDone
from .ledger import Ledger
from .link import Link, WarmLink
from .outbox import Outbox
from .sources import Deltas

SENTENCE_SECONDS = 0.15
"""After this long without a token, a sentence that looks complete is spoken. Models pause less inside a sentence."""
CLAUSE_SECONDS = 0.4
"""After this long, so are the clauses of one that is not complete: longer than a slow model takes for a token."""
MAX_WAITING_AUDIO = 30.0
"""Seconds of audio that wait for a slow caller before no more text is sent. The socket is always drained."""
MAX_OWED_TEXT = 1_500
"""Characters, about 100 seconds of speech, that the service may have before it gets more."""
IDLE_SECONDS = 2.0
"""After this long without audio a service that owes some is taken to have none left."""
MAX_WAITING_TEXT = 4_000
"""Characters in segments that wait to be sent before no more tokens are read."""
SLICE = 4_096
"""Characters of a giant token that are segmented before others get the event loop."""
QUICK_SECONDS = 0.02
"""How long ending a turn waits for its service, and for its source, to take notice: a caller's cancellation wins."""
PATIENT_SECONDS = 1.0
"""How long a source that does not end when it is closed is waited for behind the caller's back."""

_closings: set[asyncio.Task[None]] = set()
"""Sources being closed. Not part of any turn: a source that will not end must not hold up its turn's end."""


class Splitter(Protocol):
    """What cuts a turn's text into segments; ``buffering.Segmenter`` is ours. The segments' offsets count from 0."""

    def push(self, text: str) -> list[Segment]:
        """Take more text; give the segments that are certain."""

    def release(self, *, clause: bool) -> list[Segment]:
        """The model has stalled: give the pending text if it is a sentence, or, with ``clause``, the clauses in it."""

    def finish(self) -> list[Segment]:
        """The text has ended: give the rest, so that the segments, joined, are the whole text."""


class TurnTask:
    """One running turn. ``start`` it, read its ``outbox``, ``stop`` it."""

    task: asyncio.Task[None]

    def __init__(self, source: Deltas, splitter: Splitter, endpoint: Endpoint, link: WarmLink) -> None:
        self.format: AudioFormat = endpoint.format
        self.ledger = Ledger(self.format)
        self.outbox = Outbox(self.ledger)
        self._source = source
        self._splitter = splitter
        self._endpoint = endpoint
        self._link = link
        self._clock = asyncio.get_running_loop().time
        self._began_at = self._clock()
        self._moments: dict[str, float] = {}
        self._has_begun = False
        self._is_stopped = False
        # Reading.
        self._segments: deque[Segment] = deque()
        self._waiting_text = 0
        self._text_ended = False
        self._source_error: Exception | None = None
        self._token_at = 0.0
        self._some_text = asyncio.Event()  # the first token has come, or the text has ended
        self._token = asyncio.Event()  # a token has come since the last stall
        self._text = asyncio.Event()  # segments were added, or the text has ended
        self._text_room = asyncio.Event()  # the reader may go on
        # Sending.
        self._all_sent = False
        self._characters_sent = 0

    @property
    def report(self) -> Report:
        """Times and counts so far."""
        return Report(
            first_token=self._moments.get("first_token"),
            first_sent=self._moments.get("first_sent"),
            first_audio=self._moments.get("first_audio"),
            last_audio=self._moments.get("last_audio"),
            audio_seconds=self.ledger.clock,
            characters_sent=self._characters_sent,
            characters_voiced=self.ledger.released,
            exactness=self.ledger.exactness,
        )

    def start(self, group: asyncio.TaskGroup, speaking: asyncio.Lock) -> None:
        """Run as a task of ``group``; it speaks when ``speaking`` is free."""
        self.task = group.create_task(self._run(speaking))
        self.task.add_done_callback(lambda _: self.outbox.end(_stopped()))

    def stop(self) -> None:
        """End the turn soon. A task that is cancelled before its first step would never close its source."""
        self._is_stopped = True
        if self._has_begun and not self.task.get_loop().is_closed():
            self.task.cancel()

    async def _run(self, speaking: asyncio.Lock) -> None:
        self._has_begun = True
        reading = asyncio.create_task(self._read())  # outside the group, which would wait for a source that hangs
        try:
            if not self._is_stopped:
                async with asyncio.TaskGroup() as group:
                    watching = group.create_task(self._release_when_stalled())
                    async with speaking:
                        await self._speak()
                    watching.cancel()
                self.outbox.end(TurnDone(self.report) if self._source_error is None else self._source_error)
        except BaseExceptionGroup as errors:
            error = _first(errors)
            if not isinstance(error, Exception):
                raise
            logs.info("turn.failed", service=self._endpoint.name, error=type(error).__name__)
            self.outbox.end(error)
        finally:
            self._is_stopped = True
            self.outbox.end(_stopped())
            closing = asyncio.create_task(_close(reading, self._source))
            _closings.add(closing)
            closing.add_done_callback(_closings.discard)
            await asyncio.wait({closing}, timeout=QUICK_SECONDS)

    # --- the source's side ---

    async def _read(self) -> None:
        try:
            async for token in self._source:
                if self._is_stopped:
                    return  # a source that takes no notice of being cancelled
                self._token_at = self._clock()
                self._moments.setdefault("first_token", self._token_at - self._began_at)
                self._token.set()
                self._some_text.set()
                self.ledger.accept(token)
                await self._segment(token)
            self._give(self._splitter.finish())
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task and task.cancelling():
                raise
            self._source_error = SpeechIncomplete("the source was cancelled")
        except Exception as error:  # noqa: BLE001  whatever the source raises is the caller's, after what was complete
            self._source_error = error
        finally:
            self._text_ended = True
            self._text.set()
            self._some_text.set()

    async def _segment(self, token: str) -> None:
        for start in range(0, len(token), SLICE):
            if start:
                await asyncio.sleep(0)
            self._give(self._splitter.push(token[start : start + SLICE] if len(token) > SLICE else token))
        while self._waiting_text > MAX_WAITING_TEXT:
            self._text_room.clear()
            await self._text_room.wait()

    def _give(self, segments: list[Segment]) -> None:
        if segments:
            self._segments.extend(segments)
            self._waiting_text += sum(len(segment.text) for segment in segments)
            self._text.set()

    async def _release_when_stalled(self) -> None:
        while True:
            await self._token.wait()
            self._token.clear()
            while (quiet := self._clock() - self._token_at) < SENTENCE_SECONDS:  # noqa: ASYNC110  tokens move it on
                await asyncio.sleep(SENTENCE_SECONDS - quiet)
            if self._text_ended:
                return
            self._give(self._splitter.release(clause=False))
            last = self._token_at
            await asyncio.sleep(CLAUSE_SECONDS - SENTENCE_SECONDS)
            if self._token_at == last and not self._text_ended:
                self._give(self._splitter.release(clause=True))

    async def _next_text(self) -> str | None:
        """The next text to send; None when there is no more."""
        while True:
            while self._segments:
                segment = self._segments.popleft()
                self._waiting_text -= len(segment.text)
                self._text_room.set()
                if text := self.ledger.send(segment):
                    return text
            if self._text_ended:
                return None
            self._text.clear()
            await self._text.wait()

    # --- the service's side ---

    async def _speak(self) -> None:
        await self._some_text.wait()
        if not self.ledger.accepted:
            return  # nothing to say: the service is not bothered
        async with asyncio.TaskGroup() as group:
            opening = group.create_task(self._link.get())  # while the first sentence is still being written
            first = await self._next_text()
        if first is None:
            self.ledger.finish()
            return  # nothing of it can be heard
        link, codec = opening.result(), self._endpoint.codec()
        link.attach()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._send(link, codec, first))
                group.create_task(self._receive(link, codec))
        except asyncio.CancelledError:
            await self._silence(link, codec)
            raise
        except BaseExceptionGroup:
            self._link.abort()
            raise
        finally:
            link.detach()
        if not self._endpoint.is_reusable:
            await self._link.close()
        logs.info("turn.done", service=self._endpoint.name, **dataclasses.asdict(self.report))

    async def _send(self, link: Link, codec: Codec, first: str) -> None:
        await link.send(codec.begin())
        text: str | None = first
        while text is not None:
            await link.send(codec.speak(text))
            self._moments.setdefault("first_sent", self._clock() - self._began_at)
            self._characters_sent += len(text)
            await self._wait_for_room()
            text = await self._next_text()
        self._all_sent = True
        await link.send(codec.finish())

    async def _wait_for_room(self) -> None:
        """Wait until the caller has taken audio and the service has spoken text; an idle service gets more anyway.

        A service without timing does not tell how far it is, but falls silent when it has spoken everything.
        """
        while self.outbox.waiting > MAX_WAITING_AUDIO or self.ledger.sent - self.ledger.released > MAX_OWED_TEXT:
            self.outbox.taken.clear()
            try:
                async with asyncio.timeout(IDLE_SECONDS):
                    await self.outbox.taken.wait()
            except TimeoutError:
                if self.outbox.waiting <= MAX_WAITING_AUDIO:
                    return

    async def _receive(self, link: Link, codec: Codec) -> None:
        while True:
            for signal in codec.receive(await link.receive()):
                match signal:
                    case Speech():
                        self._hear(signal)
                    case Refused(error):
                        raise error
                    case Finished():
                        self._check_end()
                        self.outbox.put(self.ledger.finish())
                        return

    def _hear(self, speech: Speech) -> None:
        events = self.ledger.hear(speech)
        if events and isinstance(events[0], Audio):
            self._moments["last_audio"] = self._clock() - self._began_at
            self._moments.setdefault("first_audio", self._moments["last_audio"])
        self.outbox.put(events)
        self.outbox.taken.set()  # the service has spoken: the sender looks again

    def _check_end(self) -> None:
        if not self._all_sent:
            raise SpeechIncomplete(f"{self._endpoint.name} ended the speech before the text had ended")
        if not self.ledger.audio_bytes and self.ledger.has_words:
            raise SpeechIncomplete(f"{self._endpoint.name} sent no audio")

    async def _silence(self, link: Link, codec: Codec) -> None:
        """Stop the service's speech, quickly: where saying so is not enough or takes time, by dropping the link."""
        frames = codec.cancel()
        if not frames or not link.is_open:
            self._link.abort()
            return
        self._link.interrupted()
        try:
            async with asyncio.timeout(QUICK_SECONDS):
                await link.send(frames)
        except (TimeoutError, AdapterError):
            self._link.abort()


def _stopped() -> SpeechIncomplete:
    """The end of a turn that had no other."""
    return SpeechIncomplete("the turn was stopped before its end")


async def _close(reading: asyncio.Task[None], source: Deltas) -> None:
    """Stop reading and close the source, however it behaves. What it raises now concerns nobody any more."""
    reading.cancel()
    await asyncio.wait({reading}, timeout=PATIENT_SECONDS)
    try:
        async with asyncio.timeout(PATIENT_SECONDS):
            await source.aclose()
    except Exception as error:  # noqa: BLE001  also the TimeoutError of our own patience
        logs.info("source.close_failed", error=type(error).__name__)


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The error that ended the tasks; what the others raised follows from it."""
    error = group.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error
