"""``saystream say``: speak a text, a file, or standard input as it arrives."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import click

from .. import Speaker
from ..sources import Source
from . import text_input
from .options import Speech, captions_option, play_option, speech_options
from .output import Output, failures_reported, not_ended
from .recording import Recording


@click.command()
@click.argument("text", required=False)
@click.option(
    "-f",
    "--file",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Speak a file or a pipe.",
)
@click.option("-o", "--output", metavar="FILE", help="Where the audio goes; - for raw audio on standard output.")
@play_option
@captions_option
@speech_options(model="--model", url="--base-url")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON event per line.")
def say(
    text: str | None,
    path: Path | None,
    output: str | None,
    plays: bool,
    captions: str | None,
    as_json: bool,
    **settings: Any,
) -> None:
    """Speak TEXT, a file, or standard input as it arrives.

    With --service elevenlabs the key is read from ELEVENLABS_API_KEY.
    """
    if text is not None and path is not None:
        raise click.UsageError("give either TEXT or --file, not both")
    if output is None and not (as_json or plays):
        raise click.UsageError("where should the audio go? Add --play, -o FILE.wav, -o - for a pipe, or --json")
    if output == "-" and as_json:
        raise click.UsageError("-o - and --json both write to standard output: choose one")
    speech = Speech.of(output, plays=plays, **settings)
    recording = Recording(output, captions, settings["language"], plays=plays)
    out = Output(recording, as_json=as_json)
    with failures_reported(out), recording.opened(speech.format):  # open before reading any input, so that none is lost
        asyncio.run(_say(speech, _source(text, path), out))


def _source(text: str | None, path: Path | None) -> Source:
    if text is not None:
        return text
    if path:
        return text_input.from_file(path)
    return text_input.from_standard_input("Type what to say; Ctrl-D on an empty line ends.")


async def _say(speech: Speech, source: Source, out: Output) -> None:
    async with Speaker(speech.service, splitter=speech.splitter) as speaker:
        await out.follow(turn := speaker.say(source))
    out.end_line()
    if reason := not_ended(turn):
        click.echo(reason, err=True)
