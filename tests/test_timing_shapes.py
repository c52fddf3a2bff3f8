"""Every shape of timing with random lost links: what a listener hears, in a sample of what the program prints."""

from __future__ import annotations

from collections import Counter

from tests.timing_shapes import SHAPES, turn

TURNS = 3
"""Of each shape."""


def test_nearly_every_turn_of_every_shape_is_exact() -> None:
    """Some shapes cannot be told apart in time: those turns say so, but for very few."""
    counts = Counter(turn(shape, seed).verdict for shape in SHAPES for seed in range(TURNS))
    assert counts["exact"] >= 0.9 * counts.total(), counts
    assert counts["wrong"] <= 0.015 * counts.total(), counts


def test_the_shapes_that_services_have_are_never_wrong() -> None:
    shapes = [s for s in SHAPES if s[0] in ("message", "turn") and s[1] == "with" and s[2] != "again"]
    verdicts = {(shape, seed): turn(shape, seed) for shape in shapes for seed in range(12)}
    assert {key: heard for key, heard in verdicts.items() if heard.verdict == "wrong"} == {}
