"""JSON and base64 as services send them. Uses faster libraries where they are installed (the extra ``fast``)."""

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
    """The value of a JSON text. Raises ValueError, TypeError or RecursionError for anything else."""
    if not isinstance(frame, str | bytes | bytearray):
        raise TypeError
    if is_fast:
        with contextlib.suppress(ValueError):  # orjson refuses lone surrogates, which some services send
            return orjson.loads(frame)
    return json.loads(frame)


def read_base64(text: str) -> bytes:
    """The bytes of strict base64. Raises ValueError for other text, TypeError for anything but text.

    The standard library takes 45 times as long as pybase64: most of the cost of receiving speech.
    """
    if not isinstance(text, str):
        raise TypeError
    data: bytes = pybase64.b64decode(text, validate=True) if is_fast else base64.b64decode(text, validate=True)
    return data
