"""Which dialect a connection speaks: the path of its request says so."""

from __future__ import annotations

from . import Dialect, Setting, cartesia, deepgram, elevenlabs

_ALL = (elevenlabs, cartesia, deepgram)
KNOWN = "/v1/text-to-speech/VOICE/stream-input, /tts/websocket, /v1/speak or /v2/speak, and a format of 16-bit PCM"
"""For those that ask for something else."""


def choose(setting: Setting) -> Dialect | None:
    """The dialect for a request; None for an unknown path or parameter."""
    for service in _ALL:
        if (dialect := service.open_dialect(setting)) is not None:
            return dialect
    return None
