"""From the voice's marks to the dialect's character timing, and the cuts between messages. Pure.

All times are whole milliseconds since the piece's first sample: the dialect carries integers, and clients add them up,
so rounding happens once, here, and the spans of a piece always sum to its length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .encoding import end_of_sound
from .engine import RATE
from .voice import Mark

MESSAGE_MS = 1_000
"""Audio per message: some 64 kB of base64 at 24 kHz, at most 260 kB; the official SDK breaks at 1 MiB."""


def character_times(text: str, marks: Sequence[Mark], samples: memoryview) -> list[int]:
    """When each character begins: ``len(text) + 1`` milliseconds, the last being the end of the audio.

    ``samples`` is the piece's audio as a view of 16-bit samples. Marks give the words' beginnings; characters between
    are spread evenly. The voice's own word boundaries disagree with any other in numbers and symbols, so marks that
    do not advance in the text are dropped.
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
"""The dialect's object: ``chars``, ``charStartTimesMs``, ``charDurationsMs``, all of one length."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one message carries of a piece."""

    begin: int
    """Milliseconds of the piece's audio."""
    end: int
    alignment: Alignment | None
    normalized: Alignment | None
    """The real service's begins with a space. Ours normalises nothing else."""


def parts(text: str, times: Sequence[int], *, sync: bool) -> list[Part]:
    """Cut a piece into messages: with ``sync`` each times its own characters, else the first times all of them."""
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
    """Each message ends at the first word that begins ``MESSAGE_MS`` or more after the message; after twice that,
    where a script has no spaces, at a character."""
    found = [0]
    for index in range(1, len(text)):
        length = times[index] - times[found[-1]]
        if length >= 2 * MESSAGE_MS or (length >= MESSAGE_MS and text[index - 1] == " "):
            found.append(index)
    return [*found, len(text)]


def _alignment(text: str, times: Sequence[int]) -> Alignment:
    """The dialect's object for ``text``; ``times`` holds its characters' beginnings and its end."""
    return {
        "chars": list(text),
        "charStartTimesMs": [time - times[0] for time in times[:-1]],
        "charDurationsMs": [end - start for start, end in pairwise(times)],
    }


def _with_leading_space(alignment: Alignment) -> Alignment:
    chars, starts, durations = alignment.values()
    return dict(zip(alignment, ([" ", *chars], [0, *starts], [0, *durations]), strict=True))
