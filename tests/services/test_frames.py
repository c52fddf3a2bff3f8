"""Messages that are cut, doubled or strange, on every service with a websocket; answers that are, over HTTP."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapter import AdapterError, Audio, BadRequest, OpenAISpeech, ServiceUnavailable, Speaker, SpeechIncomplete
from adapter.services import Endpoint
from adapter.transport.http import AT_ONCE
from tests.fault_server import (
    ALWAYS,
    AfterMessages,
    Answer,
    AtMessage,
    BadJson,
    Binary,
    Edit,
    Fields,
    Flood,
    InvalidUtf8,
    OddCuts,
    OtherContext,
    Payload,
    Send,
    SpeechServer,
    WrongTypes,
)
from tests.services.rows import SAMPLES, TEXT, Row, bare, repeats, speak, take, those

NAMES = (
    "type audio data alignment normalizedAlignment chars charStartTimesMs charDurationsMs isFinal error code message "
    "context_id contextId word_timestamps words start end done status_code error_code title description err_code"
).split()
KINDS = "chunk timestamps done error Flushed Cleared SpeechMetadata SpeechInterrupted Warning Error Metadata".split()
WEBSOCKETS = those(
    lambda row: row.name in ("elevenlabs", "elevenlabs stream-input", "cartesia", "deepgram aura", "deepgram flux")
)


STRANGE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=8,
)


@WEBSOCKETS
@given(message=st.dictionaries(st.sampled_from(NAMES), STRANGE, max_size=8), kind=st.sampled_from(KINDS))
@settings(max_examples=100, deadline=None)
def test_a_codec_raises_nothing(row: Row, message: dict[str, Any], kind: str) -> None:
    """Whatever comes, of any shape; as it came and, where the dialect has that, in the turn's own context."""
    with asyncio.Runner() as runner:
        endpoint = runner.run(_endpoint(row))
    codec = endpoint.codec()
    codec.speak("Hello.")
    own = getattr(codec, "_context", None)
    named = {"context_id": own} if isinstance(own, str) else own or {}
    names = {"contextId": named["context_id"], **named} if named else {}
    for frame in (message, {**message, "type": kind}, {**message, "type": kind, **names}):
        assert isinstance(codec.receive(json.dumps(frame)), list)
    assert isinstance(codec.receive(b"\xff\x00"), list)


async def _endpoint(row: Row) -> Endpoint:
    async with row.make("ws://127.0.0.1:1").running() as endpoint:
        return endpoint


@WEBSOCKETS
async def test_audio_that_is_cut_within_samples_is_joined(row: Row) -> None:
    """Trial 1.8: every message is of odd length, and nothing is missing."""
    async with row.server([row.plan(OddCuts(AtMessage(0), count=ALWAYS))], repeat=True) as server:
        took = await speak(row, server)
    assert took.error is None
    assert took.sound == bare(TEXT)


@WEBSOCKETS
@pytest.mark.parametrize(
    "edit",
    [
        Fields(AtMessage(2), count=ALWAYS),
        OtherContext(AtMessage(2), count=ALWAYS),
        Send(AfterMessages(2)),
        Send(AfterMessages(2), {}),
        Flood(AfterMessages(2), "unknown", count=50),
    ],
    ids=["fields", "other context", "unknown", "empty", "flood"],
)
async def test_what_says_nothing_is_nothing(row: Row, edit: Edit) -> None:
    if isinstance(edit, OtherContext) and row.name.startswith("deepgram"):
        pytest.skip("its messages name no context: a copy is a second end")
    async with row.server([row.plan(edit)]) as server:
        took = await speak(row, server)
        links = len(server.connections)  # type: ignore[arg-type]
    assert took.error is None
    assert took.sound == bare(TEXT)
    assert links == 1 or row.name.startswith("elevenlabs stream-input") or edit == Send(AfterMessages(2), {})


@WEBSOCKETS
@pytest.mark.parametrize(
    "edit",
    [BadJson(AtMessage(4)), InvalidUtf8(AtMessage(4)), Payload(AtMessage(4), data=b"[1, 2]"), WrongTypes(AtMessage(4))],
    ids=["json", "utf-8", "list", "types"],
)
async def test_what_cannot_be_read_costs_a_link(row: Row, edit: Edit) -> None:
    """Nothing is lost; without timing at most the segment in which it came is heard again."""
    async with row.server([row.plan(edit)]) as server:
        took = await speak(row, server)
    assert took.error is None
    assert repeats(took.sound, TEXT, row.exactness, most=1)


@those(lambda row: row.name in ("elevenlabs", "cartesia"))
async def test_binary_from_a_service_that_has_none(row: Row) -> None:
    async with row.server([row.plan(Binary(AfterMessages(4)))]) as server:
        took = await speak(row, server)
    assert took.error is None
    assert repeats(took.sound, TEXT, row.exactness, most=1)


# --- over HTTP ---


async def ask(answer: Answer | list[Answer], **settings: object) -> tuple[str, AdapterError | None, SpeechServer]:
    """One turn whose requests are answered so: what is heard, the error, and the server."""
    async with SpeechServer(answer, repeat=isinstance(answer, Answer), samples=SAMPLES) as server:
        service = OpenAISpeech(base_url=server.url, **settings)  # type: ignore[arg-type]
        async with Speaker(service, clean=False) as speaker:
            took = await take(speaker.say(TEXT), server)
    return took.sound, took.error, server


@pytest.mark.parametrize("length", ["chunked", "counted", "closed"])
@pytest.mark.parametrize("is_wav", [True, False])
@pytest.mark.parametrize("chunk", [1_001, 37, 100_000])
async def test_however_an_answer_comes(length: str, is_wav: bool, chunk: int) -> None:
    sound, error, server = await ask(Answer(length=length, is_wav=is_wav, chunk=chunk))  # type: ignore[arg-type]
    assert error is None
    assert sound == bare(TEXT)
    assert server.connections == (4 if length == "closed" else AT_ONCE)
    assert server.most_at_once == AT_ONCE


async def test_a_wav_header_in_pieces() -> None:
    sound, error, _ = await ask(Answer(is_wav=True, chunk=5, first_byte=0.01))
    assert (sound, error) == (bare(TEXT), None)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(is_wav=True, rate=22_050), "pcm_22050"),
        (Answer(body=b'{"detail": "?"}', content_type="application/json"), "application/json"),
        (Answer(body=b"<html>", content_type="text/html; charset=utf-8"), "text/html"),
        (Answer(302, (("Location", "http://127.0.0.1:1/"),)), "302"),
    ],
)
async def test_what_is_no_audio_of_ours_is_said_so(answer: Answer, words: str) -> None:
    sound, error, server = await ask(answer)
    assert type(error) is BadRequest
    assert words in str(error)
    assert sound == ""
    assert len(server.requests) <= AT_ONCE


async def test_audio_is_heard_while_the_rest_is_made() -> None:
    """Not after a buffer of the client is full."""
    async with SpeechServer(Answer(chunk=480, pause=0.02), repeat=True, samples=SAMPLES) as server:
        async with Speaker(OpenAISpeech(base_url=server.url), clean=False) as speaker:
            async for event in speaker.say("A sentence of some length."):
                if isinstance(event, Audio):
                    break
            assert server.requests[0].sent < 26 * SAMPLES * 2 / 2


async def test_a_slow_first_answer_keeps_the_order() -> None:
    sound, error, _ = await ask([Answer(first_byte=0.3), Answer(), Answer(first_byte=0.1)])
    assert (sound, error) == (bare(TEXT), None)


async def test_a_server_without_keep_alive() -> None:
    sound, error, server = await ask(Answer(keeps_alive=False))
    assert (sound, error) == (bare(TEXT), None)
    assert server.connections == 4


async def test_an_answer_without_audio_is_a_refusal_of_the_sentence() -> None:
    sound, error, _ = await ask(Answer(body=b""))
    assert type(error) is SpeechIncomplete
    assert sound == ""


async def test_an_interruption_ends_the_requests() -> None:
    async with SpeechServer(Answer(chunk=4_800, pause=0.05), repeat=True, samples=SAMPLES) as server:
        async with Speaker(OpenAISpeech(base_url=server.url), clean=False) as speaker:
            turn = speaker.say(TEXT * 3)
            async for event in turn:
                if isinstance(event, Audio):
                    break
            await turn.interrupt()
            await asyncio.sleep(0.2)
            assert not any(request.is_complete for request in server.requests)
            assert len(server.requests) == AT_ONCE
            took = await take(speaker.say("Next."), server)
    assert took.sound == "Next."


async def test_nobody_listens_there() -> None:
    async with SpeechServer() as server:
        url = server.url
    async with Speaker(OpenAISpeech(base_url=url), clean=False) as speaker:
        turn = speaker.say(TEXT)
        with pytest.raises(ServiceUnavailable, match="cannot reach"):
            async for _ in turn:
                pass
    assert turn.unvoiced_text == TEXT
