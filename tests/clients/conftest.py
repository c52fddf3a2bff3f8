"""Runs `saystream serve` for clients that nobody here wrote; nothing of ours is imported."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_STOPS_WITHIN = 5.0
_FAULTS = ("Traceback", "ERROR")


@pytest.fixture(scope="session", autouse=True)
def _no_proxy() -> Iterator[None]:
    """No client asks a proxy of this machine for the loopback address."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("no_proxy", "127.0.0.1")
        yield


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of a server that answers as fast as it can."""
    with _serving(tmp_path_factory.mktemp("server")) as url:
        yield url


@pytest.fixture(scope="session")
def slow_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of a server that takes its time before each sentence, so that there is something to interrupt."""
    with _serving(tmp_path_factory.mktemp("slow_server"), "--latency", "0.25") as url:
        yield url


@pytest.fixture(scope="session", autouse=True)
def _stop_when_terminated() -> Iterator[None]:
    """Whoever terminates the tests gets the servers stopped as well, as with Ctrl-C."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    yield
    signal.signal(signal.SIGTERM, before)


@contextmanager
def _serving(folder: Path, *options: str) -> Iterator[str]:
    saystream = shutil.which(os.environ.get("SAYSTREAM", "saystream"))
    assert saystream, "set SAYSTREAM to the saystream executable"
    command = [saystream, "serve", "--port", "0", *options]
    log = folder / "stderr"
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        try:
            line = process.stdout.readline() if process.stdout else ""
            assert line.startswith("speaking at ws://127.0.0.1:"), f"{line}{log.read_text()}"
            yield line.split()[2].partition("/v1/")[0]
            assert process.poll() is None, f"the server ended by itself: {log.read_text()}"
        finally:
            process.terminate()
            try:
                process.wait(_STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
    assert not any(fault in log.read_text() for fault in _FAULTS), log.read_text()
