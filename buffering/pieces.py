"""The unit in which text goes through the stages: what is spoken, and which raw characters it is spoken for."""

from __future__ import annotations

from typing import NamedTuple


class Piece(NamedTuple):
    """A piece of text. One with ``len(text) == end - start`` maps character by character; any other as a whole."""

    text: str
    """What is spoken for ``raw[start:end]``."""
    start: int
    end: int


def is_verbatim(piece: Piece) -> bool:
    """Whether the piece maps character by character."""
    return len(piece.text) == piece.end - piece.start
