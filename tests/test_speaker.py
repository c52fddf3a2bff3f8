"""Whole turns over real sockets: text in as it comes, audio and words out, and what happens when that fails."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import gc
import json
import logging
import time
import wave
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection
from websockets.asyncio.server import serve as serve_websocket

from adapter import (
    AdapterError,
    Audio,
    AuthFailed,
    BadRequest,
    Boundary,
    ElevenLabs,
    Event,
    Local,
    ServiceUnavailable,
    Speaker,
    SpeechIncomplete,
    Turn,
    TurnDone,
    Word,
    save,
)
from buffering import Segment, Segmenter, Speakable, SpeakableSegmenter
from tests.model import tokens

TEXT = "The first sentence is here. The second one follows it.\nAnd a third."


async def collect(turn: Turn) -> list[Event]:
    return [event async for event in turn]


def words(events: list[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, Word)]


@pytest.mark.parametrize("endpoint", ["multi-stream-input", "stream-input"])
async def test_every_word_is_heard_once_and_in_order(endpoint: Any) -> None:
    async with Speaker(Local(endpoint=endpoint)) as speaker:
        for _ in range(3):  # turns follow each other on one speaker
            turn = speaker.say(tokens(TEXT))
            events = await collect(turn)
            assert words(events) == TEXT.split()
            assert isinstance(events[-1], TurnDone)
            assert sum(isinstance(event, TurnDone) for event in events) == 1
            sounds = [event for event in events if isinstance(event, Audio)]
            assert sum(len(event.data) for event in sounds) == round(turn.report.audio_seconds * 48_000)
            assert sounds[0].start == 0
            assert (turn.voiced_text, turn.unvoiced_text, turn.text) == (TEXT, "", TEXT)
            assert all(TEXT[slice(*e.raw_span)] == e.text for e in events if isinstance(e, Word))
            assert turn.report.exactness == "word"


async def test_markdown_is_heard_as_text_and_its_words_are_traced_to_it() -> None:
    raw = "# Plan\n\n- **Buy milk** at [the shop](https://x.y) 😀.\n\n```py\nx\n```\n\nIt costs &lt;5."
    async with Speaker(Local()) as speaker:
        turn = speaker.say(tokens(raw))
        events = [event for event in await collect(turn) if isinstance(event, Word)]
        assert [event.text for event in events] == "Plan Buy milk at the shop. code block It costs <5.".split()
        traced = [raw[slice(*event.raw_span)] for event in events]
        assert traced[:7] == ["Plan", "Buy", "milk", "at", "the", "shop](https://x.y) 😀.", "```py"]
        assert traced[-1] == "&lt;5."
        assert (turn.voiced_text, turn.unvoiced_text) == (raw, "")


async def test_plain_text_is_sent_as_it_is() -> None:
    async with Speaker(Local(), clean=False) as speaker:
        assert words(await collect(speaker.say("Take **two** [1] 😀."))) == ["Take", "**two**", "[1]", "😀."]


async def test_reasoning_that_never_ends_is_not_heard_and_is_named() -> None:
    async with Speaker(Local()) as speaker:
        turn = speaker.say(tokens("Sure.\n<think>Let me see"))
        events = await collect(turn)
        assert words(events) == ["Sure."]
        assert isinstance(events[-1], TurnDone)
        assert (turn.voiced_text.strip(), turn.unvoiced_text) == ("Sure.", "<think>Let me see")


@pytest.mark.parametrize("raw", ["```\ncode\n```", "<!-- nothing -->", "😀", "[1]"])
async def test_a_reply_of_which_nothing_is_heard_is_complete(raw: str) -> None:
    def splitter() -> SpeakableSegmenter:
        return SpeakableSegmenter(Speakable(code="skip"), Segmenter())

    async with Speaker(Local(), splitter=splitter) as speaker:
        turn = speaker.say(raw)
        assert [type(event) for event in await collect(turn)] == [TurnDone]
        assert (turn.voiced_text, turn.unvoiced_text) == (raw, "")


async def test_a_reply_is_heard_while_it_is_still_being_written() -> None:
    ended_at = []

    async def reply() -> AsyncIterator[str]:
        async for token in tokens("A sentence that is complete. " + "And more that is not " * 10, pause=0.01):
            yield token
        ended_at.append(time.monotonic())

    async with Speaker(Local()) as speaker:
        async for event in speaker.say(reply()):
            if isinstance(event, Audio):
                assert not ended_at
                break


async def test_what_is_complete_is_released_when_the_model_stalls() -> None:
    async def reply() -> AsyncIterator[str]:
        yield "Let me check that for you. "
        await asyncio.sleep(1.5)
        yield "Here it is."

    async with Speaker(Local()) as speaker:
        turn = speaker.say(reply())
        await anext(turn)
        assert turn.report.first_audio is not None
        assert 0.15 <= turn.report.first_audio < 0.65
        assert words(await collect(turn))[-3:] == ["Here", "it", "is."]


class Pieces:
    """A plain iterable of text."""

    def __iter__(self) -> Iterator[str]:
        yield from ("One. ", "", "Two.")


@pytest.mark.parametrize("source", ["One. Two.", ["One. ", "Two."], Pieces(), iter(["One. ", "Two."])])
async def test_sources(source: Any) -> None:
    async with Speaker(Local()) as speaker:
        assert words(await collect(speaker.say(source))) == ["One.", "Two."]


@pytest.mark.parametrize("source", [b"bytes", 7, None])
async def test_a_source_that_is_no_text_is_refused_at_once(source: Any) -> None:
    async with Speaker(Local()) as speaker:
        with pytest.raises(TypeError, match="cannot speak a"):
            speaker.say(source)


async def test_a_source_that_gives_bytes_is_refused_when_it_does() -> None:
    async with Speaker(Local()) as speaker:
        turn = speaker.say(iter([b"x"]))  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="decode it first"):
            await collect(turn)


@pytest.mark.parametrize("text", ["", "  \n\t ", "\0\x1b"])
async def test_nothing_to_say_is_not_an_error(text: str) -> None:
    async with Speaker(Local()) as speaker:
        (event,) = await collect(speaker.say(text))
        assert isinstance(event, TurnDone)


HOSTILE = [
    "😀🎉 …",
    "a\ud800b \0 c",
    "word " * 2_000,
    "x" * 5_000,
    "…?!.",
    "<break time='9s'/> & [[p]]",
    "你好。" * 300,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
async def test_any_text_is_accounted_for(text: str) -> None:
    async with Speaker(Local()) as speaker:
        turn = speaker.say(tokens(text, 7))
        await collect(turn)
        assert (turn.voiced_text, turn.unvoiced_text) == (text, "")


@pytest.mark.parametrize(
    ("language", "voice", "text"),
    [("de", "de", "Guten Tag. Wie geht es Ihnen?"), ("ru", "ru", "Привет. Как дела?"), ("zh", "cmn", "你好。世界。")],
)
async def test_languages(language: str, voice: str, text: str) -> None:
    async with Speaker(Local(voice), language=language) as speaker:
        turn = speaker.say(text)
        events = await collect(turn)
        assert "".join(words(events)) == text.replace(" ", "")


async def test_save_writes_all_audio(tmp_path: Path) -> None:
    async with Speaker(Local()) as speaker:
        report = await save(speaker.say(TEXT), tmp_path / "x.wav")
    with wave.open(str(tmp_path / "x.wav")) as wav:
        assert wav.getnframes() == round(report.audio_seconds * 24_000)
        assert wav.getnframes() > 24_000 * 3


# --- failures ---


async def failure(service: Any, text: str = TEXT) -> tuple[AdapterError, float]:
    began = time.monotonic()
    async with Speaker(service) as speaker:
        with pytest.raises(AdapterError) as failed:
            await collect(speaker.say(text))
    return failed.value, time.monotonic() - began


def check(error: AdapterError, seconds: float, unvoiced: str = TEXT) -> None:
    assert seconds < 5
    assert (error.voiced_text, error.unvoiced_text) == ("", unvoiced)
    assert "characters were not spoken" in str(error)
    assert unvoiced not in str(error)


async def test_nothing_listening() -> None:
    error, seconds = await failure(ElevenLabs("v", api_key="k", base_url="ws://127.0.0.1:1"))
    check(error, seconds)
    assert type(error) is ServiceUnavailable
    assert error.retryable
    assert error.attempts > 1


async def test_a_host_that_never_answers() -> None:
    async def stay_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    silent = await asyncio.start_server(stay_silent, "127.0.0.1", 0)
    async with silent:
        port = silent.sockets[0].getsockname()[1]
        error, seconds = await failure(ElevenLabs("v", api_key="k", base_url=f"ws://127.0.0.1:{port}"))
    check(error, seconds)
    assert type(error) is ServiceUnavailable


async def test_a_wrong_key(keyed_server: str) -> None:
    error, seconds = await failure(ElevenLabs("en-us", api_key="sk_CANARY", base_url=keyed_server))
    check(error, seconds)
    assert type(error) is AuthFailed
    assert (error.service_code, error.attempts) == ("invalid_api_key", 1)


async def test_a_wrong_voice() -> None:
    error, seconds = await failure(Local("nobody"))
    check(error, seconds)
    assert type(error) is BadRequest
    assert "nobody" in str(error)
    assert "127.0.0.1" not in str(error)


async def test_a_wrong_format() -> None:
    error, seconds = await failure(Local(output_format="pcm_12345"))
    check(error, seconds)
    assert type(error) is BadRequest
    assert "pcm_24000" in str(error)


@pytest.mark.parametrize("url", ["wss://" + "x" * 70 + ".example", "wss://.example.com"])
async def test_an_address_that_cannot_be_used(url: str) -> None:
    error, seconds = await failure(ElevenLabs("v", api_key="k", base_url=url))
    check(error, seconds)


async def test_a_proxy_that_cannot_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for proxy in ("garbage", "socks5://127.0.0.1:1"):
        monkeypatch.setenv("https_proxy", proxy)
        for setting in (proxy, "environment"):
            error, seconds = await failure(
                ElevenLabs("v", api_key="k", base_url="wss://service.example", proxy=setting)
            )
            check(error, seconds)


async def test_a_proxy_is_used_only_when_asked_for(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy here only counts who comes by."""
    came: list[bytes] = []

    async def turn_away(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append(await reader.readline())
        writer.close()

    async with await asyncio.start_server(turn_away, "127.0.0.1", 0) as proxy:
        address = f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, address)
        monkeypatch.delenv("no_proxy", raising=False)
        async with Speaker(ElevenLabs("en-us", api_key="k", base_url=server)) as speaker:
            assert words(await collect(speaker.say("Hello there."))) == ["Hello", "there."]
        assert came == []
        error, seconds = await failure(ElevenLabs("v", api_key="k", base_url="wss://service.example", proxy=address))
        check(error, seconds)
        assert came
        assert all(line.startswith(b"CONNECT service.example:443") for line in came)


async def test_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ELEVENLABS_API_KEY", raising=False)
    error, seconds = await failure(ElevenLabs("v"))
    check(error, seconds)
    assert type(error) is AuthFailed


@pytest.mark.parametrize("url", ["ws://example.com", "http://192.168.0.1", "ftp://x"])
async def test_an_unsafe_or_senseless_address_is_refused_before_anything_is_sent(url: str) -> None:
    error, seconds = await failure(ElevenLabs("v", api_key="k", base_url=url))
    check(error, seconds)
    assert type(error) is BadRequest


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, AuthFailed),
        (403, BadRequest),
        (404, BadRequest),
        (429, ServiceUnavailable),
        (503, ServiceUnavailable),
        (302, BadRequest),
    ],
)
async def test_a_refused_handshake(status: int, kind: type[AdapterError]) -> None:
    asked: list[bytes] = []

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        location = "Location: ws://127.0.0.1:1/\r\n" if status == 302 else ""
        writer.write(f"HTTP/1.1 {status} No\r\n{location}Content-Length: 3\r\nConnection: close\r\n\r\nWhy".encode())
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as refusing:
        port = refusing.sockets[0].getsockname()[1]
        error, seconds = await failure(ElevenLabs("v", api_key="k", base_url=f"ws://127.0.0.1:{port}"))
    check(error, seconds)
    assert type(error) is kind
    assert error.close_code == status
    assert len(asked) == error.attempts
    assert (len(asked) > 1) == error.retryable


async def test_a_link_that_keeps_dying_says_what_was_not_spoken() -> None:
    """It speaks three words and dies, and then never speaks again: what the error says is true to the word."""
    spoken = False

    async def speak_and_die(socket: ServerConnection) -> None:
        nonlocal spoken
        async for message in socket:
            said = json.loads(message)
            if said["text"].strip() and spoken:
                socket.transport.abort()
            elif said["text"].strip():
                spoken = True
                chars = list(said["text"])
                times = {"charStartTimesMs": [i * 10 for i in range(len(chars))], "charDurationsMs": [10] * len(chars)}
                audio = base64.b64encode(bytes(480 * 20)).decode()  # 200 ms: "The first sentence i"
                alignment = {"chars": chars, **times}
                await socket.send(json.dumps({"audio": audio, "alignment": alignment, "contextId": said["context_id"]}))
                socket.transport.abort()

    async with serve_websocket(speak_and_die, "127.0.0.1", 0) as dying:
        port = next(iter(dying.sockets)).getsockname()[1]
        service = ElevenLabs("v", api_key="k", base_url=f"ws://127.0.0.1:{port}")
        async with Speaker(service) as speaker:
            turn = speaker.say(TEXT)
            with pytest.raises(SpeechIncomplete) as failed:
                await collect(turn)
    assert failed.value.voiced_text == "The first sentence"
    assert failed.value.voiced_text + failed.value.unvoiced_text == TEXT
    assert failed.value.retryable
    assert failed.value.attempts > 1


async def test_the_sources_own_error_comes_after_what_was_complete() -> None:
    class ModelError(Exception):
        pass

    async def breaking() -> AsyncIterator[str]:
        yield "This was complete. But this was"
        raise ModelError("lost the thread")

    events = []
    async with Speaker(Local()) as speaker:
        turn = speaker.say(breaking())
        with pytest.raises(ModelError, match="lost the thread"):
            async for event in turn:
                events.append(event)  # noqa: PERF401  a comprehension would lose them
    assert words(events) == ["This", "was", "complete."]
    assert (turn.voiced_text, turn.unvoiced_text) == ("This was complete. ", "But this was")


async def test_the_callers_own_error_passes_unchanged_and_nothing_is_left() -> None:
    before = asyncio.all_tasks()
    with pytest.raises(KeyError, match="mine"):
        async with Speaker(Local()) as speaker:
            async for _ in speaker.say(tokens(TEXT * 50, pause=0.001)):
                raise KeyError("mine")
    gc.collect()
    assert asyncio.all_tasks() == before


async def test_cancelling_wins_at_once_and_leaves_nothing() -> None:
    before = asyncio.all_tasks()

    async def talk() -> None:
        async with Speaker(Local()) as speaker:
            await collect(speaker.say(tokens(TEXT * 100, pause=0.001)))

    for delay in (0.0, 0.005, 0.02, 0.1, 0.3):
        task = asyncio.create_task(talk())
        await asyncio.sleep(delay)
        task.cancel()
        began = time.monotonic()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert time.monotonic() - began < 1.0
    assert asyncio.all_tasks() == before


async def test_a_closed_turn_is_silent_and_the_next_one_is_whole() -> None:
    closed = []

    async def endless() -> AsyncIterator[str]:
        try:
            while True:
                await asyncio.sleep(0.001)
                yield "More and more is said here. "
        finally:
            closed.append(True)

    async with Speaker(Local()) as speaker:
        for _ in range(7):  # more often than the service allows contexts at once
            turn = speaker.say(endless())
            await anext(turn)
            await turn.aclose()
            assert closed.pop()
            assert await collect(turn) == []
            assert turn.voiced_text + turn.unvoiced_text == turn.text
        assert words(await collect(speaker.say("The next one is whole."))) == ["The", "next", "one", "is", "whole."]


# --- turns that end early, and sources and callers that misbehave ---


async def test_a_turn_that_waits_for_another_speaks_after_it() -> None:
    async with Speaker(Local()) as speaker:
        first = speaker.say(tokens("The first reply takes its time. " * 2, pause=0.05))
        second = speaker.say("The second reply waits.")
        assert len(words(await collect(first))) == 12
        assert words(await collect(second)) == ["The", "second", "reply", "waits."]


async def test_a_turn_that_is_closed_at_once_ends_and_closes_its_source() -> None:
    closed = []

    class Stream:
        def __aiter__(self) -> AsyncIterator[str]:
            return tokens(TEXT)

        async def close(self) -> None:
            closed.append(True)

    async with Speaker(Local()) as speaker:
        turn = speaker.say(Stream())
        await turn.aclose()
        assert closed == [True]
        assert await collect(turn) == []
        left = speaker.say(Stream())
    assert closed == [True, True]
    with pytest.raises(SpeechIncomplete, match="was stopped"):  # nobody closed it: its reader must learn of the end
        await collect(left)


async def test_a_source_that_was_cancelled_is_an_error_of_the_turn() -> None:
    async def cancelled() -> AsyncIterator[str]:
        yield "This was complete. "
        raise asyncio.CancelledError

    async with Speaker(Local()) as speaker:
        with pytest.raises(SpeechIncomplete, match="the source was cancelled"):
            await collect(speaker.say(cancelled()))


class Stubborn:
    """A source that takes no notice of being cancelled, or is slow or fails at being closed."""

    def __init__(self, how: str) -> None:
        self.how = how

    async def __aiter__(self) -> AsyncIterator[str]:
        try:
            while True:
                yield "Again and again. "
                if self.how == "ignores":
                    with contextlib.suppress(asyncio.CancelledError):
                        await asyncio.sleep(0.01)
                else:
                    await asyncio.sleep(0.01)
        finally:
            if self.how == "slow":
                await asyncio.sleep(0.5)
            if self.how == "fails":
                raise ValueError("cannot close")


@pytest.mark.parametrize("how", ["ignores", "slow", "fails"])
async def test_a_stubborn_source_does_not_hold_up_its_caller(how: str) -> None:
    async with Speaker(Local()) as speaker:
        turn = speaker.say(Stubborn(how))
        await anext(turn)
        began = time.monotonic()
        await turn.aclose()
        assert time.monotonic() - began < 0.3
        assert words(await collect(speaker.say("The next one is whole."))) == ["The", "next", "one", "is", "whole."]
    await asyncio.sleep(0.7)  # let it end


async def test_text_that_the_segmenter_holds_back_does_not_stop_the_reader() -> None:
    text = ["Mr.", *[" "] * 6_000, "Smith came."]
    async with Speaker(Local()) as speaker:
        async with asyncio.timeout(20):
            assert words(await collect(speaker.say(text))) == ["Mr.", "Smith", "came."]


async def test_stopping_to_iterate_ends_the_turn() -> None:
    async with Speaker(Local()) as speaker:
        async for _ in speaker.say(["This is a long reply. "] * 500):
            break
        async with speaker.say(["This is another one. "] * 500) as turn:
            await anext(turn)
        async with asyncio.timeout(5):
            assert words(await collect(speaker.say("The next one is whole.")))[-1] == "whole."


async def test_only_what_the_caller_received_counts_as_voiced() -> None:
    text = "One two three four five six seven. " * 20
    async with Speaker(Local()) as speaker:
        turn = speaker.say(text)
        received = [await anext(turn) for _ in range(6)]
        await asyncio.sleep(0.5)  # all the rest has arrived and waits
        await turn.aclose()
    assert turn.voiced_text == " ".join(words(received))
    assert turn.voiced_text + turn.unvoiced_text == text


async def test_a_defect_of_ours_is_an_error_of_the_turn_and_only_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Speaker(Local()) as speaker:
        with monkeypatch.context() as broken:
            broken.setattr("adapter.services.elevenlabs.ElevenLabsCodec.receive", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                await collect(speaker.say(TEXT))
        assert words(await collect(speaker.say(TEXT))) == TEXT.split()


async def test_warming_up_and_speaking_open_one_link() -> None:
    before = asyncio.all_tasks()
    async with Speaker(Local()) as speaker:
        turn = speaker.say(TEXT)
        await asyncio.gather(speaker.warm_up(), speaker.warm_up(), collect(turn))
    assert asyncio.all_tasks() == before


@pytest.mark.parametrize("count", [4, 5, 6, 11])
async def test_many_barge_ins_do_not_cost_the_next_turn_its_slot(count: int) -> None:
    async with Speaker(Local(latency=0.3)) as speaker:
        for _ in range(count):
            turn = speaker.say(TEXT)
            await asyncio.sleep(0.05)
            await turn.aclose()
        assert words(await collect(speaker.say("Still here."))) == ["Still", "here."]


async def test_an_idle_link_that_the_service_closed_costs_the_next_turn_nothing(server: str) -> None:
    service = ElevenLabs("en-us", api_key="k", base_url=server, inactivity_timeout=1)
    async with Speaker(service) as speaker:
        for _ in range(2):
            turn = speaker.say(["This is a long reply. "] * 20)
            await anext(turn)
            await turn.aclose()
            await asyncio.sleep(1.5)
            assert words(await collect(speaker.say("Next."))) == ["Next."]


async def test_a_giant_token_lets_others_run() -> None:
    gaps = []

    async def watch() -> None:
        while True:
            began = time.monotonic()
            await asyncio.sleep(0)
            gaps.append(time.monotonic() - began)

    async with Speaker(Local()) as speaker:
        watching = asyncio.create_task(watch())
        turn = speaker.say("This is a sentence of a usual length. " * 25_000)
        await anext(turn)
        watching.cancel()
        await turn.aclose()
    assert max(gaps) < 0.2  # a megabyte in one go takes twice that


async def test_a_file_that_was_cut_short_is_not_reported_as_saved(tmp_path: Path) -> None:
    async with Speaker(Local()) as speaker:
        saving = asyncio.create_task(save(speaker.say(tokens(TEXT * 50, pause=0.01)), tmp_path / "x.wav"))
        await asyncio.sleep(0.5)
    with pytest.raises(SpeechIncomplete):
        await saving


async def test_warming_up_needs_an_open_speaker() -> None:
    speaker = Speaker(Local())
    for _ in range(2):
        with pytest.raises(RuntimeError, match="async with"):
            await speaker.warm_up()
        async with speaker:
            await speaker.warm_up()


async def test_a_source_that_makes_its_iterator_is_closed_too() -> None:
    closed = []

    class Stream:
        async def __aiter__(self) -> AsyncIterator[str]:
            try:
                while True:
                    yield "Again and again. " * 20
            finally:
                closed.append(True)

    async with Speaker(Local()) as speaker:
        turn = speaker.say(Stream())
        await anext(turn)
        await asyncio.sleep(0.3)  # back-pressure holds the reader now
        await turn.aclose()
        assert closed == [True]


async def test_a_splitter_of_the_users_own() -> None:
    calls = []

    class EveryLine:
        """Cuts at line breaks only."""

        def __init__(self) -> None:
            self.text, self.start = "", 0

        def push(self, text: str) -> list[Segment]:
            self.text += text
            *lines, self.text = self.text.splitlines(keepends=True) or [""]
            return [self.segment(line) for line in lines]

        def segment(self, text: str) -> Segment:
            self.start += len(text)
            return Segment(text, self.start - len(text), self.start, "line")

        def release(self, *, clause: bool) -> list[Segment]:
            calls.append(clause)
            return []

        def finish(self) -> list[Segment]:
            calls.append(None)
            return [self.segment(self.text)]

    async def reply() -> AsyncIterator[str]:
        yield "One. Two.\nThree"
        await asyncio.sleep(0.6)
        yield " and four."

    async with Speaker(Local(), splitter=EveryLine) as speaker:
        assert words(await collect(speaker.say(reply()))) == ["One.", "Two.", "Three", "and", "four."]
    assert calls == [False, True, None]  # and nothing after the end


async def test_a_slow_caller_stops_the_model_and_loses_nothing() -> None:
    """Audio waits up to a bound, then text, then the source; the link stays alive."""
    given = []

    async def endless() -> AsyncIterator[str]:
        for number in range(400):
            given.append(number)
            yield f"This is sentence number {number}, and it is quite long so that it takes a while to say. "

    async with Speaker(Local()) as speaker:
        turn = speaker.say(endless())
        await asyncio.sleep(1.0)
        stopped_at = len(given)
        await asyncio.sleep(0.5)
        assert len(given) == stopped_at < 200
        events = await collect(turn)
        assert words(events).count("number") == 400
        assert turn.unvoiced_text == ""


async def test_no_text_and_no_key_in_any_log(keyed_server: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with Speaker(ElevenLabs("en-us", api_key="good", base_url=keyed_server)) as speaker:
        await collect(speaker.say("Pomegranate sentence."))
    await failure(ElevenLabs("en-us", api_key="sk_CANARY", base_url=keyed_server), "Pomegranate.")
    ours = [r.getMessage() for r in caplog.records if r.name == "saystream"]
    assert any("turn.done" in line for line in ours)
    assert any("link.opened" in line for line in ours)
    assert "sk_CANARY" not in caplog.text
    assert not any("omegranate" in line for line in ours)


async def test_a_speaker_that_is_not_open_says_so() -> None:
    with pytest.raises(RuntimeError, match="async with"):
        Speaker(Local()).say("x")


async def test_at_a_boundary_what_is_held_is_spoken_at_once_and_text_goes_on() -> None:
    """No full stop, and a tool that takes long: the sentence is heard meanwhile."""
    going_on = asyncio.Event()

    async def reply() -> AsyncIterator[str | Boundary]:
        yield "Let me check **that"
        yield Boundary()
        await going_on.wait()
        yield "It is five."

    async with Speaker(Local()) as speaker:
        turn = speaker.say(reply())
        words = []
        async for event in turn:
            if isinstance(event, Word):
                words.append(event.text)
                if event.text == "that":
                    going_on.set()
        assert words == ["Let", "me", "check", "that", "It", "is", "five."]
        assert turn.voiced_text == "Let me check **thatIt is five."
