"""The position of a remote player in a turn's audio. Pure: the time is an argument.

A player's reports are believed, up to what it was sent. A player that never reports is assumed to play audio as it
comes, so that we neither wait for it nor flood it.
"""

from __future__ import annotations

GRACE = 5.0
"""Seconds after which we give up a player that used to report and has run out of audio: a sleeping phone, a page that
hangs. A paused player keeps reporting."""


class Playhead:
    """One player. All values are seconds; ``now`` is any clock that never runs back."""

    def __init__(self, now: float) -> None:
        self.sent = 0.0
        """Seconds of the turn's audio sent to the player."""
        self.is_told = False
        """Whether the player has ever reported."""
        self._position = 0.0
        self._at = now  # of the last report, or of the last estimate

    def add(self, seconds: float, now: float) -> None:
        """Note that ``seconds`` more audio were sent."""
        self.position(now)
        self.sent += seconds

    def tell(self, played: float, now: float) -> None:
        """Take the player's report of the seconds it has played. It cannot have played more than it was sent."""
        played = min(played, self.sent)
        self._position = max(played, self._position) if self.is_told else played
        self._at, self.is_told = now, True

    def position(self, now: float) -> float:
        """Seconds played."""
        if not self.is_told:
            self._position = min(self.sent, self._position + now - self._at)
            self._at = now
        return self._position

    def ahead(self, now: float) -> float:
        """Seconds sent and not yet played."""
        return self.sent - self.position(now)

    def patience(self, now: float) -> float:
        """Seconds until we give the player up; 0 or less: now."""
        return self._at + (self.sent - self._position) + GRACE - now
