"""Decides when a service is gone: it is silent, or it talks and says nothing. Pure: all times are of one clock.

A service is silent while it makes no progress. Progress is a new word, or enough audio for text that is due. A ping is
no progress, nor is a message without audio, a sample now and then, or more audio than its text can need.
"""

from __future__ import annotations

from dataclasses import dataclass

STALL_SECONDS = 3.0
"""Seconds without audio after which a service that owes some counts as gone."""
FIRST_AUDIO_SECONDS = 6.0
"""The same before the first audio of an attempt: some models start slowly."""
END_SECONDS = 0.5
"""Seconds after which an attempt counts as over, if all its speech was received and only its end is missing."""
LOOK_SECONDS = 0.05
"""Grace period after a time-out: if the event loop was blocked, what has arrived is read first."""
LEAST_AUDIO = 0.1
"""Seconds of audio that count as progress; shorter pieces add up. No word is much shorter. The slowest service that
counts as alive sends this much every ``STALL_SECONDS``."""
MOST_PER_CHARACTER, SPARE_AUDIO = 1.0, 10.0
"""The most seconds of audio that text can need: per character, at a quarter of the usual speed with digits spoken as
words, and on top for pauses. More is no progress."""
MOST_TIME_PER_CHARACTER, SPARE_TIME = 0.5, 10.0
"""The most seconds by the clock that text may take since the last new word: per character, and on top. After that a
trickle of audio is no progress. A word every two seconds, slower than any speech, still is."""


@dataclass(slots=True)
class Pulse:
    """Signs of life in one attempt, which begins at ``spoke_at``."""

    spoke_at: float
    has_spoken: bool = False
    first_audio: float = FIRST_AUDIO_SECONDS
    """Seconds of silence that are too many before the first audio."""
    silence: float = STALL_SECONDS
    """The same after it."""
    due_since: float | None = None
    doubted_at: float | None = None
    """When the silence was first found too long."""
    _counted: float = 0.0  # seconds of audio at the last progress
    _voiced: float = 0.0  # seconds of audio at the last new word
    _voiced_at: float = 0.0  # when that came

    def received(self, now: float, audio: float, owed: int, *, is_new_word: bool) -> bool:
        """The attempt now has ``audio`` seconds, with ``owed`` characters due. Returns whether that is progress."""
        if is_new_word:
            self._voiced, self._voiced_at = audio, now
        elif audio - self._counted < LEAST_AUDIO or self._is_too_much(now, audio, owed):
            return False
        self._counted = audio
        self.spoke_at, self.has_spoken, self.doubted_at = now, True, None
        return True

    def _is_too_much(self, now: float, audio: float, owed: int) -> bool:
        """Whether there was more audio, or more time, since the last new word than the text can need."""
        seconds = now - self._waits_since(now)
        return (
            audio - self._voiced > SPARE_AUDIO + MOST_PER_CHARACTER * owed
            or seconds > SPARE_TIME + MOST_TIME_PER_CHARACTER * owed
        )

    def note(self, now: float, *, is_due: bool) -> None:
        """Record whether speech is due: silence counts from when it is."""
        if not is_due:
            self.due_since = self.doubted_at = None
        elif self.due_since is None:
            self.due_since = now

    def limit(self, *, is_covered: bool) -> float:
        """Seconds of silence allowed. ``is_covered``: all speech was received, and only the end is missing."""
        if is_covered:
            return END_SECONDS
        return self.silence if self.has_spoken else self.first_audio

    def is_gone(self, now: float, *, is_covered: bool) -> bool:
        """Whether the silence is too long, and was so ``LOOK_SECONDS`` ago."""
        if self.due_since is None or self._quiet(now) < self.limit(is_covered=is_covered):
            self.doubted_at = None
            return False
        if self.doubted_at is None:
            self.doubted_at = now
        return now - self.doubted_at >= LOOK_SECONDS

    def patience(self, now: float, *, is_covered: bool) -> float:
        """Seconds until ``is_gone`` may become true."""
        limit = self.limit(is_covered=is_covered)
        if self.due_since is None:
            return limit
        return max(0.001, limit - self._quiet(now), LOOK_SECONDS if self.doubted_at is not None else 0.0)

    def silent_since(self, now: float) -> float:
        """When the silence began with something due; ``now`` if nothing is due."""
        return now if self.due_since is None else max(self.spoke_at, self.due_since)

    def _waits_since(self, now: float) -> float:
        """When the wait for a due word began; ``now`` if none is due."""
        return now if self.due_since is None else max(self._voiced_at, self.due_since)

    def _quiet(self, now: float) -> float:
        return now - self.silent_since(now)
