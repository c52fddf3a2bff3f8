"""When a service is taken to be gone: it is silent, or it talks and says nothing. Pure: times are those of one clock.

A service is silent as long as it makes no progress: a new word, or enough audio for text that is due. A ping is no
progress, and neither is a message without audio, a sample now and then, or more audio than its text can need.
"""

from __future__ import annotations

from dataclasses import dataclass

STALL_SECONDS = 3.0
"""After this long without audio, a service that owes some is taken to be gone."""
FIRST_AUDIO_SECONDS = 6.0
"""The same before the first audio of an epoch: some models take long to begin."""
END_SECONDS = 0.5
"""After this long without its end, an epoch of which everything was heard is taken to be over."""
LOOK_SECONDS = 0.05
"""Grace period after a time-out: if the event loop was blocked, what has arrived is read first."""
LEAST_AUDIO = 0.1
"""Seconds of audio that are progress; less is added to what comes next. No word is much shorter, and one word in each
``STALL_SECONDS`` is the slowest service that lives."""
MOST_PER_CHARACTER, SPARE_AUDIO = 1.0, 10.0
"""Seconds of audio that text can need per character, four times as slow as usual with digits in words, and seconds of
pauses. More is no progress."""
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
class Pulse:
    """The signs of life of one epoch, which begins at ``spoke_at``."""

    spoke_at: float
    has_spoken: bool = False
    due_since: float | None = None
    doubted_at: float | None = None
    """When the time was found to be over."""
    _counted: float = 0.0  # seconds of audio at the last progress
    _voiced: float = 0.0  # seconds of audio at the last new word

    def heard(self, now: float, audio: float, owed: int, *, is_new_word: bool) -> bool:
        """The epoch's audio is ``audio`` seconds long now, with ``owed`` characters due. Whether that is progress."""
        if is_new_word:
            self._voiced = audio
        elif audio - self._counted < LEAST_AUDIO or audio - self._voiced > SPARE_AUDIO + MOST_PER_CHARACTER * owed:
            return False
        self._counted = audio
        self.spoke_at, self.has_spoken, self.doubted_at = now, True, None
        return True

    def note(self, now: float, *, is_due: bool) -> None:
        """What is due may have changed: silence counts from when something is."""
        if not is_due:
            self.due_since = self.doubted_at = None
        elif self.due_since is None:
            self.due_since = now

    def limit(self, *, is_covered: bool) -> float:
        """How long the service may be silent; ``is_covered``: everything was heard, and only its end is missing."""
        if is_covered:
            return END_SECONDS
        return STALL_SECONDS if self.has_spoken else FIRST_AUDIO_SECONDS

    def is_gone(self, now: float, *, is_covered: bool) -> bool:
        """Whether it was silent for too long, and was found so a moment ago already."""
        if self.due_since is None or self._quiet(now) < self.limit(is_covered=is_covered):
            self.doubted_at = None
            return False
        if self.doubted_at is None:
            self.doubted_at = now
        return now - self.doubted_at >= LOOK_SECONDS

    def patience(self, now: float, *, is_covered: bool) -> float:
        """Seconds until that may be so."""
        limit = self.limit(is_covered=is_covered)
        if self.due_since is None:
            return limit
        return max(0.001, limit - self._quiet(now), LOOK_SECONDS if self.doubted_at is not None else 0.0)

    def silent_since(self, now: float) -> float:
        """Since when it has been silent with something due; ``now`` if nothing is."""
        return now if self.due_since is None else max(self.spoke_at, self.due_since)

    def _quiet(self, now: float) -> float:
        return now - self.silent_since(now)


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
