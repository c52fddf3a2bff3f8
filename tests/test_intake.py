"""The source's side of a turn, without a service: what it leaves of the event loop to others."""

from __future__ import annotations

import asyncio

import pytest

from adapter.events import AudioFormat
from adapter.ledger import Ledger
from adapter.sources import deltas
from adapter.speaking.intake import SLICE, Intake
from buffering import Segmenter


@pytest.mark.parametrize("text", ["A sentence of a usual length. " * 2_000, "。" * 60_000], ids=["prose", "marks"])
async def test_a_giant_token_is_worked_on_in_slices(text: str) -> None:
    """Another task gets its turn after each slice, and what comes of the text is the same."""
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    async def spoken() -> list[str]:
        found = []
        while (segment := await intake.next_text()) is not None:
            found.append(segment)
        return found

    intake = Intake(deltas([text]), Segmenter(), Ledger(AudioFormat.parse("pcm_24000")), lambda: 0.0)
    async with asyncio.TaskGroup() as group:
        other = group.create_task(others())
        reading = group.create_task(intake.read())
        speaking = group.create_task(spoken())
        await reading
        assert turns >= len(text) // SLICE - 1
        segments = await speaking
        other.cancel()
    whole = Segmenter()
    assert [text.strip() for text in segments] == [
        segment.text.strip() for segment in whole.push(text) + whole.finish()
    ]
