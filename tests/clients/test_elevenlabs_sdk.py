"""The official SDK's `convert_realtime`: one `stream-input` socket per call, read until the server closes it.

Its own chunker ends every chunk with a space, also behind a comma or a hyphen that needs none. The texts here arrive
as whole words, which it leaves as they are.
"""

from __future__ import annotations

import pytest
from elevenlabs import ElevenLabs
from elevenlabs.core.api_error import ApiError
from sound import TEXT, VOICE, Sound, decode_mp3, measure, reference, words_in_pieces

SCHEDULE = 50
"""Characters after which the SDK asks for speech; it sends this as its `chunk_length_schedule`."""
VOICE_ID = "21m00Tcm4TlvDq8ikWAM"


def client_of(server: str) -> ElevenLabs:
    """The SDK, pointed at a local server; it would force `wss` on any address given to its constructor."""
    client = ElevenLabs(api_key="any")
    client.text_to_speech._ws_base_url = server
    return client


def speak(server: str, voice: str, **options: str) -> bytes:
    """What the SDK returns for TEXT, given to it word by word."""
    words = (f"{word} " for word in TEXT.split())
    return b"".join(client_of(server).text_to_speech.convert_realtime(voice, text=words, **options))


@pytest.fixture(scope="module")
def expected(server: str) -> Sound:
    """The amount of speech in TEXT, cut where the SDK's schedule has it cut."""
    return reference(server, words_in_pieces(TEXT, SCHEDULE))


@pytest.mark.parametrize("voice", [VOICE, VOICE_ID])
def test_pcm_is_all_there(server: str, expected: Sound, voice: str) -> None:
    """All speech arrives as PCM, also from a voice that only ElevenLabs has."""
    heard = measure(speak(server, voice, output_format="pcm_24000", model_id="eleven_flash_v2_5"))
    assert heard.is_like(expected), (heard, expected)


def test_mp3_is_all_there(server: str, expected: Sound) -> None:
    """All speech arrives in the format that the SDK asks for by default, MP3."""
    heard = measure(decode_mp3(speak(server, VOICE)))
    assert heard.is_like(expected), (heard, expected)


def test_unknown_voice_is_an_error(server: str) -> None:
    """A voice that the server does not have raises the SDK's own error instead of giving silence."""
    with pytest.raises(ApiError, match="was not found"):
        speak(server, "no-such-voice")
