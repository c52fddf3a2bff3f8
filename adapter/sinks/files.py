"""Writes audio to a file. Knows events and formats, nothing of services. The containers are in ``wav.py`` and
``encoded.py``.
"""

from __future__ import annotations

from io import RawIOBase
from os import PathLike, fspath
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from ..errors import BadRequest
from ..events import Audio, AudioFormat, Report
from ..turn import Turn
from . import encoded
from .encoded import Encoded
from .replacing import ReplacingFile, write_all
from .wav import Wav

_BARE = {"pcm": (".pcm", ".raw"), "ulaw": (".ulaw", ".raw"), "alaw": (".alaw", ".raw"), "mp3": (".mp3",)}
"""Endings of files that hold the audio without a container."""


async def save(turn: Turn, path: str | PathLike[str]) -> Report:
    """Write a turn's audio to a file and return the turn's report.

    The ending chooses the container: ``.wav``; ``.flac``, ``.ogg``, ``.opus`` and ``.mp3`` with the extra ``encode``;
    raw audio as ``.pcm``, ``.ulaw``, ``.alaw``, ``.raw``, or ``.mp3`` if the service sends MP3. Raises BadRequest if
    the ending does not fit the turn's format, ExtraMissing without the extra, OSError if the file cannot be written,
    RuntimeError if the turn already has a reader, such as another sink, and whatever ends the turn. After an error the
    file is valid and holds the audio up to there.
    """
    turn.claim()
    async with turn:
        with AudioFile(path, turn.format) as file:
            async for event in turn:
                if isinstance(event, Audio):
                    file.write(event.data)
    return turn.report


class AudioFile:
    """A file of audio. A context manager; whatever happens inside, the file is valid afterwards.

    WAV and raw audio are valid after every ``write``, even if the program is killed; encoded files then lack their last
    block. An existing file is replaced by the first ``write``, or on leaving without an error. So a turn that fails
    before any audio destroys nothing.
    """

    def __init__(self, path: str | PathLike[str], format: AudioFormat) -> None:
        """Open the file. Raises BadRequest or ExtraMissing as ``check_ending`` does, OSError if it is not writable."""
        check_ending(path, format)
        self._ending = Path(path).suffix.lower()
        self._format = format
        self._container: _Container | None = None
        self._file = ReplacingFile(path)

    def write(self, data: bytes) -> None:
        """Append audio."""
        self._begun().write(data)

    def _begun(self) -> _Container:
        if self._container is None:
            self._container = _container(self._file.begin(), self._format, self._ending)
        return self._container

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._begun()
            if self._container is not None:
                self._container.finish()
        finally:
            self._file.close()


class _Container(Protocol):
    """A file's container, while it is being written."""

    def write(self, data: bytes) -> None: ...

    def finish(self) -> None: ...


class _Bare:
    """No container: the audio as it comes."""

    def __init__(self, file: RawIOBase) -> None:
        self._file = file

    def write(self, data: bytes) -> None:
        write_all(self._file, data)

    def finish(self) -> None:
        pass


def _container(file: RawIOBase, format: AudioFormat, ending: str) -> _Container:
    if ending == ".wav":
        return Wav(file, format)
    return _Bare(file) if ending in _BARE[format.encoding] else Encoded(file, format, ending)


def check_ending(path: str | PathLike[str], format: AudioFormat) -> None:
    """Raise BadRequest if a file of this name cannot hold audio of this format, ExtraMissing if the encoder is missing.

    Writes nothing, so callers can check before they start a turn.
    """
    ending, bare = Path(path).suffix.lower(), _BARE[format.encoding]
    if ending in bare:
        return
    wrapped = () if format.encoding == "mp3" else (".wav", *encoded.KINDS)
    if ending not in wrapped:
        raise BadRequest(f"{fspath(path)!r} cannot hold {format.name}: name the file {' or '.join((*wrapped, *bare))}")
    if ending in encoded.KINDS:
        if Path(path).exists() and not Path(path).is_file():
            raise BadRequest(f"{fspath(path)!r} is not a regular file, and {ending} needs one: use .wav for a pipe")
        encoded.check(ending, format)
