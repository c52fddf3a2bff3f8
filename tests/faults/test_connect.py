"""Rows 1-15: no link comes about."""

from __future__ import annotations

import datetime as dt
import socket
import threading
from email.utils import format_datetime
from typing import Any

from adapter import AdapterError, AuthFailed, BadRequest, ServiceUnavailable, SpeechIncomplete
from tests.fault_server import (
    AfterMessages,
    AtHandshakeByte,
    Connection,
    Cut,
    Drip,
    FaultServer,
    Http,
    RawAnswer,
    bad_accept,
    redirect,
)
from tests.faults.harness import KEY, PACE, TEXT, Lab
from tests.faults.rows import Rows
from tests.faults.tls import certificate, tls_front, trust

rows = Rows()
KEPT = "all text is in `unvoiced_text`"
LONGEST = 5.5
"""Seconds until a caller learns that there is no service: 5, and what a busy machine takes."""


@rows.row(1, "port closed", f"tried again with jitter, ServiceUnavailable within 5 s; {KEPT}")
async def port_closed(lab: Lab) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    heard = await lab.reach(f"ws://127.0.0.1:{port}")
    heard.failed(ServiceUnavailable, voiced="")
    assert isinstance(heard.error, AdapterError)
    assert heard.error.attempts == 5
    assert heard.seconds < LONGEST


def ask(lab: Lab, code: int, wait: threading.Event | None = None) -> list[Any]:
    """Let the resolver fail; gives what it is asked."""
    asked: list[Any] = []

    def answer(*args: Any, **kwargs: Any) -> None:
        asked.append(args)
        if wait:
            wait.wait(10)
        raise socket.gaierror(code, "the resolver says no")

    lab.replace("socket.getaddrinfo", answer)
    return asked


@rows.row(2, "DNS: no such name", f"one more try at the most, ServiceUnavailable within 1 s; {KEPT}")
async def dns_nxdomain(lab: Lab) -> None:
    asked = ask(lab, socket.EAI_NONAME)
    heard = await lab.reach("wss://no-such-host.invalid")
    heard.failed(ServiceUnavailable, voiced="")
    assert len(asked) <= 2
    assert heard.seconds < 1.0


@rows.row(
    3,
    "DNS: no answer, EAI_AGAIN",
    f"tried again, ServiceUnavailable within 5 s; {KEPT}",
    cases={"again": 0, "silent": 1},
)
async def dns_timeout(lab: Lab, is_silent: int) -> None:
    """1 s in place of 4.5."""
    lab.limits(one_try=0.7, opening=1.0)
    end = threading.Event()
    asked = ask(lab, socket.EAI_AGAIN, end if is_silent else None)
    try:
        heard = await lab.reach("wss://some-host.invalid")
    finally:
        end.set()
    heard.failed(ServiceUnavailable, voiced="")
    assert heard.seconds < 1.5
    assert len(asked) > 1 or is_silent


TLS = {
    "self_signed": ("localhost", 30, False),
    "expired": ("localhost", -1, True),
    "wrong_host": ("another.example", 30, True),
    "good": ("localhost", 30, True),
}


@rows.row(4, "TLS: self-signed, expired, wrong host", f"BadRequest after exactly one connection; {KEPT}", cases=TLS)
async def tls_certificate(lab: Lab, case: tuple[str, int, bool]) -> None:
    """``good`` is the control: the same set-up speaks with a certificate that is trusted."""
    host, days, is_trusted = case
    cert = certificate(lab.folder, host, days)
    if is_trusted:
        trust(lab, cert[0])
    async with FaultServer(samples=PACE) as server, tls_front(server, cert) as (port, seen):
        heard = await lab.reach(f"wss://localhost:{port}", server)
    assert len(seen) == 1
    if (host, days) == ("localhost", 30) and is_trusted:
        heard.is_done()
        return
    heard.failed(BadRequest, voiced="")
    assert "certificate" in str(heard.error)
    assert heard.seconds < 1.0


@rows.row(5, "TLS cut in the middle of the handshake", "tried again; every word once")
async def tls_cut(lab: Lab) -> None:
    cert = certificate(lab.folder, "localhost", 30)
    trust(lab, cert[0])
    async with FaultServer(samples=PACE) as server, tls_front(server, cert, cuts=2) as (port, seen):
        heard = await lab.reach(f"wss://localhost:{port}", server)
    heard.is_done()
    assert len(seen) == 3
    async with FaultServer(samples=PACE) as server, tls_front(server, cert, cuts=99) as (port, seen):
        heard = await lab.reach(f"wss://localhost:{port}", server)
    heard.failed(ServiceUnavailable, voiced="")
    assert 2 <= len(seen) <= 5


@rows.row(
    6,
    "ws:// to another machine",
    f"BadRequest; not one packet; {KEPT}",
    cases={"ip": "192.0.2.1", "name": "example.com"},
)
async def plain_text_to_another_machine(lab: Lab, host: str) -> None:
    asked = ask(lab, socket.EAI_NONAME)
    dialled: list[Any] = []
    lab.replace("socket.socket.connect", lambda *args: dialled.append(args))
    heard = await lab.reach(f"ws://{host}")
    heard.failed(BadRequest, voiced="")
    assert (asked, dialled) == ([], [])


# --- the upgrade is refused ---

BODIES = {
    "whole_key": f"The key {KEY} is not valid",
    "key_at_the_edge": "x" * (200 - len(KEY) // 2) + KEY,
    "key_in_json": '{"detail": {"status": "invalid_api_key", "message": "' + KEY + '"}}',
}
REFUSED = {f"{status}_{name}": (status, body) for status in (401, 403) for name, body in BODIES.items()}


@rows.row(
    7,
    "401, 403 on the upgrade",
    f"AuthFailed (403: if it says so); one connection; no key shown; {KEPT}",
    cases=REFUSED,
)
async def refused_key(lab: Lab, case: tuple[int, str]) -> None:
    """403 also answers a wrong path or parameter: then its words say nothing of a key."""
    status, body = case
    heard = await lab.speak(Connection(answer=Http(status, body=body.encode())), repeat=True)
    is_of_the_key = status == 401 or "api_key" in body
    heard.failed(AuthFailed if is_of_the_key else BadRequest, connections=1, voiced="")


@rows.row(7, "401, 403 on the upgrade", f"AuthFailed (403: if it says so); one connection; no key shown; {KEPT}")
async def refused_key_of_the_environment(lab: Lab) -> None:
    lab.set_env("ELEVENLABS_API_KEY", KEY)
    script = Connection(answer=Http(401, body=BODIES["whole_key"].encode()))
    heard = await lab.speak(script, repeat=True, settings={"api_key": None})
    assert heard.server
    assert heard.server.holds(KEY)
    heard.failed(AuthFailed, connections=1, voiced="")


@rows.row(8, "404 on the upgrade: voice, model", f"BadRequest; one connection; {KEPT}")
async def not_found(lab: Lab) -> None:
    heard = await lab.speak(Connection(answer=Http(404, body=b"voice not found")), repeat=True)
    heard.failed(BadRequest, connections=1, voiced="")
    assert "voice not found" in str(heard.error)


def in_two_seconds() -> str:
    return format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=2), usegmt=True)


HINTS = {"seconds": ("1", 1.0), "date": ("date", 0.9), "junk": ("soon", 0.0), "negative": ("-5", 0.0)}


@rows.row(
    9, "429 with Retry-After", "not earlier than asked if that fits the deadline, else given up at once", cases=HINTS
)
async def too_many_with_a_hint(lab: Lab, case: tuple[str, float]) -> None:
    hint, least = case
    value = in_two_seconds() if hint == "date" else hint
    heard = await lab.speak([Connection(answer=Http(429, (("Retry-After", value),)))])
    heard.is_exact(connections=2)
    assert heard.server
    first, second = heard.server.connections
    assert least <= second.opened_at - first.opened_at < 2.5


@rows.row(
    9,
    "429 with Retry-After",
    "not earlier than asked if that fits the deadline, else given up at once",
    cases={"3600": "3600"},
)
async def too_many_for_an_hour(lab: Lab, hint: str) -> None:
    heard = await lab.speak(Connection(answer=Http(429, (("Retry-After", hint),))), repeat=True)
    heard.failed(ServiceUnavailable, connections=1, voiced="")
    assert isinstance(heard.error, ServiceUnavailable)
    assert heard.error.retry_after == 3600
    assert heard.seconds < 0.5


@rows.row(10, "429 without a hint", f"tried again with jitter; ServiceUnavailable within 5 s; {KEPT}")
async def too_many(lab: Lab) -> None:
    (await lab.speak([Connection(answer=Http(429))] * 2)).is_exact(connections=3)
    lab.hurry()
    heard = await lab.speak(Connection(answer=Http(429)), repeat=True)
    heard.failed(ServiceUnavailable, connections=5, voiced="")
    assert heard.seconds < LONGEST


@rows.row(
    11,
    "500, 502, 503, 504 on the upgrade",
    "tried again; every word once",
    cases={str(s): s for s in (500, 502, 503, 504)},
)
async def server_error(lab: Lab, status: int) -> None:
    (await lab.speak([Connection(answer=Http(status))])).is_exact(connections=2)
    lab.hurry()
    heard = await lab.speak(Connection(answer=Http(status)), repeat=True)
    heard.failed(ServiceUnavailable, connections=5, voiced="")


@rows.row(
    12,
    "301, 302, 307 on the upgrade",
    "BadRequest; not followed; no other host sees the key",
    cases={str(s): s for s in (301, 302, 307)},
)
async def redirects(lab: Lab, status: int) -> None:
    async with FaultServer() as other:
        for location in (f"{other.url}/v1/text-to-speech/v/stream-input", "/elsewhere"):
            heard = await lab.speak(Connection(answer=redirect(location, status)), repeat=True)
            heard.failed(BadRequest, connections=1, voiced="")
        assert other.connections == []


@rows.row(13, "the answer to the upgrade drips, one byte per second", f"ServiceUnavailable within 5 s; {KEPT}")
async def dripped_handshake(lab: Lab) -> None:
    heard = await lab.speak(Connection([Drip(AtHandshakeByte(0), rate=1)]), repeat=True)
    heard.failed(ServiceUnavailable, connections=2, voiced="")
    assert 4 < heard.seconds < LONGEST


@rows.row(13, "the same, on the first link only", "given up in time for another try; every word once")
async def one_dripped_handshake(lab: Lab) -> None:
    heard = await lab.speak(Connection([Drip(AtHandshakeByte(0), rate=3)]))
    heard.is_exact(connections=2)
    assert heard.seconds < LONGEST


@rows.row(14, "101, then the end before the first message", f"five connections at the most, no hot loop; {KEPT}")
async def end_after_the_upgrade(lab: Lab) -> None:
    """``Limits.tries`` is four more, where the matrix that this follows has four in all."""
    heard = await lab.speak(Connection([Cut(AfterMessages(0))]), repeat=True)
    heard.failed(SpeechIncomplete, voiced="")
    assert heard.connections <= 5
    assert heard.unvoiced == TEXT
    assert heard.seconds > 0.1


ANSWERS = {
    "200": (Http(200, body=b"<html>"), BadRequest),
    "bad_accept": (bad_accept(), ServiceUnavailable),
    "no_http": (RawAnswer(b"SSH-2.0-OpenSSH_9\r\n\r\n"), ServiceUnavailable),
}


@rows.row(
    15,
    "200 instead of 101, a bad Sec-WebSocket-Accept, no HTTP",
    f"an error of ours without another try; {KEPT}",
    cases=ANSWERS,
)
async def no_websocket(lab: Lab, case: tuple[Any, type[AdapterError]]) -> None:
    answer, kind = case
    heard = await lab.speak(Connection(answer=answer), repeat=True)
    heard.failed(kind, voiced="")
    assert heard.seconds < LONGEST
    assert heard.connections == 1


test_row = rows.test()
