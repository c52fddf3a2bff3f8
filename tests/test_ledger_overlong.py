"""What the ledger makes of times that exceed the audio they are told with: the text still tells how far it is."""

from __future__ import annotations

import pytest

from adapter.events import AudioFormat, Skipped
from adapter.ledger import Mark
from adapter.services import Speech, Timed
from tests.fault_server import encode
from tests.test_ledger import SAMPLES, ledger_with, lose, sound, speech, timing, words

SECONDS = 0.01
"""What a character lasts."""


def overlong(text: str, at: int) -> Speech:
    """The sound of ``text``, and times that run on for half as long again, counted from its own audio."""
    times = tuple(Timed(char, (at + 1.5 * n) * SECONDS, (at + 1.5 * n + 1.5) * SECONDS) for n, char in enumerate(text))
    return Speech(encode(text, SAMPLES), times, at * SECONDS)


def test_times_that_exceed_the_audio_are_not_used_for_cuts() -> None:
    ledger = ledger_with("one two three four ")
    entries = ledger.hear(overlong("one two ", 0), 1)
    assert ledger.exactness == "word"  # one message alone does not tell
    entries += ledger.hear(overlong("three ", 8), 1)
    assert (ledger.exactness, ledger.is_aligned, ledger.is_broken) == ("segment", False, False)
    assert sound(entries) == "one two three "
    assert words(entries) == ["one", "two", "three"]
    assert lose(ledger) == ["two three four"]  # "one" was believed
    assert words(ledger.hear(speech("two three four "), 2)) == ["four"]  # no word is told twice


def test_times_that_hardly_overlap_are_those_of_the_audio() -> None:
    """Sums that do not quite add up are usual."""
    ledger = ledger_with("one two three four ")
    for at, text in ((0, "one two "), (8, "three "), (14, "four ")):
        drift = 0.1 * len(text) * SECONDS
        times = [*timing(text, at)]
        times[-1] = Timed(times[-1].chars, times[-1].start, times[-1].end + drift)
        ledger.hear(Speech(encode(text, SAMPLES), tuple(times)), 1)
    assert ledger.is_aligned
    assert ledger.finish(1)[-1] == Mark(19)


@pytest.mark.parametrize(
    ("length", "overlap", "is_overlong"),
    [
        (1.0, 0.14, False),  # 15 percent
        (1.0, 0.16, True),
        (0.05, 0.0095, False),  # and 10 ms
        (0.05, 0.0105, True),
        (0.2, 0.02, False),
    ],
)
def test_how_far_times_overlap(length: float, overlap: float, is_overlong: bool) -> None:
    ledger = ledger_with("one two six ")
    for text, start in (("one ", 0.0), ("two ", 1.0), ("six ", 1.0 + length - overlap)):
        ledger.hear(Speech(bytes(16_000), (Timed(text, start, start + length),)), 1)
        assert ledger.is_aligned or text == "six "
    assert ledger.is_aligned is not is_overlong


def test_times_that_are_told_again_do_not_overlap() -> None:
    """A second pass over the sentence begins at its beginning."""
    ledger = ledger_with("one two ")
    ledger.hear(speech("one "), 1)
    ledger.hear(Speech(encode("two ", SAMPLES), timing("one two ")), 1)
    assert ledger.exactness == "word"


def test_with_times_too_long_the_text_still_tells_which_segments_have_sounded() -> None:
    ledger = ledger_with("one two. ", "three four. ", "five. ")
    at = 0
    for text in ("one ", "two. ", "three ", "four. ", "fiv"):
        ledger.hear(overlong(text, at), 1)
        at += len(text)
    assert ledger.exactness == "segment"
    assert ledger.released == len("one two. three four. ")
    heard = ledger.history.until(ledger.clock, ledger.clock, ledger.text)
    assert (heard.text, heard.is_exact) == ("one two. three four.", True)
    assert ledger.finish(1) == []  # a letter is missing: an early end
    assert lose(ledger) == ["five."]


def test_text_that_is_told_ahead_of_its_audio_has_not_sounded() -> None:
    """A message may tell of all that the service makes in one go, though its audio comes with the next ones."""
    ledger = ledger_with("one. ", "two. ", "six. ", "ten. ")
    whole = overlong("one. two. ", 0)
    ledger.hear(Speech(encode("one. ", SAMPLES), whole.timing, 0.0), 1)
    ledger.hear(speech("two. ", timed=""), 1)
    whole = overlong("six. ten. ", 10)
    entries = ledger.hear(Speech(encode("six", SAMPLES), whole.timing, 0.1), 1)
    assert (ledger.exactness, words(entries)[-2:], ledger.released) == ("segment", ["six.", "ten."], 10)
    assert (ledger.owes, ledger.is_known_timed) == (True, False)  # though all of it is told
    assert lose(ledger) == ["six.", "ten."]


def test_text_that_is_told_without_audio_passes_nothing() -> None:
    ledger = ledger_with("one. ", "two. ", "six. ")
    for text, at in (("one", 0), (". two", 3)):
        ledger.hear(overlong(text, at), 1)
    assert (ledger.exactness, ledger.released) == ("segment", 0)
    ledger.hear(Speech(b"", overlong("six", 10).timing), 1)
    assert lose(ledger) == ["one.", "two.", "six."]


def test_several_segments_have_sounded_when_a_message_begins_behind_them() -> None:
    ledger = ledger_with("twelve.thing. ", "b. ", "six. ")
    ledger.hear(overlong("twelve.thing. b. ", 0), 1)
    assert ledger.released == 0
    entries = ledger.hear(overlong("six", 17), 1)
    assert (ledger.exactness, ledger.released, entries[-2:]) == ("segment", 17, [Mark(14), Mark(17)])


def test_the_text_tells_which_segment_was_lost() -> None:
    ledger = ledger_with("one. ", "two six. ", "ten. ", partial="skip")
    ledger.hear(overlong("one. ", 0), 1)
    ledger.hear(overlong("two ", 5), 1)
    assert ledger.lose() == [Skipped("two six.", (5, 14)), Mark(14)]
    assert ledger.begin_attempt() == ["ten."]


def test_audio_without_text_passes_nothing() -> None:
    ledger = ledger_with("one. ", "two. ")
    ledger.hear(overlong("one. ", 0), 1)
    ledger.hear(overlong("two", 5), 1)
    assert lose(ledger) == ["two."]
    ledger.hear(speech("tw", timed=""), 2)
    assert lose(ledger) == ["two."]


def test_timing_that_comes_no_more_is_noticed_at_the_end() -> None:
    ledger = ledger_with("one. ", "two. ")
    ledger.hear(overlong("one. ", 0), 1)
    ledger.hear(overlong("two", 5), 1)
    assert lose(ledger) == ["two."]
    ledger.hear(speech("two. ", timed=""), 2)
    assert ledger.finish(2)[-1] == Mark(10)


@pytest.mark.parametrize(("second", "is_believed"), [("five four t", False), ("five four tw", True)])
def test_an_end_that_comes_early_again_may_leave_out_a_few_letters(second: str, is_believed: bool) -> None:
    """Some services leave the timing of the last ones out. Of more the text tells that they were not spoken."""
    ledger = ledger_with("one seven five four twenty ")
    ledger.hear(overlong("one ", 0), 1)
    ledger.hear(overlong("seven ", 4), 1)
    ledger.hear(overlong("five four twe", 10), 1)
    assert ledger.exactness == "segment"
    assert ledger.finish(1) == []
    assert lose(ledger) == ["one seven five four twenty"]
    ledger.hear(overlong("one seven ", 0), 2)
    ledger.hear(overlong(second, 10), 2)
    ledger.hear(speech("y" * 20, timed=""), 2)
    assert bool(ledger.finish(2)) is is_believed


def test_text_that_does_not_fit_either_ends_that_too() -> None:
    ledger = ledger_with("one two. ", "three. ")
    ledger.hear(overlong("one ", 0), 1)
    ledger.hear(overlong("two. ", 4), 1)
    entries = ledger.hear(overlong("zebra", 9), 1)
    assert (sound(entries), ledger.is_broken) == ("zebra", False)
    assert ledger.released < len("one two. ")
    assert ledger.finish(1)[-1] == Mark(16)


@pytest.mark.parametrize("encoding", ["mp3_44100_128"])
def test_times_too_long_in_compressed_audio_are_noticed_too(encoding: str) -> None:
    ledger = ledger_with("one two ", format=AudioFormat.parse(encoding))
    ledger.hear(Speech(bytes(1600), (Timed("one ", 0.0, 0.2),), 0.0), 1)
    ledger.hear(Speech(bytes(1600), (Timed("two ", 0.0, 0.2),), 0.0), 1)
    assert not ledger.is_aligned
