"""The header of a WAV stream: taken off, and its rate read, however it is cut. Pure."""

from __future__ import annotations

import struct

_MOST = 4_096
"""Bytes of a header; what is longer is taken for audio."""


class HeaderReader:
    """Reads one stream of audio that may begin with a WAV header."""

    def __init__(self) -> None:
        self._begun = b""
        self._is_over = False
        self.rate: int | None = None
        """Samples per second, once a header was read; None if there is none."""

    def read(self, data: bytes) -> bytes:
        """Take the next bytes; gives those that are audio."""
        if self._is_over:
            return data
        self._begun += data
        if not b"RIFF".startswith(self._begun[:4]) or len(self._begun) > _MOST:
            return self._end(0)
        place = 12
        while len(self._begun) >= place + 8:
            name, size = struct.unpack_from("<4sI", self._begun, place)
            if name == b"data":
                return self._end(place + 8)
            if name == b"fmt " and len(self._begun) >= place + 16:
                self.rate = struct.unpack_from("<I", self._begun, place + 12)[0]
            place += 8 + size + size % 2
        return b""

    def _end(self, size: int) -> bytes:
        self._is_over = True
        audio, self._begun = self._begun[size:], b""
        return audio
