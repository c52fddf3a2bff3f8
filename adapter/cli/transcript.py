"""What ``saystream chat`` prints: the model's own text while it is spoken, and what went wrong."""

from __future__ import annotations

import sys
from typing import NoReturn

import click

from .. import Turn
from .terminal import harmless


class Transcript:
    """Prints a conversation: replies to standard output, everything else to standard error."""

    def __init__(self, *, is_at_terminal: bool, to_stderr: bool) -> None:
        """``to_stderr``: print replies there too, because audio goes to standard output."""
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
        """Show the prompt."""
        if self._is_at_terminal:
            click.echo("> ", err=True, nl=False)

    def leave(self) -> None:
        """End the conversation."""
        if self._is_at_terminal:
            click.echo(err=True)

    def begin(self) -> None:
        """Begin a reply."""
        self._shown = 0
        self._has_begun = False

    def show(self, turn: Turn, upto: int) -> None:
        """Show the turn's raw text up to ``upto``: its marks, code and line breaks included."""
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
        """End the reply."""
        if self._is_mid_line:
            click.echo(err=self._to_stderr)
        self._is_mid_line = False

    def note(self, text: str) -> None:
        """Print a note about the reply on its own line."""
        self.end()
        click.echo(harmless(text), err=True)

    def complain(self, reason: str) -> None:
        """Print what went wrong."""
        self.note(f"saystream: {reason}")

    def fail(self, reason: str, code: int) -> NoReturn:
        """Print what went wrong, and exit."""
        self.complain(reason)
        sys.exit(code)
