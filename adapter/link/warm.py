"""The link of a speaker, from turn to turn: opened when it is needed, replaced when it is worn."""

from __future__ import annotations

import asyncio

from ..codecs import Endpoint
from .opening import open_link
from .socket import Link

MAX_INTERRUPTED = 3
"""Turns that were cancelled on a link before it is replaced. A service frees a cancelled turn's slot only when it has
finished it, and five slots is all a link has at ElevenLabs."""
MAX_AGE = 55 * 60.0
"""Seconds after which a link is replaced between turns: services end a session after an hour."""


class WarmLink:
    """The link of a speaker: opened when first needed, kept for the next turn while it is good."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._link: Link | None = None
        self._opening = asyncio.Lock()
        self._interrupted = 0
        self._aborted: list[Link] = []

    async def get(self) -> Link:
        """The open link; opens one if there is none. Raises AdapterError as ``open_link``."""
        async with self._opening:
            link = self._link
            if link and (not link.is_open or link.age > MAX_AGE or self._interrupted >= MAX_INTERRUPTED):
                self.abort()
            if self._link is None:
                self._link = await open_link(self._endpoint)
                self._interrupted = 0
            return self._link

    def interrupted(self) -> None:
        """A turn was cancelled on the link, which may take the service a while to finish."""
        self._interrupted += 1

    def abort(self) -> None:
        """Drop the link at once, if any; the next turn opens another."""
        if self._link:
            self._link.abort()
            self._aborted = [link for link in self._aborted if link.is_open]
            self._aborted.append(self._link)
            self._link = None

    async def close(self) -> None:
        """Close the link properly, if any; nothing of it or of earlier ones is left."""
        link, self._link = self._link, None
        if link:
            await link.close()
        for aborted in self._aborted:
            await aborted.wait_closed()
        self._aborted.clear()
