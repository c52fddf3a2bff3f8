"""The loudspeaker's clock, its end and its interruption, on a device that keeps the pace and makes no sound."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import time

import pytest

from adapter import (
    Audio,
    AudioFormat,
    BadRequest,
    ElevenLabs,
    Local,
    Player,
    QuotaExceeded,
    ServiceUnavailable,
    Speaker,
    TurnDone,
    play,
)
from adapter.sinks import loudspeaker
from adapter.sinks.g711 import to_pcm
from adapter.sinks.loudspeaker import Clock, Loudspeaker
from tests.fault_server import AfterMessages, Connection, Error, FaultServer, Stall

TEXT = "The first sentence is here. The second one follows it! And a third, too. "
SILENT = ("null",)


def service(server: FaultServer, output_format: str = "pcm_24000") -> ElevenLabs:
    return ElevenLabs("v", api_key="k", base_url=server.url, output_format=output_format)


# --- the clock ---


def test_what_the_device_holds_was_not_heard() -> None:
    clock = Clock(1000, latency=0.04)
    clock.give(20, 0, 10.0)
    clock.give(20, 0, 10.0)
    assert clock.played(10.0) == 0.0
    clock.give(20, 0, 10.02)
    assert clock.played(10.02) == 0.02
    assert clock.played(10.03) == 0.03
    assert clock.played(99.0) == 0.04  # it does not run on when nothing is asked for


def test_silence_does_not_count_and_the_end_is_exact() -> None:
    chance = random.Random(5)
    for _ in range(300):
        clock, audio, now, last = Clock(24_000), 0, 0.0, 0.0
        for _ in range(60):
            size = chance.randint(1, 480)
            sound = chance.choice([0, size, chance.randint(0, size)])
            clock.give(sound, size - sound, now)
            audio += sound
            now += size / 24_000
            assert last <= clock.played(now) <= audio / 24_000
            assert audio / 24_000 - clock.played(now) <= 0.04 + 1e-9
            last = clock.played(now)
        for _ in range(5):
            clock.give(0, 480, now)
        assert clock.played(now) == audio / 24_000


def test_the_clock_is_small_however_long_it_runs() -> None:
    clock = Clock(24_000)
    for step in range(10_000):
        clock.give(480, 0, step * 0.02)
    assert len(clock._steps) < 10
    assert clock.played(9_999 * 0.02) == pytest.approx(10_000 * 0.02 - 0.04)


# --- turns ---


async def test_a_turn_is_played_to_its_last_sample() -> None:
    async with FaultServer(samples=144) as server, Speaker(service(server)) as speaker:
        turn = speaker.say(TEXT)
        began = time.monotonic()
        async with Player(turn, backends=SILENT) as player:
            events = [(player.played, event) async for event in player]
        seconds = time.monotonic() - began
        assert turn.voiced_text == TEXT
        audio = [event for _, event in events if isinstance(event, Audio)]
        assert isinstance(events[-1][1], TurnDone)
        assert events[-1][0] == player.played == audio[-1].end == turn.report.audio_seconds
        assert seconds > audio[-1].end * 0.8  # it kept the pace
        for played, event in events:
            if isinstance(event, Audio):  # taken when there was room, not before
                assert event.start - played < 1.3


async def test_the_short_form_gives_the_report() -> None:
    async with Speaker(Local(output_format="alaw_8000")) as speaker:
        turn = speaker.say("Hello there.")
        report = await play(turn, backends=SILENT)
        assert report == turn.report
        assert report.audio_seconds > 0.3
        assert turn.unvoiced_text == ""


async def test_nothing_to_say_makes_no_sound() -> None:
    async with Speaker(Local()) as speaker:
        async with Player(speaker.say(" "), backends=SILENT) as player:
            assert [type(event) async for event in player] == [TurnDone]
            assert player.played == 0.0


async def test_interrupting_ends_the_sound_the_iteration_and_the_turn() -> None:
    async with FaultServer(samples=144) as server, Speaker(service(server)) as speaker:
        turn = speaker.say(TEXT * 5)
        async with Player(turn, backends=SILENT) as player:
            playing = asyncio.create_task(_read(player))
            async with asyncio.timeout(10):
                while player.played < 0.5:  # noqa: ASYNC110  as a person would ask
                    await asyncio.sleep(0.01)
            played = player.played
            heard = await turn.interrupt(played)
            began = time.monotonic()
            events = await playing
            assert time.monotonic() - began < 1.0  # a second of audio waited, and was dropped
            await asyncio.sleep(0.3)
            assert 0 <= player.played - played < 0.2
        said = (TEXT * 5)[: round(played / 0.006)]
        assert said.startswith(heard.text)
        assert len(said) - len(heard.text) < 10  # the word that was cut
        assert not any(isinstance(event, TurnDone) for event in events)


async def test_interrupting_silences_also_while_nobody_iterates() -> None:
    async with FaultServer(samples=144) as server, Speaker(service(server)) as speaker:
        turn = speaker.say(TEXT * 5)
        async with Player(turn, backends=SILENT) as player:
            async for event in player:
                if isinstance(event, Audio) and event.end > 0.7:
                    await turn.interrupt(played := player.played)
                    await asyncio.sleep(0.6)
                    assert player.played - played < 0.3


async def _read(player: Player) -> list[object]:
    return [event async for event in player]


async def test_cancelling_is_quick_and_closes_the_turn() -> None:
    async with FaultServer(samples=144) as server, Speaker(service(server)) as speaker:
        turn = speaker.say(TEXT * 5)
        playing = asyncio.create_task(play(turn, backends=SILENT))
        await asyncio.sleep(0.3)
        playing.cancel()
        began = time.monotonic()
        with pytest.raises(asyncio.CancelledError):
            await playing
        assert time.monotonic() - began < 0.5
        assert turn.is_closed


async def test_cancelling_at_any_moment_leaves_no_device() -> None:
    async with FaultServer(Connection(), repeat=True) as server, Speaker(service(server)) as speaker:
        for step in range(12):
            player = Player(speaker.say(TEXT), backends=SILENT)
            playing = asyncio.create_task(_all(player))
            for _ in range(step):
                await asyncio.sleep(0)
            await asyncio.sleep(step * 0.0005)
            playing.cancel()
            with pytest.raises(asyncio.CancelledError):
                await playing
            async with asyncio.timeout(5):
                while player._loudspeaker._device is not None or not player._loudspeaker._is_closed:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)


async def _all(player: Player) -> None:
    async with player:
        async for _ in player:
            pass


async def test_what_was_voiced_is_heard_before_a_failure_is_told() -> None:
    script = Connection([Error(AfterMessages(9), "quota_exceeded", "Nothing left.")])
    async with FaultServer(script, samples=144) as server, Speaker(service(server), clean=False) as speaker:
        turn = speaker.say(TEXT)
        player = Player(turn, backends=SILENT)
        with pytest.raises(QuotaExceeded) as caught:
            await _all(player)
        assert caught.value.voiced_text == turn.voiced_text != ""
        assert player.played == pytest.approx(len(turn.voiced_text) * 0.006)


async def test_a_silent_network_is_a_pause_that_does_not_count() -> None:
    script = Connection([Stall(AfterMessages(4), 0.7)])
    async with FaultServer(script, samples=144) as server, Speaker(service(server)) as speaker:
        began = time.monotonic()
        async with Player(turn := speaker.say(TEXT), backends=SILENT) as player:
            events = await _read(player)
        assert time.monotonic() - began > 0.7 + turn.report.audio_seconds * 0.5
        assert isinstance(events[-1], TurnDone)
        assert player.played == turn.report.audio_seconds


async def test_the_event_loop_goes_on_meanwhile() -> None:
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            began = time.monotonic()
            await asyncio.sleep(0.001)
            longest = max(longest, time.monotonic() - began)

    async with FaultServer(samples=72) as server, Speaker(service(server)) as speaker:
        watching = asyncio.create_task(watch())
        await play(speaker.say(TEXT), backends=SILENT)
        watching.cancel()
    assert longest < 0.4  # any wait for the device's end would be longer than the whole reply


# --- what cannot be ---


async def test_who_forgets_the_context_is_told_so_and_loses_nothing() -> None:
    async with Speaker(Local()) as speaker:
        turn = speaker.say("Hello there.")
        with pytest.raises(RuntimeError, match=r"use `async with Player\(turn\) as player:`"):
            await _read(Player(turn, backends=SILENT))
        await play(turn, backends=SILENT)
        assert turn.voiced_text == "Hello there."


async def test_mp3_is_refused_and_the_turn_is_closed() -> None:
    async with Speaker(Local(output_format="mp3_24000_48")) as speaker:
        turn = speaker.say("Hello.")
        with pytest.raises(BadRequest, match="pcm_24000"):
            await play(turn, backends=SILENT)
        assert turn.is_closed


async def test_an_unknown_backend_is_refused() -> None:
    async with Speaker(Local()) as speaker:
        with pytest.raises(BadRequest, match=r"no audio backend 'phonograph' here: use one of .*null"):
            await play(speaker.say("Hello."), backends=["phonograph"])


async def test_without_a_device_the_error_says_what_to_do_and_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")
    async with Speaker(Local()) as speaker:
        turn = speaker.say("Hello there.")
        await asyncio.sleep(0.1)
        with pytest.raises(
            ServiceUnavailable, match=r"no loudspeaker can be opened .*tried jack.* connect one"
        ) as caught:
            await play(turn, backends=["jack"])
        assert caught.value.unvoiced_text == turn.unvoiced_text == "Hello there."


def test_without_a_name_nobody_listens_to_nothing() -> None:
    """miniaudio's own last resort is a device that makes no sound."""
    import miniaudio

    names = [backend.name for backend in loudspeaker._choose(miniaudio, ())]
    assert names
    assert "NULL" not in names


def test_a_device_that_asks_for_nothing_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loudspeaker, "STUCK_SECONDS", 0.3)
    speaker = Loudspeaker(24_000, lambda: False, SILENT)
    speaker.open()
    time.sleep(0.5)
    speaker.check()
    speaker._device.stop()
    time.sleep(0.5)
    with pytest.raises(ServiceUnavailable, match="unplugged or suspended"):
        speaker.check()
    speaker.close()


def test_what_is_closed_while_it_is_being_opened_stays_closed() -> None:
    speaker = Loudspeaker(24_000, lambda: False, SILENT)
    speaker.close()
    speaker.open()
    assert speaker._device is None


def test_without_the_package_the_error_names_the_extra() -> None:
    program = """
import asyncio, sys
sys.modules["miniaudio"] = None
from adapter import ExtraMissing, Local, Speaker, play
async def main():
    async with Speaker(Local()) as speaker:
        try:
            await play(speaker.say("Hello."))
        except ExtraMissing as error:
            print(error)
asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "pip install 'saystream[play]'" in done.stdout


def test_g711_is_decoded_as_the_standard_says() -> None:
    import audioop

    every = bytes(range(256))
    assert to_pcm(every, AudioFormat.parse("ulaw_8000")) == audioop.ulaw2lin(every, 2)
    assert to_pcm(every, AudioFormat.parse("alaw_8000")) == audioop.alaw2lin(every, 2)
    assert to_pcm(every, AudioFormat.parse("pcm_8000")) == every
