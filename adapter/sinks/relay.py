"""Sends a turn to a page or an app over an open websocket; the messages are in ``relay_messages.py``.

Owns the order of messages during a turn, and when the turn ends. Knows no web framework: a ``websockets`` connection
works as it is, others need a wrapper of a few lines. Code that accepts the connection decides who may connect and how
large a message may be.
"""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Iterator
from typing import Literal, Protocol

from .. import logs
from ..events import Audio, AudioFormat, Event, Heard
from ..turn import Turn
from . import relay_messages as messages
from .playhead import Playhead

AHEAD = 10.0
"""Seconds of unplayed audio that a page may hold: enough to bridge a lost network or a lost link to the service, but so
little that an interruption wastes little."""
_FRAME_SECONDS = 0.2
"""Seconds of audio in one frame: far below any limit on messages."""
_SEND_SECONDS = 20.0
"""How long a send to the page may block before the page counts as gone."""
_PLAYED = 0.1
"""Audio this close to its end counts as played: players round."""
_LOOK_SECONDS = 0.1
"""How often to check whether another caller interrupted the turn."""
_MOST_REFUSALS = 8
"""The most answers to unreadable messages per turn, so that a page cannot make us send without end."""

Ending = Literal["played", "interrupted", "silent", "gone"]


class Websocket(Protocol):
    """An open websocket. Iteration yields the other side's messages, and ends or raises when it is gone."""

    async def send(self, message: str | bytes, /) -> None:
        """Send a text or a binary frame."""

    def __aiter__(self) -> AsyncIterator[str | bytes]: ...


class _GoneError(Exception):
    """The page cannot be reached any more."""


class _SilentError(Exception):
    """The page still accepts messages but no longer reports."""


class _InterruptedError(Exception):
    """Another caller, not the page, interrupted the turn."""


async def relay(turn: Turn, websocket: Websocket, *, ahead: float = AHEAD) -> Heard:
    """Send a turn to a page, follow its playback reports, and return what was heard.

    The page holds at most ``ahead`` seconds of unplayed audio, plus the rest of one message of the service. Returns
    when the page has played everything, interrupts, stops reporting or is gone, or when another caller interrupts the
    turn. The turn has then ended, its source is closed and the service is silent; the websocket stays open for the next
    turn. The result follows the page's reports; a page that never reports is assumed to play audio as it comes.

    If the turn fails, raises its error after the page has played the audio before it; ``await turn.interrupt()`` then
    returns what was heard. Raises nothing if a failed turn is interrupted.
    """
    if not ahead > 0:
        raise ValueError(f"ahead must be more than 0 seconds, not {ahead}")
    turn.claim()
    async with turn:
        return await _Relay(turn, websocket, ahead).run()


class _Relay:
    """One turn on one websocket."""

    def __init__(self, turn: Turn, websocket: Websocket, ahead: float) -> None:
        self._turn, self._websocket, self._ahead = turn, websocket, ahead
        self._name = uuid.uuid4().hex[:12]
        self._clock = asyncio.get_running_loop().time
        self._head = Playhead(self._clock())
        self._told = asyncio.Event()
        self._has_started = asyncio.Event()
        self._error: Exception | None = None

    async def run(self) -> Heard:
        async with asyncio.TaskGroup() as group:
            tasks = {group.create_task(self._listen()), group.create_task(self._speak())}
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()
        endings = {task.result() for task in done}
        is_played = endings == {"played"}
        heard = await self._turn.interrupt(self._head.sent if is_played else self._head.position(self._clock()))
        if "gone" not in endings:
            with contextlib.suppress(_GoneError):
                await self._send(messages.heard(self._name, heard))
        if self._error is not None and is_played:
            raise self._error
        return heard

    # --- to the page ---

    async def _speak(self) -> Ending:
        try:
            await self._send(messages.start(self._name, self._turn.format))
            self._has_started.set()
            try:
                async for event in self._turn:
                    await self._give(event)
            except (_GoneError, _SilentError, _InterruptedError):
                raise
            except Exception as error:  # noqa: BLE001  a source may raise anything; raised again at the end
                self._error = error
                await self._send(messages.failed(self._name, error))
            await self._until_ahead(_PLAYED)
        except _GoneError as gone:
            logs.info("relay.gone", reason=str(gone))
            return "gone"
        except _SilentError:
            logs.info("relay.silent")
            return "silent"
        except _InterruptedError:
            return "interrupted"
        return "played"

    async def _give(self, event: Event) -> None:
        if not isinstance(event, Audio):
            await self._send(messages.event(self._name, event))
            return
        await self._until_ahead(self._ahead)
        for piece in _pieces(event.data, self._turn.format):
            self._look()
            self._head.add(self._turn.format.seconds(len(piece)), self._clock())
            await self._send(piece)

    async def _until_ahead(self, most: float) -> None:
        """Wait until at most ``most`` seconds are sent and not played."""
        self._look()
        while (excess := self._head.ahead(self._clock()) - most) > 0:
            patience = self._head.patience(self._clock()) if self._head.is_told else excess
            if patience <= 0:
                raise _SilentError
            self._told.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(patience, _LOOK_SECONDS)):
                    await self._told.wait()
            self._look()

    def _look(self) -> None:
        """Raise if the turn was interrupted: do not wait for the page to play audio that it will drop."""
        if self._turn.is_closed:
            raise _InterruptedError

    async def _send(self, message: str | bytes) -> None:
        try:
            async with asyncio.timeout(_SEND_SECONDS):
                await self._websocket.send(message)
        except Exception as error:  # each websocket library has its own error for this
            raise _GoneError(type(error).__name__) from error

    # --- from the page ---

    async def _listen(self) -> Ending:
        refusals = 0
        await self._has_started.wait()  # a refusal is answered, and `start` must come first
        try:
            async for message in self._websocket:
                try:
                    told = messages.read(message, self._name)
                except messages.Unreadable as error:
                    refusals += 1
                    if refusals <= _MOST_REFUSALS:
                        await self._send(messages.refused(self._name, error))
                    continue
                if told is not None and told.seconds is not None:
                    self._head.tell(told.seconds, self._clock())
                    self._told.set()
                if isinstance(told, messages.Interrupt):
                    return "interrupted"
        except Exception as error:  # noqa: BLE001  as above
            logs.info("relay.gone", reason=type(error).__name__)
        return "gone"


def _pieces(data: bytes, format: AudioFormat) -> Iterator[bytes]:
    """Cut audio into frames of whole samples."""
    size = int(format.bytes_per_second * _FRAME_SECONDS)
    size -= size % format.sample_width
    return (data[first : first + size] for first in range(0, len(data), size))
