"""Where a far player stands in a turn's audio. Pure: the time is an argument.

A player that reports is believed, within what it was sent. One that never reports is taken for one that plays what it
gets at once, so that it is neither waited for nor flooded.
"""

from __future__ import annotations

GRACE = 5.0
"""Seconds that a player which has reported may be silent beyond the audio that it had, before it is given up: a phone
that sleeps, a page that hangs. One that is paused goes on reporting."""


class Playhead:
    """One player. All values are seconds; ``now`` is any clock that never runs back."""

    def __init__(self, now: float) -> None:
        self.sent = 0.0
        """Of the turn's audio, on its way to the player or there."""
        self.is_told = False
        """Whether the player has ever reported."""
        self._position = 0.0
        self._at = now  # of the last report, or of the last estimate

    def add(self, seconds: float, now: float) -> None:
        """So much audio more was sent."""
        self.position(now)
        self.sent += seconds

    def tell(self, played: float, now: float) -> None:
        """The player reports that ``played`` seconds were played. It cannot have played more than it was sent."""
        played = min(played, self.sent)
        self._position = max(played, self._position) if self.is_told else played
        self._at, self.is_told = now, True

    def position(self, now: float) -> float:
        """How much was played."""
        if not self.is_told:
            self._position = min(self.sent, self._position + now - self._at)
            self._at = now
        return self._position

    def ahead(self, now: float) -> float:
        """How much was sent and not played."""
        return self.sent - self.position(now)

    def patience(self, now: float) -> float:
        """For how long there is no reason to give the player up; 0 or less: it is time."""
        return self._at + (self.sent - self._position) + GRACE - now
