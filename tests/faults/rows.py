"""The fault matrix as tests: a row is a coroutine function with a ``Lab``, played once or for each of its cases::

rows = Rows()

@rows.row(16, "the service closes with 1000", "resumed exactly", cases={"1000": 1000})
async def close_mid_turn(lab: Lab, code: int) -> None:
    heard = await lab.speak(Connection([Close(AfterMessages(3), code)]))
    heard.is_exact(connections=2)

test_row = rows.test()
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.faults.harness import Lab

Play = Callable[..., Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a row."""

    number: int
    id: str
    fault: str
    must: str
    skip: str = ""
    play: Play | None = None
    values: tuple[Any, ...] = ()


class Rows:
    """Some rows of the matrix."""

    def __init__(self) -> None:
        self.cases: list[Case] = []

    def row(
        self, number: int, fault: str, must: str, *, cases: Mapping[str, Any] | None = None
    ) -> Callable[[Play], Play]:
        """A row, played once or once for each of its cases."""

        def add(play: Play) -> Play:
            name = f"row{number:02d}_{play.__name__}"
            if cases is None:
                self.cases.append(Case(number, name, fault, must, play=play))
            for key, value in (cases or {}).items():
                self.cases.append(Case(number, f"{name}-{key}", fault, must, play=play, values=(value,)))
            return play

        return add

    def skip(self, number: int, name: str, fault: str, must: str, reason: str) -> None:
        """A row, or a part of one, that does not apply."""
        self.cases.append(Case(number, f"row{number:02d}_{name}", fault, must, skip=reason))

    def test(self) -> Callable[..., Awaitable[None]]:
        """All of them as one test."""
        skips = [[pytest.mark.skip(reason=case.skip)] if case.skip else [] for case in self.cases]
        cases = [pytest.param(case, id=case.id, marks=marks) for case, marks in zip(self.cases, skips, strict=True)]

        @pytest.mark.parametrize("case", cases)
        async def test_row(
            case: Case, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
        ) -> None:
            assert case.play
            async with Lab(caplog, monkeypatch, tmp_path) as lab:
                await case.play(lab, *case.values)

        return test_row
