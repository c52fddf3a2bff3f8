"""Whether and when to try again: applies ``retry.py`` to the whole process. Links are opened through tenacity."""

from __future__ import annotations

import asyncio
import math
import random

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type

from .. import logs
from ..errors import AdapterError
from .retry import Budget, Failures

budget = Budget()
"""Shared by all links of the process."""


def wait_before_next(failures: Failures, error: AdapterError, name: str, *, may_repeat: bool = True) -> float | None:
    """Seconds until the next try after ``error``; None to give up, which ``may_repeat=False`` forces.

    Records the number of failures in the error.
    """
    now = asyncio.get_running_loop().time()
    wait = failures.wait(error, now, random.random())
    if not may_repeat:
        wait = None
    if wait is not None:
        wait = max(wait, budget.wait(now))
        wait = wait if now + wait < failures.deadline else None
    error.attempts = failures.count
    if wait is not None:
        kind = type(error).__name__
        logs.info("link.retry", service=name, attempt=failures.count, wait=round(wait, 3), error=kind)
    return wait


def openings(failures: Failures, name: str) -> AsyncRetrying:
    """Tries to open a link: ``async for attempt in openings(...): with attempt: ...``.

    Only our own errors are retried, never the caller's cancellation. The last error is raised unchanged.
    """

    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        seconds = wait_before_next(failures, error, name) if isinstance(error, AdapterError) else None
        return math.inf if seconds is None else seconds

    return AsyncRetrying(
        retry=retry_if_exception_type(AdapterError),
        wait=wait,
        stop=lambda state: state.upcoming_sleep == math.inf,
        reraise=True,
    )
