"""WAV. Its header holds the length, which is not known until the reply ends.

So the header is updated after every piece of audio, and a killed program leaves a file that plays. In a pipe it cannot
be updated; there it says "until the data ends".
"""

from __future__ import annotations

import struct
from io import RawIOBase

from ..events import AudioFormat
from .replacing import write_all

_TAGS = {"pcm": 1, "alaw": 6, "ulaw": 7}
_UNKNOWN_SIZE = 0xFFFF_FFFF


class Wav:
    """Audio after a header, in an empty file."""

    def __init__(self, file: RawIOBase, format: AudioFormat) -> None:
        self._file = file
        self._format = format
        self._size = 0
        write_all(file, _header(format, 0 if file.seekable() else _UNKNOWN_SIZE))

    def write(self, data: bytes) -> None:
        """Append audio."""
        write_all(self._file, data)
        self._size += len(data)
        if self._file.seekable():
            self._file.seek(0)
            write_all(self._file, _header(self._format, min(self._size, _UNKNOWN_SIZE)))
            self._file.seek(0, 2)

    def finish(self) -> None:
        """Complete the file."""
        if self._size % 2 and self._file.seekable():
            write_all(self._file, b"\0")  # chunks are padded to whole words


def _header(format: AudioFormat, size: int) -> bytes:
    width = format.sample_width
    fmt = struct.pack("<HHIIHH", _TAGS[format.encoding], 1, format.rate, format.rate * width, width, width * 8)
    chunks = [b"fmt ", struct.pack("<I", len(fmt)), fmt]
    if format.encoding != "pcm":  # the standard asks for an extension size and a sample count
        chunks = [b"fmt ", struct.pack("<I", len(fmt) + 2), fmt, b"\0\0", b"fact", struct.pack("<II", 4, size // width)]
    head = b"WAVE" + b"".join(chunks) + b"data" + struct.pack("<I", size)
    return b"RIFF" + struct.pack("<I", min(len(head) + size + size % 2, _UNKNOWN_SIZE)) + head
