"""Options that the commands share: how the text is cleaned, which service speaks, in which format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import click

from buffering import Segmenter, Speakable, SpeakableSegmenter

from .. import AdapterError, AudioFormat, ElevenLabs, Local
from ..emoji_names import emoji_names
from ..local import has_mp3, voice_of
from ..services import Service
from ..services.hosts import is_loopback
from ..sinks import check_ending
from ..speaker import FIRST_CLAUSE

_FORMATS = {".mp3": "mp3_44100_128", ".ulaw": "ulaw_8000", ".alaw": "alaw_8000"}
"""The usual format for a file's ending; all others get ``pcm_24000``."""


@dataclass(frozen=True, slots=True)
class Speech:
    """How a command speaks, from its options."""

    service: Service
    splitter: Callable[[], Segmenter | SpeakableSegmenter]
    """Makes each turn's splitter."""
    format: AudioFormat

    @classmethod
    def of(
        cls,
        output: str | None,
        *,
        plays: bool,
        format_name: str | None,
        plain: bool,
        code: Literal["note", "skip", "speak"],
        emoji: str,
        **settings: Any,
    ) -> Speech:
        """Read the options of :func:`speech_options`. Raises click.UsageError if they do not go together."""
        audio_format = _format(output, format_name, plays=plays, service=settings["service"])
        try:
            splitter = _splitter(settings["language"] or "en", plain, code, emoji)
            return cls(_service(audio_format, **settings), splitter, audio_format)
        except AdapterError as error:
            raise click.UsageError(str(error)) from None


play_option = click.option("--play", "plays", is_flag=True, help="Play it on the loudspeaker (extra `play`).")
captions_option = click.option(
    "--captions", metavar="FILE", help="Also write captions: .vtt (with the time of each word) or .srt."
)


def speech_options(*, model: str, url: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The options of :meth:`Speech.of`; ``model`` and ``url`` are the names of two of them in this command."""
    options = [
        click.option("--service", type=click.Choice(["local", "elevenlabs"]), default="local", show_default=True),
        click.option("--voice", help="A name from `saystream voices`, or the service's voice id."),
        click.option("--language", help="Language of the text, such as de or pt-BR. Default: en."),
        click.option("--format", "format_name", metavar="NAME", help="Such as pcm_24000, ulaw_8000, mp3_44100_128."),
        click.option(model, "speech_model", default="eleven_flash_v2_5", show_default=True, help="ElevenLabs model."),
        click.option(
            url,
            "speech_url",
            default="wss://api.elevenlabs.io",
            show_default=True,
            help="Another server that speaks the ElevenLabs dialect.",
        ),
        click.option(
            "--plain",
            is_flag=True,
            help="The text is not markdown: send it unchanged, commands to the service included.",
        ),
        click.option("--code", type=click.Choice(["note", "skip", "speak"]), default="note", show_default=True),
        click.option("--emoji", type=click.Choice(["drop", "name", "keep"]), default="drop", show_default=True),
    ]

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def _splitter(
    language: str, is_plain: bool, code: Literal["note", "skip", "speak"], emoji: str
) -> Callable[[], Segmenter | SpeakableSegmenter]:
    """What makes the text speakable."""
    if is_plain:
        return lambda: Segmenter(language, first_clause=FIRST_CLAUSE)
    names: Mapping[str, str] | Literal["keep"] | None = "keep" if emoji == "keep" else None
    if emoji == "name":
        names = emoji_names(language)
    return lambda: SpeakableSegmenter(
        Speakable(language=language, code=code, emoji=names), Segmenter(language, first_clause=FIRST_CLAUSE)
    )


def _format(output: str | None, name: str | None, *, plays: bool, service: str) -> AudioFormat:
    ending = Path(output).suffix.lower() if output else ""
    if ending == ".mp3" and (plays or (service == "local" and not has_mp3())):
        ending = ""  # ask for samples, and encode them in the file: to play them, or since the service cannot encode
    try:
        audio_format = AudioFormat.parse(name or _FORMATS.get(ending, "pcm_24000"))
        if plays and audio_format.encoding == "mp3":
            raise click.UsageError("--play cannot play MP3: use --format pcm_24000")
        if output and output != "-":
            check_ending(output, audio_format)
    except (ValueError, AdapterError) as error:
        raise click.UsageError(str(error)) from None
    return audio_format


def _service(
    audio_format: AudioFormat,
    *,
    service: str,
    voice: str | None,
    language: str | None,
    speech_model: str,
    speech_url: str,
) -> Service:
    if service == "local":
        return Local(voice or voice_of(language or "en"), output_format=audio_format.name)
    if not voice:
        raise click.UsageError("--service elevenlabs needs --voice with the id of one of your voices")
    return ElevenLabs(
        voice,
        model=speech_model,
        output_format=audio_format.name,
        base_url=speech_url,
        language=language,
        proxy=None if is_loopback(speech_url) else "environment",  # as command-line tools usually do
    )
