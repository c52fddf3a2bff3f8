"""The local speech server: the ElevenLabs dialect on a websocket, spoken by espeak-ng.

Owns sockets and tasks. ``dialect.py`` decides what a message means; this file carries out the actions.
Listens on loopback and refuses browsers (any ``Origin``) by default, so that no web page can use it.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import http
import json
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from websockets.asyncio.server import ServerConnection
from websockets.asyncio.server import serve as serve_websocket
from websockets.datastructures import MultipleValuesError
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Origin

from buffering import Segmenter

from .. import logs
from ..errors import AdapterError, BadRequest
from ..events import AudioFormat
from . import alignment, encoding, voice
from .dialect import Action, Close, Context, Fail, Finish, Session, Speak

MAX_MESSAGE = 2**20
"""Bytes in one client message; a larger one closes the socket with 1009."""
MAX_PIECE = 500
"""Characters synthesized at once: about 30 seconds of speech, 30 ms of work."""
_SLICE = 500
"""Characters to cut before other connections get their turn."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 2.0
"""Seconds that a connection waits after its text crashed the engine, to spare the other connections."""
_CLOSE_SECONDS = 1.0
"""How long clients have to close when the server stops."""
_LOOK_AGAIN = 1.0
"""How often, in seconds, to check whether a busy connection has fallen silent."""
_PLACEHOLDER_VOICE_LENGTH = 20
"""ElevenLabs voice ids are 20 letters and digits. The requested language's voice speaks for them, or our own."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The server's settings."""

    voice: str = "en-us"
    """Used for ElevenLabs voice ids; clients may also name an espeak-ng voice in the path."""
    latency: float = 0.0
    """Seconds to wait before each generation's first audio, as a real model would."""
    api_keys: frozenset[str] = frozenset()
    """The accepted keys; if empty, no key is needed."""


class _RefusedError(Exception):
    """Answer the handshake with HTTP 403, as the real service does for unknown paths and parameters."""


@dataclass(frozen=True, slots=True)
class _Request:
    """A handshake's path and query."""

    voice: str
    is_multi: bool
    format: AudioFormat
    auto_mode: bool
    sync_alignment: bool
    inactivity_timeout: float
    language: str
    key: str | None

    @classmethod
    def parse(cls, request: Request) -> _Request:
        try:
            url = urlsplit(request.path)
            key = request.headers.get("xi-api-key")
        except ValueError:
            raise _RefusedError("unreadable path") from None
        except MultipleValuesError:
            raise _RefusedError("more than one xi-api-key") from None
        parts = url.path.split("/")
        if len(parts) != 5 or parts[:3] != ["", "v1", "text-to-speech"]:
            raise _RefusedError("unknown path")
        if parts[4] not in ("stream-input", "multi-stream-input"):
            raise _RefusedError("unknown path")
        query = {name: values[-1] for name, values in parse_qs(url.query).items()}
        if query.get("model_id", "").startswith(("eleven_v3", "eleven_v4")):
            raise _RefusedError("this model is not available on this endpoint")
        output_format = query.get("output_format", "mp3_44100_128")
        if output_format not in encoding.FORMATS:
            raise _RefusedError(f"unknown output_format; known: {', '.join(encoding.FORMATS)}")
        return cls(
            voice=unquote(parts[3]),
            is_multi=parts[4] == "multi-stream-input",
            format=AudioFormat.parse(output_format),
            auto_mode=_flag(query, "auto_mode"),
            sync_alignment=_flag(query, "sync_alignment"),
            inactivity_timeout=_timeout(query),
            language=query.get("language_code", "").lower(),
            key=key or query.get("authorization"),
        )


def _flag(query: dict[str, str], name: str) -> bool:
    value = query.get(name, "false").lower()
    if value not in ("true", "false"):
        raise _RefusedError(f"{name} is true or false")
    return value == "true"


def _timeout(query: dict[str, str]) -> float:
    value = query.get("inactivity_timeout", "20")
    if not (value.isascii() and value.isdigit()):
        raise _RefusedError("inactivity_timeout is a number of seconds, at most 180")
    return min(int(value[:9]), 180)


def _check(_connection: ServerConnection, request: Request) -> Response | None:
    """Refuse a bad request before the websocket is opened."""
    try:
        _Request.parse(request)
    except _RefusedError as refused:
        return _connection.respond(http.HTTPStatus.FORBIDDEN, f"{refused}\n")
    return None


def _choose_voice(request: _Request, settings: Settings) -> str | None:
    """espeak-ng's identifier of the voice that speaks for the request; None if there is no such voice."""
    if found := voice.find(request.voice):
        return found
    if not (len(request.voice) == _PLACEHOLDER_VOICE_LENGTH and request.voice.isalnum()):
        return None
    return voice.find(request.language) or voice.find(settings.voice)


@asynccontextmanager
async def serve(
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    settings: Settings | None = None,
    origins: Collection[str] = (),
) -> AsyncIterator[str]:
    """Run the server while the context is open; yields its base URL, such as ``ws://127.0.0.1:8765``.

    Port 0 picks a free one. ``origins`` are the web pages that may connect. Raises OSError if it cannot listen on the
    address, ExtraMissing without the extra ``local``, ValueError for an unknown ``settings.voice``.
    """
    settings = settings or Settings()
    if not await asyncio.to_thread(voice.find, settings.voice):  # starts an engine before the first client connects
        raise ValueError(f"unknown voice {settings.voice!r}: `saystream voices` lists them")

    sockets: set[ServerConnection] = set()

    async def handle(socket: ServerConnection) -> None:
        assert socket.request is not None  # noqa: S101  the handshake is over
        sockets.add(socket)
        try:
            await _Connection(socket, _Request.parse(socket.request), settings).run()
        finally:
            sockets.discard(socket)

    async with serve_websocket(
        handle,
        host,
        port,
        process_request=_check,
        origins=[None, *map(Origin, origins)],
        max_size=MAX_MESSAGE,
        logger=logs.SILENT,
        close_timeout=_CLOSE_SECONDS,
        compression=None,  # base64 audio hardly compresses, and each connection would cost 33 kB and twice the time
    ) as server:
        address = next(iter(server.sockets)).getsockname()
        try:
            yield f"ws://[{address[0]}]:{address[1]}" if ":" in address[0] else f"ws://{address[0]}:{address[1]}"
        finally:
            server.close()
            await asyncio.wait({asyncio.ensure_future(server.wait_closed())}, timeout=_CLOSE_SECONDS)
            for socket in sockets:  # for clients that do not read, not even the close frame
                socket.transport.abort()


class _Connection:
    """One open websocket: a listening loop, and one worker per context so that speaking does not block reading."""

    def __init__(self, socket: ServerConnection, request: _Request, settings: Settings) -> None:
        self.socket = socket
        self.request = request
        self.settings = settings
        self.voice = _choose_voice(request, settings) or ""
        self.session = Session(
            is_multi=request.is_multi,
            auto_mode=request.auto_mode,
            inactivity_timeout=request.inactivity_timeout,
            now=asyncio.get_running_loop().time(),
            api_keys=settings.api_keys,
            key=request.key,
            refusal=self._refusal(),
        )
        self.workers: dict[Context, tuple[asyncio.Task[None], asyncio.Queue[Speak | Finish]]] = {}
        self.voice_turn = asyncio.Lock()
        """A connection uses one engine at a time, so that it cannot occupy all of them."""
        self.pause = 0.0
        """Seconds before the connection's next text. Grows when a text crashes the engine, shrinks otherwise."""

    def _refusal(self) -> Fail | None:
        if not self.voice:
            return Fail("voice_not_found", f"A voice for the voice_id {self.request.voice[:60]!r} was not found.")
        if not encoding.is_available(self.request.format):
            return Fail("output_format_not_allowed", "MP3 needs the extra: pip install 'saystream[mp3]'")
        return None

    async def run(self) -> None:
        """Serve until the socket closes."""
        async with asyncio.TaskGroup() as self.tasks:
            await self._listen()
            for worker, _ in self.workers.values():
                worker.cancel()

    async def _listen(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            wake_at = self.session.deadline() or clock() + _LOOK_AGAIN
            try:
                async with asyncio.timeout_at(wake_at):
                    message = await self.socket.recv()
                actions = self.session.receive(message, clock())
            except TimeoutError:
                actions = self.session.tick(clock())
            except ConnectionClosed:
                return
            await self._perform(actions)

    async def _perform(self, actions: list[Action]) -> None:
        for action in actions:
            match action:
                case Finish(context) if context not in self.workers:
                    await self._finish(context)  # no speech was requested
                case Speak(context) | Finish(context):
                    self._give(context, action)
                case Fail(error, message, code):
                    await self._send({"message": message, "error": error, "code": code})
                    await self.socket.close(code, _cut_reason(message))
                case Close():
                    await self.socket.close()

    def _give(self, context: Context, action: Speak | Finish) -> None:
        if context not in self.workers:
            queue: asyncio.Queue[Speak | Finish] = asyncio.Queue()
            self.workers[context] = self.tasks.create_task(self._work(context, queue)), queue
        self.workers[context][1].put_nowait(action)

    async def _work(self, context: Context, queue: asyncio.Queue[Speak | Finish]) -> None:
        encoder = encoding.Encoder(self.request.format)
        clock = asyncio.get_running_loop().time
        while isinstance(item := await queue.get(), Speak):
            if context.wants(item.number):
                try:
                    await self._speak(item, encoder)
                except AdapterError as error:
                    await self._refuse(context, error)
            self.session.spoken(item, clock())
        if (tail := encoder.finish()) and context.wants(context.asked):
            await self._send_audio(context, tail, None)
        self.workers.pop(context)
        await self._finish(context)

    async def _refuse(self, context: Context, error: AdapterError) -> None:
        """Report a text that cannot be spoken. The connection's other texts are not affected."""
        # The message has the real service's shape; we do not know its name for this error.
        name = "unspeakable_text" if isinstance(error, BadRequest) else "system_busy"
        message = {"message": error.reason, "error": name, "code": 1008}
        await self._send(message | {"contextId": context.name} if self.request.is_multi else message)

    async def _finish(self, context: Context) -> None:
        final = {"isFinal": True}
        await self._send(
            final | {"contextId": context.name}
            if self.request.is_multi
            else {"audio": None, **final, "normalizedAlignment": None, "alignment": None}
        )
        await self._perform(self.session.finished(context))

    async def _speak(self, item: Speak, encoder: encoding.Encoder) -> None:
        await asyncio.sleep(self.settings.latency)
        async for piece in _pieces(item.text):
            async with self.voice_turn:
                audio, marks = await self._synthesize(piece, item)
            times = alignment.character_times(piece, marks, memoryview(audio).cast("h"))
            audio = encoding.resample(audio, self.request.format.rate)
            parts = alignment.parts(piece, times, sync=self.request.sync_alignment)
            for part in parts:
                if not item.context.wants(item.number):
                    return
                last = None if part is parts[-1] else self._offset(part.end)
                encoded = encoder.encode(audio[self._offset(part.begin) : last])
                await self._send_audio(item.context, encoded, part)

    async def _synthesize(self, piece: str, item: Speak) -> tuple[bytes, list[voice.Mark]]:
        if self.pause:
            await asyncio.sleep(self.pause)
        try:
            spoken = await voice.speak(
                piece, self.voice, item.context.speed, lambda: not item.context.wants(item.number)
            )
        except BadRequest:
            self.pause = min(_LONGEST_PAUSE, 2 * self.pause or _FIRST_PAUSE)
            raise
        self.pause = self.pause / 2 if self.pause > _FIRST_PAUSE else 0.0
        return spoken

    def _offset(self, milliseconds: int) -> int:
        return milliseconds * self.request.format.rate // 1_000 * 2

    async def _send_audio(self, context: Context, audio: bytes, part: alignment.Part | None) -> None:
        message = {
            "audio": base64.b64encode(audio).decode(),
            "isFinal": None,
            "normalizedAlignment": part and part.normalized,
            "alignment": part and part.alignment,
        }
        await self._send(message | {"contextId": context.name} if self.request.is_multi else message)

    async def _send(self, message: dict[str, Any]) -> None:
        # The listening loop notices that a client has gone.
        with contextlib.suppress(ConnectionClosed):
            await self.socket.send(json.dumps(message))


async def _pieces(text: str) -> AsyncIterator[str]:
    """Cut ``text`` into parts to synthesize. Each ends with a space, as in the real service: clients end words there.

    Cutting a huge text takes long, so other connections get their turn in between.
    """
    if len(text) <= MAX_PIECE:
        yield text.rstrip() + " "
        return
    segmenter = Segmenter(hard_limit=MAX_PIECE)
    for start in range(0, len(text), _SLICE):
        for segment in segmenter.push(text[start : start + _SLICE]):
            yield segment.text.rstrip() + " "
        await asyncio.sleep(0)
    for segment in segmenter.finish():
        yield segment.text.rstrip() + " "


def _cut_reason(message: str) -> str:
    """Cut to the 123 bytes of reason that fit in a close frame, as the real service does."""
    return message.encode()[:123].decode(errors="ignore")
