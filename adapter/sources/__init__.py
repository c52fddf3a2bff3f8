"""The model's stream as its user holds it, to an async iterator of text and boundaries.

Shapes are recognised by their fields; no SDK is imported. Knows nothing of speech.
``shapes`` says what the items of a stream mean, ``reading``, ``threads`` and ``queues`` get them, ``lines`` makes them
from JSON, ``endings`` puts into words why a model stopped. A new SDK is one function beside the others, and one line in
``shapes``.
"""

from .endings import in_words
from .lines import lines
from .pieces import Boundary
from .reading import Deltas, Source, deltas

__all__ = ["Boundary", "Deltas", "Source", "deltas", "in_words", "lines"]
