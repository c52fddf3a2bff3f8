"""Logging: an event name and key-values, never spoken text, never a key.

A library must not print. If the application has configured structlog, lines go there; otherwise to the standard logger
``saystream``, which is silent below WARNING by default.
"""

from __future__ import annotations

import logging
from typing import Any

import structlog

_plain = structlog.wrap_logger(
    logging.getLogger("saystream"),
    processors=[structlog.stdlib.filter_by_level, structlog.processors.KeyValueRenderer(key_order=["event"])],
    wrapper_class=structlog.stdlib.BoundLogger,
)

SILENT = logging.Logger("websockets", logging.CRITICAL + 1)
"""Given to the websockets library, which logs headers and texts, and so keys, at DEBUG. No parent, no handler."""


def info(event: str, **values: Any) -> None:
    """Log one thing that happened."""
    _logger().info(event, **values)


def debug(event: str, **values: Any) -> None:
    """Log a detail that helps to find a cause."""
    _logger().debug(event, **values)


def _logger() -> Any:
    return structlog.get_logger("saystream") if structlog.is_configured() else _plain
