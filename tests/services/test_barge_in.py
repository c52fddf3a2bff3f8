"""Barge-in on every service: nothing of the old turn is in the next. ``barge_in.py`` does a thousand of each."""

from __future__ import annotations

import pytest

from adapter import Audio, Speaker
from adapter.transport import Link
from tests.fault_server import FaultServer
from tests.services.barge_in import barge_in
from tests.services.rows import EACH, Row, bare, take, those


@EACH
async def test_nothing_of_the_old_turn_is_in_the_next(row: Row) -> None:
    tally = await barge_in(row, 20, seed=7)
    assert tally.wrong == []
    assert tally.interrupted == 20


@those(lambda row: row.name in ("elevenlabs", "cartesia"))
async def test_cancelled_turns_never_take_up_all_places(row: Row) -> None:
    """A service refuses a turn beyond what it has at once; what it is cancelled of goes on to its end."""
    async with row.server([row.slow(0.003)], repeat=True) as server:
        async with Speaker(row.make(server.url), clean=False) as speaker:
            for _ in range(12):
                turn = speaker.say("A turn of some length, which is interrupted. " * 3)
                async for event in turn:
                    if isinstance(event, Audio):
                        break
                await turn.interrupt()
        assert isinstance(server, FaultServer)
        assert max(seen.most_contexts for seen in server.connections) <= row.most_contexts
        assert not any(b"concurrency" in seen.stream or b"max_active" in seen.stream for seen in server.connections)


@those(lambda row: row.name == "deepgram aura")
async def test_what_is_on_its_way_is_dropped(row: Row, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the room between turns on an untagged link the next turn would hear it: the test can fail."""

    async def leaks() -> bool:
        async with row.server([row.slow(0.01)], repeat=True) as server:
            async with Speaker(row.make(server.url), clean=False) as speaker:
                turn = speaker.say("An old turn that is interrupted early.")
                async for event in turn:
                    if isinstance(event, Audio):
                        break
                await turn.interrupt()
                took = await take(speaker.say("New."), server)
        return took.sound != bare("New.")

    assert not await leaks()
    monkeypatch.setattr(Link, "let_end", lambda *_: None)
    assert await leaks()
