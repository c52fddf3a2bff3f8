"""Turns the voice's marks into the dialect's character timing, and cuts audio into messages. Pure.

All times are whole milliseconds since the piece's first sample. The dialect carries integers and clients add them up,
so rounding happens only here, and the durations in a piece always sum to its length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .encoding import end_of_sound
from .engine import RATE
from .voice import Mark

MESSAGE_MS = 1_000
"""Audio per message: about 64 kB of base64 at 24 kHz, at most 260 kB; the official SDK fails at 1 MiB."""


def character_times(text: str, marks: Sequence[Mark], samples: memoryview) -> list[int]:
    """When each character begins: ``len(text) + 1`` milliseconds, the last being the end of the audio.

    ``samples`` is the piece's audio as a view of 16-bit samples. Marks say where words begin; the characters in between
    are spread evenly. In numbers and symbols the voice's word boundaries differ from the text's, so marks that do not
    advance in the text are dropped.
    """
    anchors = [(0, 0)]
    for mark in marks:
        if mark.is_clause_end:
            # The mark comes after the clause's pause; the pause belongs to the space after the clause.
            _append(anchors, mark.position, end_of_sound(samples, anchors[-1][1], mark.sample), len(text))
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


def _ms(sample: int) -> int:
    return (sample * 1_000 + RATE // 2) // RATE


Alignment = dict[str, list[str] | list[int]]
"""The dialect's object: ``chars``, ``charStartTimesMs``, ``charDurationsMs``, all of equal length."""


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a piece that one message carries."""

    begin: int
    """Milliseconds of the piece's audio."""
    end: int
    alignment: Alignment | None
    normalized: Alignment | None
    """Begins with a space, as the real service's does. We normalise nothing else."""


def parts(text: str, times: Sequence[int], *, sync: bool) -> list[Part]:
    """Cut a piece into messages. With ``sync`` each times its own characters, otherwise the first times them all."""
    found = []
    for start, stop in pairwise(_cuts(text, times)):
        timing = None
        if sync:
            timing = _alignment(text[start:stop], times[start : stop + 1])
        elif start == 0:
            timing = _alignment(text, times)
        normalized = _with_leading_space(timing) if timing and start == 0 else timing
        found.append(Part(times[start], times[stop], timing, normalized))
    return found


def _cuts(text: str, times: Sequence[int]) -> list[int]:
    """A message ends before the first word that begins at least ``MESSAGE_MS`` after the message does; in scripts
    without spaces, at any character after twice that time."""
    found = [0]
    for index in range(1, len(text)):
        length = times[index] - times[found[-1]]
        if length >= 2 * MESSAGE_MS or (length >= MESSAGE_MS and text[index - 1] == " "):
            found.append(index)
    return [*found, len(text)]


def _alignment(text: str, times: Sequence[int]) -> Alignment:
    """The dialect's object for ``text``; ``times`` holds the start of each character and the end of the last."""
    return {
        "chars": list(text),
        "charStartTimesMs": [time - times[0] for time in times[:-1]],
        "charDurationsMs": [end - start for start, end in pairwise(times)],
    }


def _with_leading_space(alignment: Alignment) -> Alignment:
    chars, starts, durations = alignment.values()
    return dict(zip(alignment, ([" ", *chars], [0, *starts], [0, *durations]), strict=True))
