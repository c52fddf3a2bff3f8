"""Cartesia's dialect as a healthy server speaks it: contexts on one websocket, word times in messages of their own.

As the service: transcripts are spoken in order, one generation each; ``cancel`` halts only those that have not begun;
``done`` comes after the context's last audio; a context that was sent nothing for a second after its last audio has
expired. Simpler: ``max_buffer_delay_ms`` is taken for 0, and nothing is checked but what is read.

Word times count from the context's beginning. The connection's ``style`` says when they come: ``with``, after the audio
in which their words end; ``lagged``, after the audio that follows; ``whole``, after the transcript's last audio;
``none``, never. Other styles are taken for ``with``.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import re
from dataclasses import dataclass, field
from typing import Any

from ..records import Seen
from ..reply import Manner, Message
from ..script import OnClose, OnFlush, OnText
from ..voice import encode
from . import Clock, Item, Moments, Part, Say, Setting

EXPIRES = 1.0
"""Seconds after a context's last audio."""
_WORD = re.compile(r"\S+")
_ENCODINGS = frozenset({"pcm_s16le"})


def open_dialect(setting: Setting) -> CartesiaDialect | None:
    """The dialect, if the path is its endpoint."""
    if not setting.path.endswith("/tts/websocket"):
        return None
    return CartesiaDialect(setting.manner, setting.max_contexts, setting.seen, setting.clock)


@dataclass(slots=True, eq=False)
class Context:
    """One stream of speech."""

    name: str
    manner: Manner
    is_timed: bool
    generations: list[Part] = field(default_factory=list)
    spoken: int = 0
    """Characters."""
    unsent: int = 0
    """Audio messages that were not sent."""
    idle_since: float | None = None
    """When the last of them was."""
    owed: list[Message] = field(default_factory=list)
    """Times that come with the next message."""

    def message(self, kind: str, **fields: Any) -> Message:
        """A message of the context."""
        return {"type": kind, "context_id": self.name, "done": kind == "done", "status_code": 206, **fields}

    def speak(self, text: str) -> list[Say]:
        """One generation."""
        part, says, waiting = Part(), list[Say](), list[Message]()
        self.generations.append(part)
        words, size = [(word.start(), word.end()) for word in _WORD.finditer(text)], self.manner.chunk
        for start in range(0, len(text), size):
            piece = text[start : start + size]
            audio = base64.b64encode(encode(piece, self.manner.samples)).decode()
            says.append(Say(self.message("chunk", data=audio, step_time=1.0), part, ends=Sent(self)))
            self.unsent += 1
            ended = [(a, b) for a, b in words if start < b <= start + len(piece)]
            times = [self._times(text, ended)] if ended and self.is_timed else []
            if self.manner.style == "lagged":
                times, self.owed = self.owed, times
            waiting += times
            if self.manner.style != "whole" or start + size >= len(text):
                says += [Say(told, part) for told in waiting]
                waiting = []
        self.spoken += len(text)
        return says

    def _times(self, text: str, words: list[tuple[int, int]]) -> Message:
        each = self.manner.milliseconds / 1000
        told = {
            "words": [text[a:b] for a, b in words],
            "start": [(self.spoken + a) * each for a, _ in words],
            "end": [(self.spoken + b) * each for _, b in words],
        }
        return self.message("timestamps", word_timestamps=told)

    def finish(self) -> list[Say]:
        """What is owed, and the end. Both come if what had begun is sent, also after a cancellation."""
        owed, self.owed = self.owed, []
        return [Say(told) for told in owed] + [Say(self.message("done"), is_final=True, ends=Sent(self, is_end=True))]


@dataclass(frozen=True, slots=True)
class Sent:
    """A context's audio was sent, or its end."""

    context: Context
    is_end: bool = False


@dataclass(slots=True)
class CartesiaDialect:
    """One connection's state."""

    manner: Manner
    max_contexts: int | None
    seen: Seen
    clock: Clock
    context: str | None = None
    """The id of the context that was heard of last."""
    _open: dict[str, Context] = field(default_factory=dict)
    _unfinished: set[Context] = field(default_factory=set)
    _moments: Moments = field(default_factory=Moments)

    def greet(self) -> list[Item]:
        """Nothing: the client speaks first."""
        return []

    def receive(self, data: str) -> list[Item]:
        """Take one client message."""
        try:
            message = json.loads(data)
        except ValueError:
            message = None
        if not isinstance(message, dict) or not isinstance(message.get("context_id"), str):
            return [Say(self.error("invalid_request", "Could not parse the request.", 400, None))]
        name = self.context = message["context_id"]
        if message.get("cancel"):
            return [self._moments.next(OnClose), *self._cancel(name)]
        if wrong := self._refusal(message):
            return [Say(wrong)]
        return self._take(message, self._open[name])

    def _refusal(self, message: Message) -> Message | None:
        """The error for a message that cannot be taken; opens the context of one that can."""
        name, format = message["context_id"], message.get("output_format") or {}
        context = self._open.get(name)
        if message.get("voice", {}).get("mode") != "id" or not message.get("model_id"):
            return self.error("invalid_request", "model_id and voice are required.", 400, name)
        if format.get("encoding") not in _ENCODINGS or not isinstance(format.get("sample_rate"), int):
            return self.error("invalid_request", "Unknown output_format.", 400, name)
        if context and context.idle_since is not None and self.clock() - context.idle_since > EXPIRES:
            return self.error("context_expired", "The context has expired.", 400, name)
        if not context:
            if self.max_contexts is not None and len(self._unfinished) >= self.max_contexts:
                return self.error("concurrency_limited", "Too many concurrent contexts.", 429, name)
            self._open_context(name, format["sample_rate"], is_timed=bool(message.get("add_timestamps")))
        return None

    def _open_context(self, name: str, rate: int, *, is_timed: bool) -> None:
        is_timed &= self.manner.style != "none"
        context = self._open[name] = Context(name, dataclasses.replace(self.manner, rate=rate), is_timed)
        self._unfinished.add(context)
        self.seen.contexts.append(name)
        self.seen.most_contexts = max(self.seen.most_contexts, len(self._unfinished))

    def _take(self, message: Message, context: Context) -> list[Item]:
        text, items = message.get("transcript") or "", list[Item]()
        if text.strip():
            self.seen.hear(text)
            context.idle_since = None
            items += [self._moments.next(OnText), *context.speak(text)]
        if message.get("flush"):
            items += [self._moments.next(OnFlush), Say(context.message("flush_done", flush_done=True, flush_id=1))]
        if not message.get("continue"):
            self._open.pop(context.name)
            items += [self._moments.next(OnClose), *context.finish()]
        return items

    def _cancel(self, name: str) -> list[Item]:
        """Only what has not begun is halted."""
        context = self._open.pop(name, None)
        for generation in (part for one in self._unfinished if one.name == name for part in one.generations):
            generation.is_dropped |= not generation.has_begun
        return list(context.finish()) if context else []

    def sent(self, ends: object) -> None:
        """A context's audio or end was sent."""
        if not isinstance(ends, Sent):
            return
        context = ends.context
        if ends.is_end:
            self._unfinished.discard(context)
            return
        context.unsent -= 1
        if context.unsent == 0:
            context.idle_since = self.clock()

    def naming(self, context: str | None) -> Message:
        """``context_id``."""
        return {} if context is None else {"context_id": context}

    def final(self, context: str | None) -> Message:
        """``done``."""
        return {"type": "done", "context_id": context, "done": True, "status_code": 206}

    def error(self, name: str, text: str, code: int | None, context: str | None) -> Message:
        """The service's error, as JSON."""
        told = {"type": "error", "done": True, "status_code": code, "error_code": name, "title": text, "message": text}
        return {**told, "request_id": "r", **self.naming(context)}
