"""One page's conversation: speaks what the page requests; a chat remembers what was heard.

Requests and turns alternate on the page's websocket: the page sends ``say``, the relay owns the socket until it sends
``heard``, then we read the next ``say``. Besides the relay's messages, the page gets ``ready``, ``trouble``, and
``text``: the reply as it is written. An answer that was cut off is a ``trouble`` too.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import openai
from openai.types.chat import ChatCompletionMessageParam
from starlette.websockets import WebSocket, WebSocketState

from adapter import AdapterError, Boundary, ModelFailed, Speaker
from adapter.sinks import relay
from adapter.sources import deltas, in_words

MOST_TEXT = 20_000
"""Characters in one request: half an hour of speech."""
MOST_REASON = 200
"""Characters shown of a model's error."""
MOST_REMEMBERED = 40
"""Messages of the chat that are sent to the model again."""
SYSTEM = "You are talking with someone who hears you and does not read. Answer in a few plain sentences."


@dataclass(frozen=True, slots=True)
class Model:
    """The model to chat with, and its client."""

    name: str
    client: openai.AsyncOpenAI

    def failure(self, error: Exception) -> ModelFailed:
        """The error, fit for the page: without the key, which some servers repeat when they refuse it."""
        reason = str(error.__cause__ or "") or str(error) or type(error).__name__
        reason = reason.replace(self.client.api_key, "…")[:MOST_REASON]
        return ModelFailed(f"the model {self.name} failed: {reason}", tries=0)


class Socket:
    """Wraps a Starlette websocket for ``relay``."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket

    async def send(self, message: str | bytes, /) -> None:
        await (self._websocket.send_text(message) if isinstance(message, str) else self._websocket.send_bytes(message))

    async def __aiter__(self) -> AsyncIterator[str | bytes]:
        while self._websocket.client_state is WebSocketState.CONNECTED:
            message = await self._websocket.receive()
            if message["type"] == "websocket.receive":
                yield message.get("text") or message.get("bytes") or ""

    async def tell(self, kind: str, **fields: Any) -> None:
        """Send the page a message of our own."""
        await self.send(json.dumps({"type": kind, **fields}))


@dataclass(frozen=True, slots=True)
class Request:
    """The page's request: speak this text, or a model's answer to it."""

    text: str
    is_chat: bool

    @classmethod
    def read(cls, message: str | bytes) -> Request | None:
        """Parse a request; None for anything else, such as a late message for an old turn. The page checks length."""
        try:
            fields = json.loads(message)
        except (ValueError, RecursionError):
            return None
        if not isinstance(fields, dict) or fields.get("type") != "say" or not isinstance(fields.get("text"), str):
            return None
        text: str = fields["text"]
        return cls(text, fields.get("how") == "chat") if text.strip() and len(text) <= MOST_TEXT else None


class Conversation:
    """The requests and turns of one page."""

    def __init__(self, socket: Socket, speaker: Speaker, model: Model | None) -> None:
        self._socket, self._speaker, self._model = socket, speaker, model
        self._history: list[ChatCompletionMessageParam] = []

    async def run(self) -> None:
        """Answer until the page leaves. Raises WebSocketDisconnect if it leaves during a send."""
        await self._socket.tell("ready", model=self._model.name if self._model else None, most_text=MOST_TEXT)
        try:
            await self._speaker.warm_up()  # so that the first word does not wait for a handshake
        except AdapterError as error:
            await self._socket.tell("trouble", reason=error.reason)
        async for message in self._socket:
            if request := Request.read(message):
                await self._answer(request)

    async def _answer(self, request: Request) -> None:
        model = self._model if request.is_chat else None
        text = self._ask(model, request.text) if model else _whole(request.text)
        turn = self._speaker.say(self._shown(text))
        try:
            heard = await relay(turn, self._socket)
        except AdapterError:  # the page already has the reason
            heard = await turn.interrupt()
        if model and heard.raw.strip():  # nothing heard, nothing said
            self._history.append({"role": "assistant", "content": heard.raw})

    async def _ask(self, model: Model, text: str) -> AsyncIterator[str | Boundary]:
        """The model's answer. The model sees only what the listener heard of its earlier answers.

        Raises ModelFailed.
        """
        if self._history and self._history[-1]["role"] == "user":  # unanswered: many models insist on alternation
            text = f"{self._history.pop()['content']}\n{text}"
        self._history.append({"role": "user", "content": text})
        self._history = self._history[-MOST_REMEMBERED:]
        try:
            stream = await model.client.chat.completions.create(
                model=model.name,
                messages=[{"role": "system", "content": SYSTEM}, *self._history],
                stream=True,
            )
            async with aclosing(deltas(stream)) as pieces:
                async for piece in pieces:
                    yield piece
                ended = in_words(pieces.finish_reason)
        except Exception as error:  # from the SDK, its transport, or broken JSON
            raise model.failure(error) from error
        if ended:
            await self._socket.tell("trouble", reason=f"{ended[0].upper()}{ended[1:]}.")

    async def _shown(self, pieces: AsyncIterator[str | Boundary]) -> AsyncIterator[str | Boundary]:
        """Pass on the pieces of a text, and show them on the page as they come."""
        async with aclosing(pieces):  # type: ignore[type-var]
            async for piece in pieces:
                if isinstance(piece, str):
                    await self._socket.tell("text", text=piece)
                yield piece


async def _whole(text: str) -> AsyncIterator[str]:
    yield text
