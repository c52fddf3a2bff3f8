"""Deepgram's websocket dialects: Aura (``/v1/speak``) and Flux (``/v2/speak``). Binary, untagged, without timing.

Both take ``Speak`` and ``Flush``. ``Flushed`` (Aura) or ``SpeechMetadata`` (Flux) ends the audio of a flush; Flux also
sends ``Flushed``, before or after that, and it means nothing. ``Clear`` (Aura) or ``Interrupt`` (Flux) cancels; audio
before ``Cleared`` or ``SpeechInterrupted`` belongs to the old turn. The address fixes voice, format and speed.

In Flux a flush ends a *speech*, so each segment is one. ``Interrupt`` ends the running speech. No document says what
happens to waiting ones, so the link is dropped if there are any. Flux ignores an ``Interrupt`` in some states and sends
a ``Warning``: then the speech goes on, and the turn is over when it ends.

Sources: the vendor's SDK 7.17, Pipecat 1.14 and LiveKit 1.8 as clients, the stored pages on streaming and rate limits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, ClassVar
from urllib.parse import urlencode

from ..errors import AdapterError, AuthFailed, BadRequest, QuotaExceeded, ServiceUnavailable, one_line
from . import Cancelled, Codec, Finished, Frame, Outgoing, Refused, SegmentDone, Signal, Speech, Traits
from .decoding import read_json
from .keys import Secret
from .settings import Remote, check_format, check_range, websocket_address
from .spacing import spaced

_ENCODINGS = {"pcm": "linear16", "ulaw": "mulaw", "alaw": "alaw"}
_RATES = {"pcm": (8_000, 16_000, 24_000, 32_000, 48_000), "ulaw": (8_000, 16_000), "alaw": (8_000, 16_000)}
_LONGEST = 2_000 - 1
"""The most characters in a message, without the space that follows a segment."""
_VOICE = re.compile(r"[\w.-]{1,100}")
_FLUX_RATES = _RATES | {"pcm": (*_RATES["pcm"], 44_100)}
_CANCELLED = frozenset({"Cleared", "SpeechInterrupted"})
_NOTHING_TO_CANCEL = "NO_ACTIVE_SPEECH"
_NOT_CANCELLED = frozenset({"NO_AUDIO_GENERATED", "INTERRUPT_IN_PROGRESS", "INVALID_INTERRUPT_OFFSET"})
"""Codes of the warnings that an ``Interrupt`` was ignored."""


@dataclass(frozen=True, slots=True)
class Deepgram(Remote):
    """Settings for Deepgram, or for any server that speaks its dialect.

    ``voice``: the model's name; ``aura-...`` voices use the first endpoint, ``flux-...`` voices the second.
    ``api_key``: kept as a Secret. Without it ``DEEPGRAM_API_KEY`` is read when a link is opened.
    ``output_format``: ``pcm_RATE``, ``ulaw_RATE`` or ``alaw_RATE``.
    ``base_url``: the server's address; ``ws://`` is for this machine only.
    ``speed``: 0.7 (Flux: 0.5) to 1.5 times the voice's pace; None for its own.
    ``proxy``: address of a proxy, or ``"environment"`` for the one that the environment names; None for no proxy.
    ``name``: the service's name in messages and logs; the host of ``base_url`` if empty.

    Raises BadRequest for a setting that the service does not accept.
    """

    voice: str = "aura-2-thalia-en"
    _: KW_ONLY
    api_key: str | Secret | None = field(default=None, repr=False)
    output_format: str = "pcm_24000"
    base_url: str = "wss://api.deepgram.com"
    speed: float | None = None
    proxy: str | None = field(default=None, repr=False)
    name: str = ""

    key_variable: ClassVar[str] = "DEEPGRAM_API_KEY"
    vendor: ClassVar[str] = "Deepgram"

    def __post_init__(self) -> None:
        Remote.__post_init__(self)
        if not _VOICE.fullmatch(self.voice):
            raise BadRequest("the voice must be a model's name, such as aura-2-thalia-en")
        check_format(self.output_format, _FLUX_RATES if self.is_flux else _RATES)
        check_range("speed", self.speed, 0.5 if self.is_flux else 0.7, 1.5)

    @property
    def is_flux(self) -> bool:
        """Whether the voice belongs to the second endpoint, Flux."""
        return self.voice.startswith("flux-")

    @property
    def url(self) -> str:
        """The websocket's address. The key goes in a header, never here."""
        format = self.format
        query = {"model": self.voice, "encoding": _ENCODINGS[format.encoding], "sample_rate": str(format.rate)}
        if self.speed is not None:
            query["speed"] = f"{self.speed:g}"
        return f"{websocket_address(self.base_url)}/v{2 if self.is_flux else 1}/speak?{urlencode(query)}"

    @property
    def headers(self) -> Mapping[str, str]:
        """The header for the key. Raises AuthFailed when there is no key."""
        return {"Authorization": f"Token {self.usable_key()}"}

    @property
    def traits(self) -> Traits:
        """20 flushes a minute and 2,000 characters a message are the service's limits for Aura; Flux names none.

        The service also closes a link after an hour, and one without text after a time that it does not document.
        """
        return Traits(is_tagged=False, ends_segments=True, longest_text=_LONGEST, flushes_a_minute=20, keep_alive=None)

    def codec(self) -> DeepgramCodec:
        """A fresh codec for one turn."""
        return DeepgramCodec(self)


class DeepgramCodec(Codec):
    """One turn. Frames name no turn: all that comes while it runs belongs to it."""

    def __init__(self, settings: Deepgram) -> None:
        self._settings = settings
        self._done = "SpeechMetadata" if settings.is_flux else "Flushed"
        self._unflushed = 0  # segments sent since the last flush
        self._flushed: list[int] = []  # how many segments each unanswered flush has
        self._has_finished = False
        self._is_cancelled = False
        self._was_ignored = False  # whether the service ignored the cancellation and speaks on

    def speak(self, *pieces: str) -> list[Outgoing]:
        """The text ends with a space, because the service joins messages verbatim."""
        self._unflushed += 1
        return [json.dumps({"type": "Speak", "text": piece}) for piece in spaced(pieces)]

    def flush(self) -> list[Outgoing]:
        """Make the service speak all that was sent; nothing if everything was flushed."""
        if not self._unflushed:
            return []
        self._flushed.append(self._unflushed)
        self._unflushed = 0
        return [json.dumps({"type": "Flush"})]

    def finish(self) -> list[Outgoing]:
        """A last flush, if some text was not flushed."""
        self._has_finished = True
        return self.flush()

    def cancel(self) -> list[Outgoing]:
        """Stop the speech; the service answers once it sends no more of it. No frames if Flux has several speeches."""
        self._is_cancelled = True
        if not self._settings.is_flux:
            return [json.dumps({"type": "Clear"})]
        is_one = len(self._flushed) + bool(self._unflushed) <= 1
        return [json.dumps({"type": "Interrupt"})] if is_one else []

    @property
    def is_over(self) -> bool:
        """Whether all audio of a finished turn was received."""
        return self._has_finished and not self._flushed

    def receive(self, frame: Frame) -> list[Signal]:
        """Read one message; a binary one is audio. One that cannot be read gives Refused with ServiceUnavailable."""
        if isinstance(frame, bytes):
            return [Speech(frame)] if frame and not self._is_cancelled else []
        try:
            message = read_json(frame)
            if not isinstance(message, dict):
                raise TypeError
            return self._signals(message)
        except (ValueError, TypeError, RecursionError) as error:
            name, kind = self._settings.name, type(error).__name__
        return [Refused(ServiceUnavailable(f"{name} sent a message that cannot be read ({kind})", tries=1))]

    def _signals(self, message: dict[str, Any]) -> list[Signal]:
        kind = message.get("type")
        if kind == "Error" or (kind is None and "err_code" in message):
            return [Refused(self._error(message))]
        if self._is_cancelled:
            return [Cancelled()] if self._has_ended(message) else []
        if kind == self._done and self._flushed:
            done: list[Signal] = [SegmentDone(self._flushed.pop(0))]
            return [*done, Finished()] if self.is_over else done
        return []

    def _has_ended(self, message: dict[str, Any]) -> bool:
        """Whether the cancelled turn has ended: no more of its audio will come."""
        kind, code = message.get("type"), message.get("code")
        if kind == "Warning" and code in _NOT_CANCELLED:
            self._was_ignored = True
        is_at_end = self._was_ignored and kind == self._done and not self._unflushed
        return is_at_end or kind in _CANCELLED or (kind == "Warning" and code == _NOTHING_TO_CANCEL)

    def _error(self, message: dict[str, Any]) -> AdapterError:
        settings = self._settings
        words = message.get("description") or message.get("err_msg") or message.get("message") or "nothing more"
        name = one_line(settings.redact(str(message.get("code") or message.get("err_code") or "error")), 100)
        kinds = (kind for marks, kind in _KINDS if any(mark in name.upper() for mark in marks))
        kind: type[AdapterError] = next(kinds, ServiceUnavailable)
        return kind(f"{settings.name} says: {one_line(settings.redact(str(words)))}", service_code=name)


_KINDS: tuple[tuple[tuple[str, ...], type[AdapterError]], ...] = (
    (("AUTH", "FORBIDDEN", "PERMISSION"), AuthFailed),
    (("PAYMENT", "CREDIT", "BALANCE"), QuotaExceeded),
    (("DATA-", "BIG-", "MESSAGE-", "BAD_REQUEST", "INVALID"), BadRequest),
)
"""Parts of the service's error names, and what the caller can do about them. The first match counts."""
