"""Limits: how long a turn waits and how often it tries again, as data."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Time limits in seconds, and a number of tries. ``Speaker(service, limits=Limits(silence=5))`` changes one.

    ``opening``: for all tries to open a turn's first link, so that callers learn within five seconds that the service
    is down.
    ``one_try``: for each of these tries; long enough to resend a lost packet, short enough to leave time for another.
    ``retrying``: for all tries since the last voiced word.
    ``tries``: the most retries in a row while no word is voiced.
    ``first_audio``: a service that sends no first audio for this long counts as gone; None for the service's own limit
    (``Traits.first_audio``).
    ``silence``: the same after its first audio, while speech is due (``Traits.silence``).

    Raises ValueError for a value that is not a valid limit.
    """

    opening: float = 4.5
    one_try: float = 3.0
    retrying: float = 10.0
    tries: int = 4
    first_audio: float | None = None
    silence: float | None = None

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if value is None and field.name in ("first_audio", "silence"):
                continue
            if field.name == "tries":
                if type(value) is not int or value < 0:
                    raise ValueError(f"tries must be a whole number, 0 or more, not {value!r}")
            elif not isinstance(value, int | float) or not 0 < value < math.inf:
                raise ValueError(f"{field.name} must be seconds, more than 0, not {value!r}")
