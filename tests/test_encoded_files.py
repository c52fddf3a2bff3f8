"""FLAC, Ogg, Opus and MP3 files: what is in them, and what becomes of them when something fails."""

from __future__ import annotations

import array
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile

from adapter import AdapterError, AudioFormat, BadRequest, ElevenLabs, ExtraMissing, Speaker, save
from adapter.sinks import AudioFile, check_ending
from adapter.sinks.g711 import to_pcm
from tests.fault_server import AfterMessages, Connection, Cut, FaultServer, OnText

RATE = 24_000
PCM = AudioFormat.parse(f"pcm_{RATE}")
ENDINGS = pytest.mark.parametrize("ending", [".flac", ".ogg", ".opus", ".mp3"])
TEXT = "The first sentence is here. The second one follows it! And a third, too. "


def tone(seconds: float, rate: int = RATE) -> bytes:
    return array.array(
        "h", [round(9000 * math.sin(2 * math.pi * 440 * n / rate)) for n in range(round(seconds * rate))]
    ).tobytes()


def likeness(a: bytes, b: bytes) -> float:
    """1 for the same sound, 0 for another."""
    one, two = array.array("h", a), array.array("h", b)
    power = math.sqrt(sum(x * x for x in one) * sum(y * y for y in two))
    return sum(x * y for x, y in zip(one, two, strict=False)) / power


def read(path: Path) -> bytes:
    data, _ = soundfile.read(path, dtype="int16")
    return bytes(data.tobytes())


@ENDINGS
@pytest.mark.parametrize("rate", [8000, 16_000, 24_000, 48_000])
def test_what_is_in_the_file_is_what_was_said(tmp_path: Path, ending: str, rate: int) -> None:
    said = tone(1.5, rate)
    path = tmp_path / f"x{ending.upper()}"
    with AudioFile(path, AudioFormat.parse(f"pcm_{rate}")) as file:
        for start in range(0, len(said), 1234):
            file.write(said[start : start + 1234])
    assert soundfile.info(path).samplerate == rate
    assert len(read(path)) == len(said)
    assert likeness(read(path), said) > (0.9999 if ending == ".flac" else 0.9)


async def test_flac_holds_every_character(tmp_path: Path) -> None:
    async with FaultServer() as server, Speaker(ElevenLabs("v", api_key="k", base_url=server.url)) as speaker:
        report = await save(speaker.say(TEXT), tmp_path / "x.flac")
    assert report.characters_voiced == len(TEXT)
    assert server.decode(read(tmp_path / "x.flac")) == TEXT


@pytest.mark.parametrize("name", ["ulaw_8000", "alaw_8000"])
def test_the_telephone_s_audio_is_decoded_first(tmp_path: Path, name: str) -> None:
    format, data = AudioFormat.parse(name), bytes(range(256)) * 30
    with AudioFile(tmp_path / "x.flac", format) as file:
        file.write(data)
    assert read(tmp_path / "x.flac") == to_pcm(data, format)


@ENDINGS
async def test_a_turn_that_fails_leaves_a_valid_file_of_what_was_voiced(tmp_path: Path, ending: str) -> None:
    script = [Connection([Cut(AfterMessages(5))]), Connection([Cut(OnText())])]
    async with FaultServer(script, repeat=True, samples=480) as server:
        service = ElevenLabs("v", api_key="k", base_url=server.url)
        async with Speaker(service, clean=False) as speaker:
            turn = speaker.say(TEXT)
            with pytest.raises(AdapterError):
                await save(turn, tmp_path / f"x{ending}")
    assert len(read(tmp_path / f"x{ending}")) == len(turn.voiced_text) * 480 * 2 > 0


@ENDINGS
def test_a_long_piece_at_once(tmp_path: Path, ending: str) -> None:
    """Some encoders keep what they are given on the stack."""
    with AudioFile(tmp_path / f"x{ending}", PCM) as file:
        file.write(bytes(RATE * 2 * 600))
    assert soundfile.info(tmp_path / f"x{ending}").frames == RATE * 600


@ENDINGS
def test_a_reply_without_a_sound_is_a_valid_file_too(tmp_path: Path, ending: str) -> None:
    with AudioFile(tmp_path / f"x{ending}", PCM):
        pass
    assert 0 < soundfile.info(tmp_path / f"x{ending}").frames < RATE / 10


@ENDINGS
def test_what_fails_before_it_has_made_a_sound_destroys_nothing(tmp_path: Path, ending: str) -> None:
    old, new = tmp_path / f"old{ending}", tmp_path / f"new{ending}"
    old.write_bytes(b"precious")
    for path in (old, new):
        with pytest.raises(ZeroDivisionError), AudioFile(path, PCM):
            raise ZeroDivisionError
    assert old.read_bytes() == b"precious"
    assert not new.exists()
    with AudioFile(old, PCM) as file:
        file.write(tone(0.1))
    assert soundfile.info(old).frames == RATE // 10


@ENDINGS
def test_a_killed_program_loses_the_last_block_only(tmp_path: Path, ending: str) -> None:
    program = f"""
import os, signal
from adapter import AudioFormat
from adapter.sinks import AudioFile
from tests.test_encoded_files import tone
with AudioFile({str(tmp_path / f"x{ending}")!r}, AudioFormat.parse("pcm_24000")) as file:
    for _ in range(50):
        file.write(tone(0.1))
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -9
    import miniaudio  # a player's reading: it takes what there is

    if ending == ".opus":
        assert (tmp_path / "x.opus").stat().st_size > 10_000  # that library reads no Opus
    else:
        decoded = miniaudio.decode((tmp_path / f"x{ending}").read_bytes(), nchannels=1, sample_rate=RATE)
        assert 3.5 < len(decoded.samples) / RATE <= 5.1


@ENDINGS
def test_a_full_disk_is_an_error(tmp_path: Path, ending: str) -> None:
    program = f"""
import os, resource, signal
from adapter import AudioFormat
from adapter.sinks import AudioFile
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))
try:
    with AudioFile({str(tmp_path / f"x{ending}")!r}, AudioFormat.parse("pcm_24000")) as file:
        for _ in range(20):
            file.write(os.urandom(48000))
except OSError as error:
    print("OSError", error.errno)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "OSError 27\n"
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("name", "format_name", "reason"),
    [
        ("x.opus", "pcm_44100", "cannot hold pcm_44100"),
        ("x.mp3", "pcm_12345", "MPEG"),
        ("x.flac", "mp3_44100_128", r"name the file \.mp3"),
        ("x.aac", "pcm_24000", r"name the file \.wav or \.flac or \.ogg or \.opus or \.mp3 or \.pcm"),
    ],
)
def test_what_does_not_fit_is_refused_before_the_file_is_touched(
    tmp_path: Path, name: str, format_name: str, reason: str
) -> None:
    (tmp_path / name).write_bytes(b"precious")
    with pytest.raises(BadRequest, match=reason):
        AudioFile(tmp_path / name, AudioFormat.parse(format_name))
    assert (tmp_path / name).read_bytes() == b"precious"


def test_a_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.flac")
    with pytest.raises(BadRequest, match=r"use \.wav for a pipe"):
        check_ending(tmp_path / "x.flac", PCM)


def test_without_the_encoder_the_error_names_the_extra_and_wav_needs_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "soundfile", None)
    with pytest.raises(ExtraMissing, match=r"pip install 'saystream\[encode\]'"):
        check_ending(tmp_path / "x.flac", PCM)
    check_ending(tmp_path / "x.wav", PCM)
    check_ending(tmp_path / "x.mp3", AudioFormat.parse("mp3_44100_128"))
