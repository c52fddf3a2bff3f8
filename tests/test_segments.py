"""What the segmenter decides: the gold items of ``tests/data/segments.txt``, streamed in tokens of several sizes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from buffering import Segmenter

KNOWN_DEVIATIONS = {
    "My sister watches E! News every night. I don't.": ["My sister watches E!", "News every night.", "I don't."],
    "The podcast Who? Weekly is about minor celebrities. It is very funny.": [
        "The podcast Who?",
        "Weekly is about minor celebrities.",
        "It is very funny.",
    ],
}
"""Names that hold a terminator: only a lexicon could tell. Today's output, so that a change announces itself."""


@dataclass(frozen=True)
class Item:
    group: str
    language: str
    note: str
    gold: list[str]

    @property
    def text(self) -> str:
        return "".join(self.gold)


def items() -> list[Item]:
    """The file's format is told at its head."""
    path = Path(__file__).parent / "data" / "segments.txt"
    found, group, block = [], "", list[str]()
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("## "):
            group = line[3:]
        elif line.startswith("# ") or line == "#":
            continue
        elif line:
            block.append(line)
        elif block:
            head = re.fullmatch(r"\[([\w-]+)\] ?(.*)", block[0])
            assert head, block[0]
            found.append(Item(group, head[1], head[2], "".join(block[1:]).replace("⏎", "\n").split("¦")))
            block = []
    return found


ITEMS = items()


def segments(item: Item, tokens: list[str]) -> list[str]:
    """The segments without the white space around them, which belongs to no side in particular."""
    segmenter = Segmenter(item.language)
    found = [segment for token in tokens for segment in segmenter.push(token)] + segmenter.finish()
    assert "".join(segment.text for segment in found) == item.text
    return [segment.text.strip() for segment in found if segment.text.strip()]


def test_there_are_many_items_of_many_kinds() -> None:
    assert len(ITEMS) >= 150
    assert len({item.group for item in ITEMS}) >= 25
    assert len({item.language for item in ITEMS}) >= 25
    assert len(KNOWN_DEVIATIONS) <= 0.03 * len(ITEMS)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: f"{item.group}-{item.language}-{item.note}".replace(" ", "_"))
def test_segments(item: Item) -> None:
    expected = KNOWN_DEVIATIONS.get(item.text, [part.strip() for part in item.gold])
    for size in (4, 1, len(item.text)):
        tokens = [item.text[start : start + size] for start in range(0, len(item.text), size)]
        assert segments(item, tokens) == expected
    assert segments(item, re.findall(r"\s?\w+|\W", item.text)) == expected
