"""Pipecat's ElevenLabs service as a client of the comparisons: the shortest pipeline there is, and no log."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable

from loguru import logger
from pipecat.frames.frames import (
    EndFrame,
    Frame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    TTSAudioRawFrame,
    TTSStoppedFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.services.elevenlabs.tts import ElevenLabsTTSService
from pipecat.workers.runner import WorkerRunner

from .turns import answer


class Listener(FrameProcessor):
    """Hands on the audio, and reports the turn's end."""

    def __init__(self) -> None:
        super().__init__(enable_direct_mode=True)
        self.hear: Callable[[bytes], None]
        self.has_stopped = asyncio.Event()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, TTSAudioRawFrame):
            self.hear(frame.audio)
        elif isinstance(frame, TTSStoppedFrame):
            self.has_stopped.set()
        await self.push_frame(frame, direction)


async def main(url: str) -> None:
    settings = ElevenLabsTTSService.Settings(voice="voice", model="eleven_flash_v2_5")
    service = ElevenLabsTTSService(api_key="any", url=url, sample_rate=24_000, settings=settings)
    listener = Listener()
    worker = PipelineWorker(Pipeline([service, listener]), enable_rtvi=False, idle_timeout_secs=None)
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)

    async def speak(tokens: AsyncIterator[str], hear: Callable[[bytes], None]) -> None:
        listener.hear = hear
        listener.has_stopped.clear()
        await worker.queue_frame(LLMFullResponseStartFrame())
        async for token in tokens:
            await worker.queue_frame(LLMTextFrame(token))
        await worker.queue_frame(LLMFullResponseEndFrame())
        await listener.has_stopped.wait()

    async with asyncio.TaskGroup() as group:
        group.create_task(runner.run())
        await answer(speak)
        await worker.queue_frame(EndFrame())


logger.remove()  # its default writes every frame's passing to stderr
asyncio.run(main(sys.argv[1]))
