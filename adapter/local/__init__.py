"""The embedded default: a loopback server that speaks the ElevenLabs dialect with espeak-ng. No key, no cost.

Importing this package loads neither the voice nor the server.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

from buffering.languages.codes import code_of

from ..errors import BadRequest, ExtraMissing
from ..events import AudioFormat
from ..services.elevenlabs import ElevenLabs
from ..services.settings import check_range

_VOICES = {"en": "en-us", "zh": "cmn", "no": "nb"}
"""Languages whose default voice is named differently."""


def voice_of(language: str) -> str:
    """The default voice of a language, such as ``de`` or ``pt-BR``; an unknown region gets the language's voice.

    Raises BadRequest if no voice speaks the language, ExtraMissing without the extra ``local``.
    """
    from . import voice

    wanted = language.lower().replace("_", "-")
    base = code_of(language)
    for name in (_VOICES.get(wanted, wanted), _VOICES.get(base, base)):
        if voice.find(name):
            return name
    raise BadRequest(f"no local voice speaks {language!r}: choose one with --voice, `saystream voices` lists them")


def has_mp3() -> bool:
    """Whether the local server can send MP3: whether the extra ``mp3`` is installed."""
    try:
        from .encoding import is_available
    except ImportError:  # without the extra `local` there is no server
        return False
    return is_available(AudioFormat.parse("mp3_44100_128"))


@dataclass(frozen=True, slots=True)
class Local:
    """Speaks with espeak-ng through its own server, which runs while the speaker is open.

    ``voice``: a name from ``saystream voices``, with or without a variant: ``en-us+f3``.
    ``output_format``: an :class:`AudioFormat` name, such as ``pcm_24000``.
    ``speed``: 0.7 to 1.2 times the normal rate.
    ``latency``: seconds that the server waits before each first audio, to simulate a slower service.
    ``endpoint``: which ElevenLabs endpoint to use; ``stream-input`` carries one turn per link.

    Raises BadRequest for a number out of range.

    Needs ``pip install 'saystream[local]'``; without it, opening the speaker raises ExtraMissing.
    """

    voice: str = "en-us"
    output_format: str = "pcm_24000"
    speed: float = 1.0
    latency: float = 0.0
    endpoint: Literal["multi-stream-input", "stream-input"] = "multi-stream-input"

    def __post_init__(self) -> None:
        check_range("speed", self.speed, 0.7, 1.2)
        check_range("latency", self.latency, 0.0, 60.0)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[ElevenLabs]:
        """Start the server and yield the service that connects to it."""
        try:
            from . import server
        except ImportError as error:
            raise ExtraMissing(
                f"the local voice needs the package {error.name!r}: pip install 'saystream[local]'"
            ) from None
        async with server.serve(settings=server.Settings(latency=self.latency)) as base_url:
            yield ElevenLabs(
                self.voice,
                api_key="none needed",
                base_url=base_url,
                output_format=self.output_format,
                endpoint=self.endpoint,
                voice_settings={"speed": self.speed},
                name="the local voice",
            )
