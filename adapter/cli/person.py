"""The user of ``saystream chat``: the lines they send, and when they want to interrupt."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from ..sources import deltas


class Person:
    """Lines as they come, and Ctrl-C. At a terminal a new line interrupts too; piped lines wait for their turn.

    Lines are read on a thread, so that nothing waits for the keyboard.
    """

    def __init__(self, lines: Iterator[str], *, is_at_terminal: bool) -> None:
        """``lines`` are never empty: each still has its line break."""
        self._lines = deltas(lines)
        self._coming: asyncio.Task[str | None] | None = None
        self._pressed = asyncio.Event()
        self.is_at_terminal = is_at_terminal
        self.has_left = False
        """They have pressed Ctrl-C where nothing was to be interrupted."""

    @contextmanager
    def listened_to(self) -> Iterator[None]:
        """Take Ctrl-C for the person's word for as long as this lasts, where the system lets us."""
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
        """The next line without its end; None if there is none any more."""
        line = self._next_line()
        if self.is_at_terminal:
            self._pressed.clear()  # one that came too late for the reply is not meant for the conversation
        await self._until_pressed_or(line)
        if self._pressed.is_set():
            self.has_left = True
            return None
        self._coming = None
        text = line.result()
        return None if text is None else text.strip()

    async def interrupts(self) -> None:
        """Until they do not want to hear more of the reply."""
        if self.is_at_terminal:
            line = self._next_line()
            await self._until_pressed_or(line)
            if not self._pressed.is_set() and (line.exception() or line.result() is not None):
                return
        await self._pressed.wait()  # after the last line, the reply is heard to its end
        self._pressed.clear()
        self.has_left = not self.is_at_terminal  # no further input can come

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
