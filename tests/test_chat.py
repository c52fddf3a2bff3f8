"""``saystream chat`` as its user runs it, against a model on loopback, through a pipe and at a terminal."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import re
import signal
import sys
import traceback
import wave
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import webvtt

from adapter import ModelFailed
from adapter.cli.conversation import Conversation
from tests.key_copies import SPELLINGS, leak
from tests.llm_server import Answer, Cut, Error, LlmServer, Raw, Status, Step

COMMAND = [sys.executable, "-c", "from adapter.cli import main; main()", "chat"]
AT_TERMINAL = "import fcntl, os, termios; os.setsid(); fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
"""What gives a program its own terminal, so that Ctrl-C typed there reaches it."""
NOBODY = ["--service", "elevenlabs", "--voice", "v", "--speech-url", "ws://127.0.0.1:1"]
"""A speech service that cannot be reached."""


def environment(key: str = "k") -> dict[str, str]:
    return {**os.environ, "OPENAI_API_KEY": key, "ELEVENLABS_API_KEY": "k", "OPENAI_BASE_URL": ""}


async def run(*args: str, text: str = "", key: str = "k") -> tuple[int, str, str]:
    """The command with its lines through a pipe: exit code, output and complaints."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND, *args, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment(key)
    )
    out, complaints = await asyncio.wait_for(process.communicate(text.encode()), 30)
    assert "Traceback" not in complaints.decode()
    assert process.returncode is not None
    return process.returncode, out.decode(), complaints.decode()


async def until(condition: Callable[[], Any], patience: float = 15.0) -> None:
    async with asyncio.timeout(patience):
        while not condition():  # noqa: ASYNC110  another process is waited for
            await asyncio.sleep(0.01)


def seconds(path: Path) -> float:
    with wave.open(str(path)) as wav:
        return wav.getnframes() / wav.getframerate()


async def test_the_first_sound_is_there_while_the_model_still_writes() -> None:
    gate = asyncio.Event()
    async with LlmServer([Answer(["The first ", 0.02, "sentence. ", gate, "And the ", "second."])]) as server:
        process = await asyncio.create_subprocess_exec(
            *COMMAND, "--once", "Hi", "-o", "-", "--base-url", server.url, stdout=PIPE, stderr=PIPE, env=environment()
        )
        assert process.stdout is not None
        early = await asyncio.wait_for(process.stdout.readexactly(30_000), 15)  # 0.6 s of sound
        assert not server.requests[0].is_complete
        gate.set()
        late, text = await process.communicate()
        assert process.returncode == 0
        assert server.requests[0].is_complete
    assert any(early)
    assert len(early + late) > 2 * 48_000
    assert text.decode() == "The first sentence. And the second.\n"


async def test_piped_lines_are_asked_in_order_and_fill_one_file(tmp_path: Path) -> None:
    script = [
        Answer(["One ", "**two**."]),
        Answer(["Three:\n", "```\n", "  x = 1\n", "```\n", "- a\n", "  - b\n"]),
        Answer(["Four."]),
    ]
    async with LlmServer(script) as server:
        args = ["--system", "Be brief.", "--model", "m", "-o", str(tmp_path / "x.wav"), "--base-url", server.url]
        code, out, complaints = await run(*args, "--captions", str(tmp_path / "x.vtt"), text="a\n\n  \nb\nc")
        asked = server.requests[-1]
    assert (code, complaints) == (0, "")
    assert out == "One **two**.\nThree:\n```\n  x = 1\n```\n- a\n  - b\nFour.\n"
    assert asked.messages == [
        ("system", "Be brief."), ("user", "a"), ("assistant", "One **two**."),
        ("user", "b"), ("assistant", "Three:\n```\n  x = 1\n```\n- a\n  - b"), ("user", "c"),
    ]  # fmt: skip
    assert (asked.body["model"], asked.headers["authorization"]) == ("m", "Bearer k")
    cues = webvtt.read(str(tmp_path / "x.vtt"), strict=True)
    assert " ".join(cue.text for cue in cues).split() == ["One", "two.", "Three:", "code", "block", "a", "b", "Four."]
    assert float(cues[-1].end.rpartition(":")[2]) == pytest.approx(seconds(tmp_path / "x.wav"), abs=0.6)


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        (Status(401, "Incorrect API key provided: sk-CANARY."), "401: Incorrect API key provided: ***."),
        (Status(500, "It is broken."), "500: It is broken."),
        (Status(404, "No such model\nhere."), "404: No such model here."),
        (Answer(["It begins. And", Error("overloaded")]), "overloaded"),
        (Answer(["It begins. And", Raw(b'data: {"type": "error", "message": "Too many."}\n\n')]), "Too many."),
        (Answer(["It begins. And", Cut()]), "peer closed connection"),
        (Answer(["It begins. And", Raw(b"data: {nonsense\n\n")]), "Expecting property name"),
    ],
)
async def test_a_model_that_fails_is_one_line_and_the_conversation_goes_on(
    tmp_path: Path, steps: Answer | Status, reason: str
) -> None:
    tries = 3 if steps == Status(500, "It is broken.") else 1  # the SDK tries again where that may help
    async with LlmServer([*[steps] * tries, Answer(["All is well."])]) as server:
        args = ["-o", str(tmp_path / "x.wav"), "--base-url", server.url]
        code, out, complaints = await run(*args, text="first\nsecond\n", key="sk-CANARY")
        last, host = server.requests[-1], server.url.split("/")[2]
    assert code == 1
    assert re.fullmatch(rf"saystream: the model at {re.escape(host)} failed: {re.escape(reason)}.*\n", complaints)
    assert "CANARY" not in complaints
    if isinstance(steps, Status):
        assert out == "All is well.\n"
        assert last.messages == [("user", "first\nsecond")]
    else:
        assert out == "It begins. And\nAll is well.\n"  # what was not spoken is shown
        assert last.messages == [("user", "first"), ("assistant", "It begins. And"), ("user", "second")]
    assert seconds(tmp_path / "x.wav") > 0.5


@pytest.mark.parametrize("before", range(150, 210, 10))
async def test_a_key_in_a_long_refusal_is_not_shown_not_even_in_part(tmp_path: Path, before: int) -> None:
    key = "sk-CANARY-" + "0123456789" * 4
    refusals = [
        Status(401, f"{'x' * before} {key}."),
        Answer(
            [Raw(b'data: {"type": "error", "code": "busy", "message": "%s %s."}\n\n' % (b"x" * before, key.encode()))]
        ),
    ]
    async with LlmServer(refusals) as server:
        args = ["-o", str(tmp_path / "x.wav"), "--base-url", server.url]
        code, _, complaints = await run(*args, text="first\nsecond\n", key=key)
    assert code == 1
    assert "CANARY" not in complaints
    assert complaints.count("failed: ") == 2


async def test_the_error_of_a_refusal_leads_to_nothing_that_holds_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-CANARY")
    async with LlmServer([Status(401, "No: sk-CANARY")]) as server, Conversation("m", base_url=server.url) as talk:
        talk.ask("Hi")
        with pytest.raises(ModelFailed) as caught:
            await anext(talk.reply())
    assert "CANARY" not in "".join(traceback.format_exception(caught.value))


async def test_a_refusal_shows_no_part_of_the_key_however_it_is_spelled(monkeypatch: pytest.MonkeyPatch) -> None:
    key = "sk-9fQ2-7bXw_Lm4Tz81Rk"
    monkeypatch.setenv("OPENAI_API_KEY", key)
    replies: list[Answer | Status] = []
    for copy in (spelled(key) for spelled in SPELLINGS.values()):
        error = {"error": {"message": f"No: {copy[3:]}", "code": copy}}
        replies += [Status(401, f"No: {copy}"), Answer([Raw(b"data: %s\n\n" % json.dumps(error).encode())])]
    async with LlmServer(replies) as server, Conversation("m", base_url=server.url) as talk:
        for _ in replies:
            talk.ask("Hi")
            with pytest.raises(ModelFailed) as caught:
                await anext(talk.reply())
            assert "***" in str(caught.value)
            assert not leak(key, str(caught.value))
            assert caught.value.__cause__ is caught.value.__context__ is None


async def test_a_key_that_is_an_ordinary_word_mangles_no_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "ollama")
    async with LlmServer([Status(404, "ollama has no such model")]) as server:
        async with Conversation("m", base_url=server.url) as talk:
            talk.ask("Hi")
            with pytest.raises(ModelFailed, match="404: ollama has no such model"):
                await anext(talk.reply())


async def test_a_password_in_the_address_of_a_proxy_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "nonsense://user:hunter-4711-x@proxy.example")
    code, _, complaints = await run("--once", "Hi", "-o", str(tmp_path / "x.wav"), "--base-url", "https://192.0.2.1/v1")
    assert code in (1, 2)
    assert complaints
    assert "4711" not in complaints


async def test_a_reply_does_not_steer_the_terminal(tmp_path: Path) -> None:
    said = "Red \x1b[31m\u202ealarm\u2066 \u05e9\u05dc\u05d5\u05dd\u200f \u200d\x9b2J.\u2028Next \ud800."
    async with LlmServer([Answer([said])]) as server:
        code, out, _ = await run("--once", "Hi", "-o", str(tmp_path / "x.wav"), "--base-url", server.url)
    assert (code, out) == (0, "Red [31malarm \u05e9\u05dc\u05d5\u05dd\u200f \u200d2J.\nNext \ufffd.\n")


@pytest.mark.parametrize("key", ["sk-CANARY\nsk-CANARY", "sk-CANARY\u2013\u00fc"])
async def test_a_key_with_characters_that_no_key_has_is_refused_unshown(tmp_path: Path, key: str) -> None:
    code, _, complaints = await run("--once", "Hi", "-o", str(tmp_path / "x.wav"), key=key)
    assert code == 2
    assert "line break" in complaints
    assert "CANARY" not in complaints


NO_LOUDSPEAKER = "import sys; sys.modules['miniaudio'] = None; "
"""As if the extra ``play`` were not installed."""


async def test_that_nothing_can_be_played_is_known_before_anything_is_asked() -> None:
    python, option, program, command = COMMAND
    async with LlmServer([]) as server:
        process = await asyncio.create_subprocess_exec(
            python, option, NO_LOUDSPEAKER + program, command, "--base-url", server.url,
            stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment(),
        )  # fmt: skip
        assert await asyncio.wait_for(process.wait(), 10) == 1  # while the pipe is open and silent
        assert process.stderr is not None
        complaint = (await process.stderr.read()).decode()
        assert server.requests == []
    assert "saystream[play]" in complaint
    assert "or -o reply.wav" in complaint


async def test_a_reply_that_is_reasoning_without_an_end_is_told(tmp_path: Path) -> None:
    async with LlmServer([Answer(["<think>", "so so"]), Answer(["Fine."])]) as server:
        args = ["-o", str(tmp_path / "x.wav"), "--base-url", server.url]
        code, out, complaints = await run(*args, text="first\nsecond\n")
    assert (code, out) == (0, "<think>so so\nFine.\n")
    assert complaints == "not spoken: 12 characters of reasoning that never ended\n"


def finish(reason: str) -> Raw:
    choice = b'{"index": 0, "delta": {}, "finish_reason": "%s"}' % reason.encode()
    return Raw(b'data: {"object": "chat.completion.chunk", "choices": [%s]}\n\ndata: [DONE]\n\n' % choice)


@pytest.mark.parametrize(
    ("steps", "code", "said"),
    [
        (["Once upon a", finish("length")], 0, "the answer was cut off (length)\n"),
        (["Sorry.", finish("content_filter")], 0, "the answer was blocked (content_filter)\n"),
        ([finish("tool_calls")], 0, "the model asks for a tool (tool_calls)\n"),
        (
            [finish("content_filter")],
            1,
            "saystream: the model at {host} failed: content_filter: the answer was blocked\n",
        ),
        ([], 0, "the model answered nothing\n"),
        (["Fine."], 0, ""),
    ],
)
async def test_how_an_answer_ended_is_said(tmp_path: Path, steps: list[Step], code: int, said: str) -> None:
    async with LlmServer([Answer(steps)]) as server:
        args = ["-o", str(tmp_path / "x.wav"), "--base-url", server.url, "--once", "Hi"]
        text = "".join(step for step in steps if isinstance(step, str)).strip()
        assert await run(*args) == (code, f"{text}\n" if text else "", said.format(host=server.url.split("/")[2]))


async def test_a_model_that_cannot_be_reached_is_one_line(tmp_path: Path) -> None:
    args = ["-o", str(tmp_path / "x.wav"), "--once", "Hi"]
    code, _, complaints = await run(*args, "--base-url", "http://user:secret@127.0.0.1:1/v1", key="")
    assert code == 1
    assert complaints.startswith("saystream: the model at 127.0.0.1:1 failed: All connection attempts failed")
    assert complaints.count("\n") == 1
    assert "secret" not in complaints
    assert not (tmp_path / "x.wav").exists()


async def test_a_speech_service_that_fails_is_one_line_and_the_reply_is_there_to_be_read(tmp_path: Path) -> None:
    async with LlmServer([Answer(["It is ", "raining."]), Answer(["Still."])]) as server:
        args = ["-o", str(tmp_path / "x.wav"), "--base-url", server.url, *NOBODY]
        code, out, complaints = await run(*args, text="first\nsecond\n")
        last = server.requests[-1]
    assert code == 1
    assert out == "It is raining.\nStill.\n"
    assert len(re.findall("saystream: .*cannot connect.*characters were not spoken\n", complaints)) == 2
    assert complaints.count("\n") == 2
    assert last.messages == [("user", "first"), ("assistant", "It is raining."), ("user", "second")]


async def test_a_voice_that_is_not_there_says_which_command_helps(tmp_path: Path) -> None:
    async with LlmServer([Answer(["It is raining."])]) as server:
        args = ["-o", str(tmp_path / "x.wav"), "--base-url", server.url, "--voice", "nobody"]
        assert "saystream voices" in (await run(*args, text="first"))[2]


async def test_ctrl_c_ends_a_reply_that_nobody_goes_on_with_and_the_model_stops(tmp_path: Path) -> None:
    async with LlmServer([Answer(["It begins. ", asyncio.Event()])]) as server:
        process = await asyncio.create_subprocess_exec(
            *COMMAND, "--once", "Hi", "-o", str(tmp_path / "x.wav"), "--base-url", server.url,
            stdout=PIPE, stderr=PIPE, env=environment(),
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        assert await asyncio.wait_for(process.stdout.readexactly(10), 15) == b"It begins."
        process.send_signal(signal.SIGINT)
        await asyncio.wait_for(server.requests[0].has_left.wait(), 5)
        assert await asyncio.wait_for(process.wait(), 5) == 130
        assert await process.stderr.read() == b""
    assert seconds(tmp_path / "x.wav") > 0.5


async def test_a_player_that_goes_away_is_one_line() -> None:
    async with LlmServer([Answer(["It goes on. "] * 300)]) as server:
        process = await asyncio.create_subprocess_exec(
            *COMMAND, "--once", "Hi", "-o", "-", "--base-url", server.url, stdout=PIPE, stderr=PIPE, env=environment()
        )
        assert process.stdout is not None
        assert process.stderr is not None
        await process.stdout.readexactly(100)
        process.stdout._transport.close()  # type: ignore[attr-defined]
        assert await asyncio.wait_for(process.wait(), 15) == 1
        complaints = (await process.stderr.read()).decode()
    assert complaints.endswith("saystream: the reader of the output has closed it\n")
    assert "Traceback" not in complaints


async def test_what_a_model_writes_does_not_steer_the_terminal(tmp_path: Path) -> None:
    async with LlmServer([Answer(["Red \x1b[31m", "rum\x07\r. \x9b2J", "No\tmore.\n"])]) as server:
        _, out, _ = await run("--once", "Hi", "-o", str(tmp_path / "x.wav"), "--base-url", server.url)
    assert out == "Red [31mrum. 2JNo\tmore.\n"


@pytest.mark.parametrize(
    ("args", "key", "hint"),
    [
        (["-o", "x.aac"], "k", ".wav"),
        (["--format", "mp3_44100_128"], "k", "pcm_24000"),
        (["-o", "x.wav"], "", "OPENAI_API_KEY"),
        (["-o", "x.wav", "--base-url", "localhost:1"], "k", "http://"),
        *(
            (["-o", "x.wav", "--base-url", url, "--once", "Hi"], "k", "is not an address")
            for url in ("http://[::1", "http://", "http://h:99999", "http://h:port", "http://a b", "http://:secret@")
        ),
        (["-o", "x.wav", "--base-url", "http://1.2.3.999", "--once", "Hi"], "k", "Invalid IPv4 address"),
        (["-o", "x.wav", "--once", " "], "k", "question"),
        (["-o", "x.wav", "--captions", "x.ass"], "k", ".vtt or .srt"),
    ],
)
async def test_usage_errors_are_2_and_say_what_to_do(args: list[str], key: str, hint: str) -> None:
    code, _, complaints = await run(*args, key=key)
    assert code == 2
    assert hint in complaints
    assert "secret" not in complaints


async def test_closing_a_reply_between_two_tokens_closes_the_stream() -> None:
    async with LlmServer([open_end("Hello ")]) as server, Conversation("m", base_url=server.url) as conversation:
        conversation.ask("Hi")
        reply = conversation.reply()
        assert await anext(reply) == "Hello "
        await reply.aclose()  # type: ignore[attr-defined]
        await asyncio.wait_for(server.requests[0].has_left.wait(), 5)


class Terminal:
    """A person at a terminal: what they see, and their keys."""

    def __init__(self, process: Process, leader: int) -> None:
        self.process = process
        self._leader = leader
        self.shown = ""
        asyncio.get_running_loop().add_reader(leader, self._read)

    def _read(self) -> None:
        try:
            self.shown += os.read(self._leader, 65_536).decode(errors="replace")
        except OSError:  # the program has ended
            asyncio.get_running_loop().remove_reader(self._leader)

    def press(self, keys: str) -> None:
        self.shown = ""
        os.write(self._leader, keys.encode())

    async def sees(self, text: str) -> None:
        try:
            await until(lambda: text in self.shown)
        except TimeoutError:
            raise AssertionError(f"{text!r} is not in {self.shown!r}") from None

    async def ended(self) -> int:
        return await asyncio.wait_for(self.process.wait(), 5)


@asynccontextmanager
async def terminal(server: LlmServer, output: Path, *args: str) -> AsyncIterator[Terminal]:
    leader, follower = pty.openpty()
    python, option, program, command = COMMAND
    process = await asyncio.create_subprocess_exec(
        python, option, AT_TERMINAL + program, command, "-o", str(output), "--base-url", server.url, *args,
        stdin=follower, stdout=follower, stderr=follower, env=environment(),
    )  # fmt: skip
    os.close(follower)
    try:
        person = Terminal(process, leader)
        await person.sees("> ")
        assert re.fullmatch(r"Type, and press Enter\..*\r\n> ", person.shown)
        yield person
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        asyncio.get_running_loop().remove_reader(leader)
        os.close(leader)


def open_end(text: str) -> Answer:
    """A model that says this and would go on for ever."""
    steps: list[Step] = [text, asyncio.Event()]
    return Answer(steps)


async def test_a_new_line_interrupts_and_the_model_is_told_what_was_heard(tmp_path: Path) -> None:
    script = [open_end("One **two** three. And never"), Answer(["Fine."])]
    async with LlmServer(script) as server, terminal(server, tmp_path / "x.wav") as person:
        person.press("Count\n")
        await person.sees("One **two** three.")
        person.press("Stop")  # without Enter nothing happens
        await person.sees("Stop")
        await asyncio.sleep(0.3)
        assert not server.requests[0].has_left.is_set()
        person.press("!\n")
        await asyncio.wait_for(server.requests[0].has_left.wait(), 5)
        await person.sees("Fine.")
        await person.sees("> ")
        assert server.requests[1].messages == [
            ("user", "Count"), ("assistant", "One **two** three."), ("user", "Stop!"),
        ]  # fmt: skip
        person.press("\x04")  # Ctrl-D
        assert await person.ended() == 0


async def test_ctrl_c_interrupts_the_reply_and_ends_at_the_prompt(tmp_path: Path) -> None:
    script = [open_end("It begins. "), Answer(["Fine."])]
    async with LlmServer(script) as server, terminal(server, tmp_path / "x.wav") as person:
        person.press("Go\n")
        await person.sees("It begins.")
        person.press("\x03")
        await person.sees("> ")
        assert server.requests[0].has_left.is_set()
        person.press("Again\n")
        await person.sees("Fine.")
        await person.sees("> ")
        assert server.requests[1].messages[1] == ("assistant", "It begins.")
        person.press("\x03")
        assert await person.ended() == 130
        assert "Traceback" not in person.shown
    assert seconds(tmp_path / "x.wav") > 1


async def test_what_was_said_before_the_model_began_is_one_message_and_enter_asks_again(tmp_path: Path) -> None:
    script = [open_end(""), Status(400, "Not today."), Answer(["Fine."])]
    async with LlmServer(script) as server, terminal(server, tmp_path / "x.wav") as person:
        person.press("One\n")
        await until(lambda: server.requests)
        person.press("two\n")
        await person.sees("Not today.")
        await person.sees("> ")
        person.press("\n")
        await person.sees("Fine.")
        assert [request.messages for request in server.requests] == [
            [("user", "One")], [("user", "One\ntwo")], [("user", "One\ntwo")],
        ]  # fmt: skip
        assert server.requests[0].has_left.is_set()


async def test_behind_the_last_line_the_reply_is_heard_to_its_end(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with LlmServer([Answer(["It begins. ", gate, "It ends."])]) as server:
        async with terminal(server, tmp_path / "x.wav") as person:
            person.press("Go\n")
            await person.sees("It begins.")
            person.press("\x04")
            await asyncio.sleep(0.3)
            gate.set()
            await person.sees("It ends.")
            assert await person.ended() == 0
