"""The segmenter's laws, and what it decides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buffering import Segment, Segmenter

TEXT = st.lists(st.sampled_from([*"aB1 .!?…。)\"'\n-é你", "Dr.", "e.g. ", ". A"]), max_size=100).map("".join)


def whole(text: str, limit: int = 400) -> list[Segment]:
    segmenter = Segmenter(hard_limit=limit)
    return segmenter.push(text) + segmenter.finish()


@given(TEXT, st.lists(st.integers(1, 20)), st.sampled_from([20, 400]))
def test_any_chunking_gives_the_same_segments(text: str, sizes: list[int], limit: int) -> None:
    segmenter = Segmenter(hard_limit=limit)
    found, position = [], 0
    for size in [*sizes, len(text)]:
        found += segmenter.push(text[position : position + size])
        position += size
    assert found + segmenter.finish() == whole(text, limit)


@given(TEXT)
def test_nothing_is_lost_and_offsets_are_right(text: str) -> None:
    segments = whole(text)
    assert "".join(segment.text for segment in segments) == text
    assert all(text[segment.start : segment.end] == segment.text for segment in segments)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One. ", "Two! ", "Three?"]),
        ("Dr. Smith paid 3.50 to J. Doe. Done.", ["Dr. Smith paid 3.50 to J. Doe. ", "Done."]),
        ('He said "Stop." Then left.', ['He said "Stop." ', "Then left."]),
        ("你好。世界！", ["你好。", "世界！"]),
        ("A title\nA line", ["A title\n", "A line"]),
        ("Wait... what? No.", ["Wait... what? ", "No."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [segment.text for segment in whole(text)] == expected


def test_release_gives_what_is_complete_and_only_that() -> None:
    segmenter = Segmenter()
    assert segmenter.push("It is here. ") == []
    assert [segment.text for segment in segmenter.release()] == ["It is here. "]
    segmenter.push("And Dr.")
    assert segmenter.release() == []
    assert segmenter.pending == "And Dr."


def test_endless_text_is_cut_at_spaces() -> None:
    segments = whole("word " * 1_000)
    assert max(len(segment.text) for segment in segments) <= 400
    assert all(segment.text.endswith(" ") for segment in segments)
