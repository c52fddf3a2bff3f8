"""How much speech there is in audio, and the reference that a client's audio is held against."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass

import av
import numpy as np
from websockets.sync.client import connect

RATE = 24_000
"""Samples per second of all 16-bit audio here."""
VOICE = "en-us"
SENTENCES = (
    "The lighthouse keeper wrote a letter every evening.",
    "Nobody answered for eleven long years.",
    "Then a small boat came through the fog, and everything changed.",
)
TEXT = " ".join(SENTENCES)
NEXT_SENTENCES = (
    "The captain asked for nothing but fresh water.",
    "She stayed until the first snow fell on the harbour.",
)
NEXT_TEXT = " ".join(NEXT_SENTENCES)

_WINDOW = RATE // 100
_LOUD = 200
"""RMS, of 32,767, above which 10 ms are speech and not a pause."""
_CHARACTER = 0.044
"""Seconds that the voice takes at least for one of our texts' characters, pauses left out; it takes 0.047."""
_TOLERANCE = 0.03
"""espeak-ng's lengths vary a little between calls. The shortest last word here is 5 % of its text."""


@dataclass(frozen=True)
class Sound:
    """An amount of audio."""

    seconds: float
    spoken: float
    """Seconds that are not pauses."""

    def is_like(self, other: Sound) -> bool:
        """Whether both are the same amount, in all and without pauses."""
        return (
            abs(self.seconds - other.seconds) < _TOLERANCE * other.seconds
            and abs(self.spoken - other.spoken) < _TOLERANCE * other.spoken
        )


def measure(pcm: bytes) -> Sound:
    """Measure 16-bit mono samples at ``RATE``."""
    samples = np.frombuffer(pcm, np.int16).astype(np.float64)
    windows = samples[: len(samples) // _WINDOW * _WINDOW].reshape(-1, _WINDOW)
    loud = np.sqrt((windows**2).mean(axis=1)) > _LOUD
    return Sound(len(samples) / RATE, int(loud.sum()) * _WINDOW / RATE)


def decode_mp3(data: bytes) -> bytes:
    """The 16-bit mono samples at ``RATE`` of an MP3 stream."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    with av.open(io.BytesIO(data), format="mp3") as container:
        parts = [part for frame in container.decode(audio=0) for part in resampler.resample(frame)]
    return b"".join(part.to_ndarray().tobytes() for part in [*parts, *resampler.resample(None)])


def words_in_pieces(text: str, *lengths: int) -> list[str]:
    """The text cut as the service's generation schedule cuts it when it arrives word by word.

    Each piece ends with the word that takes it to its length; the last length goes for all further pieces.
    """
    pieces = [""]
    for word in text.split():
        if len(pieces[-1]) >= lengths[min(len(pieces), len(lengths)) - 1]:
            pieces.append("")
        pieces[-1] += f"{word} "
    return pieces


def reference(server: str, pieces: Iterable[str]) -> Sound:
    """What a bare websocket gets when it has each piece spoken on a connection of its own."""
    pieces = list(pieces)
    sound = measure(b"".join(_speak(server, piece) for piece in pieces))
    # A server that gives every client too little must not pass.
    assert sound.spoken > len("".join(pieces)) * _CHARACTER, sound
    return sound


def _speak(server: str, piece: str) -> bytes:
    audio = b""
    url = f"{server}/v1/text-to-speech/{VOICE}/stream-input?output_format=pcm_{RATE}"
    with connect(url, proxy=None) as socket:
        socket.send(json.dumps({"text": piece, "flush": True}))
        socket.send(json.dumps({"text": ""}))
        for message in socket:
            answer = json.loads(message)
            assert "error" not in answer, answer
            audio += base64.b64decode(answer["audio"] or "")
    return audio
