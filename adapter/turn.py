"""Turn: one reply being spoken. Owns its tasks and queues; what happens is decided in the rooms that it wires together.

Three tasks: one reads the source into segments, one sends them, one receives speech. The ledger stands between them.
Each side waits for the other only where it must: reading for sending, sending for the caller; the socket is always
drained, so that a slow caller never makes the link look dead.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Iterable

from buffering import Segment, Segmenter

from . import logs
from .codecs import Codec, Endpoint, Finished, Refused, Speech
from .errors import AdapterError, SpeechIncomplete
from .events import Audio, AudioFormat, Event, Report, TurnDone, Word
from .ledger import Ledger
from .link import Link, WarmLink

MAX_WAITING_AUDIO = 30.0
"""Seconds of audio that wait for a slow consumer before no more text is sent. The socket is always drained."""
MAX_OWED_TEXT = 1_500
"""Characters, about 100 seconds of speech, that the service may have before it gets more."""
IDLE_SECONDS = 2.0
"""After this long without audio a service that owes some is taken to have none left."""
MAX_WAITING_TEXT = 4_000
"""Characters that wait to be sent before no more tokens are read."""
SILENCE_SECONDS = 0.02
"""How long a cancelled turn may take to tell the service."""


class Turn:
    """One reply being spoken: an async iterator of events, for one consumer.

    The last event is ``TurnDone``; instead of it, iteration raises the AdapterError or the source's error that ended
    the turn. After ``aclose`` iteration just ends.
    """

    def __init__(
        self,
        source: AsyncGenerator[str],
        segmenter: Segmenter,
        endpoint: Endpoint,
        link: WarmLink,
        release_after: float,
    ) -> None:
        self.format: AudioFormat = endpoint.format
        """How the audio's bytes are to be read."""
        self._source = source
        self._segmenter = segmenter
        self._endpoint = endpoint
        self._link = link
        self._release_after = release_after
        self._ledger = Ledger(self.format)
        self._clock = asyncio.get_running_loop().time
        # Reading: the source's side.
        self._segments: deque[Segment] = deque()
        self._text_ended = False
        self._source_error: Exception | None = None
        self._token_at = 0.0
        self._token = asyncio.Event()  # a token has come since the last stall
        self._text = asyncio.Event()  # segments were added, or the text has ended
        self._text_room = asyncio.Event()  # the reader may go on
        # Speaking: the caller's side.
        self._events: deque[Event | Exception] = deque()
        self._event = asyncio.Event()  # events were added, or there will be none
        self._waiting_audio = 0.0
        self._audio_room = asyncio.Event()  # the sender may go on
        self._is_over = False
        self._all_sent = False
        self._characters_sent = 0
        self._began_at = self._clock()
        self._moments: dict[str, float] = {}

    @property
    def text(self) -> str:
        """What the source has given so far."""
        return self._ledger.text

    @property
    def voiced_text(self) -> str:
        """The text whose audio was handed over; with ``unvoiced_text`` it is ``text``."""
        return self._ledger.voiced_text

    @property
    def unvoiced_text(self) -> str:
        """The text that was not voiced."""
        return self._ledger.unvoiced_text

    @property
    def report(self) -> Report:
        """Times and counts so far."""
        return Report(
            first_token=self._moments.get("first_token"),
            first_sent=self._moments.get("first_sent"),
            first_audio=self._moments.get("first_audio"),
            last_audio=self._moments.get("last_audio"),
            audio_seconds=self._ledger.clock,
            characters_sent=self._characters_sent,
            characters_voiced=self._ledger.voiced,
            exactness=self._ledger.exactness,
        )

    def __aiter__(self) -> AsyncIterator[Event]:
        return self

    async def __anext__(self) -> Event:
        while not self._events:
            if self._is_over:
                raise StopAsyncIteration
            self._event.clear()
            await self._event.wait()
        event = self._events.popleft()
        if isinstance(event, Exception):
            raise event
        if isinstance(event, Audio):
            self._waiting_audio -= event.end - event.start
            self._audio_room.set()
        return event

    def start(self, group: asyncio.TaskGroup, speaking: asyncio.Lock) -> asyncio.Task[None]:
        """Run the turn as a task of ``group``; it speaks when ``speaking`` is free. Called once, by the speaker."""
        self._task = group.create_task(self._run(speaking))
        return self._task

    def stop(self) -> None:
        """End the turn soon; ``aclose`` also waits for it."""
        self._task.cancel()

    async def aclose(self) -> None:
        """End the turn: the source is closed, the service told to be silent, and no event follows."""
        self.stop()
        await asyncio.wait({self._task})
        self._events.clear()

    async def _run(self, speaking: asyncio.Lock) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._read())
                watching = group.create_task(self._release_when_stalled())
                async with speaking:
                    await self._speak()
                watching.cancel()
            self._events.append(self._source_error or TurnDone(self.report))
        except BaseExceptionGroup as group_of_errors:
            error = _first(group_of_errors)
            if not isinstance(error, AdapterError):
                raise
            error.voiced_text, error.unvoiced_text = self.voiced_text, self.unvoiced_text
            self._events.append(error)
        finally:
            self._is_over = True
            self._event.set()
            await self._source.aclose()

    # --- the source's side ---

    async def _read(self) -> None:
        try:
            async for token in self._source:
                self._moments.setdefault("first_token", self._clock() - self._began_at)
                self._token_at = self._clock()
                self._token.set()
                self._ledger.accept(token)
                self._give(self._segmenter.push(token))
                while self._ledger.accepted - self._ledger.sent > MAX_WAITING_TEXT:
                    self._text_room.clear()
                    await self._text_room.wait()
            self._give(self._segmenter.finish())
        except Exception as error:  # noqa: BLE001  whatever the source raises is the caller's, after what was complete
            self._source_error = error
        self._text_ended = True
        self._text.set()
        self._token.set()

    def _give(self, segments: list[Segment]) -> None:
        if segments:
            self._segments.extend(segments)
            self._text.set()

    async def _release_when_stalled(self) -> None:
        while True:
            await self._token.wait()
            quiet = self._clock() - self._token_at
            if quiet < self._release_after:
                await asyncio.sleep(self._release_after - quiet)
            else:
                self._token.clear()
                self._give(self._segmenter.release())

    async def _next_text(self) -> str | None:
        """The next text to send; None when there is no more."""
        while True:
            while self._segments:
                text = self._ledger.send(self._segments.popleft())
                self._text_room.set()
                if text:
                    return text
            if self._text_ended:
                return None
            self._text.clear()
            await self._text.wait()

    # --- the service's side ---

    async def _speak(self) -> None:
        await self._token.wait()
        if not self._ledger.accepted:
            return  # nothing to say: the service is not bothered
        async with asyncio.TaskGroup() as group:
            opening = group.create_task(self._link.get())  # while the first sentence is still being written
            first = await self._next_text()
        link, codec = opening.result(), self._endpoint.codec()
        if first is None:
            return
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
        if not self._endpoint.is_reusable:
            await self._link.drop()
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
        while self._waiting_audio > MAX_WAITING_AUDIO or self._ledger.sent - self._ledger.voiced > MAX_OWED_TEXT:
            self._audio_room.clear()
            try:
                async with asyncio.timeout(IDLE_SECONDS):
                    await self._audio_room.wait()
            except TimeoutError:
                if self._waiting_audio <= MAX_WAITING_AUDIO:
                    return

    async def _receive(self, link: Link, codec: Codec) -> None:
        while True:
            for signal in codec.receive(await link.receive()):
                match signal:
                    case Speech():
                        self._put(self._ledger.hear(signal))
                    case Refused(error):
                        raise error
                    case Finished():
                        self._check_end()
                        self._put(self._ledger.finish())
                        return

    def _check_end(self) -> None:
        if not self._all_sent:
            raise SpeechIncomplete(f"{self._endpoint.name} ended the speech before the text had ended")
        if not self._ledger.audio_bytes and any(map(str.isalnum, self._ledger.text)):
            raise SpeechIncomplete(f"{self._endpoint.name} sent no audio")

    def _put(self, events: Iterable[Audio | Word]) -> None:
        for event in events:
            if isinstance(event, Audio):
                self._waiting_audio += event.end - event.start
                self._moments["last_audio"] = self._clock() - self._began_at
                self._moments.setdefault("first_audio", self._moments["last_audio"])
            self._events.append(event)
        self._event.set()
        self._audio_room.set()

    async def _silence(self, link: Link, codec: Codec) -> None:
        """Stop the service's speech, quickly: where saying so is not enough or takes time, by dropping the link."""
        frames = codec.cancel()
        if frames and link.is_open:
            try:
                async with asyncio.timeout(SILENCE_SECONDS):
                    await link.send(frames)
            except (TimeoutError, AdapterError):
                self._link.abort()
        else:
            self._link.abort()


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The error that ended the tasks; what the others raised follows from it."""
    error = group.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error
