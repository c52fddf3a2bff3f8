"""A conversation with a language model behind any OpenAI-compatible server. Knows text, nothing of speech.

Owns the history, as the model is to remember it. The only room that imports ``openai``, and not before it is used.
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
    """What was said so far, and the model that goes on with it. An async context manager."""

    def __init__(self, model: str, *, system: str | None = None, base_url: str | None = None) -> None:
        """The key is read from ``OPENAI_API_KEY``; a ``base_url`` of one's own may need none.

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
        """Why the model stopped its last answer, in its server's own word."""

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
        self.finish_reason = None
        try:
            stream = await self._client.chat.completions.create(model=self._model, messages=messages, stream=True)
            async with aclosing(deltas(stream)) as pieces:
                async for piece in pieces:
                    yield piece
                self.finish_reason = pieces.finish_reason
            return
        except Exception as error:  # noqa: BLE001  the SDK's, its transport's, and those of broken JSON
            failed = self._failed(error)
        raise failed  # out here, so that it leads to no error that holds the key

    def _failed(self, error: Exception) -> ModelFailed:
        """What the user may know of it. Some servers repeat the key that they refuse."""
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
        # No proxy leads to this machine.
        http = DefaultAsyncHttpxClient(trust_env=False) if base_url and is_loopback(base_url) else None
        return AsyncOpenAI(api_key=key.reveal() or "none", base_url=base_url, http_client=http)
    except Exception as error:  # noqa: BLE001  a server's name, or a proxy's in the environment, that cannot be one
        passwords = map(password_in, (base_url, *getproxies().values()))
        reason = one_line(redacted(str(error), key.reveal(), *passwords))
    raise click.UsageError(f"the model's server cannot be asked: {reason}")


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
