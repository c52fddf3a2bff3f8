"""An event loop whose clock moves only when nothing happens: minutes pass at once, and sockets are real.

For code whose peers all live in the same loop. What is computed takes no time on its clock.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest

from adapter.transport import attempts
from adapter.transport.retry import Budget

_Result = TypeVar("_Result")
_QUIET = 0.003
"""Real seconds without an event after which nothing is taken to be on its way."""

_STEP = 1e-7
"""Seconds that each look at the sockets takes: a clock that stands still for good is none."""


class _Selector(selectors.DefaultSelector):  # type: ignore[misc, valid-type]
    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.now += _STEP
        events: list[tuple[selectors.SelectorKey, int]] = super().select(0)
        if events or timeout == 0:
            return events
        events = super().select(_QUIET if timeout is not None else None)
        if not events and timeout:
            self.now += timeout
        return events


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._clock = _Selector()
        super().__init__(self._clock)

    def time(self) -> float:
        return self._clock.now


def run(main: Coroutine[Any, Any, _Result]) -> _Result:
    """``asyncio.run`` in virtual time. What the process keeps by its clock, its budget of tries, is set aside."""
    with pytest.MonkeyPatch.context() as patch, asyncio.Runner(loop_factory=_Loop) as runner:
        patch.setattr(attempts, "budget", Budget())
        return runner.run(main)
