"""The model's stream as its user holds it, to an async iterator of text and boundaries.

Shapes are recognised by their fields; no SDK is imported. Knows nothing of speech.
``shapes`` says what the items of a stream mean, ``reading`` and ``threads`` get them, ``lines`` makes them from JSON.
A new SDK is one function beside the others.
"""

from .lines import lines
from .pieces import Boundary
from .reading import Deltas, Source, deltas

__all__ = ["Boundary", "Deltas", "Source", "deltas", "lines"]
