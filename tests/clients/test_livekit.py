"""LiveKit's ElevenLabs plugin: `multi-stream-input` with `sync_alignment`, a context per turn, one socket for all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
import pytest
from livekit.agents import APIConnectOptions
from livekit.agents.metrics import TTSMetrics
from livekit.agents.types import USERDATA_TIMED_TRANSCRIPT
from livekit.plugins import elevenlabs
from sound import NEXT_SENTENCES, NEXT_TEXT, SENTENCES, TEXT, VOICE, Sound, measure, reference, words_in_pieces

ONCE = APIConnectOptions(max_retry=0, timeout=5)
"""A failure is a failure: no second attempt that hides it."""


@dataclass
class Client:
    """The plugin, and what it says about its turns."""

    tts: elevenlabs.TTS
    metrics: list[TTSMetrics] = field(default_factory=list)

    async def speak(self, text: str) -> tuple[Sound, list[str]]:
        """The audio and the timed transcript's words of one turn, its text arriving word by word."""
        audio, transcript = b"", ""
        async with self.tts.stream(conn_options=ONCE) as stream:
            for word in text.split():
                stream.push_text(f"{word} ")
            stream.end_input()
            async for event in stream:
                audio += bytes(event.frame.data)
                transcript += "".join(event.frame.userdata.get(USERDATA_TIMED_TRANSCRIPT, []))
        return measure(audio), transcript.split()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """The HTTP session that LiveKit's worker would own."""
    async with aiohttp.ClientSession() as session:
        yield session


def client_of(server: str, session: aiohttp.ClientSession, **options: list[int]) -> Client:
    """The plugin, pointed at a local server."""
    tts = elevenlabs.TTS(
        base_url=f"{server}/v1", api_key="any", voice_id=VOICE, encoding="pcm_24000", http_session=session, **options
    )
    client = Client(tts)
    tts.on("metrics_collected", client.metrics.append)
    return client


async def test_two_turns_are_all_there(server: str, session: aiohttp.ClientSession) -> None:
    """Two turns give all their speech and exactly their words, the second on the first one's socket."""
    client = client_of(server, session)
    for text, sentences in [(TEXT, SENTENCES), (NEXT_TEXT, NEXT_SENTENCES)]:
        heard, words = await client.speak(text)
        expected = reference(server, sentences)
        assert heard.is_like(expected), (heard, expected)
        assert words == text.split()
    assert [turn.connection_reused for turn in client.metrics] == [False, True]
    await client.tts.aclose()


async def test_words_by_schedule_are_all_there(server: str, session: aiohttp.ClientSession) -> None:
    """With a chunk schedule the plugin sends single words; they too are all spoken and timed."""
    client = client_of(server, session, chunk_length_schedule=[80, 120])
    heard, words = await client.speak(TEXT)
    expected = reference(server, words_in_pieces(TEXT, 80, 120))
    assert heard.is_like(expected), (heard, expected)
    assert words == TEXT.split()
    await client.tts.aclose()


async def test_turn_after_barge_in_is_all_there(slow_server: str, session: aiohttp.ClientSession) -> None:
    """After a turn is given up in mid-speech, the next one on the same socket gives its own speech and no other."""
    client = client_of(slow_server, session)
    async with client.tts.stream(conn_options=ONCE) as stream:
        stream.push_text(TEXT)
        stream.end_input()
        await anext(aiter(stream))
    heard, words = await client.speak(NEXT_TEXT)
    expected = reference(slow_server, NEXT_SENTENCES)
    assert heard.is_like(expected), (heard, expected)
    assert words == NEXT_TEXT.split()
    assert client.metrics[-1].connection_reused
    await client.tts.aclose()
