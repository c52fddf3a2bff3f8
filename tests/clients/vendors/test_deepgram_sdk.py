"""Deepgram's SDK on our imitation: Aura and Flux, their flushes, cancellations and warnings."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Servers
from deepgram import DeepgramClient
from deepgram.environment import DeepgramClientEnvironment
from deepgram.speak.v1.types import SpeakV1Text
from deepgram.speak.v2.types import SpeakV2Speak

from tests.fault_server import AfterMessages, Connection, FaultServer, Slow

SENTENCES = ("The lighthouse keeper wrote a letter. ", "Nobody answered for 11 years! ", "Then 😀 a small boat came. ")
FORMAT = {"encoding": "linear16", "sample_rate": "24000"}


def client_of(server: FaultServer) -> DeepgramClient:
    there = DeepgramClientEnvironment(base=server.url, production=server.url, agent=server.url, agent_rest=server.url)
    return DeepgramClient(api_key="any", environment=there)


def until(connection: Any, kind: str) -> tuple[bytes, Any]:
    """The audio up to a message of a kind, and that message."""
    audio = b""
    while True:
        message = connection.recv()
        if isinstance(message, bytes):
            audio += message
        elif message.type == kind:
            return audio, message


def test_aura_speaks_each_flush(servers: Servers) -> None:
    server = servers.websocket()
    with client_of(server).speak.v1.connect(model="aura-2-thalia-en", **FORMAT) as connection:
        assert connection.recv().model_name
        for index, sentence in enumerate(SENTENCES):
            connection.send_text(SpeakV1Text(type="Speak", text=sentence))
            connection.send_flush()
            audio, flushed = until(connection, "Flushed")
            assert (server.decode(audio), flushed.sequence_id) == (sentence, index)
        connection.send_close()


def test_aura_falls_silent_when_it_is_cleared(servers: Servers) -> None:
    server = servers.websocket(Connection([Slow(AfterMessages(0), 0.01)]))
    with client_of(server).speak.v1.connect(model="aura-2-thalia-en", **FORMAT) as connection:
        for sentence in SENTENCES:
            connection.send_text(SpeakV1Text(type="Speak", text=sentence))
        connection.send_flush()
        while not isinstance(connection.recv(), bytes):
            pass
        connection.send_clear()
        audio, _ = until(connection, "Cleared")
        assert 0 < len(server.decode(audio)) < 50
        connection.send_text(SpeakV1Text(type="Speak", text="And now? "))
        connection.send_flush()
        assert server.decode(until(connection, "Flushed")[0]) == "And now? "


def test_aura_warns_of_the_21st_flush(servers: Servers) -> None:
    server = servers.websocket()
    with client_of(server).speak.v1.connect(model="aura-2-thalia-en", **FORMAT) as connection:
        for _ in range(20):
            connection.send_flush()
            until(connection, "Flushed")
        connection.send_flush()
        assert until(connection, "Warning")[1].description


def test_flux_speaks_turn_after_turn(servers: Servers) -> None:
    server = servers.websocket()
    with client_of(server).speak.v2.connect(model="flux-x-en", **FORMAT) as connection:
        assert connection.recv().type == "Connected"
        for sentence in SENTENCES:
            connection.send_speak(SpeakV2Speak(type="Speak", text=sentence))
            connection.send_flush()
            started = until(connection, "SpeechStarted")[1]
            audio, done = until(connection, "SpeechMetadata")
            assert (server.decode(audio), done.speech_id) == (sentence, started.speech_id)
            assert done.audio_duration_ms == len(sentence)
        connection.send_close()


def test_flux_is_interrupted(servers: Servers) -> None:
    server = servers.websocket(Connection([Slow(AfterMessages(0), 0.01)]))
    with client_of(server).speak.v2.connect(model="flux-x-en", **FORMAT) as connection:
        connection.send_interrupt()
        assert until(connection, "Warning")[1].code == "NO_ACTIVE_SPEECH"
        connection.send_speak(SpeakV2Speak(type="Speak", text="".join(SENTENCES)))
        while not isinstance(connection.recv(), bytes):
            pass
        connection.send_interrupt()
        audio, interrupted = until(connection, "SpeechInterrupted")
        assert interrupted.metadata.input_character_count == len("".join(SENTENCES))
        assert len(server.decode(audio)) < 50
        connection.send_speak(SpeakV2Speak(type="Speak", text="And now? "))
        connection.send_flush()
        assert server.decode(until(connection, "SpeechMetadata")[0]) == "And now? "


@pytest.mark.parametrize("text", ["x" * 2_001])
def test_flux_refuses_too_long_a_text(servers: Servers, text: str) -> None:
    server = servers.websocket()
    with client_of(server).speak.v2.connect(model="flux-x-en", **FORMAT) as connection:
        connection.send_speak(SpeakV2Speak(type="Speak", text=text))
        assert until(connection, "Error")[1].code == "BIG-0000"
