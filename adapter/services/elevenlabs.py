"""The ElevenLabs websocket dialect, both text-to-speech endpoints.

``multi-stream-input`` (the default) carries one context per turn on a warm link; ``stream-input`` needs one link per
turn. Whole sentences are sent with ``auto_mode``, so the service generates each at once. ``flush`` is a top-level field
without an acknowledgement. Only ``isFinal`` shows that all audio was sent; it follows ``close_context`` (multi) or the
message with empty text that ends the turn (single).

Sources: the AsyncAPI description of both endpoints, the official SDK 2.78, and observed traffic of LiveKit and Pipecat.
"""

from __future__ import annotations

import json
import math
import re
import uuid
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, ClassVar, Literal
from urllib.parse import quote, urlencode

from ..errors import AdapterError, AuthFailed, BadRequest, QuotaExceeded, ServiceUnavailable, SpeechIncomplete, one_line
from . import Codec, Finished, Frame, Outgoing, Refused, Signal, Speech, Timed, Traits
from .decoding import read_base64, read_json
from .keys import Secret
from .settings import Remote, check_one_of, websocket_address

_MOST_DRIFT = 1.0
"""Seconds between a message's times and the end of the times before that still fit: silence, or sums that are off."""
_VOICE = re.compile(r"[\w+.-]{1,100}")
_ERRORS: Mapping[str, type[AdapterError]] = {
    "invalid_api_key": AuthFailed,
    "detected_unusual_activity": AuthFailed,
    "only_for_creator+": AuthFailed,
    "quota_exceeded": QuotaExceeded,
    "voice_not_found": BadRequest,
    "invalid_input_message": BadRequest,
    "max_character_limit_exceeded": BadRequest,
    "unspeakable_text": BadRequest,
    "output_format_not_allowed": BadRequest,
    "input_timeout_exceeded": SpeechIncomplete,
    "max_active_conversations": ServiceUnavailable,
    "too_many_concurrent_requests": ServiceUnavailable,
    "system_busy": ServiceUnavailable,
}
"""The service's error names, and what the caller can do about them."""
_ABOUT_TEXT = frozenset({"unspeakable_text"})
"""Those that refuse one text and not the settings. Only our local server is known to send one."""


@dataclass(frozen=True, slots=True)
class ElevenLabs(Remote):
    """Settings for ElevenLabs, or for any server that speaks its dialect.

    ``voice``: the voice's id.
    ``api_key``: kept as a Secret. Without it ``ELEVENLABS_API_KEY`` is read when a link is opened.
    ``model``: the model's id.
    ``output_format``: ``pcm_RATE``, ``ulaw_8000``, ``alaw_8000`` or ``mp3_RATE_KBITS``.
    ``base_url``: the server's address; ``ws://`` is for this machine only.
    ``endpoint``: ``multi-stream-input`` carries all turns on one link, ``stream-input`` needs a link for each.
    ``language``: ISO 639-1 code; only some models take it.
    ``voice_settings``: ``stability``, ``similarity_boost``, ``style``, ``use_speaker_boost``, ``speed``; None for the
    voice's own.
    ``inactivity_timeout``: seconds without a message after which the service drops a turn, at most 180.
    ``proxy``: address of a proxy, such as ``http://proxy:8080``, or ``"environment"`` for the one that ``https_proxy``
    names. None for no proxy, whatever the environment says: a proxy sees where you connect.
    ``name``: the service's name in messages and logs; the host of ``base_url`` if empty.

    Raises BadRequest for a setting that the service does not accept.
    """

    voice: str
    _: KW_ONLY
    api_key: str | Secret | None = field(default=None, repr=False)
    model: str = "eleven_flash_v2_5"
    output_format: str = "pcm_24000"
    base_url: str = "wss://api.elevenlabs.io"
    endpoint: Literal["multi-stream-input", "stream-input"] = "multi-stream-input"
    language: str | None = None
    voice_settings: Mapping[str, Any] | None = field(default=None, hash=False)
    inactivity_timeout: int = 180
    proxy: str | None = field(default=None, repr=False)
    name: str = ""

    key_variable: ClassVar[str] = "ELEVENLABS_API_KEY"
    vendor: ClassVar[str] = "ElevenLabs"

    def __post_init__(self) -> None:
        Remote.__post_init__(self)
        if not _VOICE.fullmatch(self.voice):
            raise BadRequest("the voice must be the service's id for it: letters, digits and + . _ - only")
        check_one_of("endpoint", self.endpoint, ("multi-stream-input", "stream-input"))

    @property
    def url(self) -> str:
        """The websocket's address. The key goes in a header, never here."""
        query = {
            "model_id": self.model,
            "output_format": self.output_format,
            "auto_mode": "true",
            "sync_alignment": "true",
            "inactivity_timeout": str(self.inactivity_timeout),
        }
        if self.language:
            query["language_code"] = self.language
        path = f"/v1/text-to-speech/{quote(self.voice, safe='')}/{self.endpoint}"
        return f"{websocket_address(self.base_url)}{path}?{urlencode(query)}"

    @property
    def headers(self) -> Mapping[str, str]:
        """The header for the key. Raises AuthFailed when there is no key."""
        return {"xi-api-key": self.usable_key()}

    @property
    def traits(self) -> Traits:
        """``multi-stream-input`` carries up to five contexts, one per turn; ``stream-input`` needs a link per turn."""
        is_multi = self.endpoint == "multi-stream-input"
        return Traits(is_reusable=is_multi, turns_at_once=5 if is_multi else 1, timing="characters")

    def codec(self) -> ElevenLabsCodec:
        """A fresh codec for one turn."""
        return ElevenLabsCodec(self, uuid.uuid4().hex[:12] if self.traits.is_reusable else None)


class ElevenLabsCodec(Codec):
    """One turn: a context of ``multi-stream-input`` if it has an id, else a whole ``stream-input`` link."""

    def __init__(self, settings: ElevenLabs, context_id: str | None) -> None:
        self._settings = settings
        self._context: dict[str, Any] = {"context_id": context_id} if context_id else {}
        self._format = settings.format
        self._half = b""  # the part of a sample at the end of the last message
        self._received = 0.0  # seconds of audio
        self._timed = 0.0  # the end of the last timed character, in seconds

    def begin(self) -> list[Outgoing]:
        """A message whose text is a single space. Only this one may carry voice settings."""
        settings = self._settings.voice_settings
        return [_frame({"text": " ", **({"voice_settings": dict(settings)} if settings else {}), **self._context})]

    def speak(self, *pieces: str) -> list[Outgoing]:
        """The text ends with a single space, as the protocol demands."""
        return [_frame({"text": piece.strip() + " ", **self._context}) for piece in pieces]

    def finish(self) -> list[Outgoing]:
        """Flush, then ask for the end; only the end is answered, with ``isFinal``."""
        if self._context:
            return [_frame({"flush": True, **self._context}), _frame({"close_context": True, **self._context})]
        return [_frame({"text": ""})]

    def keep_alive(self) -> list[Outgoing]:
        """A message without words. On a link of one turn it is a space, since empty text would end that turn."""
        return [_frame({"text": "" if self._context else " ", **self._context})]

    def cancel(self) -> list[Outgoing]:
        """A closed context falls silent. Audio still on its way carries its id, so the next turn ignores it."""
        return [_frame({"close_context": True, **self._context})] if self._context else []

    def receive(self, frame: Frame) -> list[Signal]:
        """Read one message. One that cannot be read gives Refused with ServiceUnavailable."""
        try:
            message = read_json(frame)
            if not isinstance(message, dict):
                raise TypeError
            if not self._is_ours(message):
                return []
            if not message.get("error"):
                return self._speech(message)
            return [Refused(self._error(message), is_segment=message["error"] in _ABOUT_TEXT)]
        except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
            name, kind = self._settings.name, type(error).__name__
        return [Refused(ServiceUnavailable(f"{name} sent a message that cannot be read ({kind})", tries=1))]

    def _is_ours(self, message: dict[str, Any]) -> bool:
        # Servers write contextId; one observer saw context_id. An error may name no context; then it ends the link.
        name = message.get("contextId", message.get("context_id"))
        return name == self._context.get("context_id") or (name is None and bool(message.get("error")))

    def _error(self, message: dict[str, Any]) -> AdapterError:
        name, code = one_line(self._settings.redact(str(message["error"])), 100), message.get("code")
        kind = _ERRORS.get(name, ServiceUnavailable)
        reason = one_line(self._settings.redact(str(message.get("message", "nothing more"))))
        return kind(
            f"{self._settings.name} says: {reason}",
            service_code=name,
            close_code=code if isinstance(code, int) else None,
            tries=1 if kind is ServiceUnavailable and name not in _ERRORS and code != 1011 else None,
        )

    def _speech(self, message: dict[str, Any]) -> list[Signal]:
        signals: list[Signal] = []
        audio = self._half + read_base64(message.get("audio") or "")
        whole = len(audio) - len(audio) % self._format.sample_width
        audio, self._half = audio[:whole], audio[whole:]
        alignment = message.get("alignment") or message.get("normalizedAlignment")
        if audio or alignment:
            timing, counted = self._timing(alignment) if alignment else ((), None)
            signals.append(Speech(audio, timing, counted))
            self._received += self._format.seconds(len(audio))
        if message.get("isFinal") or message.get("is_final"):
            signals.append(Finished())
        return signals

    def _timing(self, alignment: dict[str, Any]) -> tuple[tuple[Timed, ...], float | None]:
        """When the characters sound, and ``Speech.counted`` for that."""
        chars = alignment["chars"]
        starts = _either(alignment, "charStartTimesMs", "charsStartTimesMs")
        durations = _either(alignment, "charDurationsMs", "charsDurationsMs")
        zero = self._zero(starts[0] / 1000) if starts else 0.0
        timing = []
        for char, start, duration in zip(chars, starts, durations, strict=True):
            if not isinstance(char, str) or not (math.isfinite(start) and math.isfinite(duration) and duration >= 0):
                raise ValueError
            begin = zero + start / 1000
            timing.append(Timed(char, begin, begin + duration / 1000))
        self._timed = max([self._timed, *(timed.end for timed in timing)])
        return tuple(timing), self._received if zero == self._received else None

    def _zero(self, first: float) -> float:
        """Where the times of a message count from, if its first character begins ``first`` seconds after that.

        The reference says from the beginning of this message's audio. Clients disagree on whether that holds with
        ``sync_alignment``: times may also count from the turn's beginning, and come later than their audio. Speech
        has no holes, so the choice is the one that goes on where the last timed character ended.
        """
        choices = (self._received, 0.0)
        zero = min(choices, key=lambda choice: abs(choice + first - self._timed))
        return zero if abs(zero + first - self._timed) <= _MOST_DRIFT else max(0.0, self._timed - first)


def _frame(message: dict[str, Any]) -> Outgoing:
    return json.dumps(message)


def _either(alignment: dict[str, Any], name: str, other: str) -> list[Any]:
    values: list[Any] = alignment[name] if name in alignment else alignment[other]
    return values
