"""What was accepted, sent and voiced in a turn. Pure: no socket, no clock, no asyncio.

Laws, tested as properties: ``voiced_text + unvoiced_text`` is the accepted text at every moment; the marks and the
turn's clock, which counts seconds of released audio, never run back; words come once and in order.

The ledger reads signals and gives events. It knows no dialect and no socket.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass

from buffering import Segment

from .codecs import Speech, Timed
from .events import Audio, AudioFormat, Event, Word

_HALF_SAMPLE = 0.5 / 48_000
"""Seconds by which two clocks that count the same samples may differ."""


_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
"""Han and kana: written without spaces, so each character counts as a word."""
_WIDE = re.compile(rf"{_IDEOGRAPH.pattern}|[\u3000-\u303f\uff01-\uff0f\uff1a-\uff20]")
"""The same with their punctuation, which stays with the character before it."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
"""What no service speaks, and what JSON or a terminal would trip over: control characters and lone surrogates."""


@dataclass(slots=True)
class _TimedWord:
    first: int
    """Where it begins in its segment's text."""
    start: float
    end: float
    text: str = ""
    raw_span: tuple[int, int] = (0, 0)
    mark: int = 0
    """Offset in the accepted text up to which everything is voiced once the word is."""


class Ledger:
    """The record of one turn."""

    def __init__(self, format: AudioFormat) -> None:
        self._format = format
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
        self.exactness = "turn"
        """``word`` while timing fits the text; ``turn`` if there is none, or once it stopped fitting."""
        self._carry = b""  # the first byte of a sample whose second has not come
        self._unmatched: deque[Segment] = deque()  # sent text whose timing is not complete
        self._matched = 0  # how many characters of the first of them have been matched
        self._word: _TimedWord | None = None
        self._words: deque[_TimedWord] = deque()  # timed, but their audio is not released yet
        self._marks: deque[int] = deque()  # those of the words that the caller has not received
        self.has_words = False
        """Whether anything was sent that sounds."""
        self._fits = True
        self._is_finished = False

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

    def accept(self, text: str) -> None:
        """The source gave ``text``."""
        self._parts.append(text)
        self.accepted += len(text)

    def send(self, segment: Segment) -> str:
        """The segment is due; gives the text to send for it, empty if it holds nothing visible."""
        self.sent = segment.end
        if self._fits:
            self._unmatched.append(segment)
        text = " ".join(_CONTROL.sub(" ", segment.text).split())
        self.has_words |= any(map(str.isalnum, text))
        return text

    def hear(self, speech: Speech) -> list[Audio | Word]:
        """The service gave audio and timing; gives what is for the caller: the audio, then the words it completed."""
        for timed in speech.timing:
            for char in timed.chars:
                if self._fits and _is_visible(char):
                    self._match(char, timed)
        events: list[Audio | Word] = []
        data = self._carry + speech.audio
        whole = len(data) - len(data) % self._format.sample_width
        data, self._carry = data[:whole], data[whole:]
        if data:
            start = self.clock
            self.audio_bytes += len(data)
            events.append(Audio(data, start, self.clock))
        return [*events, *self._release(self.clock + _HALF_SAMPLE)]

    def finish(self) -> list[Word]:
        """The service has given all audio of all that was sent; gives the last words."""
        words = self._release(float("inf"))
        self.released = self.sent
        self._is_finished = True
        return words

    def hand_over(self, event: Event) -> None:
        """The caller has received ``event``: words are voiced one by one, the rest with the turn's end."""
        if isinstance(event, Word):
            self.voiced = self._marks.popleft()

    def hand_over_end(self) -> None:
        """The caller has received the turn's end, a good one or not: what the service finished is voiced completely."""
        if self._is_finished or self.sent == self.released:
            self.voiced = self.sent

    def _match(self, char: str, timed: Timed) -> None:
        """Find the next aligned character in the sent text. White space and invisible characters need not agree."""
        segment = self._skip_to_visible()
        if segment is None or segment.text[self._matched] != char:
            self._fits = False
            self._unmatched.clear()
            self.exactness = "turn"
            return
        if self._word is None:
            self._word = _TimedWord(self._matched, timed.start, timed.end)
        self._matched += 1
        self._word.end = timed.end
        if _is_word_end(segment.text, self._matched):
            self._word.text = segment.text[self._word.first : self._matched]
            self._word.raw_span = segment.raw_span(self._word.first, self._matched)
            self._word.mark = segment.raw_mark(self._matched)
            self._words.append(self._word)
            self._word = None
            self.exactness = "word"

    def _skip_to_visible(self) -> Segment | None:
        while self._unmatched:
            text = self._unmatched[0].text
            while self._matched < len(text) and not _is_visible(text[self._matched]):
                self._matched += 1
            if self._matched < len(text):
                return self._unmatched[0]
            self._unmatched.popleft()
            self._matched = 0
        return None

    def _release(self, until: float) -> list[Word]:
        released = []
        while self._words and self._words[0].end <= until:
            word = self._words.popleft()
            end = min(word.end, self.clock)
            self.released = word.mark
            self._marks.append(word.mark)
            released.append(Word(word.text, min(word.start, end), end, word.raw_span))
        return released


def _is_visible(char: str) -> bool:
    return char.isprintable() and char != " "


def _is_word_end(text: str, position: int) -> bool:
    """Whether a word ends before ``position``, which is behind a visible character."""
    if position == len(text) or not _is_visible(text[position]):
        return True
    if _IDEOGRAPH.match(text, position):
        return True
    return text[position].isalnum() and bool(_WIDE.match(text, position - 1))
