"""Cartesia's websocket dialect: one context per turn, word timing.

Whole sentences are sent, so the service is asked to generate each at once (``max_buffer_delay_ms`` 0). A context joins
transcripts with ``"continue": true`` verbatim, until one with ``false``; ``done`` follows its last audio. ``cancel``
stops only what has not begun; the context's id marks audio that still comes.

Sources: the vendor's SDK 4.2, Pipecat 1.14 and LiveKit 1.8 as clients, the stored API reference (versions 2025-04-16 to
2026-08-14).
"""

from __future__ import annotations

import json
import math
import re
import uuid
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from itertools import starmap
from typing import Any, ClassVar

from ..errors import AdapterError, BadRequest, ServiceUnavailable, one_line
from . import Codec, Finished, Frame, Outgoing, Refused, Signal, Speech, Timed, Traits
from .decoding import read_base64, read_json
from .keys import Secret
from .settings import Remote, check_format, check_range, websocket_address
from .spacing import spaced
from .verdicts import refused

VERSION = "2026-03-01"
"""The version of the API, as Pipecat sends it; the vendor's SDK sends a newer one that reads alike."""
_ENCODINGS = {"pcm": "pcm_s16le", "ulaw": "pcm_mulaw", "alaw": "pcm_alaw"}
_RATES = {"pcm": (8_000, 16_000, 22_050, 24_000, 44_100, 48_000), "ulaw": (8_000,), "alaw": (8_000,)}
_TAG = re.compile(r"<[^<>]*>")
"""The service repeats commands inside its words."""


@dataclass(frozen=True, slots=True)
class Cartesia(Remote):
    """Settings for Cartesia, or for any server that speaks its dialect.

    ``voice``: the voice's id.
    ``api_key``: kept as a Secret. Without it ``CARTESIA_API_KEY`` is read when a link is opened.
    ``model``: the id of a Sonic model.
    ``output_format``: ``pcm_RATE``, ``ulaw_8000`` or ``alaw_8000``.
    ``base_url``: the server's address; ``ws://`` is for this machine only.
    ``language``: ISO 639-1 code of the text; None for the model's own choice.
    ``speed``: 0.6 to 1.5 times the voice's pace; None for its own.
    ``proxy``: address of a proxy, or ``"environment"`` for the one that the environment names; None for no proxy.
    ``name``: the service's name in messages and logs; the host of ``base_url`` if empty.

    Raises BadRequest for a setting that the service does not accept.
    """

    voice: str
    _: KW_ONLY
    api_key: str | Secret | None = field(default=None, repr=False)
    model: str = "sonic-3.6"
    output_format: str = "pcm_24000"
    base_url: str = "wss://api.cartesia.ai"
    language: str | None = None
    speed: float | None = None
    proxy: str | None = field(default=None, repr=False)
    name: str = ""

    key_variable: ClassVar[str] = "CARTESIA_API_KEY"
    vendor: ClassVar[str] = "Cartesia"

    def __post_init__(self) -> None:
        Remote.__post_init__(self)
        if not self.voice.strip():
            raise BadRequest("the voice must be the service's id for it")
        check_format(self.output_format, _RATES)
        check_range("speed", self.speed, 0.6, 1.5)

    @property
    def url(self) -> str:
        """The websocket's address. The key goes in a header, never here."""
        return f"{websocket_address(self.base_url)}/tts/websocket"

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers for the key and the version. Raises AuthFailed when there is no key."""
        return {"X-API-Key": self.usable_key(), "Cartesia-Version": VERSION}

    @property
    def traits(self) -> Traits:
        """Timing comes in messages of its own, after its audio. A context ends a second after its last audio.

        The plan limits how many contexts may be busy; paid plans allow three or more.
        """
        return Traits(
            timing="words", timing_delay=5.0, turns_at_once=3, keep_alive=None, turn_idle=0.5, link_idle=4 * 60.0
        )

    def codec(self) -> CartesiaCodec:
        """A fresh codec for one turn."""
        return CartesiaCodec(self, uuid.uuid4().hex[:12])

    def generation(self) -> dict[str, Any]:
        """The fields that every message repeats: within a context only the text may change."""
        format = self.format
        encoding = _ENCODINGS[format.encoding]
        return {
            "model_id": self.model,
            "voice": {"mode": "id", "id": self.voice},
            "output_format": {"container": "raw", "encoding": encoding, "sample_rate": format.rate},
            "add_timestamps": True,
            "max_buffer_delay_ms": 0,
            **({"language": self.language} if self.language else {}),
            **({"generation_config": {"speed": self.speed}} if self.speed is not None else {}),
        }


class CartesiaCodec(Codec):
    """One turn: a context."""

    def __init__(self, settings: Cartesia, context_id: str) -> None:
        self._settings = settings
        self._context = context_id
        self._generation = settings.generation()

    def speak(self, *pieces: str) -> list[Outgoing]:
        """The service joins transcripts verbatim, so a segment ends with a space."""
        return [self._message(piece, is_last=False) for piece in spaced(pieces)]

    def finish(self) -> list[Outgoing]:
        """An empty transcript that is not continued; ``done`` answers it."""
        return [self._message("", is_last=True)]

    def cancel(self) -> list[Outgoing]:
        """Audio that has begun still comes to its end; it carries the context's id, so the next turn ignores it."""
        return [json.dumps({"context_id": self._context, "cancel": True})]

    def _message(self, text: str, *, is_last: bool) -> Outgoing:
        message = {**self._generation, "transcript": text, "context_id": self._context, "continue": not is_last}
        return json.dumps(message)

    def receive(self, frame: Frame) -> list[Signal]:
        """Read one message. One that cannot be read gives Refused with ServiceUnavailable."""
        try:
            message = read_json(frame)
            if not isinstance(message, dict):
                raise TypeError
            return self._signals(message) if self._is_ours(message) else []
        except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
            name, kind = self._settings.name, type(error).__name__
        return [Refused(ServiceUnavailable(f"{name} sent a message that cannot be read ({kind})", tries=1))]

    def _is_ours(self, message: dict[str, Any]) -> bool:
        name = message.get("context_id")
        return name == self._context or (name is None and message.get("type") == "error")

    def _signals(self, message: dict[str, Any]) -> list[Signal]:
        match message.get("type"):
            case "chunk":
                audio = read_base64(message.get("data") or "")
                return [Speech(audio)] if audio else []
            case "timestamps":
                columns = _columns(message.get("word_timestamps") or {})
                return [Speech(b"", tuple(starmap(_timed, zip(*columns, strict=True))))]
            case "done":
                return [Finished()]
            case "error":
                return [Refused(self._error(message))]
            case _:  # flush_done, phoneme_timestamps, and types that are still unknown
                return []

    def _error(self, message: dict[str, Any]) -> AdapterError:
        """Errors carry an HTTP status, which decides what a caller can do."""
        settings = self._settings
        status, code = message.get("status_code"), message.get("error_code")
        words = " ".join(str(message[name]) for name in ("title", "message", "error") if message.get(name))
        reason = one_line(settings.redact(words or "nothing more"))
        error = refused(settings.name, status if isinstance(status, int) else 500, reason)
        error.service_code = one_line(settings.redact(str(code)), 100) if code else "error"
        return error


def _columns(words: object) -> tuple[list[str], list[float], list[float]]:
    if not isinstance(words, dict):
        raise TypeError
    return words.get("words") or [], words.get("start") or [], words.get("end") or []


def _timed(word: str, start: float, end: float) -> Timed:
    if not isinstance(word, str) or not (math.isfinite(start) and math.isfinite(end)):
        raise ValueError
    return Timed(_TAG.sub("", word), start, max(start, end))
