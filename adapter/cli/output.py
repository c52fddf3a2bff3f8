"""What a command shows of a turn and of its failure."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from typing import NoReturn, Protocol

import click

from .. import AdapterError, Audio, Event, Resumed, Turn, TurnDone, Word
from .recording import Recording
from .terminal import harmless, last_columns


class Output:
    """Shows a turn: as JSON lines, or as one live line."""

    def __init__(self, recording: Recording, *, as_json: bool) -> None:
        self._recording = recording
        self._as_json = as_json
        self._has_live_line = sys.stderr.isatty() and not as_json
        self._said = ""
        self._began_at = time.monotonic()
        self.turn: Turn | None = None

    async def follow(self, turn: Turn) -> None:
        """Show and record the turn's events until its end."""
        self.turn = turn
        self._began_at = time.monotonic()
        async with self._recording.of(turn) as events:
            async for event in events:
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
            self._said = f"{self._said} {harmless(event.text)}"[-500:]
            width = shutil.get_terminal_size().columns - 1
            click.echo(f"\r\x1b[2K{last_columns(self._said, width)}", err=True, nl=False)

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
        click.echo(f"saystream: {harmless(reason)}", err=True)
        if unvoiced:
            click.echo(f"not spoken: {harmless(unvoiced)}", err=True)
        sys.exit(code)


def not_ended(turn: Turn) -> str:
    """A note about text left unspoken by a turn that ended well; "" if there is none."""
    count = len(turn.unvoiced_text)
    return f"not spoken: {count} characters of reasoning that never ended" if count else ""


def explained(error: AdapterError) -> str:
    """The error, with a hint at the command that helps."""
    hint = " (`saystream voices` lists the local ones)" if error.service_code == "voice_not_found" else ""
    return f"{error}{hint}"


class Failing(Protocol):
    """Something that can report a failure to the user."""

    def fail(self, reason: str, code: int) -> NoReturn:
        """Say what went wrong and what was not spoken, and exit."""


@contextlib.contextmanager
def failures_reported(out: Failing) -> Iterator[None]:
    """Turn errors into one line and an exit code."""
    try:
        yield
    except AdapterError as error:
        out.fail(explained(error), 1)
    except BrokenPipeError:
        # The reader of our output has gone. Python's own flush at exit would fail on the pipe again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        out.fail("the reader of the output has closed it", 1)
    except OSError as error:
        out.fail(f"{error.filename or 'input or output'}: {error.strerror}", 1)
    except KeyboardInterrupt:
        out.fail("interrupted", 130)
