"""What all groups share: speech whose sound tells its text, and an environment that leads SDKs to a server of ours."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from adapter import Audio, ElevenLabs, Speaker
from tests.fault_server import FaultServer
from tests.sdks.model_server import ModelServer, Reply

TEXT = "Let me see what I can find. It is 3.5 degrees in Bern, e.g. on the bridge! Is that all?"

Model = Callable[..., AbstractContextManager[ModelServer]]


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "key")
    monkeypatch.setenv("OPENAI_AGENTS_DISABLE_TRACING", "1")


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Model:
    """``with model(*replies) as server:`` is a server that all SDKs are led to."""

    @contextmanager
    def serving(*replies: Any, **settings: Any) -> Iterator[ModelServer]:
        with ModelServer([each if isinstance(each, Reply) else Reply(each, **settings) for each in replies]) as server:
            monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}/v1")
            monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
            monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", server.url)
            monkeypatch.setenv("OLLAMA_HOST", server.url)
            yield server

    return serving


@pytest.fixture
def text() -> str:
    return TEXT


@pytest.fixture
def tokens() -> list[str]:
    """The text as a model gives it: cut anywhere."""
    return [TEXT[start : start + 4] for start in range(0, len(TEXT), 4)]


class Voice:
    """A speaker whose sound is decoded back into text."""

    def __init__(self, server: FaultServer, speaker: Speaker) -> None:
        self.server = server
        self.speaker = speaker

    async def hear(self, source: Any) -> str:
        """What a listener hears of ``source``, white space aside."""
        turn = self.speaker.say(source)
        audio = b"".join([event.data async for event in turn if isinstance(event, Audio)])
        assert turn.unvoiced_text == ""
        return " ".join(self.server.decode(audio).split())

    async def interrupt(self, source: Any) -> None:
        """Hear the beginning of ``source`` and no more."""
        turn = self.speaker.say(source)
        async for event in turn:
            if isinstance(event, Audio):
                break
        await turn.interrupt()


@pytest.fixture
async def voice() -> AsyncIterator[Voice]:
    async with FaultServer() as server:
        async with Speaker(ElevenLabs("v", api_key="k", base_url=server.url)) as speaker:
            yield Voice(server, speaker)
