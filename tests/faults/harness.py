"""What every row of the fault matrix shares: how a turn is taken, and the laws that hold whatever goes wrong.

A row is a coroutine function with a ``Lab`` (``rows.py``). The lab notes tasks, files and logs before and after it.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import traceback
import unicodedata
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

from adapter import AdapterError, Audio, ElevenLabs, Event, Speaker, Turn, TurnDone, Word
from adapter.events import Report, Resumed, Skipped
from adapter.limits import Limits
from adapter.transport.retry import Budget
from tests.fault_server import Connection, FaultServer
from tests.traits import change_traits

KEY = "sk_CANARY_5d41402abc4b2a76"
CANARY = "CANARY"
PRIVATE = "pomegranate"
"""A word of each text that no log may hold."""
TEXT = "The first sentence has a pomegranate. The second one follows it at once. And then there is a third one."
PACE = 960
"""Samples per character: 40 ms, a fast speaker."""
GRACE = 1.0
"""Seconds in which tasks and sockets of a row may still end."""
_FILES = Path("/proc/self/fd")
_TCP = Path("/proc/self/net/tcp")


def bare(text: str) -> str:
    """What sounds of it: without white space, as a cut may drop the space that it falls on, and what is never sent."""
    return "".join(char for char in text if not char.isspace() and unicodedata.category(char) not in ("Cc", "Cs"))


@dataclass(slots=True)
class Heard:
    """What one turn gave its caller."""

    text: str
    server: FaultServer | None
    events: list[Event] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    """When the events came, on the loop's clock."""
    error: Exception | None = None
    voiced: str = ""
    unvoiced: str = ""
    seconds: float = 0.0
    sound: str = ""
    """What the audio says."""
    report: Report | None = None

    @property
    def words(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, Word)]

    @property
    def resumed(self) -> list[Resumed]:
        return [event for event in self.events if isinstance(event, Resumed)]

    @property
    def skipped(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, Skipped)]

    @property
    def connections(self) -> int:
        assert self.server
        return len(self.server.connections)

    def is_done(self) -> None:
        """The turn came to its end, and all of its text was voiced."""
        assert self.error is None, f"{type(self.error).__name__}: {self.error}"
        assert (self.voiced, self.unvoiced) == (self.text, "")

    def is_exact(self, connections: int | None = None) -> None:
        """Every word was heard once and in order."""
        self.is_done()
        assert self.report
        assert self.report.exactness == "word"
        assert bare(self.sound) == bare(self.text)
        assert self.words == self.text.split()
        if connections is not None:
            assert self.connections == connections

    def failed(self, kind: type[AdapterError], connections: int | None = None, voiced: str | None = None) -> None:
        """The turn ended with exactly this class of error."""
        assert type(self.error) is kind, f"{self.error!r} is not a {kind.__name__}"
        if connections is not None:
            assert self.connections == connections
        if voiced is not None:
            assert self.voiced == voiced

    def is_exact_or_failed(self, *kinds: type[AdapterError]) -> None:
        """Either is well; words are never lost silently."""
        if self.error is None:
            self.is_exact()
        else:
            assert type(self.error) in kinds, repr(self.error)

    def obeys(self, own: type[Exception] | None, *, is_sound: bool = True) -> None:
        """The laws of every turn. ``own``: what the source or the caller may raise."""
        assert self.voiced + self.unvoiced == self.text
        ends = sum(isinstance(event, TurnDone) for event in self.events)
        assert ends == (0 if self.error else 1), "exactly one end"
        assert self.error or isinstance(self.events[-1], TurnDone), "the end comes last"
        kinds = (AdapterError, own) if own else (AdapterError,)
        assert self.error is None or isinstance(self.error, kinds), repr(self.error)
        sounds = [event for event in self.events if isinstance(event, Audio)]
        assert all(a.end == b.start for a, b in pairwise(sounds)), "audio has no gaps"
        spans = [event.raw_span for event in self.events if isinstance(event, Word | Skipped)]
        assert all(a[1] <= b[0] for a, b in pairwise(spans)), "words come once and in order"
        assert self.report
        is_sound &= self.report.exactness == "word" and not self.skipped and any(map(str.isalnum, self.voiced))
        if is_sound:
            assert bare(self.sound) == bare(self.voiced), "what is heard is what counts as voiced"
        if isinstance(self.error, AdapterError):
            assert (self.error.voiced_text, self.error.unvoiced_text) == (self.voiced, self.unvoiced)
        if self.error:
            holds_no_secret(self.error)


def holds_no_secret(error: BaseException) -> None:
    """Neither an error nor what hangs on it shows the key, nor would a renderer that prints local variables."""
    for one in _chain(error):
        for text in (str(one), repr(one), repr(vars(one)), "".join(traceback.format_exception(one))):
            assert CANARY not in text, f"the key is in {text[:300]!r}"
        trace = one.__traceback__
        while trace:
            if "/adapter/" in trace.tb_frame.f_code.co_filename:
                for name, value in trace.tb_frame.f_locals.items():
                    assert KEY not in repr(value), f"the key is in {name!r} of {trace.tb_frame}"
            trace = trace.tb_next
        assert PRIVATE not in f"{one} {one!r}", "the text is in the error's message"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or error.__context__


class Lab:
    """Where a row is played: takes turns, and finds what they leave behind."""

    def __init__(self, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.caplog = caplog
        self.folder = folder
        self._monkeypatch = monkeypatch
        self._unhandled: list[str] = []

    def patch(self, **values: Any) -> None:
        """Set constants of the adapter: ``patch(silence__STALL_SECONDS=0.3)``."""
        for name, value in values.items():
            module, _, constant = name.partition("__")
            room = "transport" if module in ("attempts", "inbox", "noise", "opening", "retry", "warm") else "speaking"
            self._monkeypatch.setattr(f"adapter.{room}.{module}.{constant}", value)

    def traits(self, **values: Any) -> None:
        """Let the service be another than it is: ``traits(link_age=0.3)``."""
        change_traits(self._monkeypatch, **values)

    def limits(self, **values: Any) -> None:
        """Change the speaker's limits: ``limits(retrying=1.0)``."""
        self._monkeypatch.setattr("adapter.speaker.LIMITS", Limits(**values))

    def replace(self, target: str, value: object) -> None:
        """Replace anything, named with dots."""
        self._monkeypatch.setattr(target, value)

    def set_env(self, name: str, value: str) -> None:
        self._monkeypatch.setenv(name, value)

    def hurry(self) -> None:
        """Wait less between tries; how often is not changed."""
        self.patch(retry___BASE=0.01, retry___SPREAD=0.005)

    async def __aenter__(self) -> Self:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            self._monkeypatch.delenv(name, raising=False)
        self.patch(attempts__budget=Budget())
        self.caplog.set_level(logging.DEBUG)
        for name in ("websockets", "websockets.client", "websockets.server", "asyncio", "saystream"):
            self.caplog.set_level(logging.DEBUG, name)
        asyncio.get_running_loop().set_exception_handler(lambda _, context: self._unhandled.append(repr(context)))
        gc.collect()
        gc.freeze()  # what was there before is not looked at again: it takes a tenth of a second
        self._tasks, self._files = asyncio.all_tasks(), _files()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            await self._check()

    async def _check(self) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + GRACE
        gc.collect()
        while (asyncio.all_tasks() - self._tasks or len(_files()) > len(self._files)) and loop.time() < until:
            await asyncio.sleep(0.02)
            gc.collect()
        assert not asyncio.all_tasks() - self._tasks, "a task is left"
        left = [name for name in _files() if name not in self._files]
        assert len(_files()) <= len(self._files), f"files are left: {left}"
        assert not self._unhandled, f"nobody handled {self._unhandled}"
        assert CANARY not in self.caplog.text, "the key is in a log"
        for record in self.caplog.records:
            assert record.levelno < logging.WARNING, f"{record.name} warns: {record.getMessage()[:500]}"
            assert CANARY not in repr(vars(record)), "the key is in a log"
            assert PRIVATE not in record.getMessage(), "the text is in a log"

    # --- turns ---

    def service(self, url: str, **settings: Any) -> ElevenLabs:
        return ElevenLabs("v", **{"api_key": KEY, "base_url": url, **settings})

    async def speak(
        self,
        script: Connection | Sequence[Connection] = (),
        text: Any = TEXT,
        *,
        repeat: bool = False,
        chunk: int = 7,
        samples: int = PACE,
        settings: Mapping[str, Any] | None = None,
        within: float = 20.0,
        own: type[Exception] | None = None,
        is_sound: bool = True,
        **options: Any,
    ) -> Heard:
        """One turn, with a speaker and a server of its own."""
        async with FaultServer(script, repeat=repeat, chunk=chunk, samples=samples) as server:
            async with Speaker(self.service(server.url, **settings or {}), clean=False, **options) as speaker:
                heard = await self.take(speaker.say(text), server, within=within, own=own, is_sound=is_sound)
            await self._is_hung_up(server)
        if isinstance(text, str):
            assert heard.text == text or heard.error
        return heard

    async def _is_hung_up(self, server: FaultServer) -> None:
        """The speaker is closed: none of its sockets is open while the server still is."""
        for _ in range(round(GRACE / 0.02)):
            if not _sockets_to(server.port):
                return
            await asyncio.sleep(0.02)
        raise AssertionError("a socket is left")

    async def reach(self, url: str, server: FaultServer | None = None, within: float = 6.0) -> Heard:
        """One turn with whatever is at ``url``; ``server`` if it is behind that."""
        async with Speaker(self.service(url), clean=False) as speaker:
            return await self.take(speaker.say(TEXT), server, within=within)

    async def take(
        self,
        turn: Turn,
        server: FaultServer | None,
        *,
        within: float = 20.0,
        own: type[Exception] | None = None,
        is_sound: bool = True,
        after: Callable[[int], Awaitable[None]] | None = None,
    ) -> Heard:
        """Receive a whole turn, with ``after`` behind each event, and hold it to the laws."""
        now = asyncio.get_running_loop().time
        heard, began, sound = Heard("", server), now(), bytearray()
        async with asyncio.timeout(within):
            try:
                async for event in turn:
                    heard.events.append(event)
                    heard.times.append(now())
                    sound += event.data if isinstance(event, Audio) else b""
                    if after:
                        await after(len(heard.events))
            except Exception as error:  # noqa: BLE001  which one it may be is the row's to say
                heard.error = error
        heard.seconds = now() - began
        self.note(heard, turn, bytes(sound))
        heard.obeys(own, is_sound=is_sound)
        return heard

    def note(self, heard: Heard, turn: Turn, sound: bytes) -> None:
        """What the turn tells of itself."""
        heard.text, heard.voiced, heard.unvoiced = turn.text, turn.voiced_text, turn.unvoiced_text
        heard.report = turn.report
        heard.sound = heard.server.decode(sound) if heard.server else ""


def _files() -> dict[str, str]:
    """What is open, by number."""
    found = {}
    for path in _FILES.iterdir():
        try:
            found[path.name] = str(path.readlink())
        except OSError:  # the listing's own
            continue
    return found


def _sockets_to(port: int) -> list[str]:
    """Sockets of this machine that are open and lead to ``port``: those without an owner have ended."""
    lines = [line.split() for line in _TCP.read_text().splitlines()[1:]]
    return [line[1] for line in lines if int(line[2].rpartition(":")[2], 16) == port and line[9] != "0"]
