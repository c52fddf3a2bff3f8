"""A phone call over a real websocket; the test is the telephone. The fault server's audio encodes its text."""

from __future__ import annotations

import asyncio
import base64
import functools
import importlib.util
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import serve

from adapter import AdapterError, BadRequest, ElevenLabs, Local, PhoneCall, Speaker, Turn
from tests.fault_server import AfterMessages, Connection, Cut, FaultServer, OnText

TEXT = "The first sentence is here. The second one follows it! And a third, too. "
PER_CHARACTER = 48  # bytes of mu-law: 6 ms
LOUD, QUIET = b"\x80" * 160, b"\xff" * 160


def service(server: FaultServer) -> ElevenLabs:
    return ElevenLabs("v", api_key="k", base_url=server.url, output_format="ulaw_8000")


def example() -> ModuleType:
    path = Path(__file__).parent.parent / "examples" / "phone_call.py"
    spec = importlib.util.spec_from_file_location("phone_call", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Telephone:
    """The other side of a Media Stream: keeps what it gets, and plays it when the test says so."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._unplayed: list[str] = []
        self.frames: list[bytes] = []
        self.marks: dict[str, int] = {}
        """The name of each mark, and how many bytes of audio were before it."""
        self.clears = 0
        self.played = 0
        """Bytes before the last mark that was sent back before ``clear``."""

    @property
    def audio(self) -> bytes:
        return b"".join(self.frames)

    async def send(self, event: str, **fields: Any) -> None:
        await self._socket.send(json.dumps({"event": event, "streamSid": "MZ1", **fields}))

    async def dial(self) -> None:
        await self._socket.send(json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"}))
        await self.send("start", start={"streamSid": "MZ1", "callSid": "CA1", "tracks": ["inbound"]})

    def hang_up_rudely(self) -> None:
        self._socket.transport.abort()

    async def listen(self) -> bool:
        """Take one message, if one comes soon."""
        try:
            async with asyncio.timeout(0.5):
                message = json.loads(await self._socket.recv())
        except TimeoutError:
            return False
        assert message["streamSid"] == "MZ1"
        match message["event"]:
            case "media":
                self.frames.append(base64.b64decode(message["media"]["payload"]))
            case "mark":
                self.marks[message["mark"]["name"]] = len(self.audio)
                self._unplayed.append(message["mark"]["name"])
            case "clear":
                self.clears += 1
                await self.play(len(self._unplayed))  # what is dropped is acknowledged too
        return True

    async def play(self, marks: int) -> None:
        """Send back the oldest marks."""
        for name in self._unplayed[:marks]:
            await self.send("mark", mark={"name": name})
            if not self.clears:
                self.played = self.marks[name]
        del self._unplayed[:marks]

    async def say(self, frame: bytes, frames: int) -> None:
        for _ in range(frames):
            await self.send("media", media={"track": "inbound", "payload": base64.b64encode(frame).decode()})


@asynccontextmanager
async def ringing(program: ModuleType, speaking: ElevenLabs | Local, *, dials: bool = True) -> AsyncIterator[Telephone]:
    """The example's server, and a telephone that has called it."""
    async with serve(functools.partial(program.answer, service=speaking), "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with connect(f"ws://127.0.0.1:{port}", proxy=None) as socket:
            telephone = Telephone(socket)
            if dials:
                await telephone.dial()
            yield telephone


async def test_the_reply_is_spoken_into_the_call_in_frames_of_20_ms() -> None:
    program = example()
    program.REPLIES = (TEXT * 8,)
    async with FaultServer() as server, ringing(program, service(server)) as telephone:
        while await telephone.listen():
            await telephone.play(1)
        assert server.decode(telephone.audio) == TEXT * 8
        assert {len(frame) for frame in telephone.frames[:-1]} == {160}
        assert max(telephone.marks.values()) == len(telephone.audio)
        assert len(telephone.marks) == len(set(telephone.marks.values())) == -(-len(telephone.audio) // 800)
        await telephone.send("stop")


async def test_no_more_than_two_seconds_are_on_their_way() -> None:
    program = example()
    program.REPLIES = (TEXT * 20,)
    async with FaultServer() as server, ringing(program, service(server)) as telephone:
        while await telephone.listen():
            pass
        assert 16_000 < len(telephone.audio) <= 16_160
        await telephone.play(3)
        while await telephone.listen():
            pass
        assert 18_400 < len(telephone.audio) <= 18_560


async def test_who_interrupts_is_listened_to_and_heard_follows_the_last_mark(
    capsys: pytest.CaptureFixture[str],
) -> None:
    program = example()
    program.REPLIES = (TEXT * 8, "I am silent now.")
    async with FaultServer() as server, ringing(program, service(server)) as telephone:
        while len(telephone.marks) < 12:
            assert await telephone.listen()
        await telephone.play(9)
        await telephone.say(QUIET, 3)
        await telephone.say(LOUD, 9)
        await telephone.say(QUIET, 1)  # nine frames are a cough
        await telephone.say(LOUD, 10)
        while not telephone.clears:
            assert await telephone.listen()
        before = len(telephone.audio)
        while await telephone.listen():
            await telephone.play(1)
        assert server.decode(telephone.audio[before:]) == "I am silent now. "
        assert telephone.played == 9 * 800
        said = (TEXT * 8)[: telephone.played // PER_CHARACTER]
        heard, unheard = capsys.readouterr().out.splitlines()[:2]
        assert heard == f"heard: {said.rpartition(' ')[0]}"
        assert unheard.startswith("not heard: " + said.rpartition(" ")[2])


async def test_who_hangs_up_ends_the_call() -> None:
    program = example()
    program.REPLIES = (TEXT * 20,)
    async with FaultServer() as server:
        async with ringing(program, service(server)) as telephone:
            await telephone.listen()
        await server.until(lambda: all(seen.close_code for seen in server.connections))


@pytest.mark.parametrize("moment", ["before start", "speech before start", "abort before start", "abort", "stop"])
async def test_who_hangs_up_at_any_moment_leaves_no_traceback(moment: str, caplog: pytest.LogCaptureFixture) -> None:
    program = example()
    program.REPLIES = (TEXT * 20,)
    async with FaultServer() as server:
        async with ringing(program, service(server), dials="start" not in moment) as telephone:
            if "speech" in moment:
                await telephone.say(LOUD, 20)
                await telephone.send("mark", mark={"name": "early"})
                await telephone.dial()
            if "start" not in moment:
                assert await telephone.listen()
            if moment == "stop":
                await telephone.send("stop")
            if "abort" in moment:
                telephone.hang_up_rudely()
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_a_model_that_fails_ends_its_reply_and_not_the_call(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    program = example()

    async def model(reply: str) -> AsyncIterator[str]:
        yield reply
        if reply == "One two. ":
            raise ValueError("a model's error may show the key")

    program.model, program.REPLIES = model, ("One two. ", "Three four. ")
    async with FaultServer() as server, ringing(program, service(server)) as telephone:
        while await telephone.listen():
            await telephone.play(1)
        assert server.decode(telephone.audio) == "One two. "
        whole = len(telephone.audio)
        await telephone.say(LOUD, 10)
        while await telephone.listen():
            await telephone.play(1)
        assert server.decode(telephone.audio[whole:]) == "Three four. "
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "broken off: ValueError"
    assert said[1] == "heard: One two."
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_the_example_speaks_with_the_local_voice() -> None:
    async with ringing(example(), Local(output_format="ulaw_8000")) as telephone:
        while await telephone.listen():
            await telephone.play(1)
        assert 8 < len(telephone.audio) / 8000 < 25
        assert max(telephone.marks.values()) == len(telephone.audio)


# --- the sink by itself ---


async def messages(call: PhoneCall) -> list[dict[str, Any]]:
    return [json.loads(message) async for message in call]


async def test_marks_count_once_in_order_and_only_its_own() -> None:
    async with FaultServer() as server, Speaker(service(server)) as speaker:
        call = PhoneCall(speaker.say(TEXT), "MZ1")
        sending = asyncio.create_task(messages(call))
        await asyncio.sleep(0.3)
        assert not sending.done()  # the listener has heard nothing yet
        other = PhoneCall(speaker.say("Other."), "MZ1")
        name = call._name
        for mark in (None, {}, {"name": 7}, {"name": f"{other._name}:800"}, {"name": f"{name}:x"}, {"name": "800"}):
            call.receive({"event": "mark", "mark": mark})
            assert call.played == 0.0
        for junk in ([], ["mark"], "mark", 7, None, {"event": "mark", "mark": {"name": f"{name}:{'9' * 5000}"}}):
            call.receive(junk)
            assert call.played == 0.0
        call.receive({"event": "mark", "mark": {"name": f"{name}:1600"}})
        call.receive({"event": "mark", "mark": {"name": f"{name}:800"}})
        assert call.played == 0.2
        call.receive({"event": "mark", "mark": {"name": f"{name}:{10**9}"}})
        assert call.played == pytest.approx(len(TEXT) * 0.006)
        sent = await sending
        assert [message["event"] for message in sent[:6]] == ["media"] * 5 + ["mark"]


async def test_a_turn_that_somebody_else_interrupts_ends_the_messages() -> None:
    async with FaultServer() as server, Speaker(service(server)) as speaker:
        turn = speaker.say(TEXT * 9)
        sending = asyncio.create_task(messages(PhoneCall(turn, "MZ1")))
        await asyncio.sleep(0.3)
        await turn.interrupt(0.0)
        async with asyncio.timeout(5):
            await sending


async def test_nothing_follows_a_clear() -> None:
    async with FaultServer() as server, Speaker(service(server)) as speaker:
        turn = speaker.say(TEXT * 9)
        call = PhoneCall(turn, "MZ1")
        sent = []
        async for message in call:
            sent.append(json.loads(message))
            if len(sent) == 12:
                call.receive(sent[5])
                assert json.loads(call.clear()) == {"event": "clear", "streamSid": "MZ1"}
                call.receive(sent[11])
                assert call.played == 0.1
                heard = await turn.interrupt(call.played)
        assert len(sent) == 12
        assert heard.text == TEXT[: round(0.1 / 0.006)].rpartition(" ")[0]


async def test_a_failure_is_told_behind_the_audio_that_was_voiced() -> None:
    script = [Connection([Cut(AfterMessages(5))]), Connection([Cut(OnText())])]
    async with FaultServer(script, repeat=True) as server, Speaker(service(server), clean=False) as speaker:
        turn = speaker.say(TEXT)
        audio, call = bytearray(), PhoneCall(turn, "MZ1")
        with pytest.raises(AdapterError):
            await _collect(call, audio)
        assert server.decode(bytes(audio)) == turn.voiced_text != ""
        assert call.played == len(audio) / 8000


async def test_an_error_of_the_source_is_told_behind_the_audio_that_was_voiced() -> None:
    async def broken() -> AsyncIterator[str]:
        yield TEXT
        raise ConnectionError("the model is gone")

    async with FaultServer() as server, Speaker(service(server), clean=False) as speaker:
        turn = speaker.say(broken())
        audio, call = bytearray(), PhoneCall(turn, "MZ1")
        with pytest.raises(ConnectionError):
            await _collect(call, audio)
        assert server.decode(bytes(audio)) == turn.voiced_text != ""
        assert call.played == len(audio) / 8000 == turn.report.audio_seconds


async def _collect(call: PhoneCall, audio: bytearray) -> None:
    async for text in call:
        message = json.loads(text)
        if message["event"] == "media":
            audio += base64.b64decode(message["media"]["payload"])
        call.receive(message)


async def test_other_audio_is_refused() -> None:
    async with Speaker(Local()) as speaker:
        turn: Turn = speaker.say("Hello.")
        with pytest.raises(BadRequest, match="output_format='ulaw_8000'"):
            PhoneCall(turn, "MZ1")
        await turn.aclose()
