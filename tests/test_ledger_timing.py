"""What the ledger makes of timing that is late or wrong, and of messages that come twice."""

from __future__ import annotations

import pytest

from adapter.events import Audio, AudioFormat, Word
from adapter.ledger import Mark
from adapter.services import Speech, Timed
from tests.fault_server import encode
from tests.test_ledger import CHARACTER, SAMPLES, ledger_with, lose, send, sound, speech, timing, words

TEXT = "one two "
HELD = 1.5
"""Seconds that the ledger holds audio for its timing, unless told otherwise."""


# --- timing that is late, or of more than its message ---


def test_timing_may_come_a_message_late() -> None:
    ledger = ledger_with(TEXT)
    assert ledger.hear(speech("one ", timed=""), 1) == []
    entries = ledger.hear(Speech(encode("two ", SAMPLES), timing("one ")), 1)
    assert (sound(entries), words(entries)) == ("one", ["one"])
    entries = ledger.hear(Speech(b"", timing("two ", 4)), 1)
    assert (sound(entries), words(entries)) == (" two ", ["two"])


def test_timing_may_come_for_all_of_a_segment_at_first() -> None:
    ledger = ledger_with(TEXT)
    entries = ledger.hear(speech("one", timed=TEXT), 1)
    assert (sound(entries), words(entries)) == ("one", ["one"])
    assert lose(ledger) == ["two"]


def test_timing_that_is_too_late_is_none() -> None:
    ledger = ledger_with(TEXT)
    assert ledger.hear(Speech(bytes(16_000)), 1) == []
    assert ledger.hear(Speech(bytes(8_000)), 1) == []
    assert ledger.exactness == "word"
    assert len(sound(ledger.hear(Speech(bytes(2), ()), 1))) > 150
    assert ledger.exactness == "segment"
    assert ledger.is_lossy
    assert ledger.hear(Speech(b"", timing(TEXT)), 1) == []  # what comes now is not read


def test_late_counts_from_the_last_character_that_is_timed() -> None:
    ledger = ledger_with("one two three ")
    ledger.hear(speech("one t"), 1)
    assert ledger.hear(Speech(bytes(round(HELD * 16_000))), 1) == []
    assert ledger.is_aligned
    ledger.hear(Speech(bytes(2)), 1)
    assert not ledger.is_aligned


def test_a_long_word_is_not_late() -> None:
    """It is held, and its timing is there: in Thai a whole sentence is one word."""
    ledger = ledger_with("a" * 400 + " b")
    for at in range(0, 400, 100):
        assert ledger.hear(speech("a" * 100, at), 1) == [] or at == 300
    assert (ledger.exactness, ledger.released) == ("word", 400)


def test_audio_that_was_given_does_not_count_as_late() -> None:
    """Silence behind all that was timed is given at once, and is over when the next text comes."""
    ledger = ledger_with("one ")
    ledger.hear(speech("one "), 1)
    ledger.hear(Speech(bytes(round(HELD * 16_000))), 1)
    send(ledger, "two ")
    assert ledger.hear(speech("two ", timed=""), 1) == []
    assert ledger.is_aligned


def test_nothing_is_held_until_the_end_that_can_be_cut_at_a_word() -> None:
    ledger = ledger_with("one two three ", partial="hold")
    entries = ledger.hear(speech("one two t"), 1)
    assert (sound(entries), words(entries)) == ("one two", ["one", "two"])


@pytest.mark.parametrize("samples", range(1, 9))
def test_the_clock_counts_only_audio_that_came(samples: int) -> None:
    """Also where a word ends half a sample behind it."""
    ledger = ledger_with("a b", format=AudioFormat.parse("pcm_48000"))
    told = (Timed("a", 0, (samples + 0.5) / 48_000), Timed(" b", 1, 2))
    entries = ledger.hear(Speech(bytes(2 * samples), told), 1)
    given = sum(len(entry.data) for entry in entries if isinstance(entry, Audio))
    assert (ledger.audio_bytes, ledger.clock) == (given, given / 96_000)


def test_the_times_of_words_never_run_back() -> None:
    """Whatever the service says."""
    ledger = ledger_with("one two six ")
    told = (Timed("one ", 0.0, 0.04), Timed("two ", 0.01, 0.03), Timed("six", 0.02, 0.11))
    entries = ledger.hear(Speech(encode("one two six", SAMPLES), told), 1)
    times = [(entry.start, entry.end) for entry in entries if isinstance(entry, Word)]
    assert times == [(0.0, 0.04), (0.04, 0.04), (0.04, 0.11)]


def test_a_cut_is_in_front_of_the_next_word_though_the_full_stop_is_not_timed() -> None:
    ledger = ledger_with("one. two ")
    entries = ledger.hear(Speech(encode("onetw", SAMPLES), timing("onetw")), 1)
    assert (sound(entries), words(entries)) == ("one", ["one."])
    assert lose(ledger) == ["two"]


# --- timing that does not fit ---


def test_timing_that_does_not_fit_breaks_the_attempt_once_and_then_ends_being_trusted() -> None:
    ledger = ledger_with("It costs $5 now. ")
    assert words(ledger.hear(speech("It costs "), 1)) == ["It", "costs"]
    assert ledger.hear(speech("five ", 9), 1) == []
    assert ledger.is_broken
    assert ledger.hear(speech("$5 now. ", 9), 1) == []  # a broken attempt is not believed any more
    assert ledger.finish(1) == []
    assert (ledger.exactness, lose(ledger), ledger.is_broken) == ("word", ["$5 now."], False)
    ledger.hear(speech("$"), 2)
    assert sound(ledger.hear(speech("five dollars now. ", 1), 2)) == "$five dollars now. "
    assert (ledger.exactness, ledger.is_broken) == ("segment", False)
    assert lose(ledger) == ["$5 now."]  # what was open when the trust ended


def test_the_end_of_a_broken_attempt_is_not_believed() -> None:
    ledger = ledger_with("It is 5. ")
    ledger.hear(speech("It is 5. ", timed="It is "), 1)
    ledger.hear(Speech(b"", timing("five", 6)), 1)
    assert (ledger.is_broken, ledger.finish(1), ledger.is_attempt_complete) == (True, [], False)


def test_timing_that_never_fitted_is_given_up_at_once() -> None:
    ledger = ledger_with("5 o'clock ")
    assert sound(ledger.hear(speech("five o'clock "), 1)) == "five o'clock "
    assert (ledger.exactness, ledger.is_broken) == ("segment", False)
    assert ledger.finish(1) == [Mark(10)]


def test_mp3_that_does_not_fit_is_not_sent_again() -> None:
    """Its audio is out, and saying it again would be heard."""
    ledger = ledger_with("It is 5. ", format=AudioFormat.parse("mp3_44100_128"))
    ledger.hear(Speech(b"1", timing("It ")), 1)
    ledger.hear(Speech(b"2", timing("is five", 3)), 1)
    assert (ledger.is_broken, ledger.is_aligned) == (False, False)


def test_of_a_message_that_does_not_fit_nothing_is_given() -> None:
    """Who knows what of its audio is the part that fits."""
    ledger = ledger_with("It is 5. ")
    ledger.hear(speech("It "), 1)
    assert ledger.hear(speech("is five. ", 3), 1) == []
    assert lose(ledger) == ["is 5."]


# --- messages that come twice ---


def test_a_message_that_comes_twice_counts_once() -> None:
    ledger, heard = ledger_with("one two six "), []
    for text, at in (("one ", 0), ("two ", 4), ("two ", 4), ("six ", 8)):
        heard += ledger.hear(speech(text, at), 1)
    assert (sound(heard), words(heard), ledger.exactness) == ("one two six ", ["one", "two", "six"], "word")


def test_a_message_of_timing_alone_that_comes_twice_counts_once() -> None:
    ledger = ledger_with("one two ")
    ledger.hear(speech("one two ", timed=""), 1)
    assert words(ledger.hear(Speech(b"", timing("one ")), 1)) == ["one"]
    ledger.hear(Speech(b"", timing("one ")), 1)
    assert words(ledger.hear(Speech(b"", timing("two ", 4)), 1)) == ["two"]
    ledger.hear(Speech(b"", timing("two ", 4)), 1)
    assert not ledger.is_broken


def test_a_message_that_comes_twice_may_begin_like_what_is_due() -> None:
    ledger = ledger_with("so two then ")
    ledger.hear(speech("so "), 1)
    ledger.hear(speech("two ", 3), 1)
    assert ledger.hear(speech("two ", 3), 1) == []
    assert not ledger.is_broken


def test_times_that_count_from_their_message_leave_out_what_was_dropped() -> None:
    """The codec has counted the message that came twice; the listener has not heard it twice."""
    ledger, heard = ledger_with("one two six "), []
    for text, at, start in (("one ", 0, 0), ("two ", 4, 4), ("two ", 4, 8), ("six ", 12, 12)):
        heard += ledger.hear(Speech(encode(text, SAMPLES), timing(text, at), start / 100), 1)
    (*_, six) = (entry for entry in heard if isinstance(entry, Word))
    assert (sound(heard), words(heard)) == ("one two six ", ["one", "two", "six"])
    assert (six.start, six.end) == (pytest.approx(0.08), pytest.approx(0.11))


def test_what_is_said_twice_comes_twice() -> None:
    ledger = ledger_with("no no no ")
    entries = [entry for at in (0, 3, 6) for entry in ledger.hear(speech("no ", at), 1)]
    assert (sound(entries), words(entries)) == ("no no no ", ["no"] * 3)


def test_what_is_said_twice_may_begin_with_a_space() -> None:
    ledger = ledger_with("no no no")
    entries = [entry for text, at in (("no", 0), (" no", 2), (" no", 5)) for entry in ledger.hear(speech(text, at), 1)]
    assert (sound(entries), words(entries)) == ("no no no", ["no"] * 3)


def test_silence_may_come_twice() -> None:
    ledger = ledger_with("one two ")
    for at in range(2):
        ledger.hear(Speech(bytes(CHARACTER), timing(" ", at)), 1)
    assert ledger._attempt.received == 2 * CHARACTER


@pytest.mark.parametrize(
    "second",
    [
        Speech(encode("tw", SAMPLES), timing("tw", 4)),  # less of it
        Speech(encode("too ", SAMPLES), timing("two ", 4)),  # other audio
        Speech(b"", timing("two ", 4)),  # no audio
        Speech(encode("two ", SAMPLES)),  # no timing: silence sounds like silence
        Speech(encode("two ", SAMPLES), timing(" ", 8)),  # nothing visible
        Speech(encode("two ", SAMPLES), timing("twx", 4)),  # other text
    ],
)
def test_only_the_same_message_is_a_repetition(second: Speech) -> None:
    ledger = ledger_with("one two three ")
    ledger.hear(speech("one "), 1)
    ledger.hear(speech("two ", 4), 1)
    before = ledger._attempt.received
    ledger.hear(second, 1)
    assert ledger.is_broken or ledger._attempt.received == before + len(second.audio)


def test_a_repetition_is_not_looked_for_over_attempts() -> None:
    ledger = ledger_with("two ", "one two ")
    ledger.hear(speech("two "), 1)
    assert lose(ledger) == ["one two"]
    assert words(ledger.hear(speech("one "), 2) + ledger.hear(speech("two ", 4), 2)) == ["one", "two"]
