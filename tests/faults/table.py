"""The fault matrix as Markdown, as it is at this moment: ``make faults`` writes it into the README beside this file.

Plays all rows and tells what each must do and whether it did. Exit code 1 if any did not.
"""

from __future__ import annotations

import contextlib
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.faults.rows import Case  # at run time pytest is to import it first


_HERE = Path(__file__).parent
_HEAD = """# The fault matrix

Made by `make faults` from the tests in this folder: do not edit. Behind every row stand also these checks: what was
voiced and what was not are the text; there is one end, and it is last; no task, socket or file is left; the key is in
no log, error or local variable; no log warns.
"""


@dataclass
class Results:
    """A pytest plugin that keeps what became of each case."""

    cases: dict[str, Case] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            if spec := getattr(item, "callspec", None):
                self.cases[item.nodeid] = spec.params["case"]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.outcomes[report.nodeid] = "failed"
        elif report.when == "call" or report.skipped:
            self.outcomes.setdefault(report.nodeid, report.outcome)

    def table(self) -> str:
        """One line for each row of the matrix."""
        rows: dict[int, list[tuple[Case, str]]] = defaultdict(list)
        for name, case in self.cases.items():
            rows[case.number].append((case, self.outcomes.get(name, "not run")))
        lines = ["| # | fault | what must happen | outcome |", "|---:|---|---|---|"]
        for number, found in sorted(rows.items()):
            cells = [_all(case.fault for case, _ in found), _all(case.must for case, _ in found), _outcome(found)]
            lines.append(f"| {number} | {' | '.join(map(_cell, cells))} |")
        return "\n".join(lines)


def _all(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(texts))


def _outcome(found: list[tuple[Case, str]]) -> str:
    played = [(case, outcome) for case, outcome in found if outcome != "skipped"]
    wrong = [case.id.partition("_")[2] for case, outcome in played if outcome != "passed"]
    parts = [f"**{len(wrong)} of {len(played)} fail**: {', '.join(wrong)}"] if wrong else []
    if played and not wrong:
        parts.append("passed" if len(played) == 1 else f"passed, {len(played)} cases")
    skips = [case.skip or "not possible on this machine" for case, outcome in found if outcome == "skipped"]
    return "; ".join(parts + [f"not played: {reason}" for reason in skips])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> int:
    """Play all rows and write the page; pytest's own words go to stderr."""
    results = Results()
    with contextlib.redirect_stdout(sys.stderr):
        code = pytest.main(["-q", "--tb=line", "-p", "no:cacheprovider", str(_HERE)], plugins=[results])
    (_HERE / "README.md").write_text(f"{_HEAD}\n{results.table()}\n", encoding="utf-8")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
