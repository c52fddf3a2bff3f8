"""Decides when to try again: counts failures between voiced words, and spreads the tries of a whole process. Pure.

Takes times as seconds of one monotonic clock, and chance as a number from 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..errors import AdapterError
from ..limits import Limits

_BASE, _CAP = 0.1, 2.0
"""Seconds. Full jitter: the n-th wait is random, up to ``_BASE`` doubled n times, at most ``_CAP``."""
_SPREAD = 0.03
"""Seconds over which first tries after a good link are spread: almost at once, but not all in the same instant."""


@dataclass(slots=True)
class Failures:
    """What went wrong in a turn since its last voiced word."""

    since: float
    """When the turn first needed its link, or when the trouble began."""
    limits: Limits = field(default_factory=Limits)
    count: int = 0
    doubtful: int = 0
    """How many of them allow fewer tries than ``limits.tries``: a fresh link may help once."""
    was_open: bool = False
    """Whether a link was ever open."""
    was_good: bool = False
    """Whether a word was voiced on the last link."""

    def progress(self, now: float) -> None:
        """A new word was voiced. A ping, or audio without a word, is no progress."""
        self.since, self.count, self.doubtful, self.was_good = now, 0, 0, True

    def calm(self, now: float) -> None:
        """Nothing was due before ``now``, so earlier failures delayed nothing."""
        self.since, self.count, self.doubtful = now, 0, 0

    def wait(self, error: AdapterError, now: float, chance: float) -> float | None:
        """Count a failure with ``error``. Returns seconds until the next try; None to give up."""
        if self.count == 0 and self.was_open:
            self.since = now  # the trouble begins now, however long the model took before
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
        """When the tries end, on the same clock."""
        return self.since + (self.limits.retrying if self.was_open else self.limits.opening)


@dataclass(slots=True)
class Budget:
    """Spreads the tries of all turns, so that waiting turns do not swamp a service that has just come back."""

    per_second: float = 100.0
    burst: int = 100
    _next: float = 0.0

    def wait(self, now: float) -> float:
        """Reserve one try. Returns seconds until it may be made."""
        self._next = max(self._next, now) + 1 / self.per_second
        return max(0.0, self._next - now - self.burst / self.per_second)
