"""What a dialect is: client messages in, what to do in order out. No I/O. One file per service beside this one.

A dialect speaks as a healthy service does; the script's actions and edits are carried out around it. To add a service,
write its file and add its ``open_dialect`` to ``choose``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from ..frames import Frame
from ..records import Seen
from ..reply import Manner, Message
from ..script import OnClose, OnFlush, OnText

Clock = Callable[[], float]
"""Seconds of the event loop."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The n-th text, flush or close was received."""

    when: OnText | OnFlush | OnClose


@dataclass(slots=True, eq=False)
class Part:
    """Messages that belong together: a service that is told to stop drops all of them, or those that are not sent."""

    has_begun: bool = False
    """Whether one of them was sent."""
    is_dropped: bool = False
    """Whether those that were not sent are not sent any more."""
    spared: int = 0
    """Of a dropped part, how many messages are sent all the same: they are on their way already."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more of it is sent."""
        return self.is_dropped and self.spared <= 0


@dataclass(frozen=True, slots=True)
class Say:
    """Send a message."""

    message: Message | Frame
    part: Part | None = None
    is_final: bool = False
    """Whether it ends a turn or a context, so that ``AtFinal`` waits for it."""
    ends: object | None = None
    """What the dialect is told of when it was sent."""
    is_urgent: bool = False
    """Whether it is sent before what waits to be sent."""


@dataclass(frozen=True, slots=True)
class End:
    """Close the connection."""

    code: int = 1000
    reason: str = ""


Item = Moment | Say | End


class Dialect(Protocol):
    """One connection's state."""

    @property
    def context(self) -> str | None:
        """The context that was heard of last; None on an endpoint that has only one."""

    def greet(self) -> list[Item]:
        """What is sent as soon as the connection is open."""

    def receive(self, data: str) -> list[Item]:
        """Take one client message."""

    def sent(self, ends: object) -> None:
        """A message that ends something was sent."""

    def naming(self, context: str | None) -> Message:
        """The fields of a message that name ``context``; none for None, or where nothing is named."""

    def final(self, context: str | None) -> Message:
        """What ends a turn, or a context."""

    def error(self, name: str, text: str, code: int | None, context: str | None) -> Message:
        """The service's error; it names ``context`` unless that is None."""


class Moments:
    """Counts the moments of one connection."""

    def __init__(self) -> None:
        self._counts: dict[type, int] = {}

    def next(self, kind: type[OnText] | type[OnFlush] | type[OnClose]) -> Moment:
        """The next moment of its kind."""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return Moment(kind(self._counts[kind]))


@dataclass(frozen=True, slots=True)
class Setting:
    """What a dialect is opened with."""

    path: str
    query: Mapping[str, str]
    manner: Manner
    max_contexts: int | None
    seen: Seen
    clock: Clock
