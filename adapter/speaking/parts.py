"""What the rooms of one turn share: the speaker's options, and an account of how the turn goes for its report."""

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
"""What becomes of a segment that the service will not speak, though it speaks others."""


@dataclass(frozen=True, slots=True)
class Policies:
    """The speaker's options for a turn."""

    partial: Partial = "repeat"
    poison: Poison = "fail"
    ahead: float | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(slots=True)
class Account:
    """How the turn goes. Moments are seconds of the loop's clock; None if they never came."""

    first_sent: float | None = None
    first_audio: float | None = None
    last_audio: float | None = None
    characters_sent: int = 0
    resumes: int = 0
    gap: float = 0.0
    is_link_reused: bool = False
    """Whether the first link had carried a turn before."""
    _lost_at: float | None = None  # since when audio is missing, until it comes again
    _losses: int = 0  # since the last audio
    _replayed: int = 0  # characters that were sent again before these losses

    def lose(self, silent_since: float | None, replayed: int) -> None:
        """A link was lost; ``silent_since`` when audio was due and missing, None if it was not."""
        if self._lost_at is None and self.first_audio is not None:
            self._lost_at = silent_since
        if self._losses == 0:
            self._replayed = replayed
        self._losses += 1

    def speak(self, now: float, replayed: int) -> Resumed | None:
        """Audio came. Gives the event that goes before it, if it is the first after a loss."""
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
    """How the next attempt goes, after what went wrong in those before."""

    isolates: bool = False
    """Whether it has one segment only, to find the one that is not spoken."""
    longest: int | None = None
    """Characters of a message to a service that found one too long."""
    skipped: int = 0
    """Segments that were skipped since something was voiced."""
    refusal: AdapterError | None = None
    """Why the last of them was."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What one turn works with."""

    endpoint: Endpoint
    traits: Traits
    """The endpoint's, with the speaker's limits."""
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
    """``traits`` with what the speaker's limits say otherwise."""
    return replace(
        traits,
        first_audio=traits.first_audio if limits.first_audio is None else limits.first_audio,
        silence=traits.silence if limits.silence is None else limits.silence,
    )
