"""Cartesia's SDK on our imitation: contexts, word times, cancellation, errors."""

from __future__ import annotations

import pytest
from cartesia import Cartesia
from conftest import Servers

from tests.fault_server import AfterMessages, Connection, FaultServer, Slow

SENTENCES = ("The lighthouse keeper wrote a letter. ", "Nobody answered for 11 years! ", "Then 😀 a small boat came.")
TEXT = "".join(SENTENCES)
FORMAT = {"container": "raw", "encoding": "pcm_s16le", "sample_rate": 24_000}
VOICE = {"mode": "id", "id": "v"}
SETTINGS = {"model_id": "sonic-3.6", "voice": VOICE, "output_format": FORMAT, "add_timestamps": True}


def client_of(server: FaultServer) -> Cartesia:
    return Cartesia(api_key="any", websocket_base_url=server.url)


@pytest.mark.parametrize("style", ["with", "lagged", "whole", "none"])
def test_a_context_is_heard_and_timed_completely(servers: Servers, style: str) -> None:
    server = servers.websocket(Connection(style=style))
    with client_of(server).tts.websocket_connect() as connection:
        context = connection.context(**SETTINGS)
        for sentence in SENTENCES:
            context.push(sentence)
        context.no_more_inputs()
        events = list(context.receive())
    assert server.decode(b"".join(event.audio for event in events if event.type == "chunk")) == TEXT
    times = [event.word_timestamps for event in events if event.type == "timestamps"]
    words = [word for told in times for word in told.words]
    assert words == ([] if style == "none" else TEXT.split())
    ends = [end for told in times for end in told.end]
    assert ends == sorted(ends)
    assert style == "none" or ends[-1] == pytest.approx(len(TEXT) / 1000)
    assert events[-1].type == "done"


def test_contexts_share_a_connection(servers: Servers) -> None:
    server = servers.websocket()
    with client_of(server).tts.websocket_connect() as connection:
        contexts = [connection.context(**SETTINGS) for _ in range(3)]
        for index, context in enumerate(contexts):
            context.push(f"This is number {index}. ")
        for context in contexts:
            context.no_more_inputs()
        for index, context in enumerate(contexts):
            events = list(context.receive())
            heard = server.decode(b"".join(event.audio for event in events if event.type == "chunk"))
            assert heard == f"This is number {index}. "
    assert len(server.connections) == 1


def test_a_cancelled_context_says_only_what_had_begun(servers: Servers) -> None:
    server = servers.websocket(Connection([Slow(AfterMessages(0), 0.01)]))
    with client_of(server).tts.websocket_connect() as connection:
        context = connection.context(**SETTINGS)
        for sentence in SENTENCES:
            context.push(sentence)
        events = context.receive()
        said = [next(event for event in events if event.type == "chunk").audio]
        connection.send({"context_id": context._context_id, "cancel": True})
        said += [event.audio for event in events if event.type == "chunk"]
    assert server.decode(b"".join(said)) == SENTENCES[0]


def test_an_error_names_its_context_and_its_status(servers: Servers) -> None:
    server = servers.websocket()
    with client_of(server).tts.websocket_connect() as connection:
        context = connection.context(**{**SETTINGS, "output_format": {**FORMAT, "encoding": "pcm_f32le"}})
        context.push("Hello. ")
        [event] = context.receive()
    assert (event.type, event.status_code, event.error_code) == ("error", 400, "invalid_request")
