"""Audio into a file. Knows events and formats, nothing of services.

A WAV file says in its first bytes how long it is. That is not known while the reply is being written, so the header is
brought up to date after every piece of audio: a program that is killed leaves a file that plays. Where the header
cannot be rewritten (a pipe) it says "as long as there is data".
"""

from __future__ import annotations

import struct
from os import PathLike, fspath
from pathlib import Path
from types import TracebackType
from typing import Self

from ..errors import BadRequest
from ..events import Audio, AudioFormat, Report
from ..turn import Turn
from .replacing import ReplacingFile

_WAV_TAGS = {"pcm": 1, "alaw": 6, "ulaw": 7}
_ENDINGS = {
    "pcm": (".wav", ".pcm", ".raw"),
    "ulaw": (".wav", ".ulaw", ".raw"),
    "alaw": (".wav", ".alaw", ".raw"),
    "mp3": (".mp3",),
}
"""What a file's ending says it holds: ``.wav`` a header and the audio, all others the bare audio."""
_UNKNOWN_SIZE = 0xFFFF_FFFF


async def save(turn: Turn, path: str | PathLike[str]) -> Report:
    """Write a turn's audio to a file and give the turn's report.

    The ending chooses the container: ``.wav``, or bare audio as ``.pcm``, ``.ulaw``, ``.alaw``, ``.raw``, ``.mp3``.
    Raises BadRequest if it does not fit the turn's format, OSError if the file cannot be written, and whatever ends
    the turn; the file then holds what was spoken until there.
    """
    async with turn:
        with AudioFile(path, turn.format) as file:
            async for event in turn:
                if isinstance(event, Audio):
                    file.write(event.data)
    return turn.report


class AudioFile:
    """A file of audio that is valid after every ``write``. A context manager.

    A file that was there before is replaced by the first ``write``, or by a good end without any: what fails before
    it has made a sound destroys nothing.
    """

    def __init__(self, path: str | PathLike[str], format: AudioFormat) -> None:
        check_ending(path, format)
        self._format = format
        self._is_wav = Path(path).suffix.lower() == ".wav"
        self._size = 0
        self._file = ReplacingFile(path)

    def _begin(self) -> None:
        self._file.begin()
        self._write_header(0 if self._file.can_seek else _UNKNOWN_SIZE)

    def write(self, data: bytes) -> None:
        """Append audio."""
        if not self._file.is_begun:
            self._begin()
        self._file.write(data)
        self._size += len(data)
        if self._file.can_seek:
            self._write_header(min(self._size, _UNKNOWN_SIZE))

    def _write_header(self, size: int) -> None:
        if self._is_wav:
            self._file.write(_wav_header(self._format, size), at_start=self._file.can_seek)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None and not self._file.is_begun:
            self._begin()
        if self._is_wav and self._size % 2 and self._file.can_seek:
            self._file.write(b"\0")  # chunks are padded to whole words
        self._file.close()


def check_ending(path: str | PathLike[str], format: AudioFormat) -> None:
    """Raise BadRequest if a file of this name cannot hold audio of this format."""
    known = _ENDINGS[format.encoding]
    if Path(path).suffix.lower() not in known:
        raise BadRequest(f"{fspath(path)!r} cannot hold {format.name}: name the file {' or '.join(known)}")


def _wav_header(format: AudioFormat, size: int) -> bytes:
    width = format.sample_width
    fmt = struct.pack("<HHIIHH", _WAV_TAGS[format.encoding], 1, format.rate, format.rate * width, width, width * 8)
    chunks = [b"fmt ", struct.pack("<I", len(fmt)), fmt]
    if format.encoding != "pcm":  # the standard asks for an extension size and a sample count
        chunks = [b"fmt ", struct.pack("<I", len(fmt) + 2), fmt, b"\0\0", b"fact", struct.pack("<II", 4, size // width)]
    head = b"WAVE" + b"".join(chunks) + b"data" + struct.pack("<I", size)
    return b"RIFF" + struct.pack("<I", min(len(head) + size + size % 2, _UNKNOWN_SIZE)) + head
