"""What was accepted, sent and voiced in a turn, and what is to be sent again. Pure: no socket, no clock, no asyncio.

Laws, tested as properties: ``voiced_text + unvoiced_text`` is the accepted text at every moment; the marks and the
turn's clock, which counts seconds of released audio, never run back; words come once and in order, over any number of
lost links; only the current epoch moves a mark.

An *epoch* is one try to have the sent text spoken, on one link. Its audio is held back up to the last whole word, so
what was released ends at a word's edge, and the next epoch goes on from there. Without timing, or with compressed
audio, which cannot be cut at a sample, audio is released as it comes, and a lost epoch is treated as ``partial`` says.

The ledger reads signals and gives events. It knows no dialect and no socket.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from buffering import Segment

from .alignment import Aligner, TimedWord, is_visible
from .codecs import Speech, Timed
from .events import Audio, AudioFormat, Skipped, Word
from .history import History

Partial = Literal["repeat", "hold", "skip", "fail"]
"""What becomes of a segment without timing when its link is lost in the middle: it is spoken again from its beginning;
or it was held back until it was complete, and nobody notices; or its rest is skipped; or the turn fails."""

MAX_HELD = 1.5
"""Seconds of audio that wait for the timing of their text. A service that is later than that has none."""
_MOST_SECONDS, _MOST_PER_CHARACTER = 60.0, 2.0
_MARGIN = 0.3
"""Seconds by which a message may be longer than the one before it."""
_HALF_SAMPLE = 0.5 / 48_000
"""Seconds by which two clocks that count the same samples may differ."""
_LETTER_SECONDS = 0.008
"""Less audio than this per letter is no speech: the fastest speaker takes several times as long."""
_LEAST_SHARE = 0.6
"""Of the time that a service tells for what is not released, audio must have come for this share, or all but the time
of a few letters: some services tell too much."""
_FEW_LETTERS = 4
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

    def __init__(self, format: AudioFormat, *, is_timed: bool = True, partial: Partial = "repeat") -> None:
        """``is_timed``: whether the service tells when which character sounds."""
        self._format = format
        self._is_exact = is_timed and format.encoding != "mp3"
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
        self.audio_bytes = 0
        self.epoch = 0
        self.replayed = 0
        """Characters that were sent again."""
        self.is_aligned = is_timed
        """Whether timing tells what was spoken. Ends for good when the timing does not fit the text."""
        self.is_broken = False
        """Whether what the service sends of this epoch is in disorder, and the text is to be sent again."""
        self.history = History()
        """What had sounded when."""
        self._word_end = 0.0  # of the last word, on the turn's clock
        self._has_repeated = False
        self._segments: deque[Segment] = deque()  # sent, and not released completely
        self._done = 0  # characters of the first of them that are released
        self._has_misfit = False  # whether timing did not fit once
        self._begin()

    def _begin(self, size: int = 0) -> None:
        self._size = size  # how many of the segments belong to the epoch
        self._characters = sum(len(segment.text) for segment in islice(self._segments, size))
        self._aligner = Aligner(islice(self._segments, size), self._done)
        self._tail = bytearray()  # audio of the epoch that is not released
        self._received = 0  # bytes of audio in the epoch
        self._base = self.clock
        self._last_size = 0  # of the last message's audio
        self._is_settled = False  # whether audio was released for which there is no timing yet
        self._previous: Speech | None = None
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
        return "word" if self._can_cut and not self._has_repeated else "segment"

    @property
    def _can_cut(self) -> bool:
        """Whether audio can be released word by word."""
        return self._is_exact and self.is_aligned

    @property
    def is_known_timed(self) -> bool:
        """Whether the service has shown in this epoch that it gives timing."""
        return self.is_aligned and self._aligner.letters > 0

    @property
    def owed_text(self) -> int:
        """How many characters were sent and are not released."""
        return sum(len(segment.text) for segment in self._segments) - self._done

    @property
    def is_flooded(self) -> bool:
        """Whether there is more audio in the epoch than its text can need, however slowly it is spoken."""
        return self._format.seconds(self._received) > _MOST_SECONDS + _MOST_PER_CHARACTER * self._characters

    @property
    def owes(self) -> bool:
        """Whether the service owes speech, as far as its timing tells; without timing, as long as it is not done."""
        if self.is_aligned:
            return (
                self._size > 0 and not self._is_settled and (bool(self._aligner.words) or not self._aligner.is_covered)
            )
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
        self._aligner.add(segment)
        self._size += 1
        self._is_settled = False
        self._characters += len(segment.text)
        return _sendable(segment.text)

    # --- epochs ---

    def lose(self) -> list[Entry]:
        """The link is lost: what was not released is dropped. Gives what the caller is to know of it."""
        entries: list[Entry] = []
        spoken = self._given
        if not self._can_cut and self.partial == "skip" and spoken:
            for _ in range(1 if self.is_aligned else self._size):  # without timing nobody knows which of them was cut
                entries += self._skip()
        self._has_repeated |= self._can_cut and self._is_settled
        self._begin()
        return entries

    def skip(self) -> list[Entry]:
        """Give up the segment that is due; gives what the caller is to know."""
        entries = self._skip() if self._segments else []
        self._begin()
        return entries

    def _skip(self) -> list[Entry]:
        segment = self._segments.popleft()
        text = segment.text[self._done :]
        self._done, self.released = 0, segment.end
        span = (segment.raw_mark(len(segment.text) - len(text)), segment.end)
        return [Skipped(text.strip(), span), Mark(segment.end)]

    @property
    def is_lossy(self) -> bool:
        """Whether losing the link now means that something is heard twice, or not at all."""
        return not self._can_cut and self._given > 0

    def begin_epoch(self, *, is_single: bool = False) -> list[str]:
        """An epoch begins: gives what is to be sent again, segment by segment; with ``is_single`` one at the most."""
        self.epoch += 1
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

    def hear(self, speech: Speech, epoch: int) -> list[Entry]:
        """The service gave audio and timing in ``epoch``; gives what is for the caller."""
        if epoch != self.epoch or self.is_broken or self._is_repeated(speech):
            return []
        self._previous = speech
        shift = 0.0 if speech.counted is None else self._format.seconds(self._received) - speech.counted
        timing = [Timed(timed.chars, timed.start + shift, timed.end + shift) for timed in speech.timing]
        if self.is_aligned and not all(map(self._aligner.match, timing)):
            self._doubt()
            if self.is_broken:
                return []
        self._tail += speech.audio
        self._received += len(speech.audio)
        self._last_size = len(speech.audio)
        self._is_settled &= not speech.audio
        return self._release()

    @property
    def is_late(self) -> bool:
        """Whether audio waits for timing that comes with the next message, if at all."""
        waits = self._format.seconds(self._received) - self._aligner.end
        return self._can_cut and len(self._tail) > 0 and not self._aligner.is_covered and waits > _MARGIN / 10

    def settle(self) -> list[Entry]:
        """The service is silent with audio held for its timing: give it out, since the timing may never come."""
        if not self._aligner.end:
            self.is_aligned = False  # there was none at all
            return self._release()
        self._is_settled = True
        return self._cut(len(self._tail))

    def _is_repeated(self, speech: Speech) -> bool:
        """Whether a message came twice: the same sound and text as before, while other text is due."""
        before = self._previous
        if not (before and speech.audio and speech.audio == before.audio and speech.timing):
            return False
        text, text_before = ("".join(timed.chars for timed in one.timing) for one in (speech, before))
        visible = next(filter(is_visible, text), "")
        return text == text_before and visible != "" and not self._aligner.expects(visible)

    def _doubt(self) -> None:
        """Timing does not fit. The first time the link may be in disorder, the second time it is the service's way."""
        if self._is_exact and self._aligner.letters and not self._has_misfit:
            self._has_misfit = True
            self.is_broken = True
        else:
            self.is_aligned = False

    def _release(self) -> list[Entry]:
        """Give out audio up to the last whole word, and the words."""
        received = self._format.seconds(self._received)
        words, ready = self._aligner.words, []
        while self.is_aligned and words and words[0].end <= received + _HALF_SAMPLE:
            ready.append(words.popleft())
        size, given = len(self._tail), self._given
        if self._can_cut and not (self._aligner.is_covered and not words):
            late = received - max(self._aligner.end, self._format.seconds(given))
            if late > max(MAX_HELD, self._format.seconds(self._last_size) + _MARGIN):
                self.is_aligned = False
            else:
                size = self._bytes_until(ready[-1].end) - given if ready else 0
        if not self._can_cut and self.partial == "hold":
            words.extendleft(reversed(ready))
            return []
        entries = self._cut(size)
        for word in ready:
            entries.append(self._word(word))
            self.history.sounded(word.segment, word.last, self._word_end)
            entries.append(Mark(self._advance(word.segment, word.last)))
        return entries

    def _word(self, word: TimedWord) -> Word:
        """The event for a word, whose times lie on the turn's clock and never run back."""
        end = max(self._word_end, min(self._base + word.end, self.clock))
        start = min(max(self._word_end, self._base + word.start), end)
        self._word_end = end
        return Word(word.text, start, end, word.segment.raw_span(word.first, word.last))

    def _bytes_until(self, end: float) -> int:
        width = self._format.sample_width
        return min(round(end * self._format.bytes_per_second / width) * width, self._received)

    def _cut(self, size: int) -> list[Entry]:
        """Release the first ``size`` bytes of the tail, or as many whole samples."""
        size -= size % self._format.sample_width
        if size <= 0:
            return []
        start = self.clock
        data = bytes(self._tail[:size])
        del self._tail[:size]
        self.audio_bytes += size
        return [Audio(data, start, self.clock)]

    def _advance(self, segment: Segment, last: int) -> int:
        """``segment`` is released up to ``last``; gives the new mark."""
        while self._segments[0] is not segment:
            self._segments.popleft()
            self._size -= 1
        self._done = last
        self.released = segment.raw_mark(last)
        if not any(map(is_visible, segment.text[last:])):
            self._segments.popleft()
            self._size -= 1
            self._done, self.released = 0, segment.end
        return self.released

    def finish(self, epoch: int) -> list[Entry]:
        """The service says that the epoch is complete; gives the rest, if that is true (see ``is_complete``)."""
        if epoch != self.epoch or self.is_broken:
            return []
        if self.is_aligned and self._received and not self._aligner.end:
            self.is_aligned = False  # it has no timing
        if not self._is_plausible():
            return []
        entries = self._cut(len(self._tail))
        if self.is_aligned:
            entries += map(self._word, self._aligner.words)
        segment: Segment | None = None
        for _ in range(self._size):
            segment = self._segments.popleft()
            self.released, self._done = segment.end, 0
        if segment:
            self.history.sounded(segment, len(segment.text), self.clock)
        self._begin()
        return [*entries, Mark(self.released)]

    def _is_plausible(self) -> bool:
        """Whether there is audio for all that was to sound in the epoch. Timing may end a little early."""
        received, given = self._format.seconds(self._received), self._format.seconds(self._given)
        if not self.is_aligned:
            return received >= self._count_letters() * _LETTER_SECONDS
        missing, end = self._aligner.count_rest(), self._aligner.end
        if self._aligner.words and received - given < (end - given) * _LEAST_SHARE:
            return (end - received) * self._aligner.letters / end <= _FEW_LETTERS
        usual = end / self._aligner.letters if self._aligner.letters else _LETTER_SECONDS
        return not missing or received - end >= missing * usual * _LEAST_SHARE

    def _count_letters(self) -> int:
        texts = [segment.text for segment in islice(self._segments, self._size)]
        return sum(sum(map(str.isalnum, text)) for text in texts) - sum(map(str.isalnum, "".join(texts)[: self._done]))

    @property
    def _given(self) -> int:
        """Bytes of the epoch's audio that were released."""
        return self._received - len(self._tail)

    @property
    def is_epoch_complete(self) -> bool:
        """Whether all that was sent in the epoch is released."""
        return self._size == 0


def _sendable(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())
