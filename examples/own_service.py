"""Your own speech service: its settings, its traits and its codec in one file. Speaks into own_service.wav.

This service is a toy that hums: it takes ``{"turn": id, "say": text}`` and ``{"turn": id, "end": true}``, and answers
with ``{"turn": id, "audio": base64}`` and ``{"turn": id, "done": true}``. ``Speaker`` adds resume, barge-in, warm
links, retry and the record of what was heard. ``adapter/README.md`` says what each part is for.

Usage: python examples/own_service.py
"""

from __future__ import annotations

import asyncio
import base64
import json
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import KW_ONLY, dataclass, field
from typing import ClassVar

from websockets.asyncio.server import ServerConnection, serve

from adapter import ServiceUnavailable, Speaker, save
from adapter.services import Codec, Finished, Frame, Outgoing, Refused, Signal, Speech, Traits
from adapter.services.keys import Secret
from adapter.services.settings import Remote


@dataclass(frozen=True, slots=True)
class Hum(Remote):
    """The service's settings; ``voice`` is the pitch. ``Remote`` checks the rest, and classifies errors by status."""

    voice: str = "A4"
    _: KW_ONLY
    api_key: str | Secret | None = field(default=None, repr=False)
    base_url: str = "wss://hum.example"
    output_format: str = "pcm_24000"
    proxy: str | None = None
    name: str = ""
    key_variable: ClassVar[str] = "HUM_API_KEY"
    vendor: ClassVar[str] = "Hum"

    @property
    def url(self) -> str:
        return self.base_url

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.usable_key()}"}

    @property
    def traits(self) -> Traits:
        return Traits(timing="none")

    def codec(self) -> HumCodec:
        return HumCodec(uuid.uuid4().hex)


class HumCodec(Codec):
    """One turn. Pure: text to frames, frames to signals."""

    def __init__(self, turn: str) -> None:
        self._turn = turn

    def speak(self, *pieces: str) -> list[Outgoing]:
        return [json.dumps({"turn": self._turn, "say": piece}) for piece in pieces]

    def finish(self) -> list[Outgoing]:
        return [json.dumps({"turn": self._turn, "end": True})]

    cancel = finish

    def receive(self, frame: Frame) -> list[Signal]:
        with suppress(ValueError, TypeError, KeyError, AttributeError, RecursionError):
            message = json.loads(frame) if isinstance(frame, str) else {}
            if message.get("turn") != self._turn:
                return []
            return [Finished()] if "done" in message else [Speech(base64.b64decode(message["audio"]))]
        return [Refused(ServiceUnavailable("Hum sent a message that cannot be read"))]


async def hum(socket: ServerConnection) -> None:
    """The service itself: 50 ms of a 440 Hz square wave for each character."""
    wave = (b"\x00\x10" * 27 + b"\x00\xf0" * 27) * 22
    async for frame in socket:
        message = json.loads(frame)
        sound = base64.b64encode(wave * len(message.get("say", ""))).decode()
        answer = {"done": True} if "end" in message else {"audio": sound}
        await socket.send(json.dumps({"turn": message["turn"], **answer}))


async def main() -> None:
    async with serve(hum, "127.0.0.1", 0) as server:
        address = f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"
        async with Speaker(Hum(api_key="any key will do", base_url=address)) as speaker:
            print(await save(speaker.say(["Hello. This is ", "a voice of my own."]), "own_service.wav"))


if __name__ == "__main__":
    asyncio.run(main())
