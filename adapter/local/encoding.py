"""Converts the voice's samples to the requested format. Knows formats, nothing of text or messages."""

from __future__ import annotations

import audioop  # standard library until 3.12, then the audioop-lts wheel
import importlib.util
from typing import Any

import numpy as np
import soxr

from ..events import AudioFormat
from .engine import RATE

FORMATS = (
    *(f"pcm_{rate}" for rate in (8000, 16000, 22050, 24000, 32000, 44100, 48000)),
    "ulaw_8000",
    "alaw_8000",
    "mp3_22050_32",
    "mp3_24000_48",
    *(f"mp3_44100_{kilobits}" for kilobits in (32, 64, 96, 128, 192)),
)
"""The supported formats; MP3 needs the extra ``mp3``."""


_SILENCE = 200
"""Samples below this amplitude (of 32,767) count as the pause after a clause."""


def is_available(format: AudioFormat) -> bool:
    """Whether the encoder that the format needs is installed."""
    return format.encoding != "mp3" or importlib.util.find_spec("lameenc") is not None


def resample(audio: bytes, rate: int) -> bytes:
    """Convert 16-bit samples from the voice's rate. Pieces begin and end in silence, so each is resampled alone."""
    if rate == RATE or not audio:
        return audio
    resampled: bytes = soxr.resample(np.frombuffer(audio, np.int16), RATE, rate).tobytes()
    return resampled


def end_of_sound(samples: memoryview, begin: int, end: int) -> int:
    """Where the pause before ``end`` begins, but not before ``begin``. All are indices of 16-bit samples.

    Uses numpy, because it runs after each clause and blocks the event loop.
    """
    window = np.frombuffer(samples, np.int16)[begin:end]
    loud = np.flatnonzero((window >= _SILENCE) | (window <= -_SILENCE))
    return begin + int(loud[-1]) + 1 if loud.size else min(begin, end, len(samples))


class Encoder:
    """Encodes one context's audio as one continuous stream."""

    def __init__(self, format: AudioFormat) -> None:
        self.format = format
        self._mp3 = _lame(format) if format.encoding == "mp3" else None

    def encode(self, audio: bytes) -> bytes:
        """Encode 16-bit samples at the format's rate. MP3 may keep some back for the next call."""
        if self._mp3:
            return bytes(self._mp3.encode(audio))
        if self.format.encoding == "ulaw":
            return audioop.lin2ulaw(audio, 2)
        if self.format.encoding == "alaw":
            return audioop.lin2alaw(audio, 2)
        return audio

    def finish(self) -> bytes:
        """The rest of the encoded audio."""
        return bytes(self._mp3.flush()) if self._mp3 else b""


def _lame(format: AudioFormat) -> Any:
    import lameenc

    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(format.rate)
    encoder.set_bit_rate(round(format.bytes_per_second / 125))
    encoder.set_quality(5)
    return encoder
