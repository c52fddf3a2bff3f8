"""The ElevenLabs dialect: frames out, frames in, every variant of timing that was observed, keys that never show."""

from __future__ import annotations

import base64
import copy
import dataclasses
import json
import pickle
import re
import traceback
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter import AdapterError, AudioFormat, AuthFailed, BadRequest, ElevenLabs, QuotaExceeded, ServiceUnavailable
from adapter.services import Finished, Refused, Signal, Speech, Timed, decoding
from adapter.services.elevenlabs import ElevenLabsCodec

MULTI = ElevenLabs("v", api_key="k", voice_settings={"speed": 1.1})
SINGLE = ElevenLabs("v", api_key="k", endpoint="stream-input", output_format="pcm_8000")
SECOND = base64.b64encode(b"\0" * 16_000).decode()


def sent(frames: list[str | bytes]) -> list[dict[str, Any]]:
    return [json.loads(frame) for frame in frames]


def test_a_turn_on_a_warm_link_is_a_context() -> None:
    codec = MULTI.codec()
    frames = sent(codec.begin() + codec.speak("Hello.") + codec.finish())
    context = frames[0]["context_id"]
    assert frames == [
        {"text": " ", "voice_settings": {"speed": 1.1}, "context_id": context},
        {"text": "Hello. ", "context_id": context},
        {"flush": True, "context_id": context},
        {"close_context": True, "context_id": context},
    ]
    assert sent(codec.cancel()) == [{"close_context": True, "context_id": context}]
    assert sent(MULTI.codec().begin())[0]["context_id"] != context


def test_a_turn_on_a_link_of_its_own() -> None:
    codec = SINGLE.codec()
    assert sent(codec.begin() + codec.speak("Hello.") + codec.finish()) == [
        {"text": " "},
        {"text": "Hello. "},
        {"text": ""},
    ]
    assert codec.cancel() == []


def test_url() -> None:
    assert MULTI.url == (
        "wss://api.elevenlabs.io/v1/text-to-speech/v/multi-stream-input?model_id=eleven_flash_v2_5"
        "&output_format=pcm_24000&auto_mode=true&sync_alignment=true&inactivity_timeout=180"
    )
    assert ElevenLabs("v", base_url="http://localhost:1/x/", language="de").url.startswith(
        "ws://localhost:1/x/v1/text-to-speech/v/"
    )


def hear(codec: ElevenLabsCodec, **message: Any) -> list[Signal]:
    return codec.receive(json.dumps(message))


ALIGNMENT = {"chars": ["H", "i", "..."], "charStartTimesMs": [0, 100, 200], "charDurationsMs": [100, 100, 300]}
VARIANTS = {
    "documented": {"alignment": ALIGNMENT},
    "misspelt durations": {
        "alignment": {"charsDurationsMs" if k == "charDurationsMs" else k: v for k, v in ALIGNMENT.items()}
    },
    "misspelt starts": {
        "alignment": {"charsStartTimesMs" if k == "charStartTimesMs" else k: v for k, v in ALIGNMENT.items()}
    },
    "only normalized": {"alignment": None, "normalizedAlignment": ALIGNMENT},
    "both": {
        "alignment": ALIGNMENT,
        "normalizedAlignment": {"chars": ["x"], "charStartTimesMs": [0], "charDurationsMs": [1]},
    },
    "of the turn's clock": {"alignment": ALIGNMENT | {"charStartTimesMs": [1000, 1100, 1200]}},
}


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS.keys())
def test_timing_counts_from_the_first_audio_of_the_turn(variant: dict[str, Any]) -> None:
    codec = SINGLE.codec()
    before = {"chars": ["x"], "charStartTimesMs": [0], "charDurationsMs": [990]}
    hear(codec, audio=SECOND, alignment=before, normalizedAlignment=None, isFinal=None)
    (speech,) = hear(codec, audio=SECOND, isFinal=None, **variant)
    assert isinstance(speech, Speech)
    assert [(t.chars, round(t.start, 3), round(t.end, 3)) for t in speech.timing] == [
        ("H", 1.0, 1.1), ("i", 1.1, 1.2), ("...", 1.2, 1.5),
    ]  # fmt: skip


def test_timing_that_comes_one_message_late_belongs_to_the_audio_before() -> None:
    codec = SINGLE.codec()
    hear(codec, audio=SECOND, alignment=None)
    for start in (0.0, 1.0):
        times = {"charStartTimesMs": [start * 1000], "charDurationsMs": [1000]}
        (speech,) = hear(codec, audio=SECOND, alignment={"chars": ["x"], **times})
        assert isinstance(speech, Speech)
        assert [timed.start for timed in speech.timing] == [start]


@pytest.mark.parametrize("nothing", [{}, {"alignment": None}, {"alignment": {}, "normalizedAlignment": None}])
def test_missing_timing_is_no_timing(nothing: dict[str, Any]) -> None:
    (speech,) = hear(SINGLE.codec(), audio=SECOND, **nothing)
    assert speech == Speech(b"\0" * 16_000)


def test_frames_of_other_contexts_are_not_read() -> None:
    codec = MULTI.codec()
    ours = sent(codec.begin())[0]["context_id"]
    assert hear(codec, audio=SECOND, contextId="other") == []
    assert hear(codec, isFinal=True, contextId="other") == []
    assert hear(codec, error="x", message="theirs", contextId="other") == []
    assert hear(codec, isFinal=True) == []
    assert hear(codec, isFinal=True, contextId=ours) == [Finished()]
    assert hear(codec, is_final=True, context_id=ours) == [Finished()]
    (refused,) = hear(codec, error="x", message="for all", code=1008)
    assert isinstance(refused, Refused)


@given(samples=st.binary(min_size=1, max_size=60), cuts=st.lists(st.integers(0, 60), max_size=12))
def test_audio_may_be_cut_at_any_byte(samples: bytes, cuts: list[int]) -> None:
    """Whole samples come out, in order; half a sample at the end does not."""
    codec, heard = SINGLE.codec(), b""
    for first, last in pairwise([0, *sorted(min(cut, len(samples)) for cut in cuts), len(samples)]):
        for signal in hear(codec, audio=base64.b64encode(samples[first:last]).decode()):
            assert isinstance(signal, Speech)
            assert len(signal.audio) % 2 == 0
            heard += signal.audio
    assert heard == samples[: len(samples) // 2 * 2]


def test_audio_in_the_final_message_is_not_lost() -> None:
    assert hear(SINGLE.codec(), audio=SECOND, isFinal=True) == [Speech(b"\0" * 16_000), Finished()]


@pytest.mark.parametrize(
    ("name", "code", "kind", "retryable"),
    [
        ("invalid_api_key", 1008, AuthFailed, False),
        ("quota_exceeded", 1008, QuotaExceeded, False),
        ("voice_not_found", 1008, BadRequest, False),
        ("system_busy", 1008, ServiceUnavailable, True),
        ("never_seen", 1011, ServiceUnavailable, True),
        ("never_seen", 1008, ServiceUnavailable, True),
    ],
)
def test_errors(name: str, code: int, kind: type[AdapterError], retryable: bool) -> None:
    (refused,) = hear(SINGLE.codec(), error=name, message="Words.", code=code)
    assert isinstance(refused, Refused)
    error = refused.error
    assert type(error) is kind
    assert (error.retryable, error.service_code, error.close_code) == (retryable, name, code)
    assert "Words." in str(error)


BAD_FRAMES = [
    "{", "[]", "null", "7", b"\xff", '{"audio": 7}', '{"audio": "%%%%"}', '{"alignment": "x"}', "[" * 100_000,
    '{"alignment": {"chars": ["a"]}}',
    '{"alignment": {"chars": ["a"], "charStartTimesMs": [], "charDurationsMs": [1]}}',
    '{"alignment": {"chars": ["a"], "charStartTimesMs": [NaN], "charDurationsMs": [1]}}',
    '{"alignment": {"chars": ["a"], "charStartTimesMs": [0], "charDurationsMs": [-1]}}',
    '{"alignment": {"chars": ["a"], "charStartTimesMs": ["0"], "charDurationsMs": [1]}}',
    '{"alignment": {"chars": [1], "charStartTimesMs": [0], "charDurationsMs": [1e309]}}',
    '{"alignment": [1, 2]}',
]  # fmt: skip


@pytest.fixture(params=[True, False], ids=["fast", "standard"])
def is_fast(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """With the libraries of the extra, and without."""
    assert decoding.is_fast, "the extra `fast` is part of `dev`"
    monkeypatch.setattr(decoding, "is_fast", request.param)
    return bool(request.param)


@pytest.mark.usefixtures("is_fast")
def test_speech_is_read_alike_with_and_without_the_faster_libraries() -> None:
    sound = b"\x01\xfe" * 9
    alignment = {"chars": ["h", "é"], "charStartTimesMs": [0, 100], "charDurationsMs": [100, 100.0]}
    signals = hear(SINGLE.codec(), audio=base64.b64encode(sound).decode(), alignment=alignment, isFinal=True)
    assert signals == [Speech(sound, (Timed("h", 0.0, 0.1), Timed("é", 0.1, 0.2)), 0.0), Finished()]


@pytest.mark.usefixtures("is_fast")
@pytest.mark.parametrize("frame", BAD_FRAMES, ids=range(len(BAD_FRAMES)))
def test_a_frame_that_cannot_be_read_is_one_error_without_its_content(frame: str | bytes) -> None:
    (refused,) = SINGLE.codec().receive(frame)
    assert isinstance(refused, Refused)
    assert type(refused.error) is ServiceUnavailable
    assert re.fullmatch(r"api\.elevenlabs\.io sent a message that cannot be read \(\w+\)", str(refused.error))


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text("a1+/=é", max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["audio", "alignment", "chars", "charStartTimesMs", "charDurationsMs", "isFinal"]),
        inner, max_size=5,
    ),
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["audio", "alignment", "isFinal", "error", "message", "code"]), JSON))
def test_nothing_leaves_the_codec_but_signals(message: dict[str, Any]) -> None:
    signals = hear(SINGLE.codec(), **message)
    assert all(isinstance(signal, Speech | Finished | Refused) for signal in signals)


# --- the key ---

CANARY = "sk_CANARY"


def test_the_key_never_shows() -> None:
    service = ElevenLabs("v", api_key=CANARY)
    shown = [
        repr(service),
        str(service),
        service.url,
        repr(service.codec().__dict__),
        repr(service.api_key),
        f"{service.api_key}",
    ]
    shown += [repr(dataclasses.astuple(dataclasses.replace(service, api_key=None)))]
    assert not any(CANARY in text for text in shown)
    assert service.headers == {"xi-api-key": CANARY}
    for other in (copy.copy(service), copy.deepcopy(service), dataclasses.replace(service, voice="w")):
        assert other.headers == service.headers
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(service)


def test_the_password_of_a_proxy_never_shows() -> None:
    service = ElevenLabs("v", api_key="k", proxy="http://user:p%40ss-4711@proxy:8080")
    said = "407: user:p%40ss-4711, user:p@ss-4711 and dXNlcjpwQHNzLTQ3MTE= are wrong"
    for text in (repr(service), str(service.refuse(407, None, said))):
        assert "4711" not in text
        assert "QHNzLTQ3" not in text
    assert str(ElevenLabs("v", api_key="k", proxy="http://[").refuse(407, None, "No.")).endswith("No.")


@pytest.mark.parametrize("key", [f"{CANARY}\n", f"{CANARY}é", ""])
def test_a_key_that_cannot_be_one_is_refused_without_showing_it(key: str) -> None:
    with pytest.raises(AuthFailed) as failed:
        _ = ElevenLabs("v", api_key=key).headers
    assert CANARY not in "".join(traceback.format_exception(failed.value))


def test_the_key_is_read_from_the_environment_when_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    service = ElevenLabs("v")
    monkeypatch.delenv("ELEVENLABS_API_KEY", raising=False)
    with pytest.raises(AuthFailed, match="ELEVENLABS_API_KEY"):
        _ = service.headers
    monkeypatch.setenv("ELEVENLABS_API_KEY", CANARY)
    assert service.headers == {"xi-api-key": CANARY}


def test_the_name_follows_the_address_unless_it_was_given() -> None:
    service = ElevenLabs("v", api_key="k")
    moved = dataclasses.replace(service, base_url="ws://127.0.0.1:1")
    assert (service.name, moved.name) == ("api.elevenlabs.io", "127.0.0.1:1")
    assert dataclasses.replace(moved, voice="w").name == "127.0.0.1:1"
    named = ElevenLabs("v", api_key="k", name="ours")
    assert dataclasses.replace(named, base_url="ws://127.0.0.1:1").name == "ours"


def test_settings_are_hashable() -> None:
    one, same = (ElevenLabs("v", voice_settings={"speed": 1.1}) for _ in range(2))
    assert {one: 1}[same] == 1
    assert one != ElevenLabs("v", voice_settings={"speed": 1.2})


@pytest.mark.parametrize(
    "name",
    ["pcm_0000", "pcm_00000", "pcm_01600", "mp3_44100_000", "mp3_44100_00", "mp3_44100_064", "mp3_00000_128",
     "pcm_24000_16", "pcm_\uff12\uff14\uff10\uff10\uff10", "pcm_24000\n", "PCM_24000", ""],
)  # fmt: skip
def test_a_format_that_cannot_be_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="unknown audio format"):
        AudioFormat.parse(name)
    with pytest.raises(BadRequest, match="unknown audio format"):
        ElevenLabs("v", output_format=name)


@pytest.mark.parametrize(
    "wrong",
    [{"voice": "a/b"}, {"voice": ""}, {"output_format": "wav"}, {"endpoint": "both"}, {"voice": "v\n"}]
    + [
        {"base_url": url}
        for url in (
            "",
            "nonsense",
            "wss://",
            "wss://[bad",
            "ws://127.0.0.1:abc",
            "ws://h:99999",
            "wss://user:secret@host",
            "wss://.",
        )
    ],
)
def test_settings_are_checked_at_once(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        ElevenLabs(**{"voice": "v", **wrong})
