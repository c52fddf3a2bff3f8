"""The few words that are said in place of what cannot be read aloud. They stand in the languages' entries."""

from __future__ import annotations

from ..languages import language_of
from ..languages.entry import Notes

__all__ = ["Notes", "notes_of"]


def notes_of(language: str) -> Notes:
    """The words of ``language`` (ISO 639, with or without a region); English ones if it has none."""
    return language_of(language).notes
