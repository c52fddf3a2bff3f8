"""When a link may be flushed, if the service limits how often. Pure: times are seconds of one monotonic clock."""

from __future__ import annotations

from collections import deque

WINDOW = 60.0
"""Seconds over which a service counts flushes."""


class Flushes:
    """The flushes of one link. The first half of the budget may be used at once; the rest is spread over the minute."""

    def __init__(self, a_minute: int | None) -> None:
        """``a_minute``: how many are allowed in any 60 seconds; None for no limit."""
        self._most = a_minute
        self._made: deque[float] = deque()

    def wait(self, now: float, *, is_urgent: bool = False) -> float:
        """Seconds until the link should be flushed; with ``is_urgent``, until the service allows it."""
        if self._most is None:
            return 0.0
        while self._made and now - self._made[0] >= WINDOW:
            self._made.popleft()
        left = self._most - len(self._made)
        if left > self._most // 2 or (is_urgent and left > 0):
            return 0.0
        until_free = self._made[0] + WINDOW - now
        return until_free if left == 0 else max(0.0, self._made[-1] + until_free / left - now)

    def note(self, now: float) -> None:
        """Record a flush."""
        if self._most is not None:
            self._made.append(now)
