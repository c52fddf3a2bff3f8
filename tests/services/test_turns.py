"""Whole turns and links that die, on every service: what was heard is decoded from the sound."""

from __future__ import annotations

import pytest

from adapter import Speaker
from tests.fault_server import FaultServer
from tests.services.rows import EACH, SENTENCES, TEXT, Row, Server, bare, places, repeats, speak, take, those
from tests.virtual_time import run

CUTS = 24
"""Places at which a link dies, of each service; ``python -m tests.chaos --services`` has thousands."""


@EACH
@pytest.mark.parametrize("text", [TEXT, "Yes."], ids=["sentences", "a word"])
def test_whole_turns(row: Row, text: str) -> None:
    async def main() -> None:
        async with row.server() as server, Speaker(row.make(server.url), clean=False) as speaker:
            for _ in range(2):
                took = await take(speaker.say(text), server)
                assert took.error is None
                assert took.sound == bare(text)
                assert took.words == (text.split() if row.exactness == "word" else [])
                assert took.turn.voiced_text == text
                assert took.turn.report.exactness == row.exactness
                assert took.turn.report.characters_replayed == 0
                heard = await took.turn.interrupt()
                assert (heard.raw, heard.unheard_raw) == (text, "")

    run(main())


@EACH
def test_a_link_that_dies_anywhere(row: Row) -> None:
    """At places all over the reply: nothing is lost, and at most what the report says is heard twice."""

    async def main() -> None:
        for place in places(row, await _size(row), CUTS):
            await _cut_once(row, place)

    run(main())


async def _size(row: Row) -> int:
    """Bytes of the reply, or of that to the first request."""
    async with row.server() as server:
        await speak(row, server)
        return _sent(server)


def _sent(server: Server) -> int:
    return len(server.connections[0].stream) if isinstance(server, FaultServer) else server.requests[0].sent


async def _cut_once(row: Row, place: int) -> None:
    async with row.server([row.cut(place)]) as server:
        took = await speak(row, server)
        told = f"cut at {place}: {took.sound!r} {took.error!r}"
        assert took.error is None, told
        assert repeats(took.sound, TEXT, row.exactness, most=1), told
        assert took.sound == bare(TEXT) or took.turn.report.exactness != "word", told
        if row.exactness == "word":
            assert took.words == TEXT.split(), told


@those(lambda row: row.exactness == "segment")
@pytest.mark.parametrize("partial", ["hold", "skip", "fail"])
async def test_what_becomes_of_a_segment_that_is_cut(row: Row, partial: str) -> None:
    """In the middle of the second sentence's sound, or of the first where each is a request of its own."""
    size = await _size(row)
    async with row.server([row.cut(size * 9 // 20)]) as server:
        took = await speak(row, server, partial=partial)
    if partial == "fail":
        assert took.error is not None
        assert bare(TEXT).startswith(bare(took.turn.voiced_text))
        return
    assert took.error is None
    if partial == "hold":
        assert took.sound == bare(TEXT)
        return
    assert len(took.skipped) == 1
    assert took.skipped[0] in SENTENCES
    before, _, after = TEXT.partition(took.skipped[0])
    assert took.sound.startswith(bare(before))
    assert took.sound.endswith(bare(after))


@EACH
@pytest.mark.parametrize("partial", ["repeat", "hold"])
def test_links_that_die_again_and_again(row: Row, partial: str) -> None:
    async def main() -> None:
        size = await _size(row)
        script = [row.cut(size * part // 10) for part in (3, 2, 4)]
        async with row.server(script) as server:
            took = await speak(row, server, partial=partial)
        assert took.error is None
        assert took.sound == bare(TEXT) if partial == "hold" else repeats(took.sound, TEXT, row.exactness, most=3)

    run(main())


def test_the_check_of_repeats_can_fail() -> None:
    text, said = "One two. Three four.", "Onetwo.Threefour."
    assert repeats(said, text, "word", 0)
    assert repeats("Onetwo.ThrThreefour.", text, "segment", 1)
    assert not repeats("Onetwo.ThrThreefour.", text, "word", 1)
    assert not repeats("OnOnetwo.ThrThreefour.", text, "segment", 1)
    assert not repeats("Onetwo.Threefou", text, "segment", 1)
    assert not repeats("One.Threefour.", text, "segment", 1)
    assert repeats("Onetwo.ThrOnetwo.Threefour.", text, "turn", 1)
