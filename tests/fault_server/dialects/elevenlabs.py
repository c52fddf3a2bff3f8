"""The ElevenLabs dialect as a healthy server speaks it: both websocket endpoints.

Simpler than the service: without ``auto_mode`` text waits for a flush (there is no chunk schedule), ``close_context``
drops text that waits, but audio that was asked for still comes, and nothing times out.
"""

from __future__ import annotations

import dataclasses
import json
import re
from dataclasses import dataclass, field
from typing import Any, Literal

from ..records import Seen
from ..reply import Manner, Message, Reply
from ..script import OnClose, OnFlush, OnText
from . import End, Item, Moments, Say, Setting

DEFAULT_CONTEXT = "default"
_PATH = re.compile(r".*/v1/text-to-speech/[^/]+/((?:multi-)?stream-input)")
_FORMAT = re.compile(r"pcm_([1-9]\d{3,5})|ulaw_8000")
_ULAW_PAIRS = 4000
"""Samples per second of ``ulaw_8000`` when two of its bytes are taken for one of ours: it decodes like the rest."""


def open_dialect(setting: Setting) -> ElevenLabsDialect | None:
    """The dialect, if the path is one of its endpoints."""
    endpoint = _PATH.fullmatch(setting.path)
    rate = _FORMAT.fullmatch(setting.query.get("output_format", "pcm_24000"))
    if not endpoint or not rate:
        return None
    manner = dataclasses.replace(setting.manner, rate=int(rate[1] or _ULAW_PAIRS))
    is_multi, is_auto = endpoint[1] == "multi-stream-input", setting.query.get("auto_mode") == "true"
    return ElevenLabsDialect(is_multi, is_auto, manner, setting.max_contexts, setting.seen)


@dataclass(slots=True, eq=False)
class Context:
    """One stream of speech."""

    reply: Reply
    waiting: str = ""


@dataclass(slots=True)
class ElevenLabsDialect:
    """One connection's state."""

    is_multi: bool
    auto_mode: bool
    manner: Manner
    max_contexts: int | None
    seen: Seen
    context: str | None = None
    """The name of the context that was heard of last."""
    _open: dict[str | None, Context] = field(default_factory=dict)
    _unfinished: set[Context] = field(default_factory=set)
    _moments: Moments = field(default_factory=Moments)

    def receive(self, data: str) -> list[Item]:
        """Take one client message."""
        try:
            message = json.loads(data)
        except ValueError:
            message = None
        if not isinstance(message, dict) or not isinstance(message.get("text") or "", str):
            return self._refuse("invalid_input_message", "Could not parse input message, make sure it is a json.")
        name = message.get("context_id") or message.get("contextId")
        if self.is_multi and message.get("close_socket"):
            return [
                self._moments.next(OnClose),
                *(item for name in list(self._open) for item in self._close(name)),
                End(),
            ]
        if self.is_multi and name is None and not message.get("text") and not message.get("flush"):
            return []  # a keep-alive of the socket opens no context
        return self._take(message, (name or DEFAULT_CONTEXT) if self.is_multi else None)

    def _take(self, message: dict[str, Any], name: str | None) -> list[Item]:
        self.context = name
        text, flush = message.get("text") or "", bool(message.get("flush"))
        if name not in self._open and not self._open_context(name):
            return self._refuse(
                "max_active_conversations",
                f"Maximum simultaneous contexts per WebSocket connection exceeded ({self.max_contexts}). "
                "Please close an existing context before opening a new one.",
            )
        items: list[Item] = []
        if self.is_multi and message.get("close_context"):
            flushed = self._flush(name) if flush else []
            return [*flushed, self._moments.next(OnClose), *self._close(name)]
        if text.strip():
            items += self._hear(name, text)
        if flush:
            items += self._flush(name)
        if not self.is_multi and "text" in message and not text and not flush:
            items += [self._moments.next(OnClose), *self._generate(name), *self._close(name), End()]
        return items

    def _open_context(self, name: str | None) -> bool:
        if self.max_contexts is not None and len(self._unfinished) >= self.max_contexts:
            return False
        context = self._open[name] = Context(Reply(self.manner, name))
        self._unfinished.add(context)
        self.seen.contexts.append(name)
        self.seen.most_contexts = max(self.seen.most_contexts, len(self._unfinished))
        return True

    def _hear(self, name: str | None, text: str) -> list[Item]:
        self.seen.hear(text)
        self._open[name].waiting += text
        return [self._moments.next(OnText), *(self._generate(name) if self.auto_mode else [])]

    def _flush(self, name: str | None) -> list[Item]:
        return [self._moments.next(OnFlush), *self._generate(name)]

    def _generate(self, name: str | None) -> list[Item]:
        context = self._open[name]
        text, context.waiting = context.waiting, ""
        return [Say(message) for message in context.reply.speak(text)]

    def _close(self, name: str | None) -> list[Item]:
        context = self._open.pop(name)
        return [Say(context.reply.finish(), is_final=True, ends=context)]

    def _refuse(self, error: Literal["invalid_input_message", "max_active_conversations"], text: str) -> list[Item]:
        return [Say(self.error(error, text, 1008, None)), End(1008, text)]

    def greet(self) -> list[Item]:
        """Nothing: the client speaks first."""
        return []

    def sent(self, ends: object) -> None:
        """A context's ``isFinal`` was sent: its slot is free."""
        if isinstance(ends, Context):
            self._unfinished.discard(ends)

    def naming(self, context: str | None) -> Message:
        """``contextId``."""
        return {} if context is None else {"contextId": context}

    def final(self, context: str | None) -> Message:
        """``isFinal``."""
        return {"audio": None, "isFinal": True} if context is None else {"isFinal": True, "contextId": context}

    def error(self, name: str, text: str, code: int | None, context: str | None) -> Message:
        """The service's error, as JSON."""
        return {"message": text, "error": name, "code": code, **self.naming(context)}
