"""G.711: converts the telephone's 8-bit samples to 16-bit. Pure; Python 3.13 removed the standard library's."""

from __future__ import annotations

import array
import sys

from ..events import AudioFormat

_BIAS = 0x84


def _ulaw(byte: int) -> int:
    byte ^= 0xFF
    size = (((byte & 0x0F) << 3) + _BIAS << (byte >> 4 & 7)) - _BIAS
    return -size if byte & 0x80 else size


def _alaw(byte: int) -> int:
    byte ^= 0x55
    step, size = byte >> 4 & 7, ((byte & 0x0F) << 4) + 8
    size = size + 0x100 << step - 1 if step else size
    return size if byte & 0x80 else -size


_TABLES = {"ulaw": [_ulaw(byte) for byte in range(256)], "alaw": [_alaw(byte) for byte in range(256)]}


def to_pcm(data: bytes, format: AudioFormat) -> bytes:
    """Audio of a PCM or G.711 format as 16-bit little-endian samples. Raises KeyError for MP3."""
    if format.encoding == "pcm":
        return data
    samples = array.array("h", map(_TABLES[format.encoding].__getitem__, data))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tobytes()
