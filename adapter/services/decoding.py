"""JSON and base64 as services send them; by faster libraries where those are installed (the extra ``fast``)."""

from __future__ import annotations

import base64
import contextlib
import json
from typing import Any

try:
    import orjson
    import pybase64
except ImportError:
    is_fast = False
else:
    is_fast = True


def read_json(frame: object) -> Any:
    """The value of a JSON text. ValueError, TypeError or RecursionError if it is none."""
    if not isinstance(frame, str | bytes | bytearray):
        raise TypeError
    if is_fast:
        with contextlib.suppress(ValueError):  # orjson takes no halves of characters, as some services send them
            return orjson.loads(frame)
    return json.loads(frame)


def read_base64(text: str) -> bytes:
    """The bytes of strict base64. ValueError if it is none, TypeError for what is no text.

    The standard library's needs 45 times as long, which is most of what receiving speech costs.
    """
    if not isinstance(text, str):
        raise TypeError
    data: bytes = pybase64.b64decode(text, validate=True) if is_fast else base64.b64decode(text, validate=True)
    return data
