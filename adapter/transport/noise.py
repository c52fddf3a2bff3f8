"""When a service that talks without saying anything is a flood, which is ended and not read. Pure."""

from __future__ import annotations

from dataclasses import dataclass

MAX_NOISE = 10_000
"""Frames, or KiB where they are larger, that a service may send at once without progress: it takes us half a second to
read them. An honest burst is a tenth of that; the rest of some cancelled turns may come at once, too."""
NOISE_PER_SECOND = 500
"""How many of them are forgiven each second: frames of 10 ms in real time, of five turns at once. A service that sends
no more than this is ended by the clock alone."""
NOISE_PER_PROGRESS = 100
"""How many of them are forgiven for each progress: a service that is faster than real time may cut its audio to
millisecond frames."""


@dataclass(slots=True)
class Noise:
    """How much a service sends that says nothing, against what honest services do. A flood is ended, not read."""

    _at: float
    """When it was weighed last."""
    _level: float = 0.0

    def is_flood(self, now: float, size: int) -> bool:
        """A frame of ``size`` characters or bytes came. Whether that was one too many."""
        self._level = max(0.0, self._level - (now - self._at) * NOISE_PER_SECOND) + max(1, size >> 10)
        self._at = now
        return self._level > MAX_NOISE

    def forgive(self) -> None:
        """There was progress."""
        self._level = max(0.0, self._level - NOISE_PER_PROGRESS)
