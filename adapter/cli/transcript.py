"""What the user of ``saystream chat`` reads: the model's own text while it is being spoken, and what went wrong."""

from __future__ import annotations

import sys
from typing import NoReturn

import click

from .. import Turn
from .terminal import harmless


class Transcript:
    """A conversation on the screen. The replies go to standard output, all else to standard error."""

    def __init__(self, *, is_at_terminal: bool, to_stderr: bool) -> None:
        """``to_stderr``: the replies too, since standard output is taken."""
        self._is_at_terminal = is_at_terminal
        self._to_stderr = to_stderr
        self._shown = 0
        self._has_begun = False
        self._is_mid_line = False

    def greet(self) -> None:
        """Show what the keys do."""
        if self._is_at_terminal:
            click.echo("Type, and press Enter. A new line or Ctrl-C interrupts; Ctrl-D ends.", err=True)

    def prompt(self) -> None:
        """Say that it is the user's turn."""
        if self._is_at_terminal:
            click.echo("> ", err=True, nl=False)

    def leave(self) -> None:
        """The conversation is over."""
        if self._is_at_terminal:
            click.echo(err=True)

    def begin(self) -> None:
        """A new reply."""
        self._shown = 0
        self._has_begun = False

    def show(self, turn: Turn, upto: int) -> None:
        """Show the turn's text as far as ``turn.text[:upto]``: with its marks, its code and its lines."""
        text = turn.text[self._shown : upto]
        self._shown = max(self._shown, upto)
        if not self._has_begun:
            text = text.lstrip()
        text = harmless(text)
        if text:
            click.echo(text, err=self._to_stderr, nl=False)
            self._has_begun = True
            self._is_mid_line = not text.endswith("\n")

    def end(self) -> None:
        """The reply is over."""
        if self._is_mid_line:
            click.echo(err=self._to_stderr)
        self._is_mid_line = False

    def note(self, text: str) -> None:
        """Say something of the reply, on a line of its own."""
        self.end()
        click.echo(harmless(text), err=True)

    def complain(self, reason: str) -> None:
        """Say what went wrong."""
        self.note(f"saystream: {reason}")

    def fail(self, reason: str, code: int) -> NoReturn:
        """The same, and exit."""
        self.complain(reason)
        sys.exit(code)
