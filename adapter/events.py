"""What the caller receives: events, the turn's report, and the format of the audio.

Owns the vocabulary only. Imports nothing of ours and knows neither services nor sockets.
Times are seconds on the turn's own clock, which counts released audio and never runs back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_FORMAT = re.compile(r"(pcm|ulaw|alaw|mp3)_([1-9][0-9]{3,4})(?:_([1-9][0-9]{1,2}))?")


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """How to read audio bytes. Always one channel.

    ``name``: the service's own name for it, such as ``pcm_24000``.
    ``encoding``: ``pcm`` (16-bit little-endian samples), ``ulaw``, ``alaw`` (8-bit G.711) or ``mp3``.
    ``rate``: samples per second.
    ``bytes_per_second``: exact for uncompressed audio; for MP3, from the constant bit rate.
    """

    name: str
    encoding: str
    rate: int
    bytes_per_second: float

    @classmethod
    def parse(cls, name: str) -> AudioFormat:
        """Read a name such as ``pcm_24000``, ``ulaw_8000`` or ``mp3_44100_128``; ValueError for anything else."""
        match = _FORMAT.fullmatch(name)
        if not match or (match[1] == "mp3") != (match[3] is not None):
            raise ValueError(f"unknown audio format {name!r}: use pcm_RATE, ulaw_8000, alaw_8000 or mp3_RATE_KBITS")
        encoding, rate = match[1], int(match[2])
        if encoding == "mp3":
            return cls(name, encoding, rate, int(match[3]) * 125)
        return cls(name, encoding, rate, rate * (2 if encoding == "pcm" else 1))

    @property
    def sample_width(self) -> int:
        """Bytes per sample: audio may be cut at its multiples. 1 for MP3, whose bytes are one continuous stream."""
        return 2 if self.encoding == "pcm" else 1

    def seconds(self, size: int) -> float:
        """The duration of ``size`` bytes."""
        return size / self.bytes_per_second


@dataclass(frozen=True, slots=True)
class Audio:
    """A piece of the reply's audio, in order and without gaps.

    ``data``: whole samples in the turn's :class:`AudioFormat`.
    ``start``, ``end``: seconds on the turn's clock.
    """

    data: bytes
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word whose audio has been voiced completely.

    ``text``: the word as spoken.
    ``start``, ``end``: seconds on the turn's clock.
    ``raw_span``: its place in the source's text, ``turn.text[a:b]``.
    ``ends_unit``: whether it ends a list item, a heading or a paragraph.
    """

    text: str
    start: float
    end: float
    raw_span: tuple[int, int]
    ends_unit: bool = False


@dataclass(frozen=True, slots=True)
class Resumed:
    """The link was lost during the turn, and speech goes on where it stopped.

    ``gap``: seconds in which audio was due and none came; inaudible while earlier audio is still playing.
    ``attempts``: links needed since the last audio.
    ``characters_replayed``: characters sent again.
    """

    gap: float
    attempts: int
    characters_replayed: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """Part of the text was given up, as the speaker's options allow; speech goes on after it.

    ``text``: the spoken text given up.
    ``raw_span``: its place in the source's text, ``turn.text[a:b]``.
    """

    text: str
    raw_span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Heard:
    """What the listener heard of an interrupted turn, and what not.

    ``text``: the spoken text that was heard, to its last whole word.
    ``raw``: the matching prefix of the model's own text, marks included, for the chat's history.
    ``unheard``: the spoken text that was sent to the service and not heard.
    ``unheard_raw``: the rest of the model's own text; ``raw + unheard_raw`` is what it wrote.
    ``is_exact``: True if it follows from the service's timing, False if estimated from the text's length.
    """

    text: str
    raw: str
    unheard: str
    unheard_raw: str
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Report:
    """What happened in a turn. Moments are seconds since ``say`` was called; None if they never came.

    ``first_token``: moment of the source's first text.
    ``first_segment``: moment when the first sentence, or the first part of a long one, was complete.
    ``first_sent``: moment when the first text was sent to the service.
    ``first_audio``, ``last_audio``: moments when the first and the last audio were ready for the caller.
    ``audio_seconds``: duration of the audio ready for the caller, taken or not.
    ``characters_sent``: characters of spoken text sent, repeats included; not comparable with ``characters_voiced``.
    ``characters_voiced``: characters of raw text, marks included, whose events were ready for the caller, taken or not.
    ``characters_replayed``: characters sent again after a link was lost.
    ``resumes``: how often speech went on after a lost link.
    ``gap``: total seconds in which audio was due and none came, because links were lost.
    ``link_reused``: whether the first link had carried a turn before.
    ``exactness``: ``word``: every word was timed, and a loss is repaired at a word's edge. ``segment``: there was no
    usable timing, or the audio is compressed; up to a segment can be heard twice, or what the speaker's options say.
    ``turn``: the same on an endpoint with one turn per link, where only the turn's end shows what was spoken.
    ``finish_reason``: why the model stopped, in its provider's own word, such as ``stop``, ``length``,
    ``content_filter``, ``SAFETY``, ``refusal`` or ``tool_calls``; None if its stream does not say.
    ``adapter.sources.in_words`` puts it into words.
    """

    first_token: float | None
    first_segment: float | None
    first_sent: float | None
    first_audio: float | None
    last_audio: float | None
    audio_seconds: float
    characters_sent: int
    characters_voiced: int
    characters_replayed: int
    resumes: int
    gap: float
    link_reused: bool
    exactness: str
    finish_reason: str | None = None


@dataclass(frozen=True, slots=True)
class TurnDone:
    """The last event of a turn that was voiced completely."""

    report: Report


Event = Audio | Word | Resumed | Skipped | TurnDone
