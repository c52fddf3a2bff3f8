"""Keys: where they come from, and how they are kept."""

from __future__ import annotations

import os
from typing import NoReturn, Self

from ..errors import AuthFailed


class Secret:
    """A string that repr, format, pickle and comparison do not reveal."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The string itself. Do not keep it in a variable longer than needed."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return "Secret('***')"

    def __deepcopy__(self, _memo: object) -> Self:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled: read the key from the environment on the other side")


def given_or_environment(given: str | Secret | None, variable: str) -> Secret:
    """The given key, else the one in the environment variable; an empty Secret if there is neither."""
    if given is None:
        return Secret(os.environ.get(variable, ""))
    return given if isinstance(given, Secret) else Secret(given)


def usable(key: Secret, what: str, remedy: str) -> Secret:
    """``key``, checked for use in a header. Raises AuthFailed if it is empty or cannot stand in a header.

    ``what`` names the key in the error; ``remedy`` says how to set it. No local variable here holds the key's
    text, since some programs print them with a traceback.
    """
    if not key:
        raise AuthFailed(f"no {what}: {remedy}")
    if not is_sendable(key):
        raise AuthFailed(f"the {what} holds characters that no key has: was it pasted with a line break?")
    return key


def is_sendable(key: Secret) -> bool:
    """Whether the key can stand in a header: printable ASCII only."""
    return key.reveal().isascii() and key.reveal().isprintable()
