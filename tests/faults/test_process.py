"""Rows 62-67: the event loop, the process, the machine."""

from __future__ import annotations

import asyncio
import re
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest

from adapter import Speaker
from tests.fault_server import (
    AfterMessages,
    Connection,
    Cut,
    FaultServer,
    Slow,
    Stall,
)
from tests.faults.harness import CANARY, KEY, PACE, TEXT, Lab
from tests.faults.rows import Rows

rows = Rows()
SHORT = "A short one. And one more."


@contextmanager
def on_thread(script: Connection) -> Iterator[FaultServer]:
    """A server with an event loop of its own, which goes on while ours is blocked."""
    started, servers, loops = threading.Event(), list[FaultServer](), list[Any]()

    async def main() -> None:
        end = asyncio.Event()
        async with FaultServer(script, samples=PACE) as server:
            servers.append(server)
            loops.append((asyncio.get_running_loop(), end))
            started.set()
            await end.wait()

    thread = threading.Thread(target=asyncio.run, args=[main()])
    thread.start()
    started.wait()
    yield servers[0]
    loop, end = loops[0]
    loop.call_soon_threadsafe(end.set)
    thread.join()


@rows.row(62, "the event loop is blocked for longer than a stall", "what has arrived is read first: no false alarm")
async def blocked_loop(lab: Lab) -> None:
    """1 s with a stall of 0.3 s, in place of 5 s and 3 s."""
    lab.traits(silence=0.3, first_audio=0.6)
    lab.patch(opening__PING_SECONDS=0.3)

    async def block(number: int) -> None:
        if number == 2:
            time.sleep(1.0)  # noqa: ASYNC251  the fault itself

    with on_thread(Connection([Slow(AfterMessages(0), 0.1)])) as server:
        async with Speaker(lab.service(server.url), clean=False) as speaker:
            heard = await lab.take(speaker.say(TEXT), server, after=block)
    heard.is_exact(connections=1)


@rows.row(62, "the event loop is blocked for longer than a stall", "what has arrived is read first: no false alarm")
async def blocked_loop_while_connecting(lab: Lab) -> None:
    lab.limits(one_try=0.5, opening=0.5)
    with on_thread(Connection()) as server:
        async with Speaker(lab.service(server.url), clean=False) as speaker:
            turn = speaker.say(TEXT)
            while not server.connections:  # noqa: ASYNC110  as little as possible
                await asyncio.sleep(0)
            time.sleep(0.8)  # noqa: ASYNC251  the fault itself
            heard = await lab.take(turn, server)
    heard.is_exact()


# --- processes of their own ---

PROGRAM = """
import asyncio, os, resource, signal, sys, threading
from adapter import AdapterError, Audio, ElevenLabs, Speaker, Word
TEXT = {text!r}
def service(): return ElevenLabs("v", api_key={key!r}, base_url={url!r})
"""


_SLOW = re.compile(r"^Executing <.*> took \d+\.\d+ seconds\n", re.MULTILINE)
"""What asyncio's debug mode says of a step that took long: a loaded machine, and no fault."""


async def run(lab: Lab, server: FaultServer, body: str, signals: int | None = None) -> tuple[int, str, str]:
    """A program's exit code and output; ``signals``: what it is sent when it says so."""
    program = PROGRAM.format(text=TEXT, key=KEY, url=server.url) + textwrap.dedent(body)
    pipe = asyncio.subprocess.PIPE
    options = ["-X", "dev", "-W", "error"]
    child = await asyncio.create_subprocess_exec(sys.executable, *options, "-c", program, stdout=pipe, stderr=pipe)
    assert child.stdout
    assert child.stderr
    async with asyncio.timeout(30):
        said = b""
        if signals is not None:
            said = await child.stdout.readline()
            child.send_signal(signals)
        out, wrong = await child.communicate()
    texts = (said + out).decode(), wrong.decode()
    assert CANARY not in "".join(texts)
    assert child.returncode is not None
    return child.returncode, texts[0], _SLOW.sub("", texts[1])


ENDS = {
    "returns_with_a_turn_running": """
        async def main():
            async with Speaker(service(), clean=False) as speaker:
                turn = speaker.say(TEXT * 20)
                await anext(turn)
        asyncio.run(main())
        """,
    "never_leaves_the_speaker": """
        kept = []
        async def main():
            speaker = Speaker(service(), clean=False)
            await speaker.__aenter__()
            kept.extend([speaker, speaker.say(TEXT * 20)])
            await anext(kept[1])
        asyncio.run(main())
        """,
    "sigterm": """
        async def main():
            task = asyncio.current_task()
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
            async with Speaker(service(), clean=False) as speaker:
                async for event in speaker.say(TEXT * 20):
                    print("speaks", flush=True)
        try:
            asyncio.run(main())
        except asyncio.CancelledError:
            pass
        """,
    "sigint": """
        async def main():
            async with Speaker(service(), clean=False) as speaker:
                async for event in speaker.say(TEXT * 20):
                    print("speaks", flush=True)
        try:
            asyncio.run(main())
        except KeyboardInterrupt:
            pass
        """,
    "source_on_a_thread": """
        def source():
            while True:
                yield "This goes on and on. "
        async def main():
            async with Speaker(service(), clean=False) as speaker:
                async for event in speaker.say(source()):
                    return
        asyncio.run(main())
        """,
}
SIGNALS = {"sigterm": 15, "sigint": 2}


@rows.row(
    63, "the interpreter ends, the loop is closed, SIGTERM", "exit 0, nothing on stderr", cases={e: e for e in ENDS}
)
async def interpreter_ends(lab: Lab, name: str) -> None:
    async with FaultServer(Connection([Slow(AfterMessages(0), 0.02)]), repeat=True, samples=PACE) as server:
        code, _, wrong = await run(lab, server, ENDS[name], SIGNALS.get(name))
    assert (code, wrong) == (0, "")


@rows.row(64, "two turns at once on one speaker", "spoken one after the other; audio is never mixed")
async def two_turns_at_once(lab: Lab) -> None:
    async with FaultServer(Connection([Slow(AfterMessages(0), 0.005)]), samples=PACE) as server:
        async with Speaker(lab.service(server.url), clean=False) as speaker:
            turns = [speaker.say(text) for text in (TEXT, SHORT, "The third. It is last.")]
            for heard in await asyncio.gather(*(lab.take(turn, server) for turn in turns)):
                heard.is_exact(connections=1)
    assert server.connections[0].most_contexts == 1


@rows.row(65, "use from another thread, after a fork", "RuntimeError at once", cases={"no_loop": 0, "own_loop": 1})
async def another_thread(lab: Lab, has_loop: int) -> None:
    async with FaultServer(samples=PACE) as server:
        async with Speaker(lab.service(server.url), clean=False) as speaker:

            async def say_async() -> None:
                speaker.say(SHORT)

            say: Callable[[], Any] = (lambda: asyncio.run(say_async())) if has_loop else (lambda: speaker.say(SHORT))
            with pytest.raises(RuntimeError):
                await asyncio.to_thread(say)
            (await lab.take(speaker.say(SHORT), server)).is_exact()


@rows.row(65, "use from another thread, after a fork", "RuntimeError at once")
async def after_a_fork(lab: Lab) -> None:
    body = """
        async def main():
            async with Speaker(service(), clean=False) as speaker:
                await speaker.warm_up()
                if os.fork() == 0:
                    try:
                        speaker.say(TEXT)
                    except RuntimeError:
                        os._exit(7)
                    os._exit(8)
                _, status = os.wait()
                print(os.waitstatus_to_exitcode(status))
                print([event.text async for event in speaker.say("One two.") if isinstance(event, Word)])
        asyncio.run(main())
        """
    async with FaultServer(samples=PACE) as server:
        code, said, wrong = await run(lab, server, body)
    assert (code, said, wrong) == (0, "7\n['One', 'two.']\n", "")


@rows.row(66, "the wall clock jumps", "nothing depends on it: every word once")
async def clock_jumps(lab: Lab) -> None:
    """A suspended machine is the same: Linux's monotonic clock stands still meanwhile."""
    lab.traits(silence=0.4)
    real, jumps = time.time, count()
    lab.replace("time.time", lambda: real() + (3600 if next(jumps) % 2 else -3600))
    heard = await lab.speak([Connection([Cut(AfterMessages(3))]), Connection([Stall(AfterMessages(3))])])
    heard.is_exact(connections=3)
    assert heard.seconds < 5


@rows.row(67, "no file descriptor is left (EMFILE)", "ServiceUnavailable, tried again; speaks when there is one")
async def no_descriptors(lab: Lab) -> None:
    body = """
        async def words(speaker):
            return [event.text async for event in speaker.say(TEXT) if isinstance(event, Word)]
        async def main():
            taken = []
            def take():
                while True:
                    try:
                        taken.append(os.dup(0))
                    except OSError:
                        return
            def free():
                while taken:
                    os.close(taken.pop())
            resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
            async with Speaker(service(), clean=False) as speaker:
                take()
                try:
                    await words(speaker)
                except AdapterError as error:
                    print(type(error).__name__, error.attempts > 1, error.unvoiced_text == TEXT)
                asyncio.get_running_loop().call_later(0.02, free)
                print(await words(speaker) == TEXT.split())
        import adapter.local  # what is imported late needs a descriptor too
        asyncio.run(main())
        """
    async with FaultServer(samples=PACE) as server:
        code, said, wrong = await run(lab, server, body)
    assert (code, said, wrong) == (0, "ServiceUnavailable True True\nTrue\n", "")


test_row = rows.test()
