"""What all services share: keys and addresses."""

from __future__ import annotations

import traceback

import pytest

from adapter import AuthFailed, BadRequest
from adapter.services.hosts import host_and_port, is_loopback, password_in
from adapter.services.keys import Secret, given_or_environment, usable


@pytest.mark.parametrize(
    "url",
    ["ws://127.0.0.1", "ws://127.0.0.1:8765/x", "http://127.9.9.9/v1", "ws://localhost:1", "http://LOCALHOST/",
     "ws://[::1]", "http://[::1]:11434/v1", "ws://[::ffff:127.0.0.1]:1"],
)  # fmt: skip
def test_this_machine(url: str) -> None:
    assert is_loopback(url)


@pytest.mark.parametrize(
    "url",
    ["ws://127.0.0.1.evil.example", "ws://localhost.evil.example", "ws://127.0.0.1@evil.example", "http://evil.example/",
     "http://evil.example//127.0.0.1", "http://evil.example/?u=//localhost", "ws://notlocalhost", "ws://10.0.0.1",
     "ws://[::2]", "ws://[::ffff:10.0.0.1]", "ws://0.0.0.0", "ws://[::1", "", "127.0.0.1", "ws://"],
)  # fmt: skip
def test_another_machine_or_no_address(url: str) -> None:
    assert not is_loopback(url)


def test_what_an_address_is_called() -> None:
    assert host_and_port("wss://Api.Example/x") == "api.example"
    assert host_and_port("ws://[::1]:80") == "::1:80"
    with pytest.raises(BadRequest, match="wss://host"):
        host_and_port("wss://user:secret@host")


@pytest.mark.parametrize(
    ("url", "password"), [("http://u:p%40ss@h:1", "p%40ss"), ("http://h", ""), (None, ""), ("http://[", ""), ("x", "")]
)
def test_the_password_in_an_address(url: str | None, password: str) -> None:
    assert password_in(url) == password


def test_a_given_key_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_KEY", "from outside")
    assert given_or_environment(None, "SOME_KEY").reveal() == "from outside"
    assert given_or_environment("given", "SOME_KEY").reveal() == "given"
    assert given_or_environment(Secret("given"), "SOME_KEY").reveal() == "given"
    assert not given_or_environment("", "SOME_KEY")
    assert not given_or_environment(None, "NO_SUCH_KEY")


@pytest.mark.parametrize("key", ["", "sk_CANARY\n", "sk_CANARY\u2013"])
def test_an_unusable_key_is_in_no_variable_of_the_traceback(key: str) -> None:
    secret = Secret(key)
    with pytest.raises(AuthFailed) as caught:
        usable(secret, "key", "set SOME_KEY")
    trace = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    frames = [line for frame in trace.stack if frame.name == "usable" for line in (frame.locals or {}).values()]
    assert frames
    assert "CANARY" not in "".join(frames)
