"""A speech server that misbehaves on command: test how your voice bot survives a bad network and a bad service.

It speaks the websocket dialects of ElevenLabs, Cartesia and Deepgram, as the path of a connection says, on loopback,
with nothing but the standard library; ``SpeechServer`` does the same for ``POST /v1/audio/speech``. Its audio encodes
its text, so whatever was lost, said twice, broken or mixed up on the way to the listener can be read off the sound::

    from tests.fault_server import AfterBytes, Connection, Cut, FaultServer, Http

    async def test_my_bot_survives_a_reset_in_the_middle_of_a_sentence():
        script = [
            Connection([Cut(AfterBytes(900), "rst")]),  # the first connection: reset after exactly 900 bytes
            Connection(answer=Http(503)),               # the second: refused
        ]                                               # all that follow: healthy
        async with FaultServer(script) as server:
            heard = await my_bot(base_url=server.url, say="The first sentence. The second one.")
            assert " ".join(server.decode(heard).split()) == "The first sentence. The second one."
            assert len(server.connections) == 3

A script is a list of ``Connection``, pure data. Each holds actions, and each action begins with its moment:
``Cut(AfterBytes(900))``, ``Close(OnFlush(), 1011, "internal error")``, ``Drop(AtFinal())``,
``Stall(AfterMessages(3), seconds=2)``. Actions combine: ``[Drip(AtHandshakeByte(0), rate=500), Cut(AfterSeconds(2))]``;
those of the same moment are carried out in the order in which they are written.

Moments are ordered as the output is: an action of ``OnText()`` comes when the reply to that text is due, not earlier.
Only ``AfterSeconds`` does not wait its turn. Messages are counted as a healthy server would send them: a doubled or a
dropped one counts once.

An action of your own is a dataclass derived from ``Deed`` (on the stream) or ``Edit`` (on messages).

``reply_bytes`` gives what a healthy server would send, without any socket, to be cut, mixed and fed to a parser.

Rooms: ``voice`` text to sound and back, ``frames`` websocket framing, ``reply`` ElevenLabs' messages and alignment,
``script`` and ``records`` data, ``dialects`` a file per service, ``actions`` on the stream, ``edits`` on messages,
``line`` bytes and sockets, ``session`` one websocket, ``listener`` and ``server`` all of them, ``speech`` over HTTP.
"""

from .actions import (
    Binary,
    Bomb,
    Chatter,
    Close,
    Cut,
    Deed,
    Drip,
    EarlyFinal,
    Error,
    Flood,
    Raw,
    Send,
    Slow,
    Stall,
    StopReading,
)
from .edits import (
    BadBase64,
    BadJson,
    Drop,
    Duplicate,
    Edit,
    EmptyAudio,
    Fields,
    InvalidUtf8,
    Late,
    OddAudio,
    OddCuts,
    OtherContext,
    Oversize,
    Payload,
    Reorder,
    WrongTypes,
)
from .frames import Frame, FrameReader, close_frame
from .records import Seen
from .reply import STYLES, Manner, Message, Reply, Style, Times, reply_bytes, reply_frames, reply_messages
from .script import (
    ALWAYS,
    Action,
    AfterBytes,
    AfterMessages,
    AfterSeconds,
    AtFinal,
    AtHandshakeByte,
    AtMessage,
    Connection,
    Http,
    OnClose,
    OnFlush,
    OnText,
    RawAnswer,
    Trigger,
    Upgrade,
    bad_accept,
    redirect,
)
from .server import FaultServer
from .speech import Answer, SpeechServer
from .voice import BROKEN, decode, encode

__all__ = [
    "ALWAYS",
    "BROKEN",
    "STYLES",
    "Action",
    "AfterBytes",
    "AfterMessages",
    "AfterSeconds",
    "Answer",
    "AtFinal",
    "AtHandshakeByte",
    "AtMessage",
    "BadBase64",
    "BadJson",
    "Binary",
    "Bomb",
    "Chatter",
    "Close",
    "Connection",
    "Cut",
    "Deed",
    "Drip",
    "Drop",
    "Duplicate",
    "EarlyFinal",
    "Edit",
    "EmptyAudio",
    "Error",
    "FaultServer",
    "Fields",
    "Flood",
    "Frame",
    "FrameReader",
    "Http",
    "InvalidUtf8",
    "Late",
    "Manner",
    "Message",
    "OddAudio",
    "OddCuts",
    "OnClose",
    "OnFlush",
    "OnText",
    "OtherContext",
    "Oversize",
    "Payload",
    "Raw",
    "RawAnswer",
    "Reorder",
    "Reply",
    "Seen",
    "Send",
    "Slow",
    "SpeechServer",
    "Stall",
    "StopReading",
    "Style",
    "Times",
    "Trigger",
    "Upgrade",
    "WrongTypes",
    "bad_accept",
    "close_frame",
    "decode",
    "encode",
    "redirect",
    "reply_bytes",
    "reply_frames",
    "reply_messages",
]
