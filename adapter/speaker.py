"""Speaker: owns the service, the warm link and the turns. Turns are spoken one after the other."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self, Unpack

from buffering import TextOptions, splitters

from .ledger import Partial
from .limits import Limits
from .services import Service
from .sources import Source, deltas
from .speaking.intake import Splitter
from .speaking.parts import Poison, Policies
from .speaking.task import TurnTask
from .transport import WarmLink, openings
from .transport.retry import Failures
from .turn import Turn

FIRST_CLAUSE = 60
"""Length in characters from which a turn's first segment may end at a clause. In the treebanks measured this splits one
first sentence in four; the longest tenth is heard a quarter sooner, after 38 tokens instead of 50."""

LIMITS = Limits()
"""The default for ``limits``."""


class Speaker:
    """Speaks with one service, over one warm link where the service allows it.

    ::

        async with Speaker(ElevenLabs(voice="...")) as speaker:
            async for event in speaker.say(stream):
                ...

    Entering the context opens the link and keeps it warm, so the first sentence does not wait for it. Turns are spoken
    in the order of the calls to ``say``. Leaving the context ends them all.
    """

    def __init__(
        self,
        service: Service,
        *,
        language: str = "en",
        clean: bool = True,
        splitter: Callable[[], Splitter] | None = None,
        partial: Partial = "repeat",
        poison: Poison = "fail",
        first_clause: int | None = FIRST_CLAUSE,
        ahead: float | None = None,
        limits: Limits | None = None,
        **text: Unpack[TextOptions],
    ) -> None:
        """``language`` is the language of the text (ISO 639-1).

        The text is read as markdown and made speakable. With ``clean=False`` it reaches the service unchanged,
        commands to the service included. The options of ``buffering.Speakable`` and ``buffering.Segmenter`` can be
        given directly::

            Speaker(service, language="de", code="skip", lexicon={"SQL": "sequel"})

        Raises TypeError for an unknown option, ValueError or TypeError for a bad value. ``splitter`` is called for
        each turn to make a splitter of your own; ``language``, ``first_clause`` and the text options then do not apply.

        When a link is lost, a new one is opened and speech resumes at the word that was cut. That needs timing and
        uncompressed audio. Without them, ``partial`` decides: "repeat" the cut segment, "hold" each segment's
        audio until the segment is complete, "skip" the rest of the cut segment, or "fail". ``poison`` decides about a
        segment that the service refuses to speak: "fail", or "skip" it.

        ``first_clause`` is the length in characters from which a turn's first segment may be a clause rather than a
        sentence, so that a long sentence is heard sooner; None for never. ``ahead`` limits how many seconds of audio
        may be waiting to be played before more text is sent, assuming you play audio as it comes; an interruption
        then wastes little paid speech. None, the default, sends text as soon as it is written. ``limits`` sets how
        long a turn waits and how often it tries again.
        """
        if ahead is not None and not 0 <= ahead < math.inf:
            raise ValueError(f"ahead must be seconds, 0 or more, not {ahead}")
        self._policies = Policies(partial, poison, ahead, limits or LIMITS)
        self._service = service
        if splitter is not None and text:
            raise TypeError(f"{', '.join(text)}: pass it to your own splitter, or leave splitter out")
        self._splitter: Callable[[], Splitter] = splitter or splitters(
            language, clean=clean, first_clause=first_clause, **text
        )
        self._speaking = asyncio.Lock()
        self._turns: set[TurnTask] = set()
        self._group: asyncio.TaskGroup | None = None

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            self._endpoint = await stack.enter_async_context(self._service.running())
            self._link = WarmLink(self._endpoint, self._policies.limits)
            stack.push_async_callback(self._link.close_for_good)
            self._group = await stack.enter_async_context(asyncio.TaskGroup())
            self._warming = self._group.create_task(self._link.warm())
            self._loop = asyncio.get_running_loop()
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._group = None
        self._warming.cancel()
        for turn in self._turns:
            turn.stop()
        if error is not None:
            self._link.abort()  # no time for a closing handshake
        # Do not pass the body's exception: a TaskGroup would wrap it in a group, and the caller expects it unchanged.
        await self._stack.__aexit__(None, None, None)

    def say(self, source: Source) -> Turn:
        """Begin to speak ``source``: a str, a stream of str, or an LLM SDK's stream as it is (see ``sources``).

        The turn starts at once and closes the stream when it ends. Iterate over it to receive its events. Raises
        TypeError for any other source.
        """
        group = self._check_is_open()
        if not self._link.is_open and self._warming.done():
            self._warming = group.create_task(self._link.warm())
        running = TurnTask(deltas(source), self._splitter(), self._endpoint, self._link, self._policies)
        running.start(group, self._speaking)
        self._turns.add(running)
        running.task.add_done_callback(lambda _: self._turns.discard(running))
        return Turn(running)

    def _check_is_open(self) -> asyncio.TaskGroup:
        if self._group is None:
            raise RuntimeError("the speaker is not open: use `async with Speaker(...) as speaker:`")
        if asyncio.get_running_loop() is not self._loop:
            raise RuntimeError("the speaker belongs to another event loop: use it where it was opened")
        return self._group

    async def warm_up(self) -> None:
        """Wait until the link is open. Raises AdapterError if that fails."""
        self._check_is_open()
        failures = Failures(asyncio.get_running_loop().time(), self._policies.limits)
        async for attempt in openings(failures, self._endpoint.name):
            with attempt:
                await self._link.get()
