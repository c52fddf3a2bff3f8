"""From the voice's marks to the dialect's character timing, and the cuts between messages. Pure.

All times are whole milliseconds since the piece's first sample: the dialect carries integers, and clients add them up,
so rounding happens once, here, and the spans of a piece always sum to its length.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .voice import RATE, Mark

MESSAGE_MS = 1_000
"""Audio per message: some 40 to 100 kB as base64, well below the 1 MiB at which the official SDK breaks."""
_SILENCE = 200
"""Samples below this amplitude (of 32,767) count as the pause that ends a clause."""


def character_times(text: str, marks: Sequence[Mark], samples: memoryview) -> list[int]:
    """When each character begins: ``len(text) + 1`` milliseconds, the last being the end of the audio.

    ``samples`` is the piece's audio as a view of 16-bit samples. Marks give the words' beginnings; characters between
    are spread evenly. The voice's own word boundaries disagree with any other in numbers and symbols, so marks that
    do not advance in the text are dropped.
    """
    anchors = [(0, 0)]
    for mark in marks:
        if mark.is_clause_end:
            # The mark stands behind the clause's pause; the pause belongs to the space behind the clause.
            _append(anchors, mark.position, _last_loud(samples, mark.sample, floor=anchors[-1][1]), len(text))
        else:
            _append(anchors, mark.position, mark.sample, len(text))
    anchors.append((len(text), len(samples)))
    times: list[int] = []
    for (start, begin), (stop, end) in pairwise(anchors):
        times += [_ms(begin + (end - begin) * (index - start) // (stop - start)) for index in range(start, stop)]
    return [*times, _ms(len(samples))]


def _append(anchors: list[tuple[int, int]], position: int, sample: int, limit: int) -> None:
    if anchors[-1][0] < position < limit and sample >= anchors[-1][1]:
        anchors.append((position, sample))


def _last_loud(samples: memoryview, end: int, floor: int) -> int:
    index = min(end, len(samples))
    while index > floor and -_SILENCE < samples[index - 1] < _SILENCE:
        index -= 1
    return index


def _ms(sample: int) -> int:
    return (sample * 1_000 + RATE // 2) // RATE


def cuts(times: Sequence[int]) -> list[int]:
    """Character indices at which a piece is cut into messages, from 0 to the number of characters.

    Each message ends at the first character that begins at least ``MESSAGE_MS`` after the message's beginning.
    """
    found = [0]
    for index, time in enumerate(times[:-1]):
        if time - times[found[-1]] >= MESSAGE_MS:
            found.append(index)
    return [*found, len(times) - 1]


def alignment(text: str, times: Sequence[int]) -> dict[str, list[str] | list[int]]:
    """The dialect's object for ``text``, whose characters begin at ``times`` (one more than characters)."""
    zero = times[0]
    return {
        "chars": list(text),
        "charStartTimesMs": [time - zero for time in times[:-1]],
        "charDurationsMs": [end - start for start, end in pairwise(times)],
    }


def with_leading_space(alignment: dict[str, list[str] | list[int]]) -> dict[str, list[object]]:
    """The ``normalizedAlignment`` of the real service begins with a space. Ours normalises nothing else."""
    first = {"chars": " ", "charStartTimesMs": 0, "charDurationsMs": 0}
    return {key: [first[key], *values] for key, values in alignment.items()}
