"""Where a turn's events go. A new sink is one function, in a file of its own here.

Sinks know events and formats, nothing of services, links or the ledger.
"""

from .files import AudioFile, check_ending, save
from .relay import Websocket, relay

__all__ = ["AudioFile", "Websocket", "check_ending", "relay", "save"]
