"""A conversation with a language model behind any OpenAI-compatible server. Knows text, nothing of speech.

Owns the history, as the model is to remember it. The only room that imports ``openai``, and not before it is used.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import aclosing
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import click

from ..errors import ModelFailed, one_line
from ..sources import Boundary, deltas
from .options import is_loopback

_SECRET = 8
"""What is shorter stands in for a key, such as ``none``, and hides nothing."""


class Conversation:
    """What was said so far, and the model that goes on with it. An async context manager."""

    def __init__(self, model: str, *, system: str | None = None, base_url: str | None = None) -> None:
        """The key is read from ``OPENAI_API_KEY``; a ``base_url`` of one's own may need none.

        Raises click.UsageError if the model cannot be asked with these settings.
        """
        if base_url:
            _check_address(base_url)
        key = os.environ.get("OPENAI_API_KEY", "").strip()
        if not key and not base_url:
            raise click.UsageError(
                "set OPENAI_API_KEY, or name a server that needs no key: --base-url http://127.0.0.1:11434/v1"
            )
        if not key.isascii() or not key.isprintable():
            raise click.UsageError("OPENAI_API_KEY holds characters that no key has: was it pasted with a line break?")
        self._client = _client(key, base_url)
        self._model = model
        self._key = key
        self.messages: list[dict[str, str]] = [{"role": "system", "content": system}] if system else []

    @property
    def is_open(self) -> bool:
        """Whether the last word is the user's."""
        return bool(self.messages) and self.messages[-1]["role"] == "user"

    def ask(self, text: str) -> None:
        """Add what the user says. Where the model has not answered yet, it is one message: many models want turns."""
        if self.is_open:
            self.messages[-1]["content"] += f"\n{text}"
        else:
            self.messages.append({"role": "user", "content": text})

    def answered(self, text: str) -> None:
        """Add what the model said, as the user came to know it."""
        if text := text.strip():
            self.messages.append({"role": "assistant", "content": text})

    async def reply(self) -> AsyncIterator[str | Boundary]:
        """The model's answer, as it writes it. Raises ModelFailed. Closing it ends the model's work."""
        messages: Any = self.messages
        try:
            stream = await self._client.chat.completions.create(model=self._model, messages=messages, stream=True)
            async with aclosing(deltas(stream)) as pieces:
                async for piece in pieces:
                    yield piece
        except Exception as error:  # noqa: BLE001  the SDK's, its transport's, and those of broken JSON
            server = self._client.base_url.netloc.decode()
            reason = one_line(self._without_key(_reason(error)))
            raise ModelFailed(f"the model at {server} failed: {reason}", tries=0) from None  # a cause may hold the key

    def _without_key(self, text: str) -> str:
        """Some servers repeat the key that they refuse. Whoever shortened their words may have cut it."""
        if len(self._key) < _SECRET:
            return text
        text = text.replace(self._key, "…")
        cut = (self._key[:count] for count in range(len(self._key), 3, -1))
        return next((text.removesuffix(f"{part}…") + "…" for part in cut if text.endswith(f"{part}…")), text)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.close()


def _client(key: str, base_url: str | None) -> Any:
    from openai import AsyncOpenAI, DefaultAsyncHttpxClient

    try:
        # No proxy leads to this machine.
        http = DefaultAsyncHttpxClient(trust_env=False) if base_url and is_loopback(base_url) else None
        return AsyncOpenAI(api_key=key or "none", base_url=base_url, http_client=http)
    except Exception as error:  # a server's name that cannot be one, a proxy's address in the environment
        raise click.UsageError(f"the model's server cannot be asked: {one_line(str(error))}") from error


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that do not close, a port that is none
        is_address = False
    if not is_address or not url.isprintable() or " " in url:
        shown = url.rpartition("@")[2]  # before it there may be a password
        raise click.UsageError(
            f"--base-url {shown!r} is no address: it begins with http:// or https:// and names a server, as in "
            "http://127.0.0.1:11434/v1"
        )


def _reason(error: Exception) -> str:
    """Why: what the server says, or what kept us from hearing it."""
    if isinstance(error, ModelFailed):
        reason = error.reason.removeprefix("the model failed: ")  # said once, with the server's name
        return f"{error.service_code}: {reason}" if error.service_code else reason
    body = getattr(error, "body", None)
    said = body.get("message") if isinstance(body, dict) else None
    cause = error.__cause__
    while isinstance(cause, BaseExceptionGroup):
        cause = cause.exceptions[0]
    reason = str(said or cause or "") or str(error) or type(error).__name__
    status = getattr(error, "status_code", None)
    return f"{status}: {reason}" if status else reason
