"""Makes text safe to show in a terminal. Knows characters, nothing of turns."""

from __future__ import annotations

import re
import unicodedata

_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1 except tab and line feed: they begin terminal commands
    "\u202a-\u202e\u2066-\u206f"  # change the direction or the shapes of what follows
    "\ufff9-\ufffb]"  # mark annotations
)
_BREAKS = re.compile("[\u2028\u2029]")
_HALVES = re.compile("[\ud800-\udfff]")


def harmless(text: str) -> str:
    """``text`` without control characters: text from others must not control the terminal.

    Keeps line feeds, tabs, and the marks and joiners that Hebrew, Arabic, Persian and emoji need. Lone surrogates,
    which cannot be encoded, become U+FFFD.
    """
    return _HALVES.sub("\ufffd", _STEERING.sub("", _BREAKS.sub("\n", text)))


def last_columns(text: str, width: int) -> str:
    """The end of ``text`` that fits into ``width`` columns; wide characters take two."""
    columns = 0
    for index in range(len(text) - 1, -1, -1):
        columns += 2 if unicodedata.east_asian_width(text[index]) in "WF" else 1
        if columns > width:
            return text[index + 1 :]
    return text.strip()
