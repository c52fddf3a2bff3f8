"""What was accepted, sent and voiced in a turn, and what is to be sent again. Pure: no socket, no clock, no asyncio.

Laws, tested as properties: ``voiced_text + unvoiced_text`` is the accepted text at every moment; the marks and the
turn's clock, which counts seconds of released audio, never run back; words come once and in order, over any number of
lost links; only the current attempt moves a mark.

An *attempt* is one try to have the sent text spoken, on one link. Its audio is held back up to the last whole word, so
what was released ends at a word's edge, and the next attempt goes on from there. Without timing, or with compressed
audio, which cannot be cut at a sample, audio comes out as it arrives; ``partial`` says what a lost attempt means.

The ledger reads signals and gives events. It knows no dialect and no socket.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from buffering import Segment

from ..events import Audio, AudioFormat, Skipped, Word
from ..services import Speech
from .alignment import TimedWord, is_visible
from .attempt import HALF_SAMPLE, Attempt, Trust
from .history import History

Partial = Literal["repeat", "hold", "skip", "fail"]
"""What becomes of a segment without timing when its link is lost in the middle: it is spoken again from its beginning;
or it was held back until it was complete, and nobody notices; or its rest is skipped; or the turn fails."""

_MARGIN = 0.3
"""Seconds by which a message may be longer than the one before it."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
"""What no service speaks, and what JSON or a terminal would trip over: control characters and lone surrogates."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Not for the caller: with what stands before it, the caller has received the text up to here."""

    voiced: int


Entry = Audio | Word | Skipped | Mark
"""What the ledger gives, in order."""


class Ledger:
    """The record of one turn."""

    def __init__(
        self,
        format: AudioFormat,
        *,
        is_timed: bool = True,
        timing_delay: float = 1.5,
        ends_segments: bool = False,
        partial: Partial = "repeat",
    ) -> None:
        """What the service does, as its traits say, and what becomes of a segment that is cut where no word ends.

        ``is_timed``: it reports when which text sounds. ``timing_delay``: seconds of audio that wait for the timing
        of their text. ``ends_segments``: it reports when a segment's audio is complete.
        """
        self._format = format
        self._is_exact = format.encoding != "mp3"  # whether audio can be cut at a sample
        self.partial: Partial = partial
        """What becomes of a segment whose link is lost where it cannot be cut at a word."""
        self._parts: list[str] = []
        self.accepted = 0
        """Characters taken from the source."""
        self.sent = 0
        """Characters of the accepted text up to which everything was sent."""
        self.released = 0
        """Characters of the accepted text up to which audio and words were given out for the caller."""
        self.voiced = 0
        """Characters of the accepted text up to which the caller has received everything."""
        self._due = 0  # characters of all segments that were sent
        self.audio_bytes = 0
        self.attempt = 0
        self.replayed = 0
        """Characters that were sent again."""
        self._is_timed = is_timed
        self._timing_delay = timing_delay
        self._ends_segments = ends_segments
        self._was_mute = False  # whether the last attempt that gave audio had no timing at all
        self._has_lost_words = False  # whether audio was given out that could not be cut at a word
        self.is_broken = False
        """Whether what the service sends of this attempt is in disorder, and the text is to be sent again."""
        self.history = History()
        """What had sounded when."""
        self._word_end = 0.0  # of the last word, on the turn's clock
        self._told = (0, 0)  # the last word that was given: its segment's start, its end there
        self._has_repeated = False
        self._segments: deque[Segment] = deque()  # sent, and not released completely
        self._unpassed = 0  # their characters
        self._done = 0  # characters of the first of them that are released
        self._has_misfit = False  # whether timing did not fit once
        self._has_ended_early = False  # whether an attempt ended before its text, and none has ended well since
        self._begin()

    def _begin(self, size: int = 0) -> None:
        self._size = size  # how many of the segments belong to the attempt
        self._trust: Trust = "times" if self._is_timed and not self._was_mute else "nothing"
        self._attempt = Attempt(self._format, list(islice(self._segments, size)), self._done)
        self._base = self.clock
        self.is_broken = False

    # --- what was said ---

    @property
    def text(self) -> str:
        """All text that was accepted, as the source gave it."""
        self._parts = ["".join(self._parts)]
        return self._parts[0]

    @property
    def voiced_text(self) -> str:
        """The text whose audio and words the caller has received."""
        return self.text[: self.voiced]

    @property
    def unvoiced_text(self) -> str:
        """The accepted text that was not voiced."""
        return self.text[self.voiced :]

    @property
    def clock(self) -> float:
        """Seconds of audio that were released."""
        return self._format.seconds(self.audio_bytes)

    @property
    def exactness(self) -> str:
        """``word``: any loss is repaired at a word's edge. ``segment``: by what ``partial`` says."""
        is_word = self._can_cut and not self._has_lost_words and not self._has_repeated
        return "word" if is_word else "segment"

    @property
    def is_aligned(self) -> bool:
        """Whether timing says what was spoken. Ends, for the attempt, when it does not fit the text or the audio."""
        return self._trust == "times"

    @property
    def _can_cut(self) -> bool:
        """Whether audio can be released word by word."""
        return self._is_exact and self.is_aligned

    @property
    def is_known_timed(self) -> bool:
        """Whether the service has shown in this attempt that it gives timing."""
        return self.is_aligned and self._attempt.aligner.letters > 0

    @property
    def owed_text(self) -> int:
        """How many characters were sent and are not released."""
        return self._unpassed - self._done

    @property
    def owed_segments(self) -> int:
        """How many segments of the attempt are not released."""
        return self._size

    @property
    def received(self) -> float:
        """Seconds of audio that came in the attempt."""
        return self._attempt.seconds

    @property
    def is_flooded(self) -> bool:
        """Whether there is more audio in the attempt than its text can need, however slowly it is spoken."""
        return self._attempt.is_flooded

    @property
    def owes(self) -> bool:
        """Whether the service owes speech, as far as its timing tells; without timing, as long as it is not done."""
        if self.is_aligned and self._size:
            aligner = self._attempt.aligner
            return not self._attempt.is_settled and (bool(aligner.words) or not aligner.is_covered)
        return self._size > 0

    # --- the source's side ---

    def accept(self, text: str) -> None:
        """The source gave ``text``."""
        self._parts.append(text)
        self.accepted += len(text)

    def send(self, segment: Segment) -> str:
        """The segment is due; gives the text to send for it, empty if it holds nothing visible."""
        self.sent = segment.end
        self._segments.append(segment)
        self.history.add(segment)
        self._attempt.add(segment)
        self._due += len(segment.text)
        self._unpassed += len(segment.text)
        self._size += 1
        return _sendable(segment.text)

    # --- attempts ---

    def lose(self) -> list[Entry]:
        """The link is lost: what was not released is dropped. Gives what the caller is to know of it."""
        entries: list[Entry] = []
        if self.is_lossy and self.partial == "skip":
            is_known = self._trust != "nothing" or self._ends_segments  # which of them was cut
            for _ in range(1 if is_known else self._size):
                entries += self._skip()
        self._has_repeated |= self._attempt.may_repeat
        self._begin()
        return entries

    def skip(self) -> list[Entry]:
        """Give up the segment that is due; gives what the caller is to know."""
        entries = self._skip() if self._segments else []
        self._begin()
        return entries

    def skip_one(self) -> list[Entry]:
        """Give up the oldest segment of the attempt, which goes on with the next; gives what the caller is to know."""
        self._attempt.skip_segment(self._segments[0])
        self._size -= 1
        return self._cut(len(self._attempt.tail)) + self._skip()

    def _skip(self) -> list[Entry]:
        segment = self._segments.popleft()
        self._unpassed -= len(segment.text)
        text = segment.text[self._done :]
        self._done, self.released = 0, segment.end
        span = (segment.raw_mark(len(segment.text) - len(text)), segment.end)
        return [Skipped(text.strip(), span), Mark(segment.end)]

    @property
    def is_lossy(self) -> bool:
        """Whether losing the link now means that something is heard twice, or not at all."""
        return not self._can_cut and self._attempt.given_of_segment > 0

    def begin_attempt(self, *, is_single: bool = False) -> list[str]:
        """An attempt begins: gives what is to be sent again, segment by segment; with ``is_single`` one at the most."""
        self.attempt += 1
        texts, size = list[str](), 0
        for size, segment in enumerate(self._segments, 1):
            if text := _sendable(segment.text[self._done if size == 1 else 0 :]):
                texts.append(text)
            if texts and is_single:
                break
        self._begin(size)
        self.replayed += sum(map(len, texts))
        return texts

    # --- the service's side ---

    def hear(self, speech: Speech, attempt: int) -> list[Entry]:
        """The service gave audio and timing in ``attempt``; gives what is for the caller."""
        if attempt != self.attempt or self.is_broken or self._attempt.is_repeated(speech):
            return []
        if speech.timing:
            self._was_mute = False
        if self._trust != "nothing" and not self._attempt.match(speech):
            self._doubt()
            if self.is_broken:
                return []
        if self.is_aligned and self._attempt.is_overlong:
            self._trust = "text"
        if self.is_aligned and self._attempt.is_timeless:
            self._trust = "nothing"
        self._attempt.take(speech)
        return self._release()

    def _doubt(self) -> None:
        """Timing does not fit. The first time the link may be in disorder, the second time it is the service's way."""
        if self._can_cut and self._attempt.aligner.letters and not self._has_misfit:
            self._has_misfit = True
            self.is_broken = True
        else:
            self._trust = "nothing"

    @property
    def is_late(self) -> bool:
        """Whether audio waits for timing that comes with the next message, if at all."""
        attempt = self._attempt
        waits = attempt.seconds - attempt.aligner.end
        return self._can_cut and len(attempt.tail) > 0 and not attempt.aligner.is_covered and waits > _MARGIN / 10

    def settle(self) -> list[Entry]:
        """The service is silent with audio held for its timing: give it out, since the timing may never come."""
        if not self._attempt.aligner.end:
            self._trust, self._was_mute = "nothing", True  # there was none at all
            return self._release()
        self._attempt.settle()
        return self._cut(len(self._attempt.tail))

    def _release(self) -> list[Entry]:
        """Give out audio up to the last whole word, and the words."""
        attempt, aligner = self._attempt, self._attempt.aligner
        words, ready = aligner.words, list[TimedWord]()
        while words and attempt.received and (words[0].end <= attempt.seconds + HALF_SAMPLE or not self.is_aligned):
            ready.append(words.popleft())
        size = len(attempt.tail)
        if self._can_cut and not (aligner.is_covered and not words):
            if attempt.late > max(self._timing_delay, self._format.seconds(attempt.last_size) + _MARGIN):
                self._trust, self._was_mute = "nothing", not aligner.end
            else:
                size = attempt.bytes_until(ready[-1].end) - attempt.given if ready else 0
        if not self._can_cut and self.partial == "hold":
            words.extendleft(reversed(ready))
            return []
        before = self.clock
        entries = self._cut(size)
        for word in ready:
            entries += self._word(word)
            if self.is_aligned:
                self.history.sounded(word.segment, word.last, self._word_end)
                entries.append(Mark(self._advance(word.segment, word.last)))
        return entries + self._pass_segments(before) if self._trust == "text" else entries

    def _word(self, word: TimedWord) -> list[Entry]:
        """The event for a word, whose times lie on the turn's clock and never run back.

        A word that is said again, with a segment that could not be cut, has no second one.
        """
        place = (word.segment.start, word.last)
        if place <= self._told:
            return []
        end = max(self._word_end, min(self._base + word.end, self.clock))
        start = min(max(self._word_end, self._base + word.start), end)
        self._word_end, self._told = end, place
        return [Word(word.text, start, end, word.segment.raw_span(word.first, word.last), word.ends_unit)]

    def _cut(self, size: int) -> list[Entry]:
        """Release the first ``size`` bytes of the tail, or as many whole samples."""
        size -= size % self._format.sample_width
        if size <= 0:
            return []
        start = self.clock
        data = self._attempt.cut(size)
        self._has_lost_words |= not self._can_cut
        self.audio_bytes += size
        return [Audio(data, start, self.clock)]

    def _advance(self, segment: Segment, last: int) -> int:
        """``segment`` is released up to ``last``; gives the new mark."""
        while self._segments[0] is not segment:
            self._pass_segment()
        self._done = last
        self.released = segment.raw_mark(last)
        return self.released if any(map(is_visible, segment.text[last:])) else self._pass_segment()

    def _pass_segments(self, before: float) -> list[Entry]:
        """Segments have sounded, at ``before``, when a message with audio begins with text behind them.

        What it tells of more text behind that may be about audio that is still to come.
        """
        current = self._attempt.begun
        if current is None or not self._attempt.last_size:
            return []
        entries = list[Entry]()
        while self._size and self._segments[0] is not current:
            self.history.sounded(self._segments[0], len(self._segments[0].text), before)
            entries.append(Mark(self._pass_segment()))
        return entries

    def _pass_segment(self) -> int:
        """The first segment is released; gives the new mark."""
        segment = self._segments.popleft()
        self.released = segment.end
        self._unpassed -= len(segment.text)
        self._size -= 1
        self._done = 0
        return self.released

    def end_segments(self, count: int) -> list[Entry]:
        """The service says that all audio of the oldest ``count`` segments has come; gives the rest of it.

        Nothing where timing says more. If there is hardly any audio for them they stay due.
        """
        if self.is_aligned or not self._attempt.has_audio_for(list(islice(self._segments, min(count, self._size)))):
            return []
        entries = self._cut(len(self._attempt.tail))
        last = None
        for _ in range(min(count, self._size)):
            last = self._segments[0]
            self._pass_segment()
        if last is None:
            return entries
        self._attempt.begin_segment()
        self.history.sounded(last, len(last.text), self.clock)
        return [*entries, Mark(self.released)]

    def finish(self, attempt: int) -> list[Entry]:
        """The service says that the attempt is complete; gives the rest, if that is true (see ``is_complete``)."""
        if attempt != self.attempt or self.is_broken:
            return []
        aligner = self._attempt.aligner
        if self._attempt.received and not aligner.end:
            self._trust, self._was_mute = "nothing", True  # it has no timing
        if not self._attempt.is_plausible(self._trust, is_first=not self._has_ended_early):
            self._has_ended_early = True
            return []
        self._has_ended_early = False
        entries = self._cut(len(self._attempt.tail))
        if self._trust != "nothing":
            aligner.close()
            entries += (entry for word in aligner.words for entry in self._word(word))
        segment = self._segments[self._size - 1] if self._size else None
        while self._size:
            self._pass_segment()
        if segment:
            self.history.sounded(segment, len(segment.text), self.clock)
        self._begin()
        return [*entries, Mark(self.released)]

    @property
    def is_attempt_complete(self) -> bool:
        """Whether all that was sent in the attempt is released."""
        return self._size == 0


def _sendable(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())
