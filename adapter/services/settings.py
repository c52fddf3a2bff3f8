"""What the settings of all remote services share: key, address, format and name, checked when they are made.

``Remote`` is the only base class. A service's own file adds its fields, its traits and its codec.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from typing import ClassVar, Self

from ..errors import AdapterError, BadRequest, one_line
from ..events import AudioFormat
from .hosts import host_and_port, password_in
from .keys import Secret, given_or_environment, usable
from .redaction import redacted
from .verdicts import closed, refused

_MOST_WORDS = 4_096
"""Characters of a peer's message that are read; ours show fewer."""


class _HostName(str):
    """A name taken from ``base_url``: ``dataclasses.replace`` renews it, but keeps a name that the caller gave."""

    __slots__ = ()


class Remote:
    """Base of the settings of a remote service, whose own dataclass has the fields."""

    __slots__ = ()

    key_variable: ClassVar[str]
    """The environment variable that is read for the key when none is given."""
    vendor: ClassVar[str]
    """The company that issues the key, for messages."""

    api_key: str | Secret | None
    base_url: str
    output_format: str
    proxy: str | None
    name: str

    def __post_init__(self) -> None:
        """Check the fields that all services have. Raises BadRequest."""
        try:
            AudioFormat.parse(self.output_format)
        except ValueError as error:
            raise BadRequest(str(error)) from None
        if isinstance(self.api_key, str):
            object.__setattr__(self, "api_key", Secret(self.api_key))
        host = host_and_port(self.base_url)
        if not self.name or isinstance(self.name, _HostName):
            object.__setattr__(self, "name", _HostName(host))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Self]:
        """Gives the settings themselves: there is nothing to start, since the service runs elsewhere."""
        yield self

    @property
    def format(self) -> AudioFormat:
        """The encoding and the rate of its audio bytes."""
        return AudioFormat.parse(self.output_format)

    @property
    def key(self) -> Secret:
        """The given key, else the one in the environment; empty if there is neither."""
        if self.api_key is None and not self.takes_environment_key:
            return Secret("")
        return given_or_environment(self.api_key, self.key_variable)

    @property
    def takes_environment_key(self) -> bool:
        """Whether the key in the environment is meant for this address."""
        return True

    def usable_key(self) -> str:
        """The key, checked for use in a header. Raises AuthFailed if there is none, or it cannot stand in a header."""
        return usable(self.key, f"{self.vendor} key", f"pass api_key= or set {self.key_variable}").reveal()

    def redact(self, text: str) -> str:
        """``text`` with every part of the key and of the proxy's password masked: services repeat them."""
        return redacted(text, self.key.reveal(), password_in(self.proxy))

    def refuse(self, status: int | None, code: int | None, reason: str) -> AdapterError:
        """The error for an HTTP answer or a closed link, as in ``Endpoint.refuse``."""
        reason = one_line(self.redact(reason), _MOST_WORDS)
        return refused(self.name, status, reason) if status is not None else closed(self.name, code, reason)


def websocket_address(base_url: str) -> str:
    """``base_url`` with a websocket scheme and without a final slash."""
    return re.sub(r"^http(s?)://", r"ws\1://", base_url.rstrip("/"))


def check_one_of(what: str, value: object, known: Collection[object]) -> None:
    """Raise BadRequest if ``value`` is not one of ``known``."""
    if value not in known:
        raise BadRequest(f"unknown {what} {value!r}: use {' or '.join(map(repr, known))}")


def check_range(what: str, value: float | None, least: float, most: float) -> None:
    """Raise BadRequest unless ``value`` is a number from ``least`` to ``most``, or None for the service's choice."""
    if value is not None and not (isinstance(value, int | float) and least <= value <= most):
        raise BadRequest(f"{what} must be from {least:g} to {most:g}, not {value!r}")


def check_format(output_format: str, rates: Mapping[str, Collection[int]]) -> None:
    """Raise BadRequest for a format that the service does not make. ``rates``: samples per second, by encoding.

    Raises ValueError for text that is no format at all.
    """
    format = AudioFormat.parse(output_format)
    if format.rate not in rates.get(format.encoding, ()):
        known = ", ".join(f"{encoding}_{rate}" for encoding, some in rates.items() for rate in some)
        raise BadRequest(f"the service has no format {output_format!r}: use {known}")
