"""The relay on real websockets: what a page is sent, what it may say, and how it leaves. The audio encodes its text."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import AsyncIterator

import pytest
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from adapter import AudioFormat, ElevenLabs, Heard, Speaker, Turn
from adapter.sinks import playhead, relay
from tests.fault_server import AfterMessages, Connection, Cut, Error, FaultServer
from tests.model import tokens
from tests.relay_page import RATE, finished, relaying

TEXT = "The **first** sentence is here. The second one follows it! And a third, too. "
SPOKEN = TEXT.replace("*", "").strip()


def service(server: FaultServer) -> ElevenLabs:
    return ElevenLabs("v", api_key="sk-secret-key", base_url=server.url)


# --- a whole turn ---


async def test_a_page_gets_the_audio_the_words_and_one_end() -> None:
    async with FaultServer(samples=48) as server, Speaker(service(server)) as speaker:
        async with relaying(lambda socket: relay(speaker.say(tokens(TEXT)), socket)) as (page, results):
            last = await page.until("heard", plays=True)
            heard = await finished(results)
        assert isinstance(heard, Heard)
        assert server.decode(bytes(page.audio)).split() == SPOKEN.split()
        kinds = [message["type"] for message in page.messages]
        assert (kinds[0], kinds[-2:]) == ("start", ["done", "heard"])
        assert set(kinds[1:-2]) == {"word"}
        assert {key: page.messages[0][key] for key in ("encoding", "rate", "format")} == {
            "encoding": "pcm", "rate": 24_000, "format": "pcm_24000",
        }  # fmt: skip
        words = page.of("word")
        assert [word["text"] for word in words] == SPOKEN.split()
        assert [TEXT[slice(*word["raw_span"])].strip("*") for word in words] == SPOKEN.split()
        for word in words:  # the times are those of the audio
            sound = page.audio[round(word["start"] * 24_000) * 2 : round(word["end"] * 24_000) * 2]
            assert server.decode(bytes(sound)).strip() == word["text"]
        assert (heard.raw, heard.unheard, last["raw"], last["is_exact"]) == (TEXT, "", TEXT, True)
        assert page.of("done")[0]["report"]["audio_seconds"] == pytest.approx(page.seconds)


async def test_turns_follow_each_other_and_what_is_late_is_ignored() -> None:
    async with FaultServer(samples=48) as server, Speaker(service(server)) as speaker:

        async def handler(socket: ServerConnection) -> Heard:
            await relay(speaker.say("One two."), socket)
            return await relay(speaker.say("Three four."), socket, ahead=0.1)

        async with relaying(handler) as (page, results):
            await page.until("heard", plays=True)
            first = page.turn
            await page.until("start")
            assert page.turn != first
            await page.socket.send(json.dumps({"type": "interrupt", "turn": first, "played": 0}))
            await page.socket.send(json.dumps({"type": "played", "turn": first, "played": 99}))
            await page.until("heard", plays=True)
            heard = await finished(results)
        assert isinstance(heard, Heard)
        assert (heard.text, heard.unheard) == ("Three four.", "")
        assert page.of("refused") == []


# --- how much is sent ahead ---


async def test_a_page_gets_no_more_than_it_can_play_soon() -> None:
    text = TEXT * 4  # 6 seconds
    async with FaultServer(samples=480) as server, Speaker(service(server)) as speaker:
        async with relaying(lambda socket: relay(speaker.say(text), socket, ahead=1.0)) as (page, results):
            await page.until("start")
            await page.say("played", played=0)
            await page.idle(0.5)
            most_of_a_message = 7 * 480 / 24_000
            assert 1.0 <= page.seconds <= 1.0 + most_of_a_message * 4
            held = page.seconds
            await page.say("played", played=0.5)
            await page.idle(0.5)
            assert held + 0.3 <= page.seconds <= held + 0.5 + most_of_a_message
            assert results == []
            await page.until("heard", plays=True)
        assert server.decode(bytes(page.audio)).split() == (SPOKEN.split() * 4)


async def test_a_page_that_never_reports_is_neither_waited_for_nor_flooded() -> None:
    async with FaultServer(samples=240) as server, Speaker(service(server)) as speaker:
        async with relaying(lambda socket: relay(speaker.say(TEXT * 2), socket, ahead=0.3)) as (page, results):
            clock = asyncio.get_running_loop().time
            await page.take()
            began = clock()
            while not page.of("done"):
                await page.take()
                assert page.seconds <= 0.3 + 7 * 240 / 24_000 * 4 + clock() - began + 0.05
            assert page.seconds - 0.6 <= clock() - began
            await page.until("heard")
            assert clock() - began == pytest.approx(page.seconds, abs=0.6)
            heard = await finished(results)
        assert isinstance(heard, Heard)
        assert heard.raw == TEXT * 2


async def test_a_page_that_stops_reporting_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playhead, "GRACE", 0.1)
    closed: list[bool] = []
    async with FaultServer(samples=480) as server, Speaker(service(server)) as speaker:
        turn = speaker.say(tokens(TEXT * 20, closed=closed))
        async with relaying(lambda socket: relay(turn, socket, ahead=0.5)) as (page, results):
            await page.until("start")
            await page.until("word")
            await page.say("played", played=0.2)
            last = await page.until("heard")
            heard = await finished(results)
        assert closed == [True]
        assert isinstance(heard, Heard)
        assert (heard.raw, heard.unheard_raw) == (last["raw"], TEXT * 20 if not heard.raw else last["unheard_raw"])
        assert len(heard.text) <= 0.2 * 50


# --- how a turn ends ---


async def test_an_interruption_is_answered_by_what_was_heard() -> None:
    closed: list[bool] = []
    async with FaultServer(samples=240) as server, Speaker(service(server)) as speaker:
        turn = speaker.say(tokens(TEXT * 20, closed=closed))
        async with relaying(lambda socket: relay(turn, socket)) as (page, results):
            while page.seconds < 1.0:
                await page.take()
            await page.say("interrupt", played=0.505)
            last = await page.until("heard")
            heard = await finished(results)
            await page.idle(0.1)
        assert page.messages[-1] is last
        assert closed == [True]
        assert isinstance(heard, Heard)
        said = server.decode(bytes(page.audio[: round(0.50 * RATE / 480) * 480]))
        assert heard.text == said[: len(heard.text)]
        assert heard.text + " " + heard.unheard.split()[0] > said
        assert (TEXT * 20).startswith(heard.raw)
        assert {key: last[key] for key in ("text", "raw", "unheard", "unheard_raw", "is_exact")} == {
            "text": heard.text, "raw": heard.raw, "unheard": heard.unheard,
            "unheard_raw": heard.unheard_raw, "is_exact": True,
        }  # fmt: skip
        await server.until(lambda: any("close_context" in sent for sent in server.connections[0].messages))


async def test_an_interruption_before_the_first_token_is_answered() -> None:
    async def never() -> AsyncIterator[str]:
        await asyncio.sleep(60)
        yield "x"

    async with FaultServer() as server, Speaker(service(server)) as speaker:
        async with relaying(lambda socket: relay(speaker.say(never()), socket)) as (page, results):
            await page.until("start")
            await page.say("interrupt")  # a page need not know what it has played
            assert (await page.until("heard"))["raw"] == ""
            assert isinstance(await finished(results), Heard)


@pytest.mark.parametrize("reports", [True, False])
async def test_an_interruption_from_elsewhere_is_told_at_once(reports: bool) -> None:
    async with FaultServer(samples=480) as server, Speaker(service(server)) as speaker:
        turn = speaker.say(TEXT * 20)  # half a minute
        async with relaying(lambda socket: relay(turn, socket)) as (page, results):
            while page.seconds < 5.0:
                await page.take()
            if reports:
                await page.say("played", played=0.5)
                await page.idle(0.3)
            sent = page.seconds
            await turn.interrupt(1.0)
            async with asyncio.timeout(2):
                last = await page.until("heard")
                heard = await finished(results)
            assert page.seconds == pytest.approx(sent, abs=0.5) or not reports
        assert isinstance(heard, Heard)
        assert (heard.raw, heard.unheard) == (last["raw"], last["unheard"])
        assert heard.raw + heard.unheard_raw == turn.text
        assert len(heard.text) <= (0.5 if reports else 2.0) * 50
        assert page.of("error") == []


async def test_start_comes_first_also_to_a_page_that_talks_early() -> None:
    async with FaultServer(samples=48) as server, Speaker(service(server)) as speaker:

        async def handler(socket: ServerConnection) -> Heard:
            await asyncio.sleep(0.2)
            return await relay(speaker.say("One two."), socket)

        async with relaying(handler) as (page, results):
            for junk in ("x", b"\0", "null"):
                await page.socket.send(junk)
            await page.until("heard", plays=True)
            assert isinstance(await finished(results), Heard)
        assert page.messages[0]["type"] == "start"
        assert len(page.of("refused")) == 3


@pytest.mark.parametrize("by", ["close", "abort"])
async def test_a_page_that_leaves_ends_the_turn(by: str) -> None:
    closed: list[bool] = []
    async with FaultServer(samples=480) as server, Speaker(service(server)) as speaker:
        turn = speaker.say(tokens(TEXT * 20, closed=closed))
        async with relaying(lambda socket: relay(turn, socket, ahead=1.0)) as (page, results):
            while page.seconds < 0.5:
                await page.take()
            await page.say("played", played=0.4)
            if by == "close":
                await page.socket.close()
            else:
                page.socket.transport.abort()
            heard = await finished(results)
        assert isinstance(heard, Heard)
        assert closed == [True]
        assert heard.text in ("", "The first sentence")  # the report may or may not have arrived
        await server.until(lambda: any("close_context" in sent for sent in server.connections[0].messages))
        assert [event async for event in turn] == []
        assert len([event async for event in speaker.say("The next turn.")]) > 3


async def test_a_page_whose_socket_takes_nothing_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stuck:
        async def send(self, _: str | bytes, /) -> None:
            await asyncio.sleep(60)

        async def __aiter__(self) -> AsyncIterator[str]:
            await asyncio.sleep(60)
            yield ""

    monkeypatch.setitem(relay.__globals__, "_SEND_SECONDS", 0.05)
    async with FaultServer() as server, Speaker(service(server)) as speaker:
        async with asyncio.timeout(5):
            assert (await relay(speaker.say(TEXT), Stuck())).raw == ""


async def test_the_callers_cancellation_wins() -> None:
    closed: list[bool] = []
    async with FaultServer(samples=480) as server, Speaker(service(server)) as speaker:

        async def handler(socket: ServerConnection) -> Heard:
            async with asyncio.timeout(0.3):
                return await relay(speaker.say(tokens(TEXT * 20, closed=closed)), socket)

        async with relaying(handler) as (page, results):
            with pytest.raises((ConnectionClosed, TimeoutError)):
                async with asyncio.timeout(3):
                    await page.until("heard")
            assert isinstance(await finished(results), TimeoutError)
        assert closed == [True]


# --- failures ---


async def test_a_lost_link_is_told_and_not_heard() -> None:
    script = [Connection([Cut(AfterMessages(4), "rst")])]
    async with FaultServer(script, samples=48) as server, Speaker(service(server)) as speaker:
        async with relaying(lambda socket: relay(speaker.say(TEXT), socket)) as (page, _):
            await page.until("heard", plays=True)
        assert "".join(server.decode(bytes(page.audio)).split()) == "".join(SPOKEN.split())
        assert len(page.of("resumed")) == page.of("done")[0]["report"]["resumes"] == 1


async def test_a_failed_turn_is_told_played_and_raised_without_secrets() -> None:
    refusal = Error(AfterMessages(3), "quota_exceeded", "Key sk-secret-key has no credits left.", is_named=True)
    async with FaultServer(Connection([refusal]), samples=48) as server, Speaker(service(server)) as speaker:
        turn = speaker.say(TEXT)
        async with relaying(lambda socket: relay(turn, socket)) as (page, results):
            await page.until("heard", plays=True)
            error = await finished(results)
        told = page.of("error")[0]
        assert "no credits left" in told["reason"]
        assert set(told) == {"type", "turn", "reason", "retryable"}
        assert not any("secret" in json.dumps(message) for message in page.messages)
        assert type(error).__name__ == "QuotaExceeded"
        assert (await turn.interrupt()).raw == page.of("heard")[0]["raw"]


async def test_who_interrupts_a_failed_turn_gets_what_was_heard() -> None:
    refusal = Error(AfterMessages(3), "quota_exceeded", "No credits left.", is_named=True)
    async with FaultServer(Connection([refusal]), samples=4800) as server, Speaker(service(server)) as speaker:
        async with relaying(lambda socket: relay(speaker.say(TEXT), socket)) as (page, results):
            await page.until("error")
            await page.say("interrupt", played=0.81)
            await page.until("heard")
            heard = await finished(results)
        assert isinstance(heard, Heard)
        assert heard.text == "The"


async def test_of_a_source_that_fails_the_page_learns_the_kind_only() -> None:
    async def broken() -> AsyncIterator[str]:
        yield "One two. "
        raise ConnectionError("https://user:password@model.example")

    async with FaultServer(samples=48) as server, Speaker(service(server)) as speaker:
        async with relaying(lambda socket: relay(speaker.say(broken()), socket)) as (page, results):
            await page.until("heard", plays=True)
            assert isinstance(await finished(results), ConnectionError)
        assert page.of("error")[0]["reason"] == "the text's source failed (ConnectionError)"
        assert server.decode(bytes(page.audio)).split() == ["One", "two."]


async def test_a_hostile_page_hears_its_reply_and_few_refusals() -> None:
    async with FaultServer(samples=48) as server, Speaker(service(server)) as speaker:
        async with relaying(lambda socket: relay(speaker.say(TEXT * 3), socket)) as (page, results):
            await page.until("start")
            for junk in ["x", b"\0", "[" * 900, '{"type": "say"}', "x" * 10_000, *["null"] * 200]:
                await page.socket.send(junk)
            await page.say("played", played=1e300)  # more than it was sent
            last = await page.until("heard", plays=True)
            assert isinstance(await finished(results), Heard)
        assert last["raw"] == TEXT * 3
        assert 1 <= len(page.of("refused")) <= 8
        assert server.decode(bytes(page.audio)).split() == SPOKEN.split() * 3


async def test_ahead_is_checked() -> None:
    async with FaultServer() as server, Speaker(service(server)) as speaker:
        turn: Turn = speaker.say("x")
        for wrong in (0, -1.0, math.nan):
            with pytest.raises(ValueError, match="ahead must be more than 0"):
                await relay(turn, None, ahead=wrong)  # type: ignore[arg-type]


def test_compressed_audio_is_cut_anywhere_and_samples_are_not() -> None:
    pieces = relay.__globals__["_pieces"]
    for name in ("pcm_22053", "pcm_8000", "ulaw_8000", "mp3_44100_128"):
        format = AudioFormat.parse(name)
        cut = list(pieces(bytes(range(250)) * 500, format))
        assert b"".join(cut) == bytes(range(250)) * 500
        assert all(len(piece) % format.sample_width == 0 for piece in cut)
        assert max(map(len, cut)) <= format.bytes_per_second * 0.2
