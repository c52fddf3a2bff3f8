"""What is no stream, or tells of a failure: which error it gives, and when. Lines of JSON."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from adapter import Local, ModelFailed, Speaker, Word
from adapter.sources import deltas, lines
from adapter.sources.shapes import SHAPES
from tests.test_sources import ANTHROPIC, B, chunk, objects, said

# --- what is refused, and what fails ---


@pytest.mark.parametrize(
    ("event", "reason", "code", "retryable"),
    [
        ({"type": "error", "code": "server_error", "message": "It broke."}, "It broke.", "server_error", True),
        ({"type": "error", "error": {"type": "overloaded_error", "message": "Busy."}},
         "Busy.", "overloaded_error", True),
        ({"type": "response.failed", "response": {"error": {"code": "insufficient_quota", "message": "Pay."}}},
         "Pay.", "insufficient_quota", False),
        ({"type": "response.failed", "response": {}}, "the response failed", None, False),
        ({"type": "error", "errorText": "Oh."}, "Oh.", None, False),
        ({"type": "error", "error_text": "Oh."}, "Oh.", None, False),
        ({"error": "model not found"}, "model not found", None, False),
        ({"error": {"message": "Bad key.", "code": 401}}, "Bad key.", "401", False),
        ({"choices": [], "error": {"message": "Gone."}}, "Gone.", None, False),
        ({**chunk(finish="error"), "error": {"message": "Gone.", "code": 502}}, "Gone.", "502", False),
    ],
)  # fmt: skip
async def test_an_event_of_failure_raises_what_the_provider_says(
    event: Any, reason: str, code: str | None, retryable: bool
) -> None:
    for stream in ([event], [objects(event)], [chunk("Hello."), event], [ANTHROPIC[7], event]):
        source = deltas(stream)
        with pytest.raises(ModelFailed, match=reason) as failed:
            while True:
                await anext(source)
        assert (failed.value.service_code, failed.value.retryable) == (code, retryable)


class Unknown:
    pass


@pytest.mark.parametrize("before", [[], ["Hello."], [chunk("Hello.")]])
@pytest.mark.parametrize(
    ("item", "match"),
    [
        (Unknown(), r"a \S*test_sources_refused\.Unknown, not a str; known are str, and what OpenAI"),
        (7, "a int, not a str"),
        ({"agent": {}}, "a dict with the keys agent, not a str.*LangGraph .messages."),
        (b"Hello.", "a bytes, not a str.*decode it first"),
        (("one", "two"), "a tuple"),
        ({"choices": [{"message": {"content": "whole"}}]}, "a dict with the keys choices"),
    ],
)
async def test_an_unknown_item_is_refused_when_it_comes(before: list[Any], item: Any, match: str) -> None:
    source = deltas([*before, item])
    for _ in before:
        assert await anext(source) == "Hello."
    with pytest.raises(TypeError, match=match):
        await anext(source)


async def test_none_is_no_text_unless_the_shape_is_known() -> None:
    for stream in ([None], ["Hello.", None]):
        with pytest.raises(TypeError, match="a NoneType, not a str"):
            await said(stream)
    assert await said([chunk("Hello."), None]) == ["Hello."]


class Model:
    def model_dump(self) -> dict[str, Any]:
        return {}

    def __iter__(self) -> Iterator[tuple[str, str]]:
        yield "content", "Hello."


@pytest.mark.parametrize("source", [None, 7, b"x", bytearray(b"x"), {"a": 1}, object(), Model(), Unknown()])
async def test_what_is_no_stream_is_refused_at_once(source: Any) -> None:
    with pytest.raises(TypeError, match="cannot speak a"):
        deltas(source)


async def test_a_source_that_raises_in_the_middle() -> None:
    class Lost(Exception):
        pass

    def breaking() -> Iterator[Any]:
        yield chunk("Hello.")
        raise Lost

    source = deltas(breaking())
    assert await anext(source) == "Hello."
    with pytest.raises(Lost):
        await anext(source)


async def test_a_turn_keeps_what_was_said_before_the_failure() -> None:
    stream = [chunk("This was complete. But this "), {"type": "error", "message": "Busy."}]
    events = []
    async with Speaker(Local()) as speaker:
        turn = speaker.say(stream)
        with pytest.raises(ModelFailed) as failed:
            async for event in turn:
                events.append(event)  # noqa: PERF401  a comprehension would lose them
    assert [event.text for event in events if isinstance(event, Word)] == ["This", "was", "complete."]
    assert (failed.value.voiced_text, failed.value.unvoiced_text) == ("This was complete. ", "But this ")


@pytest.mark.parametrize("text", ["x" * 2**20, "lone \ud83d surrogate", "\0", "é\u0301"])
async def test_any_text_passes_unchanged(text: str) -> None:
    assert await said([chunk(text)]) == [text]


# --- lines ---

SSE = [
    ": keep alive",
    "event: message",
    "data: " + json.dumps(chunk("Hello.")),
    "",
    'data: {"choices":',
    "data: []}",
    "",
    "id: 7",
    "retry: 10",
    "data:" + json.dumps(chunk(finish="stop")),
    "data: [DONE]",
    "whatever follows",
]


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
async def test_lines_of_events(ending: str) -> None:
    def plain() -> list[str]:
        return [line + ending for line in SSE]

    async def stream() -> AsyncIterator[bytes]:
        for line in plain():
            yield line.encode()

    assert await said(lines(plain())) == ["Hello.", B]
    assert await said(lines(stream())) == ["Hello.", B]


async def test_lines_of_json() -> None:
    parts = [{"message": {"content": "Grüße."}, "done": False}, {"message": {"content": ""}, "done": True}]
    assert await said(lines([json.dumps(part) for part in parts])) == ["Grüße.", B]
    assert await said(lines([])) == []


@pytest.mark.parametrize("bad", ["Hello.", "[1]", "7", '{"a":', "<html>", "data: [1]"])
async def test_lines_of_something_else(bad: str) -> None:
    with pytest.raises(ValueError, match="line 2 holds no JSON object") as failed:
        await said(lines([json.dumps(chunk("A.")), bad]))
    assert failed.value.__context__ is None or failed.value.__suppress_context__  # a traceback would show the line
    assert bad not in str(failed.value)


async def test_an_event_that_is_cut_off() -> None:
    with pytest.raises(ValueError, match="line 1 holds no JSON object"):
        await said(lines(['data: {"a":']))


async def test_text_is_never_taken_for_json() -> None:
    assert await said(SSE) == [line for line in SSE if line]


def test_a_shape_is_a_function_that_disowns_what_it_does_not_know() -> None:
    from adapter.sources.pieces import Memory

    for shape in SHAPES:
        assert shape({"agent": {}}, Memory()) is None
        assert shape(Unknown(), Memory()) is None
        assert shape(("one", "two"), Memory()) is None
