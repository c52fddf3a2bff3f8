"""Speaks a turn into a phone call, with the messages of Twilio's Media Streams. Knows turns and messages, no socket.

The call takes mu-law audio in base64 and buffers it. A *mark* sent after audio comes back once that audio was played;
there is no other clock. *clear* drops the buffer. The marks in it come back too, so marks after a *clear* do not count.
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
"""The only format that a call takes."""
FRAME = 160
"""Bytes of a media message: 20 ms."""
FRAMES_PER_MARK = 5
AHEAD_SECONDS = 2.0
"""Audio sent and not yet played: more than the round trip of a mark. A call buffers at most ten minutes."""
_LOOK_SECONDS = 0.1
"""How often to check whether another caller interrupted the turn."""
_MOST_DIGITS = 15
"""Digits in a mark: far more than a call's bytes need. Python refuses to parse thousands."""


class PhoneCall:
    """One turn spoken into a call. Iterate over it for the messages to send, and pass it the messages you receive::

    call = PhoneCall(turn, start["streamSid"])
    async for message in call:          # in one task; ends when all was heard
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
        self._name = secrets.token_hex(4)  # so that a late mark of an earlier turn does not count
        self._pending = bytearray()
        self._sent = 0
        self._marked = 0
        self._heard = 0
        self._is_cleared = False
        self._changed = asyncio.Event()

    @property
    def played(self) -> float:
        """Seconds of the turn's audio that the call reported as played, on the turn's clock."""
        return self._turn.format.seconds(self._heard)

    def receive(self, message: object) -> None:
        """Take a message of the call, as parsed JSON. Ignores all but this turn's marks."""
        mark = message.get("mark") if isinstance(message, dict) and message.get("event") == "mark" else None
        owner, _, end = str(mark.get("name") if isinstance(mark, dict) else "").partition(":")
        if owner == self._name and end.isdecimal() and len(end) <= _MOST_DIGITS and not self._is_cleared:
            self._heard = max(self._heard, min(int(end), self._marked))
            self._changed.set()

    def clear(self) -> str:
        """Return the message that silences the call at once. Ends the iteration, and ``played`` stops."""
        self._is_cleared = True
        self._changed.set()
        return self._message("clear")

    async def __aiter__(self) -> AsyncIterator[str]:
        """The messages to send, in order, about two seconds ahead of the listener. Raises whatever ends the turn."""
        try:
            async for event in self._turn:
                if isinstance(event, Audio):
                    self._pending += event.data
                    async for message in self._frames():
                        yield message
                elif isinstance(event, TurnDone):
                    async for message in self._rest():
                        yield message
        except Exception:  # whatever the source raises: audio taken so far counts as voiced, so let it be heard
            async for message in self._rest():
                yield message
            raise

    async def _frames(self) -> AsyncIterator[str]:
        """Send whole frames, each when there is room for it."""
        while len(self._pending) >= FRAME:
            await self._until(round(AHEAD_SECONDS * self._turn.format.bytes_per_second))
            if self._is_over:
                return
            yield self._media()
            if self._sent - self._marked >= FRAME * FRAMES_PER_MARK:
                yield self._mark()

    async def _rest(self) -> AsyncIterator[str]:
        """Send the last frame, which may be short, and its mark; wait until the mark comes back."""
        if self._pending and not self._is_over:
            yield self._media()
        if self._sent > self._marked and not self._is_over:
            yield self._mark()
        await self._until(0)

    @property
    def _is_over(self) -> bool:
        return self._is_cleared or self._turn.is_closed

    async def _until(self, ahead: int) -> None:
        """Wait until at most ``ahead`` bytes are sent and not played."""
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
