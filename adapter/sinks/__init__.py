"""Where a turn's events go. A new sink is one function, in a file of its own here.

Sinks know events and formats, nothing of services, links or the ledger.
"""

from .captions import Captions, captions, check_captions_ending
from .files import AudioFile, check_ending, save

__all__ = ["AudioFile", "Captions", "captions", "check_captions_ending", "check_ending", "save"]
