"""The openai SDK's `audio.speech` on our imitation: whole, streamed, as WAV, and refused."""

from __future__ import annotations

import io
import wave

import pytest
from conftest import Servers
from openai import APIConnectionError, BadRequestError, OpenAI, RateLimitError

from tests.fault_server import Answer, SpeechServer

TEXT = "The lighthouse keeper wrote a letter. Nobody answered for 11 years! Then 😀 a small boat came."


def client_of(server: SpeechServer) -> OpenAI:
    return OpenAI(api_key="any", base_url=server.url, max_retries=0)


@pytest.mark.parametrize("length", ["chunked", "counted", "closed"])
def test_the_whole_text_is_heard(servers: Servers, length: str) -> None:
    server = servers.speech(Answer(length=length))
    client = client_of(server)
    for _ in range(2):
        answer = client.audio.speech.create(model="tts-1", voice="alloy", input=TEXT, response_format="pcm")
        assert server.decode(answer.read()) == TEXT
    assert server.connections == (2 if length == "closed" else 1)


def test_it_is_heard_while_it_is_made(servers: Servers) -> None:
    server = servers.speech(Answer(chunk=37, pause=0.001))
    with client_of(server).audio.speech.with_streaming_response.create(
        model="tts-1", voice="alloy", input=TEXT, response_format="pcm"
    ) as answer:
        parts = list(answer.iter_bytes())
    assert len(parts) > 10
    assert server.decode(b"".join(parts)) == TEXT


def test_wav_is_a_file(servers: Servers) -> None:
    server = servers.speech()
    answer = client_of(server).audio.speech.create(model="tts-1", voice="alloy", input=TEXT, response_format="wav")
    with wave.open(io.BytesIO(answer.read())) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (24_000, 2, 1)
        assert server.decode(file.readframes(10**6)) == TEXT


def test_refusals_and_cuts_are_the_sdks_own_errors(servers: Servers) -> None:
    speech = client_of(servers.speech()).audio.speech
    with pytest.raises(BadRequestError, match="4096"):
        speech.create(model="tts-1", voice="alloy", input="x" * 5_000)
    with pytest.raises(RateLimitError):
        client_of(servers.speech(Answer(429))).audio.speech.create(model="tts-1", voice="alloy", input=TEXT)
    with pytest.raises(APIConnectionError):
        client_of(servers.speech(Answer(cut_after=500))).audio.speech.create(model="tts-1", voice="alloy", input=TEXT)
