"""The local speech server over real sockets: speech, flush, contexts, time-outs, and abuse."""

from __future__ import annotations

import array
import asyncio
import gc
import os
import threading
import time
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from adapter.local.server import Settings, serve
from tests.conftest import Heard, RawClient, open_raw

SENTENCE = "The quick brown fox jumps over the lazy dog. "
RATE = 24_000
BOTH = pytest.mark.parametrize("endpoint", ["stream-input", "multi-stream-input"])


def opening(endpoint: str, **fields: Any) -> dict[str, Any]:
    return {"text": " ", **name(endpoint), **fields}


def name(endpoint: str) -> dict[str, str]:
    return {"context_id": "c"} if endpoint == "multi-stream-input" else {}


def context(endpoint: str) -> str | None:
    return "c" if endpoint == "multi-stream-input" else None


def ending(endpoint: str) -> list[dict[str, Any]]:
    if endpoint == "stream-input":
        return [{"text": ""}]
    return [{"flush": True, "context_id": "c"}, {"close_context": True, "context_id": "c"}, {"close_socket": True}]


async def talk(base: str, endpoint: str, *messages: Any, seconds: float = 10.0, **query: str) -> Heard:
    """Send all messages, listen until the server closes."""
    async with open_raw(base, endpoint, **query) as socket:
        client = RawClient(socket)
        await client.send(*messages)
        return await client.listen(seconds)


def loudness(audio: bytes) -> float:
    samples = array.array("h", audio)
    return (sum(s * s for s in samples) / max(len(samples), 1)) ** 0.5


@BOTH
async def test_speaks_a_sentence_and_closes_normally(server: str, endpoint: str) -> None:
    heard = await talk(server, endpoint, opening(endpoint), {"text": SENTENCE, **name(endpoint)}, *ending(endpoint))
    audio = heard.audio(context(endpoint))
    assert 2.0 < len(audio) / 2 / RATE < 4.0
    assert loudness(audio) > 500
    assert heard.finals() == [context(endpoint)]
    assert heard.messages[-1].get("isFinal") is True
    assert (heard.close_code, heard.errors) == (1000, [])


@BOTH
@pytest.mark.parametrize("sync", ["true", "false"])
async def test_alignment_covers_text_and_audio(server: str, endpoint: str, sync: str) -> None:
    """With sync_alignment every message times its own audio; without, the first times the whole piece."""
    messages = [opening(endpoint), {"text": SENTENCE.rstrip(), **name(endpoint), "flush": True}, *ending(endpoint)]
    heard = await talk(server, endpoint, *messages, sync_alignment=sync)
    assert heard.text(context(endpoint)) == SENTENCE  # one space at the end, whatever was sent
    speaking = [m for m in heard.messages if m.get("audio")]
    aligned = [m for m in speaking if m["alignment"]]
    assert len(speaking) > 2
    assert len(aligned) == (len(speaking) if sync == "true" else 1)
    total = 0
    for number, message in enumerate(aligned):
        alignment = message["alignment"]
        assert alignment["charStartTimesMs"][0] == 0
        assert message["normalizedAlignment"]["chars"] == [*([" "] if number == 0 else []), *alignment["chars"]]
        assert alignment["chars"][-1] == " "  # no word is cut between messages
        spans = [s + d for s, d in zip(alignment["charStartTimesMs"], alignment["charDurationsMs"], strict=True)]
        assert spans[:-1] == alignment["charStartTimesMs"][1:]
        total += spans[-1]
    assert abs(total / 1000 - len(heard.audio(context(endpoint))) / 2 / RATE) < 0.002


@BOTH
async def test_flush_at_top_level_speaks_now(server: str, endpoint: str) -> None:
    early = await speak_without_ending(server, endpoint, {"text": SENTENCE, "flush": True})
    assert len(early.audio(context(endpoint))) / 2 / RATE > 2
    assert early.finals() == []  # a flush is not acknowledged


@BOTH
async def test_flush_inside_generation_config_does_nothing(server: str, endpoint: str) -> None:
    early = await speak_without_ending(server, endpoint, {"text": SENTENCE, "generation_config": {"flush": True}})
    assert early.messages == []


async def speak_without_ending(base: str, endpoint: str, message: dict[str, Any]) -> Heard:
    async with open_raw(base, endpoint) as socket:
        client = RawClient(socket)
        await client.send(opening(endpoint), {**message, **name(endpoint)})
        return await client.listen(0.5)


@BOTH
async def test_auto_mode_speaks_each_message_at_once(server: str, endpoint: str) -> None:
    async with open_raw(server, endpoint, auto_mode="true") as socket:
        client = RawClient(socket)
        await client.send(opening(endpoint), {"text": SENTENCE, **name(endpoint)})
        assert (await client.listen(0.5)).text(context(endpoint)) == SENTENCE


async def test_tokens_are_joined_verbatim_without_auto_mode(server: str) -> None:
    tokens = [SENTENCE[i : i + 3] for i in range(0, len(SENTENCE), 3)]
    heard = await talk(server, "stream-input", {"text": " "}, *({"text": t} for t in tokens), {"text": ""})
    assert heard.text() == SENTENCE


async def test_text_is_spoken_when_the_schedule_is_reached(server: str) -> None:
    async with open_raw(server, "stream-input") as socket:
        client = RawClient(socket)
        await client.send({"text": " ", "generation_config": {"chunk_length_schedule": [50, 500]}})
        await client.send({"text": SENTENCE})
        assert (await client.listen(0.3)).messages == []
        await client.send({"text": "wor"}, {"text": "ld. and a wo"})
        heard = await client.listen(0.5)
        assert heard.text() == SENTENCE + "world. and a "  # never cut inside a word
        await client.send({"text": "rd "}, {"text": ""})
        assert (await client.listen()).text() == SENTENCE + "world. and a word "


async def test_try_trigger_needs_fifty_characters(server: str) -> None:
    async with open_raw(server, "stream-input") as socket:
        client = RawClient(socket)
        await client.send({"text": " "}, {"text": "Too short. ", "try_trigger_generation": True})
        assert (await client.listen(0.3)).messages == []
        await client.send({"text": SENTENCE, "try_trigger_generation": True})
        assert (await client.listen(0.5)).text() == "Too short. " + SENTENCE


FORMATS = {
    **{f"pcm_{rate}": 2 * rate for rate in (8000, 16000, 22050, 24000, 32000, 44100, 48000)},
    "ulaw_8000": 8000,
    "alaw_8000": 8000,
    "mp3_44100_128": 16000,
    "mp3_22050_32": 4000,
}


@pytest.mark.parametrize(("output_format", "per_second"), FORMATS.items())
async def test_output_formats(server: str, output_format: str, per_second: int) -> None:
    heard = await talk(
        server, "stream-input", {"text": " "}, {"text": SENTENCE}, {"text": ""}, output_format=output_format
    )
    seconds = len(heard.audio()) / per_second
    assert 2.0 < seconds < 4.2
    assert len(heard.audio()) % (2 if output_format.startswith("pcm") else 1) == 0
    if output_format.startswith("mp3"):
        assert heard.audio()[0] == 0xFF
        assert heard.audio()[1] & 0xE0 == 0xE0


async def test_keep_alive_and_empty_flush_do_not_end_the_stream(server: str) -> None:
    async with open_raw(server, "stream-input") as socket:
        client = RawClient(socket)
        await client.send({"text": " "}, {"text": " "}, {"text": "", "flush": True}, {"text": None, "flush": None})
        assert (await client.listen(0.2)).messages == []
        await client.send({"text": "Still here. "}, {"text": ""})
        assert len((await client.listen()).audio()) > RATE


async def test_contexts_are_independent_and_end_once(server: str) -> None:
    async with open_raw(server) as socket:
        client = RawClient(socket)
        for context_id in ("a", "b"):
            await client.send({"text": f"Context {context_id} speaks. ", "context_id": context_id})
        for context_id in ("a", "b", "never opened"):
            await client.send({"context_id": context_id, "flush": context_id != "never opened"})
            await client.send({"context_id": context_id, "close_context": True})
        heard = await client.listen(finals=3)
        assert sorted(heard.finals(), key=str) == ["a", "b", "never opened"]
        assert (heard.text("a"), heard.text("b")) == ("Context a speaks. ", "Context b speaks. ")
        await client.send(
            {"text": "Again. ", "context_id": "a", "flush": True}, {"context_id": "a", "close_context": True}
        )
        assert (await client.listen(finals=4)).text("a").endswith("Again. ")


async def test_close_context_interrupts_what_was_not_flushed() -> None:
    async with serve(settings=Settings(latency=0.05)) as url, open_raw(url, auto_mode="true") as socket:
        client = RawClient(socket)
        await client.send(*({"text": SENTENCE, "context_id": "c"} for _ in range(40)))
        await asyncio.sleep(0.2)
        began = time.monotonic()
        await client.send({"context_id": "c", "close_context": True})
        heard = await client.listen(finals=1)
        assert time.monotonic() - began < 0.5
        assert heard.finals() == ["c"]
        assert len(heard.text("c")) < 20 * len(SENTENCE)


async def test_close_context_lets_flushed_text_finish(server: str) -> None:
    async with open_raw(server) as socket:
        client = RawClient(socket)
        await client.send({"text": SENTENCE * 10, "context_id": "c", "flush": True})
        await client.send({"text": "Not flushed.", "context_id": "c"}, {"context_id": "c", "close_context": True})
        assert (await client.listen(finals=1)).text("c") == SENTENCE * 10


async def test_close_socket_finishes_flushed_contexts_then_closes(server: str) -> None:
    heard = await talk(
        server, "multi-stream-input", {"text": SENTENCE, "context_id": "c", "flush": True}, {"close_socket": True}
    )
    assert (heard.text("c"), heard.finals(), heard.close_code) == (SENTENCE, ["c"], 1000)


async def test_a_flush_in_the_closing_message_counts(server: str) -> None:
    for closing in ({"close_context": True, "context_id": "c"}, {"close_socket": True, "context_id": "c"}):
        async with open_raw(server) as socket:
            client = RawClient(socket)
            await client.send({"text": SENTENCE, "context_id": "c"}, {"flush": True, **closing})
            assert (await client.listen(finals=1)).text("c") == SENTENCE


async def test_the_server_ends_soon_although_a_client_reads_nothing() -> None:
    async with serve() as url:
        socket = await open_raw(url)
        socket.transport.pause_reading()
        await RawClient(socket).send({"text": SENTENCE * 1_000, "context_id": "c", "flush": True})
        await asyncio.sleep(0.5)
        began = time.monotonic()
    assert time.monotonic() - began < 5
    socket.transport.abort()
    await socket.wait_closed()


async def test_speed_changes_duration(server: str) -> None:
    lengths = []
    for speed in (0.7, 1.2):
        settings = {"text": " ", "voice_settings": {"speed": speed}}
        heard = await talk(server, "stream-input", settings, {"text": SENTENCE}, {"text": ""})
        lengths.append(len(heard.audio()))
    assert lengths[0] > 1.4 * lengths[1]


async def test_an_elevenlabs_voice_id_is_spoken_in_the_asked_language(server: str) -> None:
    for language in ("de", ""):
        async with open_raw(server, voice="21m00Tcm4TlvDq8ikWAM", language_code=language) as socket:
            client = RawClient(socket)
            await client.send({"text": "Guten Tag. ", "context_id": "c", "flush": True})
            assert len((await client.listen(0.4)).audio("c")) > RATE


# --- refusals ---

REFUSED_HANDSHAKES = [
    "/",
    "/v1/text-to-speech/en-us/other",
    "/v1/text-to-speech/en-us/stream-input/more",
    "/v1/text-to-speech/en-us/stream-input?model_id=eleven_v3",
    "/v1/text-to-speech/en-us/stream-input?output_format=wav",
    "/v1/text-to-speech/en-us/stream-input?auto_mode=perhaps",
    "/v1/text-to-speech/en-us/stream-input?inactivity_timeout=-1",
    "/v1/text-to-speech/en-us/stream-input?inactivity_timeout=²",
]


async def test_a_request_that_is_no_request_is_refused_with_403(server: str) -> None:
    """A path that cannot be read, and a key that is given twice."""
    host, _, port = server.removeprefix("ws://").partition(":")
    path = "/v1/text-to-speech/en-us/stream-input"
    for line, more in (("//[/v1", ""), (path, "xi-api-key: a\r\nxi-api-key: b\r\n")):
        reader, writer = await asyncio.open_connection(host, int(port))
        upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        writer.write(f"GET {line} HTTP/1.1\r\nHost: x\r\n{upgrade}{key}{more}\r\n".encode())
        assert b" 403 " in await reader.readline()
        writer.close()
        await writer.wait_closed()


async def test_a_message_of_marks_does_not_hold_up_the_others(server: str) -> None:
    """190,000 marks are cut in slices. Another client is answered meanwhile."""
    async with open_raw(server) as socket, open_raw(server, "stream-input") as other:
        await RawClient(socket).send({"text": "。" * 190_000, "context_id": "c", "flush": True})
        longest, until = 0.0, time.monotonic() + 1.0
        while time.monotonic() < until:
            began = time.monotonic()
            await (await other.ping())
            longest = max(longest, time.monotonic() - began)
            await asyncio.sleep(0.001)
        assert longest < 0.5  # it was more than a second, in one go
        socket.transport.abort()


@pytest.mark.parametrize("path", REFUSED_HANDSHAKES)
async def test_unknown_path_or_parameter_is_refused_with_403(server: str, path: str) -> None:
    from websockets.asyncio.client import connect

    with pytest.raises(InvalidStatus) as refused:
        await connect(f"{server}{path}", proxy=None)
    assert refused.value.response.status_code == 403


async def test_browsers_are_refused_unless_their_origin_is_allowed() -> None:
    from websockets.asyncio.client import connect

    async with serve(origins=["https://good.example"]) as url:
        path = f"{url}/v1/text-to-speech/en-us/stream-input"
        with pytest.raises(InvalidStatus) as refused:
            await connect(path, origin="https://evil.example", proxy=None)
        assert refused.value.response.status_code == 403
        async with connect(path, origin="https://good.example", proxy=None):
            pass


SETTINGS = {"stability": 0.5}
BAD_MESSAGES: list[tuple[str, list[Any]]] = [
    ("invalid_input_message", ["{"]),
    ("invalid_input_message", ["[" * 100_000]),
    ("invalid_input_message", ["[]"]),
    ("invalid_input_message", ["null"]),
    ("invalid_input_message", [b"\x00\x01"]),
    ("invalid_input_message", [{"text": 7}]),
    ("invalid_input_message", [{"text": "a", "flush": "yes"}]),
    ("invalid_input_message", [{"text": "a", "context_id": 5}]),
    ("invalid_input_message", [{"text": "a", "voice_settings": []}]),
    ("invalid_input_message", [{"text": "a", "voice_settings": {"speed": 9}}]),
    ("invalid_input_message", [{"text": "a", "generation_config": {"chunk_length_schedule": [1]}}]),
    (
        "voice_settings_changed",
        [{"text": " ", "context_id": "c"}, {"text": "a", "context_id": "c", "voice_settings": SETTINGS}],
    ),
    ("max_active_conversations", [{"text": " ", "context_id": str(i)} for i in range(6)]),
    ("max_character_limit_exceeded", [{"text": "a " * 75_000, "context_id": "c"}] * 2),
]


@pytest.mark.parametrize(("error", "messages"), BAD_MESSAGES, ids=[f"{i}-{e}" for i, (e, _) in enumerate(BAD_MESSAGES)])
async def test_a_bad_message_gets_an_error_and_1008(server: str, error: str, messages: list[Any]) -> None:
    heard = await talk(server, "multi-stream-input", *messages)
    assert (heard.errors, heard.close_code) == ([error], 1008)
    assert heard.close_reason
    assert heard.messages[-1]["message"].startswith(heard.close_reason[:40])
    after = await talk(server, "stream-input", {"text": "Still alive. "}, {"text": ""})
    assert after.close_code == 1000
    assert after.audio()


async def test_unknown_fields_and_nulls_are_ignored(server: str) -> None:
    heard = await talk(
        server,
        "stream-input",
        {"text": " ", "voice_settings": None, "new": {}},
        {"text": "Hello. ", "x": 1},
        {"text": ""},
    )
    assert (heard.close_code, heard.errors, heard.text()) == (1000, [], "Hello. ")


async def test_an_oversized_message_closes_with_1009(server: str) -> None:
    heard = await talk(server, "stream-input", {"text": "x" * 2**21})
    assert heard.close_code == 1009


@pytest.mark.parametrize("where", ["header", "xi_api_key", "xi-api-key", "authorization", "nowhere", "wrong"])
async def test_keys(keyed_server: str, where: str) -> None:
    connection = open_raw(keyed_server, "stream-input")
    if where == "header":
        connection.additional_headers = {"xi-api-key": "good"}
    body = {} if where in ("header", "nowhere") else {"xi_api_key": "bad"} if where == "wrong" else {where: "good"}
    async with connection as socket:
        client = RawClient(socket)
        await client.send({"text": " ", **body}, {"text": "Hello. "}, {"text": ""})
        heard = await client.listen()
    if where in ("nowhere", "wrong"):
        assert (heard.errors, heard.close_code) == (["invalid_api_key"], 1008)
    else:
        assert (heard.errors, heard.close_code) == ([], 1000)


async def test_an_unknown_voice_gets_an_error(server: str) -> None:
    for voice in ("nobody", "en-us+nobody", "..%2F..%2Fetc%2Fpasswd", "en-us+..%2Ff3"):
        async with open_raw(server, "stream-input", voice=voice) as socket:
            client = RawClient(socket)
            await client.send({"text": " "})
            heard = await client.listen()
            assert (heard.errors, heard.close_code) == (["voice_not_found"], 1008)


@BOTH
async def test_silence_past_the_time_out(server: str, endpoint: str) -> None:
    heard = await talk(server, endpoint, opening(endpoint), inactivity_timeout="1", seconds=5)
    assert (heard.errors, heard.close_code) == (["input_timeout_exceeded"], 1008)
    assert "within the timeout of 1.0 seconds" in heard.messages[-1]["message"]


async def test_a_silent_context_ends_while_another_is_kept_alive(server: str) -> None:
    async with open_raw(server, inactivity_timeout="1") as socket:
        client = RawClient(socket)
        await client.send({"text": " ", "context_id": "silent"}, {"text": " ", "context_id": "kept"})
        for _ in range(4):
            await client.send({"text": "", "context_id": "kept"})
            await client.listen(0.4)
        assert client.heard.finals() == ["silent"]
        assert client.heard.errors == []


# --- leaks ---


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208


@pytest.mark.skipif(not os.path.exists("/proc/self/fd"), reason="counts file descriptors as Linux shows them")  # noqa: PTH110
@pytest.mark.timeout(120)
async def test_a_thousand_connections_leave_nothing_behind(server: str) -> None:
    """Disconnects in mid-synthesis, abuse and normal ends: no task, thread, engine or file is left."""

    async def visit(number: int) -> None:
        async with open_raw(server, auto_mode="true") as socket:
            client = RawClient(socket)
            await client.send({"text": SENTENCE * 3, "context_id": "c"})
            match number % 4:
                case 0:
                    socket.transport.abort()  # in mid-synthesis
                case 1:
                    await client.send("{")
                    await client.listen()
                case 2:
                    await client.send({"flush": True, "context_id": "c"}, {"close_socket": True})
                    assert (await client.listen()).text("c") == SENTENCE * 3
                case 3:
                    await socket.recv()  # leave after the first audio

    async def visit_all(count: int) -> None:
        for first in range(0, count, 20):
            async with asyncio.TaskGroup() as group:
                for number in range(first, first + 20):
                    group.create_task(visit(number))

    async def settled() -> tuple[int, int, int]:
        await asyncio.sleep(0.3)
        gc.collect()
        return len(asyncio.all_tasks()), threading.active_count(), open_files()

    await visit_all(40)
    before = await settled()
    await visit_all(1_000)
    assert await settled() == before
