"""The server side of the ElevenLabs websocket dialect, without I/O: messages in, actions out.

Owns contexts, buffers, the generation schedule, time-outs and refusals. Knows no socket, clock, voice or audio.

One state machine serves both endpoints. ``stream-input`` is a connection with a single nameless context, whose end
message ``{"text": ""}`` means: flush, then close the socket. The rules come from the AsyncAPI description of both
endpoints, and from what the official SDK, LiveKit and Pipecat send and expect.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MAX_CONTEXTS = 5
MIN_TRIGGER = 50
"""With fewer characters, ``try_trigger_generation`` does nothing."""
DEFAULT_SCHEDULE = (120, 160, 250, 290)
MAX_WAITING = 200_000
"""Characters that may wait to be spoken on one connection; bounds the memory that a connection can use."""
DEFAULT_CONTEXT = "default"
"""The context name in answers to messages without a ``context_id``."""


@dataclass(slots=True, eq=False)
class Context:
    """One stream of speech. ``stream-input`` has exactly one."""

    name: str
    heard_at: float
    """When it last received something or finished speaking something."""
    voice_settings: Mapping[str, Any] | None = None
    schedule: tuple[int, ...] = DEFAULT_SCHEDULE
    buffer: str = ""
    asked: int = 0
    """Generations requested so far."""
    done: int = 0
    flushed: int = 0
    """How many generations survive ``close_context``: those requested up to the last flush."""
    is_closed: bool = False

    def wants(self, generation: int) -> bool:
        """Whether the generation with this number should still be sent."""
        return not self.is_closed or generation <= self.flushed

    @property
    def speed(self) -> float:
        """The requested speaking rate; 1 is normal."""
        return float((self.voice_settings or {}).get("speed") or 1)


@dataclass(frozen=True, slots=True)
class Speak:
    """Generate speech for ``text`` unless the context stops wanting it."""

    context: Context
    text: str
    number: int


@dataclass(frozen=True, slots=True)
class Finish:
    """After everything the context still wants, send its ``isFinal`` and report back with ``finished``."""

    context: Context


@dataclass(frozen=True, slots=True)
class Fail:
    """Send an error message and close the socket."""

    error: str
    message: str
    code: int = 1008


@dataclass(frozen=True, slots=True)
class Close:
    """Close the socket normally."""


Action = Speak | Finish | Fail | Close

_BAD_MESSAGE = Fail(
    "invalid_input_message",
    "Could not parse input message, make sure it is a json and follows the schema outlined in protocol.",
)
_BAD_KEY = Fail("invalid_api_key", "Invalid API key")
_SETTINGS_CHANGED = Fail(
    "voice_settings_changed",  # the real identifier is not known; the message is
    "voice_settings field must be provided in the first message and then either be not provided or not change.",
)
_TOO_MANY_CONTEXTS = Fail(
    "max_active_conversations",
    f"Maximum simultaneous contexts per WebSocket connection exceeded ({MAX_CONTEXTS}). "
    "Please close an existing context before opening a new one.",
)
_TOO_MUCH_TEXT = Fail("max_character_limit_exceeded", f"More than {MAX_WAITING:,} characters wait to be spoken.")


@dataclass(frozen=True, slots=True)
class _Message:
    """One client message, in the same form for both endpoints."""

    context: str | None
    text: str = ""
    flush: bool = False
    trigger: bool = False
    close_context: bool = False
    close_socket: bool = False
    voice_settings: Mapping[str, Any] | None = None
    schedule: tuple[int, ...] | None = None
    key: str | None = None


class _BadMessageError(Exception):
    """The client's message does not follow the schema."""


def _typed(message: Mapping[str, Any], name: str, kind: Any) -> Any:
    """The field's value; None if it is absent or null."""
    value = message.get(name)
    if value is not None and not isinstance(value, kind):
        raise _BadMessageError
    return value


def _schedule(message: Mapping[str, Any]) -> tuple[int, ...] | None:
    # In later messages the API reference calls it generator_config, the guide generation_config.
    config = _typed(message, "generation_config", dict) or _typed(message, "generator_config", dict) or {}
    schedule = _typed(config, "chunk_length_schedule", list)
    if schedule is None:
        return None
    if not schedule or not all(type(item) is int and 50 <= item <= 500 for item in schedule):
        raise _BadMessageError
    return tuple(schedule)


def _voice_settings(message: Mapping[str, Any]) -> Mapping[str, Any] | None:
    settings: Mapping[str, Any] | None = _typed(message, "voice_settings", dict)
    speed = _typed(settings or {}, "speed", int | float)
    if speed is not None and not 0.7 <= speed <= 1.2:
        raise _BadMessageError
    return settings


def _read(data: str | bytes, *, is_multi: bool) -> _Message:
    """Parse one message. Ignores unknown fields; null means absent."""
    if isinstance(data, bytes):
        raise _BadMessageError
    try:
        message = json.loads(data)
    except (ValueError, RecursionError):
        raise _BadMessageError from None
    if not isinstance(message, dict):
        raise _BadMessageError
    text, flush = _typed(message, "text", str), bool(_typed(message, "flush", bool))
    keys = (_typed(message, name, str) for name in ("xi_api_key", "xi-api-key", "authorization"))
    ends = not is_multi and text == "" and not flush
    return _Message(
        context=(_typed(message, "context_id", str) or _typed(message, "contextId", str)) if is_multi else "",
        text=text or "",
        flush=flush or ends,
        trigger=bool(_typed(message, "try_trigger_generation", bool)),
        close_context=is_multi and bool(_typed(message, "close_context", bool)),
        close_socket=ends or (is_multi and bool(_typed(message, "close_socket", bool))),
        voice_settings=_voice_settings(message),
        schedule=_schedule(message),
        key=next((key for key in keys if key), None),
    )


@dataclass(slots=True)
class Session:
    """One connection.

    ``receive`` and ``tick`` return the actions to carry out, in order. The caller reports each generation that it has
    spoken or dropped (``spoken``) and each ``isFinal`` that it has sent (``finished``).
    """

    is_multi: bool
    auto_mode: bool
    inactivity_timeout: float
    now: float
    """When the connection was opened or last received a message. Seconds on any monotonic clock."""
    api_keys: frozenset[str] = frozenset()
    """The accepted keys; if empty, a client may send any key or none."""
    key: str | None = None
    """The key given in the handshake."""
    refusal: Fail | None = None
    """The answer to the first message if we cannot serve the handshake's settings."""
    _open: dict[str, Context] = field(default_factory=dict)
    _unfinished: set[Context] = field(default_factory=set)
    """Contexts whose ``isFinal`` is not sent yet. Closed ones keep their slot until then, as in the real service."""
    _waiting: int = 0
    """Characters received and not yet spoken or dropped."""
    _is_admitted: bool = False
    _is_closing: bool = False

    def receive(self, data: str | bytes, now: float) -> list[Action]:
        """Take one client message."""
        self.now = now
        if self._is_closing:
            return []
        try:
            message = _read(data, is_multi=self.is_multi)
        except _BadMessageError:
            return [_BAD_MESSAGE]
        if not self._is_admitted:
            if self.api_keys and not self._is_accepted(self.key or message.key or ""):
                return [_BAD_KEY]
            if self.refusal:
                return [self.refusal]
            self._is_admitted = True
        name = message.context if message.context is not None else DEFAULT_CONTEXT
        if message.close_socket and self.is_multi:
            return self._close_last(message, name)
        if name not in self._open and message == _Message(None):
            return []  # a keep-alive for the socket opens no context
        return self._take(message, name, now)

    def _is_accepted(self, key: str) -> bool:
        """Compare with every key in constant time, so that timing does not reveal how much of it is right."""
        given = key.encode(errors="surrogatepass")
        return any(hmac.compare_digest(given, accepted.encode(errors="surrogatepass")) for accepted in self.api_keys)

    def _take(self, message: _Message, name: str, now: float) -> list[Action]:
        context = self._open.get(name)
        if message.close_context:
            flushed = self._generate(context, message) if context and message.flush else []
            return flushed + self._close(context or Context(name, now))
        if context is None:
            if len(self._unfinished) >= MAX_CONTEXTS:
                return [_TOO_MANY_CONTEXTS]
            context = self._open[name] = Context(name, now, message.voice_settings)
            self._unfinished.add(context)
        elif message.voice_settings is not None and message.voice_settings != context.voice_settings:
            return [_SETTINGS_CHANGED]
        context.heard_at = now
        context.schedule = message.schedule or context.schedule
        context.buffer += message.text
        self._waiting += len(message.text)
        if self._waiting > MAX_WAITING:
            return [_TOO_MUCH_TEXT]
        actions = self._generate(context, message)
        return actions + self._close_socket() if message.close_socket else actions

    def _generate(self, context: Context, message: _Message) -> list[Action]:
        actions: list[Action] = []
        if self.auto_mode or message.flush:
            actions += self._speak(context, len(context.buffer))
        else:
            scheduled = context.schedule[min(context.asked, len(context.schedule) - 1)]
            if len(context.buffer) >= (min(MIN_TRIGGER, scheduled) if message.trigger else scheduled):
                actions += self._speak(context, _last_break(context.buffer))
        if message.flush:
            context.flushed = context.asked
        return actions

    def _speak(self, context: Context, size: int) -> list[Action]:
        text, context.buffer = context.buffer[:size].lstrip(), context.buffer[size:]
        self._waiting -= size - len(text)
        if not text:
            return []
        context.asked += 1
        return [Speak(context, text, context.asked)]

    def _close(self, context: Context) -> list[Action]:
        context.is_closed = True
        self._waiting -= len(context.buffer)
        self._open.pop(context.name, None)
        return [Finish(context)]

    def _close_last(self, message: _Message, name: str) -> list[Action]:
        """Close the socket. A flush in the same message still applies to its context."""
        context = self._open.get(name)
        return (self._generate(context, message) if context and message.flush else []) + self._close_socket()

    def _close_socket(self) -> list[Action]:
        self._is_closing = True
        actions = [action for context in list(self._open.values()) for action in self._close(context)]
        return actions or ([] if self._unfinished else [Close()])

    def spoken(self, action: Speak, now: float) -> None:
        """Note that a generation was sent completely, or dropped because it was no longer wanted."""
        action.context.done += 1
        action.context.heard_at = self.now = now
        self._waiting -= len(action.text)

    def finished(self, context: Context) -> list[Action]:
        """Note that the context's ``isFinal`` was sent, which frees its slot."""
        self._unfinished.discard(context)
        return [Close()] if self._is_closing and not self._unfinished else []

    def deadline(self) -> float | None:
        """When to call ``tick`` if nothing happens before; None: never."""
        if self._is_closing or any(context.done < context.asked for context in self._unfinished):
            return None
        return min([self.now, *(context.heard_at for context in self._open.values())]) + self.inactivity_timeout

    def tick(self, now: float) -> list[Action]:
        """Close what has been silent for too long."""
        if (deadline := self.deadline()) is None or now < deadline:
            return []
        if now >= self.now + self.inactivity_timeout:
            return [
                Fail(
                    "input_timeout_exceeded",
                    "Have not received a new text input within the timeout of "
                    f"{self.inactivity_timeout:.1f} seconds. Streaming input terminated. Please make sure to either "
                    'feed the input in the timely manner, or to send the end of input text (empty string "") '
                    "when done.",
                )
            ]
        silent = [c for c in self._open.values() if now >= c.heard_at + self.inactivity_timeout]
        return [action for context in silent for action in self._close(context)]


def _last_break(text: str) -> int:
    """Where to cut a buffer that may end inside a word: after its last space, or at its end if it has none."""
    return max(text.rfind(" "), text.rfind("\n")) + 1 or len(text)
