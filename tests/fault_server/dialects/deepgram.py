"""Deepgram's dialects as a healthy server speaks them: Aura (``/v1/speak``) and Flux (``/v2/speak``).

Audio is binary and names nothing. As the service: a flush is answered when all before it was sent; more than 20 flushes
in 60 seconds are answered by a Warning and not carried out (Aura); text longer than 2,000 characters is an error; what
is on its way when the client cancels still comes. A Flux speech begins with its first text and ends with its flush,
whose ``Flushed`` comes now before its last audio and now after ``SpeechMetadata``; ``Interrupt`` ends the running
speech and no other, and is refused while the session has produced no audio.
"""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from ..frames import BINARY, Frame
from ..records import Seen
from ..reply import Manner, Message
from ..script import OnClose, OnFlush, OnText
from ..voice import encode
from . import Clock, Dialect, End, Item, Moments, Part, Say, Setting

FLUSHES, WINDOW = 20, 60.0
LONGEST = 2_000
IN_FLIGHT = 2
"""Messages that are on their way when the client clears."""


def open_dialect(setting: Setting) -> Dialect | None:
    """The dialect, if the path is one of its endpoints."""
    is_aura, is_flux = setting.path.endswith("/v1/speak"), setting.path.endswith("/v2/speak")
    query = setting.query
    if not (is_aura or is_flux) or query.get("encoding") != "linear16" or not query.get("sample_rate", "").isdigit():
        return None
    if not query.get("model"):
        return None
    return (Flux if is_flux else Aura)(setting.manner, setting.seen, setting.clock)


def _audio(text: str, manner: Manner, part: Part) -> list[Say]:
    pieces = (text[start : start + manner.chunk] for start in range(0, len(text), manner.chunk))
    return [Say(Frame(encode(piece, manner.samples), BINARY), part) for piece in pieces]


@dataclass(slots=True)
class Aura:
    """One connection's state."""

    manner: Manner
    seen: Seen
    clock: Clock
    context: None = None
    _waiting: str = ""
    _parts: list[Part] = field(default_factory=list)
    _flushes: deque[float] = field(default_factory=deque)
    _answered: int = 0
    _moments: Moments = field(default_factory=Moments)

    def greet(self) -> list[Item]:
        """The model's metadata."""
        names = {"model_name": "aura", "model_version": "1", "model_uuid": "m"}
        return [Say({"type": "Metadata", "request_id": "r", **names})]

    def receive(self, data: str) -> list[Item]:
        """Take one client message."""
        match _read(data):
            case {"type": "Speak", "text": str(text)}:
                return self._speak(text)
            case {"type": "Flush"}:
                return self._flush()
            case {"type": "Clear"}:
                return self._clear()
            case {"type": "Close"}:
                return [self._moments.next(OnClose), *self._generate(), End()]
            case _:
                return _refuse(self, "DATA-0000", "The message could not be read.")

    def _speak(self, text: str) -> list[Item]:
        if len(text) > LONGEST:
            return _refuse(self, "DATA-0001", f"The text has more than {LONGEST} characters.")
        self.seen.hear(text)
        self._waiting += text
        return [self._moments.next(OnText)]

    def _flush(self) -> list[Item]:
        now = self.clock()
        while self._flushes and now - self._flushes[0] >= WINDOW:
            self._flushes.popleft()
        if len(self._flushes) >= FLUSHES:
            words = "Flush messages are limited to 20 in 60 seconds."
            return [Say({"type": "Warning", "code": "EXCESSIVE_FLUSH", "description": words, "warn_msg": words})]
        self._flushes.append(now)
        said = self._generate()
        return [*said, self._moments.next(OnFlush), Say(self._answer("Flushed"), is_final=True)]

    def _generate(self) -> list[Item]:
        part, text, self._waiting = Part(), self._waiting, ""
        self._parts.append(part)
        return list(_audio(text, self.manner, part))

    def _clear(self) -> list[Item]:
        self._waiting = ""
        for part in self._parts:
            if not part.is_dropped:
                part.is_dropped, part.spared = True, IN_FLIGHT if part.has_begun else 0
        self._parts.clear()
        return [self._moments.next(OnClose), Say(self._answer("Cleared"))]

    def _answer(self, kind: str) -> Message:
        self._answered += 1
        return {"type": kind, "sequence_id": self._answered - 1}

    def sent(self, ends: object) -> None:
        """Nothing depends on it."""

    def naming(self, context: str | None) -> Message:  # noqa: ARG002  it has only one
        """Nothing."""
        return {}

    def final(self, context: str | None) -> Message:  # noqa: ARG002  it has only one
        """``Flushed``."""
        return {"type": "Flushed", "sequence_id": 0}

    def error(self, name: str, text: str, code: int | None, context: str | None) -> Message:  # noqa: ARG002
        """The service's error, as JSON."""
        return {"type": "Error", "err_code": name, "err_msg": text, "request_id": "r"}


@dataclass(slots=True, eq=False)
class Speech:
    """One speech of Flux, from its first text to its flush."""

    name: str
    part: Part = field(default_factory=Part)
    characters: int = 0
    is_flushed: bool = False
    is_over: bool = False


@dataclass(slots=True)
class Flux:
    """One connection's state."""

    manner: Manner
    seen: Seen
    clock: Clock
    context: None = None
    _speeches: list[Speech] = field(default_factory=list)
    _moments: Moments = field(default_factory=Moments)

    def greet(self) -> list[Item]:
        """The session is open."""
        names = {"model_name": "flux", "model_version": "1", "model_uuids": ["m"]}
        return [Say({"type": "Connected", "request_id": "r", **names})]

    def receive(self, data: str) -> list[Item]:
        """Take one client message."""
        match _read(data):
            case {"type": "Speak", "text": str(text)}:
                return self._speak(text)
            case {"type": "Flush"}:
                return self._flush()
            case {"type": "Interrupt"}:
                return [self._moments.next(OnClose), Say(self._interrupt(), is_urgent=True)]
            case {"type": "Close"}:
                return [self._moments.next(OnClose), *self._flush(), End()]
            case _:
                return _refuse(self, "MESSAGE-0000", "The message could not be read.")

    def _speak(self, text: str) -> list[Item]:
        if len(text) > LONGEST:
            return _refuse(self, "BIG-0000", f"The text has more than {LONGEST} characters.")
        items: list[Item] = [self._moments.next(OnText)]
        if not self._speeches or self._speeches[-1].is_flushed or self._speeches[-1].is_over:
            self._speeches.append(Speech(f"dg_sp_{len(self._speeches):012x}"))
            items.append(Say({"type": "SpeechStarted", "speech_id": self._speeches[-1].name}))
        speech = self._speeches[-1]
        self.seen.hear(text)
        speech.characters += len(text)
        return [*items, *_audio(text, self.manner, speech.part)]

    def _flush(self) -> list[Item]:
        speech = self._speeches[-1] if self._speeches else None
        if speech is None or speech.is_flushed or speech.is_over:
            return [Say(_warning("NO_ACTIVE_SPEECH"))]
        speech.is_flushed = True
        flushed = Say({"type": "Flushed", "speech_id": speech.name}, speech.part)
        done = Say(self._metadata(speech), speech.part, is_final=True, ends=speech)
        moment = self._moments.next(OnFlush)
        return [moment, flushed, done] if len(self._speeches) % 2 else [moment, done, flushed]

    def _interrupt(self) -> Message:
        speech = next((speech for speech in self._speeches if not speech.is_over), None)
        if speech is None:
            return _warning("NO_ACTIVE_SPEECH")
        if not any(speech.part.has_begun for speech in self._speeches):
            return _warning("NO_AUDIO_GENERATED")
        speech.part.is_dropped = speech.is_over = True
        return {"type": "SpeechInterrupted", "audio_played_ms": 0, "metadata": self._metadata(speech)}

    def _metadata(self, speech: Speech) -> Message:
        milliseconds = round(speech.characters * self.manner.milliseconds)
        counts = {"input_character_count": speech.characters, "billable_character_count": speech.characters}
        told = {"speech_id": speech.name, "audio_duration_ms": milliseconds, **counts}
        return {"type": "SpeechMetadata", **told, "controls_applied": {"pronunciations_applied": 0}}

    def sent(self, ends: object) -> None:
        """A speech is over."""
        if isinstance(ends, Speech):
            ends.is_over = True

    def naming(self, context: str | None) -> Message:  # noqa: ARG002  it has only one
        """Nothing."""
        return {}

    def final(self, context: str | None) -> Message:  # noqa: ARG002  it has only one
        """``SpeechMetadata``."""
        return self._metadata(self._speeches[-1] if self._speeches else Speech("dg_sp_0"))

    def error(self, name: str, text: str, code: int | None, context: str | None) -> Message:  # noqa: ARG002
        """The service's error, as JSON."""
        return {"type": "Error", "code": name, "description": text}


def _read(data: str) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return None


def _warning(code: str) -> Message:
    return {"type": "Warning", "code": code, "description": "The message was ignored."}


def _refuse(dialect: Aura | Flux, name: str, text: str) -> list[Item]:
    return [Say(dialect.error(name, text, None, None)), End(1008, text)]
