"""The voice of the local server: espeak-ng, loaded from the ``espeakng-loader`` wheel through ctypes.

Owns the native library. Knows nothing of sockets, dialects or audio formats other than its own.

espeak-ng keeps one engine in global variables, so one loaded copy of the library is one engine, and two threads in one
engine crash the process (espeak-ng issues 68, 659, 1527). Each thread of the pool below therefore loads a private copy
of the library file. The pool is shared by the whole process, since a loaded library is never given back.
"""

from __future__ import annotations

import asyncio
import ctypes
import functools
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from ..errors import ExtraMissing

RATE = 22_050
"""Samples per second of every espeak-ng voice."""
ENGINES = 2
"""Engines per process. One speaks about 1,000 times faster than real time."""
NORMAL_WORDS_PER_MINUTE = 175

_SYNCHRONOUS, _CHARACTER, _UTF8, _END_PAUSE, _DONT_EXIT, _SPEED = 2, 1, 1, 0x1000, 1 << 15, 1
_WORD, _CLAUSE_END = 1, 5
_UNSPEAKABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Mark:
    """Where in the text the voice is at a sample."""

    position: int
    """Index of a character of the text."""
    sample: int
    is_clause_end: bool
    """The clause before ``position`` has ended, its pause included."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that can be asked for by any of its ``names``."""

    names: tuple[str, ...]
    """Languages, the one that names it best first: ``en-gb``, ``en``."""
    description: str
    gender: str
    identifier: str
    """espeak-ng's own name for it; the language names of some voices are not taken by espeak-ng itself."""


class _Name(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Name),
    )


class _VoiceRecord(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("reserved", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class _Engine:
    """One private copy of the library. Not thread-safe; see the module's docstring."""

    def __init__(self) -> None:
        try:
            import espeakng_loader
        except ImportError:
            raise ExtraMissing("the local voice needs the extra: pip install 'saystream[local]'") from None
        self.data = Path(espeakng_loader.get_data_path())
        self._library = _load_private_copy(espeakng_loader.get_library_path())
        if self._library.espeak_Initialize(_SYNCHRONOUS, 0, os.fsencode(self.data), _DONT_EXIT) != RATE:
            raise RuntimeError("espeak-ng could not be initialised: is the espeakng-loader package complete?")
        self._callback = _Callback(self._receive)  # kept: ctypes does not own it
        self._library.espeak_SetSynthCallback(self._callback)
        self._begin(lambda: False)

    def _begin(self, is_stopped: Callable[[], bool]) -> None:
        self._is_stopped = is_stopped
        self._audio: list[bytes] = []
        self._marks: list[Mark] = []

    def _receive(self, samples: ctypes._Pointer[ctypes.c_short], count: int, events: ctypes._Pointer[_Event]) -> int:
        index = 0
        while (event := events[index]).type:
            if event.type in (_WORD, _CLAUSE_END):
                self._marks.append(Mark(event.text_position - 1, event.sample, event.type == _CLAUSE_END))
            index += 1
        if count:
            self._audio.append(ctypes.string_at(samples, count * 2))
        return 1 if self._is_stopped() else 0

    def speak(self, text: str, voice: str, speed: float, is_stopped: Callable[[], bool]) -> tuple[bytes, list[Mark]]:
        """Synthesize; returns early with what there is when ``is_stopped()`` becomes true."""
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise ValueError(f"espeak-ng has no voice {voice!r}")
        self._library.espeak_SetParameter(_SPEED, round(NORMAL_WORDS_PER_MINUTE * speed), 0)
        self._begin(is_stopped)
        # One character for one, so that the marks' positions stay those of the caller's text.
        data = _UNSPEAKABLE.sub(" ", text).encode()
        self._library.espeak_Synth(data, len(data) + 1, 0, _CHARACTER, 0, _UTF8 | _END_PAUSE, None, None)
        audio, marks = b"".join(self._audio), self._marks
        self._begin(is_stopped)
        return audio, marks

    def voices(self) -> list[Voice]:
        """All voices of the library, by language."""
        self._library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_VoiceRecord))
        records = self._library.espeak_ListVoices(None)
        found = []
        index = 0
        while records[index]:
            record = records[index].contents
            gender = {1: "male", 2: "female"}.get(record.gender, "")
            names = tuple(_languages(record.languages))
            found.append(Voice(names, record.name.decode(), gender, record.identifier.decode()))
            index += 1
        return sorted(found, key=lambda voice: voice.names)

    def variants(self) -> frozenset[str]:
        """What may follow a ``+`` in a voice's name, as in ``en-us+f3``."""
        return frozenset(path.name for path in (self.data / "voices" / "!v").iterdir())


def _load_private_copy(path: str) -> ctypes.CDLL:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # Windows keeps loaded files until exit
        return ctypes.CDLL(shutil.copy(path, folder))


def _languages(address: int) -> Iterator[str]:
    """Read espeak-ng's list of names: for each a priority byte and the name with its zero; a zero byte ends it."""
    while ctypes.string_at(address, 1) != b"\0":
        name = ctypes.string_at(address + 1)
        yield name.decode().lower()
        address += len(name) + 2


_thread = threading.local()


def _engine() -> _Engine:
    if not hasattr(_thread, "engine"):
        _thread.engine = _Engine()
    engine: _Engine = _thread.engine
    return engine


def _speak(text: str, voice: str, speed: float, is_stopped: Callable[[], bool]) -> tuple[bytes, list[Mark]]:
    if is_stopped():
        return b"", []
    return _engine().speak(text, voice, speed, is_stopped)


@functools.cache
def pool() -> ThreadPoolExecutor:
    """The process's engines, one per thread, loaded when first used."""
    return ThreadPoolExecutor(ENGINES, thread_name_prefix="espeak-ng")


@functools.cache
def voices() -> tuple[Voice, ...]:
    """Every voice, sorted by name. Loads an engine on the first call. ExtraMissing without the extra ``local``."""
    return tuple(pool().submit(lambda: _engine().voices()).result())


@functools.cache
def _identifiers() -> Mapping[str, str]:
    """espeak-ng's identifier for each name. A voice's first name counts before any other's second."""
    ranked = sorted((rank, name, voice.identifier) for voice in voices() for rank, name in enumerate(voice.names))
    return {name: identifier for _, name, identifier in reversed(ranked)}


@functools.cache
def _variants() -> frozenset[str]:
    return pool().submit(lambda: _engine().variants()).result()


def find(name: str) -> str | None:
    """espeak-ng's identifier of a voice, with its variant; None if there is none of this name.

    Checked against lists, since the identifier reaches a file path.
    """
    base, plus, variant = name.partition("+")
    identifier = _identifiers().get(base.lower())
    if identifier is None or (plus and variant not in _variants()):
        return None
    return identifier + plus + variant


async def speak(
    text: str, voice: str, speed: float = 1.0, is_stopped: Callable[[], bool] = lambda: False
) -> tuple[bytes, list[Mark]]:
    """Speak ``text`` with a voice that ``find`` gave: 16-bit mono samples at ``RATE``, and marks in order.

    ``is_stopped`` is asked from another thread about every 60 ms of audio; once true, the rest is not made.
    Cancelling this call stops the synthesis as well.
    """
    abandoned = threading.Event()
    loop = asyncio.get_running_loop()
    try:
        return await loop.run_in_executor(
            pool(), _speak, text, voice, speed, lambda: abandoned.is_set() or is_stopped()
        )
    finally:
        abandoned.set()
