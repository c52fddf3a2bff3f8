"""Tries of something that needs a link: tenacity, asked by ``retry.py`` whether and when."""

from __future__ import annotations

import asyncio
import random

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception

from .. import logs
from ..errors import AdapterError
from .retry import Budget, Failures

budget = Budget()
"""Of all links of the process."""


def tries(failures: Failures, name: str) -> AsyncRetrying:
    """Tries of something that needs a link: ``async for attempt in tries(...): with attempt: ...``.

    Only errors of ours are tried again, and only while ``failures`` and the process's budget bear it: never the
    caller's cancellation. The last error goes out as it is.
    """
    loop = asyncio.get_running_loop()
    waits: list[float | None] = []

    def wait_for(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        wait = failures.wait(error, loop.time(), random.random()) if isinstance(error, AdapterError) else None
        if wait is not None:
            wait = max(wait, budget.wait(loop.time()))
            wait = wait if loop.time() + wait < failures.deadline else None
        waits.append(wait)
        if isinstance(error, AdapterError):
            error.attempts = failures.count
        return wait or 0.0

    def note(state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        kind = type(error).__name__
        logs.info("link.retry", service=name, attempt=failures.count, wait=round(waits[-1] or 0.0, 3), error=kind)

    return AsyncRetrying(
        retry=retry_if_exception(lambda error: isinstance(error, AdapterError)),
        wait=wait_for,  # asked before `stop`
        stop=lambda _: waits[-1] is None,
        before_sleep=note,
        reraise=True,
    )
