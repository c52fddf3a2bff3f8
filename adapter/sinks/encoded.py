"""Encodes FLAC, Ogg and MP3 with soundfile. Knows files and formats.

The encoder holds back the last block of audio. If the turn fails, the file is still completed; if the program is
killed, that block is lost.
"""

from __future__ import annotations

import io
from io import RawIOBase
from typing import Any

from ..errors import BadRequest, ExtraMissing
from ..events import AudioFormat
from .g711 import to_pcm
from .replacing import write_all

KINDS = {
    ".flac": ("FLAC", "PCM_16"),
    ".ogg": ("OGG", "VORBIS"),
    ".opus": ("OGG", "OPUS"),
    ".mp3": ("MP3", "MPEG_LAYER_III"),
}
"""The library's format and subtype for each file ending."""
_PIECE = 32_768
"""Bytes given to the encoder at once. Some encoders copy them to the stack."""


def check(ending: str, format: AudioFormat) -> None:
    """Raise ExtraMissing without the encoder, BadRequest if it cannot take audio at this rate."""
    _open(io.BytesIO(), ending, format).close()


class Encoded:
    """Audio encoded into an empty file, which must be seekable."""

    def __init__(self, file: RawIOBase, format: AudioFormat, ending: str) -> None:
        self._format = format
        self._disk = _Disk(file)
        self._encoder = _open(self._disk, ending, format)
        self._disk.check()
        self._is_empty = True

    def write(self, data: bytes) -> None:
        """Append audio of the format: PCM or G.711."""
        self._is_empty = self._is_empty and not data
        samples = to_pcm(data, self._format)
        for start in range(0, len(samples), _PIECE):
            try:
                self._encoder.buffer_write(samples[start : start + _PIECE], dtype="int16")
            except (AssertionError, RuntimeError):  # how the library reports a full disk
                self._disk.check()
                raise
            self._disk.check()

    def finish(self) -> None:
        """Write the rest of the encoder's audio and complete the file."""
        if self._is_empty:  # most of these formats do not allow a file without samples
            self.write(bytes(round(self._format.bytes_per_second / 50)))
        self._encoder.close()
        self._disk.check()


class _Disk:
    """A file for the encoder. A C library cannot pass on exceptions, so ``check`` raises them later."""

    def __init__(self, file: RawIOBase) -> None:
        self._file = file
        self._error: OSError | None = None
        self.seek, self.tell = file.seek, file.tell

    def write(self, data: bytes) -> int:
        if self._error is None:
            try:
                write_all(self._file, data)
            except OSError as error:
                self._error = error
        return len(data) if self._error is None else 0

    def check(self) -> None:
        if self._error is not None:
            raise self._error


def _open(file: Any, ending: str, format: AudioFormat) -> Any:
    try:
        import soundfile
    except (ImportError, OSError) as error:  # OSError: the package without its library
        raise ExtraMissing(f"{ending} files need an encoder ({error}): pip install 'saystream[encode]'") from None
    kind, subtype = KINDS[ending]
    try:
        return soundfile.SoundFile(file, "w", format.rate, 1, subtype, format=kind)
    except soundfile.LibsndfileError as error:
        reason = error.error_string.removeprefix("Error : ").rstrip(".")
        raise BadRequest(f"{ending} cannot hold {format.name} ({reason}): use .wav, or another rate") from None
