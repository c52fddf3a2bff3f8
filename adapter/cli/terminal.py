"""What may be shown to a terminal. Knows characters, nothing of turns."""

from __future__ import annotations

import unicodedata


def harmless(text: str) -> str:
    """``text`` without control characters, save line breaks and tabs: what others wrote must not steer a terminal."""
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) != "Cc")


def last_columns(text: str, width: int) -> str:
    """The end of ``text`` that fits; wide characters take two columns."""
    columns = 0
    for index in range(len(text) - 1, -1, -1):
        columns += 2 if unicodedata.east_asian_width(text[index]) in "WF" else 1
        if columns > width:
            return text[index + 1 :]
    return text.strip()
