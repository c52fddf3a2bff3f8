"""A model that pauses within a reply, on every service: nothing is lost, whatever becomes of an idle turn there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapter import Speaker
from tests.fault_server import FaultServer
from tests.services.rows import EACH, SENTENCES, TEXT, Row, bare, take
from tests.virtual_time import run


@EACH
@pytest.mark.parametrize("pause", [0.3, 0.7, 1.5, 45.0])
def test_a_pause_between_sentences(row: Row, pause: float) -> None:
    """Cartesia drops a context a second after its last audio: it is ended before, and another goes on."""

    async def tokens() -> AsyncIterator[str]:
        for sentence in SENTENCES:
            yield sentence + " "
            await asyncio.sleep(pause)

    async def main() -> None:
        async with row.server() as server, Speaker(row.make(server.url), clean=False) as speaker:
            took = await take(speaker.say(tokens()), server)
            assert took.error is None
            assert took.sound == bare(TEXT)
            assert took.words == (TEXT.split() if row.exactness == "word" else [])
            assert took.turn.report.exactness == row.exactness
            assert took.turn.report.characters_replayed == 0
            if isinstance(server, FaultServer):
                assert len(server.connections) == 1 or row.name.startswith("elevenlabs stream-input")
                assert not any(b"context_expired" in seen.stream for seen in server.connections)

    run(main())


@EACH
@pytest.mark.parametrize("ahead", [0.0, 0.3, 2.0])
def test_no_more_is_sent_than_what_is_nearly_due(row: Row, ahead: float) -> None:
    """A service that drops idle turns gets what follows in another, when it is due, and not before."""

    async def main() -> None:
        async with row.server(samples=1_920) as server:
            async with Speaker(row.make(server.url), clean=False, ahead=ahead) as speaker:
                took = await take(speaker.say(TEXT), server)
                clock = asyncio.get_running_loop().time()
        assert took.error is None
        assert took.sound == bare(TEXT)
        assert took.words == (TEXT.split() if row.exactness == "word" else [])
        assert took.turn.report.characters_replayed == 0
        last = 0.08 * (len(SENTENCES[-1]) + 3)
        assert clock > took.seconds - last - ahead - 1.0 or row.exactness == "turn"

    run(main())


@EACH
def test_turns_with_a_rest_between_them(row: Row) -> None:
    """A link that a service closes after minutes of rest is replaced before it is used."""

    async def main() -> None:
        async with row.server() as server, Speaker(row.make(server.url), clean=False) as speaker:
            for _ in range(3):
                took = await take(speaker.say(TEXT), server)
                assert took.error is None
                assert took.sound == bare(TEXT)
                await asyncio.sleep(90)

    run(main())
