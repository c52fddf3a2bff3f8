"""Decides when a service that talks and says nothing has become a flood, which ends its link. Pure."""

from __future__ import annotations

from dataclasses import dataclass

MAX_NOISE = 10_000
"""Frames, or KiB of larger frames, that a service may send at once without progress. Reading them takes us half a
second. An honest burst is a tenth of that, and may come together with the rest of several cancelled turns."""
NOISE_PER_SECOND = 500
"""How many are forgiven each second: five turns at once in real time, in frames of 10 ms. Below this rate, only the
clock ends a service that says nothing."""
NOISE_PER_PROGRESS = 100
"""How many are forgiven for each progress: a service faster than real time may cut its audio into frames of a
millisecond."""


@dataclass(slots=True)
class Noise:
    """How much a service has sent that says nothing, weighed against what honest services send."""

    _at: float
    """When it was last weighed, in seconds of the caller's clock."""
    _level: float = 0.0

    def is_flood(self, now: float, size: int) -> bool:
        """Count a frame of ``size`` characters or bytes. Returns whether it was one too many."""
        self._level = max(0.0, self._level - (now - self._at) * NOISE_PER_SECOND) + max(1, size >> 10)
        self._at = now
        return self._level > MAX_NOISE

    def forgive(self) -> None:
        """Forgive some noise, because there was progress."""
        self._level = max(0.0, self._level - NOISE_PER_PROGRESS)
