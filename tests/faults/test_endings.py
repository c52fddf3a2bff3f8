"""Rows 40-49: the end that is missing or too early, audio that is missing, and errors that the service tells."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from adapter import AdapterError, AuthFailed, BadRequest, QuotaExceeded, ServiceUnavailable, Speaker, SpeechIncomplete
from buffering import Segmenter
from tests.fault_server import (
    ALWAYS,
    STYLES,
    AfterBytes,
    AfterMessages,
    AtFinal,
    AtMessage,
    Connection,
    Cut,
    Drop,
    Duplicate,
    EarlyFinal,
    Edit,
    EmptyAudio,
    Error,
    FaultServer,
    Http,
    Manner,
    OnText,
    reply_messages,
)
from tests.fault_server.edits import Sent
from tests.fault_server.reply import Message
from tests.faults.harness import KEY, TEXT, Heard, Lab, bare
from tests.faults.rows import Rows
from tests.faults.test_messages import COUNT, each

rows = Rows()
SHORT = "A short one. And one more."
LONG = " ".join(f"Sentence number {number} is here." for number in range(30))


@rows.row(
    40, "isFinal never comes", "done soon after the last word; every word once; no hang", cases={s: s for s in STYLES}
)
async def no_final(lab: Lab, style: Any) -> None:
    lab.traits(silence=0.6, first_audio=0.8)
    lab.patch(silence__END_SECONDS=0.15)
    lab.hurry()
    heard = await lab.speak(Connection([Drop(AtFinal())], style=style))
    heard.is_done()
    if style in ("lagged", "none", "overlong"):  # the last timing comes with isFinal, or never
        return
    heard.is_exact(connections=1)
    assert heard.times[-1] - heard.times[-3] < 1.0


@rows.row(41, "isFinal too early, twice, or of an old context", "the rest is said again; every word once")
async def early_final(lab: Lab) -> None:
    lab.hurry()
    scripts = [Connection([EarlyFinal(AfterMessages(n))]) for n in range(COUNT)]
    scripts += [Connection([Duplicate(AtFinal())]), Connection([EarlyFinal(AfterMessages(3), context="old")])]
    for heard in await each(lab, scripts):
        heard.is_exact()


@rows.row(
    41,
    "isFinal too early, twice, or of an old context",
    "the rest is said again; every word once",
    cases={s: s for s in STYLES},
)
async def early_final_near_the_end(lab: Lab, style: Any) -> None:
    """Where the timing of a text comes before its audio, or later, the last words of a long turn are easily lost."""
    lab.hurry()
    segmenter = Segmenter()
    texts = [segment.text.strip() + " " for segment in segmenter.push(LONG) + segmenter.finish()]
    last = len(reply_messages(texts, Manner())) - 1
    scripts = [Connection([EarlyFinal(AfterMessages(last - n))], style=style) for n in range(1, 4)]
    for heard in await each(lab, scripts, LONG):
        heard.is_done()
        assert heard.report
        if heard.report.exactness == "word":
            assert bare(heard.sound) == bare(LONG)
        elif style != "none":  # without any timing nobody can tell
            check_segments(heard, LONG)


@dataclass(frozen=True, slots=True)
class Mute(Edit):
    """No audio for one sentence."""

    word: str = "poison"

    def edit(self, message: Message) -> list[Sent]:
        said = "".join((message.get("alignment") or {}).get("chars", ()))
        return [] if self.word in said else [message]


@rows.row(42, "no audio for speakable text", "tried again, then as `poison` says; others are spoken")
async def empty_audio(lab: Lab) -> None:
    lab.hurry()
    lab.traits(silence=0.5, first_audio=0.5)
    for n in (0, 3):
        (await lab.speak(Connection([EmptyAudio(AtMessage(n), count=ALWAYS)]))).is_exact()
    text = "The first one is fine. This is poison for it. The last one is fine again."
    script = Connection([Mute(AfterMessages(0), count=ALWAYS)])
    heard = await lab.speak(script, text, repeat=True, chunk=1_000, poison="skip")
    heard.is_done()
    assert heard.skipped == ["This is poison for it."]
    assert bare(heard.sound) == bare("The first one is fine. The last one is fine again.")
    heard = await lab.speak(script, text, repeat=True, chunk=1_000)
    heard.failed(SpeechIncomplete)
    assert heard.voiced.strip() == "The first one is fine."


@rows.row(43, "nothing speakable: emoji, dots, no token at all", "complete, without audio, without a failure")
async def nothing_speakable(lab: Lab) -> None:
    mute = Connection([EmptyAudio(AfterMessages(0), count=ALWAYS)])
    for text in ("😀🎉", "...", "… ?! —"):
        heard = await lab.speak(mute, text, repeat=True)
        heard.is_done()
        assert (heard.sound, heard.resumed, heard.connections) == ("", [], 1)
    for text in ([], ["", ""]):
        heard = await lab.speak((), text)
        assert (heard.error, heard.sound) == (None, "")
        assert heard.server
        assert not any(seen.messages for seen in heard.server.connections)


@rows.row(
    44,
    "alignment null, late, normalised, restarting, too long",
    "no loss; `exactness` says what it is",
    cases={s: s for s in STYLES},
)
async def alignment_styles(lab: Lab, style: Any) -> None:
    for endpoint in ("multi-stream-input", "stream-input"):
        heard = await lab.speak(Connection(style=style), settings={"endpoint": endpoint})
        heard.is_done()
        assert bare(heard.sound) == bare(TEXT)
        assert heard.report
        assert (heard.report.exactness == "word") == (style not in ("none", "overlong"))
        cut = Connection([Cut(AfterBytes(120_000), "rst")], style=style)
        heard = await lab.speak([cut, Connection(style=style)], settings={"endpoint": endpoint})
        heard.is_done()
        assert heard.report
        if heard.report.exactness == "word":
            assert bare(heard.sound) == bare(TEXT)
        else:
            check_segments(heard)


def check_segments(heard: Heard, text: str = TEXT) -> None:
    """All is heard; at the most what was sent without a sign of being spoken is heard twice."""
    rest = iter(bare(heard.sound))
    assert all(char in rest for char in bare(text)), "lost"
    assert len(bare(heard.sound)) < 2 * len(bare(text))


CLOSES = {"1000": 1000, "1008": 1008, "1011": 1011}


@rows.row(45, "an error as JSON, then a close", "the error's name counts, not the code; one error", cases=CLOSES)
async def error_then_close(lab: Lab, code: int) -> None:
    kinds: dict[str, type[AdapterError]] = {
        "quota_exceeded": QuotaExceeded,
        "invalid_api_key": AuthFailed,
        "voice_not_found": BadRequest,
    }
    for name, kind in kinds.items():
        error = Error(OnText(2), name, "Because.", close_code=code)
        heard = await lab.speak(Connection([error]), repeat=True)
        heard.failed(kind, connections=1)
        assert heard.voiced.strip() == "The first sentence has a pomegranate."


@rows.row(45, "an error as JSON, then a close", "the error's name counts, not the code; one error")
async def error_that_shows_the_key(lab: Lab) -> None:
    """In its name or its text, with line breaks and colours for a terminal."""
    for name, text in ((f"bad key {KEY}", "No."), ("bad_key", f"No: {KEY}"), ("a\n\x1b[31mb", "c\n\x1b[31md")):
        heard = await lab.speak(Connection([Error(OnText(), name, text)]), repeat=True)
        assert isinstance(heard.error, ServiceUnavailable)
        assert str(heard.error).isprintable()


@rows.row(
    46,
    "an error as JSON, the link stays open",
    "as its name says; the next turn speaks",
    cases={"named": True, "bare": False},
)
async def error_without_close(lab: Lab, is_named: bool) -> None:
    error = Error(OnText(2), "voice_not_found", "No.", closes=False, is_named=is_named)
    async with FaultServer(Connection([error]), samples=960) as server:
        async with Speaker(lab.service(server.url), clean=False) as speaker:
            heard = await lab.take(speaker.say(TEXT), server)
            heard.failed(BadRequest, connections=1)
            (await lab.take(speaker.say(SHORT), server)).is_exact()
    heard = await lab.speak(Connection([Error(OnText(2), "system_busy", "Busy.", closes=False, is_named=is_named)]))
    heard.is_exact(connections=2)


@rows.row(47, "too many requests in the middle of a session", "waits and keeps the text; every word once")
async def rate_limit_mid_session(lab: Lab) -> None:
    limit = Error(AfterMessages(4), "too_many_concurrent_requests", "Slow down.", code=1008)
    busy = Connection(answer=Http(429, (("Retry-After", "1"),)))
    heard = await lab.speak([Connection([limit]), busy])
    heard.is_exact(connections=3)
    assert heard.server
    _, second, third = heard.server.connections
    assert third.opened_at - second.opened_at >= 0.95


@rows.row(48, "the quota is used up", "QuotaExceeded; no second try; the rest is in `unvoiced_text`")
async def quota(lab: Lab) -> None:
    limits = [
        Connection([Error(AfterMessages(0), "quota_exceeded", "This request exceeds your quota.")]),
        Connection(answer=Http(402, body=json.dumps({"detail": "no credits"}).encode())),
    ]
    for limit in limits:
        heard = await lab.speak(limit, repeat=True)
        heard.failed(QuotaExceeded, connections=1, voiced="")
        assert heard.unvoiced == TEXT


@rows.row(49, "the key is revoked in the middle", "AuthFailed; what was voiced is true to the word")
async def key_revoked(lab: Lab) -> None:
    heard = await lab.speak([Connection([Cut(AfterMessages(5), "rst")]), Connection(answer=Http(401))])
    heard.failed(AuthFailed, connections=2)
    assert TEXT.startswith(heard.voiced)
    assert len(heard.voiced) > 10


test_row = rows.test()
