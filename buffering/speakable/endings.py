"""Where a JSON value ends that comes in parts, of any length. Owns the depth; keeps none of the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SIGN = re.compile(r'\\.|["\[\]{}\n]|</s>', re.DOTALL)
_ARGUMENTS = re.compile(r"\[(?:ARGS|CALL_ID|TOOL_CALLS)\]")
_OPEN = re.compile(r"(?:\\|\[[A-Z_]{0,10}|<(?:/s?)?)\Z")
_OPEN_LENGTH = 12


@dataclass(slots=True)
class JsonEnd:
    """The end of a call as Mistral writes it: a JSON value, with a name and marks such as ``[ARGS]`` before it."""

    depth: int = 0
    in_string: bool = False
    has_name: bool = False

    def look(self, text: str, at: int, *, is_final: bool) -> tuple[int, bool]:
        """How far ``text`` belongs to the value from ``at`` on, and whether it ends there."""
        position = at
        end = len(text)
        opening = None if is_final else _OPEN.search(text, max(at, end - _OPEN_LENGTH))
        limit = opening.start() if opening else end
        while found := _SIGN.search(text, position, end):
            if found.start() >= limit:
                break
            sign = found[0]
            self.has_name |= not text[position : found.start()].isspace() and position < found.start()
            position = found.end()
            if sign == '"' and self.depth:
                self.in_string = not self.in_string
            elif self.in_string or sign[0] == "\\":
                continue
            elif sign == "</s>" or (sign == "\n" and not self.depth and self.has_name):
                return found.start(), True
            elif sign in "[{":
                if not self.depth and (mark := _ARGUMENTS.match(text, found.start())):
                    position = mark.end()
                else:
                    self.depth += 1
            elif sign in "]}":
                self.depth -= 1
                if self.depth <= 0:
                    return position, True
        self.has_name |= text[position:limit].strip() != "" and position < limit
        return max(position, limit), False
