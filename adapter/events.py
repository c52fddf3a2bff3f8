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
    """How audio bytes are to be read. Always one channel."""

    name: str
    """The service's own name for it, such as ``pcm_24000``."""
    encoding: str
    """``pcm`` (16-bit little-endian samples), ``ulaw``, ``alaw`` (8-bit G.711) or ``mp3``."""
    rate: int
    """Samples per second."""
    bytes_per_second: float
    """Exact for uncompressed audio; for MP3 it follows from the constant bit rate."""

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
        """Bytes per sample: what audio may be cut at. 1 for MP3, whose bytes are one continuous stream."""
        return 2 if self.encoding == "pcm" else 1

    def seconds(self, size: int) -> float:
        """How long ``size`` bytes sound."""
        return size / self.bytes_per_second


@dataclass(frozen=True, slots=True)
class Audio:
    """A piece of the reply's audio, in order and without gaps."""

    data: bytes
    """Whole samples in the turn's :class:`AudioFormat`."""
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word whose audio has been handed over completely."""

    text: str
    start: float
    end: float
    raw_span: tuple[int, int]
    """Where the word stands in the text of the source: ``turn.text[a:b]``."""
    ends_unit: bool = False
    """Whether a unit of the text ends with it: an item of a list, a heading, a paragraph."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """The link was lost in the middle, and speech goes on where it stopped."""

    gap: float
    """Seconds in which audio was due and none came. Nobody hears it while earlier audio is still being played."""
    attempts: int
    """Links that it took since the last audio."""
    characters_replayed: int
    """Characters that were sent again."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A part of the text was given up, as the speaker's options allow, and speech goes on behind it."""

    text: str
    raw_span: tuple[int, int]
    """Where it stands in the text of the source."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the listener heard of a turn that was interrupted, and what not."""

    text: str
    """The spoken text that was heard, to its last whole word."""
    raw: str
    """The same of the model's own text, marks included: a prefix of it, for the chat's history."""
    unheard: str
    """The spoken text that was sent to the service and not heard."""
    unheard_raw: str
    """The rest of the model's own text; ``raw + unheard_raw`` is what it wrote."""
    is_exact: bool
    """Whether the service's timing tells so; else it is an estimate from the length of the text."""


@dataclass(frozen=True, slots=True)
class Report:
    """What happened in a turn. Moments are seconds since ``say`` was called; None if they never came."""

    first_token: float | None
    first_segment: float | None
    """When the first sentence, or the first part of a long one, was complete."""
    first_sent: float | None
    first_audio: float | None
    last_audio: float | None
    audio_seconds: float
    characters_sent: int
    characters_voiced: int
    characters_replayed: int
    """Sent again after a link was lost."""
    resumes: int
    gap: float
    """Seconds in which audio was due and none came, because links were lost; all together."""
    link_reused: bool
    """Whether the first link had carried a turn before."""
    exactness: str
    """``word``: every word was timed, and a loss is repaired at a word's edge. ``segment``: there was no usable timing,
    or the audio is compressed: up to a segment can be heard twice, or what the speaker's options say. ``turn``: the
    same on an endpoint with one turn per link, where only the turn's end tells what was spoken."""
    finish_reason: str | None = None
    """Why the model stopped, in its provider's own word, such as ``stop``, ``length``, ``content_filter``, ``SAFETY``,
    ``refusal`` or ``tool_calls``; None if its stream does not say. ``adapter.sources.in_words`` puts it into words."""


@dataclass(frozen=True, slots=True)
class TurnDone:
    """The last event of a turn that was voiced completely."""

    report: Report


Event = Audio | Word | Resumed | Skipped | TurnDone
