"""Rows 16-30: the link ends, or falls silent, in the middle of a turn."""

from __future__ import annotations

import asyncio
import random
import socket
from typing import Any

from websockets.asyncio.client import ClientConnection

from adapter import Audio, AuthFailed, Speaker, SpeechIncomplete
from adapter.events import Resumed
from adapter.transport import opening
from buffering import Segment
from tests.fault_server import (
    AfterBytes,
    AfterMessages,
    Close,
    Connection,
    Cut,
    FaultServer,
    Flood,
    OnText,
    Slow,
    Stall,
    StopReading,
    reply_bytes,
)
from tests.faults.harness import KEY, TEXT, Heard, Lab
from tests.faults.rows import Rows

rows = Rows()
EXACT = "goes on with the word that was cut; every word once"
ENDPOINTS = ("multi-stream-input", "stream-input")


def resumed_once(heard: Heard) -> None:
    heard.is_exact(connections=2)
    assert len(heard.resumed) == 1


@rows.row(16, 'close 1000 in the middle ("idle timeout")', EXACT, cases={e: e for e in ENDPOINTS})
async def close_1000_mid_turn(lab: Lab, endpoint: str) -> None:
    script = Connection([Close(AfterMessages(3), 1000, "connection idle timeout")])
    resumed_once(await lab.speak(script, settings={"endpoint": endpoint}))


@rows.row(17, "close 1001 in the middle", EXACT + "; the first try comes at once")
async def close_1001_mid_turn(lab: Lab) -> None:
    heard = await lab.speak(Connection([Close(AfterMessages(3), 1001, "going away")]))
    resumed_once(heard)
    assert heard.resumed[0].gap < 0.5


ENDS = {
    "1005": Close(AfterMessages(4), None),
    "fin_between_messages": Cut(AfterMessages(4), "fin"),
    "fin_inside_a_message": Cut(AfterBytes(40_000), "fin"),
}


@rows.row(18, "close without a code (1005); FIN without a close frame (1006)", EXACT, cases=ENDS)
async def close_1005_and_fin(lab: Lab, end: Any) -> None:
    resumed_once(await lab.speak(Connection([end])))


@rows.row(19, "TCP reset at any byte", EXACT, cases={e: e for e in ENDPOINTS})
async def rst_at_every_byte(lab: Lab, endpoint: str) -> None:
    """Each 31st byte and those around message borders on sockets; each single byte in ``tests/test_ledger.py``."""
    lab.hurry()
    texts = ["One is first. ", "Two follows. "]
    context = None if endpoint == "stream-input" else "0" * 12
    size = len(reply_bytes(texts, context=context))
    points = sorted({*range(0, size, 31), 1, 2, size - 2, size - 1})
    gate = asyncio.Semaphore(8)

    async def cut(point: int) -> None:
        async with gate:
            script = Connection([Cut(AfterBytes(point), "rst")])
            heard = await lab.speak(script, "".join(texts), samples=24, settings={"endpoint": endpoint})
            heard.is_exact()
            assert heard.connections in (1, 2), point

    await asyncio.gather(*map(cut, points))


PROTOCOL = {str(code): code for code in (1002, 1003, 1007)}


@rows.row(20, "close 1002, 1003, 1007", "one fresh link, then " + EXACT + ", or SpeechIncomplete", cases=PROTOCOL)
async def close_by_protocol(lab: Lab, code: int) -> None:
    resumed_once(await lab.speak(Connection([Close(AfterMessages(3), code, "protocol error")])))
    lab.hurry()
    heard = await lab.speak(Connection([Close(AfterMessages(0), code)]), repeat=True)
    heard.failed(SpeechIncomplete, connections=2, voiced="")


AUTH = {"api_key": f"Invalid API key {KEY}", "unauthorized": "unauthorized", "unusual": "detected unusual activity"}


@rows.row(21, "close 1008 with a reason that speaks of the key", "AuthFailed; no second try; no key shown", cases=AUTH)
async def close_1008_auth(lab: Lab, reason: str) -> None:
    heard = await lab.speak(Connection([Close(OnText(), 1008, reason)]), repeat=True)
    heard.failed(AuthFailed, connections=1, voiced="")


POLICY = {
    "contexts": "Maximum simultaneous contexts per WebSocket connection exceeded (5).",
    "settings": "Cannot change voice_settings in the middle of a stream",
    "unknown": "Something went wrong",
}


@rows.row(22, "close 1008 with another reason", "one fresh link, opened as the first; " + EXACT, cases=POLICY)
async def close_1008_policy(lab: Lab, reason: str) -> None:
    script = Connection([Close(AfterMessages(3), 1008, reason)])
    heard = await lab.speak(script, settings={"voice_settings": {"stability": 0.5}})
    resumed_once(heard)
    assert heard.server
    for seen in heard.server.connections:
        assert seen.messages[0]["text"] == " "
        assert seen.messages[0]["voice_settings"] == {"stability": 0.5}
    lab.hurry()
    heard = await lab.speak(Connection([Close(OnText(), 1008, reason)]), repeat=True)
    heard.failed(SpeechIncomplete, connections=2, voiced="")


@rows.row(23, "close 1009: a message of ours is too long", "smaller messages on a fresh link; " + EXACT)
async def close_1009(lab: Lab) -> None:
    text = "This sentence goes on, " + "and on and on, " * 20 + "until it ends. The next one is short."
    heard = await lab.speak(Connection([Close(OnText(), 1009, "message too big")]), text, splitter=Whole)
    heard.is_exact(connections=2)
    assert heard.server
    first, second = heard.server.connections
    assert max(map(len, first.texts)) > 300
    assert max(map(len, second.texts)) <= 201


class Whole:
    """Cuts nowhere: one segment for all text."""

    def __init__(self) -> None:
        self._text = ""

    def push(self, text: str) -> list[Segment]:
        self._text += text
        return []

    def release(self, *, clause: bool) -> list[Segment]:  # noqa: ARG002  the protocol's
        return []

    def finish(self) -> list[Segment]:
        return [Segment(self._text, 0, len(self._text), "end")]


BUSY = {str(code): code for code in (1011, 1012, 1013)}


@rows.row(24, "close 1011, 1012, 1013", EXACT, cases=BUSY)
async def close_by_a_busy_service(lab: Lab, code: int) -> None:
    resumed_once(await lab.speak(Connection([Close(AfterMessages(3), code, "internal error")])))
    lab.hurry()
    heard = await lab.speak(Connection([Close(AfterMessages(0), code)]), repeat=True)
    heard.failed(SpeechIncomplete, connections=5, voiced="")


@rows.row(25, "close with a code of the service's own", "one fresh link", cases={str(c): c for c in (3006, 4029, 4999)})
async def close_own_code(lab: Lab, code: int) -> None:
    resumed_once(await lab.speak(Connection([Close(AfterMessages(3), code, "own")])))
    lab.hurry()
    heard = await lab.speak(Connection([Close(AfterMessages(0), code)]), repeat=True)
    heard.failed(SpeechIncomplete, connections=2, voiced="")
    assert isinstance(heard.error, SpeechIncomplete)
    assert heard.error.close_code == code


def silence(heard: Heard) -> float:
    """Seconds from the last audio before the loss to the second connection."""
    lost = next(index for index, event in enumerate(heard.events) if isinstance(event, Resumed))
    last = max(time for event, time in zip(heard.events[:lost], heard.times, strict=False) if isinstance(event, Audio))
    assert heard.server
    return heard.server.connections[1].opened_at - last


@rows.row(26, "half-open: sends nothing more, TCP stays open", "noticed within 3.2 s; " + EXACT)
async def half_open(lab: Lab) -> None:
    """With the real 3 seconds."""
    heard = await lab.speak(Connection([Stall(AfterMessages(3))]))
    resumed_once(heard)
    assert 2.8 < silence(heard) < 3.2 + 0.15  # a busy machine


@rows.row(27, "answers pings, gives no audio", "a ping is no progress: as 26", cases={"pongs": 0, "pings_us_too": 1})
async def pings_but_no_audio(lab: Lab, floods: int) -> None:
    lab.traits(silence=0.5, first_audio=0.5)
    lab.patch(opening__PING_SECONDS=0.1)
    noise = [Flood(AfterMessages(3), "pings", every=0.02)] * floods
    heard = await lab.speak(Connection([Stall(AfterMessages(3), pongs=True), *noise]))
    resumed_once(heard)
    assert silence(heard) < 0.9
    assert heard.server
    assert heard.server.connections[0].pings > 1


@rows.row(28, "audio comes again just when the silence was noticed", "what is late is dropped; every word once")
async def audio_returns_after_the_stall(lab: Lab) -> None:
    lab.traits(silence=0.3)
    delays = [0.27 + 0.004 * step for step in range(16)]
    scripts = [Connection([Stall(AfterMessages(3), seconds=delay, pongs=True)]) for delay in delays]
    for heard in await asyncio.gather(*map(lab.speak, scripts)):
        heard.is_exact()
        assert heard.connections in (1, 2)


@rows.row(29, "slow-loris audio: one piece now and then", "no new link while it goes on; every word once")
async def slow_loris(lab: Lab) -> None:
    """One piece per 0.35 s with a stall of 0.5 s, in place of 2 s and 3 s."""
    lab.traits(silence=0.5, first_audio=1.0)
    text = "A short one only. And another."
    (await lab.speak(Connection([Slow(AfterMessages(0), 0.35)]), text)).is_exact(connections=1)


class NarrowConnect(opening._Connect):
    """Small buffers in kernel and library, so that a text fills them."""

    async def open_tcp_connection(self) -> ClientConnection:
        connection = await super().open_tcp_connection()
        connection.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        connection.transport.set_write_buffer_limits(4096)
        return connection


@rows.row(
    30, "the service reads nothing more and our buffers fill", "noticed; " + EXACT + "; closing takes 1 s at most"
)
async def server_stops_reading(lab: Lab) -> None:
    """With small kernel buffers and 0.5 s in place of 5."""
    lab.patch(inbox__SEND_SECONDS=0.5, opening___Connect=NarrowConnect)
    words = " ".join(f"w{random.randrange(10**6)}" for _ in range(15_000))
    script = Connection([StopReading(AfterMessages(0))])
    loop = asyncio.get_running_loop()
    async with FaultServer(script, chunk=4_000) as server:
        server._server.sockets[0].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        async with Speaker(lab.service(server.url), clean=False, splitter=Whole) as speaker:
            heard = await lab.take(speaker.say(words), server)
    heard.is_exact(connections=2)
    first, second = heard.server.connections
    assert second.opened_at - first.opened_at < 1.5
    async with FaultServer(script) as server:
        async with Speaker(lab.service(server.url), clean=False) as speaker:
            await speaker.warm_up()
            await asyncio.sleep(0.05)
            speaker.say(TEXT)
            await asyncio.sleep(0.1)
            began = loop.time()
        assert loop.time() - began < 1.3


test_row = rows.test()
