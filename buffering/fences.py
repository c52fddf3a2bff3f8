"""Where a fenced block of code ends. Pure."""

from __future__ import annotations

import re

from .lengths import last_space, reach
from .segment import Kind

FENCES = ("```", "~~~")
_INK = re.compile(r"\S")
_LINE = re.compile(r"[ \t]*(?:```|~~~)[^\n]*\n")
_END = re.compile(rf"\n{_LINE.pattern}")
"""The line that closes a fence, with the line break before it."""


def fence_end(text: str, begin: int, hard: int, *, begins_line: bool) -> tuple[Kind | None, int]:
    """Where the segment of code that begins at ``begin`` ends: "line" if the fence is closed there.

    Code is no prose: only its closing line and the limit ``hard`` end it. None, and the text's length, while that is
    open. ``begins_line``: the segment begins a line.
    """
    limit = reach(text, begin, hard)
    opening = _INK.search(text, begin, begin + hard)
    is_opening = opening is not None and text.startswith(FENCES, opening.start()) and begins_line
    after = opening.start() + len(FENCES[0]) if opening and is_opening else begin
    stop = len(text) if limit is None else limit
    closing = _LINE.match(text, begin, stop) if begins_line and not is_opening else None
    closing = closing or _END.search(text, after, stop)
    if closing:
        return "line", closing.end()
    if limit is None or limit == len(text):
        return None, len(text)
    line = text.rfind("\n", begin + 1, limit) + 1
    return "forced", line if line > begin else last_space(text, begin, limit)
