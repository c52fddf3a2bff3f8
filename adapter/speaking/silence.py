"""When a service is taken to be gone: it is silent, or it talks and says nothing. Pure: times are those of one clock.

A service is silent as long as it makes no progress: a new word, or enough audio for text that is due. A ping is no
progress, and neither is a message without audio, a sample now and then, or more audio than its text can need.
"""

from __future__ import annotations

from dataclasses import dataclass

STALL_SECONDS = 3.0
"""After this long without audio, a service that owes some is taken to be gone."""
FIRST_AUDIO_SECONDS = 6.0
"""The same before the first audio of an attempt: some models take long to begin."""
END_SECONDS = 0.5
"""After this long without its end, an attempt of which everything was heard is taken to be over."""
LOOK_SECONDS = 0.05
"""Grace period after a time-out: if the event loop was blocked, what has arrived is read first."""
LEAST_AUDIO = 0.1
"""Seconds of audio that are progress; less is added to what comes next. No word is much shorter, and one word in each
``STALL_SECONDS`` is the slowest service that lives."""
MOST_PER_CHARACTER, SPARE_AUDIO = 1.0, 10.0
"""Seconds of audio that text can need per character, four times as slow as usual with digits in words, and seconds of
pauses. More is no progress."""
MOST_TIME_PER_CHARACTER, SPARE_TIME = 0.5, 10.0
"""Seconds by the clock that text may take per character since the last new word, and seconds on top. A trickle of
audio is no progress after that; one word in two seconds, slower than any speech, is."""


@dataclass(slots=True)
class Pulse:
    """The signs of life of one attempt, which begins at ``spoke_at``."""

    spoke_at: float
    has_spoken: bool = False
    first_audio: float = FIRST_AUDIO_SECONDS
    """Seconds of silence before the first audio that are too many."""
    silence: float = STALL_SECONDS
    """The same after it."""
    due_since: float | None = None
    doubted_at: float | None = None
    """When the time was found to be over."""
    _counted: float = 0.0  # seconds of audio at the last progress
    _voiced: float = 0.0  # seconds of audio at the last new word
    _voiced_at: float = 0.0  # when that came

    def heard(self, now: float, audio: float, owed: int, *, is_new_word: bool) -> bool:
        """The attempt's audio is ``audio`` seconds long now, with ``owed`` characters due. Whether that is progress."""
        if is_new_word:
            self._voiced, self._voiced_at = audio, now
        elif audio - self._counted < LEAST_AUDIO or self._is_too_much(now, audio, owed):
            return False
        self._counted = audio
        self.spoke_at, self.has_spoken, self.doubted_at = now, True, None
        return True

    def _is_too_much(self, now: float, audio: float, owed: int) -> bool:
        """Whether the text cannot need so much audio, or so much time, since the last new word."""
        seconds = now - self._waits_since(now)
        return (
            audio - self._voiced > SPARE_AUDIO + MOST_PER_CHARACTER * owed
            or seconds > SPARE_TIME + MOST_TIME_PER_CHARACTER * owed
        )

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
        return self.silence if self.has_spoken else self.first_audio

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

    def _waits_since(self, now: float) -> float:
        """Since when a new word is due and has not come; ``now`` if none is due."""
        return now if self.due_since is None else max(self._voiced_at, self.due_since)

    def _quiet(self, now: float) -> float:
        return now - self.silent_since(now)
