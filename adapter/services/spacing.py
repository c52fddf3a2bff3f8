"""How text is spaced for a service that joins messages verbatim. Pure."""

from __future__ import annotations

from collections.abc import Sequence


def spaced(pieces: Sequence[str]) -> list[str]:
    """The pieces of a segment, the last ending with a space. A cut inside a word gets no space."""
    return [*pieces[:-1], pieces[-1].rstrip() + " "]
