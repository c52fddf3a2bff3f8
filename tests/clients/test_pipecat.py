"""Pipecat's ElevenLabs service in a running pipeline: `multi-stream-input`, a context per turn, one socket for all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from itertools import pairwise

from pipecat.frames.frames import (
    EndFrame,
    ErrorFrame,
    Frame,
    InterruptionFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    TTSAudioRawFrame,
    TTSStoppedFrame,
    TTSTextFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.services.elevenlabs.tts import ElevenLabsTTSService
from pipecat.services.tts_service import TextAggregationMode
from pipecat.workers.runner import WorkerRunner
from sound import NEXT_SENTENCES, NEXT_TEXT, RATE, SENTENCES, TEXT, VOICE, measure, reference, words_in_pieces

IN_TIME = 2.0
"""Seconds; after 3 without audio pipecat stops a turn by itself, and then nobody knows whether it was complete."""
LAST_WORD = 1.5
"""Seconds before the end of the audio within which its last word begins."""
DEFAULT_SCHEDULE = (120, 160)
"""Characters after which single tokens are spoken; pipecat asks for no schedule of its own."""


class Collector(FrameProcessor):
    """Passes every frame on, whichever way it goes, and keeps it."""

    def __init__(self) -> None:
        super().__init__(enable_direct_mode=True)
        self.frames: asyncio.Queue[Frame] = asyncio.Queue()
        self.errors: list[str] = []

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Keep the frame."""
        await super().process_frame(frame, direction)
        self.frames.put_nowait(frame)
        if isinstance(frame, ErrorFrame):
            self.errors.append(frame.error)
        await self.push_frame(frame, direction)

    async def until(self, kind: type[Frame]) -> list[Frame]:
        """All frames up to the next of this kind."""
        frames: list[Frame] = []
        async with asyncio.timeout(IN_TIME):
            while not (frames and isinstance(frames[-1], kind)):
                frames.append(await self.frames.get())
        return frames


class Client:
    """The service in a pipeline, with a collector on either side of it."""

    def __init__(self, server: str, mode: TextAggregationMode) -> None:
        settings = ElevenLabsTTSService.Settings(voice=VOICE, model="eleven_flash_v2_5")
        self.connections = 0
        self.service = ElevenLabsTTSService(
            api_key="any", url=server, sample_rate=RATE, settings=settings, text_aggregation_mode=mode
        )
        self.service.add_event_handler("on_connected", self._count_connection)
        self.before, self.behind = Collector(), Collector()
        self.worker = PipelineWorker(Pipeline([self.before, self.service, self.behind]), enable_rtvi=False)

    async def _count_connection(self, _service: ElevenLabsTTSService) -> None:
        self.connections += 1

    async def write(self, tokens: Iterable[str]) -> None:
        """Begin a turn as a language model does, and leave it open."""
        await self.worker.queue_frames([LLMFullResponseStartFrame(), *map(LLMTextFrame, tokens)])

    async def check_turn(self, server: str, text: str, pieces: Iterable[str]) -> None:
        """End the turn: all speech and exactly the words of the text, each later than the last, and an end in time."""
        await self.worker.queue_frame(LLMFullResponseEndFrame())
        frames = await self.behind.until(TTSStoppedFrame)
        audio = [frame for frame in frames if isinstance(frame, TTSAudioRawFrame)]
        assert len({frame.context_id for frame in audio}) == 1
        heard = measure(b"".join(frame.audio for frame in audio))
        expected = reference(server, pieces)
        assert heard.is_like(expected), (heard, expected)
        words = [frame for frame in frames if isinstance(frame, TTSTextFrame)]
        assert [word.text for word in words] == text.split()
        times = [(word.pts - words[0].pts) / 1e9 for word in words]
        assert all(time < later for time, later in pairwise(times)), times
        assert heard.seconds - LAST_WORD < times[-1] < heard.seconds, (times[-1], heard)


@asynccontextmanager
async def running(server: str, mode: TextAggregationMode = TextAggregationMode.SENTENCE) -> AsyncIterator[Client]:
    """A client whose pipeline runs, ends in time, has used one connection and reported no error."""
    client = Client(server, mode)
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(client.worker)
    run = asyncio.create_task(runner.run())
    try:
        yield client
        await client.worker.queue_frame(EndFrame())
        await asyncio.wait({run}, timeout=IN_TIME)
        assert run.done()
    finally:
        await runner.cancel()
        await run
    assert client.connections == 1
    assert client.before.errors + client.behind.errors == []


def by_word(text: str) -> list[str]:
    """Tokens of a language model, as many send them: words with the space in front."""
    return [word if index == 0 else f" {word}" for index, word in enumerate(text.split())]


def by_three(text: str) -> list[str]:
    """Tokens that end anywhere inside words."""
    return [text[start : start + 3] for start in range(0, len(text), 3)]


async def test_two_turns_are_all_there(server: str) -> None:
    """Two turns on one socket give all their speech and exactly their words."""
    async with running(server) as client:
        for text, sentences in [(TEXT, SENTENCES), (NEXT_TEXT, NEXT_SENTENCES)]:
            await client.write(by_word(text))
            await client.check_turn(server, text, sentences)


async def test_tokens_are_all_there(server: str) -> None:
    """In token mode pieces of words are sent, and joined to the same words and speech."""
    async with running(server, TextAggregationMode.TOKEN) as client:
        await client.write(by_three(TEXT))
        await client.check_turn(server, TEXT, words_in_pieces(TEXT, *DEFAULT_SCHEDULE))


async def test_turn_after_barge_in_is_all_there(slow_server: str) -> None:
    """After an interruption in mid-speech, the next turn on the same socket gives its own speech and no other."""
    async with running(slow_server) as client:
        await client.write(by_word(TEXT))
        await client.behind.until(TTSAudioRawFrame)
        await client.worker.queue_frame(InterruptionFrame())
        await client.behind.until(InterruptionFrame)
        await client.write(by_word(NEXT_TEXT))
        await client.check_turn(slow_server, NEXT_TEXT, NEXT_SENTENCES)
