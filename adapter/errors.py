"""Every error that leaves this package::

    AdapterError                 the base of all below; carries what was voiced and what was not
    ├── AuthFailed               the key is missing, wrong or not allowed: change the key
    ├── QuotaExceeded            the account's quota is used up: pay or wait
    ├── BadRequest               the voice, model, format or text was refused: change the settings
    ├── ServiceUnavailable       not reachable, overloaded or broken: try again later or elsewhere
    ├── ModelFailed              the model's stream reported an error: ask the model again
    ├── SpeechIncomplete         speech ended before the text did: go on from ``unvoiced_text``
    └── ExtraMissing             an optional dependency is not installed: install the extra it names

Errors of the source and cancellation by the caller pass through unchanged. Imports nothing of ours.
"""

from __future__ import annotations


class AdapterError(Exception):
    """Base of all errors of this package.

    ``str()`` shows the reason and how much was not spoken, but never the texts: they are personal data, and errors end
    up in logs. The texts are attributes.
    """

    retryable = False
    """Whether the same call may succeed later without any change."""

    def __init__(
        self,
        reason: str,
        *,
        retryable: bool | None = None,
        attempts: int = 1,
        close_code: int | None = None,
        service_code: str | None = None,
        tries: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.attempts = attempts
        """How often the package tried to open a link."""
        self.close_code = close_code
        """The websocket's close code, or the HTTP status of a refused handshake."""
        self.service_code = service_code
        """The service's own code for the error, such as ``quota_exceeded``."""
        self.retry_after = retry_after
        """Seconds that the service asked us to wait."""
        self.voiced_text = ""
        """The text that was voiced."""
        self.unvoiced_text = ""
        """The accepted text that was not voiced; ``voiced_text + unvoiced_text`` is all of it."""
        if retryable is not None:
            self.retryable = retryable
        self.tries = tries if tries is not None or self.retryable else 0
        """How often in a row the turn retries after this error before it gives up; see ``verdicts.py``."""

    def __str__(self) -> str:
        tried = f" after {self.attempts} attempts" if self.attempts > 1 else ""
        code = f" [{self.service_code}]" if self.service_code else ""
        left = f"; {len(self.unvoiced_text):,} characters were not spoken" if self.unvoiced_text else ""
        return f"{self.reason}{code}{tried}{left}"


class AuthFailed(AdapterError):
    """The service does not accept the key."""


class QuotaExceeded(AdapterError):
    """The account's quota is used up."""


class BadRequest(AdapterError):
    """The service refuses these settings or this text."""


class ServiceUnavailable(AdapterError):
    """The service cannot be reached or cannot work now."""

    retryable = True


class ModelFailed(AdapterError):
    """The model's stream contained an error instead of text. Errors raised by its SDK pass through unchanged.

    ``service_code`` is the provider's own code for it.
    """


class SpeechIncomplete(AdapterError):
    """The speech ended before all of the text was spoken."""

    retryable = True


class ExtraMissing(AdapterError):
    """An optional dependency is not installed."""


def one_line(text: str, limit: int = 200) -> str:
    """Text from a peer, made safe for one line of an error, a log or a terminal."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text[: 2 * limit]).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
