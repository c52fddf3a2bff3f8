"""When the ledger believes that an attempt is complete, and what is too much."""

from __future__ import annotations

import pytest

from adapter.events import Word
from adapter.ledger import Mark
from adapter.services import Speech, Timed
from tests.fault_server import encode
from tests.test_ledger import SAMPLES, ledger_with, lose, send, sound, speech, timing, words

TEXT = "one two "


# --- the end ---


def test_an_early_end_is_not_believed() -> None:
    ledger = ledger_with("one two three four ")
    assert ledger.finish(1) == []
    assert words(ledger.hear(speech("one tw"), 1)) == ["one"]
    assert ledger.finish(1) == []
    assert not ledger.is_attempt_complete
    assert lose(ledger) == ["two three four"]


@pytest.mark.parametrize("is_timed", [True, False])
def test_an_early_end_without_timing_is_not_believed_when_there_is_hardly_any_audio(is_timed: bool) -> None:
    ledger = ledger_with("one two three four ", "five six ", is_timed=is_timed)
    ledger.hear(speech("o", timed=""), 1)
    assert ledger.finish(1) == []


def test_timing_may_end_a_little_early_if_there_is_audio_for_the_rest() -> None:
    ledger = ledger_with("one two ")
    ledger.hear(Speech(encode("one tw", SAMPLES), timing("one t")), 1)
    assert ledger.finish(1) == []  # 10 ms for "wo" are too little
    ledger.hear(Speech(encode("o", SAMPLES)), 1)
    entries = ledger.finish(1)
    assert (sound(entries), entries[-1], ledger.is_attempt_complete) == (" two", Mark(8), True)


@pytest.mark.parametrize(
    ("timed", "rest"),
    [
        (Timed("ab", 0.0, 1.0), 24_000),  # 60 percent of what 5 letters take in this voice
        (Timed(" ", 0.0, 1.0), 538),  # and of 8 ms each if it was not heard yet: 7 letters
    ],
)
def test_letters_that_are_not_timed_need_most_of_their_time(timed: Timed, rest: int) -> None:
    ledger = ledger_with("ab ccccc")
    ledger.hear(Speech(bytes(16_000 + rest - 2), (timed,)), 1)
    assert ledger.finish(1) == []
    ledger.hear(Speech(bytes(2)), 1)
    assert ledger.finish(1)[-1] == Mark(8)


def test_before_a_letter_is_timed_the_least_that_speech_takes_will_do() -> None:
    """Nobody knows yet how long letters take in this voice."""
    ledger = ledger_with("ab ccccc")
    ledger.hear(Speech(bytes(16_000 + 538), (Timed(" ", 0.0, 1.0),)), 1)
    assert ledger.finish(1)[-1] == Mark(8)


def test_without_timing_audio_must_have_come_for_all_that_was_sent() -> None:
    ledger = ledger_with("a" * 20 + " ", "b ", is_timed=False)
    ledger.hear(Speech(bytes(21 * 128 - 2)), 1)
    assert ledger.finish(1) == []
    ledger.hear(Speech(bytes(2)), 1)
    assert ledger.finish(1)[-1] == Mark(23)


def test_a_pause_that_is_told_at_the_end_need_not_come() -> None:
    ledger = ledger_with(TEXT)
    told = (*timing("one two"), Timed(" ", 0.07, 1.0))
    ledger.hear(Speech(encode("one two", SAMPLES), told), 1)
    assert ledger.finish(1)[-1] == Mark(8)


@pytest.mark.parametrize(
    ("letters", "least"),
    [
        (20, 3.0),  # 60 percent
        (8, 2.5),  # all but the time of 4 letters
    ],
)
def test_audio_must_have_most_of_the_time_that_is_told(letters: int, least: float) -> None:
    ledger = ledger_with("a" * letters)
    ledger.hear(Speech(bytes(int(least * 16_000) - 2), (Timed("a" * letters, 0.0, 5.0),)), 1)
    assert ledger.finish(1) == []
    ledger.hear(Speech(bytes(2)), 1)
    assert ledger.finish(1)[-1] == Mark(letters)


def test_what_was_released_is_no_part_of_that() -> None:
    ledger = ledger_with("b " + "a" * 20)
    told = (Timed("b", 0.0, 1.0), Timed(" " + "a" * 20, 1.0, 6.0))
    assert words(ledger.hear(Speech(bytes(16_000 * 4 - 2), told), 1)) == ["b"]
    assert ledger.finish(1) == []
    ledger.hear(Speech(bytes(2)), 1)
    assert ledger.finish(1)[-1] == Mark(22)


def test_words_that_are_timed_behind_the_audio_come_with_the_end() -> None:
    ledger = ledger_with(TEXT)
    entries = ledger.hear(Speech(encode("one two", SAMPLES)[:-4], timing(TEXT)), 1)
    assert words(entries) == ["one"]
    *_, word, mark = ledger.finish(1)
    assert (word, mark) == (Word("two", 0.04, pytest.approx(0.07, abs=0.001), (4, 7)), Mark(8))
    assert word.end == ledger.clock
    assert ledger.history._ends == [0.03, ledger.clock]


def test_an_early_end_is_not_believed_when_only_the_timing_is_complete() -> None:
    ledger = ledger_with("one two three four five six ")
    ledger.hear(speech("one t", timed="one two three four five six "), 1)
    assert ledger.finish(1) == []
    assert lose(ledger) == ["two three four five six"]


def test_a_few_letters_that_are_not_heard_excuse_no_text_that_is_not_timed() -> None:
    """Some services tell too much of a word, but none tells nothing of a sentence that it spoke."""
    ledger = ledger_with("one ", "two three four five six ")
    ledger.hear(speech("o", timed="one "), 1)
    assert ledger.finish(1) == []
    assert lose(ledger) == ["one", "two three four five six"]


def test_a_word_whose_full_stop_is_not_timed_must_have_been_heard() -> None:
    ledger = ledger_with("Extraordinary.")
    ledger.hear(speech("Extra", timed="Extraordinary"), 1)
    assert ledger.finish(1) == []
    ledger.hear(speech("ordinary", timed=""), 1)
    assert words(ledger.finish(1)) == ["Extraordinary."]


def test_timing_may_run_on_behind_the_audio_by_half_as_much() -> None:
    """Some services stretch it."""
    ledger = ledger_with("one two six ")
    stretched = tuple(Timed(timed.chars, timed.start * 1.5, timed.end * 1.5) for timed in timing("one two six "))
    entries = ledger.hear(Speech(encode("one two six ", SAMPLES), stretched), 1) + ledger.finish(1)
    assert (sound(entries), words(entries), entries[-1]) == ("one two six ", ["one", "two", "six"], Mark(12))


def test_the_last_word_comes_though_the_service_leaves_its_full_stop_out() -> None:
    ledger = ledger_with("Hello you.")
    entries = ledger.hear(speech("Hello you"), 1)
    assert words(entries + ledger.finish(1)) == ["Hello", "you."]


# --- too much ---


def test_a_flood_is_more_audio_than_the_text_can_need() -> None:
    ledger = ledger_with("12345", is_timed=False)
    send(ledger, "67890")
    second = b"\0" * 16_000
    for _ in range(60 + 2 * 10):
        ledger.hear(Speech(second), 1)
        assert not ledger.is_flooded
    ledger.hear(Speech(b"\0\0"), 1)
    assert ledger.is_flooded
    lose(ledger)
    assert not ledger.is_flooded


def test_a_flood_is_measured_by_what_its_attempt_was_sent() -> None:
    ledger = ledger_with("1", "2345", is_timed=False)
    ledger.lose()
    ledger.begin_attempt(is_single=True)
    ledger.hear(Speech(bytes(16_000 * 62)), 2)
    assert not ledger.is_flooded
    ledger.hear(Speech(bytes(2)), 2)
    assert ledger.is_flooded


@pytest.mark.parametrize(("share", "is_believed"), [(0.8, False), (0.9, True)])
def test_a_first_end_needs_nearly_all_the_time_of_what_is_not_timed(share: float, is_believed: bool) -> None:
    """5 letters are not timed, and took as long as others; what is missing is said again."""
    ledger = ledger_with("abcde fghij ")
    ledger.hear(Speech(encode("abcde ", SAMPLES), timing("abcde")), 1)
    ledger.hear(Speech(bytes(2 * round(SAMPLES * (5 * share - 1)))), 1)
    assert bool(ledger.finish(1)) == is_believed


def test_a_word_that_is_timed_behind_the_end_starts_no_later_than_it_ends() -> None:
    ledger = ledger_with(TEXT)
    ledger.hear(Speech(encode("one", SAMPLES), (*timing("one "), Timed("two", 0.05, 0.08))), 1)
    (word, _) = ledger.finish(1)
    assert word == Word("two", 0.03, 0.03, (4, 7))


def test_after_an_end_that_was_true_one_that_comes_early_is_the_first() -> None:
    ledger = ledger_with("one ")
    assert ledger.finish(1) == []
    lose(ledger)
    ledger.hear(speech("one "), 2)
    assert ledger.finish(2)[-1] == Mark(4)
    ledger.begin_attempt()
    send(ledger, "abcde fghij ")
    ledger.hear(Speech(encode("abcde fgh", SAMPLES)[: -2 * SAMPLES], timing("abcde")), 3)
    assert ledger.finish(3) == []


def test_an_end_that_comes_early_again_needs_less() -> None:
    ledger = ledger_with("abcde fghij ")
    ledger.hear(Speech(encode("abcde ", SAMPLES), timing("abcde")), 1)
    ledger.hear(Speech(bytes(2 * 3 * SAMPLES)), 1)
    assert ledger.finish(1) == []
    assert lose(ledger) == ["fghij"]
    ledger.hear(Speech(encode("fghi", SAMPLES), timing("f")), 2)
    assert ledger.finish(2)[-1] == Mark(12)


@pytest.mark.parametrize(
    ("text", "audio"), [("Hi. ", b""), ("The first sentence is here. ", b""), ("The first sentence is here. ", b"\1\0")]
)
def test_timing_that_leaves_no_room_for_sound_voices_nothing(text: str, audio: bytes) -> None:
    ledger = ledger_with(text)
    entries = ledger.hear(Speech(audio, tuple(Timed(char, 0.0, 0.0) for char in text)), 1)
    assert not any(isinstance(entry, Mark) for entry in [*entries, *ledger.finish(1)])
    assert (ledger.released, ledger.is_attempt_complete) == (0, False)
