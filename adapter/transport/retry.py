"""When to try again: counts failures between two voiced words, and spreads the tries of a whole process. Pure.

Knows no socket and no clock: times come in as seconds of one monotonic clock, chance as a number from 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..errors import AdapterError
from ..limits import Limits

_BASE, _CAP = 0.1, 2.0
"""Full jitter: the n-th wait is anything up to ``_BASE`` doubled n times, ``_CAP`` at the most."""
_SPREAD = 0.03
"""The first try after a good link comes at once, and yet not all of a process in the same instant."""


@dataclass(slots=True)
class Failures:
    """What went wrong in a turn since its last voiced word."""

    since: float
    """When the turn began to need its link, or the trouble began."""
    limits: Limits = field(default_factory=Limits)
    count: int = 0
    doubtful: int = 0
    """How many of them are borne less often than others: a fresh link may help once."""
    was_open: bool = False
    """Whether there ever was a link."""
    was_good: bool = False
    """Whether a word was voiced on the last link."""

    def progress(self, now: float) -> None:
        """A new word was voiced. A ping, or audio without a word, is no progress."""
        self.since, self.count, self.doubtful, self.was_good = now, 0, 0, True

    def calm(self, now: float) -> None:
        """Nothing was due before ``now``: what went wrong until then delayed nobody."""
        self.since, self.count, self.doubtful = now, 0, 0

    def wait(self, error: AdapterError, now: float, chance: float) -> float | None:
        """The link failed with ``error``: seconds until the next try; None to give up."""
        if self.count == 0 and self.was_open:
            self.since = now  # before this there was no trouble, however long the model took
        self.count += 1
        most = self.limits.tries
        tries = most if error.tries is None else min(error.tries, most)
        self.doubtful += tries < most
        is_first = self.count == 1 and self.was_good
        self.was_good = False
        if self.count > most or self.doubtful > tries:
            return None
        wait = chance * (_SPREAD if is_first else min(_CAP, _BASE * 2**self.count))
        wait = max(wait, error.retry_after or 0.0)
        return wait if now + wait < self.deadline else None

    @property
    def deadline(self) -> float:
        """When the tries end."""
        return self.since + (self.limits.retrying if self.was_open else self.limits.opening)


@dataclass(slots=True)
class Budget:
    """Spreads the tries of all turns, so that a service that comes back is not drowned by those that wait for it."""

    per_second: float = 100.0
    burst: int = 100
    _next: float = 0.0

    def wait(self, now: float) -> float:
        """Reserve one try: seconds until it may be made."""
        self._next = max(self._next, now) + 1 / self.per_second
        return max(0.0, self._next - now - self.burst / self.per_second)
