"""The fault server does what its script says, to the byte, and its audio gives back the text."""

from __future__ import annotations

import asyncio
import base64
import gc
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from adapter import Audio, ElevenLabs, Speaker, TurnDone, Word
from tests.conftest import Heard, RawClient, open_raw
from tests.fault_server import (
    ALWAYS,
    BROKEN,
    STYLES,
    Action,
    AfterBytes,
    AfterMessages,
    AfterSeconds,
    AtFinal,
    AtHandshakeByte,
    AtMessage,
    BadBase64,
    BadJson,
    Binary,
    Bomb,
    Close,
    Connection,
    Cut,
    Drip,
    Drop,
    Duplicate,
    EarlyFinal,
    EmptyAudio,
    Error,
    FaultServer,
    Fields,
    Flood,
    Http,
    InvalidUtf8,
    Late,
    Manner,
    OddAudio,
    OnClose,
    OnFlush,
    OnText,
    OtherContext,
    Oversize,
    Payload,
    Raw,
    RawAnswer,
    Reorder,
    Send,
    Slow,
    Stall,
    StopReading,
    WrongTypes,
    bad_accept,
    decode,
    encode,
    redirect,
    reply_bytes,
    reply_frames,
    reply_messages,
)
from tests.fault_server.frames import CLOSE, PING, Frame, FrameReader, close_frame

TEXT = "One sentence. And 2 more! "
CHUNKS = [TEXT[i : i + 7] for i in range(0, len(TEXT), 7)]
BOTH = pytest.mark.parametrize("endpoint", ["stream-input", "multi-stream-input"])
Client = list[dict[str, Any]]


def names(value: Any) -> str:
    return str(value) if isinstance(value, Action) else ""


def turn(endpoint: str, *texts: str, name: str = "c") -> Client:
    if endpoint == "stream-input":
        return [{"text": " "}, *({"text": text} for text in texts), {"text": ""}]
    told = {"context_id": name}
    return [{"text": text, **told} for text in (" ", *texts)] + [
        {"flush": True, **told},
        {"close_context": True, **told},
    ]


# --- sound and text ---


@given(st.text(), st.sampled_from([2, 8, 24]))
def test_audio_gives_back_its_text(text: str, samples: int) -> None:
    assert decode(encode(text, samples), samples) == text
    assert len(encode(text, samples)) == len(text) * samples * 2


@pytest.mark.parametrize("text", ["", "aab", "😀😀", "\ud83d😀\ude00", "\ud83d\ud83d", "\udfff\ud800x", "你好 \0"])
def test_audio_gives_back_awkward_text(text: str) -> None:
    assert decode(encode(text)) == text


@pytest.mark.parametrize("text", ["abc", "a😀c", "😀😀", "b\ud83d"])
def test_a_broken_character_is_marked(text: str) -> None:
    sound = encode(text)
    for size in range(len(sound)):
        whole = size // 48
        assert decode(sound[:size]) == text[:whole] + (BROKEN if size % 48 else "")


def test_a_gap_inside_a_character_is_marked() -> None:
    sound = encode("abc")
    assert decode(sound[:48] + sound[60:]) == f"a{BROKEN}c"


# --- replies as data ---


def reply(style: Any, texts: tuple[str, ...] = (TEXT,), **more: Any) -> tuple[list[Any], list[Any]]:
    """The alignments, and the normalised ones, of all messages."""
    messages = reply_messages(texts, Manner(style, **more))
    assert decode(b"".join(base64.b64decode(m["audio"]) for m in messages[:-1])) == "".join(texts)
    return [m["alignment"] for m in messages], [m["normalizedAlignment"] for m in messages]


def starts(alignments: list[Any]) -> list[float | None]:
    return [a and a["charStartTimesMs"][0] for a in alignments]


def chars(alignments: list[Any]) -> list[str | None]:
    return [a and "".join(a["chars"]) for a in alignments]


@pytest.mark.parametrize(
    ("style", "more", "first_times"),
    [
        ("with", {}, [0, 0, 0, 0, None]),
        ("restarting", {}, [0, 0, 0, 0, None]),
        ("absolute", {}, [0, 7, 14, 21, None]),
        ("absolute", {"rate": 16_000}, [0, 10.5, 21, 31.5, None]),
        ("lagged", {}, [None, 0, 7, 14, 21]),
        ("lagged", {"times": "own"}, [None, 0, 0, 0, 0]),
        ("lagged", {"times": "message"}, [None, -7, -7, -7, -5]),
    ],
)
def test_alignment_of_all_text_in_order(style: Any, more: Any, first_times: list[float | None]) -> None:
    alignments, _ = reply(style, **more)
    assert [text for text in chars(alignments) if text] == CHUNKS
    assert starts(alignments) == first_times


def test_alignment_in_other_styles() -> None:
    assert chars(reply("whole", (TEXT, "Yes. "))[0]) == [TEXT, None, None, None, "Yes. ", None]
    assert set(chars(reply("none")[0])) == set(chars(reply("none")[1])) == {None}
    alignments, normalised = reply("normalised")
    assert set(alignments) == {None}
    assert "".join(text or "" for text in chars(normalised)) == "ONE SENTENCE. AND TWO MORE! "
    lasting = normalised[2]
    assert sum(lasting["charDurationsMs"]) == pytest.approx(7)
    long = reply("overlong")[0][0]
    assert long["charStartTimesMs"][-1] + long["charDurationsMs"][-1] == 10.5


@pytest.mark.parametrize("style", STYLES)
@BOTH
async def test_a_healthy_server_sends_exactly_the_reply(endpoint: str, style: Any) -> None:
    name = "c" if endpoint == "multi-stream-input" else None
    async with FaultServer(Connection(style=style)) as server:
        await talk(server, endpoint, turn(endpoint, TEXT, "Yes. "))
        sent = bytes(server.connections[0].stream)
    assert sent[: None if name is None else -4] == reply_bytes([TEXT, "Yes. "], style, context=name)


def test_frames_of_a_client_are_read_in_any_pieces() -> None:
    mask = b"\1\2\3\4"

    def masked(first: int, payload: bytes) -> bytes:
        data = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
        size = bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + len(data).to_bytes(2, "big")
        return bytes([first]) + size + mask + data

    sent = masked(1, b"frag") + masked(0x89, b"p") + masked(0x80, b"ment") + masked(0x81, b"x" * 300)
    for size in (1, 2, 7, 1000):
        reader = FrameReader()
        read = [frame for i in range(0, len(sent), size) for frame in reader.feed(sent[i : i + size])]
        assert read == [Frame(b"p", PING), Frame(b"fragment"), Frame(b"x" * 300)]
        assert reader.faults == []


# --- conversations ---


async def talk(server: FaultServer, endpoint: str, messages: Client, seconds: float = 10.0, **query: str) -> Heard:
    """Send all messages as a library's client, listen until all turns have ended or the connection has."""
    async with open_raw(server.url, endpoint, "v", **({"auto_mode": "true"} | query)) as socket:
        client = RawClient(socket)
        await client.send(*messages)
        finals = sum(bool(message.get("close_context")) for message in messages) or None
        return await client.listen(seconds, finals)


@BOTH
async def test_a_healthy_turn(endpoint: str) -> None:
    is_multi = endpoint == "multi-stream-input"
    name = "c" if is_multi else None
    async with FaultServer() as server:
        heard = await talk(server, endpoint, turn(endpoint, TEXT, "And 😀. "))
        seen = server.connections[0]
    assert server.decode(heard.audio(name)) == heard.text(name) == TEXT + "And 😀. "
    assert heard.finals() == [name]
    assert heard.close_code == (None if is_multi else 1000)
    assert (seen.texts, seen.characters, seen.contexts) == ([TEXT, "And 😀. "], len(TEXT) + 7, [name])
    assert seen.messages == turn(endpoint, TEXT, "And 😀. ")
    assert seen.ended_at is not None
    assert seen.ended_at >= seen.message_times[-1] >= seen.opened_at


@BOTH
async def test_text_waits_for_a_flush_without_auto_mode(endpoint: str) -> None:
    name = {"context_id": "c"} if endpoint == "multi-stream-input" else {}
    messages = [{"text": text, **name} for text in (" ", "Hel", "lo. ")]
    async with FaultServer() as server:
        heard = await talk(server, endpoint, messages, 0.2, auto_mode="false")
        assert heard.messages == []
        messages += [{"flush": True, **name}]
        heard = await talk(server, endpoint, messages, 0.2, auto_mode="false")
        assert server.decode(heard.audio(name.get("context_id"))) == "Hello. "
        assert heard.finals() == []


async def test_many_contexts_at_once() -> None:
    one, two = turn("multi-stream-input", TEXT, name="1"), turn("multi-stream-input", "Two. ", name="2")
    mixed = [message for pair in zip(one, two, strict=True) for message in pair]
    async with FaultServer() as server:
        heard = await talk(server, "multi-stream-input", [*mixed, {"text": ""}, {"close_socket": True}])
        assert (server.decode(heard.audio("1")), server.decode(heard.audio("2"))) == (TEXT, "Two. ")
        assert (server.connections[0].most_contexts, server.connections[0].contexts) == (2, ["1", "2"])


async def test_closing_the_socket_ends_all_contexts() -> None:
    opening = [{"text": "A. ", "context_id": "1"}, {"text": "B. "}, {"close_socket": True}]
    async with FaultServer() as server:
        heard = await talk(server, "multi-stream-input", opening)
    assert (heard.finals(), heard.close_code) == (["1", "default"], 1000)


async def test_too_many_contexts_are_refused() -> None:
    opening = [{"text": " ", "context_id": str(number)} for number in range(6)]
    async with FaultServer() as server:
        heard = await talk(server, "multi-stream-input", opening)
    assert (heard.errors, heard.close_code) == (["max_active_conversations"], 1008)


async def test_a_message_that_cannot_be_read_is_refused() -> None:
    async with FaultServer() as server, open_raw(server.url) as socket:
        client = RawClient(socket)
        await client.send("nonsense")
        heard = await client.listen()
    assert (heard.errors, heard.close_code) == (["invalid_input_message"], 1008)
    assert server.connections[0].messages == ["nonsense"]


@pytest.mark.parametrize("style", STYLES)
@BOTH
async def test_our_own_speaker(endpoint: Any, style: Any) -> None:
    text = "The first sentence is here. The second one follows it.\nAnd a third, with 😀."
    async with FaultServer(Connection(style=style), repeat=True, samples=480) as server:
        service = ElevenLabs("v", api_key="sk_k", base_url=server.url, endpoint=endpoint)
        async with Speaker(service, clean=False) as speaker:
            for _ in range(2):
                events = [event async for event in speaker.say(text)]
                heard = server.decode(b"".join(event.data for event in events if isinstance(event, Audio)))
                assert heard.split() == text.split()
                assert isinstance(events[-1], TurnDone)
                if style not in ("none", "normalised"):
                    assert [event.text for event in events if isinstance(event, Word)] == text.split()
        assert len(server.connections) == (1 if endpoint == "multi-stream-input" else 2)
        assert server.connections[0].most_contexts == 1
        assert server.connections[0].headers["xi-api-key"] == "sk_k"
        assert server.holds("sk_k")
        assert not server.holds("sk_other")


# --- a client that sees every byte ---


async def raw(server: FaultServer, messages: Client, seconds: float = 5.0) -> tuple[bytes, bytes, str]:
    """Handshake, stream and how it ended: ``eof``, ``reset`` or ``open``."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=2**25)
    path = "/v1/text-to-speech/v/stream-input?auto_mode=true"
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nSec-WebSocket-Key: x\r\n\r\n".encode())
    for message in messages:
        payload = json.dumps(message).encode()
        writer.write(b"\x81" + bytes([0x80 | len(payload)]) + bytes(4) + payload)
    data, end, frames, split = b"", "eof", FrameReader(), b"\r\n\r\n"
    try:
        async with asyncio.timeout(seconds):
            while piece := await reader.read(65536 if split in data else 1):
                data += piece
                stream = piece if split in data and not data.endswith(split) else b""
                if any(frame.opcode == CLOSE for frame in frames.feed(stream)):
                    writer.write(b"\x88\x80" + bytes(4))
    except TimeoutError:
        end = "open"
    except ConnectionError:
        end = "reset"
    writer.transport.abort()
    handshake, split, stream = data.partition(split)
    return handshake + split, stream, end


HEALTHY = reply_bytes([TEXT])
FRAMES = reply_frames([TEXT], Manner())
SINGLE = turn("stream-input", TEXT)


async def stream_of(*actions: Action, seconds: float = 5.0, **plan: Any) -> tuple[bytes, str]:
    async with FaultServer(Connection(actions, **plan)) as server:
        _, stream, end = await raw(server, SINGLE, seconds)
    return stream, end


async def test_a_raw_client_sees_the_healthy_stream() -> None:
    assert await stream_of() == (HEALTHY, "eof")


@pytest.mark.parametrize("by", ["fin", "rst"])
@pytest.mark.parametrize("size", [0, 1, 2, 3, 500, len(FRAMES[0]), len(FRAMES[0]) + 1, len(HEALTHY) - 1, len(HEALTHY)])
async def test_cut_after_exactly_n_bytes(size: int, by: Any) -> None:
    assert await stream_of(Cut(AfterBytes(size), by)) == (HEALTHY[:size], "eof" if by == "fin" else "reset")


@pytest.mark.parametrize("by", ["fin", "rst"])
async def test_cut_inside_the_handshake(by: Any) -> None:
    async with FaultServer([Connection([Cut(AtHandshakeByte(size), by)]) for size in (0, 1, 60)]) as server:
        for size in (0, 1, 60):
            handshake, _, end = await raw(server, SINGLE)
            assert (len(handshake), end) == (size, "eof" if by == "fin" else "reset")
        assert [len(seen.handshake) for seen in server.connections] == [0, 1, 60]
        assert [len(seen.stream) for seen in server.connections] == [0, 0, 0]


async def test_cut_at_every_byte() -> None:
    sizes = range(0, len(HEALTHY), 37)
    async with FaultServer([Connection([Cut(AfterBytes(n), "rst" if n % 2 else "fin")]) for n in sizes]) as server:
        for size in sizes:
            assert (await raw(server, SINGLE))[1] == HEALTHY[:size]
        assert len(server.connections) == len(sizes)


@pytest.mark.parametrize(
    ("when", "sent"),
    [
        (AfterMessages(0), 0),
        (AfterMessages(2), 2),
        (AtMessage(2), 2),
        (OnText(), 0),
        (OnText(2), 4),
        (OnFlush(), 5),
        (OnClose(), 6),
        (AtFinal(), 6),
        (AfterMessages(99), 8),
    ],
)
async def test_moments(when: Any, sent: int) -> None:
    messages = [{"text": TEXT}, {"text": "Two. ", "flush": True}, {"text": "3. "}, {"text": ""}]
    frames = reply_frames([TEXT, "Two. ", "3. "], Manner())
    async with FaultServer(Connection([Cut(when)])) as server:
        _, stream, _ = await raw(server, messages)
    assert stream == b"".join(frames[:sent])


async def test_a_moment_in_time() -> None:
    began = time.monotonic()
    assert await stream_of(Stall(AtMessage(1)), Cut(AfterSeconds(0.3), "rst")) == (FRAMES[0], "reset")
    assert 0.25 < time.monotonic() - began < 4


@pytest.mark.parametrize(
    ("action", "stream", "end"),
    [
        (Stall(AtMessage(1)), FRAMES[0], "open"),
        (Stall(AfterBytes(10)), HEALTHY[:10], "open"),
        (Stall(AfterBytes(10), seconds=0.05), HEALTHY, "eof"),
        (Stall(AtHandshakeByte(5)), b"", "open"),
        (StopReading(AtHandshakeByte(0)), b"", "open"),
        (StopReading(AtHandshakeByte(0), seconds=0.05), HEALTHY, "eof"),
        (Close(AtMessage(1), 1011, "why"), FRAMES[0] + b"\x88\x05\x03\xf3why", "eof"),
        (Close(AtMessage(0), None), b"\x88\x00", "eof"),
        (Close(AtMessage(0), 4029), b"\x88\x02\x0f\xbd", "eof"),
        (Close(AtMessage(0), tcp="rst"), b"\x88\x02\x03\xe8", "reset"),
        (Close(AtMessage(0), tcp=None), b"\x88\x02\x03\xe8", "open"),
        (Raw(AtMessage(1), b"\xffjunk"), FRAMES[0] + b"\xffjunk" + HEALTHY[len(FRAMES[0]) :], "eof"),
        (Raw(AfterBytes(5), b"\xff"), HEALTHY[:5] + b"\xff" + HEALTHY[5:], "eof"),
        (Binary(AfterMessages(0)), b"\x82\x04\0\1\2\3" + HEALTHY, "eof"),
        (Bomb(AtMessage(0)), b"\x81\x7f" + (2**40).to_bytes(8, "big") + b'{"audio": "', "open"),
        (Duplicate(AtMessage(1)), b"".join([*FRAMES[:2], *FRAMES[1:]]), "eof"),
        (Duplicate(AtFinal()), b"".join([*FRAMES[:-1], *FRAMES[-2:]]), "eof"),
        (Drop(AtMessage(1)), b"".join([FRAMES[0], *FRAMES[2:]]), "eof"),
        (Drop(AtFinal()), b"".join([*FRAMES[:-2], FRAMES[-1]]), "eof"),
        (Drop(AtMessage(1), count=ALWAYS), FRAMES[0] + FRAMES[-1], "eof"),
        (Reorder(AtMessage(1)), b"".join([FRAMES[0], FRAMES[2], FRAMES[1], *FRAMES[3:]]), "eof"),
        (Reorder(AtFinal()), HEALTHY, "eof"),
        (Payload(AtMessage(0), b"x"), b"\x81\x01x" + HEALTHY[len(FRAMES[0]) :], "eof"),
        (Flood(AtMessage(1), "fragments", count=2, size=2), FRAMES[0] + b"\x01\x02  \x00\x02  ", "open"),
    ],
    ids=names,
)
async def test_actions_on_the_stream(action: Action, stream: bytes, end: str) -> None:
    assert await stream_of(action, seconds=0.5 if end == "open" else 5.0) == (stream, end)


async def test_drip_and_slow_take_their_time() -> None:
    began = time.monotonic()
    async with FaultServer(Connection([Drip(AtHandshakeByte(0), 200), Drip(AfterBytes(0), 10_000)])) as server:
        _, stream, _ = await raw(server, SINGLE)
    assert stream == HEALTHY
    assert 0.5 < time.monotonic() - began < 5
    began = time.monotonic()
    assert await stream_of(Slow(AtMessage(0), 0.1)) == (HEALTHY, "eof")
    assert time.monotonic() - began > 0.4


@pytest.mark.parametrize("noise", ["pings", "fragments", "unknown"])
async def test_floods_have_no_end(noise: Any) -> None:
    stream, end = await stream_of(Flood(AfterMessages(0), noise, every=0.001), Stall(AfterMessages(0)), seconds=0.5)
    assert end == "open"
    frame = {"pings": b"\x89\x10" + b"." * 16, "fragments": b"\0\x10" + b" " * 16, "unknown": b'{"type": "unknown"'}
    assert stream.count(frame[noise]) > 20


# --- a client library's view ---


async def hear(*actions: Action, seconds: float = 1.0, **plan: Any) -> Heard:
    async with FaultServer(Connection(actions, **plan)) as server:
        return await talk(server, "multi-stream-input", turn("multi-stream-input", TEXT), seconds)


def audio_of(heard: Heard) -> str:
    return decode(heard.audio("c"))


@pytest.mark.parametrize(
    ("action", "holds"),
    [
        (Send(AtMessage(1), {"contextId": "x", "audio": "AAAA"}), lambda h: h.messages[1]["contextId"] == "x"),
        (OtherContext(AtMessage(0)), lambda h: decode(h.audio("another")) == CHUNKS[0] and audio_of(h) == TEXT),
        (Fields(AtMessage(0)), lambda h: "new_field" in h.messages[0] and audio_of(h) == TEXT),
        (Fields(AtMessage(0), {"audio": 1e400}), lambda h: h.messages[0]["audio"] == float("inf")),
        (WrongTypes(AtMessage(0)), lambda h: (h.messages[0]["audio"], h.messages[0]["alignment"]) == (7, "x")),
        (BadBase64(AtMessage(0)), lambda h: "!" in h.messages[0]["audio"] and len(h.messages[0]["audio"]) % 4),
        (OddAudio(AtMessage(0)), lambda h: len(base64.b64decode(h.messages[0]["audio"])) == 7 * 48 - 1),
        (EmptyAudio(OnText(), count=ALWAYS), lambda h: h.audio("c") == b"" and h.finals() == ["c"]),
        (Oversize(AtMessage(0), 90_000), lambda h: len(h.messages[0]["padding"]) == 90_000 and audio_of(h) == TEXT),
        (EarlyFinal(AtMessage(1)), lambda h: h.messages[1] == {"isFinal": True, "contextId": "c"}),
        (EarlyFinal(AtMessage(1), "old"), lambda h: h.messages[1]["contextId"] == "old"),
        (Error(OnText()), lambda h: (h.errors, h.close_code) == (["system_busy"], 1008) and not h.audio("c")),
        (Error(OnText(), closes=False), lambda h: h.errors == ["system_busy"] and h.finals() == ["c"]),
        (Error(OnText(), is_named=True), lambda h: h.messages[0]["contextId"] == "c"),
        (Error(OnText(), "x", "y", 1008, close_code=1000), lambda h: (h.errors, h.close_code) == (["x"], 1000)),
        (Late(AtMessage(0), 0.2), lambda h: audio_of(h) in (TEXT, TEXT[7:])),
        (Drop(AtFinal()), lambda h: audio_of(h) == TEXT and h.finals() == []),
        (Close(AtMessage(1), 1013, "later"), lambda h: (h.close_code, h.close_reason) == (1013, "later")),
        (Close(AtMessage(1), None), lambda h: h.close_code == 1005),
        (Cut(AtMessage(1), "rst"), lambda h: h.close_code == 1006),
    ],
    ids=names,
)
async def test_actions_as_a_library_sees_them(action: Action, holds: Callable[[Heard], bool]) -> None:
    assert holds(await hear(action))


@pytest.mark.parametrize(
    ("action", "code"),
    [
        (InvalidUtf8(AtMessage(0)), 1007),
        (Bomb(AtMessage(0)), 1009),
        (Oversize(AtMessage(0)), 1009),
        (Raw(AtMessage(0)), 1002),
        (Flood(AtMessage(0), "fragments", size=100_000), 1009),
    ],
    ids=names,
)
async def test_a_library_gives_up_on_what_is_illegal(action: Action, code: int) -> None:
    async with FaultServer(Connection([action])) as server:
        socket = await open_raw(server.url, auto_mode="true")
        await socket.send(json.dumps({"text": TEXT}))
        receiving = asyncio.ensure_future(socket.recv())  # returns only when the connection ends, if ever
        await server.until(lambda: server.connections[0].close_code == code)
        socket.transport.abort()
        await asyncio.wait([receiving], timeout=5)
        assert isinstance(receiving.exception(), ConnectionClosed | UnicodeDecodeError)


async def test_a_late_message_comes_behind_the_others() -> None:
    async with FaultServer(Connection([Late(AtMessage(0), 0.3)])) as server:
        heard = await talk(server, "multi-stream-input", turn("multi-stream-input", TEXT)[:2], 1.5)
    assert audio_of(heard) == TEXT[7:] + CHUNKS[0]


async def test_json_that_ends_too_soon() -> None:
    with pytest.raises(ValueError, match="Unterminated"):
        json.loads((await stream_of(BadJson(AtMessage(0))))[0][2:17])


@pytest.mark.parametrize(
    ("plan", "pongs"),
    [
        (Connection(), True),
        (Connection(pongs=False), False),
        (Connection([Stall(OnText(), pongs=True)]), True),
        (Connection([Stall(OnText())]), False),
    ],
)
async def test_pings_are_answered_or_not(plan: Connection, pongs: bool) -> None:
    async with FaultServer(plan) as server:
        socket = await open_raw(server.url, "multi-stream-input", auto_mode="true", close_timeout="1")
        await socket.send(json.dumps({"text": TEXT, "context_id": "c"}))
        await server.until(lambda: bool(server.texts))
        await asyncio.sleep(0.05)
        waiter = await socket.ping()
        done, _ = await asyncio.wait([asyncio.ensure_future(waiter)], timeout=0.3)
        assert bool(done) == pongs
        assert server.connections[0].pings == 1
        socket.transport.abort()
        waiter.cancel()


async def test_a_server_that_stops_reading_fills_the_clients_buffers() -> None:
    plan = Connection([StopReading(AfterMessages(0), seconds=1.0)])
    async with FaultServer(plan) as server, open_raw(server.url) as socket:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                while True:
                    await socket.send(json.dumps({"text": "x" * 500_000, "context_id": "c"}))
        before = len(server.connections[0].messages)
        await server.until(lambda: len(server.connections[0].messages) > before)  # it reads on
        socket.transport.abort()


# --- the handshake ---


@pytest.mark.parametrize("status", [401, 403, 404, 429, 503])
async def test_another_status(status: int) -> None:
    async with FaultServer(Connection(answer=Http(status, (("Retry-After", "1"),), b"why"))) as server:
        with pytest.raises(InvalidStatus) as refused:
            await open_raw(server.url)
    response = refused.value.response
    assert (response.status_code, response.body, response.headers["Retry-After"]) == (status, b"why", "1")


@pytest.mark.parametrize("answer", [bad_accept(), RawAnswer(b"SSH-2.0\r\n"), RawAnswer(b""), Http(200)])
async def test_answers_that_are_no_handshake(answer: Any) -> None:
    async with FaultServer(Connection(answer=answer)) as server:
        with pytest.raises((InvalidHandshake, EOFError)):
            await open_raw(server.url)


async def test_a_redirect_is_followed_by_those_who_follow() -> None:
    async with FaultServer() as other:
        plan = Connection(answer=redirect(f"{other.url}/v1/text-to-speech/v/stream-input"))
        async with FaultServer(plan) as server, open_raw(server.url):
            pass
        assert len(other.connections) == len(server.connections) == 1


@pytest.mark.parametrize("path", ["/nowhere", "/v1/text-to-speech/v/stream-input?output_format=mp3_44100_128"])
async def test_unknown_paths_and_formats_are_refused(path: str) -> None:
    async with FaultServer() as server:
        with pytest.raises(InvalidStatus, match="403"):
            await connect(server.url + path, proxy=None)


# --- the script, and what is left ---


async def test_connections_get_their_part_of_the_script() -> None:
    refused = Connection(answer=Http(503))
    for repeat, statuses in ((False, [503, 101, 101]), (True, [503, 503, 503])):
        async with FaultServer([refused], repeat=repeat) as server:
            for status in statuses:
                handshake, _, _ = await raw(server, SINGLE)
                assert handshake.startswith(f"HTTP/1.1 {status} ".encode())


@pytest.mark.parametrize(
    "actions",
    [
        [],
        [Stall(AfterBytes(7))],
        [Drip(AfterBytes(0), 1)],
        [StopReading(AtHandshakeByte(0))],
        [Flood(OnText(), "pings")],
        [Flood(OnText(), "fragments", size=60_000)],
        [Bomb(OnText())],
        [Late(AtMessage(0), 60), Cut(AfterSeconds(60))],
        [Close(OnText(), tcp=None)],
    ],
    ids=str,
)
async def test_nothing_is_left(actions: list[Action]) -> None:
    gc.collect()
    tasks, files = len(asyncio.all_tasks()), open_files()
    began = time.monotonic()
    async with FaultServer(Connection(actions), repeat=True) as server:
        clients = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(3)]
        for _, writer in clients:  # they never read
            writer.write(b"GET /v1/text-to-speech/v/stream-input?auto_mode=true HTTP/1.1\r\n\r\n")
            writer.write(b"\x81\x8d" + bytes(4) + b'{"text":"Hi"}')
        await asyncio.sleep(0.1)
        assert len(server.connections) == 3
    assert time.monotonic() - began < 5
    for _, writer in clients:
        writer.transport.abort()
    await asyncio.sleep(0.05)
    gc.collect()
    assert (len(asyncio.all_tasks()), open_files()) == (tasks, files)


def open_files() -> int:
    place = Path("/proc/self/fd")
    return len(os.listdir(place)) if place.exists() else 0  # noqa: PTH208  counted, not read


async def test_a_mistake_in_the_kit_is_not_hidden() -> None:
    class Mistaken(Cut):
        async def perform(self, _stage: Any) -> None:
            raise ZeroDivisionError

    with pytest.raises(ExceptionGroup):
        async with FaultServer(Connection([Mistaken(OnText())])) as server:
            await raw(server, SINGLE)


def test_a_manner_that_makes_no_sense_is_refused() -> None:
    for manner in ({"style": "loud"}, {"chunk": 0}, {"samples": 7}):
        with pytest.raises(ValueError, match="manner"):
            Manner(**manner)  # type: ignore[arg-type]
    assert bytes(close_frame(1000, "é" * 100))[1] == 125
