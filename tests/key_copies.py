"""Copies of a key as services, proxies and log pipelines make them: cut, in other spellings, with junk in between."""

from __future__ import annotations

import base64
import html
import json
import random
import re
import string
import unicodedata
from collections.abc import Callable, Iterator
from urllib.parse import quote, unquote

KEY_CHARACTERS = string.ascii_letters + string.digits + "_-"

SPELLINGS: dict[str, Callable[[str], str]] = {
    "as_it_is": str,
    "upper": str.upper,
    "lower": str.lower,
    "swapped": str.swapcase,
    "percent": lambda key: quote(key, safe="").replace("_", "%5F").replace("-", "%2d"),
    "percent_all": lambda key: "".join(f"%{ord(char):02x}" for char in key),
    "percent_twice": lambda key: "".join(f"%25{ord(char):02X}" for char in key),
    "percent_five_times": lambda key: "".join(f"%25252525{ord(char):02X}" for char in key),
    "json": lambda key: "".join(f"\\u{ord(char):04x}" for char in key),
    "json_of_marks": lambda key: json.dumps(key)[1:-1].replace("_", "\\u005f").replace("-", "\\u002D"),
    "json_in_json": lambda key: json.dumps("".join(f"\\u{ord(char):04x}" for char in key)),
    "python": lambda key: "".join(f"\\x{ord(char):02x}" for char in key),
    "octal": lambda key: "".join(f"\\{ord(char):03o}" for char in key),
    "markdown": lambda key: key.replace("_", "\\_").replace("-", "\\-"),
    "html": lambda key: "".join(f"&#{ord(char)};" for char in key),
    "html_hex": lambda key: "".join(f"&#x{ord(char):X};" for char in key),
    "html_named": lambda key: key.replace("_", "&lowbar;").replace("-", "&amp;#45;"),
    "nul": "\0".join,
    "zero_width": "\u200b".join,
    "soft_hyphen": "\xad".join,
    "spaced": " ".join,
    "colours": lambda key: "\x1b".join(key),
    "wrapped": lambda key: "\r\n ".join(key[at : at + 4] for at in range(0, len(key), 4)),
    "wrapped_in_json": lambda key: "\\n".join(key[at : at + 4] for at in range(0, len(key), 4)),
    "soft_wrapped": lambda key: "=\r\n".join(key[at : at + 4] for at in range(0, len(key), 4)),
    "quoted_printable": lambda key: "".join(f"={ord(char):02X}" for char in key),
    "quoted_marks": lambda key: key.replace("_", "=5F").replace("-", "=2D"),
    "tags": lambda key: "<wbr>".join(key[at : at + 4] for at in range(0, len(key), 4)),
    "cells": lambda key: "".join(f"<i>{char}</i>" for char in key),
    "coloured": lambda key: "\x1b[1;31m".join(key[at : at + 3] for at in range(0, len(key), 3)),
    "full_width": lambda key: "".join(chr(ord(char) + 0xFEE0) for char in key),
    "bad_bytes": "\ufffd".join,
    "base64": lambda key: base64.b64encode(key.encode()).decode(),
    "basic": lambda key: base64.b64encode(f"user:{key}".encode()).decode(),
    "hex": lambda key: key.encode().hex(),
}
"""By name, how a key may be written."""


def random_key(dice: random.Random) -> str:
    """A key of 12 to 60 characters without any meaning."""
    return "".join(dice.choices(KEY_CHARACTERS, k=dice.randint(12, 60)))


def leak(key: str, text: str, length: int = 6) -> str:
    """A part of the key, of ``length`` characters, that a patient reader finds in ``text``; "" if there is none."""
    readings = [reading.lower() for reading in _readings(text)]
    parts = (key[at : at + length] for at in range(len(key) - length + 1))
    return next((part for part in parts if any(part.lower() in reading for reading in readings)), "")


def _readings(text: str) -> Iterator[str]:
    yield text
    text = unicodedata.normalize("NFKC", text)
    for _ in range(6):
        yield _visible(text)
        text = html.unescape(unquote(text))
        text = re.sub(r"\\+(?:u00|x)([0-9a-fA-F]{2})", lambda found: chr(int(found[1], 16)), text)
        text = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)
        text = re.sub(r"=([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), text)
        text = re.sub(r"=\r?\n|</?[a-z][^<>]*>|\x1b\[[0-9;]*m|\\n|\\(?=[_-])", "", text)
    for run in re.findall(r"[A-Za-z0-9+/]{8,}", text):
        yield from (_unpacked(run[shift:]) for shift in range(4))
    for run in re.findall(r"[0-9a-fA-F]{12,}", text):
        yield from (bytes.fromhex(run[at : at + (len(run) - at) // 2 * 2]).decode("latin-1") for at in range(2))


def _visible(text: str) -> str:
    return "".join(char for char in text if "!" <= char <= "~")


def _unpacked(digits: str) -> str:
    return base64.b64decode(digits[: len(digits) // 4 * 4]).decode("latin-1")
