"""Speech for a language model that is still writing. Start with ``Speaker`` and one of the services.

Importing this package opens no socket, reads no environment, and imports no model or speech SDK.
"""

from .emoji_names import emoji_names
from .errors import (
    AdapterError,
    AuthFailed,
    BadRequest,
    ExtraMissing,
    ModelFailed,
    QuotaExceeded,
    ServiceUnavailable,
    SpeechIncomplete,
)
from .events import Audio, AudioFormat, Event, Heard, Report, Resumed, Skipped, TurnDone, Word
from .limits import Limits
from .local import Local
from .services.cartesia import Cartesia
from .services.deepgram import Deepgram
from .services.elevenlabs import ElevenLabs
from .services.openai_speech import OpenAISpeech
from .sinks import AudioFile, Captions, PhoneCall, Player, captions, play, relay, save, traced
from .sources import Boundary
from .speaker import Speaker
from .turn import Turn

__all__ = [
    "AdapterError",
    "Audio",
    "AudioFile",
    "AudioFormat",
    "AuthFailed",
    "BadRequest",
    "Boundary",
    "Captions",
    "Cartesia",
    "Deepgram",
    "ElevenLabs",
    "Event",
    "ExtraMissing",
    "Heard",
    "Limits",
    "Local",
    "ModelFailed",
    "OpenAISpeech",
    "PhoneCall",
    "Player",
    "QuotaExceeded",
    "Report",
    "Resumed",
    "ServiceUnavailable",
    "Skipped",
    "Speaker",
    "SpeechIncomplete",
    "Turn",
    "TurnDone",
    "Word",
    "captions",
    "emoji_names",
    "play",
    "relay",
    "save",
    "traced",
]
