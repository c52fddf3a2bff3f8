"""A service that is another than it is: shorter limits, for tests that do not want to wait."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from adapter import ElevenLabs


def change_traits(monkeypatch: pytest.MonkeyPatch, **values: Any) -> None:
    """Change what ElevenLabs says of itself: ``change_traits(monkeypatch, silence=0.3)``. Calls add up."""
    usual = ElevenLabs.traits.fget
    monkeypatch.setattr(ElevenLabs, "traits", property(lambda one: dataclasses.replace(usual(one), **values)))
