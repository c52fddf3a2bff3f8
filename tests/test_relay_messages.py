"""What a page may say to a relay, what it may not, and where its player stands. Pure."""

from __future__ import annotations

import contextlib
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter import Heard
from adapter.sinks import playhead, relay_messages
from adapter.sinks.playhead import Playhead
from adapter.sinks.relay_messages import Interrupt, Played, Unreadable

JUNK = [
    "",
    "played",
    "[" * 900,
    '{"a":' * 200,
    "null",
    "7",
    "[]",
    '"x"',
    "{}",
    "\0",
    '{"type": "say", "text": "x"}',
    '{"type": ["played"], "turn": "T", "played": 1}',
    '{"type": "played", "played": 1}',
    '{"type": "played", "turn": 7, "played": 1}',
    *(
        f'{{"type": "{kind}", "turn": "T", "played": {value}}}'
        for kind in ("played", "interrupt")
        for value in ("NaN", "Infinity", "-1", "-Infinity", "true", '"1"', "[]", "{}", "1e999", "9" * 800)
    ),
    '{"type": "played", "turn": "T"}',
    '{"type": "played", "turn": "T", "played": null}',
    '{"type": "played", "turn": "T", "played": 1, "x": "' + "x" * 1024 + '"}',
    b"\0\1\2",
    b'{"type": "played", "turn": "T", "played": 1}',
]


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_junk_is_refused(junk: str | bytes) -> None:
    with pytest.raises(Unreadable, match=r"^send "):
        relay_messages.read(junk, "T")


def test_what_a_page_says_is_understood() -> None:
    assert relay_messages.read('{"type": "played", "turn": "T", "played": 1.5}', "T") == Played(1.5)
    assert relay_messages.read('{"type": "played", "turn": "T", "played": 0, "more": []}', "T") == Played(0.0)
    assert relay_messages.read('{"type": "interrupt", "turn": "T", "played": 2}', "T") == Interrupt(2.0)
    assert relay_messages.read('{"type": "interrupt", "turn": "T"}', "T") == Interrupt(None)
    assert relay_messages.read('{"type": "interrupt", "turn": "other"}', "T") is None


@given(
    st.one_of(
        st.text(),
        st.binary(),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["type", "turn", "played"]), inner),
        ).map(json.dumps),
    )
)
def test_nothing_that_a_page_says_does_harm(message: str | bytes) -> None:
    with contextlib.suppress(Unreadable):
        told = relay_messages.read(message, "T")
        assert told is None or told.seconds is None or 0 <= told.seconds < math.inf


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_can_be_sent(text: str) -> None:
    message = relay_messages.heard("T", Heard(text, text, "", "", True))
    assert json.loads(message.encode("utf-8"))["raw"] == text


def test_a_player_is_believed_within_what_it_was_sent() -> None:
    head = Playhead(0.0)
    head.add(2.0, 1.0)
    assert head.position(1.0) == 0  # nothing was there to be played until now
    assert head.position(1.5) == 0.5
    assert head.position(9.0) == 2.0
    head.add(4.0, 10.0)
    assert head.ahead(10.5) == 3.5
    head.tell(1.25, 11.0)  # it had not begun at once
    assert (head.position(50.0), head.ahead(50.0)) == (1.25, 4.75)
    head.tell(0.5, 12.0)  # never back
    assert head.position(50.0) == 1.25
    assert head.patience(12.0) == 4.75 + playhead.GRACE
    assert head.patience(30.0) < 0
    head.tell(1e9, 31.0)
    assert head.position(31.0) == 6.0
