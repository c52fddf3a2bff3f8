"""The user of ``saystream chat``: the lines they type, and when they interrupt."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from ..sources import deltas


class Person:
    """Reads lines and Ctrl-C. At a terminal a new line interrupts too; piped lines wait for the reply to end.

    Lines are read on a thread, so that the event loop never waits for the keyboard.
    """

    def __init__(self, lines: Iterator[str], *, is_at_terminal: bool) -> None:
        """``lines`` still have their line breaks, so none is empty."""
        self._lines = deltas(lines)
        self._coming: asyncio.Task[str | None] | None = None
        self._pressed = asyncio.Event()
        self.is_at_terminal = is_at_terminal
        self.has_left = False
        """They pressed Ctrl-C when there was nothing to interrupt."""

    @contextmanager
    def listened_to(self) -> Iterator[None]:
        """Catch Ctrl-C while the context is open, if the system allows it."""
        loop = asyncio.get_running_loop()
        try:
            loop.add_signal_handler(signal.SIGINT, self._pressed.set)
        except NotImplementedError:  # Windows: Ctrl-C ends the program
            yield
            return
        try:
            yield
        finally:
            loop.remove_signal_handler(signal.SIGINT)
            if self._coming:
                self._coming.cancel()

    async def line(self) -> str | None:
        """The next line without its line break; None when the person has left or the input has ended."""
        line = self._next_line()
        if self.is_at_terminal:
            self._pressed.clear()  # a Ctrl-C just after a reply was meant for the reply, not to leave
        await self._until_pressed_or(line)
        if self._pressed.is_set():
            self.has_left = True
            return None
        self._coming = None
        text = line.result()
        return None if text is None else text.strip()

    async def interrupts(self) -> None:
        """Wait until they interrupt the reply."""
        if self.is_at_terminal:
            line = self._next_line()
            await self._until_pressed_or(line)
            if not self._pressed.is_set() and (line.exception() or line.result() is not None):
                return
        await self._pressed.wait()  # the end of the input does not interrupt the last reply
        self._pressed.clear()
        self.has_left = not self.is_at_terminal  # piped input: Ctrl-C means to leave

    def _next_line(self) -> asyncio.Task[str | None]:
        if self._coming is None:
            self._coming = asyncio.create_task(self._read())
        return self._coming

    async def _read(self) -> str | None:
        line = await anext(self._lines, None)
        return line if isinstance(line, str) else None

    async def _until_pressed_or(self, line: asyncio.Task[str | None]) -> None:
        pressing = asyncio.create_task(self._pressed.wait())
        try:
            await asyncio.wait({line, pressing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            pressing.cancel()
