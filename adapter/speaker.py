"""Speaker: owns the service, the warm link and the turns, which are spoken one after the other."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

from buffering import Segmenter, Speakable, SpeakableSegmenter

from .codecs import Service
from .delivery import Poison
from .intake import Splitter
from .ledger import Partial
from .link import WarmLink, tries
from .retry import Failures
from .sources import Source, deltas
from .turn import Turn
from .turn_task import Policies, TurnTask


class Speaker:
    """Speaks with one service, over one warm link where the service allows it.

    ::

        async with Speaker(ElevenLabs(voice="...")) as speaker:
            async for event in speaker.say(stream):
                ...

    Turns are spoken one after the other, in the order of ``say``. Leaving the context ends all of them.
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
    ) -> None:
        """``language`` is that of the text (ISO 639-1).

        The text is taken for markdown and made speakable; with ``clean=False`` it reaches the service as it is,
        commands to the service included. For options, let ``splitter`` make, per turn, what cleans and cuts the text::

            Speaker(service, splitter=lambda: SpeakableSegmenter(Speakable(code="skip"), Segmenter("en")))

        A link that is lost in the middle is opened anew, and speech goes on with the word that was cut. Where that is
        not possible, because the service gives no timing or the audio is compressed, ``partial`` says what becomes of
        the segment: "repeat" it, "hold" its audio until it is complete, "skip" its rest, or "fail". ``poison`` says
        what becomes of a segment that the service will not speak: "fail", or "skip" it and go on.
        """
        self._policies = Policies(partial, poison)
        self._service = service
        usual: Callable[[str], Splitter] = _speakable if clean else Segmenter
        self._splitter = splitter or functools.partial(usual, language)
        self._speaking = asyncio.Lock()
        self._turns: set[TurnTask] = set()
        self._group: asyncio.TaskGroup | None = None

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            self._endpoint = await stack.enter_async_context(self._service.running())
            self._link = WarmLink(self._endpoint)
            stack.push_async_callback(self._link.close)
            self._group = await stack.enter_async_context(asyncio.TaskGroup())
            self._loop = asyncio.get_running_loop()
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._group = None
        for turn in self._turns:
            turn.stop()
        if error is not None:
            self._link.abort()  # no time for a closing handshake
        # Without the body's exception: a TaskGroup would wrap it into a group, and the caller expects it as it is.
        await self._stack.__aexit__(None, None, None)

    def say(self, source: Source) -> Turn:
        """Begin to speak ``source``: a str, a stream of str, or the stream of an LLM SDK as it is (see ``sources``).

        The turn runs from now on, closes the stream at its end, and is iterated over to receive its events. Raises
        TypeError for another source.
        """
        group = self._check_is_open()
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
        """Open the link now rather than with the first token. Raises AdapterError if that fails."""
        self._check_is_open()
        failures = Failures(asyncio.get_running_loop().time())
        async for attempt in tries(failures, self._endpoint.name):
            with attempt:
                await self._link.get()


def _speakable(language: str) -> SpeakableSegmenter:
    return SpeakableSegmenter(Speakable(language=language), Segmenter(language))
