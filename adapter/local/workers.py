"""The processes that the voice runs in: started when first needed, kept warm, watched, and replaced after a crash.

A worker is ``engine.py`` in a process of its own, with an environment that holds nothing secret and no file of ours.
Each thread of the pool owns one. The pool belongs to the whole process, whatever event loops come and go. A worker
ends when its input does, so none outlives us, however we end.
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
"""Processes at the most. One speaks about 1,000 times faster than real time."""
START_SECONDS = 20.0
"""How long a worker may take to start; it takes some 25 ms."""
STOP_SECONDS = 1.0
"""How long a worker may take to stop; it takes less than 1 ms."""
_KEPT = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""What a worker gets of our environment: where Python finds its own libraries."""
_MAX_FRAME = 2**20
_LOOK_SECONDS = 0.5

IsStopped = Callable[[], bool]


class DiedError(Exception):
    """The worker crashed, or was ended since it hung."""


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
    """One process with one engine. Not thread-safe, but for ``kill``."""

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
                start_new_session=True,  # Ctrl-C at the terminal is for us; a crash finds no terminal to write to
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
        """The process's number."""
        return self._process.pid

    def ask(
        self, kind: bytes, seconds: float, text: str = "", voice: str = "", speed: float = 1.0, *, is_stopped: IsStopped
    ) -> Iterator[tuple[bytes, bytes]]:
        """The frames of the answer, without the last. ``is_stopped`` is asked after each, and twice a second.

        Raises DiedError if the worker dies or takes more than ``seconds``, ValueError if it refuses. A caller that
        does not take all frames has to ``kill`` the worker.
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
        """End the process now, from any thread. Callers that wait for its answer get DiedError."""
        self._process.kill()

    def close(self) -> None:
        """Let the process end, and wait for that."""
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
        """In a process that was forked off ours: the worker is the parent's."""
        self._close_files()
        self._process.returncode = 0  # not for us to wait for

    def _close_files(self) -> None:
        os.close(self._input)
        os.close(self._output)


def paths() -> tuple[str, str]:
    """Where the engine's library is, and its data. Raises ExtraMissing without the extra ``local``."""
    try:
        import espeakng_loader
    except ImportError:
        raise ExtraMissing("the local voice needs the extra: pip install 'saystream[local]'") from None
    return espeakng_loader.get_library_path(), espeakng_loader.get_data_path()


def _python() -> str:
    """The Python to run: what ``multiprocessing.set_executable`` was given, where the program itself is none."""
    chosen = os.fsdecode(spawn.get_executable() or "")
    if not chosen or (getattr(sys, "frozen", False) and chosen == sys.executable):
        raise ServiceUnavailable(
            "the local voice runs in a process of its own, and this program does not say where its Python is: "
            "call multiprocessing.set_executable() with the path of one",
            tries=0,
        )
    if sys.platform == "win32" and chosen == sys.executable:
        return str(getattr(sys, "_base_executable", chosen))  # a virtual environment's starts another one
    return chosen


class _Watch:
    """A thread that ends workers whose time is over. Sleeps while none works."""

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
"""A start costs some 25 ms of CPU: with this, a client that sends only deadly text costs a quarter of a core."""


@functools.cache
def _watch() -> _Watch:
    return _Watch()


@functools.cache
def pool() -> ThreadPoolExecutor:
    """Threads for what uses ``worker``, as many as there may be workers."""
    return ThreadPoolExecutor(WORKERS, thread_name_prefix="espeak-ng")


def worker() -> Worker:
    """The worker of this thread of the pool, started if there is none. Raises as ``Worker`` does."""
    current: Worker | None = getattr(_thread, "worker", None)
    if current is None or current not in _running:
        current = _thread.worker = Worker()
    return current


def bury(error: DiedError) -> None:
    """Note that this thread's worker has died; waits, if too many do."""
    logs.info("voice.died", reason=str(error))
    time.sleep(_deaths.wait(time.monotonic()))


@atexit.register
def _close_all() -> None:
    for worker in list(_running):
        worker.close()


def _forget_all() -> None:
    """In a forked process: its threads are gone, and the workers belong to its parent."""
    for worker in _running:
        worker.abandon()
    _running.clear()
    pool.cache_clear()
    _watch.cache_clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
