"""Where a command's audio and captions go: the loudspeaker, files, or raw audio on standard output."""

from __future__ import annotations

import asyncio
import errno
import os
import sys
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import ExitStack, aclosing, asynccontextmanager, contextmanager
from pathlib import Path

import click

from .. import AdapterError, Audio, AudioFormat, Event, Player, Turn, Word
from ..sinks import AudioFile, Captions, check_captions_ending, check_loudspeaker

_LOOK_SECONDS = 0.03
"""How often to check whether a word is being heard; a delay too short to notice."""


class Recording:
    """The audio and captions of one turn, or of several, one after the other."""

    def __init__(self, output: str | None, captions: str | None, language: str | None, *, plays: bool = False) -> None:
        """``output`` is a file, or ``-`` for standard output; ``plays``: also play on the loudspeaker.

        Raises click.UsageError for a wrong ending, or for an empty name, as from a shell variable that is not set.
        """
        if "" in (output, captions):
            raise click.UsageError("the file name is empty: give one, such as -o reply.wav")
        try:
            if captions:
                check_captions_ending(captions)
        except AdapterError as error:
            raise click.UsageError(str(error)) from None
        self._output = output
        self._captions_path = captions
        self._language = language or "en"
        self._plays = plays
        self._player: Player | None = None
        self._file: AudioFile | None = None
        self._captions: Captions | None = None

    @contextmanager
    def opened(self, audio_format: AudioFormat) -> Iterator[None]:
        """Open the files. Raises OSError if one cannot be written, AdapterError if there is no loudspeaker."""
        if self._plays:
            self._check_loudspeaker(audio_format)
        with ExitStack() as stack:
            if self._output and self._output != "-":
                stack.enter_context(_reader_awaited(self._output))
                self._file = stack.enter_context(AudioFile(self._output, audio_format))
            if self._captions_path:
                self._captions = stack.enter_context(Captions(self._captions_path, language=self._language))
            yield

    def _check_loudspeaker(self, audio_format: AudioFormat) -> None:
        try:
            check_loudspeaker(audio_format.rate)
        except AdapterError as error:
            if not self._output:
                error.reason += " (or -o reply.wav)"
            raise

    @asynccontextmanager
    async def of(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        """Record a turn while the caller iterates over its events; words come when they are heard.

        A later turn is appended to the same files. Leaving the context stops the sound at once.
        """
        if self._captions:
            self._captions.begin_turn()
        if not self._plays:
            async with aclosing(self._taken(turn)) as events:
                yield events
            return
        async with Player(turn) as self._player:
            async with aclosing(self._in_time(self._player)) as events:
                yield events

    @property
    def played(self) -> float | None:
        """Seconds of the turn that were heard; None without a loudspeaker: all that was written counts as heard."""
        return self._player.played if self._player else None

    async def _taken(self, events: AsyncIterator[Event]) -> AsyncGenerator[Event, None]:
        async for event in events:
            self._take(event)
            yield event

    async def _in_time(self, player: Player) -> AsyncGenerator[Event, None]:
        """The events of a turn being played. They come up to a second early, so hold words until they sound."""
        words = deque[Word]()
        coming = asyncio.ensure_future(anext(player))
        try:
            while True:
                await asyncio.wait({coming}, timeout=_LOOK_SECONDS if words else None)
                while words and (words[0].start <= player.played or (coming.done() and coming.exception())):
                    yield words.popleft()
                if not coming.done():
                    continue
                try:
                    event = coming.result()
                except StopAsyncIteration:
                    return
                self._take(event)
                if isinstance(event, Word):
                    words.append(event)
                else:
                    yield event
                coming = asyncio.ensure_future(anext(player))
        finally:
            coming.cancel()

    def _take(self, event: Event) -> None:
        if isinstance(event, Audio):
            if self._file:
                self._file.write(event.data)
            elif self._output == "-":
                sys.stdout.buffer.write(event.data)
                sys.stdout.buffer.flush()
        if self._captions:
            self._captions.write(event)


@contextmanager
def _reader_awaited(path: str) -> Iterator[None]:
    """Print what we wait for if ``path`` is a pipe without a reader: opening it blocks, as it should."""
    if not Path(path).is_fifo():
        yield
        return
    try:
        probe = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    except OSError as error:
        if error.errno != errno.ENXIO:
            raise
        click.echo(f"{path} is a pipe: waiting for a program that reads it", err=True)
        yield
        return
    try:
        yield  # keep it open until then: closing it would be end of file for the reader
    finally:
        os.close(probe)
