"""Rows 31-39: messages that are wrong, twice or in disorder."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Callable
from typing import Any

import pytest

from adapter import AdapterError, ServiceUnavailable, SpeechIncomplete, Word
from tests.fault_server import (
    ALWAYS,
    Action,
    AfterMessages,
    AtMessage,
    BadBase64,
    BadJson,
    Bomb,
    Connection,
    Cut,
    Drop,
    Duplicate,
    Fields,
    Flood,
    InvalidUtf8,
    OddCuts,
    OnClose,
    OtherContext,
    Oversize,
    Payload,
    Raw,
    Reorder,
    Send,
    Stall,
    WrongTypes,
)
from tests.faults.harness import TEXT, Heard, Lab, bare
from tests.faults.rows import Rows

rows = Rows()
COUNT = 17
"""How many messages a healthy server sends for the text, about."""


async def each(lab: Lab, scripts: list[Any], text: str = TEXT, **options: Any) -> list[Heard]:
    """A turn for each script, some at a time."""
    gate = asyncio.Semaphore(6)

    async def one(script: Any) -> Heard:
        async with gate:
            return await lab.speak(script, text, **options)

    return await asyncio.gather(*map(one, scripts))


TWICE: dict[str, list[Action]] = {
    **{f"message_{n}": [Duplicate(AtMessage(n))] for n in range(0, COUNT, 3)},
    "all": [Duplicate(AtMessage(0), count=ALWAYS)],
    "one_and_then_a_cut": [Duplicate(AtMessage(2)), Cut(AfterMessages(8), "rst")],
}


@rows.row(31, "a message comes twice", "no word is heard twice", cases=TWICE)
async def duplicate_messages(lab: Lab, actions: list[Action]) -> None:
    lab.hurry()
    (await lab.speak(Connection(actions))).is_exact()


NO_NUMBERS = "the ElevenLabs dialect numbers no messages"
rows.skip(32, "numbered_messages_out_of_order", "two numbered messages change places", "put in order", NO_NUMBERS)


@rows.row(
    32,
    "two messages change places; the dialect numbers none",
    "nothing is heard in the wrong order, or `exactness` says so",
)
async def messages_out_of_order(lab: Lab) -> None:
    lab.hurry()
    swapped = await each(lab, [Connection([Reorder(AtMessage(n))]) for n in range(COUNT)])
    for heard in swapped[1:]:
        heard.is_exact()
    swapped[0].is_done()  # nothing came before that could tell: it is taken for a service without timing
    assert swapped[0].report
    assert swapped[0].report.exactness == "segment"


@rows.row(33, "messages of another context", "not heard; no new link")
async def other_context(lab: Lab) -> None:
    heard = await lab.speak(Connection([OtherContext(AfterMessages(0), count=ALWAYS)]))
    heard.is_exact(connections=1)


SECRETIVE = b'{"audio": "sk_CANARY pomegranate'
UNREADABLE: dict[str, Callable[[Any], Action]] = {
    "json": BadJson,
    "cut_short": lambda when: Payload(when, data=SECRETIVE),
    "utf8": InvalidUtf8,
    "no_object": lambda when: Payload(when, data=b"[1, 2]"),
    "empty": lambda when: Payload(when, data=b""),
}


@rows.row(34, "broken JSON, invalid UTF-8", "one fresh link, every word once; the payload in no log", cases=UNREADABLE)
async def unreadable_messages(lab: Lab, make: Callable[[Any], Action]) -> None:
    (await lab.speak(Connection([make(AtMessage(4))]))).is_exact(connections=2)
    lab.hurry()
    heard = await lab.speak(Connection([make(AtMessage(0))]), repeat=True)
    assert type(heard.error) in (ServiceUnavailable, SpeechIncomplete)
    assert heard.connections == 2


@rows.row(35, "unknown fields and messages", "not noticed; no new link")
async def unknown_fields(lab: Lab) -> None:
    noise = Flood(AfterMessages(0), "unknown", every=0.01)
    heard = await lab.speak(Connection([Fields(AfterMessages(0), count=ALWAYS), noise]))
    heard.is_exact(connections=1)


def alignment(**fields: Any) -> dict[str, Any]:
    whole = {"chars": ["T"], "charStartTimesMs": [0], "charDurationsMs": [40]} | fields
    return {"alignment": whole, "normalizedAlignment": None}


WRONG: dict[str, Callable[[Any], Action]] = {
    "audio_number": WrongTypes,
    "audio_list": lambda when: Fields(when, fields={"audio": ["AAAA"]}),
    "audio_true": lambda when: Fields(when, fields={"audio": True}),
    "alignment_string": lambda when: Fields(when, fields={"alignment": "x"}),
    "alignment_list": lambda when: Fields(when, fields={"alignment": [1]}),
    "alignment_empty": lambda when: Fields(when, fields={"alignment": {"x": 1}}),
    "nan": lambda when: Fields(when, fields=alignment(charStartTimesMs=[float("nan")])),
    "infinite": lambda when: Payload(when, data=b'{"alignment": {"charStartTimesMs": [1e309]}, "audio": 1e309}'),
    "negative": lambda when: Fields(when, fields=alignment(charDurationsMs=[-1])),
    "negative_start": lambda when: Fields(when, fields=alignment(charStartTimesMs=[-1e15])),
    "huge": lambda when: Fields(when, fields=alignment(charStartTimesMs=[10**400])),
    "far": lambda when: Fields(when, fields=alignment(charStartTimesMs=[1e300])),
    "times_text": lambda when: Fields(when, fields=alignment(charStartTimesMs=["0"])),
    "times_null": lambda when: Fields(when, fields=alignment(charStartTimesMs=None)),
    "chars_numbers": lambda when: Fields(when, fields=alignment(chars=[7])),
    "chars_null": lambda when: Fields(when, fields=alignment(chars=None)),
    "lengths_differ": lambda when: Fields(when, fields=alignment(chars=["T", "h"])),
    "nested": lambda when: Payload(when, data=b"[" * 100_000),
    "digits": lambda when: Payload(when, data=b'{"audio": ' + b"9" * 10_000 + b"}"),
}


@rows.row(36, "wrong types, NaN, infinite, deep nesting", "every word once, or an error of ours", cases=WRONG)
async def wrong_types(lab: Lab, make: Callable[[Any], Action]) -> None:
    lab.hurry()
    first, middle = await each(lab, [Connection([make(AtMessage(n))]) for n in (0, 5)])
    for heard in (first, middle):
        heard.is_done()
        assert heard.connections <= 3
        assert heard.report
        assert heard.report.exactness == "segment" or bare(heard.sound) == bare(TEXT)
    always = Connection([make(AfterMessages(0)), make(AtMessage(1)), make(AtMessage(2))])
    heard = await lab.speak(always, repeat=True)
    assert heard.error is None or isinstance(heard.error, AdapterError)
    assert heard.connections <= 5


@rows.row(37, "broken base64", "one fresh link; every word once")
async def broken_audio(lab: Lab) -> None:
    (await lab.speak(Connection([BadBase64(AtMessage(4))]))).is_exact(connections=2)
    lab.hurry()
    heard = await lab.speak(Connection([BadBase64(AtMessage(0))]), repeat=True)
    heard.failed(ServiceUnavailable, connections=2, voiced="")


@rows.row(37, "audio cut within its samples, in every message", "joined; every word once; no new link")
async def audio_cut_at_odd_bytes(lab: Lab) -> None:
    heard = await lab.speak(Connection([OddCuts(AfterMessages(0), count=ALWAYS)]))
    heard.is_exact(connections=1)
    ends = [event.end for event in heard.events if isinstance(event, Word)]
    lengths = [len(word) + 1 for word in TEXT.split()]
    assert ends == pytest.approx([sum(lengths[: n + 1]) * 0.04 - 0.04 for n in range(len(lengths))], abs=1e-4)


@rows.row(37, "half a sample at the end", "dropped; every word once; no new link")
async def half_a_sample_at_the_end(lab: Lab) -> None:
    heard = await lab.speak(Connection([Send(OnClose(), message={"audio": "AA==", "contextId": ""})]))
    heard.is_exact(connections=1)


BOMBS = {
    "17_mib": Oversize(AtMessage(4)),
    "header_of_a_tebibyte": Bomb(AfterMessages(4)),
    "compressed": Raw(AfterMessages(4), data=b"\xc1\x7e\x10\x00" + b"\x00" * 4096),
}


@rows.row(
    38, "a message that is too large, a compressed bomb", "one fresh link, every word once; memory flat", cases=BOMBS
)
async def message_too_large(lab: Lab, bomb: Action) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (await lab.speak(Connection([bomb]))).is_exact(connections=2)
    if not isinstance(bomb, Oversize):  # the server's own share
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 16 * 1024


@rows.row(39, "endless fragments, pings, unknown messages", "bounded in time; every word once or an error of ours")
async def floods(lab: Lab) -> None:
    lab.traits(silence=0.5, first_audio=0.5)
    lab.hurry()
    (await lab.speak(Connection([Flood(AfterMessages(3), "pings")]))).is_exact(connections=1)
    (await lab.speak(Connection([Flood(AfterMessages(3), "fragments", size=1_000)]))).is_exact(connections=2)
    heard = await lab.speak(Connection([Flood(AfterMessages(3), "unknown", size=1_000)]))
    heard.is_exact()
    heard = await lab.speak(Connection([Stall(AfterMessages(3)), Flood(AfterMessages(3), "unknown", every=0.001)]))
    heard.is_exact(connections=2)
    silent = Connection([Drop(AfterMessages(0), count=ALWAYS), Flood(AfterMessages(0), "unknown", every=0.0)])
    heard = await lab.speak(silent, repeat=True, within=40)
    assert isinstance(heard.error, ServiceUnavailable | SpeechIncomplete)


test_row = rows.test()
