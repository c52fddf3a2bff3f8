"""What services refuse, on every one of them: keys, quotas, overload, and texts."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest

from adapter import AuthFailed, BadRequest, Cartesia, Deepgram, OpenAISpeech, QuotaExceeded, ServiceUnavailable, Speaker
from adapter.errors import AdapterError
from tests.fault_server import AfterMessages, Answer, Close, Error, FaultServer, OnText, SpeechServer
from tests.services.rows import ONE_EACH, SENTENCES, TEXT, Row, bare, speak, take, those

UNUSUAL = b'{"detail": {"status": "detected_unusual_activity", "message": "Unusual activity detected."}}'
SPENT = b'{"detail": {"status": "quota_exceeded", "message": "This request exceeds your API key quota of 9."}}'
FILLED = b'{"padding": "' + b"." * 500 + b'", "message": "You have no credits left."}'
BILLING = b'{"error": {"code": "insufficient_quota", "message": "Check your plan and billing details."}}'
BUSY = b'{"error": {"message": "Quota of 60 requests per minute reached."}}'


@ONE_EACH
@pytest.mark.parametrize(
    ("status", "body", "kind", "connections"),
    [
        (401, b"", AuthFailed, 1),
        (401, SPENT, QuotaExceeded, 1),
        (401, FILLED, QuotaExceeded, 1),
        (402, b"", QuotaExceeded, 1),
        (403, b"", BadRequest, 1),
        (403, UNUSUAL, AuthFailed, 1),
        (403, SPENT, QuotaExceeded, 1),
        (404, SPENT, BadRequest, 1),
        (429, BILLING, QuotaExceeded, 1),
    ],
)  # fmt: skip
async def test_what_does_not_get_better_is_not_tried_again(
    row: Row, status: int, body: bytes, kind: type[AdapterError], connections: int
) -> None:
    async with row.server([row.refusing(status, body)], repeat=True) as server:
        took = await speak(row, server, "Hello there.")
    assert type(took.error) is kind
    assert took.error.close_code == status
    assert (took.sound, took.turn.unvoiced_text) == ("", "Hello there.")
    asked = len(server.requests) if isinstance(server, SpeechServer) else len(server.connections)
    assert asked == connections


@ONE_EACH
@pytest.mark.parametrize(("status", "body"), [(429, b""), (429, BUSY), (500, b""), (503, b"")])
async def test_what_gets_better_is_tried_again(row: Row, status: int, body: bytes) -> None:
    async with row.server([row.refusing(status, body, (("Retry-After", "0"),))]) as server:
        took = await speak(row, server)
    assert took.error is None
    assert took.sound == bare(TEXT)


@ONE_EACH
async def test_a_service_that_stays_away_is_reported(row: Row) -> None:
    async with row.server([row.refusing(503)], repeat=True) as server:
        took = await speak(row, server)
    assert type(took.error) is ServiceUnavailable
    assert took.error.retryable
    assert took.turn.unvoiced_text == TEXT


@those(lambda row: row.name in ("elevenlabs", "cartesia", "deepgram aura", "deepgram flux"))
@pytest.mark.parametrize("code", [1002, 1008])
@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("This request exceeds your quota of 1.", QuotaExceeded),
        ("You have 0 credits remaining.", QuotaExceeded),
        ("Your API key is out of quota.", QuotaExceeded),
        ("Invalid API key. See your subscription.", AuthFailed),
        ("detected_unusual_activity", AuthFailed),
    ],
)
async def test_a_close_code_with_words(row: Row, code: int, words: str, kind: type[AdapterError]) -> None:
    plan = row.plan(Close(AfterMessages(3), code, words))
    async with row.server([plan], repeat=True) as server:
        took = await speak(row, server)
        assert type(took.error) is kind
        assert len(server.connections) == 1  # type: ignore[arg-type]
    assert bare(TEXT).startswith(took.sound)


@those(lambda row: row.name == "cartesia")
@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, BadRequest), (401, AuthFailed), (402, QuotaExceeded), (404, BadRequest), (429, None), (500, None)],
)
async def test_cartesias_errors_carry_a_status(row: Row, status: int, kind: type[AdapterError] | None) -> None:
    plan = row.plan(Error(OnText(), "some_code", "Words.", status, closes=False, is_named=True))
    async with row.server([plan]) as server:
        took = await speak(row, server)
    if kind is None:
        assert took.error is None
        assert took.sound == bare(TEXT)
    else:
        assert type(took.error) is kind
        assert took.error.service_code == "some_code"


@pytest.mark.parametrize(
    ("code", "kind"),
    [("DATA-0000", BadRequest), ("INVALID_AUTH", AuthFailed), ("PAYMENT_REQUIRED", QuotaExceeded), ("NET-0001", None)],
)
@those(lambda row: row.name.startswith("deepgram"))
async def test_deepgrams_errors_have_names(row: Row, code: str, kind: type[AdapterError] | None) -> None:
    plan = row.plan(Error(OnText(2), code, "Words.", 1011))
    async with row.server([plan]) as server:
        took = await speak(row, server)
    if kind is None:
        assert took.error is None
    else:
        assert type(took.error) is kind
        assert took.error.service_code == code


# --- one text that is refused, over HTTP ---


@pytest.mark.parametrize("status", [400, 413, 422])
async def test_a_refused_sentence_can_be_skipped(status: int) -> None:
    """Trial 1.7: the service refuses one sentence with words and speaks the others."""
    script = [Answer(), Answer(status, body=b"no")]
    for poison in ("skip", "fail"):
        async with SpeechServer(script, samples=240) as server:
            async with Speaker(OpenAISpeech(base_url=server.url), clean=False, poison=poison) as speaker:
                took = await take(speaker.say(TEXT), server)
        if poison == "fail":
            assert type(took.error) is BadRequest
            assert took.sound == bare(SENTENCES[0])
            assert took.turn.voiced_text.strip() == SENTENCES[0]
        else:
            assert took.error is None
            assert took.skipped == [SENTENCES[1]]
            assert took.sound == bare(TEXT.replace(SENTENCES[1], ""))
            assert took.turn.unvoiced_text == ""


async def test_a_reply_of_which_every_sentence_is_refused_fails() -> None:
    """It is not about the text then, but about a setting, such as the voice."""
    script = [Answer(400, body=b"no such voice")] * 10
    async with SpeechServer(script, samples=240) as server:
        async with Speaker(OpenAISpeech(base_url=server.url), clean=False, poison="skip") as speaker:
            took = await take(speaker.say(TEXT), server)
    assert type(took.error) is BadRequest
    assert "no such voice" in str(took.error)


# --- keys ---


async def test_a_server_that_asks_for_no_key_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk_CANARY_5d41402abc4b2a76")
    async with SpeechServer(samples=240) as server:
        async with Speaker(OpenAISpeech(base_url=server.url)) as speaker:
            took = await take(speaker.say("Hello there."), server)
        async with Speaker(OpenAISpeech(base_url=server.url, api_key="given")) as speaker:
            await take(speaker.say("Hello there."), server)
    assert took.error is None
    first, second = (request.headers for request in server.requests)
    assert "authorization" not in first
    assert "CANARY" not in str(server.requests)
    assert second["authorization"] == "Bearer given"


@pytest.mark.parametrize(
    "url", ["https://api.openai.com.evil.example/v1", "https://evil.example/api.openai.com", "https://xopenai.com/v1"]
)
def test_the_environments_key_is_for_openai_only(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    assert OpenAISpeech(base_url=url).headers == {}
    assert OpenAISpeech().headers == {"Authorization": "Bearer k"}
    assert OpenAISpeech(base_url="https://eu.api.openai.com/v1").headers == {"Authorization": "Bearer k"}


@pytest.mark.parametrize("service", [Cartesia("v"), Deepgram(), OpenAISpeech()])
async def test_without_a_key_nothing_is_asked(
    service: Cartesia | Deepgram | OpenAISpeech, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(service.key_variable, raising=False)
    async with FaultServer() as server, Speaker(service) as speaker:
        took = await take(speaker.say("Hello there."), server)
    assert type(took.error) is AuthFailed
    assert service.key_variable in str(took.error)


@those(lambda row: row.name in ("cartesia", "deepgram aura", "deepgram flux"))
async def test_where_the_key_goes(row: Row) -> None:
    async with row.server() as server:
        await speak(row, server, "Hello there.")
        seen = server.connections[0]  # type: ignore[index]
    assert seen.headers.get("x-api-key", seen.headers.get("authorization")) in ("k", "Token k")
    assert "k" not in seen.path.rpartition("?")[2].split("&")


@pytest.mark.parametrize("status", [200, 500])
async def test_a_compressed_answer_is_not_unpacked(status: int) -> None:
    bomb = gzip.compress(bytes(64 * 2**20))
    answer = Answer(status, (("Content-Encoding", "gzip"), ("Retry-After", "0")), bomb, chunk=len(bomb))
    async with SpeechServer([answer], repeat=True) as server:
        tracemalloc.start()
        try:
            async with Speaker(OpenAISpeech(base_url=server.url)) as speaker:
                took = await take(speaker.say("Hello there."), server)
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert type(took.error) is ServiceUnavailable
    assert took.turn.unvoiced_text == "Hello there."
    assert most < 32 * 2**20
