"""google-genai's and Ollama's own clients, plain and asynchronous."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import ollama
import pytest
from google import genai

from tests.sdks import dialects
from tests.sdks.conftest import Model, Voice
from tests.sdks.model_server import Reply


def google_stream() -> Iterator[Any]:
    client = genai.Client()  # closes itself when nobody holds it
    yield from client.models.generate_content_stream(model="m", contents="?")


STREAMS: dict[str, Callable[[], Any]] = {
    "google": lambda: google_stream(),
    "google, async": lambda: genai.Client().aio.models.generate_content_stream(model="m", contents="?"),
    "ollama": lambda: ollama.Client().chat(model="m", messages=[{"role": "user", "content": "?"}], stream=True),
    "ollama, async": lambda: ollama.AsyncClient().chat(
        model="m", messages=[{"role": "user", "content": "?"}], stream=True
    ),
}


def body(how: str, tokens: list[str]) -> list[str]:
    return list((dialects.google if how.startswith("google") else dialects.ollama)(tokens))


@pytest.mark.parametrize("how", STREAMS)
async def test_streams(how: str, model: Model, voice: Voice, tokens: list[str], text: str) -> None:
    with model(body(how, tokens)):
        assert await voice.hear(STREAMS[how]()) == text


@pytest.mark.parametrize("how", STREAMS)
async def test_an_interrupt_stops_the_model(how: str, model: Model, voice: Voice) -> None:
    with model(Reply(body(how, ["A sentence. "] * 2)[:2], pause=0.001, repeat=True)) as server:
        await voice.interrupt(STREAMS[how]())
        assert await asyncio.to_thread(server.left.wait, 5)


@pytest.mark.parametrize("how", ["ollama", "ollama, async"])
async def test_the_clients_own_error_passes_unchanged(how: str, model: Model, voice: Voice) -> None:
    with model([*body(how, ["A sentence. "])[:1], '{"error": "out of memory"}\n']):
        with pytest.raises(ollama.ResponseError, match="out of memory"):
            await voice.hear(STREAMS[how]())
