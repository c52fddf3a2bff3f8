"""Clients against each other: each in a process of its own, at one server in another, turn by turn in turns.

saystream always takes part; LiveKit and Pipecat do if their environment is there, in which nothing of ours is.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path

from .server import SAMPLES
from .turns import TEXT, Hearing, Request

PEERS = ("pipecat", "livekit")
_PEERS_PYTHON = Path(".venv-clients/bin/python")
Race = dict[str, dict[str, list[Hearing]]]
"""What was heard, by request and client."""
_WARM_UPS = 3
_AUDIO_BYTES = 2 * SAMPLES * len(TEXT.replace(" ", ""))
"""The least that a complete turn gives: not every client sends the spaces between sentences."""


class Client:
    """A client's process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def read(self) -> str:
        """Its next line. Raises RuntimeError if it has ended; its stderr stands above."""
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise RuntimeError("a process of the comparison ended by itself; what it said stands above")
        return line.strip()

    def speak(self, request: Request) -> Hearing:
        """One turn, which must be complete."""
        assert self._process.stdin
        print(json.dumps(asdict(request)), file=self._process.stdin, flush=True)
        hearing = Hearing(**json.loads(self.read()))
        if hearing.audio_bytes < _AUDIO_BYTES:
            raise RuntimeError(f"a turn gave {hearing.audio_bytes:,} bytes of audio, {_AUDIO_BYTES:,} were due")
        return hearing


@contextmanager
def _running(python: str | Path, module: str, *arguments: str) -> Iterator[Client]:
    command = [str(python), "-m", f"benchmarks.peers.{module}", *arguments]
    environment = {**os.environ, "no_proxy": "127.0.0.1"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            yield Client(process)
            assert process.stdin
            process.stdin.close()
            process.wait(10)
        finally:
            process.kill()


def race(requests: Mapping[str, Request], rounds: int, ours: Sequence[str] = ("saystream",)) -> Race:
    """What was heard of ``rounds`` turns for each request, by request and client; the first turns do not count."""
    heard: Race = {name: {} for name in requests}
    with ExitStack() as stack:
        server = stack.enter_context(_running(sys.executable, "server"))
        url = server.read()
        pythons: dict[str, str | Path] = dict.fromkeys(ours, sys.executable)
        if _PEERS_PYTHON.exists():
            pythons |= dict.fromkeys(PEERS, _PEERS_PYTHON)
        else:
            print("without Pipecat and LiveKit: `make bench-peers` sets up their environment (750 MB) and runs this")
        clients = {name: stack.enter_context(_running(python, name, url)) for name, python in pythons.items()}
        for client in clients.values():
            client.read()  # it is ready
        for count in range(-_WARM_UPS, rounds):
            for title, request in requests.items():
                for name, client in clients.items():
                    hearing = client.speak(request)
                    if count >= 0:
                        heard[title].setdefault(name, []).append(hearing)
    return heard


def table(title: str, columns: Mapping[str, Mapping[str, Sequence[float]]]) -> None:
    """Print medians in ms by client, and how many times ours they are. ``columns``: values by column and client."""
    print(f"{title:<14}" + "".join(f"{column:>34}" for column in columns))
    for name in next(iter(columns.values())):
        cells = []
        for values in columns.values():
            middle, ours = statistics.median(values[name]), statistics.median(values["saystream"])
            low, *_, high = statistics.quantiles(values[name], n=10)
            cells.append(f"{middle * 1e3:.1f} ms ({low * 1e3:.1f} to {high * 1e3:.1f}), {middle / ours:.2f}x")
        print(f"{name:<14}" + "".join(f"{cell:>34}" for cell in cells))
