"""The processes that run the voice: started when first needed, kept warm, watched, and replaced after a crash.

A worker is ``engine.py`` in a separate process that inherits no secrets and none of our files. Each thread of the pool
owns one. The pool is per process and outlives event loops. A worker ends when its input does, so none outlives us,
however we end.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import spawn
from pathlib import Path

from .. import logs
from ..errors import ExtraMissing, ServiceUnavailable
from ..transport.retry import Budget
from . import engine

WORKERS = 2
"""The most processes. Each speaks about 1,000 times faster than real time."""
START_SECONDS = 20.0
"""How long a worker may take to start; usually 25 ms."""
STOP_SECONDS = 1.0
"""How long a worker may take to stop; usually less than 1 ms."""
_KEPT = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""The part of our environment that a worker gets: where Python finds its own libraries."""
_MAX_FRAME = 2**20
_LOOK_SECONDS = 0.5

IsStopped = Callable[[], bool]


class DiedError(Exception):
    """The worker crashed, or hung and was killed."""


@dataclass(slots=True, eq=False)
class _Job:
    """What a worker is doing."""

    worker: Worker
    deadline: float
    is_stopped: IsStopped

    def is_overdue(self, now: float) -> bool:
        if self.is_stopped():
            self.deadline = min(self.deadline, now + STOP_SECONDS)
        return now > self.deadline


class Worker:
    """One process with one engine. Not thread-safe, except for ``kill``."""

    def __init__(self) -> None:
        """Start it. Raises ExtraMissing without the extra ``local``, ServiceUnavailable if it does not start."""
        program = [_python(), "-I", "-S", str(Path(engine.__file__).resolve())]
        try:
            self._start([*program, *paths()])
            for _ in self._frames(b"", START_SECONDS, lambda: False):
                pass
        except (OSError, DiedError) as error:
            reason = error.strerror if isinstance(error, OSError) else "the process ended at once"
            raise ServiceUnavailable(f"the voice engine does not start ({reason}): {program[0]}", tries=1) from None
        except ValueError as error:
            self.close()
            raise ServiceUnavailable(f"the voice engine does not start: {error}", tries=0) from None

    def _start(self, command: list[str]) -> None:
        theirs_in, self._input = os.pipe()
        self._output, theirs_out = os.pipe()
        try:
            self._process = subprocess.Popen(  # noqa: S603
                command,
                stdin=theirs_in,
                stdout=theirs_out,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _KEPT if name in os.environ},
                start_new_session=True,  # so that Ctrl-C does not reach it, and a crash cannot write to the terminal
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except BaseException:
            self._close_files()
            raise
        finally:
            os.close(theirs_in)
            os.close(theirs_out)
        _running.add(self)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def ask(
        self, kind: bytes, seconds: float, text: str = "", voice: str = "", speed: float = 1.0, *, is_stopped: IsStopped
    ) -> Iterator[tuple[bytes, bytes]]:
        """The frames of the answer, without the last. ``is_stopped`` is called after each, and twice a second.

        Raises DiedError if the worker dies or takes more than ``seconds``, ValueError if it refuses. Callers that do
        not take all frames must ``kill`` the worker.
        """
        name, data = voice.encode(), text.encode()
        return self._frames(engine.REQUEST.pack(kind, speed, len(name), len(data)) + name + data, seconds, is_stopped)

    def _frames(self, request: bytes, seconds: float, is_stopped: IsStopped) -> Iterator[tuple[bytes, bytes]]:
        stopping = False
        with _watch().over(_Job(self, time.monotonic() + seconds, is_stopped)):
            self._write(request)
            while True:
                kind, size = engine.FRAME.unpack(self._read(engine.FRAME.size))
                if size > _MAX_FRAME:
                    raise self._died()
                data = self._read(size)
                if kind == engine.DONE:
                    return
                if kind == engine.FAILED:
                    raise ValueError(data.decode(errors="replace"))
                yield kind, data
                if not stopping and is_stopped():
                    stopping = True
                    self._write(engine.REQUEST.pack(engine.STOP, 1.0, 0, 0))

    def _write(self, data: bytes) -> None:
        try:
            while data:
                data = data[os.write(self._input, data) :]
        except OSError:
            raise self._died() from None

    def _read(self, size: int) -> bytes:
        parts = []
        while size:
            part = os.read(self._output, size)
            if not part:
                raise self._died()
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _died(self) -> DiedError:
        self.kill()
        self.close()
        return DiedError(f"exit code {self._process.returncode}")

    def kill(self) -> None:
        """End the process now, from any thread. Callers waiting for its answer get DiedError."""
        self._process.kill()

    def close(self) -> None:
        """Let the process end, and wait until it has."""
        if self not in _running:
            return
        _running.discard(self)
        self._close_files()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def abandon(self) -> None:
        """In a forked process: let go of the worker, which belongs to the parent."""
        self._close_files()
        self._process.returncode = 0  # so that Popen does not wait for the parent's process

    def _close_files(self) -> None:
        os.close(self._input)
        os.close(self._output)


def paths() -> tuple[str, str]:
    """The paths of the engine's library and its data. Raises ExtraMissing without the extra ``local``."""
    try:
        import espeakng_loader
    except ImportError:
        raise ExtraMissing("the local voice needs the extra: pip install 'saystream[local]'") from None
    return espeakng_loader.get_library_path(), espeakng_loader.get_data_path()


def _python() -> str:
    """The Python to run; frozen and embedding programs name one with ``multiprocessing.set_executable``."""
    chosen = os.fsdecode(spawn.get_executable() or "")
    if not chosen or (getattr(sys, "frozen", False) and chosen == sys.executable):
        raise ServiceUnavailable(
            "the local voice runs in a separate process, and this program does not say which Python to use: "
            "call multiprocessing.set_executable() with its path",
            tries=0,
        )
    if sys.platform == "win32" and chosen == sys.executable:
        return str(getattr(sys, "_base_executable", chosen))  # a virtual environment's python.exe only starts it
    return chosen


class _Watch:
    """A thread that kills overdue workers. Sleeps while none is busy."""

    def __init__(self) -> None:
        self._jobs: set[_Job] = set()
        self._needed = threading.Event()
        threading.Thread(target=self._run, name="espeak-ng watch", daemon=True).start()

    @contextlib.contextmanager
    def over(self, job: _Job) -> Iterator[None]:
        """Watch over a job while the context is open."""
        self._jobs.add(job)
        self._needed.set()
        try:
            yield
        finally:
            self._jobs.discard(job)

    def _run(self) -> None:
        while self._needed.wait():
            self._needed.clear()
            time.sleep(_LOOK_SECONDS)
            jobs = self._jobs.copy()
            for job in jobs:
                if job.is_overdue(time.monotonic()) and job in self._jobs:
                    job.worker.kill()
            if jobs:
                self._needed.set()


_running: set[Worker] = set()
_thread = threading.local()
_deaths = Budget(per_second=10, burst=20)
"""A start costs about 25 ms of CPU, so a client that sends only deadly text costs at most a quarter of a core."""


@functools.cache
def _watch() -> _Watch:
    return _Watch()


@functools.cache
def pool() -> ThreadPoolExecutor:
    """Threads for code that uses ``worker``, one for each worker."""
    return ThreadPoolExecutor(WORKERS, thread_name_prefix="espeak-ng")


def worker() -> Worker:
    """The worker of the current pool thread; starts one if there is none. Raises as ``Worker`` does."""
    current: Worker | None = getattr(_thread, "worker", None)
    if current is None or current not in _running:
        current = _thread.worker = Worker()
    return current


def bury(error: DiedError) -> None:
    """Log that this thread's worker has died; waits if too many do."""
    logs.info("voice.died", reason=str(error))
    time.sleep(_deaths.wait(time.monotonic()))


@atexit.register
def _close_all() -> None:
    for worker in list(_running):
        worker.close()


def _forget_all() -> None:
    """In a forked process: the threads are gone, and the workers belong to the parent."""
    for worker in _running:
        worker.abandon()
    _running.clear()
    pool.cache_clear()
    _watch.cache_clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
