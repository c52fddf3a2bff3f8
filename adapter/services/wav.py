"""Removes the header of a WAV stream, however the stream is cut, and reads its rate. Pure."""

from __future__ import annotations

import struct

_MOST = 4_096
"""The most bytes in a header; anything longer is treated as audio."""
_PCM = frozenset({1, 0xFFFE})
"""Format tags: integer samples, and the extensible format, which names them elsewhere in the header."""


class HeaderReader:
    """Reads one stream of audio that may begin with a WAV header."""

    def __init__(self) -> None:
        self._begun = b""
        self._is_over = False
        self.rate: int | None = None
        """Samples per second, once a header has been read; None without one."""
        self.is_plain = True
        """Whether the audio is one channel of 16-bit samples; True without a header."""

    def read(self, data: bytes) -> bytes:
        """Take the next bytes; return those that are audio."""
        if self._is_over:
            return data
        self._begun += data
        if not b"RIFF".startswith(self._begun[:4]):
            return self._end(0)
        place = 12
        while len(self._begun) >= place + 8:
            name, size = struct.unpack_from("<4sI", self._begun, place)
            if name == b"data":
                return self._end(place + 8)
            if name == b"fmt " and len(self._begun) >= place + 24:
                kind, channels, self.rate, bits = struct.unpack_from("<HHI6xH", self._begun, place + 8)
                self.is_plain = kind in _PCM and channels == 1 and bits == 16
            place += 8 + size + size % 2
        return self._end(0) if len(self._begun) > _MOST else b""

    def _end(self, size: int) -> bytes:
        self._is_over = True
        audio, self._begun = self._begun[size:], b""
        return audio
