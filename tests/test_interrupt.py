"""Barge-in: silence at once, and the truth about what was heard. The fault server's audio encodes its text."""

from __future__ import annotations

import asyncio
import random
import time

import pytest

from adapter import AdapterError, Audio, ElevenLabs, Local, Speaker, Turn, Word
from adapter.ledger.history import History
from buffering import Segment, Segmenter, Speakable, SpeakableSegmenter
from tests.fault_server import AfterMessages, Connection, Cut, FaultServer, OnText
from tests.model import tokens

TEXT = "The **first** sentence is here. The second one [follows](https://x.y) it! And `a third`, too. "
RATE = 48_000  # bytes per second


def service(server: FaultServer) -> ElevenLabs:
    return ElevenLabs("v", api_key="k", base_url=server.url)


async def test_what_was_heard_is_what_the_audio_says_to_the_word() -> None:
    """100 turns on one speaker, each interrupted somewhere, with what the player had played by then."""
    chance = random.Random(7)
    async with FaultServer(Connection(), repeat=True, samples=48) as server:
        async with Speaker(service(server)) as speaker:
            for _ in range(100):
                closed: list[bool] = []
                turn = speaker.say(tokens(TEXT * 3, closed=closed))
                audio, stop = bytearray(), chance.randint(1, 60)
                async for event in turn:
                    audio += event.data if isinstance(event, Audio) else b""
                    stop -= 1
                    if stop == 0:
                        break
                played = chance.uniform(0, len(audio) / RATE)
                heard = await turn.interrupt(played)
                assert [event async for event in turn] == []
                assert closed == [True]
                said = server.decode(bytes(audio[: int((played + 0.001) * RATE / 96) * 96]))
                assert "".join(said.split()).startswith("".join(heard.text.split()))
                missing = "".join(said.split())[len("".join(heard.text.split())) :]
                assert (heard.unheard + " x").split()[0].startswith(missing), (said, heard)
                assert heard.is_exact
                assert (TEXT * 3).startswith(heard.raw)
                assert heard.raw + heard.unheard_raw == turn.text
                spoken = [segment.text for segment in cleaned(heard.raw)]
                assert "".join("".join(spoken).split()) == "".join(heard.text.split())
            assert max(seen.most_contexts for seen in server.connections) <= 4
            assert all(seen.close_code in (None, 1000) for seen in server.connections)


def cleaned(raw: str) -> list[Segment]:
    segmenter = SpeakableSegmenter(Speakable(), Segmenter())
    return segmenter.push(raw) + segmenter.finish()


async def test_interrupting_is_quick_at_any_moment() -> None:
    """While connecting, speaking, losing the link, waiting to try again: 200 moments; the slowest hundredth aside."""
    chance, seconds = random.Random(3), list[float]()
    for _ in range(100):
        script = [Connection([Cut(AfterMessages(chance.randint(1, 9)), "rst")]) for _ in range(2)]
        async with FaultServer(script) as server, Speaker(service(server)) as speaker:
            for _ in range(2):
                turn = speaker.say(tokens(TEXT))
                await asyncio.sleep(chance.uniform(0, 0.03))
                began = time.perf_counter()
                heard = await turn.interrupt()
                seconds.append(time.perf_counter() - began)
                assert heard.raw == ""  # nothing was taken from the turn
    seconds.sort()
    assert seconds[len(seconds) // 2] < 0.05  # asked: 99 of 100 within 10 ms, on a quiet machine
    assert seconds[-2] < 0.5


async def test_the_next_turn_begins_at_once_and_is_whole() -> None:
    async with Speaker(Local()) as speaker:
        first = speaker.say(tokens(TEXT * 9))
        async for event in first:
            if isinstance(event, Word) and event.text == "second":
                break
        heard = await first.interrupt()
        assert heard.text.startswith("The first sentence is here. The second")
        assert heard.raw.startswith("The **first** sentence is here. The second")
        second = speaker.say("It is done.")
        assert [event.text async for event in second if isinstance(event, Word)] == ["It", "is", "done."]


async def test_whoever_is_reading_the_turn_sees_it_end_and_receives_nothing_more() -> None:
    async with FaultServer(samples=240) as server, Speaker(service(server)) as speaker:
        for moment in range(20):
            turn, events = speaker.say(tokens(TEXT * 9)), list[object]()
            reading = asyncio.create_task(_read(turn, events, moment * 0.001))
            await asyncio.sleep(moment * 0.002)
            count = len(events)
            assert not turn.is_closed
            interrupting = asyncio.create_task(turn.interrupt())
            await reading  # no error
            await interrupting
            assert len(events) <= count + 1  # the one that it had in hand
            assert turn.is_closed


async def _read(turn: Turn, events: list[object], pause: float) -> None:
    async for event in turn:
        events.append(event)
        await asyncio.sleep(pause)


async def test_a_turn_that_is_over_can_still_be_asked() -> None:
    async with Speaker(Local()) as speaker:
        turn = speaker.say("One two. Three four.")
        end = [event.end async for event in turn if isinstance(event, Word)]
        heard = await turn.interrupt(end[1])
        assert (heard.text, heard.unheard) == ("One two.", "Three four.")
        assert (await turn.interrupt()).text == "One two. Three four."


async def test_a_turn_that_failed_can_still_be_asked() -> None:
    async with FaultServer([Connection([Cut(AfterMessages(3))]), Connection([Cut(OnText())])], repeat=True) as server:
        async with Speaker(service(server), clean=False) as speaker:
            turn = speaker.say("Something is never spoken to its end here")
            with pytest.raises(AdapterError):
                async for _ in turn:
                    pass
            heard = await turn.interrupt()
            assert heard.raw == turn.voiced_text
            assert heard.raw + heard.unheard_raw == turn.text


def test_without_timing_it_is_an_estimate_and_says_so() -> None:
    history = History()
    segment = Segment("One two three four. ", 0, 20, "sentence")
    history.add(segment)
    history.sounded(segment, 20, 2.0)
    heard = history.until(1.0, 2.0, "One two three four. ")
    assert (heard.text, heard.unheard, heard.is_exact) == ("One two", "three four.", False)
    assert history.until(2.0, 2.0, segment.text).is_exact
    assert history.until(0.0, 2.0, segment.text).text == ""


def test_nothing_was_heard_of_nothing() -> None:
    heard = History().until(0.0, 0.0, "")
    assert (heard.text, heard.raw, heard.unheard, heard.unheard_raw) == ("", "", "", "")
