"""Plays a turn on the loudspeaker. Knows turns and events; the device is in ``loudspeaker.py``."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from ..errors import AdapterError, BadRequest
from ..events import Audio, Event, Report, TurnDone
from ..turn import Turn
from .g711 import to_pcm
from .loudspeaker import PERIOD_SECONDS, Loudspeaker

AHEAD_SECONDS = 1.0
"""Audio that may wait for the device: enough to bridge a slow link, but little, because audio taken from the turn
counts as voiced."""
QUICK_SECONDS = 0.02
"""How long to wait for the device to close: a caller's cancellation must not be delayed."""


async def play(turn: Turn, *, backends: Sequence[str] = ()) -> Report:
    """Play a turn on the loudspeaker and return its report after the last sample was heard.

    Cancelling, or ``turn.interrupt``, stops the sound at once. For the position or the events, use ``Player``. Raises
    what ``Player`` raises, and whatever ends the turn.
    """
    async with Player(turn, backends=backends) as player:
        async for _ in player:
            pass
    return turn.report


class Player:
    """A turn being played: an async context manager, and an async iterator of the turn's events.

    ::

        async with Player(speaker.say(stream)) as player:
            async for event in player:
                ...

    The device is open inside the context. Events come up to a second before they sound; ``TurnDone``, or the turn's
    error, comes after everything was heard. After an interruption::

        heard = await turn.interrupt(player.played)

    the sound and the iteration end within a tenth of a second. Leaving the context ends both at once. While no audio
    comes, or the caller does not iterate, the device plays silence, which does not count as played.
    """

    def __init__(self, turn: Turn, *, backends: Sequence[str] = ()) -> None:
        """``backends``: names such as ``pulseaudio`` or ``alsa``, tried in that order; by default, those of the system.
        ``null`` plays at the right pace without sound."""
        self._turn = turn
        self._loudspeaker = Loudspeaker(turn.format.rate, lambda: turn.is_closed, backends)
        self._is_entered = False

    @property
    def played(self) -> float:
        """Seconds of the turn's audio that were heard, on the turn's clock."""
        return self._loudspeaker.played

    async def __aenter__(self) -> Self:
        """Open the device.

        Raises ExtraMissing without the extra ``play``, ServiceUnavailable if there is no device, and BadRequest for
        MP3 or an unknown backend; the turn is then closed, and the unspoken text is in ``unvoiced_text``. Raises
        RuntimeError if the turn already has a reader.
        """
        self._turn.claim()
        self._is_entered = True
        try:
            if self._turn.format.encoding == "mp3":
                raise BadRequest("the player cannot play MP3: ask the service for output_format='pcm_24000'")
            await asyncio.to_thread(self._loudspeaker.open)
        except BaseException as error:
            self._close()  # a thread may still be opening it
            await self._turn.aclose()
            self._tell_texts(error)
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loudspeaker.silence()
        closing = self._close()
        await self._turn.aclose()
        await asyncio.wait({closing}, timeout=QUICK_SECONDS)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Event:
        if not self._is_entered:  # without a device; the turn is not touched
            raise RuntimeError("the loudspeaker is not open: use `async with Player(turn) as player:`")
        await self._until_there_is_room()
        try:
            event = await anext(self._turn)
        except Exception:  # failed or over: audio taken so far counts as voiced, so let it be heard
            await self._drain()
            raise
        if isinstance(event, Audio):
            self._loudspeaker.put(to_pcm(event.data, self._turn.format))
        elif isinstance(event, TurnDone):
            await self._drain()
        return event

    async def _until_there_is_room(self) -> None:
        while self._loudspeaker.waiting > AHEAD_SECONDS and not self._turn.is_closed:
            await self._wait()

    async def _drain(self) -> None:
        while not self._loudspeaker.is_drained and not self._turn.is_closed:
            await self._wait()

    async def _wait(self) -> None:
        try:
            self._loudspeaker.check()
        except AdapterError as error:
            self._tell_texts(error)
            raise
        await asyncio.sleep(PERIOD_SECONDS)

    def _tell_texts(self, error: BaseException) -> None:
        if isinstance(error, AdapterError):
            error.voiced_text, error.unvoiced_text = self._turn.voiced_text, self._turn.unvoiced_text

    def _close(self) -> asyncio.Future[None]:
        """Close the device on a thread: sound servers can be slow."""
        return asyncio.get_running_loop().run_in_executor(None, self._loudspeaker.close)
