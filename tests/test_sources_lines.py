"""Lines of JSON: server-sent events and NDJSON, as whole lines and as chunks that are cut anywhere."""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapter import ModelFailed
from adapter.sources import deltas, lines
from tests.test_sources import ANTHROPIC, B, chunk, said

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


@pytest.mark.parametrize("bad", ["Hello.", "[1]", "7", '{"a":', "<html>", "data: [1]", "data: Hello.", "Hello. {}"])
async def test_lines_of_something_else(bad: str) -> None:
    with pytest.raises(ValueError, match="line 2 is neither a JSON object") as failed:
        await said(lines([json.dumps(chunk("A.")), bad]))
    assert failed.value.__context__ is None or failed.value.__suppress_context__  # a traceback would show the line
    assert bad not in str(failed.value)


async def test_an_event_that_is_cut_off() -> None:
    with pytest.raises(ValueError, match="line 1 is neither a JSON object"):
        await said(lines(['data: {"a":']))


async def test_text_is_never_taken_for_json() -> None:
    assert await said(SSE) == [line for line in SSE if line]


# --- chunks ---


def cuts(text: str | bytes) -> list[list[Any]]:
    """``text`` whole, by single characters or bytes, and cut anywhere."""
    found: list[list[Any]] = [[text], [text[at : at + 1] for at in range(len(text))]]
    for seed in range(60):
        random_, parts, at = random.Random(seed), [], 0
        while at < len(text):
            size = random_.choice([1, 2, 3, 5, 20, 100, 300])
            parts.append(text[at : at + size])
            at += size
        found.append(parts)
    return found


WORDS = ["Hé the", "re. 你好。 \u2028 \x85 😀", ' "data: x" \\ {']

EVENTS = [
    ": keep-alive",
    "",
    "retry: 3000",
    "event: ping",
    "data: 2026-01-01",
    "",
    "data: ping",
    "",
    "id: 7",
    "event: message",
    f"data: {json.dumps(chunk(WORDS[0]), ensure_ascii=False)}",
    "",
    *[f"data: {line}" for line in json.dumps(chunk(WORDS[1]), ensure_ascii=False, indent=1).split("\n")],
    "",
    f"data:{json.dumps(chunk(WORDS[2]), ensure_ascii=False)}",
    "",
    "data:",
    "",
    "data: [DONE]",
    "",
    "data: whatever follows",
]
OBJECTS = [json.dumps(chunk(word), ensure_ascii=False) for word in WORDS]


@pytest.mark.parametrize("kind", [str, bytes])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "body", [EVENTS, EVENTS[9:], EVENTS[10:], EVENTS[12:], OBJECTS, [*OBJECTS, ""], ["", *OBJECTS]]
)
async def test_chunks_cut_anywhere(body: list[str], end: str, kind: type) -> None:
    text = end.join(body)
    whole = await said(lines([text]))
    assert "".join(whole) == "".join(WORDS[-len(whole) :])
    for parts in cuts(text if kind is str else text.encode()):
        assert await said(lines(parts)) == whole


@pytest.mark.parametrize("kind", [str, bytes])
@pytest.mark.parametrize("body", [EVENTS, EVENTS[9:], EVENTS[10:], EVENTS[12:], OBJECTS])
async def test_whole_lines_without_line_breaks(body: list[str], kind: type) -> None:
    whole = await said(lines(["\n".join(body)]))
    assert await said(lines([line if kind is str else line.encode() for line in body])) == whole


async def test_an_object_is_given_before_its_line_ends() -> None:
    """A line without its line break may be all that comes for a while."""
    for parts in ([f"data: {OBJECTS[0]}"], [OBJECTS[0]], ["data: {", "data: }", "", f"data: {OBJECTS[0]}"]):

        async def stream(parts: list[str] = parts) -> AsyncIterator[str]:
            for part in parts:
                yield part
            raise AssertionError("nothing more is needed")

        assert await anext(deltas(lines(stream()))) == WORDS[0]


async def test_bytes_that_are_no_text_become_its_replacement() -> None:
    line = f"data: {OBJECTS[0]}\n\n".encode()
    assert await said(lines([line.replace("é".encode(), b"\xff")])) == ["H\ufffd the"]


async def test_a_chunk_that_is_cut_off_is_not_silence() -> None:
    for text in (f"data: {OBJECTS[0]}\n\ndata: {OBJECTS[1][:-9]}", f"{OBJECTS[0]}\n{OBJECTS[1][:-1]}"):
        for parts in cuts(text):
            source = deltas(lines(parts))
            assert await anext(source) == WORDS[0]
            with pytest.raises(ValueError, match=r"line \d is neither a JSON object") as failed:
                await anext(source)
            assert "content" not in str(failed.value)


async def test_an_event_that_is_called_an_error() -> None:
    for event in ('event: error\ndata: {"message": "Busy."}\n\n', 'event: error\ndata: {"error": "Busy."}\n\n'):
        source = deltas(lines([f"event: message\ndata: {OBJECTS[0]}\n\n{event}"]))
        assert await anext(source) == WORDS[0]
        with pytest.raises(ModelFailed, match=r"Busy\."):
            await anext(source)


async def test_named_events() -> None:
    text = "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in ANTHROPIC)
    for parts in cuts(text):
        assert await said(lines(parts)) == ["Well, ", "it says ", "green.", B]


@pytest.mark.timeout(20)
async def test_a_line_without_end_costs_its_length_once() -> None:
    parts = ['data: {"a": "', *["data: }"] * 100_000]
    with pytest.raises(ValueError, match="line 1 is neither"):
        await said(lines(parts))
    with pytest.raises(ValueError, match="is neither a JSON object"):
        await said(lines(["data: {\n", *["data: x\n"] * 100_000]))
