"""Keys that a service repeats: no part of six characters is shown, and ordinary words stay as they are."""

from __future__ import annotations

import logging
import random
import time
import traceback

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapter import AdapterError, ElevenLabs, Speaker
from adapter.services.redaction import MASK, redacted
from adapter.sinks import relay_messages
from tests.fault_server import AfterMessages, Close, Connection, Error, FaultServer, Http
from tests.key_copies import SPELLINGS, leak, random_key

KEY = "sk_9fQ2-7bXw_Lm4Tz81Rk"


# --- the text alone ---


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_cut_of_every_spelling_is_masked(spelling: str) -> None:
    copy = SPELLINGS[spelling](KEY)
    step = max(1, len(copy) // 40)
    for start in range(0, len(copy), step):
        for cut in (copy[start:], copy[: len(copy) - start], copy[start // 2 : len(copy) - start // 2]):
            for text in (cut, f"Invalid key {cut}.", f"?xi-api-key={cut}&x", f'{{"key":"{cut}"}}'):
                assert not leak(KEY, redacted(text, KEY)), text


@given(seed=st.integers(), spelling=st.sampled_from(sorted(SPELLINGS)), cut=st.tuples(st.floats(0, 1), st.floats(0, 1)),
       before=st.text(max_size=20), after=st.text(max_size=20))  # fmt: skip
@settings(max_examples=400, deadline=None)
def test_no_part_of_a_random_key_is_left(
    seed: int, spelling: str, cut: tuple[float, float], before: str, after: str
) -> None:
    key = random_key(random.Random(seed))
    copy = SPELLINGS[spelling](key)
    start, end = sorted(round(edge * len(copy)) for edge in cut)
    shown = redacted(f"{before} {copy[start:end]} {after}", key)
    assert not leak(key, shown)
    assert not any(leak(key, text) for text in _messages(key, f"{before} {copy[start:end]} {after}"))


def _messages(key: str, text: str) -> list[str]:
    """All that errors of a service show of what it said."""
    service = ElevenLabs("v", api_key=key)
    error = service.codec()._error
    errors = [
        service.refuse(None, 1008, text),
        service.refuse(401, None, text),
        error({"error": "invalid_api_key", "message": text}),
        error({"error": text}),
    ]
    return [shown for each in errors for shown in (str(each), repr(each), each.reason, str(each.service_code))]


PROSE = (
    "The studio says: your company has no key that is needed; none of them, so ask Ollama, x or the local placeholder."
)


@pytest.mark.parametrize("key", ["", "x", "none", "EMPTY", "ollama", "Ollama", "placeholder", "needed", "studio"])
def test_a_key_that_is_an_ordinary_word_mangles_nothing(key: str) -> None:
    assert redacted(PROSE, key) == PROSE


@pytest.mark.parametrize("key", ["lm-studio", "sk-test", "not-needed", "my-company-prod-key-1234567890abcdef"])
def test_ordinary_words_in_a_key_stay_where_they_stand_alone(key: str) -> None:
    assert redacted(f"{PROSE} A film studio, task testing, company-wide.", key).startswith(PROSE)
    assert redacted(f"{PROSE} ({key})", key) == f"{PROSE} ({MASK})"
    assert redacted(f"the key {key[:-1]}", key) == f"the key {MASK}"


@pytest.mark.parametrize("key", ["k3xqpwzmtr9tbv0q", "sk_7xqpwzmtr9tbv0q", "xqpwzmtr9tbv0q"])
def test_letters_between_digits_are_no_word(key: str) -> None:
    assert redacted("invalid key ...xqpwzmtr...", key) == f"invalid key ...{MASK}..."


@given(text=st.text(max_size=1_000), word=st.from_regex("[a-z]{1,11}|[A-Z]{1,11}", fullmatch=True))
def test_any_text_is_left_alone_by_any_word(text: str, word: str) -> None:
    assert redacted(f"{text}{word}"[:1024], word) == f"{text}{word}"[:1024]


@given(text=st.text(max_size=1_000))
def test_a_text_without_the_key_is_left_alone(text: str) -> None:
    assert redacted(text, KEY) == text


@pytest.mark.parametrize("before", range(1_000, 1_030))
def test_the_longest_text_ends_within_a_key(before: int) -> None:
    shown = redacted("." * before + KEY, KEY)
    assert not leak(KEY, shown)
    assert len(shown) <= 1_024


PERCENT = "".join(f"%{ord(char):x}" for char in KEY)
HOSTILE = ["%25", "%2525", "\\", "\\u005", "&amp;", "&#0", "=\n", "\0", "\ufdfa", KEY, PERCENT]


@pytest.mark.parametrize("unit", HOSTILE)
def test_the_cost_is_bounded(unit: str) -> None:
    def cost(size: int) -> float:
        text = (unit * (size // len(unit) + 1))[:size]
        began = time.perf_counter()
        redacted(text, KEY)
        return time.perf_counter() - began

    assert min(cost(4_000_000) for _ in range(5)) < 20 * min(cost(1_024) for _ in range(5))
    assert min(cost(4_000_000) for _ in range(5)) < 0.2


# --- through real sockets ---


async def _failure(script: Connection) -> AdapterError:
    async with FaultServer(script, repeat=True) as server:
        async with Speaker(ElevenLabs("v", api_key=KEY, base_url=server.url)) as speaker:
            with pytest.raises(AdapterError) as caught:
                async for _ in speaker.say("Hello there."):
                    pass
    return caught.value


def _shown(error: BaseException | None) -> list[str]:
    """All that a program may print of an error, its traceback with local variables too."""
    shown: list[str] = []
    while error:
        shown += [str(error), repr(error), str(error.args), repr(vars(error)), *traceback.format_exception(error)]
        shown += list(traceback.TracebackException.from_exception(error, capture_locals=True).format())
        shown += [relay_messages.failed("t", error)] if isinstance(error, Exception) else []
        error = error.__cause__ or error.__context__
    return [text for text in shown if "test_redaction.py" not in text]


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_no_error_log_or_relay_message_shows_it(spelling: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    copy = SPELLINGS[spelling](KEY)
    said = f"Invalid API key: {copy}. Please check it."
    reason = said.encode()[:123].decode(errors="ignore")
    places = [
        Connection([Close(AfterMessages(0), 1008, reason)]),
        Connection(answer=Http(401, body=said.encode())),
        Connection([Error(AfterMessages(0), "invalid_api_key", said, code=1008)]),
        Connection([Error(AfterMessages(0), copy, "No.", code=1008)]),
    ]
    for place in places:
        error = await _failure(place)
        for text in [*_shown(error), caplog.text, *(repr(vars(record)) for record in caplog.records)]:
            assert not leak(KEY, text), text
        assert MASK in str(error)


@pytest.mark.parametrize("before", range(123 - len(KEY) - 1, 124))
async def test_a_close_reason_that_ends_within_the_key(before: int) -> None:
    error = await _failure(
        Connection([Close(AfterMessages(0), 1008, ("API key " + "x" * 200)[:before] + KEY[: 123 - before])])
    )
    assert not leak(KEY, str(error))
    assert (MASK in str(error)) == (123 - before >= 6)
