"""A speaker's link, kept from turn to turn: opened before it is needed, replaced before it is too old."""

from __future__ import annotations

import asyncio
import math

from .. import logs
from ..errors import AdapterError
from ..limits import Limits
from ..services import Endpoint
from .inbox import Link
from .opening import open_link

SPARE_TURNS = 2
"""Places on a link that cancelled turns must leave free: for the next turn, and for one that is being cancelled. A
service frees a turn's place only when it has ended the turn."""
ROOM_SECONDS = 0.2
"""How long the next turn waits for a place before it opens a link of its own, which takes about as long."""
FRESH_SECONDS = 5.0
"""How long a failure to open early is kept; the next ``get`` within this time raises it."""


class WarmLink:
    """A speaker's link: kept for the next turn while it is good."""

    def __init__(self, endpoint: Endpoint, limits: Limits) -> None:
        self._endpoint = endpoint
        self._limits = limits
        traits = endpoint.traits
        self._most_ending = max(1, traits.turns_at_once - SPARE_TURNS) if traits.is_tagged else 1
        self._link: Link | None = None
        self._opening = asyncio.Lock()
        self._failure: tuple[AdapterError, float] | None = None
        self._aborted: list[Link] = []
        self._is_closed = False

    async def warm(self) -> None:
        """Open the link early, if there is none. Keeps a failure for ``FRESH_SECONDS``; the next ``get`` raises it."""
        if self._has_failed:
            return
        try:
            await self.get()
        except Exception as error:  # noqa: BLE001  an endpoint's own errors too: ``get`` meets them again
            logs.info("link.not_warm", service=self._endpoint.name, error=type(error).__name__)
            self._failed(error if isinstance(error, AdapterError) else None)

    async def get(self, until: float = math.inf) -> Link:
        """The open link; opens one if there is none, by ``until`` on the loop's clock.

        Raises AdapterError as ``open_link`` does, or as ``warm`` kept it; RuntimeError if it was closed for good.
        """
        async with self._opening:
            if self._link and self._link.is_open and self._link.ending >= self._most_ending:
                await self._link.wait_for_room(ROOM_SECONDS)
            link = self._link
            if link and (not link.is_open or self._is_worn(link) or link.ending >= self._most_ending):
                self._failed(await link.early_end())
                self.abort()
            if self._link is None:
                self._raise_failure()
                self._link = await open_link(self._endpoint, self._limits, until)
            if self._is_closed:
                self.abort()
                raise RuntimeError("the speaker was closed")
            return self._link

    def _is_worn(self, link: Link) -> bool:
        """Whether the service is about to close the link because of its age or its idle time."""
        traits = self._endpoint.traits
        return link.age > traits.link_age or (traits.link_idle is not None and link.idle > traits.link_idle)

    def _failed(self, error: AdapterError | None) -> None:
        if error:
            self._failure = error, asyncio.get_running_loop().time()

    @property
    def _has_failed(self) -> bool:
        return self._failure is not None and asyncio.get_running_loop().time() - self._failure[1] < FRESH_SECONDS

    def _raise_failure(self) -> None:
        is_fresh, failure, self._failure = self._has_failed, self._failure, None
        if failure and is_fresh:
            raise failure[0].with_traceback(None)

    @property
    def is_open(self) -> bool:
        """Whether there is a link, as far as is known without trying."""
        return self._link is not None and self._link.is_open

    def abort(self) -> None:
        """Drop the link at once, if any; the next turn opens another."""
        if self._link:
            self._link.abort()
            self._aborted = [link for link in self._aborted if link.is_open]
            self._aborted.append(self._link)
            self._link = None

    async def close(self) -> None:
        """Close the link properly, if any, and wait until nothing of it or of earlier ones is left."""
        link, self._link = self._link, None
        if link:
            await link.close()
        for aborted in self._aborted:
            await aborted.wait_closed()
        self._aborted.clear()

    async def close_for_good(self) -> None:
        """Close it, and open no other."""
        self._is_closed = True
        await self.close()
