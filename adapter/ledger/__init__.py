"""What was said in a turn: accepted, sent, voiced, heard, and what is to be sent again. Pure: no socket, no clock.

``ledger.py`` holds the text and its marks; ``attempt.py`` what came back in one try to have it spoken; ``alignment.py``
which word sounds when; ``history.py`` what had sounded at a moment.
"""

from .ledger import Entry, Ledger, Mark, Partial

__all__ = ["Entry", "Ledger", "Mark", "Partial"]
