"""How long a turn waits, and how often it tries again: the speaker's limits, as data."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Time limits in seconds, and tries. ``Speaker(service, limits=Limits(silence=5))`` changes one.

    ``opening``: all tries together before the first link of a turn is open; a caller learns within five seconds that
    there is no service.
    ``one_try``: one of them. It leaves time for another, and a lost packet that is sent again is waited for.
    ``retrying``: all tries together since the last voiced word.
    ``tries``: how often in a row something is tried again while no word is voiced.
    ``first_audio``: without audio for this long at the beginning, a service is taken to be gone; None for what the
    service says of itself (``Traits.first_audio``).
    ``silence``: the same after its first audio, while speech is due (``Traits.silence``).

    Raises ValueError for a number that is no limit.
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
