"""WAV files are valid after every write, in every format, and when the program is killed."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from adapter import AudioFormat, BadRequest, Local, Speaker, captions, save
from adapter.sinks import AudioFile


def test_a_wav_file_is_valid_after_every_write(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    with AudioFile(path, AudioFormat.parse("pcm_24000")) as file:
        file.write(b"")
        for written in range(4):
            with wave.open(str(path)) as wav:
                assert (wav.getframerate(), wav.getnchannels(), wav.getsampwidth()) == (24_000, 1, 2)
                assert wav.getnframes() == written * 2
                assert wav.readframes(10) == b"\1\2\3\4" * written
            file.write(b"\1\2\3\4")


@pytest.mark.parametrize(("name", "tag"), [("ulaw_8000", 7), ("alaw_8000", 6)])
def test_g711_wav(tmp_path: Path, name: str, tag: int) -> None:
    path = tmp_path / "x.wav"
    with AudioFile(path, AudioFormat.parse(name)) as file:
        file.write(b"\x55" * 7)
    data = path.read_bytes()
    assert len(data) % 2 == 0
    assert struct.unpack_from("<4sI4s4sIHHIIHH", data) == (
        b"RIFF", len(data) - 8, b"WAVE", b"fmt ", 18, tag, 1, 8000, 8000, 1, 8,
    )  # fmt: skip
    assert struct.unpack_from("<4sII4sI", data, 38) == (b"fact", 4, 7, b"data", 7)


def test_a_pipe_gets_a_header_that_promises_no_length(tmp_path: Path) -> None:
    path = tmp_path / "pipe.wav"
    os.mkfifo(path)
    with subprocess.Popen(["cat", str(path)], stdout=subprocess.PIPE) as reader:
        with AudioFile(path, AudioFormat.parse("pcm_8000")) as file:
            file.write(b"\1\2")
        assert reader.stdout is not None
        data = reader.stdout.read()
    assert data.endswith(b"data\xff\xff\xff\xff\1\2")


def test_a_killed_program_leaves_a_valid_file(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    program = f"""
import os, signal
from adapter import AudioFormat
from adapter.sinks import AudioFile
with AudioFile({str(path)!r}, AudioFormat.parse("pcm_8000")) as file:
    file.write(bytes(16000))
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -signal.SIGKILL
    with wave.open(str(path)) as wav:
        assert wav.getnframes() == 8000
    assert path.stat().st_size == 44 + 16000


@pytest.mark.parametrize(
    ("name", "format_name"),
    [("x.aac", "pcm_8000"), ("x.wav", "mp3_44100_128"), ("x", "pcm_8000"), ("x.ogg", "mp3_44100_128")],
)
def test_a_name_that_does_not_fit_the_audio_is_refused_before_the_file_is_touched(
    tmp_path: Path, name: str, format_name: str
) -> None:
    (tmp_path / name).write_bytes(b"precious")
    with pytest.raises(BadRequest, match="name the file"):
        AudioFile(tmp_path / name, AudioFormat.parse(format_name))
    assert (tmp_path / name).read_bytes() == b"precious"


# --- one turn, one consumer ---


@pytest.mark.parametrize("how", ["saved", "iterated", "interrupted"])
async def test_a_turn_that_was_taken_already_destroys_no_file(tmp_path: Path, how: str) -> None:
    path, other = tmp_path / "reply.wav", tmp_path / "reply.vtt"
    path.write_bytes(b"precious")
    other.write_bytes(b"precious")
    async with Speaker(Local()) as speaker:
        turn = speaker.say("Hello there.")
        match how:
            case "saved":
                await save(turn, tmp_path / "first.wav")
            case "iterated":
                await anext(turn)
            case "interrupted":
                await turn.interrupt()
        with pytest.raises(RuntimeError, match="this turn"):
            await save(turn, path)
        with pytest.raises(RuntimeError, match="this turn"):
            await captions(turn, other)
    assert (path.read_bytes(), other.read_bytes()) == (b"precious", b"precious")
