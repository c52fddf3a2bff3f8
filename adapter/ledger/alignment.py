"""Which word of the sent text sounds when: matches a service's character timing to what was sent. Pure.

One aligner lives for one attempt: one try to have some text spoken. Services normalise and repeat: white space,
invisible characters, case and punctuation need not agree, letters and digits must.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from buffering import Segment
from buffering.generated.characters import HAN_AND_KANA, WIDE_MARK

from ..services import Timed

_IDEOGRAPH = re.compile(f"[{HAN_AND_KANA}]")
"""Han and kana: written without spaces, so each character counts as a word."""
_WIDE = re.compile(f"[{HAN_AND_KANA}{WIDE_MARK}]")
"""The same with their punctuation, which stays with the character before it."""
_JOINERS = "\u00ad\u034f\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Invisible, and within words: hyphens that may come, joiners of letters and emoji, marks of direction."""

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,400}>|\[[A-Za-z][^\[\]]{0,200}\]")
"""A command to the service, which may leave it out of its timing: ``<break time="1s"/>``, ``[laughs]``."""
_COMMAND = re.compile(r"<[^<>]*[=/][^<>]*>")
"""One whose words cannot sound."""


@dataclass(slots=True)
class TimedWord:
    """A word, and when it sounds: seconds since the attempt's first audio."""

    segment: Segment
    first: int
    """Where it begins in its segment's text."""
    last: int
    """Where it ends there."""
    start: float
    end: float

    @property
    def text(self) -> str:
        """The word as it was sent."""
        return self.segment.text[self.first : self.last]

    @property
    def ends_unit(self) -> bool:
        """Whether it is the last word of an item, a heading or a paragraph."""
        text = self.segment.text
        if text[self.last : self.last + 1] not in ("", "\n"):
            return False  # the usual case
        rest = text[self.last :]
        return not rest.strip() and ("\n\n" in rest or self.segment.kind == "line")


class Aligner:
    """The text of an attempt on its way to being timed."""

    def __init__(self, segments: Iterable[Segment] = (), done: int = 0) -> None:
        """``segments`` are sent again, but for the first ``done`` characters of the first of them."""
        self._segments = deque(segments)
        self._at = done
        self._word: TimedWord | None = None
        self._passed = ""  # the text of the segment before
        self._repeat: str = ""  # what an identical second pass over a segment would still bring
        self.words: deque[TimedWord] = deque()
        """Words whose timing is complete, in order. Who uses them takes them out."""
        self.end = 0.0
        """Until when characters are timed."""
        self.letters = 0
        """How many characters were matched."""

    def add(self, segment: Segment) -> None:
        """``segment`` was sent."""
        self._segments.append(segment)

    @property
    def is_covered(self) -> bool:
        """Whether all that sounds in what was sent is timed."""
        return not self._word and not any(map(str.isalnum, self._sounding()))

    @property
    def is_open(self) -> bool:
        """Whether a word has begun whose end is not timed."""
        return self._word is not None

    @property
    def whole_end(self) -> float:
        """Until when whole words are timed."""
        return self._word.start if self._word else self.end

    def count_rest(self) -> int:
        """How many letters and digits of what was sent are not timed."""
        return sum(map(str.isalnum, self._sounding()))

    def _rest(self) -> Iterable[str]:
        for index, segment in enumerate(self._segments):
            yield from segment.text[self._at :] if index == 0 else segment.text

    def _sounding(self) -> Iterable[str]:
        """The same without the tags, which may be missing in the timing."""
        for index, segment in enumerate(self._segments):
            text = segment.text[self._at :] if index == 0 else segment.text
            yield from _TAG.sub("", text) if "<" in text or "[" in text else text

    @property
    def segment(self) -> Segment | None:
        """The segment of which something was timed last, or is next; None if there is no more."""
        return self._segments[0] if self._segments else None

    def expects(self, text: str) -> bool:
        """Whether ``text``, of visible characters, is what comes next; always if it is empty."""
        coming = (char for part in self._rest() for char in part if is_visible(char))
        return all(_agree(next(coming, ""), char) for char in text)

    def close(self) -> None:
        """There is no more timing: a word is complete if no letter of it is missing."""
        if self._word:
            text = self._word.segment.text
            rest = next((at for at in range(self._at, len(text)) if not is_visible(text[at])), len(text))
            if not any(map(str.isalnum, text[self._at : rest])):
                self._word.last = rest
                self.words.append(self._word)
                self._word = None

    def match(self, timed: Timed) -> bool:
        """Take the timing of some characters. False if they are not what was sent; nothing can be matched then."""
        self.end = max(self.end, timed.end)
        for char in timed.chars:  # noqa: SIM110  once per character of a reply
            if is_visible(char) and not self._match(char, timed):
                return False
        return True

    def _match(self, char: str, timed: Timed) -> bool:
        if self._repeat:
            agrees = _agree(self._repeat[0], char)
            self._repeat = self._repeat[1:] if agrees else ""
            if agrees:
                return True
        while segment := self._next_visible():
            expected = segment.text[self._at]
            if _agree(expected, char):
                self._take(segment, timed)
                self.letters += 1
                return True
            if not char.isalnum():
                break  # punctuation of the service's own
            if expected.isalnum():
                return self._begins_again(segment, char)
            silent = self._word.end if self._word else timed.start
            if tag := _left_out(segment.text, self._at, char):
                self._pass(segment, tag.end(), silent)
                continue
            self._take(segment, Timed(expected, silent, silent))  # punctuation that the service leaves out
        if self._word:
            self._word.end = timed.end
        return not char.isalnum()

    def _begins_again(self, segment: Segment, char: str) -> bool:
        """Whether the service gives the timing of the segment a second time, from its beginning."""
        past = "".join(filter(is_visible, segment.text[: self._at] or self._passed))
        if not past or not _agree(past[0], char):
            return False
        self._repeat = past[1:]
        return True

    def _take(self, segment: Segment, timed: Timed) -> None:
        if self._word is None:
            self._word = TimedWord(segment, self._at, self._at, timed.start, timed.end)
        self._at += 1
        self._word.last, self._word.end = self._at, timed.end
        if _is_word_end(segment.text, self._at):
            self.words.append(self._word)
            self._word = None

    def _pass(self, segment: Segment, end: int, silent: float) -> None:
        """Take what stands before ``end`` and is not timed."""
        while self._at < end:
            char = segment.text[self._at]
            if is_visible(char):
                self._take(segment, Timed(char, silent, silent))
            else:
                self._at += 1

    def _next_visible(self) -> Segment | None:
        while self._segments:
            text = self._segments[0].text
            while self._at < len(text) and not is_visible(text[self._at]):
                self._at += 1
            if self._at < len(text):
                return self._segments[0]
            self._passed = self._segments.popleft().text
            self._at = 0
        return None


def is_visible(char: str) -> bool:
    """Whether the character counts in matching."""
    return char.isprintable() and char != " "


def _left_out(text: str, at: int, char: str) -> re.Match[str] | None:
    """The tag at ``at``, if the service leaves it out of its timing, which goes on with ``char``."""
    tag = _TAG.match(text, at) if text[at] in "<[" else None
    if tag and (_COMMAND.fullmatch(tag[0]) or not _agree(text[at + 1], char)):
        return tag
    return None


def _agree(expected: str, char: str) -> bool:
    return expected == char or expected.casefold() == char.casefold()


def _is_word_end(text: str, position: int) -> bool:
    """Whether a word ends before ``position``, which is behind a visible character."""
    while position < len(text) and text[position] in _JOINERS:
        position += 1
    if position == len(text) or not is_visible(text[position]):
        return True
    if text[position].isascii() and text[position - 1].isascii():
        return False  # the usual case
    if _IDEOGRAPH.match(text, position):
        return True
    return text[position].isalnum() and bool(_WIDE.match(text, position - 1))
