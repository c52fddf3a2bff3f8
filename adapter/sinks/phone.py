"""A turn into a phone call, in the messages of Twilio's Media Streams. Knows turns and those messages, no socket.

The call takes mu-law audio in base64 and keeps it until it is played. A *mark* that is sent after audio comes back
when that audio was played: it is the only clock. *clear* drops what was not played; the marks of what was
dropped come back too, so none counts that comes after it.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import secrets
from collections.abc import AsyncIterator
from typing import Any

from ..errors import BadRequest
from ..events import Audio, TurnDone
from ..turn import Turn

FORMAT = "ulaw_8000"
"""The only one that a call takes."""
FRAME = 160
"""Bytes of a media message: 20 ms."""
FRAMES_PER_MARK = 5
AHEAD_SECONDS = 2.0
"""Audio that may be on its way: more than a mark takes to come back. The call itself drops what is over ten minutes."""
_LOOK_SECONDS = 0.1
"""How often to check whether another caller interrupted the turn."""
_MOST_DIGITS = 15
"""Of a mark: far more than a call can have bytes. Python refuses to read thousands."""


class PhoneCall:
    """One turn being spoken into a call. Iterate over it for the messages to send, and hand it those that come::

    call = PhoneCall(turn, start["streamSid"])
    async for message in call:          # in one task; ends when the listener has heard all
        await socket.send(message)
    ...
    call.receive(json.loads(message))   # in another
    ...
    await socket.send(call.clear())     # the caller interrupts
    heard = await turn.interrupt(call.played)
    """

    def __init__(self, turn: Turn, stream: str) -> None:
        """``stream`` is the ``streamSid`` of the call's ``start`` message.

        Raises BadRequest if the turn's audio is not ``ulaw_8000``.
        """
        if turn.format.name != FORMAT:
            raise BadRequest(f"a phone call takes no {turn.format.name}: ask the service for output_format={FORMAT!r}")
        self._turn = turn
        self._stream = stream
        self._name = secrets.token_hex(4)  # a late mark of an earlier turn must not be taken for one of this
        self._pending = bytearray()
        self._sent = 0
        self._marked = 0
        self._heard = 0
        self._is_cleared = False
        self._changed = asyncio.Event()

    @property
    def played(self) -> float:
        """Seconds of the turn's audio of which the call has said that they were played, on the turn's clock."""
        return self._turn.format.seconds(self._heard)

    def receive(self, message: object) -> None:
        """Take a message of the call, as parsed JSON. All but the marks of this turn are ignored."""
        mark = message.get("mark") if isinstance(message, dict) and message.get("event") == "mark" else None
        owner, _, end = str(mark.get("name") if isinstance(mark, dict) else "").partition(":")
        if owner == self._name and end.isdecimal() and len(end) <= _MOST_DIGITS and not self._is_cleared:
            self._heard = max(self._heard, min(int(end), self._marked))
            self._changed.set()

    def clear(self) -> str:
        """The message that silences the call at once. No other follows it, and ``played`` stands still."""
        self._is_cleared = True
        self._changed.set()
        return self._message("clear")

    async def __aiter__(self) -> AsyncIterator[str]:
        """Messages to be sent, in order, about two seconds ahead of the listener. Raises whatever ends the turn."""
        try:
            async for event in self._turn:
                if isinstance(event, Audio):
                    self._pending += event.data
                    async for message in self._frames():
                        yield message
                elif isinstance(event, TurnDone):
                    async for message in self._rest():
                        yield message
        except Exception:  # whatever the source raises: what was taken counts as voiced, so it is heard
            async for message in self._rest():
                yield message
            raise

    async def _frames(self) -> AsyncIterator[str]:
        """What makes whole frames, each when there is room for it."""
        while len(self._pending) >= FRAME:
            await self._until(round(AHEAD_SECONDS * self._turn.format.bytes_per_second))
            if self._is_over:
                return
            yield self._media()
            if self._sent - self._marked >= FRAME * FRAMES_PER_MARK:
                yield self._mark()

    async def _rest(self) -> AsyncIterator[str]:
        """The last frame, which may be short, and its mark; over when that has come back."""
        if self._pending and not self._is_over:
            yield self._media()
        if self._sent > self._marked and not self._is_over:
            yield self._mark()
        await self._until(0)

    @property
    def _is_over(self) -> bool:
        return self._is_cleared or self._turn.is_closed

    async def _until(self, ahead: int) -> None:
        """Wait until no more than ``ahead`` bytes are on their way."""
        while self._sent - self._heard > ahead and not self._is_over:
            self._changed.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_SECONDS):
                    await self._changed.wait()

    def _media(self) -> str:
        data = bytes(self._pending[:FRAME])
        del self._pending[:FRAME]
        self._sent += len(data)
        return self._message("media", media={"payload": base64.b64encode(data).decode()})

    def _mark(self) -> str:
        self._marked = self._sent
        return self._message("mark", mark={"name": f"{self._name}:{self._marked}"})

    def _message(self, event: str, **fields: Any) -> str:
        return json.dumps({"event": event, "streamSid": self._stream, **fields})
