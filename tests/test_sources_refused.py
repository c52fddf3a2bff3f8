"""What is no stream, or reports a failure: which error it gives, and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from adapter import Local, ModelFailed, Speaker, Word
from adapter.sources import deltas
from adapter.sources.shapes import SHAPES
from tests.test_sources import ANTHROPIC, chunk, objects, said

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
        ({"event": "error", "status": 400, "code": "quota", "message": "Pay."}, "Pay.", "quota", False),
        ({"error": {"code": 503, "message": "Busy.", "status": "UNAVAILABLE"}}, "Busy.", "503", False),
        ({"error": {"type": "overloaded_error"}}, "no reason was given", "overloaded_error", True),
        ({"type": "error", "message": [["deep"]]}, "no reason was given", None, False),
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


UNKNOWN = [
    (Unknown(), r"a \S*test_sources_refused\.Unknown, not a str; known are str, and the streams of OpenAI"),
    (7, "a int, not a str"),
    ({"agent": {}}, "a dict with the keys agent, not a str.*LangGraph .messages."),
    (b"Hello.", "a bytes, not a str.*decode it first"),
    (("one", "two"), "a tuple"),
    ({"choices": [{"message": {"content": "whole"}}]}, "a dict with the keys choices"),
]


@pytest.mark.parametrize("before", [[], [None, {}, {"type": "ping"}], ["Hello."]])
@pytest.mark.parametrize(("item", "match"), UNKNOWN)
async def test_an_unknown_item_is_refused_where_no_shape_is_known(before: list[Any], item: Any, match: str) -> None:
    source = deltas([*before, item])
    if before == ["Hello."]:
        assert await anext(source) == "Hello."
    with pytest.raises(TypeError, match=match):
        await anext(source)


@pytest.mark.parametrize("item", [item for item, _ in UNKNOWN])
async def test_an_unknown_item_is_nothing_where_a_shape_is_known(item: Any) -> None:
    assert await said([chunk("Hello,"), item, None, chunk(" you.")]) == ["Hello,", " you."]


async def test_plain_text_with_an_unknown_item_in_it_is_refused_at_once() -> None:
    source = deltas(iter(["Hello.", {"status": "thinking"}, " You."]))
    assert await anext(source) == "Hello."
    with pytest.raises(TypeError, match="a dict with the keys status"):
        await anext(source)


async def test_a_stream_of_nothing_but_unknown_items_is_refused_before_its_end() -> None:
    read = []

    def endless() -> Iterator[Any]:
        while True:
            read.append({"agent": {"messages": []}})
            yield read[-1]

    with pytest.raises(TypeError, match="a dict with the keys agent"):
        await said(endless())
    assert len(read) < 100


async def test_signs_of_life_are_waited_through_however_many_there_are() -> None:
    signs: list[Any] = [{}, None, {"type": "keepalive"}, {"event": "heartbeat", "ts": 1}, {"status": "ping"}]
    assert await said([*signs * 100, chunk("Hello."), *signs * 100, chunk(" You.")]) == ["Hello.", " You."]
    assert await said(signs) == []


async def test_none_is_nothing_in_text_too() -> None:
    assert await said([None]) == []
    assert await said([None, "Hello,", None, " you.", None]) == ["Hello,", " you."]
    assert await said([chunk("Hello."), None]) == ["Hello."]


class Model:
    def model_dump(self) -> dict[str, Any]:
        return {}

    def __iter__(self) -> Iterator[tuple[str, str]]:
        yield "content", "Hello."


@pytest.mark.parametrize("source", [None, 7, b"x", bytearray(b"x"), {"a": 1}, object(), Model(), Unknown()])
async def test_what_is_no_stream_is_refused_at_once(source: Any) -> None:
    with pytest.raises(
        TypeError, match=r"cannot speak a .*(known are str, and the streams of OpenAI Chat .*Cohere|a whole reply)"
    ):
        deltas(source)


async def test_it_is_refused_by_say_and_the_speaker_goes_on() -> None:
    async with Speaker(Local()) as speaker:
        with pytest.raises(TypeError, match="cannot speak a dict"):
            speaker.say({"choices": []})  # type: ignore[arg-type]
        with pytest.raises(TypeError, match=r'cannot speak a dict: pass the stream in it, source\["stream"\]'):
            speaker.say({"ResponseMetadata": {}, "stream": []})  # type: ignore[arg-type]
        assert [event.text async for event in speaker.say("Hello.") if isinstance(event, Word)] == ["Hello."]


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


def test_a_shape_is_a_function_that_disowns_what_it_does_not_know() -> None:
    from adapter.sources.pieces import Memory

    for shape in SHAPES:
        assert shape({"agent": {}}, Memory()) is None
        assert shape(Unknown(), Memory()) is None
        assert shape(("one", "two"), Memory()) is None
