"""Prose that looks like markup, and marks in masses: what is indented, struck out, or repeated without end."""

from __future__ import annotations

import random
import time

import pytest

from buffering import Speakable
from buffering.speakable.code_signs import is_code


def heard(tokens: list[str]) -> str:
    speakable = Speakable()
    pieces = [piece for token in tokens for piece in speakable.push(token)] + speakable.finish()
    return "".join(piece.text for piece in pieces)


def heard_alike(raw: str) -> str:
    """What is heard in any cutting: whole, by character, and in random ones."""
    whole, cuts = heard([raw]), random.Random(raw)
    assert heard(list(raw)) == whole
    for _ in range(8):
        ends = sorted(cuts.randrange(len(raw) + 1) for _ in range(len(raw) // 3))
        assert heard([raw[a:b] for a, b in zip([0, *ends], [*ends, len(raw)], strict=True)]) == whole
    return " ".join(whole.split())


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("It began.\n\n        A cat sat there, and it stayed.\n\n        Then it left.",
         "It began. A cat sat there, and it stayed. Then it left."),
        ("Aims:\n\n\ta. Buy the paint\n\tb. Paint the door", "Aims: a. Buy the paint b. Paint the door"),
        ("Look:\n\n    x = 1\n\n\n    y = 2\n\nDone.", "Look: code block Done."),
        ("Look:\r\n\r\n    x = 1\r\n\r\n    It is as you say, and it works.\r\n",
         "Look: code block It is as you say, and it works."),
        ("The seat is ~~$60~~ $40 today.", "The seat is $40 today."),
        ("It takes ~~~5 minutes or ~10, ~~ not ~~more", "It takes 5 minutes or ~10, ~~ not more"),
        ("Remove all *.bak files and *.tmp too", "Remove all *.bak files and *.tmp too"),
        ("Name | Age\n--- | ---\nAda | 36", "Name Name: Ada; Age: 36"),
        ("one " + "<*[`" * 30 + " two", "one two"),
        ("| a |\n|---|\n| b " + "*`" * 20 + " c |", "a: b c"),
    ],
)  # fmt: skip
def test_what_is_heard_in_any_cutting(raw: str, expected: str) -> None:
    assert heard_alike(raw) == expected


def test_a_story_of_indented_paragraphs_is_heard_whole() -> None:
    paragraph = '        The road went on, and "nobody" knew where it would end.\n\n'
    said = heard(["The start.\n\n", *[paragraph] * 400])
    assert said.count("The road went on") == 400
    assert "code" not in said


@pytest.mark.parametrize(
    "line",
    ["npm install x", "git commit -m 'so'", "def f(x):", "return x", "x = 1", "foo();", "$ ls", "# note",
     "SELECT a FROM t", "{", "<div>", "print('a')", "name: value", "import os",
     "cd /tmp", "else:", "ls", "pip install -U x", "// so",
     "@dataclass"],
)  # fmt: skip
def test_lines_of_code(line: str) -> None:
    assert is_code(line, 0, is_final=True)


@pytest.mark.parametrize(
    "line",
    ["The fox slept, and nobody came.", "Dear Ann,", "Shall I compare thee to a summer's day?",
     "for we went on to the sea, and it was good.",
     "- Buy milk", "1. Wash", "iv. Rest", "See https://example.com/?a=b now.",
     "这是一个测试。", "Он спал до полудня", "“So,” she said.",
     "Note: this is so.", "It costs $5 to make the item(s)."],
)  # fmt: skip
def test_lines_of_prose(line: str) -> None:
    assert is_code(line, 0, is_final=True) is False


@pytest.mark.parametrize("raw", ["a\n\n" + " " * 6 + "word " * 200, "a ~~" + "b " * 900, "a " + "*_" * 900])
def test_what_waits_is_bounded(raw: str) -> None:
    speakable = Speakable()
    for char in raw:
        speakable.push(char)
        assert len(speakable._held) < 320


def seconds(text: str, size: int) -> float:
    tokens = [text[at : at + size] for at in range(0, len(text), size)]
    began = time.process_time()
    heard(tokens)
    return time.process_time() - began


@pytest.mark.parametrize(
    "unit",
    [
        "!",
        "|",
        "…",
        "*",
        "_",
        "`",
        "[",
        "(",
        "#",
        ">",
        "-",
        "~",
        "$",
        "\\",
        "&",
        ":",
        "1",
        "\n",
        "😀",
        "\u0301",
        "\u200d",
        "*_",
        "[*",
        "!a",
        "a:",
        " |",
    ],
)
@pytest.mark.parametrize("size", [4, 20_000])
def test_a_run_of_marks_costs_little_more_than_streamed_prose(unit: str, size: int) -> None:
    """Twice the promise, for a machine that is busy."""

    prose = min(seconds("The fox is over the lazy dog, and it stays. " * 450, 4) for _ in range(3))
    marks = (unit * 20_000)[:20_000]
    assert min(seconds(marks, size) for _ in range(3)) < 6 * prose


@pytest.mark.parametrize("unit", ["<x", "<|a", "<b> ", "a<", "< ", "<\n", "`\n"])
@pytest.mark.parametrize("size", [4, 20_000])
def test_angles_that_close_nothing_cost_a_few_times_streamed_prose(unit: str, size: int) -> None:
    """Each was once looked at by a dozen patterns, or again with each token: 20 to 40 times prose."""
    prose = min(seconds("The fox is over the lazy dog, and it stays. " * 450, 4) for _ in range(3))
    marks = (unit * 20_000)[:20_000]
    assert min(seconds(marks, size) for _ in range(3)) < 16 * prose


@pytest.mark.parametrize(
    "text",
    [
        f"a `{'x' * 150}` b",
        f"a `{'x' * 250} b` c",
        f"[a]({'x' * 90}) b",
        f"[a]({'x' * 90} b c) d",
        f"[a](<{'x ' * 90}>) b",
        f"see https://example.com/{'x' * 90}. Then",
        f"see https://example.com/{'x' * 3_000} then",
        f"a <b>{'x ' * 60}</b> c",
        f"a <b>{'x ' * 200}</b> c",
        f"a <b>{'x ' * 40}\n\nc</b> d",
        f"a <!-- {'x > ' * 60}--> b",
    ],
)
@pytest.mark.parametrize("size", [1, 4, 63, 64, 65])
def test_what_waits_for_its_end_is_understood_however_long_it_was_not_looked_at(text: str, size: int) -> None:
    tokens = [text[at : at + size] for at in range(0, len(text), size)]
    assert heard(tokens) == heard([text])
