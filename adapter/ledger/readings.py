"""What a service's times count from: found from what comes, instead of assumed. Pure.

Times may count from the audio of their message, of the message before, of the generated unit or of the turn; and a
unit's audio may have begun with the message that first times its text, with the one before, or where the last timed
message ended. No document says which, and services change it. So all these *readings* are kept. A reading is refuted
when times run back, leave a hole that speech does not have, or lie beyond the audio that has come. Times are certain
where the readings that are left agree.
"""

from __future__ import annotations

from collections import deque

NAMES = ("message", "turn", "unit with", "before", "unit before", "unit end")
"""The readings, the usual ones first."""
_OVERLAP, _LEAST_OVERLAP = 0.15, 0.01
"""Times that begin before those of the last message have ended, by more than this share and these seconds, are not
those of the audio: sums that do not quite add up are less."""
_DRIFT = 0.04
"""The share by which they are hardly believed to overlap, if another reading has no overlap."""
_BEYOND, _LEAST_BEYOND = 0.05, 0.013
"""Times that end after the audio has, by more than this share and these seconds, are not those of the audio."""
_NEAR = 0.03
"""Seconds of a hole that is none."""
_HOLE = 1.0
"""Seconds of the longest silence between two characters that were timed one after the other."""
_SAME = 0.01
"""Seconds by which two readings may differ and still mean the same."""
_SPREAD = 3
"""After this many messages the reading with the fewest holes is believed, though others are not refuted."""
_MOST = 8
"""After this many one is believed in any case: what is held must be bounded."""


class Zero:
    """What the times of a message count from, in seconds of the attempt's audio; may change until ``is_sure``."""

    __slots__ = ("is_sure", "seconds")

    def __init__(self, seconds: float = 0.0, *, is_sure: bool = False) -> None:
        self.seconds = seconds
        self.is_sure = is_sure


START = Zero(is_sure=True)


class Readings:
    """The readings of one attempt."""

    def __init__(self, known: frozenset[str] = frozenset()) -> None:
        """``known``: the readings that were right in an earlier attempt; they break ties."""
        self.known = known
        """The readings that are believed, since what came fits them and no other; empty if that is not known."""
        self._was_known = bool(known)
        self.is_refuted = False
        """Whether no reading fits."""
        self.was_wrong = False
        """Whether a reading was refuted by which times had been given out."""
        self._last = dict.fromkeys(NAMES, 0.0)  # by each reading, where the last text ended
        self._holes = dict.fromkeys(NAMES, 0)
        self._gaps = dict.fromkeys(NAMES, 0.0)  # seconds of holes and overlaps in all
        self._off = dict.fromkeys(NAMES, 0.0)  # by how much each differs from the times that were given out
        self._told = 0.0  # how long the text of the last message lasts
        self._before = 0.0  # where the audio of the message before began
        self._closed = 0.0  # where the audio of the last message with timing ended
        self._unit: object = None
        self._unit_zeros = dict.fromkeys(("unit with", "unit before", "unit end"), 0.0)
        self._open = deque[tuple[Zero, dict[str, float]]]()

    @property
    def right(self) -> frozenset[str]:
        """The readings that what came has left, if it has refuted any."""
        return self.known or frozenset(self._last if len(self._last) < len(NAMES) else ())

    @property
    def is_doubtful(self) -> bool:
        """Whether times were given out that a reading which still fits contradicts, and no attempt before decided."""
        return not self._was_known and any(self._off[name] > _NEAR for name in self._last)

    @property
    def is_certain(self) -> bool:
        """Whether all times are."""
        return not self._open

    def take(
        self, zero: Zero, audio: tuple[float, float], times: tuple[float, float], unit: object, *, is_whole: bool
    ) -> None:
        """A message timed new text of ``unit``; sets ``zero``, from which it counts.

        ``audio``: from when to when its audio lasts, in the attempt. ``times``: from when to when its new text does, as
        the service wrote it. ``is_whole``: whether that is all text of a unit, which may be ahead of its audio.
        """
        begin, after = audio
        if unit is not self._unit:
            self._unit = unit
            self._unit_zeros = {"unit with": begin, "unit before": self._before, "unit end": self._closed}
        zeros = self._zeros(begin)
        self._refute(zeros, times, after, is_whole=is_whole)
        self._open.append((zero, zeros))
        self._closed = after
        self.decide()

    def guess(self, zero: Zero, audio: tuple[float, float]) -> None:
        """A message timed no new text: its times are not judged."""
        zeros = self._zeros(audio[0])
        self._closed = audio[1]
        names = [name for name in self._last if name in self.known] or list(self._last)
        zero.seconds, zero.is_sure = zeros[names[0]], True

    def _zeros(self, begin: float) -> dict[str, float]:
        return {"message": begin, "turn": 0.0, "before": self._before, **self._unit_zeros}

    def pass_audio(self, begin: float) -> None:
        """The message whose audio begins at ``begin`` is over."""
        self._before = begin

    def _refute(self, zeros: dict[str, float], times: tuple[float, float], after: float, *, is_whole: bool) -> None:
        last, first, end = self._last, *times
        overlap = max(_LEAST_OVERLAP, self._told * _OVERLAP)
        beyond = after + max(_LEAST_BEYOND, (end - first) * _BEYOND)
        fits = [name for name in last if zeros[name] + first >= last[name] - overlap]
        within = [name for name in fits if zeros[name] + end <= beyond]
        if is_whole:  # a unit that is timed ahead of its audio; a hole before it is doubtful if there is another way
            ahead = [name for name in fits if name not in within and abs(zeros[name] + first - last[name]) <= _NEAR]
            fits = within + ahead if within else fits
        else:
            fits = within or [name for name in fits if zeros[name] + first - last[name] <= _NEAR]
        near = max(_NEAR, self._told * _DRIFT)
        fits = [name for name in fits if zeros[name] + first >= last[name] - near] or fits
        fits = [name for name in fits if zeros[name] + first - last[name] <= _HOLE] or fits
        self._told = end - first
        if not fits:
            self.is_refuted = True
            fits = list(last)
        self._holes = {name: self._holes[name] + (zeros[name] + first - last[name] > _NEAR) for name in fits}
        self._gaps = {name: self._gaps[name] + abs(zeros[name] + first - last[name]) for name in fits}
        self._last = {name: max(last[name], zeros[name] + end) for name in fits}
        if self.known and self.known.isdisjoint(fits):
            self.known = frozenset()
            self.was_wrong |= min(self._off[name] for name in fits) > _SAME

    def decide(self, *, is_last: bool = False) -> None:
        """Set the zeros that are certain, or with ``is_last`` all."""
        names = list(self._last)
        if self.known:
            best = [name for name in names if name in self.known]
        else:
            least = min(self._holes.values())
            best = [name for name in names if self._holes[name] == least]
        if self._open:  # of those that differ the usual one, of those that hardly do the one that fits best
            zeros = self._open[0][1]
            usual = zeros[best[0]]
            best.sort(key=lambda name: (abs(zeros[name] - usual) > _SAME, self._gaps[name]))
        while self._open:
            zero, zeros = self._open[0]
            count = len(self._open)
            is_agreed = _spread(zeros, names) <= _SAME
            is_believed = _spread(zeros, best) <= _SAME and (self.known or count >= _SPREAD)
            if not (is_agreed or is_believed or count >= _MOST or is_last):
                break
            if not self.known and not is_agreed:
                self.known = frozenset(name for name in best if abs(zeros[name] - zeros[best[0]]) <= _SAME)
            if is_last and not is_agreed and not is_believed:
                self.was_wrong |= _spread(zeros, best) > _SAME  # a guess
            self._open.popleft()
            zero.seconds, zero.is_sure = zeros[best[0]], True
            for name in names:
                self._off[name] = max(self._off[name], abs(zeros[name] - zero.seconds))
        for zero, zeros in self._open:
            zero.seconds = zeros[best[0]]


def _spread(zeros: dict[str, float], names: list[str]) -> float:
    values = [zeros[name] for name in names]
    return max(values) - min(values)
