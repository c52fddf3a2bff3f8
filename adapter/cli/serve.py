"""``saystream serve`` and ``saystream voices``: the local speech server, and who can speak there."""

from __future__ import annotations

import asyncio
import sys

import click

from .. import AdapterError, ExtraMissing


@click.command()
def voices() -> None:
    """List the local voices. A variant may follow: en-us+f3."""
    from ..local import voice

    try:
        found = voice.voices()
    except ExtraMissing as error:
        raise click.ClickException(str(error)) from None
    for item in found:
        click.echo(f"{item.names[0]:<18} {item.gender:<7} {item.description}")


@click.command()
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
        from ..local.server import Settings
        from ..local.server import serve as serve_speech
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
