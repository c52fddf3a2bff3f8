"""The processes of the local voice: a crash costs one text, a stop is quick, and nothing is left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapter import BadRequest, Local, Skipped, Speaker, TurnDone
from adapter.local import engine, harmless, voice, workers
from adapter.local.server import serve
from tests.conftest import RawClient, open_raw

pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes as Linux shows them")

DEADLY = "A.B.C." * 80
"""Ends the engine, if it is given to it as it stands."""
VOICE = "gmw/en-US"


@pytest.fixture
def as_it_stands(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is broken up, so that real crashes can be had."""
    monkeypatch.setattr(harmless, "whole", lambda text, **_voice: [text])
    monkeypatch.setattr(harmless, "broken_up", lambda text: [text])
    yield
    voice._refused.clear()


def pids() -> set[int]:
    return {worker.pid for worker in workers._running}


# --- what is broken up ---


DOTTED = ["A.B.C." * 80, "U.S." * 96, "é." * 101, "а." * 101, "अ." * 67, "漢." * 67, "𝐀." * 51, "м . э . " * 60]
CLITICS = ["s'" * 220, "'s’s" * 110]
FLAGS = ["'-r", "’-rf", "(-r", "Ja. '-r' her.", "'-r' means recursive.", "`"]
FLAGS += [".-a", ",-a", "))-a", "---a", "–-a", "_-a", "\u200d-a", "a.).-a", "Ja. /-b her.", "Use [--b] here."]


@pytest.mark.parametrize("text", [*DOTTED, *CLITICS, *FLAGS])
@pytest.mark.parametrize("name", ["en-us", "da", "vi", "de"])
async def test_text_that_overflows_the_engine_is_spoken(name: str, text: str) -> None:
    await voice.speak("Warm. ", voice.find(name) or "")
    before = pids()
    audio, _ = await voice.speak(text, voice.find(name) or "")
    assert len(audio) > 0
    assert before <= pids()  # and no worker died


SHORT = """U.S.A., e.g. the F.B.I. and J.R.R. Tolkien
W.A.S.P.N.E.S.T.O.F.A.L.
It's the dogs' and the cat's.
'tis 'n' all
ls -r and (-5) and a-b
He said “no”.
Ça, c'est l'été à l'école.
क्षत्रिय ज्ञान"""


@pytest.mark.parametrize("text", SHORT.splitlines())
def test_what_is_short_stays_as_it_is(text: str) -> None:
    assert harmless.whole(text, VOICE) == [text]


@pytest.mark.parametrize("text", ["'-r", "use --force", "(-a)", "Ja.).-b"])
def test_hyphens_stay_where_no_voice_dies_of_them(text: str) -> None:
    assert harmless.whole(text, VOICE) == [text]
    assert harmless.whole(text, "gmq/da+f3") != [text]


@pytest.mark.parametrize("text", ["-a", "(-5)", "well-known", "e\u0301 - b", "10-12"])
def test_hyphens_that_kill_no_voice_stay(text: str) -> None:
    assert harmless.whole(text, "aav/vi") == [text]


def for_danish(text: str) -> list[str]:
    return harmless.whole(text, "gmq/da")


@pytest.mark.parametrize("form", [for_danish, harmless.broken_up])
@pytest.mark.parametrize("text", ["", " ", DEADLY, "’-r x " * 30, "\0\ud800x", "ab" * 300, "𝐀.é'" * 99, "s'" * 220])
def test_one_character_stands_for_one(form: object, text: str) -> None:
    pieces = form(text)
    made = "".join(pieces)
    assert len(made) == len(text)
    assert all(new in (old, " ") for new, old in zip(made, text, strict=True))
    assert form is for_danish or max(map(len, pieces), default=0) <= harmless.PIECE


async def test_marks_of_pieces_are_places_of_the_text() -> None:
    text = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen. "
    pieces = harmless.broken_up(text)
    assert len(pieces) > 1
    loop = asyncio.get_running_loop()
    audio, marks = await loop.run_in_executor(workers.pool(), voice.join, pieces, VOICE, 1.0, lambda: False)
    starts = {mark.position for mark in marks}
    assert {index + 1 for index, char in enumerate(text[:-1]) if char == " "} <= starts
    assert [mark.sample for mark in marks] == sorted(mark.sample for mark in marks)
    assert marks[-1].sample <= len(audio) // 2


# --- crashes ---


async def test_a_worker_that_is_killed_is_replaced_and_the_text_spoken() -> None:
    """The text is tried once more, in pieces."""
    text = "This goes on for a while, and nobody hears that its process was killed. " * 60
    task = asyncio.create_task(voice.speak(text, VOICE))
    await asyncio.sleep(0.02)
    for pid in pids():
        os.kill(pid, signal.SIGKILL)
    audio, marks = await task
    assert len(audio) / 2 / voice.RATE > 60
    assert marks[-1].position > len(text) - 10


async def test_a_deadly_text_is_refused_and_others_are_spoken(as_it_stands: None) -> None:
    results = await asyncio.gather(
        *(voice.speak(DEADLY if index == 3 else "All is well. ", VOICE) for index in range(8)), return_exceptions=True
    )
    assert isinstance(results[3], BadRequest)
    assert all(isinstance(result, tuple) and result[0] for index, result in enumerate(results) if index != 3)
    before = pids()
    with pytest.raises(BadRequest):
        await voice.speak(DEADLY, VOICE)
    assert pids() == before  # it is remembered: no worker dies of it again


async def test_other_contexts_and_clients_live_on(as_it_stands: None) -> None:
    async with serve() as url, open_raw(url) as socket, open_raw(url, "stream-input") as other:
        client, fair = RawClient(socket), RawClient(other)
        await client.send({"text": DEADLY, "context_id": "bad", "flush": True})
        await client.send({"text": "Still here. ", "context_id": "bad", "flush": True})
        await client.send({"text": "I am another. ", "context_id": "good", "flush": True})
        await fair.send({"text": "Never mind me. "}, {"text": ""})
        for name in ("bad", "good"):
            await client.send({"context_id": name, "close_context": True})
        heard = await client.listen(finals=2)
        assert [(m["error"], m["contextId"]) for m in heard.messages if "error" in m] == [("unspeakable_text", "bad")]
        assert heard.text("bad") == "Still here. "
        assert heard.text("good") == "I am another. "
        assert (await fair.listen()).text() == "Never mind me. "


@pytest.mark.parametrize("endpoint", ["multi-stream-input", "stream-input"])
async def test_poison_decides_what_becomes_of_it(as_it_stands: None, endpoint: str) -> None:
    """The turn fails with a clear error, or skips the sentence and speaks the rest."""
    text = f"The first is fine. {DEADLY} and so on. The last is fine again."
    async with Speaker(Local(endpoint=endpoint), clean=False, poison="skip") as speaker:  # type: ignore[arg-type]
        turn = speaker.say(text)
        events = [event async for event in turn]
        skipped = [event.text for event in events if isinstance(event, Skipped)]
        assert "".join(skipped).startswith("A.B.C.")
        assert isinstance(events[-1], TurnDone)
    async with Speaker(Local(endpoint=endpoint), clean=False) as speaker:  # type: ignore[arg-type]
        with pytest.raises(BadRequest, match="crashes on this text") as failed:
            [event async for event in speaker.say(text)]
        assert failed.value.voiced_text + failed.value.unvoiced_text == text
        assert [event async for event in speaker.say("And the speaker lives.")]


# --- stopping and hanging ---


async def test_a_stop_is_quick_and_ends_no_worker() -> None:
    await voice.speak("Warm. ", VOICE)
    before = pids()
    task = asyncio.create_task(voice.speak("This goes on and on. " * 20_000, VOICE))
    await asyncio.sleep(0.05)
    began = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - began < 0.05
    await asyncio.gather(*(voice.speak("Free. ", VOICE) for _ in range(voice.ENGINES)))
    assert time.monotonic() - began < 1.0
    assert before <= pids()


async def test_a_worker_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped by a signal, it is ended when its time is over, and the text is spoken by another."""
    monkeypatch.setattr(voice, "_SECONDS", 0.5)
    await voice.speak("Warm. ", VOICE)
    before = pids()
    for pid in before:
        os.kill(pid, signal.SIGSTOP)
    async with asyncio.timeout(20):
        results = await asyncio.gather(*(voice.speak("Here I am again. ", VOICE) for _ in range(4)))
    assert all(audio for audio, _ in results)
    assert not before & pids()


# --- what a worker has, and what is left ---


async def test_a_worker_has_no_keys_and_no_files_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ELEVENLABS_API_KEY", "a-secret-key")
    for pid in pids():
        os.kill(pid, signal.SIGKILL)
    with (tmp_path / "open").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        await voice.speak("Warm, after all of them were killed. ", VOICE)
        for pid in filter(is_alive, pids()):
            assert environment(pid) <= set(workers._KEPT)
            assert [name for name in files(pid) if "pipe" not in name] == [os.devnull]


def environment(pid: int) -> set[str]:
    return {entry.partition("=")[0] for entry in Path(f"/proc/{pid}/environ").read_text().split("\0") if entry}


def files(pid: int) -> list[str]:
    return [str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir()]


SPEAKING = """
import asyncio, sys
from adapter.local import voice, workers
async def main():
    await asyncio.gather(*(voice.speak("Warm. ", "gmw/en-US") for _ in range(8)))
    print(*(worker.pid for worker in workers._running), flush=True)
    await asyncio.gather(*(voice.speak("This goes on and on. " * 50_000, "gmw/en-US") for _ in range(2)))
asyncio.run(main())
"""


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_workers_end_with_the_program_in_mid_synthesis(sent: signal.Signals) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", SPEAKING], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert program.stdout
    with program, program.stdout:
        children = [int(pid) for pid in program.stdout.readline().split()]
        time.sleep(0.1)
        assert children
        assert all(map(is_alive, children))
        program.send_signal(sent)
        program.wait(10)
    until = time.monotonic() + 5
    while any(map(is_alive, children)) and time.monotonic() < until:
        time.sleep(0.02)
    assert not any(map(is_alive, children))


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_forked_process_has_workers_of_its_own() -> None:
    program = """
import asyncio, os, sys
from adapter.local import voice, workers
async def speak():
    return len((await voice.speak("Warm. ", "gmw/en-US"))[0]) > 1000
assert asyncio.run(speak())
mine = {worker.pid for worker in workers._running}
if child := os.fork():
    assert os.waitpid(child, 0)[1] == 0
    assert asyncio.run(speak()) and {worker.pid for worker in workers._running} == mine
else:
    assert asyncio.run(speak()) and not mine & {worker.pid for worker in workers._running}
"""
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True, timeout=30)


def test_a_program_that_is_no_python_gets_a_clear_error() -> None:
    program = """
import multiprocessing, sys
from adapter.local import voice
multiprocessing.set_executable(sys.argv[1])
voice.voices()
"""
    for path, words in (("/nonexistent", "No such file"), ("/bin/true", "the process ended at once")):
        done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, timeout=30)
        assert f"the voice engine does not start ({words}" in done.stderr


def test_the_engine_imports_nothing_of_ours() -> None:
    program = f"import runpy, sys; runpy.run_path({engine.__file__!r}); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=True)
    assert not {"adapter", "pathlib", "json", "asyncio", "subprocess"} & set(loaded.stdout.split())
