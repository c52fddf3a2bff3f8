"""The ``saystream`` command: text in as it arrives, speech out. Wiring for people; the library can do all of it.

Exit codes: 0 all was spoken, 1 it failed (what was not spoken is printed), 2 usage, 130 interrupted.
"""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import dataclasses
import json
import os
import shutil
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NoReturn

try:
    import click
except ImportError:
    sys.exit("the saystream command needs the extra: pip install 'saystream[cli]'")

from buffering import Segmenter, Speakable, SpeakableSegmenter

from . import (
    AdapterError,
    Audio,
    AudioFormat,
    ElevenLabs,
    Event,
    ExtraMissing,
    Local,
    Resumed,
    Speaker,
    Turn,
    TurnDone,
    Word,
)
from .codecs import Service
from .emoji_names import emoji_names
from .local import voice_of
from .sinks import AudioFile, check_ending
from .sources import Source

_FORMATS = {".mp3": "mp3_44100_128", ".ulaw": "ulaw_8000", ".alaw": "alaw_8000"}
"""The usual format for a file's ending; all others get ``pcm_24000``."""


class _SayByDefault(click.Group):
    """``saystream TEXT`` is short for ``saystream say TEXT``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in ("-h", "--help", "--version")):
            args = ["say", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_SayByDefault, context_settings={"max_content_width": 110, "help_option_names": ["-h", "--help"]})
@click.version_option(package_name="saystream")
def main() -> None:
    """Give a language model a voice while it is still writing.

    \b
    some-llm "..." | saystream -o reply.wav     speak text as it arrives
    saystream "Hello there." -o hello.wav       speak a text (`saystream say --help` for all options)
    """


@main.command()
@click.argument("text", required=False)
@click.option(
    "-f", "--file", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Speak a file."
)
@click.option("-o", "--output", metavar="FILE", help="Where the audio goes; - for bare audio on standard output.")
@click.option("--service", type=click.Choice(["local", "elevenlabs"]), default="local", show_default=True)
@click.option("--voice", help="A name from `saystream voices`, or the service's voice id.")
@click.option("--language", help="Language of the text, such as de or pt-BR. Default: en.")
@click.option("--format", "format_name", metavar="NAME", help="Such as pcm_24000, ulaw_8000, mp3_44100_128.")
@click.option("--model", default="eleven_flash_v2_5", show_default=True, help="ElevenLabs model.")
@click.option(
    "--base-url",
    default="wss://api.elevenlabs.io",
    show_default=True,
    help="Another server that speaks the ElevenLabs dialect.",
)
@click.option("--plain", is_flag=True, help="The text is no markdown: send it as it is, commands to the service too.")
@click.option("--code", type=click.Choice(["note", "skip", "speak"]), default="note", show_default=True)
@click.option("--emoji", type=click.Choice(["drop", "name", "keep"]), default="drop", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON event per line.")
def say(text: str | None, path: Path | None, output: str | None, as_json: bool, **settings: Any) -> None:
    """Speak TEXT, a file, or standard input as it arrives.

    With --service elevenlabs the key is read from ELEVENLABS_API_KEY.
    """
    if text is not None and path is not None:
        raise click.UsageError("give either TEXT or --file, not both")
    if output is None and not as_json:
        raise click.UsageError("where should the audio go? Add -o FILE.wav, -o - for a pipe, or --json")
    if output == "-" and as_json:
        raise click.UsageError("-o - and --json both write to standard output: choose one")
    audio_format = _format(output, settings.pop("format_name"))
    language = settings["language"] or "en"
    try:
        splitter = _splitter(language, *(settings.pop(name) for name in ("plain", "code", "emoji")))
        service = _service(audio_format, **settings)
    except AdapterError as error:
        raise click.UsageError(str(error)) from None
    out = _Output(output, as_json)
    with _failures_reported(out), out.opened(audio_format):  # before anything is read, so that nothing is lost
        source: Source = text if text is not None else _read_file(path) if path else _standard_input()
        asyncio.run(_say(service, splitter, source, out))


def _splitter(
    language: str, is_plain: bool, code: Literal["note", "skip", "speak"], emoji: str
) -> Callable[[], Segmenter | SpeakableSegmenter]:
    """What makes a text speakable, as the options want it."""
    if is_plain:
        return lambda: Segmenter(language)
    names: Mapping[str, str] | Literal["keep"] | None = "keep" if emoji == "keep" else None
    if emoji == "name":
        names = emoji_names(language)
    return lambda: SpeakableSegmenter(Speakable(language=language, code=code, emoji=names), Segmenter(language))


def _format(output: str | None, name: str | None) -> AudioFormat:
    ending = Path(output).suffix.lower() if output else ""
    try:
        audio_format = AudioFormat.parse(name or _FORMATS.get(ending, "pcm_24000"))
        if output and output != "-":
            check_ending(output, audio_format)
    except (ValueError, AdapterError) as error:
        raise click.UsageError(str(error)) from None
    return audio_format


def _service(
    audio_format: AudioFormat, *, service: str, voice: str | None, language: str | None, model: str, base_url: str
) -> Service:
    if service == "local":
        return Local(voice or voice_of(language or "en"), output_format=audio_format.name)
    if not voice:
        raise click.UsageError("--service elevenlabs needs --voice with the id of one of your voices")
    return ElevenLabs(
        voice,
        model=model,
        output_format=audio_format.name,
        base_url=base_url,
        language=language,
        proxy=None if "//127.0.0.1" in base_url or "//localhost" in base_url else "environment",  # as commands do
    )


def _read_file(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig", errors="replace")


def _standard_input() -> Iterator[str]:
    """Standard input as it arrives. Bytes that are not UTF-8 become U+FFFD: one of them must not silence the rest."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
    if sys.stdin is None:  # closed by whoever started us
        return
    if sys.stdin.isatty():
        click.echo("Type what to say; Ctrl-D on an empty line ends.", err=True)
    while data := os.read(sys.stdin.fileno(), 65_536):
        yield decoder.decode(data)
    yield decoder.decode(b"", final=True)


class _Output:
    """What the user gets to see and hear of a turn."""

    def __init__(self, path: str | None, as_json: bool) -> None:
        self._path = path
        self._as_json = as_json
        self._has_live_line = sys.stderr.isatty() and not as_json
        self._said = ""
        self._began_at = time.monotonic()
        self._file: AudioFile | None = None
        self.turn: Turn | None = None

    @contextlib.contextmanager
    def opened(self, audio_format: AudioFormat) -> Iterator[None]:
        """Open the file, if any. OSError if it cannot be written."""
        if not self._path or self._path == "-":
            yield
            return
        with AudioFile(self._path, audio_format) as self._file:
            yield

    async def follow(self, turn: Turn) -> None:
        """Show and write the turn's events until its end."""
        self.turn = turn
        self._began_at = time.monotonic()
        async for event in turn:
            if isinstance(event, Audio):
                if self._file:
                    self._file.write(event.data)
                elif self._path == "-":
                    sys.stdout.buffer.write(event.data)
                    sys.stdout.buffer.flush()
            self._show(event)

    def _show(self, event: Event) -> None:
        if self._as_json:
            match event:
                case Audio(data, start, end):
                    self._print("audio", start=start, end=end, bytes=len(data))
                case Word(text, start, end):
                    self._print("word", text=text, start=start, end=end)
                case Resumed():
                    self._print("resumed", **dataclasses.asdict(event))
                case TurnDone(report):
                    self._print("done", **dataclasses.asdict(report))
        elif self._has_live_line and isinstance(event, Word):
            self._said = f"{self._said} {event.text}"[-500:]
            width = shutil.get_terminal_size().columns - 1
            click.echo(f"\r\x1b[2K{_last_columns(self._said, width)}", err=True, nl=False)

    def _print(self, kind: str, **values: object) -> None:
        rounded = {name: round(value, 4) if isinstance(value, float) else value for name, value in values.items()}
        click.echo(json.dumps({"type": kind, "t": round(time.monotonic() - self._began_at, 4), **rounded}))

    def end_line(self) -> None:
        """Leave the live line."""
        if self._has_live_line and self._said:
            click.echo(err=True)

    def fail(self, reason: str, code: int) -> NoReturn:
        """Say what went wrong and what was not spoken, and exit."""
        self.end_line()
        unvoiced = self.turn.unvoiced_text if self.turn else ""
        if self._as_json:
            self._print("error", message=reason, unvoiced_text=unvoiced)
        click.echo(f"saystream: {reason}", err=True)
        if unvoiced:
            click.echo(f"not spoken: {unvoiced}", err=True)
        sys.exit(code)


def _last_columns(text: str, width: int) -> str:
    """The end of ``text`` that fits; wide characters take two columns."""
    columns = 0
    for index in range(len(text) - 1, -1, -1):
        columns += 2 if unicodedata.east_asian_width(text[index]) in "WF" else 1
        if columns > width:
            return text[index + 1 :]
    return text.strip()


async def _say(
    service: Service, splitter: Callable[[], Segmenter | SpeakableSegmenter], source: Source, out: _Output
) -> None:
    async with Speaker(service, splitter=splitter) as speaker:
        await out.follow(turn := speaker.say(source))
    out.end_line()
    if turn.unvoiced_text:
        click.echo(f"not spoken: {len(turn.unvoiced_text)} characters of reasoning that never ended", err=True)


@contextlib.contextmanager
def _failures_reported(out: _Output) -> Iterator[None]:
    try:
        yield
    except AdapterError as error:
        hint = " (`saystream voices` lists the local ones)" if error.service_code == "voice_not_found" else ""
        out.fail(f"{error}{hint}", 1)
    except BrokenPipeError:
        # The reader of our output has gone; nothing more can be said to it, not even by Python's own flush at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        out.fail("the reader of the output has closed it", 1)
    except OSError as error:
        out.fail(f"{error.filename or 'input or output'}: {error.strerror}", 1)
    except KeyboardInterrupt:
        out.fail("interrupted", 130)


@main.command()
def voices() -> None:
    """List the local voices. A variant may follow: en-us+f3."""
    from .local import voice

    try:
        found = voice.voices()
    except ExtraMissing as error:
        raise click.ClickException(str(error)) from None
    for item in found:
        click.echo(f"{item.names[0]:<18} {item.gender:<7} {item.description}")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Anything but this machine must be asked for.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8765, show_default=True, help="0 takes a free one.")
@click.option("--voice", default="en-us", show_default=True, help="Speaks for ElevenLabs voice ids.")
@click.option(
    "--latency",
    type=click.FloatRange(0),
    default=0.0,
    show_default=True,
    help="Seconds before each first audio, as a model takes.",
)
@click.option("--key", multiple=True, help="Accept only this key (repeatable). Default: any, or none.")
@click.option("--origin", multiple=True, help="Let this web page's origin connect (repeatable).")
def serve(host: str, port: int, voice: str, latency: float, key: tuple[str, ...], origin: tuple[str, ...]) -> None:
    """Run the local speech server, for any client of ElevenLabs' text-to-speech websockets."""
    try:
        from .local.server import Settings
        from .local.server import serve as serve_speech
    except ImportError as error:
        raise click.ClickException(f"{error.name!r} is missing: pip install 'saystream[local]'") from None

    async def run() -> None:
        settings = Settings(voice, latency, frozenset(key))
        async with serve_speech(host, port, settings=settings, origins=origin) as url:
            click.echo(f"speaking at {url}/v1/text-to-speech/{{voice}}/multi-stream-input (and stream-input)")
            await asyncio.get_running_loop().create_future()

    try:
        asyncio.run(run())
    except (OSError, ValueError, AdapterError) as error:
        raise click.ClickException(str(error)) from None
    except KeyboardInterrupt:
        sys.exit(130)
