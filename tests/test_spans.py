"""A turn's span, as OpenTelemetry's own SDK exports it."""

from __future__ import annotations

from contextlib import aclosing

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from adapter import ElevenLabs, QuotaExceeded, Speaker, Word
from adapter.sinks import traced
from tests.fault_server import AfterMessages, Connection, Cut, Error, FaultServer, OnText

TEXT = "The first sentence has a pomegranate. The second one follows it."
EXPORTER = InMemorySpanExporter()


@pytest.fixture
def spans() -> InMemorySpanExporter:
    if not isinstance(trace.get_tracer_provider(), TracerProvider):  # it can be set once in a process
        provider = TracerProvider()
        provider.add_span_processor(SimpleSpanProcessor(EXPORTER))
        trace.set_tracer_provider(provider)
    EXPORTER.clear()
    return EXPORTER


def only(spans: InMemorySpanExporter) -> ReadableSpan:
    (span,) = (span for span in spans.get_finished_spans() if span.name == "saystream.turn")
    assert "pomegranate" not in span.to_json()
    assert "sk_secret" not in span.to_json()
    return span


async def test_a_turn_is_a_span_with_its_report(spans: InMemorySpanExporter) -> None:
    async with FaultServer([Connection([Cut(AfterMessages(3))])]) as server:
        async with Speaker(ElevenLabs("v", api_key="sk_secret", base_url=server.url)) as speaker:
            turn = speaker.say(TEXT)
            with trace.get_tracer("app").start_as_current_span("request") as request:
                assert [event.text async for event in traced(turn) if isinstance(event, Word)] == TEXT.split()
    span = only(spans)
    assert span.attributes
    assert span.attributes["saystream.resumes"] == 1
    assert span.attributes["saystream.first_audio"] == turn.report.first_audio
    assert span.attributes["saystream.exactness"] == "word"
    assert span.parent
    assert span.parent.span_id == request.get_span_context().span_id


async def test_a_turn_that_fails_tells_of_what_kind(spans: InMemorySpanExporter) -> None:
    script = Connection([Error(OnText(), "quota_exceeded", "No pomegranate is left.", code=1008)])
    async with FaultServer(script) as server:
        async with Speaker(ElevenLabs("v", api_key="sk_secret", base_url=server.url)) as speaker:
            with pytest.raises(QuotaExceeded):
                [event async for event in traced(speaker.say(TEXT))]
    span = only(spans)
    assert span.status.description == "QuotaExceeded"
    assert span.attributes
    assert span.attributes["saystream.service_code"] == "quota_exceeded"


async def test_leaving_early_ends_the_turn_and_the_span(spans: InMemorySpanExporter) -> None:
    async with FaultServer(Connection(), repeat=True) as server:
        async with Speaker(ElevenLabs("v", api_key="sk_secret", base_url=server.url)) as speaker:
            turn = speaker.say(TEXT * 20)
            async with aclosing(traced(turn)) as events:
                await anext(events)
            assert turn.is_closed
            assert only(spans).status.is_unset  # the caller's own wish is no error
