"""Turns the model's stream, as the caller got it from an SDK, into an async iterator of text and boundaries.

Recognises shapes by their fields; imports no SDK. Knows nothing of speech.
``reading``, ``threads`` and ``queues`` fetch the items of a stream, ``shapes`` says what they mean, ``lines`` parses
them from JSON, and ``endings`` explains why a model stopped. A new SDK is one more function, and one line in
``shapes``.
"""

from .endings import in_words
from .lines import lines
from .pieces import Boundary
from .reading import Deltas, Source, deltas

__all__ = ["Boundary", "Deltas", "Source", "deltas", "in_words", "lines"]
