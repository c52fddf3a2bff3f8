"""A turn as an OpenTelemetry span. Knows turns and their report; times and counts only, never a text or a key."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncGenerator

from ..errors import AdapterError, ExtraMissing
from ..events import Event
from ..turn import Turn


async def traced(turn: Turn) -> AsyncGenerator[Event, None]:
    """The events of ``turn``, inside a span ``saystream.turn`` that is a child of the current span::

        async with aclosing(traced(speaker.say(stream))) as events:
            async for event in events:
                ...

    Its attributes are the fields of the turn's report, such as ``saystream.first_audio``. If the turn fails, the span
    also gets the error's class and the service's code for it. Raises ExtraMissing without the extra ``otel``, and
    whatever ends the turn. Closing the iterator early ends the turn and the span.
    """
    turn.claim()
    async with turn:
        try:
            from opentelemetry import trace
        except ImportError:
            raise ExtraMissing("spans need the package 'opentelemetry-api': pip install 'saystream[otel]'") from None
        span = trace.get_tracer("saystream").start_span("saystream.turn")
        try:
            async for event in turn:
                yield event
        except Exception as error:
            span.set_status(trace.StatusCode.ERROR, type(error).__name__)
            if isinstance(error, AdapterError) and error.service_code:
                span.set_attribute("saystream.service_code", error.service_code)
            raise
        finally:
            for name, value in dataclasses.asdict(turn.report).items():
                if value is not None:
                    span.set_attribute(f"saystream.{name}", value)
            span.end()
