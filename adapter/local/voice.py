"""The voice of the local server: lists the voices and speaks text with one of them.

Owns what happens to text that crashes the engine. Knows nothing of sockets, dialects or other audio formats;
``workers.py`` owns the processes.
"""

from __future__ import annotations

import asyncio
import functools
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import BadRequest
from . import engine, harmless, workers
from .engine import RATE
from .workers import DiedError, IsStopped, pool

ENGINES = workers.WORKERS
"""Texts that our process can speak at the same time."""
_SECONDS, _SECONDS_PER_CHARACTER = 10.0, 0.02
"""How long the engine may take; a character takes about 0.06 ms."""
_AUDIO_SECONDS, _AUDIO_SECONDS_PER_CHARACTER = 30, 10
"""More audio than any text needs; emoji take longest, because their names are read."""
_REMEMBERED, _REMEMBERED_SECONDS = 1_000, 60.0
"""How many refused texts to remember and refuse at once, and for how long."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The voice's position in the text at a sample."""

    position: int
    """Index of a character in the text."""
    sample: int
    is_clause_end: bool
    """The clause before ``position`` has ended, its pause included."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice, with several ``names`` to choose it by."""

    names: tuple[str, ...]
    """Languages, the most specific first: ``en-gb``, ``en``."""
    description: str
    gender: str
    identifier: str
    """espeak-ng's own name for it; espeak-ng does not accept the language names of some voices."""


Spoken = tuple[bytes, list[Mark]]

_refused: dict[int, float] = {}
"""Hashes of texts that crashed the engine twice, and the time until which they are refused."""


def _speak(text: str, voice: str, speed: float, is_stopped: IsStopped) -> Spoken:
    """On a thread of the pool: speak ``text``. If the engine dies, try once more with the text broken up."""
    if is_stopped():
        return b"", []
    key = hash((text, voice))
    if _refused.get(key, 0.0) < time.monotonic():
        for form in (functools.partial(harmless.whole, voice=voice), harmless.broken_up):
            try:
                return join(form(text), voice, speed, is_stopped)
            except DiedError as error:
                workers.bury(error)
            if is_stopped():
                return b"", []
        _remember(key)
    raise BadRequest("the voice engine crashes on this text, even broken up: leave the text out")


def join(pieces: list[str], voice: str, speed: float, is_stopped: IsStopped) -> Spoken:
    """On a thread of the pool: speak pieces of a text one after another. Raises DiedError."""
    audio, marks, position = bytearray(), list[Mark](), 0
    for piece in pieces:
        sample = len(audio) // 2
        if not is_stopped():
            sound, found = _synthesize(piece, voice, speed, is_stopped)
            marks += [Mark(position + mark.position, sample + mark.sample, mark.is_clause_end) for mark in found]
            audio += sound
        position += len(piece)
    return bytes(audio), marks


def _synthesize(text: str, voice: str, speed: float, is_stopped: IsStopped) -> Spoken:
    worker = workers.worker()
    most = (_AUDIO_SECONDS + _AUDIO_SECONDS_PER_CHARACTER * len(text)) * RATE * 2
    audio, marks = bytearray(), list[Mark]()
    seconds = _SECONDS + _SECONDS_PER_CHARACTER * len(text)
    for kind, data in worker.ask(engine.SPEAK, seconds, text, voice, speed, is_stopped=is_stopped):
        if kind == engine.AUDIO:
            audio += data
        else:
            marks += [Mark(*values) for values in engine.MARK.iter_unpack(data)]
        if len(audio) > most:
            worker.kill()  # the loop then ends with DiedError
    return bytes(audio), marks


def _remember(key: int) -> None:
    if len(_refused) >= _REMEMBERED:
        _refused.clear()
    _refused[key] = time.monotonic() + _REMEMBERED_SECONDS


def _list() -> tuple[Voice, ...]:
    frames = workers.worker().ask(engine.LIST, _SECONDS, is_stopped=lambda: False)
    lines = b"".join(data for _, data in frames).decode().splitlines()
    rows = (line.split("\t") for line in lines)
    found = (Voice(tuple(names.split()), name, gender, identifier) for names, name, gender, identifier in rows)
    return tuple(sorted(found, key=lambda voice: voice.names))


@functools.cache
def voices() -> tuple[Voice, ...]:
    """Every usable voice, sorted by name. Starts a worker on the first call.

    Raises ExtraMissing without the extra ``local``, ServiceUnavailable if the engine cannot be started.
    """
    return pool().submit(_list).result()


@functools.cache
def _identifiers() -> Mapping[str, str]:
    """espeak-ng's identifier for each name. A voice's first name takes precedence over another's second."""
    ranked = sorted((rank, name, voice.identifier) for voice in voices() for rank, name in enumerate(voice.names))
    return {name: identifier for _, name, identifier in reversed(ranked)}


@functools.cache
def _variants() -> frozenset[str]:
    """What may follow a ``+`` in a voice's name, as in ``en-us+f3``."""
    return frozenset(path.name for path in Path(workers.paths()[1], "voices", "!v").iterdir())


def find(name: str) -> str | None:
    """espeak-ng's identifier of the voice ``name``, with its variant; None if there is no such voice.

    Checks both against lists, because the identifier becomes part of a file path. Raises as ``voices`` does.
    """
    base, plus, variant = name.partition("+")
    identifier = _identifiers().get(base.lower())
    if identifier is None or (plus and variant not in _variants()):
        return None
    return identifier + plus + variant


async def speak(text: str, voice: str, speed: float = 1.0, is_stopped: IsStopped = lambda: False) -> Spoken:
    """Speak ``text`` with a voice from ``find``; returns 16-bit mono samples at ``RATE``, and marks in order.

    ``is_stopped`` is called on another thread about every half second of audio; once it is true, synthesis stops.
    Cancelling this call stops it as well. Raises BadRequest for text that crashes the engine even broken up,
    ServiceUnavailable if the engine cannot be started, ValueError for an unknown voice.
    """
    abandoned = threading.Event()
    loop = asyncio.get_running_loop()
    try:
        return await loop.run_in_executor(
            pool(), _speak, text, voice, speed, lambda: abandoned.is_set() or is_stopped()
        )
    finally:
        abandoned.set()
