"""``POST /v1/audio/speech`` over HTTP, as OpenAI and many local servers have it, that misbehaves on command.

A script is a list of ``Answer``, one per request in the order of their arrival, pure data; a healthy server answers the
rest. The audio encodes the text, as the other dialects' does.
"""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from .line import Line
from .listener import Listener
from .records import Seen
from .script import Action, Cutting
from .voice import RATE, SAMPLES, decode, encode

Length = Literal["chunked", "counted", "closed"]


@dataclass(frozen=True, slots=True)
class Answer:
    """How one request is answered; with its audio unless told otherwise."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    """Instead of the audio."""
    content_type: str = "audio/pcm"
    is_wav: bool = False
    """Whether a WAV header of unknown length comes first."""
    rate: int = RATE
    """Samples per second, as that header says."""
    length: Length = "chunked"
    """How the body's end is told: by chunks, by a Content-Length, or by the connection's end."""
    chunk: int = 333
    """Bytes of each write; an odd number cuts samples apart."""
    first_byte: float = 0.0
    """Seconds before the answer begins."""
    pause: float = 0.0
    """Seconds before each write."""
    cut_after: int | None = None
    """Bytes of the body after which the connection ends."""
    by: Cutting = "rst"
    keeps_alive: bool = True
    """Whether the connection can carry another request."""


@dataclass(slots=True)
class Asked:
    """One request, as the server saw it."""

    headers: dict[str, str]
    """By lower-case name."""
    body: dict[str, Any]
    at: float
    """On the event loop's clock."""
    connection: int
    path: str = ""
    sent: int = 0
    """Bytes of the body."""
    is_complete: bool = False


@dataclass(slots=True)
class _Request:
    head: bytes
    path: str
    headers: dict[str, str]
    body: bytes = field(default=b"")


class SpeechServer(Listener):
    """A speech server over HTTP on loopback that does what its script says."""

    def __init__(
        self,
        script: Answer | Sequence[Answer] = (),
        *,
        repeat: bool = False,
        samples: int = SAMPLES,
        longest: int = 4096,
    ) -> None:
        """The n-th request is answered with the script's n-th; those after its end as a healthy server does, or, with
        ``repeat``, as its last. ``samples`` per character; a text over ``longest`` characters is refused."""
        super().__init__()
        self._script = (script,) if isinstance(script, Answer) else tuple(script)
        self._repeat = repeat
        self._samples = samples
        self._longest = longest
        self.requests: list[Asked] = []
        self.connections = 0
        self.most_at_once = 0
        """Requests under way at the same time."""
        self._at_once = 0

    @property
    def url(self) -> str:
        """The base URL, to which clients add ``/audio/speech``."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def texts(self) -> list[str]:
        """What was asked for, in the order of arrival."""
        return [str(request.body.get("input")) for request in self.requests]

    def decode(self, pcm: bytes) -> str:
        """The text that sounds so."""
        return decode(pcm, self._samples)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, which may carry several requests."""
        line, number = Line(reader, writer, Seen(0.0), _nothing), self.connections
        self.connections += 1
        try:
            while not line.is_over and (request := await _read(reader)):
                if not await self._answer(request, line, number):
                    await line.cut("fin")
        except OSError:
            pass  # the client is gone
        finally:
            await line.release()

    async def _answer(self, request: _Request, line: Line, number: int) -> bool:
        """Answer it; gives whether the connection can carry another."""
        asked = Asked(request.headers, _json(request.body), asyncio.get_running_loop().time(), number, request.path)
        plan = self._plan(len(self.requests))
        self.requests.append(asked)
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            await asyncio.sleep(plan.first_byte)
            await self._send(plan, asked, line)
        finally:
            self._at_once -= 1
        return plan.keeps_alive and plan.length != "closed"

    def _plan(self, index: int) -> Answer:
        if index < len(self._script):
            return self._script[index]
        return self._script[-1] if self._script and self._repeat else Answer()

    async def _send(self, plan: Answer, asked: Asked, line: Line) -> None:
        status, kind, body = self._content(plan, asked)
        headers = [("Content-Type", kind), *plan.headers]
        headers += [("Transfer-Encoding", "chunked")] if plan.length == "chunked" else []
        headers += [("Content-Length", str(len(body)))] if plan.length == "counted" else []
        headers += [] if plan.keeps_alive and plan.length != "closed" else [("Connection", "close")]
        fields = "".join(f"{name}: {value}\r\n" for name, value in headers)
        await line.write(f"HTTP/1.1 {status} Some\r\n{fields}\r\n".encode())
        upto = len(body) if plan.cut_after is None else min(plan.cut_after, len(body))
        for start in range(0, upto, plan.chunk):
            await asyncio.sleep(plan.pause)
            part = body[start : min(start + plan.chunk, upto)]
            await line.write(b"%x\r\n%b\r\n" % (len(part), part) if plan.length == "chunked" else part)
            asked.sent += len(part)
        if plan.cut_after is not None:
            await line.cut(plan.by)
            return
        if plan.length == "chunked":
            await line.write(b"0\r\n\r\n")
        asked.is_complete = True

    def _content(self, plan: Answer, asked: Asked) -> tuple[int, str, bytes]:
        """Status, content type and body."""
        text = asked.body.get("input")
        if plan.status == 200 and (wrong := self._refusal(asked, text)):
            return 400, "application/json", json.dumps({"error": {"message": wrong, "type": "invalid"}}).encode()
        if plan.body is not None:
            return plan.status, plan.content_type, plan.body
        if plan.status != 200:
            return plan.status, "application/json", b'{"error": {"message": "no"}}'
        header = _wav_header(plan.rate) if plan.is_wav or asked.body.get("response_format") == "wav" else b""
        return 200, "audio/wav" if header else plan.content_type, header + encode(str(text), self._samples)

    def _refusal(self, asked: Asked, text: object) -> str:
        if not asked.path.endswith("/audio/speech"):
            return "unknown path"
        if not isinstance(text, str) or not text or not asked.body.get("model") or not asked.body.get("voice"):
            return "input, model and voice are required"
        return f"input has more than {self._longest} characters" if len(text) > self._longest else ""


async def _nothing(_action: Action) -> None:
    """A line of this server has no actions at bytes."""


async def _read(reader: asyncio.StreamReader) -> _Request | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").strip().split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (one.partition(":") for one in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    return _Request(head, first.split(" ")[1], headers, body)


def _json(data: bytes) -> dict[str, Any]:
    try:
        body = json.loads(data)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _wav_header(rate: int) -> bytes:
    """Of a stream whose length is not known."""
    kind = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate * 2, 2, 16)
    return b"RIFF\xff\xff\xff\xffWAVE" + kind + b"data\xff\xff\xff\xff"
