"""Audio that encodes its text: what was lost, doubled, broken or mixed up can be read off the sound.

A character is a run of equal 16-bit little-endian samples whose value, read as unsigned, is its code point. Characters
beyond U+FFFF are the two halves of their UTF-16 pair, half a run each, so that every character lasts equally long.

What this cannot tell: U+FFFD in the text from a broken character, and U+0000 from silence. Two broken runs of the same
character that lie side by side can add up to a whole one.
"""

from __future__ import annotations

import array
import sys
from itertools import groupby

SAMPLES = 24
"""Samples per character: one millisecond at 24,000 samples per second."""
RATE = 24_000
BROKEN = "\ufffd"


def encode(text: str, samples: int = SAMPLES) -> bytes:
    """The sound of ``text``."""
    return b"".join(_sound(ord(char), samples) for char in text)


def _sound(code: int, samples: int) -> bytes:
    if code < 0x10000:
        return code.to_bytes(2, "little") * samples
    high, low = 0xD800 + (code - 0x10000 >> 10), 0xDC00 + (code - 0x10000 & 0x3FF)
    half = samples // 2
    return high.to_bytes(2, "little") * half + low.to_bytes(2, "little") * half


def decode(pcm: bytes, samples: int = SAMPLES) -> str:
    """The text whose sound ``pcm`` is; an incomplete character, also an odd last byte, is U+FFFD."""
    values = array.array("H", pcm[: len(pcm) // 2 * 2])
    if sys.byteorder == "big":
        values.byteswap()
    runs = [(value, sum(1 for _ in run)) for value, run in groupby(values)]
    text: list[str] = []
    taken = 0  # samples of the run that belong to the astral character before it
    for index, (value, length) in enumerate(runs):
        following = runs[index + 1] if index + 1 < len(runs) else (0, 0)
        whole, rest = divmod(length - taken, samples)
        taken = 0
        text += [chr(value)] * whole
        half = samples // 2
        if 0 < rest <= half and _is_pair(value, following[0]):
            taken = min(following[1], half)
            is_whole = rest == taken == half
            text.append(chr(0x10000 + (value - 0xD800 << 10) + following[0] - 0xDC00) if is_whole else BROKEN)
        elif rest:
            text.append(BROKEN)
    if len(pcm) % 2 and text[-1:] != [BROKEN]:
        text.append(BROKEN)
    return "".join(text)


def _is_pair(high: int, low: int) -> bool:
    return 0xD800 <= high < 0xDC00 <= low < 0xE000
