"""The ElevenLabs websocket dialect, both text-to-speech endpoints.

``multi-stream-input`` (the default) carries one context per turn on a warm link; ``stream-input`` takes one link per
turn. Whole sentences are sent with ``auto_mode``, so the service generates each at once. ``flush`` is a top-level field
that has no acknowledgement; the only sign of completeness is ``isFinal``, which follows ``close_context`` (multi) or
the empty-text end message (single).

Sources: the AsyncAPI description of both endpoints, the official SDK 2.78, and observed traffic of LiveKit and Pipecat.
"""

from __future__ import annotations

import json
import math
import re
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, Literal
from urllib.parse import quote, urlencode

from ..errors import AdapterError, AuthFailed, BadRequest, QuotaExceeded, ServiceUnavailable, SpeechIncomplete, one_line
from ..events import AudioFormat
from ..services.hosts import host_and_port, password_in
from ..services.keys import Secret, given_or_environment, usable
from ..services.redaction import redacted
from ..verdicts import closed, refused
from . import Finished, Frame, Refused, Signal, Speech, Timed
from .decoding import read_base64, read_json

_MOST_DRIFT = 1.0
"""Seconds by which the times of a message may miss the end of those before: silence, and sums that do not add up."""
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
"""The service's error names, by what the caller can do about them."""
_ABOUT_TEXT = frozenset({"unspeakable_text"})
"""Those that refuse one text, and not the settings: the local server's, since no other is known."""


class _HostName(str):
    """A name that follows ``base_url``, also through ``dataclasses.replace``; one that the caller gave stays."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class ElevenLabs:
    """Settings for ElevenLabs, or for any server that speaks its dialect."""

    voice: str
    """The voice's id."""
    _: KW_ONLY
    api_key: str | Secret | None = field(default=None, repr=False)
    """Kept as a Secret. Without it, ``ELEVENLABS_API_KEY`` is read from the environment when a link is opened."""
    model: str = "eleven_flash_v2_5"
    output_format: str = "pcm_24000"
    base_url: str = "wss://api.elevenlabs.io"
    endpoint: Literal["multi-stream-input", "stream-input"] = "multi-stream-input"
    language: str | None = None
    """ISO 639-1 code; only some models take it."""
    voice_settings: Mapping[str, Any] | None = field(default=None, hash=False)
    """``stability``, ``similarity_boost``, ``style``, ``use_speaker_boost``, ``speed``; None for the voice's own."""
    inactivity_timeout: int = 180
    """Seconds after which the service drops a turn to which nothing was sent; 180 is its maximum."""
    proxy: str | None = field(default=None, repr=False)
    """Address of a proxy, such as ``http://proxy:8080``; ``"environment"`` to use the one that ``https_proxy`` names.
    Without it none is used, whatever the environment says: a proxy sees where you connect. It may hold a password,
    so no repr shows it."""
    name: str = ""
    """What to call the service in messages and logs; the host of ``base_url`` if empty."""

    def __post_init__(self) -> None:
        if not _VOICE.fullmatch(self.voice):
            raise BadRequest("the voice must be the service's id for it: letters, digits and + . _ - only")
        if self.endpoint not in ("multi-stream-input", "stream-input"):
            raise BadRequest(f"unknown endpoint {self.endpoint!r}: use 'multi-stream-input' or 'stream-input'")
        try:
            AudioFormat.parse(self.output_format)
        except ValueError as error:
            raise BadRequest(str(error)) from None
        if isinstance(self.api_key, str):
            object.__setattr__(self, "api_key", Secret(self.api_key))
        host = host_and_port(self.base_url)
        if not self.name or isinstance(self.name, _HostName):
            object.__setattr__(self, "name", _HostName(host))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[ElevenLabs]:
        """Nothing to start: the service runs elsewhere."""
        yield self

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
        base = re.sub(r"^http(s?)://", r"ws\1://", self.base_url.rstrip("/"))
        return f"{base}/v1/text-to-speech/{quote(self.voice, safe='')}/{self.endpoint}?{urlencode(query)}"

    @property
    def headers(self) -> Mapping[str, str]:
        """The key's header. Raises AuthFailed when there is no key."""
        key = usable(self._key, "ElevenLabs key", "pass api_key= or set ELEVENLABS_API_KEY")
        return {"xi-api-key": key.reveal()}

    @property
    def _key(self) -> Secret:
        return given_or_environment(self.api_key, "ELEVENLABS_API_KEY")

    @property
    def format(self) -> AudioFormat:
        """What its audio bytes are."""
        return AudioFormat.parse(self.output_format)

    @property
    def is_timed(self) -> bool:
        """Every message brings the timing of its characters, or is later than that by one."""
        return True

    @property
    def is_reusable(self) -> bool:
        """A link carries several turns as contexts of ``multi-stream-input``."""
        return self.endpoint == "multi-stream-input"

    def redact(self, text: str) -> str:
        """``text`` without any part of the key or of the proxy's password, should a service repeat them."""
        return redacted(text, self._key.reveal(), password_in(self.proxy))

    def codec(self) -> ElevenLabsCodec:
        """A fresh codec for one turn."""
        return ElevenLabsCodec(self, uuid.uuid4().hex[:12] if self.is_reusable else None)

    def refuse(self, status: int | None, code: int | None, reason: str) -> AdapterError:
        """What a refused handshake or a closed link means here.

        A wrong key is told in-band; the handshake answers 403 to a path, parameter or model that it does not know.
        """
        reason = one_line(self.redact(reason))
        return refused(self.name, status, reason) if status is not None else closed(self.name, code, reason)


class ElevenLabsCodec:
    """One turn: a context of ``multi-stream-input`` if it has an id, else all of a ``stream-input`` link."""

    def __init__(self, settings: ElevenLabs, context_id: str | None) -> None:
        self._settings = settings
        self._context: dict[str, Any] = {"context_id": context_id} if context_id else {}
        self._format = settings.format
        self._half = b""  # the beginning of a sample that the message before cut
        self._received = 0.0  # seconds of audio
        self._timed = 0.0  # the end of the last character that was timed

    def begin(self) -> list[Frame]:
        """The opening message is a single space; voice settings may be given here and nowhere else."""
        settings = self._settings.voice_settings
        return [_frame({"text": " ", **({"voice_settings": dict(settings)} if settings else {}), **self._context})]

    def speak(self, text: str) -> list[Frame]:
        """The text ends with a single space, as the protocol wants it."""
        return [_frame({"text": text.strip() + " ", **self._context})]

    def finish(self) -> list[Frame]:
        """Flush, then ask for the end: only that is answered by ``isFinal``."""
        if self._context:
            return [_frame({"flush": True, **self._context}), _frame({"close_context": True, **self._context})]
        return [_frame({"text": ""})]

    def keep_alive(self) -> list[Frame]:
        """Nothing to speak; on a link of one turn it must be a space, since empty text ends that turn."""
        return [_frame({"text": "" if self._context else " ", **self._context})]

    def cancel(self) -> list[Frame]:
        """A closed context falls silent; audio that is on its way carries its id and is not read by the next turn."""
        return [_frame({"close_context": True, **self._context})] if self._context else []

    def receive(self, frame: Frame) -> list[Signal]:
        """Read one message; one that cannot be read is ServiceUnavailable."""
        try:
            message = read_json(frame)
            if not isinstance(message, dict):
                raise TypeError
            if not self._is_ours(message):
                return []
            if not message.get("error"):
                return self._speech(message)
            return [Refused(self._error(message), is_about_text=message["error"] in _ABOUT_TEXT)]
        except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
            name, kind = self._settings.name, type(error).__name__
        return [Refused(ServiceUnavailable(f"{name} sent a message that cannot be read ({kind})", tries=1))]

    def _is_ours(self, message: dict[str, Any]) -> bool:
        # Servers write contextId, one observer saw context_id; an error may name no context and then ends the link.
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
        """When the characters sound, and what that was counted from if it was the message's beginning."""
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
        """What the times of a message count from, if its first character begins ``first`` seconds behind that.

        The reference says: from the beginning of this message's audio. Clients disagree on whether that holds with
        ``sync_alignment``: times may also count from the turn's beginning, and come later than their audio. Speech
        has no holes: right is what goes on where the last timed character ended.
        """
        choices = (self._received, 0.0)
        zero = min(choices, key=lambda choice: abs(choice + first - self._timed))
        return zero if abs(zero + first - self._timed) <= _MOST_DRIFT else max(0.0, self._timed - first)


def _frame(message: dict[str, Any]) -> Frame:
    return json.dumps(message)


def _either(alignment: dict[str, Any], name: str, other: str) -> list[Any]:
    values: list[Any] = alignment[name] if name in alignment else alignment[other]
    return values
