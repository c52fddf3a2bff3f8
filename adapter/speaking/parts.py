"""What the modules of one turn share: the speaker's options, and the figures for the turn's report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from ..errors import AdapterError
from ..events import Resumed
from ..ledger import Ledger, Partial
from ..limits import Limits
from ..services import Endpoint, Traits
from ..transport import WarmLink
from ..transport.retry import Failures
from .intake import Intake
from .outbox import Outbox

Poison = Literal["fail", "skip"]
"""Whether the turn fails, or skips the segment, when the service refuses one segment but speaks others."""


@dataclass(frozen=True, slots=True)
class Policies:
    """The speaker's options for a turn."""

    partial: Partial = "repeat"
    poison: Poison = "fail"
    ahead: float | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(slots=True)
class Account:
    """Figures for the turn's report. Times are seconds of the loop's clock; None for what has not happened."""

    first_sent: float | None = None
    first_audio: float | None = None
    last_audio: float | None = None
    characters_sent: int = 0
    resumes: int = 0
    gap: float = 0.0
    is_link_reused: bool = False
    """Whether the first link had already carried a turn."""
    _lost_at: float | None = None  # when audio that was due stopped; None once it is back
    _losses: int = 0  # since the last audio
    _replayed: int = 0  # characters sent again before these losses

    def lose(self, silent_since: float | None, replayed: int) -> None:
        """A link was lost. ``silent_since``: when audio that was due stopped; None if none was due."""
        if self._lost_at is None and self.first_audio is not None:
            self._lost_at = silent_since
        if self._losses == 0:
            self._replayed = replayed
        self._losses += 1

    def speak(self, now: float, replayed: int) -> Resumed | None:
        """Audio arrived. Returns the event to put before it, if it is the first after a loss."""
        self.last_audio = now
        self.first_audio = self.first_audio or now
        resumed = None
        if self._lost_at is not None:
            resumed = Resumed(now - self._lost_at, self._losses, replayed - self._replayed)
            self._lost_at = None
            self.resumes += 1
            self.gap += resumed.gap
        self._losses = 0
        return resumed


@dataclass(slots=True)
class Course:
    """What earlier failures change about the next attempt."""

    isolates: bool = False
    """Whether it sends only one segment, to find the one that the service does not speak."""
    longest: int | None = None
    """The most characters in a message, once the service has found one too long."""
    skipped: int = 0
    """Segments skipped since a word was last voiced."""
    refusal: AdapterError | None = None
    """Why the last of them was refused."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that one turn works with."""

    endpoint: Endpoint
    traits: Traits
    """The endpoint's traits, with the speaker's limits applied."""
    warm_link: WarmLink
    intake: Intake
    ledger: Ledger
    outbox: Outbox
    clock: Callable[[], float]
    policies: Policies
    failures: Failures
    account: Account = field(default_factory=Account)
    course: Course = field(default_factory=Course)


def limited(traits: Traits, limits: Limits) -> Traits:
    """``traits``, with the speaker's limits where they are set."""
    return replace(
        traits,
        first_audio=traits.first_audio if limits.first_audio is None else limits.first_audio,
        silence=traits.silence if limits.silence is None else limits.silence,
    )
