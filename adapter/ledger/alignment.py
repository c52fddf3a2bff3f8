"""Which word of the sent text sounds when: matches a service's character timing to what was sent. Pure.

One aligner lives for one attempt: one try to have some text spoken. Services normalise and repeat: white space,
invisible characters, case and punctuation need not agree, letters and digits must.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from buffering import Segment
from buffering.generated.characters import HAN_AND_KANA, WIDE_MARK

from ..services import Timed
from .readings import START, Zero
from .said import MOST_SAID, MOST_SAID_EACH, Said, Token, is_sign, token_at, token_before

_IDEOGRAPH = re.compile(f"[{HAN_AND_KANA}]")
"""Han and kana: written without spaces, so each character counts as a word."""
_WIDE = re.compile(f"[{HAN_AND_KANA}{WIDE_MARK}]")
"""The same with their punctuation, which stays with the character before it."""
_JOINERS = "\u00ad\u034f\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Invisible, and within words: hyphens that may come, joiners of letters and emoji, marks of direction."""

_FAR = 3
"""In how many segments the word after a token is looked for."""

_BACK = 0.05
"""Seconds by which the times within a message may run back."""
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
    began: float
    """When it begins, as the service wrote it, counted from ``began_from``."""
    ended: float
    began_from: Zero
    ended_from: Zero

    @property
    def start(self) -> float:
        """When it begins, as far as is known."""
        return self.began_from.seconds + self.began

    @property
    def end(self) -> float:
        """When it ends, as far as is known."""
        return self.ended_from.seconds + self.ended

    @property
    def is_sure(self) -> bool:
        """Whether that is known."""
        return self.began_from.is_sure and self.ended_from.is_sure

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


_Times = tuple[float, float, Zero]
"""When a character sounds: from, until, counted from."""


class Aligner:
    """The text of an attempt on its way to being timed."""

    def __init__(self, segments: Iterable[Segment] = (), done: int = 0) -> None:
        """``segments`` are sent again, but for the first ``done`` characters of the first of them."""
        self._segments = deque(segments)
        self._at = done
        self._began = done  # where in the first segment the attempt began, or 0
        self._word: TimedWord | None = None
        self._passed = ""  # the letters and digits of the segment before
        self._repeat: str = ""  # what an identical second pass over a segment would still bring
        self._said: Said | None = None  # what is said in other words than were sent
        self.words: deque[TimedWord] = deque()
        """Words whose timing is complete, in order. Who uses them takes them out."""
        self._end = 0.0  # until when characters are timed, of what is sure
        self._zero: Zero | None = None  # of the last message
        self._ended = 0.0  # until when its characters are timed, as it was written
        self._ends = deque[tuple[Zero, float]]()  # ... of each message that is not
        self.letters = 0
        """How many characters were matched."""

    def add(self, segment: Segment) -> None:
        """``segment`` was sent."""
        self._segments.append(segment)

    @property
    def end(self) -> float:
        """Until when characters are timed, as far as is known."""
        while self._ends and self._ends[0][0].is_sure:
            zero, end = self._ends.popleft()
            self._end = max(self._end, zero.seconds + end)
        return max([self._end, *(zero.seconds + end for zero, end in self._ends)]) if self._ends else self._end

    @property
    def is_repeating(self) -> bool:
        """Whether timing is given a second time."""
        return bool(self._repeat)

    @property
    def is_at_edge(self) -> bool:
        """Whether none of the due segment is timed, or all."""
        text = self._segments[0].text if self._segments else ""
        return not any(map(str.isalnum, text[self._began : self._at])) or not any(map(str.isalnum, text[self._at :]))

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
        if self._said:
            self._end_said_word(self._said)
            self._said = None
        if self._word:
            text = self._word.segment.text
            rest = next((at for at in range(self._at, len(text)) if not is_visible(text[at])), len(text))
            if not any(map(str.isalnum, text[self._at : rest])):
                self._word.last = max(self._word.last, rest)
                self.words.append(self._word)
                self._word = None

    def match(self, timed: Timed, zero: Zero = START) -> bool:
        """Take the timing of some characters, counted from ``zero``.

        False if they are not what was sent; nothing can be matched then.
        """
        chars, start = timed.chars, timed.start
        step = (timed.end - start) / len(chars) if chars else 0.0
        for char in chars:
            if is_visible(char):
                if not self._match(char, (start, start + step, zero)):
                    return False
            elif self._said:
                self._end_said_word(self._said)
            start += step
        if not self._repeat:
            if zero is not self._zero:
                self._zero, self._ended = zero, timed.end
                self._ends.append((zero, timed.end))
            elif timed.end > self._ended:
                self._ended = timed.end
                if self._ends:
                    self._ends.pop()
                self._ends.append((zero, timed.end))
        return True

    def _match(self, char: str, times: _Times) -> bool:
        if self._repeat and self._repeats(char):
            return True
        if self._said:
            return self._says(self._said, char, times)
        while segment := self._next_visible():
            expected = segment.text[self._at]
            if _agree(expected, char):
                if (
                    self._passed
                    and times[0] < self._ended
                    and self._runs_back(segment, times)
                    and _agree(self._passed[0], char)
                ):
                    self._repeat = self._passed[1:]
                    return True
                self._take(segment, times)
                self.letters += 1
                return True
            if not char.isalnum():
                break  # punctuation of the service's own
            if expected.isalnum():
                return self._begins_again(segment, char) or self._says_otherwise(segment, char, times)
            silent = self._silent(times)
            if tag := _left_out(segment.text, self._at, char):
                self._pass(segment, tag.end(), silent)
                continue
            if is_sign(expected) and not _agree(segment.text[self._at + 1 : self._at + 2], char):
                return self._says_otherwise(segment, char, times)
            self._take(segment, silent)  # punctuation that the service leaves out
        if self._word:
            _, self._word.ended, self._word.ended_from = times
        return not char.isalnum() or (segment is None and self._begins_again(None, char))

    def _repeats(self, char: str) -> bool:
        """Whether ``char`` belongs to the second pass that is running."""
        if not char.isalnum():
            return True
        agrees = _agree(self._repeat[0], char)
        self._repeat = self._repeat[1:] if agrees else ""
        return agrees

    def _runs_back(self, segment: Segment, times: _Times) -> bool:
        """Whether the first letter of a segment would sound before what its message timed last."""
        runs_back = self._zero is times[2] and times[0] < self._ended - _BACK
        return runs_back and not any(map(str.isalnum, segment.text[self._began : self._at]))

    def _silent(self, times: _Times) -> _Times:
        """The time of what is not timed: none, after what was."""
        word = self._word
        return (word.ended, word.ended, word.ended_from) if word else (times[0], times[0], times[2])

    def _begins_again(self, segment: Segment | None, char: str) -> bool:
        """Whether the service gives the timing of the segment a second time, from its beginning."""
        text = segment.text[self._began : self._at] if segment else ""
        said = "".join(filter(str.isalnum, text))
        past = said or self._passed
        if past and _agree(past[0], char):
            if not said:
                self._take_back(segment)  # punctuation that seemed to be left out
            self._repeat = past[1:]
            return True
        # What looked like the next segment may have been that second pass.
        begins = segment and said and _agree(self._passed[: len(said) + 1], said + char)
        if not begins or not self._take_back(segment):
            return False
        self.letters -= len(said)
        self._repeat = self._passed[len(said) + 1 :]
        return True

    def _take_back(self, segment: Segment | None) -> bool:
        """Forget the words of ``segment``, if none of them was taken out."""
        taken = [word for word in (*self.words, *([self._word] if self._word else [])) if word.segment is segment]
        if not segment or not taken or any(map(str.isalnum, segment.text[self._began : taken[0].first])):
            return False
        while self.words and self.words[-1].segment is segment:
            self.words.pop()
        self._word, self._at = None, self._began
        return True

    def _take(self, segment: Segment, times: _Times) -> None:
        word = self._word
        if word is None:
            word = self._word = TimedWord(segment, self._at, self._at, times[0], times[1], times[2], times[2])
        self._at += 1
        word.last, word.ended, word.ended_from = self._at, times[1], times[2]
        if _is_word_end(segment.text, self._at):
            self.words.append(word)
            self._word = None

    def _pass(self, segment: Segment, end: int, silent: _Times) -> None:
        """Take what stands before ``end`` and is not timed."""
        while self._at < end:
            if is_visible(segment.text[self._at]):
                self._take(segment, silent)
            else:
                self._at += 1

    # --- what is spoken in other words ---

    @property
    def is_saying(self) -> bool:
        """Whether the last that was sent is said in other words, of which nobody knows the last."""
        return self._said is not None and not any(map(str.isalnum, self._sounding()))

    def _says_otherwise(self, segment: Segment, char: str, times: _Times) -> bool:
        """Whether the service may say the token that is due, or go on with the last one, in other words."""
        text, word = segment.text, self._word
        token = token_at(text, self._at)
        if token and not token.may_differ and word is None and token.first == self._at:
            token = token_before(text, self._at)
        if not token or not token.may_differ:
            return False
        if token.last > self._at:
            if word is None:
                word = self._word = TimedWord(segment, self._at, self._at, times[0], times[0], times[2], times[2])
            self._at = word.last = token.last
        self._said = Said(MOST_SAID + MOST_SAID_EACH * (token.last - token.first))
        return self._says(self._said, char, times)

    def _says(self, said: Said, char: str, times: _Times) -> bool:
        """Take a character of other words. False if there are too many."""
        said.add(char, times)
        self.letters += char.isalnum()
        if said.size > said.most:
            return False
        if (due := self._due(said.word)) and not due[0].text[due[1].last :].strip():
            self._end_said_word(said)  # nothing follows in the segment that would end it
        return True

    def _due(self, word: str) -> tuple[Segment, Token] | None:
        """The token that comes next, if its letters are those of ``word``; tokens before it may be said otherwise."""
        at = self._at
        for segment in islice(self._segments, _FAR):
            while token := token_at(segment.text, at):
                if word and token.letters == word:
                    return segment, token
                if token.letters and not token.may_differ:
                    return None
                at = token.last
            at = 0
        return None

    def _end_said_word(self, said: Said) -> None:
        """A word that was said is over: it stands for the token, or is the next that was sent."""
        if said.began is None or said.ended is None:
            return
        due = self._due(said.word)
        if due is None:
            said.end_word()
            if self._word:
                self._word.ended, self._word.ended_from = said.ended
            return
        (began, began_from), (ended, ended_from) = said.began, said.ended
        segment, token = due
        self._said = None
        self._end_token(said.before or said.began)
        while (current := self._next_visible()) and (current is not segment or self._at < token.first):
            self._pass(current, token.first if current is segment else len(current.text), (began, began, began_from))
        times = began, ended, ended_from
        self._word = TimedWord(segment, self._at, self._at, began, ended, began_from, ended_from)
        last = max(at for at in range(token.first, token.last) if segment.text[at].isalnum()) + 1
        while self._word is not None and self._at < last:
            self._at = last - 1
            self._take(segment, times)

    def _end_token(self, at: tuple[float, Zero]) -> None:
        """The token that was open ends at ``at``."""
        if self._word:
            self._word.ended, self._word.ended_from = at
            self.words.append(self._word)
            self._word = None

    def _next_visible(self) -> Segment | None:
        while self._segments:
            text = self._segments[0].text
            while self._at < len(text) and not is_visible(text[self._at]):
                self._at += 1
            if self._at < len(text):
                return self._segments[0]
            self._passed = "".join(filter(str.isalnum, self._segments.popleft().text[self._began :]))
            self._at = self._began = 0
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
