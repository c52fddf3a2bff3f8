"""What the ledger makes of a silence with audio that waits for its timing, which comes a message late or never."""

from __future__ import annotations

import pytest

from adapter.events import AudioFormat
from adapter.ledger import Mark
from adapter.services import Speech, Timed
from tests.fault_server import encode
from tests.test_ledger import SAMPLES, ledger_with, lose, send, sound, speech, timing, words

TEXT = "one two "


def test_audio_that_waits_for_timing_is_given_in_a_silence() -> None:
    ledger = ledger_with("one two ", "six ")
    assert (ledger.is_late, ledger.is_known_timed) == (False, False)
    ledger.hear(speech("o"), 1)
    assert (ledger.is_late, ledger.is_known_timed) == (False, True)
    ledger.hear(speech("ne ", 1), 1)
    assert not ledger.is_late
    ledger.hear(speech("two ", timed=""), 1)
    assert ledger.is_late
    entries = ledger.settle()
    assert (sound(entries), words(entries)) == (" two ", [])
    assert (ledger.is_late, ledger.owes, ledger.exactness) == (False, False, "word")
    entries = ledger.hear(Speech(b"", timing("two ", 4)), 1)
    assert (sound(entries), words(entries), ledger.owes) == ("", ["two"], False)
    entries = ledger.hear(speech("six ", 8), 1)
    assert (sound(entries), words(entries), ledger.owes) == ("six ", ["six"], False)
    assert (lose(ledger), ledger.exactness) == ([], "word")


def test_words_of_audio_that_is_held_come_with_the_end() -> None:
    """Compressed audio cannot be cut at them."""
    ledger = ledger_with(TEXT, format=AudioFormat.parse("mp3_44100_128"), partial="hold")
    assert ledger.hear(Speech(bytes(1280), timing(TEXT)), 1) == []
    entries = ledger.finish(1)
    assert (len(entries), words(entries), entries[-1]) == (4, ["one", "two"], Mark(8))


def test_more_text_is_owed_behind_a_silence() -> None:
    ledger = ledger_with("one two ")
    ledger.hear(speech("one "), 1)
    ledger.hear(speech("two ", timed=""), 1)
    ledger.settle()
    send(ledger, "six ")
    assert ledger.owes


@pytest.mark.parametrize("since", ["nothing", "text", "audio"])
def test_what_was_given_in_a_silence_may_come_twice(since: str) -> None:
    """Whatever came behind it, as long as its timing did not."""
    ledger = ledger_with("one two six ")
    ledger.hear(speech("one "), 1)
    ledger.hear(speech("two ", timed=""), 1)
    assert sound(ledger.settle()) == " two "
    if since == "text":
        send(ledger, "ten ")
    elif since == "audio":
        assert ledger.hear(speech("six ", timed=""), 1) == []
    assert ledger.exactness == "word"
    for _ in range(2):  # what was heard twice stays so
        assert lose(ledger)[0] == "two six"
        assert ledger.exactness == "segment"


def test_a_word_of_which_a_part_was_given_in_a_silence_may_come_twice() -> None:
    """Though that part is timed: the word is said again as a whole."""
    ledger = ledger_with("one two six ")
    ledger.hear(speech("one "), 1)
    ledger.hear(speech("tw", timed=""), 1)
    assert sound(ledger.settle()) == " tw"
    ledger.hear(Speech(encode("o ", SAMPLES), timing("tw", 4)), 1)
    assert (lose(ledger), ledger.exactness) == (["two six"], "segment")


def test_timing_of_all_that_was_given_in_a_silence_makes_the_loss_exact_though_more_was_sent() -> None:
    ledger = ledger_with(TEXT)
    ledger.hear(speech("one "), 1)
    ledger.hear(speech("two ", timed=""), 1)
    ledger.settle()
    send(ledger, "six ")
    ledger.hear(Speech(b"", timing("two ", 4)), 1)
    assert (lose(ledger), ledger.exactness) == (["six"], "word")


@pytest.mark.parametrize("end", [0.08, 0.07])
def test_timing_that_comes_after_a_silence_makes_the_loss_exact_again(end: float) -> None:
    """It is of all that was given, or of all that sounds in it: what follows is not heard twice."""
    ledger = ledger_with(TEXT)
    ledger.hear(speech("one "), 1)
    ledger.hear(speech("two ", timed=""), 1)
    ledger.settle()
    ledger.hear(Speech(b"", (Timed("two", 0.04, end),)), 1)
    send(ledger, "six ")
    ledger.hear(speech("si", timed=""), 1)
    assert (lose(ledger), ledger.exactness) == (["six"], "word")


def test_a_silence_without_any_timing_ends_waiting_for_it() -> None:
    ledger = ledger_with("one ")
    ledger.hear(speech("one ", timed=""), 1)
    assert (ledger.is_late, ledger.is_known_timed) == (True, False)
    assert sound(ledger.settle()) == "one "
    assert (ledger.is_aligned, ledger.is_late, ledger.is_known_timed) == (False, False, False)
    assert ledger.hear(Speech(b"", timing("one ")), 1) == []  # too late to be read


def test_a_silence_without_any_timing_gives_nothing_of_what_is_held_until_the_end() -> None:
    ledger = ledger_with(TEXT, partial="hold")
    assert ledger.hear(speech("one ", timed=""), 1) == []
    assert ledger.settle() == []
    assert not ledger.is_late
    assert lose(ledger) == ["one two"]


@pytest.mark.parametrize(("size", "is_late"), [(480, False), (482, True)])
def test_audio_is_late_from_30_ms_on(size: int, is_late: bool) -> None:
    ledger = ledger_with("one ")
    ledger.hear(Speech(bytes(size)), 1)
    assert ledger.is_late is is_late


def test_a_message_may_be_late_by_its_own_length() -> None:
    ledger = ledger_with("one two ")
    second = 16_000
    ledger.hear(Speech(bytes(3 * second), timing("o")), 1)
    assert ledger.is_aligned
    ledger.hear(Speech(bytes(second * 2)), 1)
    assert not ledger.is_aligned
