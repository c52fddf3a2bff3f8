"""``saystream serve`` and ``saystream voices``: the local speech server, and its voices."""

from __future__ import annotations

import asyncio
import math
import os
import sys
from pathlib import Path

import click
from click.core import ParameterSource

from .. import AdapterError

_KEY_VARIABLE = "SAYSTREAM_SERVE_KEY"


@click.command()
def voices() -> None:
    """List the local voices. A variant may follow: en-us+f3."""
    from ..local import voice

    try:
        found = voice.voices()
    except AdapterError as error:
        raise click.ClickException(str(error)) from None
    for item in found:
        click.echo(f"{item.names[0]:<18} {item.gender:<7} {item.description}")


def _finite(_context: click.Context, _parameter: click.Parameter, value: float) -> float:
    if not math.isfinite(value):
        raise click.BadParameter(f"{value} is not a number of seconds")
    return value


def _keys(context: click.Context, given: tuple[str, ...], file: Path | None) -> frozenset[str]:
    """The accepted keys. An empty one is an error: it rarely means that the server should accept any."""
    keys = list(given)
    if context.get_parameter_source("key") is ParameterSource.COMMANDLINE:
        click.echo(
            f"warning: other users of this machine can read --key: use {_KEY_VARIABLE} or --key-file",
            err=True,
        )
    elif not os.environ.get(_KEY_VARIABLE, "set").strip():
        raise click.UsageError(f"{_KEY_VARIABLE} is empty: unset it, or give it a key")
    if file:
        try:
            in_file = file.read_text(encoding="utf-8").split()
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not text"
            raise click.BadParameter(f"{file} cannot be read: {reason}", param_hint="--key-file") from None
        if not in_file:
            raise click.BadParameter(f"{file} holds no key", param_hint="--key-file")
        keys += in_file
    if not all(key.strip() for key in keys):
        raise click.BadParameter("a key must not be empty", param_hint="--key")
    return frozenset(keys)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="By default, only this machine can connect.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8765, show_default=True, help="0 picks a free one.")
@click.option("--voice", default="en-us", show_default=True, help="Used for all ElevenLabs voice ids.")
@click.option(
    "--latency",
    type=click.FloatRange(0),
    callback=_finite,
    default=0.0,
    show_default=True,
    help="Seconds to wait before each first audio, as a real model would.",
)
@click.option(
    "--key",
    multiple=True,
    envvar=_KEY_VARIABLE,
    show_envvar=True,
    help="Accept only this key (repeatable; in the variable, separate several by spaces). Default: any key, or none. "
    "Other users of the machine can read a command line: prefer the variable or --key-file.",
)
@click.option(
    "--key-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Accept only the keys in this file, one a line.",
)
@click.option("--origin", multiple=True, help="Let this web page's origin connect (repeatable).")
@click.pass_context
def serve(
    context: click.Context,
    host: str,
    port: int,
    voice: str,
    latency: float,
    key: tuple[str, ...],
    key_file: Path | None,
    origin: tuple[str, ...],
) -> None:
    """Run the local speech server, for any client of ElevenLabs' text-to-speech websockets.

    The voice runs in separate processes. If a text crashes it, only that text is refused.
    """
    keys = _keys(context, key, key_file)
    try:
        from ..local.server import Settings
        from ..local.server import serve as serve_speech
    except ImportError as error:
        raise click.ClickException(f"{error.name!r} is missing: pip install 'saystream[local]'") from None

    async def run() -> None:
        settings = Settings(voice, latency, keys)
        async with serve_speech(host, port, settings=settings, origins=origin) as url:
            click.echo(f"speaking at {url}/v1/text-to-speech/{{voice}}/multi-stream-input (and stream-input)")
            await asyncio.get_running_loop().create_future()

    try:
        asyncio.run(run())
    except (OSError, ValueError, AdapterError) as error:
        raise click.ClickException(str(error)) from None
    except KeyboardInterrupt:
        sys.exit(130)
