"""The ``saystream`` command, run as its user runs it: a program with pipes, exit codes and signals."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import soundfile
import webvtt

from adapter import __all__ as public_names

COMMAND = [sys.executable, "-c", "from adapter.cli import main; main()"]
FIRST, SECOND = "The first sentence is here. ", "And this is the second one."


def run(*args: str, text: str | bytes = "", **env: str) -> subprocess.CompletedProcess[str]:
    data = text.encode() if isinstance(text, str) else text
    done = subprocess.run(
        [*COMMAND, *args], input=data, capture_output=True, timeout=30, check=False, env={**os.environ, **env}
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
    )


def events(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def seconds(path: Path) -> float:
    with wave.open(str(path)) as wav:
        return wav.getnframes() / wav.getframerate()


@contextmanager
def started(*args: str, **kinds: Any) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([*COMMAND, *args], stdin=subprocess.PIPE, stderr=subprocess.PIPE, **kinds) as process:
        try:
            yield process
        finally:
            process.kill()


def test_the_first_sentence_is_heard_before_the_second_is_typed(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    with started("-o", str(path), "--json", stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(FIRST.encode())
        process.stdin.flush()
        early = [json.loads(process.stdout.readline()) for _ in range(7)]  # while the pipe is open and silent
        process.stdin.write(SECOND.encode())
        process.stdin.close()
        late = events(process.stdout.read().decode())
        assert process.wait() == 0
    assert [e["text"] for e in early if e["type"] == "word"] == FIRST.split()
    assert early[0]["type"] == "audio"
    assert early[0]["t"] < 0.5
    assert [e["text"] for e in late if e["type"] == "word"] == SECOND.split()
    assert late[-1]["type"] == "done"
    sounds = [e for e in early + late if e["type"] == "audio"]
    assert seconds(path) == pytest.approx(sounds[-1]["end"], abs=0.001)
    assert sum(e["bytes"] for e in sounds) == round(seconds(path) * 48_000)


def test_text_file_and_standard_input_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("\ufeff" + FIRST + SECOND, encoding="utf-8")
    for args, text in (
        ([FIRST + SECOND], ""),
        (["say", FIRST + SECOND], ""),
        (["-f", str(tmp_path / "in.txt")], ""),
        ([], FIRST + SECOND),
    ):
        done = run(*args, "--json", text=text)
        assert done.returncode == 0
        assert done.stderr == ""
        assert [e["text"] for e in events(done.stdout) if e["type"] == "word"] == (FIRST + SECOND).split()


def test_markdown_is_made_speakable_as_the_options_say() -> None:
    def heard(*args: str) -> list[str]:
        done = run("--json", *args, text="**Hi** 😀\n```\nx\n```\n")
        return [event["text"] for event in events(done.stdout) if event["type"] == "word"]

    assert heard() == ["Hi", "code", "block"]
    assert heard("--code", "speak", "--emoji", "name", "--language", "de") == ["Hi", "grinsendes", "gesicht", "x"]
    assert heard("--plain")[0] == "**Hi**"


def test_reasoning_that_never_ended_is_told() -> None:
    done = run("--json", text="Yes.\n<think>so")
    assert done.returncode == 0
    assert "9 characters of reasoning" in done.stderr


def test_bytes_that_are_no_utf8_do_not_silence_the_rest() -> None:
    done = run("--json", text=b"One \xff two. Caf\xc3\xa9.")
    assert [e["text"] for e in events(done.stdout) if e["type"] == "word"] == ["One", "\ufffd", "two.", "Café."]


def test_bare_audio_on_standard_output(tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as out:
        subprocess.run([*COMMAND, FIRST, "-o", "-", "--format", "pcm_16000"], stdout=out, check=True, timeout=30)
    assert 1.0 < (tmp_path / "out").stat().st_size / 32_000 < 3.0


@pytest.mark.parametrize(("name", "per_second"), [("x.mp3", 16_000), ("x.ulaw", 8_000), ("x.pcm", 48_000)])
def test_the_ending_chooses_the_format(tmp_path: Path, name: str, per_second: int) -> None:
    assert run(FIRST, "-o", str(tmp_path / name)).returncode == 0
    assert 1.0 < (tmp_path / name).stat().st_size / per_second < 3.0


def test_nothing_to_say_leaves_an_empty_valid_file(tmp_path: Path) -> None:
    assert run("-o", str(tmp_path / "x.wav"), text="  \n").returncode == 0
    assert seconds(tmp_path / "x.wav") == 0


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        ([FIRST], "-o FILE.wav"),
        ([FIRST, "-o", "x.aac"], ".wav"),
        ([FIRST, "-o", "-", "--json"], "choose one"),
        ([FIRST, "-o", "x.wav", "--format", "wav"], "pcm_RATE"),
        ([FIRST, "-o", "x.wav", "--service", "elevenlabs"], "--voice"),
        ([FIRST, "-o", "x.wav", "--service", "elevenlabs", "--voice", "a/b"], "voice"),
        ([FIRST, "-f", "/dev/null", "-o", "x.wav"], "not both"),
        ([FIRST, "-o", ""], "empty"),
        ([FIRST, "-o", "x.wav", "--captions", ""], "empty"),
        (["--no-such-option"], "No such option"),
        (["-f", "/no/such/file", "-o", "x.wav"], "does not exist"),
        ([FIRST, "-o", "x.wav", "--language", "xx"], "--voice"),
        (["serve", "--port", "99999"], "65535"),
    ],
)
def test_usage_errors_are_2_and_say_what_to_do(args: list[str], hint: str) -> None:
    done = run(*args)
    assert done.returncode == 2
    assert hint in done.stderr
    assert "Traceback" not in done.stderr


ELEVENLABS = ["--service", "elevenlabs", "--voice", "v", "--base-url", "ws://127.0.0.1:1"]


@pytest.mark.parametrize(
    ("args", "key", "reason"),
    [
        (ELEVENLABS, "k", "cannot connect"),
        (ELEVENLABS, "", "ELEVENLABS_API_KEY"),
        (["--voice", "nobody"], "", "saystream voices"),
    ],
)
def test_a_failure_is_1_and_says_what_was_not_spoken(tmp_path: Path, args: list[str], key: str, reason: str) -> None:
    began = time.monotonic()
    done = run(FIRST, "-o", str(tmp_path / "x.wav"), *args, ELEVENLABS_API_KEY=key)
    assert time.monotonic() - began < 5
    assert done.returncode == 1
    assert reason in done.stderr
    assert f"not spoken: {FIRST}" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_output_that_cannot_be_written_is_known_before_anything_is_read() -> None:
    with started("-o", "/no/such/folder/x.wav") as process:  # standard input stays open and silent
        assert process.stderr is not None
        assert process.wait(timeout=5) == 1
        assert process.stderr.read().decode() == "saystream: /no/such/folder/x.wav: No such file or directory\n"


def without(package: str) -> list[str]:
    """The command, as if the package were not installed."""
    return [COMMAND[0], COMMAND[1], f"import sys; sys.modules[{package!r}] = None; {COMMAND[2]}"]


def test_that_nothing_can_be_played_is_known_before_anything_is_read() -> None:
    reader, writer = os.pipe()  # stays open, and what is in it is still ours
    os.write(writer, FIRST.encode())
    done = subprocess.run([*without("miniaudio"), "--play"], stdin=reader, capture_output=True, timeout=30, check=False)
    assert done.returncode == 1
    assert "saystream[play]" in done.stderr.decode()
    os.set_blocking(reader, False)
    assert os.read(reader, 1_000).decode() == FIRST
    os.close(reader)
    os.close(writer)


def test_an_mp3_file_needs_one_of_two_encoders(tmp_path: Path) -> None:
    for package in ("lameenc", "soundfile"):
        path = tmp_path / f"{package}.mp3"
        subprocess.run([*without(package), FIRST, "-o", str(path)], check=True, timeout=30)
        assert 1.0 < soundfile.info(path).duration < 3.0


def test_text_that_was_not_spoken_does_not_steer_the_terminal(tmp_path: Path) -> None:
    done = run("Red \x1b[31mrum\x07\r. \x9b2J", "-o", str(tmp_path / "x.wav"), "--voice", "nobody")
    assert done.returncode == 1
    assert done.stderr.endswith("not spoken: Red [31mrum. 2J\n")


@pytest.mark.parametrize("source", ["/dev/zero", "/dev/urandom", "utf16.txt", "image.png"])
@pytest.mark.parametrize("is_file", [True, False])
def test_what_is_no_text_is_refused_soon(tmp_path: Path, source: str, is_file: bool) -> None:
    (tmp_path / "utf16.txt").write_text(FIRST * 100, encoding="utf-16")
    (tmp_path / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    path = tmp_path / source
    args = ["-f", str(path)] if is_file else []
    with path.open("rb") as file:
        done = subprocess.run(
            [*COMMAND, *args, "-o", str(tmp_path / "x.wav")], stdin=file, capture_output=True, timeout=30, check=False
        )
    assert done.returncode == 1
    name = str(path) if is_file else "standard input"
    assert done.stderr.decode().startswith(f"saystream: {name} is not text in UTF-8: convert it")
    assert not (tmp_path / "x.wav").exists()


def test_a_file_is_read_while_it_is_spoken(tmp_path: Path) -> None:
    """A pipe's text is spoken as it comes, and lines may end as on Windows."""
    pipe = tmp_path / "in"
    os.mkfifo(pipe)
    with started("-f", str(pipe), "--json", stdout=subprocess.PIPE) as process, pipe.open("wb", buffering=0) as text:
        assert process.stdout is not None
        text.write(f"\ufeff{FIRST}\r\n\r\n".encode())
        early = [json.loads(process.stdout.readline()) for _ in range(7)]
        text.close()
        assert process.wait(30) == 0
    assert [e["text"] for e in early if e["type"] == "word"] == FIRST.split()


def test_a_pipe_as_output_says_what_it_waits_for(tmp_path: Path) -> None:
    pipe = tmp_path / "x.wav"
    os.mkfifo(pipe)
    with started(FIRST, "-o", str(pipe)) as process:
        assert process.stderr is not None
        assert b"waiting for a program that reads it" in process.stderr.readline()
        assert len(pipe.read_bytes()) > 48_000
        assert process.wait(30) == 0
    with os.fdopen(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK), "rb") as reader:  # somebody reads it already
        done = run(FIRST, "-o", str(pipe), "--format", "pcm_8000")
        assert (done.returncode, done.stderr) == (0, "")
        assert len(reader.read()) > 16_000  # it fits into the pipe


def test_a_link_to_a_device_is_written_to(tmp_path: Path) -> None:
    for device, code in (("/dev/null", 0), ("/dev/full", 1)):
        path = tmp_path / f"{Path(device).name}.wav"
        path.symlink_to(device)
        done = run(FIRST, "-o", str(path))
        assert done.returncode == code
        assert "Invalid argument" not in done.stderr
        assert path.is_symlink()
        assert ("No space left" in done.stderr) == bool(code)


@pytest.mark.parametrize("rest", ["", "And this is not comp"])
def test_ctrl_c_is_130_and_leaves_a_valid_file(tmp_path: Path, rest: str) -> None:
    path = tmp_path / "x.wav"
    with started("-o", str(path)) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write((FIRST + rest).encode())
        process.stdin.flush()
        wait_until(lambda: path.exists() and path.stat().st_size > 1000)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=5) == 130
        complaint = process.stderr.read().decode()
    assert seconds(path) > 0.5
    assert "interrupted" in complaint
    assert "Traceback" not in complaint
    assert rest in complaint


def test_a_failure_does_not_destroy_the_file_that_was_there(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(b"precious")
    assert run(FIRST, "-o", str(path), "--voice", "nobody").returncode == 1
    assert path.read_bytes() == b"precious"
    assert run(FIRST, "-o", str(tmp_path / "y.wav"), "--voice", "nobody").returncode == 1
    assert not (tmp_path / "y.wav").exists()


@pytest.mark.parametrize(
    ("language", "text"), [("fr", "Bonjour."), ("pt-BR", "Bom dia."), ("de-AT", "Servus."), ("zh", "你好。")]
)
def test_languages_have_a_voice(language: str, text: str) -> None:
    done = run(text, "--language", language, "--json")
    assert "".join(e["text"] for e in events(done.stdout) if e["type"] == "word") == text.replace(" ", "")


def test_sigkill_leaves_a_valid_file(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    with started("-o", str(path)) as process:
        assert process.stdin is not None
        process.stdin.write(FIRST.encode())
        process.stdin.flush()
        wait_until(lambda: path.exists() and path.stat().st_size > 50_000)
    assert 0.5 < seconds(path) <= (path.stat().st_size - 44) / 48_000


def wait_until(condition: Any, patience: float = 10.0) -> None:
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    with started("word " * 5_000, "--json", stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(timeout=20) == 1
        assert "Traceback" not in process.stderr.read().decode()


def test_a_terminal_shows_what_is_being_said_and_a_pipe_does_not(tmp_path: Path) -> None:
    leader, follower = pty.openpty()
    subprocess.run([*COMMAND, FIRST, "-o", str(tmp_path / "x.wav")], stderr=follower, check=True, timeout=30)
    shown = os.read(leader, 10_000).decode()
    os.close(leader)
    os.close(follower)
    assert re.search(r"\x1b\[2KThe first sentence is here\.\r\n$", shown)
    assert run(FIRST, "-o", str(tmp_path / "x.wav")).stderr == ""


def test_the_line_that_shows_what_is_being_said_does_not_steer_the_terminal(tmp_path: Path) -> None:
    leader, follower = pty.openpty()
    args = ["One \x1b]0;title\x07 two.", "--plain", "-o", str(tmp_path / "x.wav")]
    subprocess.run([*COMMAND, *args], stderr=follower, check=True, timeout=30)
    shown = os.read(leader, 10_000).decode()
    os.close(leader)
    os.close(follower)
    assert "two." in shown
    assert "\x1b" not in shown.replace("\x1b[2K", "")
    assert "\x07" not in shown


def test_voices_are_listed() -> None:
    lines = run("voices").stdout.splitlines()
    assert len(lines) > 100
    assert any(line.startswith("en-us ") for line in lines)


def test_serve_speaks_to_another_process_and_asks_for_its_key(tmp_path: Path) -> None:
    with started("serve", "--port", "0", "--key", "good", stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        found = re.search(r"ws://127\.0\.0\.1:\d+", server.stdout.readline().decode())
        assert found
        client = ["--service", "elevenlabs", "--voice", "en-us", "--base-url", found[0]]
        good = run(FIRST, "-o", str(tmp_path / "x.wav"), *client, ELEVENLABS_API_KEY="good")
        bad = run(FIRST, "-o", str(tmp_path / "y.wav"), *client, ELEVENLABS_API_KEY="sk_CANARY")
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=5) == 130
    assert good.returncode == 0
    assert seconds(tmp_path / "x.wav") > 1
    assert bad.returncode == 1
    assert "Invalid API key" in bad.stderr
    assert "sk_CANARY" not in bad.stderr


@pytest.mark.parametrize("way", ["variable", "file", "argument"])
def test_serve_takes_its_key_where_nobody_else_can_read_it(tmp_path: Path, way: str) -> None:
    (tmp_path / "key").write_text("good\n")
    args = {"variable": (), "file": ("--key-file", str(tmp_path / "key")), "argument": ("--key", "good")}[way]
    env = os.environ | ({"SAYSTREAM_SERVE_KEY": "good"} if way == "variable" else {})
    server = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env
    )
    with server:
        assert server.stdout
        assert server.stderr
        found = re.search(r"ws://127\.0\.0\.1:\d+", server.stdout.readline())
        assert found
        for key, code in (("good", 0), ("bad", 1)):
            client = (
                "--base-url",
                found[0],
                "--service",
                "elevenlabs",
                "--voice",
                "en-us",
                "-o",
                str(tmp_path / "x.wav"),
            )
            assert run("Hello.", *client, ELEVENLABS_API_KEY=key).returncode == code
        server.send_signal(signal.SIGINT)
        assert ("other users" in server.stderr.read()) == (way == "argument")


def test_serve_with_an_empty_key_is_not_a_serve_without_one(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert "SAYSTREAM_SERVE_KEY is empty" in run("serve", "--port", "0", SAYSTREAM_SERVE_KEY="").stderr
    for args in (("--key", ""), ("--key-file", str(tmp_path / "empty")), ("--key-file", str(tmp_path / "none"))):
        assert run("serve", "--port", "0", *args).returncode == 2
    assert "nan is not a number of seconds" in run("serve", "--port", "0", "--latency", "nan").stderr


def test_serve_says_when_it_cannot() -> None:
    for args, reason in ((["--voice", "nobody"], "unknown voice"), (["--host", "203.0.113.1"], "203.0.113.1")):
        done = run("serve", "--port", "0", *args)
        assert done.returncode == 1
        assert reason in done.stderr


def test_help_and_version() -> None:
    assert "saystream say --help" in run("--help").stdout
    assert "--json" in run("say", "--help").stdout
    assert re.search(r"\d+\.\d+\.\d+", run("--version").stdout)
    assert "Speaker" in public_names


def test_captions_stand_beside_the_audio(tmp_path: Path) -> None:
    wav, vtt, srt = tmp_path / "x.wav", tmp_path / "x.vtt", tmp_path / "x.srt"
    assert run(FIRST, SECOND, "-o", str(wav)).returncode == 2
    assert run(FIRST + SECOND, "-o", str(wav), "--captions", str(vtt)).returncode == 0
    assert run(FIRST + SECOND, "--json", "--captions", str(srt)).returncode == 0
    cues = webvtt.read(str(vtt), strict=True)
    assert [cue.text for cue in cues] == [FIRST.strip(), SECOND]
    assert [cue.text for cue in webvtt.from_srt(str(srt))] == [FIRST.strip(), SECOND]
    assert float(cues[-1].end.rpartition(":")[2]) == pytest.approx(seconds(wav), abs=0.6)
    wrong = run(FIRST, "-o", str(wav), "--captions", "x.txt")
    assert wrong.returncode == 2
    assert ".vtt or .srt" in wrong.stderr


def test_a_failure_leaves_no_captions_of_nothing(tmp_path: Path) -> None:
    args = ["-o", str(tmp_path / "x.wav"), "--captions", str(tmp_path / "x.vtt"), "--voice", "nobody"]
    assert run(FIRST, *args).returncode == 1
    assert list(tmp_path.iterdir()) == []
