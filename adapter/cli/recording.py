"""Where a command's sound goes, and its captions: into files, or bare on standard output.

The one place that knows. A loudspeaker belongs here too: ``take`` hands it the audio, ``played`` asks it,
``finish`` waits for it and ``hush`` silences it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import click

from .. import AdapterError, Audio, AudioFormat, Event
from ..sinks import AudioFile, Captions, check_captions_ending


class Recording:
    """The audio and captions of one turn, or of several, one behind the other."""

    def __init__(self, output: str | None, captions: str | None, language: str | None) -> None:
        """``output`` is a file, or ``-`` for standard output. Raises click.UsageError for a wrong ending."""
        try:
            if captions:
                check_captions_ending(captions)
        except AdapterError as error:
            raise click.UsageError(str(error)) from None
        self._output = output
        self._captions_path = captions
        self._language = language or "en"
        self._file: AudioFile | None = None
        self._captions: Captions | None = None

    @contextmanager
    def opened(self, audio_format: AudioFormat) -> Iterator[None]:
        """Open the files. OSError if one cannot be written."""
        with ExitStack() as stack:
            if self._output and self._output != "-":
                self._file = stack.enter_context(AudioFile(self._output, audio_format))
            if self._captions_path:
                self._captions = stack.enter_context(Captions(self._captions_path, language=self._language))
            yield

    def begin_turn(self) -> None:
        """What follows is of another turn."""
        if self._captions:
            self._captions.begin_turn()

    async def take(self, event: Event) -> None:
        """The next event of the turn."""
        if isinstance(event, Audio):
            if self._file:
                self._file.write(event.data)
            elif self._output == "-":
                sys.stdout.buffer.write(event.data)
                sys.stdout.buffer.flush()
        if self._captions:
            self._captions.write(event)

    @property
    def played(self) -> float | None:
        """How much of the turn was heard, in seconds; None for all that was taken: a file is heard as it stands."""
        return None

    async def finish(self) -> None:
        """Until all that was taken is heard."""

    def hush(self) -> None:
        """Be silent at once."""
