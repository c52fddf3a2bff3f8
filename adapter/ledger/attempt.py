"""What came back in one attempt: audio that is still held, and which of the sent text it is. Pure.

Owns the judgement of what a service sends: whether it came twice, whether its timing fits the text and the audio,
whether an end is true. What of it was given to the caller, and what is sent again, is the ledger's to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from buffering import Segment

from ..events import AudioFormat
from ..services import Speech, Timed
from .alignment import Aligner, is_visible

Trust = Literal["times", "text", "nothing"]
"""What a service's timing is good for: to tell when each word sounds; or, since its times exceed the audio, only how
far it is in the text; or nothing."""

_MOST_SECONDS, _MOST_PER_CHARACTER = 60.0, 2.0
HALF_SAMPLE = 0.5 / 48_000
"""Seconds by which two clocks that count the same samples may differ."""
_LETTER_SECONDS = 0.008
"""Less audio than this per letter is no speech: the fastest speaker takes several times as long."""
_TIMED_SECONDS = 0.0005
"""Less time than this per letter is no timing, it is zeros: nothing would have to sound for a word to count."""
_LEAST_SHARE = 0.6
"""Of the time that a service tells for what is not released, audio must have come for this share, or all but the time
of a few letters: some services tell too much."""
_USUAL_SHARE = 0.85
"""Of the time that letters usually take, audio must have come for this share of those that are not timed; less is
believed when the service ends at that place twice."""
_FEW_LETTERS = 4
_OVERLAP, _LEAST_OVERLAP = 0.15, 0.01
"""Times that begin before those of the last message have ended, by more than this share and these seconds, are not
those of the audio: sums that do not quite add up are less."""


class Attempt:
    """The service's side of one attempt."""

    def __init__(self, format: AudioFormat, segments: Sequence[Segment], done: int) -> None:
        """``segments`` are sent again, but for the first ``done`` characters of the first of them."""
        self._format = format
        self.aligner = Aligner(segments, done)
        self.tail = bytearray()
        """Audio that is not released."""
        self.received = 0
        """Bytes of audio that came."""
        self.last_size = 0
        """Bytes of the last message's audio."""
        self.is_settled = False
        """Whether all audio was released in a silence, and neither audio nor text has come since."""
        self.begun: Segment | None = None
        """The segment with which the last message of new text began."""
        self.is_overlong = False
        """Whether times exceed the audio that they are told with."""
        self._characters = sum(len(segment.text) for segment in segments)
        self._letters = self.aligner.count_rest()
        self._timed_letters = 0
        self._settled_until = 0.0  # the seconds that were released in a silence, as long as their timing is missing
        self._told = (0.0, 0.0)  # from when to when the last message had times of new text
        self._previous: Speech | None = None
        self._segment_began = 0  # bytes of audio before the oldest segment that was not ended

    def add(self, segment: Segment) -> None:
        """``segment`` was sent."""
        self.aligner.add(segment)
        self._characters += len(segment.text)
        self._letters += _letters_in(segment.text)
        self.is_settled = False

    # --- what comes ---

    def is_repeated(self, speech: Speech) -> bool:
        """Whether a message came twice: the same sound and text as before, while other text is due."""
        before = self._previous
        if not (before and speech.audio == before.audio):
            return False
        text, text_before = ("".join(timed.chars for timed in one.timing) for one in (speech, before))
        visible = "".join(filter(is_visible, text))
        return text == text_before and not self.aligner.expects(visible)  # of nothing visible nothing is missed

    def match(self, speech: Speech) -> bool:
        """Take the timing of ``speech``. False if it is not that of what was sent."""
        shift = 0.0 if speech.counted is None else self.seconds - speech.counted
        begin, end, aligner = None, 0.0, self.aligner
        for timed in speech.timing:
            at = Timed(timed.chars, timed.start + shift, timed.end + shift) if shift else timed
            known, end = aligner.letters, max(end, at.end)
            if not aligner.match(at):
                return False
            if aligner.letters > known:
                self._timed_letters += at.chars.isalnum()
                if begin is None:
                    begin, self.begun = at.start, aligner.segment
        if begin is not None:
            self._judge_times(begin, end)
        if self.may_repeat and (aligner.whole_end + HALF_SAMPLE > self._settled_until or aligner.is_covered):
            self._settled_until = 0.0
        return True

    def _judge_times(self, begin: float, end: float) -> None:
        told_from, told_until = self._told
        overlap = told_until - begin
        if overlap > _LEAST_OVERLAP and overlap > (told_until - told_from) * _OVERLAP:
            self.is_overlong = True
        self._told = (begin, end)

    def take(self, speech: Speech) -> None:
        """Take the audio of ``speech``."""
        self._previous = speech
        self.tail += speech.audio
        self.received += len(speech.audio)
        self.last_size = len(speech.audio)
        self.is_settled &= not speech.audio

    @property
    def is_timeless(self) -> bool:
        """Whether the times of what was matched leave no room for sound."""
        return self.aligner.end < (self._timed_letters - _FEW_LETTERS) * _TIMED_SECONDS

    def settle(self) -> None:
        """All audio is released in a silence, though its timing has not come."""
        self.is_settled, self._settled_until = True, self.seconds

    def cut(self, size: int) -> bytes:
        """Take out the first ``size`` bytes of the tail."""
        data = bytes(self.tail[:size])
        del self.tail[:size]
        return data

    # --- what that means ---

    @property
    def seconds(self) -> float:
        """Seconds of audio that came."""
        return self._format.seconds(self.received)

    @property
    def given(self) -> int:
        """Bytes of the audio that were released."""
        return self.received - len(self.tail)

    @property
    def given_of_segment(self) -> int:
        """Bytes of the audio that were released of the oldest segment that was not ended."""
        return self.given - self._segment_began

    def begin_segment(self) -> None:
        """All audio so far is that of segments that were ended."""
        self._segment_began = self.received

    def skip_segment(self, segment: Segment) -> None:
        """No audio is expected of the oldest segment."""
        self._letters -= _letters_in(segment.text)
        self.begin_segment()

    def has_audio_for(self, segments: Sequence[Segment]) -> bool:
        """Whether what came since the last segment's end can be the speech of ``segments``."""
        letters = sum(_letters_in(segment.text) for segment in segments)
        return self._format.seconds(self.received - self._segment_began) >= letters * _LETTER_SECONDS

    @property
    def may_repeat(self) -> bool:
        """Whether audio was released whose timing has not come: if the attempt is lost now, it is heard again."""
        return self._settled_until > 0

    @property
    def late(self) -> float:
        """Seconds of held audio whose text is not timed."""
        return self.seconds - max(self.aligner.end, self._format.seconds(self.given))

    def bytes_until(self, end: float) -> int:
        """Where in the audio ``end`` seconds are, at a sample."""
        width = self._format.sample_width
        return min(round(end * self._format.bytes_per_second / width) * width, self.received)

    @property
    def is_flooded(self) -> bool:
        """Whether there is more audio than the text can need, however slowly it is spoken."""
        return self.seconds > _MOST_SECONDS + _MOST_PER_CHARACTER * self._characters

    def is_plausible(self, trust: Trust, *, is_first: bool) -> bool:
        """Whether there is audio for all that was to sound, if the attempt ends now. Timing may end a little early.

        ``is_first``: whether no attempt before ended too early.
        """
        if self._letters and not self.received:
            return False  # whatever its timing says
        missing = self.aligner.count_rest() if trust != "nothing" else 0
        if trust != "times":
            return self.seconds >= self._letters * _LETTER_SECONDS and missing <= (0 if is_first else _FEW_LETTERS)
        given, end, letters = self._format.seconds(self.given), self.aligner.end, self.aligner.letters
        waits = self.aligner.words or self.aligner.is_open
        if waits and self.seconds - given < (end - given) * _LEAST_SHARE:
            return not missing and (end - self.seconds) * letters / end <= _FEW_LETTERS
        usual = end / letters if letters else _LETTER_SECONDS
        share = _USUAL_SHARE if is_first and letters else _LEAST_SHARE
        return not missing or self.seconds - end >= missing * usual * share


def _letters_in(text: str) -> int:
    return sum(map(str.isalnum, text))
