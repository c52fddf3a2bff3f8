"""What comes out of a loudspeaker, heard with a microphone. The fault server's audio encodes its text."""

from __future__ import annotations

import asyncio
import time

import pytest

from adapter import AdapterError, ElevenLabs, Player, ServiceUnavailable, Speaker, play
from tests.devices.conftest import RATE, SoundServer
from tests.fault_server import AfterMessages, Connection, Cut, FaultServer, OnText, Stall

TEXT = "The first sentence is here. The second one follows it! And a third, too. "
SAMPLES = 240
"""Per character: 10 ms."""


def service(server: FaultServer) -> ElevenLabs:
    return ElevenLabs("v", api_key="k", base_url=server.url)


async def test_every_character_is_heard_once_and_the_last_one_to_its_end(sound: SoundServer) -> None:
    async with FaultServer(samples=SAMPLES) as server, Speaker(service(server)) as speaker:
        async with sound.recording() as heard:
            report = await play(speaker.say(TEXT * 3))
    assert server.decode(bytes(heard)) == TEXT * 3
    assert len(heard) == report.audio_seconds * RATE * 2


async def test_turn_follows_turn(sound: SoundServer) -> None:
    async with FaultServer(samples=SAMPLES // 10) as server, Speaker(service(server)) as speaker:
        async with sound.recording() as heard:
            for number in range(8):
                await play(speaker.say(f"Number {number}. "))
    assert server.decode(bytes(heard)) == "".join(f"Number {number}. " for number in range(8))


async def test_a_network_that_starves_the_loudspeaker_leaves_a_pause_and_nothing_else(sound: SoundServer) -> None:
    script = Connection([Stall(AfterMessages(step), 0.3) for step in (2, 3, 6)])
    async with FaultServer(script, samples=SAMPLES) as server, Speaker(service(server)) as speaker:
        async with sound.recording() as heard:
            async with Player(speaker.say(TEXT)) as player:
                async for _ in player:
                    pass
    assert server.decode(bytes(heard)) == TEXT
    assert player.played == len(heard) / 2 / RATE


@pytest.mark.parametrize("moment", [0.2, 0.55, 1.0, 1.7])
async def test_an_interruption_is_heard_at_once_and_played_tells_where(sound: SoundServer, moment: float) -> None:
    async with FaultServer(samples=SAMPLES) as server, Speaker(service(server)) as speaker:
        async with sound.recording() as sounded:
            turn = speaker.say(TEXT * 5)
            async with Player(turn) as player:
                playing = asyncio.create_task(_follow(player))
                while player.played < moment:  # noqa: ASYNC110  as a person would ask
                    await asyncio.sleep(0.005)
                played = player.played
                heard = await turn.interrupt(played)
                await playing
                await asyncio.sleep(0.5)  # the device stays open: what still comes is what was not silenced
    seconds = len(sounded) / 2 / RATE
    assert abs(seconds - played) < 0.05
    assert server.decode(bytes(sounded)).startswith(heard.text)


async def _follow(player: Player) -> None:
    async for _ in player:
        pass


async def test_cancelling_is_heard_at_once(sound: SoundServer) -> None:
    async with FaultServer(samples=SAMPLES) as server, Speaker(service(server)) as speaker:
        async with sound.recording() as sounded:
            playing = asyncio.create_task(play(speaker.say(TEXT * 5)))
            await asyncio.sleep(1.0)
            playing.cancel()
            began = time.monotonic()
            with pytest.raises(asyncio.CancelledError):
                await playing
            assert time.monotonic() - began < 0.2
    assert 0.3 < len(sounded) / 2 / RATE < 1.1


async def test_what_was_voiced_before_a_failure_is_heard(sound: SoundServer) -> None:
    script = [Connection([Cut(AfterMessages(9))]), Connection([Cut(OnText())])]
    async with FaultServer(script, repeat=True, samples=SAMPLES) as server:
        async with Speaker(service(server), clean=False) as speaker:
            async with sound.recording() as sounded:
                turn = speaker.say(TEXT)
                with pytest.raises(AdapterError):
                    await play(turn)
    assert server.decode(bytes(sounded)) == turn.voiced_text != ""


async def test_without_a_sound_server_the_error_says_what_to_do(sound: SoundServer) -> None:
    sound.stop()
    async with FaultServer() as server, Speaker(service(server)) as speaker:
        with pytest.raises(ServiceUnavailable, match="no loudspeaker can be opened"):
            await play(speaker.say(TEXT))


async def test_a_sound_server_that_dies_ends_the_turn(sound: SoundServer) -> None:
    async with FaultServer(samples=SAMPLES) as server, Speaker(service(server)) as speaker:
        turn = speaker.say(TEXT * 5)
        playing = asyncio.create_task(play(turn))
        await asyncio.sleep(0.7)
        sound.stop()
        with pytest.raises(ServiceUnavailable, match="has taken no audio") as caught:
            await playing
    assert caught.value.voiced_text + caught.value.unvoiced_text == turn.text == TEXT * 5
