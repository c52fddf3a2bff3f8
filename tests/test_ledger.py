"""What the ledger promises, example by example. The audio of a character encodes it, so sound can be read."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest

from adapter.events import Audio, AudioFormat, Word
from adapter.ledger import Entry, Ledger, Mark, Partial
from adapter.services import Speech, Timed
from buffering import Piece, Segment
from tests.fault_server import decode, encode

FORMAT = AudioFormat.parse("pcm_8000")
SAMPLES = 80  # per character: 10 ms
CHARACTER = 2 * SAMPLES


def ledger_with(
    *texts: str, format: AudioFormat = FORMAT, is_timed: bool = True, partial: Partial = "repeat", tries: int = 1
) -> Ledger:
    """A ledger in its attempt ``tries``, to which ``texts`` were sent."""
    ledger = Ledger(format, is_timed=is_timed, partial=partial)
    for _ in range(tries):
        ledger.begin_attempt()
    for text in texts:
        send(ledger, text)
    return ledger


def send(ledger: Ledger, text: str) -> str:
    start = ledger.accepted
    ledger.accept(text)
    return ledger.send(Segment(text, start, start + len(text), "sentence"))


def timing(text: str, start: int = 0) -> tuple[Timed, ...]:
    """Times of characters that last 10 ms; ``start`` is the number of the first in its attempt."""
    return tuple(Timed(c, (start + i) / 100, (start + i + 1) / 100) for i, c in enumerate(text))


def speech(text: str, start: int = 0, timed: str | None = None) -> Speech:
    """The sound of ``text``, with the timing of ``timed``, which is the same text unless given."""
    return Speech(encode(text, SAMPLES), timing(text if timed is None else timed, start))


def words(entries: Iterable[Entry]) -> list[str]:
    return [entry.text for entry in entries if isinstance(entry, Word)]


def sound(entries: Iterable[Entry]) -> str:
    return decode(b"".join(entry.data for entry in entries if isinstance(entry, Audio)), SAMPLES)


def take(ledger: Ledger, entries: Iterable[Entry]) -> None:
    """The caller receives the entries, as the outbox hands them over."""
    for entry in entries:
        if isinstance(entry, Mark):
            ledger.voiced = entry.voiced


def lose(ledger: Ledger) -> list[str]:
    """The link is lost and the next attempt begins: gives what is sent again."""
    ledger.lose()
    return ledger.begin_attempt()


def spoken(ledger: Ledger, text: str) -> list[Entry]:
    """The service speaks ``text`` as it should, and says that it is done."""
    return [*ledger.hear(speech(text), ledger.attempt), *ledger.finish(ledger.attempt)]


# --- hold-back ---


def test_audio_is_held_back_to_the_last_whole_word() -> None:
    ledger = ledger_with("one two three ")
    entries = ledger.hear(speech("one t"), 1)
    assert entries == [Audio(encode("one", SAMPLES), 0.0, 0.03), Word("one", 0.0, 0.03, (0, 3)), Mark(3)]
    assert ledger.hear(speech("w", 5), 1) == []
    entries = ledger.hear(speech("o th", 6), 1)
    assert (sound(entries), words(entries)) == (" two", ["two"])


def test_a_word_waits_for_its_last_sample() -> None:
    ledger = ledger_with("one two ")
    pcm = encode("one two ", SAMPLES)
    assert words(ledger.hear(Speech(pcm[: 3 * CHARACTER - 2], timing("one two ")), 1)) == []
    assert words(ledger.hear(Speech(pcm[3 * CHARACTER - 2 : 3 * CHARACTER]), 1)) == ["one"]


def test_times_may_miss_a_sample_by_half() -> None:
    """Two clocks that count the same samples: a word is not late by a rounding error."""
    late = Ledger(FORMAT)
    send(late, "a b")
    assert words(late.hear(Speech(bytes(CHARACTER), (Timed("a", 0, 0.01 + 1e-5), Timed(" b", 1, 2))), 0)) == ["a"]
    later = Ledger(FORMAT)
    send(later, "a b")
    assert words(later.hear(Speech(bytes(CHARACTER), (Timed("a", 0, 0.01 + 1.1e-5), Timed(" b", 1, 2))), 0)) == []


def test_nothing_is_held_back_behind_the_last_word_that_was_sent() -> None:
    ledger = ledger_with("one")
    assert sound(ledger.hear(speech("one\0\0", timed="one"), 1)) == "one\0\0"
    assert sound(ledger.hear(Speech(bytes(CHARACTER)), 1)) == "\0"
    assert not ledger.owes


def test_audio_is_cut_at_whole_samples() -> None:
    """A word's end is a time: it falls between two samples, or into one."""
    ledger = ledger_with("a b")
    (audio, *_) = ledger.hear(Speech(bytes(40), (Timed("a", 0, 10.6 / 8000), Timed(" b", 0.0014, 0.01))), 1)
    assert isinstance(audio, Audio)
    assert len(audio.data) == 22  # 10.6 samples are 11


def test_half_a_sample_waits_for_the_other_half() -> None:
    ledger = ledger_with("a", is_timed=False)
    assert ledger.hear(Speech(b"\1"), 1) == []
    assert ledger.hear(Speech(b"\2\3"), 1) == [Audio(b"\1\2", 0.0, 1 / 8000)]


def test_mu_law_has_one_byte_per_sample() -> None:
    ledger = ledger_with("a b", format=AudioFormat.parse("ulaw_8000"))
    (audio, *_) = ledger.hear(Speech(b"123456789", (Timed("a", 0, 3 / 8000), Timed(" ", 3 / 8000, 4 / 8000))), 1)
    assert audio == Audio(b"123", 0.0, 3 / 8000)
    assert ledger.exactness == "word"


def test_mp3_cannot_be_cut_and_is_given_as_it_comes() -> None:
    ledger = ledger_with("one two ", format=AudioFormat.parse("mp3_44100_128"))
    entries = ledger.hear(Speech(b"\xff" * 801, timing("one t")), 1)
    assert entries == [Audio(b"\xff" * 801, 0.0, 801 / 16000), Word("one", 0.0, 0.03, (0, 3)), Mark(3)]
    assert ledger.exactness == "segment"
    assert ledger.is_lossy
    assert lose(ledger) == ["two"]


# --- loss and resume ---


def test_the_next_attempt_goes_on_behind_the_last_whole_word() -> None:
    ledger = ledger_with("The first one. ", "And a second. ")
    take(ledger, ledger.hear(speech("The first o"), 1))
    assert lose(ledger) == ["one.", "And a second."]
    assert (ledger.voiced_text, ledger.unvoiced_text) == ("The first", " one. And a second. ")
    assert (ledger.attempt, ledger.replayed) == (2, len("one.And a second."))
    entries = ledger.hear(speech("one. And a second. "), 2)
    assert words(entries) == ["one.", "And", "a", "second."]
    assert lose(ledger) == []
    assert ledger.replayed == len("one.And a second.")


def test_a_complete_segment_is_not_sent_again() -> None:
    ledger = ledger_with("One. ", "Two three. ")
    take(ledger, ledger.hear(speech("One. Two th"), 1))
    assert ledger.voiced_text == "One. Two"
    assert lose(ledger) == ["three."]
    take(ledger, ledger.hear(speech("three. "), 2))
    assert ledger.voiced_text == "One. Two three. "


def test_segments_of_which_nothing_sounds_are_passed() -> None:
    ledger = ledger_with("", "", "one ", "two ")
    ledger.hear(speech("one "), 1)
    assert (ledger.released, ledger.owed_text, ledger.is_attempt_complete) == (4, 4, False)
    assert [ledger.history._places, ledger.history._ends] == [[(2, 3)], [0.03]]
    ledger.hear(speech("two ", 4, timed="two"), 1)
    assert (ledger.released, ledger.owed_text, ledger.is_attempt_complete) == (8, 0, True)


def test_a_single_segment_can_be_asked_for() -> None:
    ledger = ledger_with("One. ", " \n", "Two. ", "Three. ")
    ledger.lose()
    assert ledger.begin_attempt(is_single=True) == ["One."]
    take(ledger, spoken(ledger, "One. "))
    assert ledger.voiced_text == "One. "
    assert ledger.begin_attempt(is_single=True) == ["Two."]  # what is not visible is not sent, and not forgotten
    take(ledger, spoken(ledger, "Two. "))
    assert ledger.voiced_text == "One.  \nTwo. "
    assert ledger.begin_attempt() == ["Three."]


def test_word_times_go_on_over_attempts() -> None:
    ledger = ledger_with("one two three ")
    first = ledger.hear(speech("one tw"), 1)
    lose(ledger)
    second = ledger.hear(speech("two three "), 2)
    found = [entry for entry in first + second if isinstance(entry, Word)]
    assert [(word.text, round(word.start, 9), round(word.end, 9)) for word in found] == [
        ("one", 0.0, 0.03),
        ("two", 0.03, 0.06),
        ("three", 0.07, 0.12),
    ]
    sounds = [entry for entry in first + second if isinstance(entry, Audio)]
    assert all(before.end == after.start for before, after in pairwise(sounds))
    assert sounds[-1].end == ledger.clock


def test_what_comes_of_an_old_attempt_is_ignored() -> None:
    ledger = ledger_with("one two ")
    lose(ledger)
    assert ledger.hear(speech("one two "), 1) == []
    assert ledger.finish(1) == []
    assert (ledger.released, ledger.audio_bytes, ledger.owed_text) == (0, 0, 8)
    assert words(ledger.hear(speech("one two "), 2)) == ["one", "two"]
    ledger.send(Segment("— ", 8, 10, "sentence"))
    assert ledger.finish(1) == []
    assert not ledger.is_attempt_complete
    assert ledger.finish(2) == [Mark(10)]


def test_two_losses_in_a_row_lose_nothing() -> None:
    ledger = ledger_with("one two three ")
    ledger.hear(speech("one t"), 1)
    assert lose(ledger) == ["two three"]
    assert lose(ledger) == ["two three"]
    assert ledger.exactness == "word"
    assert words(spoken(ledger, "two three ")) == ["two", "three"]


# --- raw text ---

PIECES = (
    Piece("", 0, 2),
    Piece("Bold", 2, 6),
    Piece("", 6, 8),
    Piece(" word ", 8, 14),
    Piece("one half", 14, 17),
    Piece(". ", 17, 19),
)


def test_spans_and_marks_count_in_the_source_s_text() -> None:
    ledger = ledger_with()
    ledger.accept("**Bold** word 1/2. ")
    assert ledger.send(Segment("Bold word one half. ", 0, 19, "sentence", PIECES)) == "Bold word one half."
    entries = ledger.hear(speech("Bold word one half. "), 1)
    spans = {entry.text: ledger.text[slice(*entry.raw_span)] for entry in entries if isinstance(entry, Word)}
    assert spans == {"Bold": "Bold", "word": "word", "one": "1/2", "half.": "1/2."}
    # Behind a word the marks that close it; a name that stands for text when it is complete.
    assert [entry.voiced for entry in entries if isinstance(entry, Mark)] == [8, 13, 14, 19]


def test_resume_in_the_middle_of_a_name_says_the_rest_of_the_name() -> None:
    ledger = ledger_with()
    ledger.accept("**Bold** word 1/2. ")
    ledger.send(Segment("Bold word one half. ", 0, 19, "sentence", PIECES))
    take(ledger, ledger.hear(speech("Bold word one ha"), 1))
    assert ledger.voiced_text == "**Bold** word "
    assert lose(ledger) == ["half."]
    take(ledger, spoken(ledger, "half."))
    assert ledger.unvoiced_text == ""


def test_what_was_accepted_but_not_sent_stays_unvoiced() -> None:
    ledger = ledger_with("Sent. ")
    ledger.accept("Not sent")
    take(ledger, spoken(ledger, "Sent. "))
    assert (ledger.sent, ledger.accepted) == (6, 14)
    assert (ledger.voiced_text, ledger.unvoiced_text) == ("Sent. ", "Not sent")


def test_voiced_is_what_the_caller_took_not_what_was_released() -> None:
    ledger = ledger_with("one two ")
    entries = ledger.hear(speech("one t"), 1)
    assert (ledger.released, ledger.voiced) == (3, 0)
    take(ledger, entries)
    assert ledger.voiced == 3


# --- what is sent ---


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("a\0b\ud800c\x1b[2J\n ", "a b c [2J"),
        ("a\u2028b\u2029c\x7fd\x9fe", "a b c d e"),
        (" \n\t", ""),
        ("  so  it \n is ", "so it is"),
        ("e\u0301 😀", "e\u0301 😀"),
    ],
)
def test_what_is_sent_holds_no_control_characters(text: str, sent: str) -> None:
    ledger = ledger_with()
    assert send(ledger, text) == sent
    ledger.lose()
    assert ledger.begin_attempt() == ([sent] if sent else [])
    assert ledger.voiced_text + ledger.unvoiced_text == text


def test_owed_text_is_what_was_sent_and_not_released() -> None:
    ledger = ledger_with()
    assert (ledger.owed_text, ledger.owes) == (0, False)
    send(ledger, "one two ")
    send(ledger, "three ")
    assert (ledger.owed_text, ledger.owes) == (14, True)
    ledger.hear(speech("one t"), 1)
    assert (ledger.owed_text, ledger.owes) == (11, True)
    ledger.hear(speech("wo three ", 5), 1)
    assert (ledger.owed_text, ledger.owes) == (0, False)


def test_a_word_that_is_timed_and_not_heard_is_owed() -> None:
    ledger = ledger_with("one two ")
    ledger.hear(speech("one", timed="one two "), 1)
    assert ledger.owes
    ledger.hear(speech(" two ", timed=""), 1)
    assert not ledger.owes


def test_what_is_sent_again_is_owed() -> None:
    ledger = ledger_with("one two ")
    assert lose(ledger) == ["one two"]
    assert ledger.owes


def test_a_message_without_audio_leaves_what_is_owed() -> None:
    ledger = ledger_with("one two ")
    ledger.hear(Speech(b"", timing("one ")), 1)
    assert ledger.owes


def test_what_does_not_sound_is_not_owed() -> None:
    ledger = ledger_with("one —")
    ledger.hear(speech("one "), 1)
    assert (ledger.owed_text, ledger.owes, ledger.is_attempt_complete) == (2, False, False)


def test_without_timing_speech_is_owed_until_the_end() -> None:
    ledger = ledger_with("one ", is_timed=False)
    ledger.hear(speech("one ", timed=""), 1)
    assert ledger.owes
    ledger.finish(1)
    assert not ledger.owes


def test_entries_that_were_dropped_never_count() -> None:
    """A mark that is not taken leaves the text unvoiced, whatever was released."""
    ledger = ledger_with("one two ")
    spoken(ledger, "one two ")
    assert ledger.is_attempt_complete
    assert ledger.unvoiced_text == "one two "
