"""The ElevenLabs dialect as a healthy server speaks it: client messages in, what to do in order out. No I/O.

Simpler than the service: without ``auto_mode`` text waits for a flush (there is no chunk schedule), ``close_context``
drops text that waits, but audio that was asked for still comes, and nothing times out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Literal

from .records import Seen
from .reply import Manner, Message, Reply
from .script import OnClose, OnFlush, OnText

DEFAULT_CONTEXT = "default"


@dataclass(frozen=True, slots=True)
class Moment:
    """The n-th text, flush or close was received."""

    when: OnText | OnFlush | OnClose


@dataclass(frozen=True, slots=True)
class Say:
    """Send a message."""

    message: Message
    ends: Context | None = None
    """The context that is closed when it has been sent."""


@dataclass(frozen=True, slots=True)
class End:
    """Close the connection."""

    code: int = 1000
    reason: str = ""


Item = Moment | Say | End


@dataclass(slots=True, eq=False)
class Context:
    """One stream of speech."""

    reply: Reply
    waiting: str = ""


def error_message(error: str, text: str, code: int | None) -> Message:
    """The service's error, as JSON."""
    return {"message": text, "error": error, "code": code}


@dataclass(slots=True)
class Dialect:
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
    _counts: dict[type, int] = field(default_factory=dict)

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
            return [self._moment(OnClose), *(item for name in list(self._open) for item in self._close(name)), End()]
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
            return [*flushed, self._moment(OnClose), *self._close(name)]
        if text.strip():
            items += self._hear(name, text)
        if flush:
            items += self._flush(name)
        if not self.is_multi and "text" in message and not text and not flush:
            items += [self._moment(OnClose), *self._generate(name), *self._close(name), End()]
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
        self.seen.texts.append(text)
        self.seen.characters += len(text)
        self._open[name].waiting += text
        return [self._moment(OnText), *(self._generate(name) if self.auto_mode else [])]

    def _flush(self, name: str | None) -> list[Item]:
        return [self._moment(OnFlush), *self._generate(name)]

    def _generate(self, name: str | None) -> list[Item]:
        context = self._open[name]
        text, context.waiting = context.waiting, ""
        return [Say(message) for message in context.reply.speak(text)]

    def _close(self, name: str | None) -> list[Item]:
        context = self._open.pop(name)
        return [Say(context.reply.finish(), ends=context)]

    def _moment(self, kind: type[OnText] | type[OnFlush] | type[OnClose]) -> Moment:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return Moment(kind(self._counts[kind]))

    def _refuse(self, error: Literal["invalid_input_message", "max_active_conversations"], text: str) -> list[Item]:
        return [Say(error_message(error, text, 1008)), End(1008, text)]

    def finished(self, context: Context) -> None:
        """The context's ``isFinal`` was sent: its slot is free."""
        self._unfinished.discard(context)
