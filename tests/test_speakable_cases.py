"""What is heard: the conformance table in ``tests/data/speakable/*.md``, streamed in tokens of several sizes."""

from __future__ import annotations

import ast
import itertools
import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from buffering import Piece, Speakable

_CODE_POINT = re.compile(r"⟦U\+([0-9A-F]{4,6})⟧")


@dataclass(frozen=True)
class Case:
    group: str
    title: str
    options: dict[str, Any]
    raw: str
    heard: list[str]


def cases() -> list[Case]:
    """Each ``###`` title, an optional line of options, a block of raw text and a block of what is heard."""
    found = []
    for path in sorted((Path(__file__).parent / "data" / "speakable").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        pattern = r"^### ([^\n]+)\n+(?:options: ([^\n]+)\n+)?`{5}markdown\n(.*?)`{5}\n+`{5}heard\n(.*?)`{5}$"
        for case in re.finditer(pattern, text, re.MULTILINE | re.DOTALL):
            raw, heard = (_CODE_POINT.sub(lambda m: chr(int(m[1], 16)), case[n]) for n in (3, 4))
            found.append(Case(path.stem, case[1], _options(case[2] or ""), raw[:-1], heard.splitlines()))
    return found


def _options(line: str) -> dict[str, Any]:
    call = ast.parse(f"f({line})", mode="eval").body
    assert isinstance(call, ast.Call)
    return {keyword.arg or "": ast.literal_eval(keyword.value) for keyword in call.keywords}


CASES = cases()


def pieces_of(tokens: list[str], options: dict[str, Any]) -> list[Piece]:
    speakable = Speakable(**options)
    return [piece for token in tokens for piece in speakable.push(token)] + speakable.finish()


def units(pieces: list[Piece]) -> list[str]:
    """What is heard, a line per unit, with white space folded."""
    blocks = re.split(r"\n\s*\n", "".join(piece.text for piece in pieces))
    return [folded for block in blocks if (folded := " ".join(block.split()))]


def test_there_are_many_cases_of_many_kinds() -> None:
    assert len(CASES) >= 250
    assert len({case.group for case in CASES}) >= 10


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.group}-{case.title}".replace(" ", "_"))
def test_what_is_heard(case: Case) -> None:
    rng = random.Random(repr(case.raw))
    ends = sorted(rng.sample(range(len(case.raw) + 1), len(case.raw) // 5))
    cuts = [[*range(0, len(case.raw), size)] for size in (len(case.raw) or 1, 1, 4)]
    for starts in (*cuts, [0, *ends]):
        tokens = [case.raw[start:end] for start, end in itertools.pairwise([*starts, len(case.raw)])]
        pieces = pieces_of(tokens, case.options)
        assert units(pieces) == case.heard
        assert [0, *(piece.end for piece in pieces)] == [*(piece.start for piece in pieces), len(case.raw)]
