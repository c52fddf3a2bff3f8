"""How text is sent to a service that joins what it gets verbatim. Pure."""

from __future__ import annotations

from collections.abc import Sequence


def spaced(pieces: Sequence[str]) -> list[str]:
    """The pieces of a segment, with the space that follows it. Where it is cut within a word there is none."""
    return [*pieces[:-1], pieces[-1].rstrip() + " "]
