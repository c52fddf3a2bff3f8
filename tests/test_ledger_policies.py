"""What becomes of speech that cannot be cut at a word, and of a segment that the service will not speak."""

from __future__ import annotations

import pytest

from adapter.events import Audio, AudioFormat, Skipped
from adapter.ledger import Ledger, Mark, Partial
from adapter.services import Speech, Timed
from tests.fault_server import encode
from tests.test_ledger import FORMAT, SAMPLES, ledger_with, sound, speech, spoken, take, timing, words

TEXT = "one two "


def untimed(*texts: str, partial: Partial = "repeat") -> Ledger:
    return ledger_with(*texts, is_timed=False, partial=partial)


# --- no timing: what becomes of a segment that is lost in the middle ---


@pytest.mark.parametrize(
    ("partial", "before", "told", "again"),
    [
        ("repeat", "one t", [], ["one two", "three"]),
        ("fail", "one t", [], ["one two", "three"]),
        ("hold", "", [], ["one two", "three"]),
        ("skip", "one t", [Skipped("one two", (0, 8)), Mark(8), Skipped("three", (8, 14)), Mark(14)], []),
    ],
)
def test_a_segment_without_timing_that_is_lost(partial: Partial, before: str, told: list, again: list[str]) -> None:
    ledger = untimed(TEXT, "three ", partial=partial)
    assert sound(ledger.hear(speech("one t", timed=""), 1)) == before
    assert ledger.exactness == "segment"
    assert ledger.is_lossy is (partial != "hold")
    assert ledger.lose() == told
    assert ledger.begin_attempt() == again
    assert (ledger.released, ledger.attempt) == (14 if told else 0, 2)


def test_only_the_attempt_that_was_lost_is_skipped() -> None:
    ledger = untimed(TEXT, "three ", partial="skip")
    ledger.lose()
    ledger.begin_attempt(is_single=True)
    ledger.hear(speech("one t", timed=""), 2)
    assert ledger.lose() == [Skipped("one two", (0, 8)), Mark(8)]
    assert ledger.begin_attempt() == ["three"]


def test_nothing_is_skipped_that_was_not_begun() -> None:
    ledger = untimed(TEXT, partial="skip")
    assert ledger.lose() == []
    assert ledger.begin_attempt() == ["one two"]
    assert not ledger.is_lossy


def test_with_the_end_everything_was_heard() -> None:
    ledger = untimed(TEXT, "three ")
    ledger.hear(speech("one two three ", timed=""), 1)
    take(ledger, ledger.finish(1))
    heard = ledger.history.until(ledger.clock, ledger.clock, ledger.text)
    assert (heard.text, heard.unheard, heard.is_exact) == ("one two three", "", True)


def test_nothing_is_skipped_that_is_cut_at_a_word() -> None:
    ledger = ledger_with(TEXT, partial="skip")
    assert sound(ledger.hear(speech("one t"), 1)) == "one"
    assert not ledger.is_lossy
    assert ledger.lose() == []
    assert ledger.begin_attempt() == ["two"]


def test_timing_of_a_service_that_has_none_is_not_read() -> None:
    ledger = untimed(TEXT)
    assert ledger.hear(speech(TEXT), 1) == [Audio(encode(TEXT, SAMPLES), 0.0, 0.08)]


def test_audio_that_was_not_given_does_not_count_as_begun() -> None:
    ledger = untimed(TEXT, partial="skip")
    assert ledger.hear(Speech(b"\0"), 1) == []  # half a sample
    assert not ledger.is_lossy
    assert ledger.lose() == []


def test_a_segment_is_said_again_unless_told_otherwise() -> None:
    assert Ledger(FORMAT).partial == "repeat"


ULAW = AudioFormat.parse("ulaw_8000")


def test_a_sample_of_one_byte_is_held_and_given_like_any_other() -> None:
    assert ledger_with("one two ", format=ULAW).hear(Speech(b"12", timing("o")), 1) == []
    assert ledger_with("one", format=ULAW, is_timed=False, partial="hold").hear(Speech(b"12"), 1) == []
    ledger = ledger_with("one", format=ULAW, is_timed=False)
    assert ledger.hear(Speech(b"1"), 1) == [Audio(b"1", 0.0, 1 / 8000)]
    assert ledger.is_lossy
    assert len(sound(ledger.hear(Speech(bytes(190)), 1))) > 0
    assert ledger.finish(1) == []  # 8 ms per letter are the least
    ledger.hear(Speech(b"1"), 1)
    assert ledger.finish(1) == [Mark(3)]


@pytest.mark.parametrize("gives_up", [False, True])
def test_a_lost_attempt_owes_nothing(gives_up: bool) -> None:
    ledger = ledger_with("one two ", "three ")
    ledger.hear(speech("one t"), 1)
    _ = ledger.skip() if gives_up else ledger.lose()
    assert (ledger.owes, ledger.is_attempt_complete, bytes(ledger._attempt.tail)) == (False, True, b"")


def test_nothing_is_skipped_when_everything_was_spoken() -> None:
    ledger = untimed(partial="skip")
    ledger.hear(speech("stray", timed=""), 1)
    assert ledger.lose() == []


def test_what_is_held_comes_with_the_end() -> None:
    ledger = untimed(TEXT, partial="hold")
    assert ledger.hear(speech("one t", timed=""), 1) == []
    assert ledger.hear(speech("wo ", timed=""), 1) == []
    assert ledger.finish(1) == [Audio(encode(TEXT, SAMPLES), 0.0, 0.08), Mark(8)]
    assert ledger.is_attempt_complete


def test_timing_that_never_comes_is_noticed_at_the_end_at_the_latest() -> None:
    ledger = ledger_with(TEXT)
    assert ledger.hear(speech(TEXT, timed=""), 1) == []
    entries = ledger.finish(1)
    assert (sound(entries), entries[-1], ledger.exactness) == (TEXT, Mark(8), "segment")


def test_an_attempt_of_one_segment_finishes_only_that() -> None:
    ledger = untimed("one ", "two ")
    ledger.lose()
    ledger.begin_attempt(is_single=True)
    assert ledger.finish(2) == []  # nothing was heard
    assert ledger.hear(speech("one ", timed=""), 2) == [Audio(encode("one ", SAMPLES), 0.0, 0.04)]
    assert ledger.finish(2) == [Mark(4)]
    assert ledger.begin_attempt(is_single=True) == ["two"]


def test_the_end_of_what_does_not_sound_needs_no_audio() -> None:
    assert untimed("... ").finish(1) == [Mark(4)]
    assert untimed("... ", "a").finish(1) == []
    assert ledger_with("... ").finish(1) == [Mark(4)]
    assert ledger_with("... ", "a").finish(1) == []
    assert ledger_with().finish(1) == [Mark(0)]


# --- a segment that the service will not speak ---


def test_a_poisonous_segment_is_skipped_and_told() -> None:
    ledger = ledger_with(TEXT, "three ")
    take(ledger, ledger.hear(speech("one t"), 1))
    entries = ledger.skip()
    assert entries == [Skipped("two", (3, 8)), Mark(8)]
    take(ledger, entries)
    assert (ledger.voiced_text, ledger.unvoiced_text, ledger.owed_text) == (TEXT, "three ", 6)
    assert ledger.begin_attempt() == ["three"]
    assert words(spoken(ledger, "three ")) == ["three"]
    assert ledger.skip() == []


@pytest.mark.parametrize("partial", ["hold", "skip"])
def test_mp3_is_lost_as_partial_says(partial: Partial) -> None:
    ledger = ledger_with("one two three ", format=AudioFormat.parse("mp3_44100_128"), partial=partial)
    entries = ledger.hear(Speech(bytes(1000), (*timing("one t"), Timed("w", 0.05, 0.06))), 1)
    told = ledger.lose()
    assert (entries == []) if partial == "hold" else any(isinstance(entry, Skipped) for entry in told)
