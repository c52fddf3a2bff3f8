"""A conversation with a language model on any OpenAI-compatible server. Knows text, nothing of speech.

Owns the history that the model is given. The only file that imports ``openai``, and only when it is used.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

import click

from ..errors import ModelFailed, one_line
from ..services.hosts import is_loopback, password_in
from ..services.keys import Secret, given_or_environment, is_sendable
from ..services.redaction import redacted
from ..sources import Boundary, deltas


class Conversation:
    """The messages so far, and the model that answers them. An async context manager."""

    def __init__(self, model: str, *, system: str | None = None, base_url: str | None = None) -> None:
        """The key is read from ``OPENAI_API_KEY``; another ``base_url`` may not need one.

        Raises click.UsageError if the model cannot be asked with these settings.
        """
        if base_url:
            _check_address(base_url)
        key = Secret(given_or_environment(None, "OPENAI_API_KEY").reveal().strip())
        if not key and not base_url:
            raise click.UsageError(
                "set OPENAI_API_KEY, or name a server that needs no key: --base-url http://127.0.0.1:11434/v1"
            )
        if not is_sendable(key):
            raise click.UsageError("OPENAI_API_KEY holds characters that no key has: was it pasted with a line break?")
        self._client = _client(key, base_url)
        self._model = model
        self._secrets = key, Secret(password_in(base_url))
        self.messages: list[dict[str, str]] = [{"role": "system", "content": system}] if system else []
        self.finish_reason: str | None = None
        """Why the model ended its last answer, in its server's own word."""

    @property
    def is_open(self) -> bool:
        """Whether the last message is the user's and has no answer."""
        return bool(self.messages) and self.messages[-1]["role"] == "user"

    def ask(self, text: str) -> None:
        """Add the user's text. It extends an unanswered message, since many models insist on alternating roles."""
        if self.is_open:
            self.messages[-1]["content"] += f"\n{text}"
        else:
            self.messages.append({"role": "user", "content": text})

    def answered(self, text: str) -> None:
        """Add the model's answer as far as the user knows it."""
        if text := text.strip():
            self.messages.append({"role": "assistant", "content": text})

    async def reply(self) -> AsyncIterator[str | Boundary]:
        """The model's answer as it is written. Raises ModelFailed. Closing the iterator stops the model."""
        messages: Any = self.messages
        self.finish_reason = None
        try:
            stream = await self._client.chat.completions.create(model=self._model, messages=messages, stream=True)
            async with aclosing(deltas(stream)) as pieces:
                async for piece in pieces:
                    yield piece
                self.finish_reason = pieces.finish_reason
            return
        except Exception as error:  # noqa: BLE001  from the SDK, its transport, or broken JSON
            failed = self._failed(error)
        raise failed  # outside `except`: the SDK's error may hold the key, and must not become the context

    def _failed(self, error: Exception) -> ModelFailed:
        """The error without secrets, fit to show: some servers repeat the key that they refuse."""
        server = self._client.base_url.netloc.decode()
        reason = redacted(_reason(error), *(secret.reveal() for secret in self._secrets))
        return ModelFailed(f"the model at {server} failed: {one_line(reason)}", tries=0)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.close()


def _client(key: Secret, base_url: str | None) -> Any:
    from openai import AsyncOpenAI, DefaultAsyncHttpxClient

    try:
        # A proxy cannot reach this machine's loopback.
        http = DefaultAsyncHttpxClient(trust_env=False) if base_url and is_loopback(base_url) else None
        return AsyncOpenAI(api_key=key.reveal() or "none", base_url=base_url, http_client=http)
    except Exception as error:  # noqa: BLE001  a bad server name, or a bad proxy in the environment
        passwords = map(password_in, (base_url, *getproxies().values()))
        reason = one_line(redacted(str(error), key.reveal(), *passwords))
    raise click.UsageError(f"the model's server cannot be asked: {reason}")


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # unclosed brackets, a bad port
        is_address = False
    if not is_address or not url.isprintable() or " " in url:
        shown = url.rpartition("@")[2]  # the part before it may hold a password
        raise click.UsageError(
            f"--base-url {shown!r} is not an address: it must begin with http:// or https:// and name a server, as in "
            "http://127.0.0.1:11434/v1"
        )


def _reason(error: Exception) -> str:
    """The server's own message, or what kept us from receiving one."""
    if isinstance(error, ModelFailed):
        reason = error.reason.removeprefix("the model failed: ")  # the caller adds it again, with the server's name
        return f"{error.service_code}: {reason}" if error.service_code else reason
    body = getattr(error, "body", None)
    said = body.get("message") if isinstance(body, dict) else None
    cause = error.__cause__
    while isinstance(cause, BaseExceptionGroup):
        cause = cause.exceptions[0]
    reason = str(said or cause or "") or str(error) or type(error).__name__
    status = getattr(error, "status_code", None)
    return f"{status}: {reason}" if status else reason
