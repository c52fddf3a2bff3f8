"""Rows 71-74: services that talk and say nothing, and honest ones that could be taken for them."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from adapter import ServiceUnavailable, Speaker, SpeechIncomplete
from tests.fault_server import AfterMessages, Chatter, Connection, FaultServer, OnText, Slow
from tests.faults.harness import TEXT, Lab
from tests.faults.rows import Rows

rows = Rows()
SENTENCE = TEXT.partition(" The second")[0]


def sound(samples: int) -> str:
    return base64.b64encode(b"\1\0" * samples).decode()


def timing(chars: str, each: float = 0.0) -> dict[str, Any]:
    """Alignment of ``chars``, each of which lasts ``each`` milliseconds."""
    starts = [each * n for n in range(len(chars))]
    return {"alignment": {"chars": list(chars), "charStartTimesMs": starts, "charDurationsMs": [each] * len(chars)}}


NOTHING: dict[str, Mapping[str, Any]] = {
    "spaces": timing(" ", 5),
    "no_audio": {"audio": ""},
    "no_characters": timing(""),
    "punctuation": timing(".,;", 5),
    "another_context": {"audio": sound(240), "contextId": "another"},
    "one_sample": {"audio": sound(1)},
    "half_a_sample": {"audio": "AA=="},
    "one_sentence_again_and_again": {"audio": sound(1), **timing(SENTENCE, 40)},
    "no_durations": timing(TEXT),
    "no_durations_one_sample": {"audio": sound(1), **timing(TEXT)},
}


def impatient(lab: Lab) -> None:
    """A tenth of the real times."""
    lab.traits(silence=0.3, first_audio=0.6)
    lab.limits(retrying=1.0)
    lab.hurry()


@rows.row(71, "talks and says nothing, now and then", "ended as a mute one: in 18 s, all tries together", cases=NOTHING)
async def chatter(lab: Lab, message: Mapping[str, Any]) -> None:
    impatient(lab)
    for endpoint in ("multi-stream-input", "stream-input"):
        script = Connection([Chatter(OnText(), message, every=0.02)])
        heard = await lab.speak(script, repeat=True, is_sound=False, settings={"endpoint": endpoint})
        heard.failed(SpeechIncomplete, voiced="")
        assert heard.seconds < 4.0


@rows.row(71, "talks and says nothing, in the middle", "noticed as silence is; every word once", cases=NOTHING)
async def chatter_in_the_middle(lab: Lab, message: Mapping[str, Any]) -> None:
    impatient(lab)
    heard = await lab.speak(Connection([Chatter(AfterMessages(3), message, every=0.02)]), is_sound=False)
    heard.is_done()
    assert heard.connections == 2
    assert heard.words == TEXT.split()


@rows.row(72, "the same as fast as it can", "ended after a second of CPU, two tries together", cases=NOTHING)
async def flood_of_chatter(lab: Lab, message: Mapping[str, Any]) -> None:
    """A tenth of the frames. Seconds are no measure here: most are those of the server, which shares the machine."""
    lab.patch(noise__MAX_NOISE=1_000, noise__NOISE_PER_SECOND=50)
    lab.hurry()
    heard = await lab.speak(Connection([Chatter(OnText(), message)]), repeat=True, is_sound=False)
    heard.failed(ServiceUnavailable, voiced="")
    assert "noise" in str(heard.error)
    assert heard.connections <= 3  # one more where timing was believed at first


@rows.row(72, "the same between two turns, after a barge-in", "the link is dropped; the next turn is whole")
async def flood_between_turns(lab: Lab) -> None:
    lab.patch(noise__MAX_NOISE=1_000, noise__NOISE_PER_SECOND=50)
    flood = Chatter(AfterMessages(3), NOTHING["another_context"])
    async with FaultServer(Connection([flood])) as server, Speaker(lab.service(server.url), clean=False) as speaker:
        turn = speaker.say(TEXT)
        await anext(aiter(turn))
        await turn.interrupt(0.0)
        await server.until(lambda: server.connections[0].ended_at is not None)
        heard = await lab.take(speaker.say(TEXT), server)
    heard.is_exact(connections=2)


@rows.row(73, "frames of 10 ms: 1,000 in a burst, or in real time", "every word once; no new link")
async def tiny_frames(lab: Lab) -> None:
    heard = await lab.speak(text=" ".join([TEXT] * 10), chunk=1, samples=240)
    heard.is_exact(connections=1)
    heard = await lab.speak(Connection([Slow(AfterMessages(0), 0.01)]), chunk=1, samples=240)
    heard.is_exact(connections=1)


@rows.row(74, "a word now and then", "every word once; no new link", cases={"timed": "with", "untimed": "none"})
async def slow_but_alive(lab: Lab, style: Any) -> None:
    lab.traits(silence=0.3, first_audio=0.3)
    heard = await lab.speak(Connection([Slow(AfterMessages(0), 0.2)], style=style))
    heard.is_done()
    assert heard.connections == 1


test_row = rows.test()
