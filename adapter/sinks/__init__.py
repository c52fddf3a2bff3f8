"""Where a turn's events go. A new sink is one function, in its own file here.

Sinks know events and formats, but nothing of services, links or the ledger. Importing them loads no audio library.
"""

from .captions import Captions, captions, check_captions_ending
from .files import AudioFile, check_ending, save
from .loudspeaker import check_loudspeaker
from .phone import PhoneCall
from .play import Player, play
from .relay import Websocket, relay
from .spans import traced

__all__ = [
    "AudioFile",
    "Captions",
    "PhoneCall",
    "Player",
    "Websocket",
    "captions",
    "check_captions_ending",
    "check_ending",
    "check_loudspeaker",
    "play",
    "relay",
    "save",
    "traced",
]
