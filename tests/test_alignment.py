"""Which word sounds when: the aligner alone. Each character lasts one second here."""

from __future__ import annotations

from itertools import pairwise

import pytest

from adapter.ledger.alignment import Aligner, is_visible
from adapter.services import Timed
from buffering import Segment


def segments(*texts: str) -> list[Segment]:
    return [Segment(text, 100 * number, 100 * number + len(text), "sentence") for number, text in enumerate(texts)]


def times(text: str, start: float = 0.0) -> list[Timed]:
    return [Timed(char, start + at, start + at + 1) for at, char in enumerate(text)]


def match(aligner: Aligner, text: str, start: float = 0.0) -> bool:
    fits = [aligner.match(timed) for timed in times(text, start)]
    return all(fits)


def words(aligner: Aligner) -> list[str]:
    return [word.text for word in aligner.words]


# --- what need not agree ---


@pytest.mark.parametrize(
    ("sent", "timed", "found"),
    [
        ("one two ", "one two ", ["one", "two"]),
        # White space and what is invisible.
        ("  one\n\u200btwo", " one  two ", ["one", "two"]),
        ("one two", "onetwo", ["one", "two"]),
        ("one two", "o n e t w o", ["one", "two"]),
        ("one two", "on\u200be\ntwo", ["one", "two"]),
        # Case.
        ("One two", "ONE TWO", ["One", "two"]),
        ("ΟΔΟΣ weiß", "οδος WEIß", ["ΟΔΟΣ", "weiß"]),
        # Punctuation that is left out, in front of a word, inside it, behind it.
        ("“one” (two) three", "one two three", ["“one”", "(two)", "three"]),
        ("it's co-op, so", "its coop so", ["it's", "co-op,", "so"]),
        ("a — b", "a b", ["a", "—", "b"]),
        # Punctuation of the service's own.
        ("one two", "“one, two!”", ["one", "two"]),
        ("one. two", "one! two", ["one.", "two"]),
        ("one two", "...one two", ["one", "two"]),
        ("one", "one...", ["one"]),
    ],
)
def test_what_need_not_agree(sent: str, timed: str, found: list[str]) -> None:
    aligner = Aligner(segments(sent))
    assert match(aligner, timed)
    assert words(aligner) == found
    assert aligner.is_covered


@pytest.mark.parametrize(
    ("sent", "timed"),
    [
        ("$5 now", "five now"),
        ("one two", "one tax"),
        ("one two", "two"),
        ("one", "one two"),
        ("one. ", "one. two"),
        ("...", "dots"),
        ("", "a"),
    ],
)
def test_letters_and_digits_must_agree(sent: str, timed: str) -> None:
    assert not match(Aligner(segments(sent)), timed)


# --- words ---


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ("你好。世界！", ["你", "好。", "世", "界！"]),
        ("「大きい」です", ["「", "大", "き", "い」", "で", "す"]),
        ("GPT模型v2。ok", ["GPT", "模", "型", "v2。", "ok"]),
        ("カラオケ,一", ["カ", "ラ", "オ", "ケ,", "一"]),
        ("a㐀a\uf900a𠀀aカ", ["a", "㐀", "a", "\uf900", "a", "𠀀", "a", "カ"]),
        ("好：a", ["好：", "a"]),
        ("𠀀𠀁豈㐀", ["𠀀", "𠀁", "豈", "㐀"]),
        ("한국 말", ["한국", "말"]),
        ("one,two", ["one,two"]),
        ("3.5 e\u0301t", ["3.5", "e\u0301t"]),
    ],
)
def test_words(sent: str, found: list[str]) -> None:
    aligner = Aligner(segments(sent))
    assert match(aligner, sent)
    assert words(aligner) == found


@pytest.mark.parametrize(
    "word",
    ["می\u200cخواهم", "क्\u200dष", "👩\u200d💻", "co\u00adop", "a\u200eb", "a\u200f\u200db", "a\u2060b", "a\ufeffb"],
)
def test_an_invisible_character_does_not_end_a_word(word: str) -> None:
    aligner = Aligner(segments(f"{word} x"))
    assert match(aligner, word)
    assert words(aligner) == [word]


def test_an_invisible_character_behind_a_word_does_not_hold_it_up() -> None:
    """Marks of direction stand at the ends of words, too."""
    aligner = Aligner(segments("شكرا\u200f one\u00ad"))
    assert match(aligner, "شكرا")
    assert words(aligner) == ["شكرا"]
    assert match(aligner, "one", 5)
    assert len(aligner.words) == 2


@pytest.mark.xfail(
    strict=True, reason="Thai, Lao, Khmer and Burmese have no spaces: a sentence is one word and is held"
)
def test_a_script_without_spaces_has_words() -> None:
    text = "วันนี้อากาศดีมากเราจะไปเที่ยวทะเลด้วยกัน"
    aligner = Aligner(segments(text))
    assert match(aligner, text[:-2])
    assert words(aligner)


def test_a_word_is_complete_with_its_last_visible_character() -> None:
    aligner = Aligner(segments("one. two"))
    assert match(aligner, "one")
    assert words(aligner) == []
    assert not aligner.is_covered
    assert match(aligner, ".", 3)
    assert words(aligner) == ["one."]


def test_a_word_s_times() -> None:
    """From its first character to its last, and the punctuation of the service's own that is heard in it."""
    aligner = Aligner(segments("one. two, six"))
    assert match(aligner, "on-e. ", 10)
    assert match(aligner, "two;", 20)
    assert match(aligner, "six", 30)
    assert [(word.start, word.end) for word in aligner.words] == [(10, 15), (20, 24), (30, 33)]
    assert [(word.first, word.last) for word in aligner.words] == [(0, 4), (5, 9), (10, 13)]
    assert aligner.end == 33


@pytest.mark.parametrize(
    ("sent", "timed", "found"),
    [
        ("one. two", "one", ["one."]),  # its full stop is not timed
        ("one", "one", ["one"]),
        ("one two", "one tw", ["one"]),
        ("it's so", "it", []),  # a letter is missing
    ],
)
def test_there_is_no_more_timing(sent: str, timed: str, found: list[str]) -> None:
    aligner = Aligner(segments(sent))
    assert match(aligner, timed)
    aligner.close()
    assert words(aligner) == found


@pytest.mark.parametrize(("sent", "ends"), [("one. two", [3, 6]), ("one — two", [3, 3, 6]), ("“one” “two”", [3, 6])])
def test_punctuation_that_is_not_timed_takes_no_time_of_the_next_word(sent: str, ends: list[float]) -> None:
    """Else a cut behind it would be within that word, and its beginning be heard twice."""
    aligner = Aligner(segments(sent))
    assert match(aligner, "onetwo")
    aligner.close()
    assert [word.end for word in aligner.words] == ends
    assert all(before.end <= after.start for before, after in pairwise(aligner.words))


def test_the_last_word_s_end_is_that_of_the_service_s_own_punctuation() -> None:
    aligner = Aligner(segments("one."))
    assert match(aligner, "one!")
    aligner.close()
    assert [(word.start, word.end) for word in aligner.words] == [(0, 4)]


def test_the_end_of_what_is_timed_never_runs_back() -> None:
    aligner = Aligner(segments("one two"))
    assert (aligner.end, aligner.letters) == (0.0, 0)
    aligner.match(Timed(" ", 0, 5))
    assert (aligner.end, aligner.letters) == (5, 0)
    aligner.match(Timed("one", 1, 2))
    assert (aligner.end, aligner.letters) == (5, 3)


def test_several_characters_may_share_a_time() -> None:
    aligner = Aligner(segments("one two"))
    assert aligner.match(Timed("one t", 1, 2))
    assert aligner.match(Timed("wo", 2, 3))
    assert [(word.text, word.start, word.end) for word in aligner.words] == [("one", 1, 2), ("two", 1, 3)]
    assert not aligner.match(Timed("a", 3, 4))


# --- segments ---


def test_words_know_their_segment() -> None:
    sent = segments("one ", "", "two ")
    aligner = Aligner(sent[:1])
    aligner.add(sent[1])
    aligner.add(sent[2])
    assert match(aligner, "one two ")
    assert [word.segment for word in aligner.words] == [sent[0], sent[2]]
    assert [word.first for word in aligner.words] == [0, 0]


def test_a_segment_s_end_ends_a_word() -> None:
    aligner = Aligner(segments("one", "two"))
    assert match(aligner, "onetwo")
    assert words(aligner) == ["one", "two"]


def test_what_was_done_in_an_earlier_attempt_is_not_expected() -> None:
    aligner = Aligner(segments("one two ", "six "), 3)
    assert aligner.count_rest() == 6
    assert match(aligner, "two six ")
    assert words(aligner) == ["two", "six"]
    assert aligner.words[0].first == 4


@pytest.mark.parametrize(
    ("timed", "rest", "is_covered"),
    [("", 7, False), ("one", 4, False), ("one t", 3, False), ("one two ", 1, False), ("one two — 3", 0, False)],
)
def test_the_rest_is_counted_in_letters_and_digits(timed: str, rest: int, is_covered: bool) -> None:
    aligner = Aligner(segments("one two ", "— 3!"))
    assert match(aligner, timed)
    assert aligner.count_rest() == rest
    assert aligner.is_covered is is_covered


def test_what_does_not_sound_is_covered() -> None:
    assert Aligner().is_covered
    assert Aligner(segments("— ...")).is_covered
    assert not Aligner(segments("— .", "a")).is_covered
    aligner = Aligner(segments("one ", "— ..."))
    match(aligner, "one")
    assert aligner.is_covered
    match(aligner, "—", 3)
    assert aligner.is_covered
    match(aligner, ".", 4)
    assert not aligner.is_covered  # a word is open


@pytest.mark.parametrize(
    ("timed", "char", "is_expected"),
    [
        ("", "o", True),
        ("", "O", True),
        ("", "t", False),
        ("one", "t", True),
        ("one two", "s", True),
        ("one", "o", False),
    ],
)
def test_what_is_expected(timed: str, char: str, is_expected: bool) -> None:
    aligner = Aligner(segments("one two", " six"))
    assert match(aligner, timed)
    assert aligner.expects(char) is is_expected


def test_nothing_is_expected_behind_the_end() -> None:
    assert not Aligner(segments(" ")).expects("a")
    assert Aligner().segment is None


@pytest.mark.parametrize(
    ("char", "expected"), [("a", True), ("。", True), (" ", False), ("\n", False), ("\u200b", False), ("\u3000", False)]
)
def test_is_visible(char: str, expected: bool) -> None:
    assert is_visible(char) is expected


# --- tags that the service leaves out of its timing ---


@pytest.mark.parametrize(
    ("sent", "timed", "found"),
    [
        ("Wait <break/> here now", "Wait here now", ["Wait", "<break/>", "here", "now"]),
        ('Wait <break time="1s" /> but now', "Wait but now", ["Wait", "<break", 'time="1s"', "/>", "but", "now"]),
        ("Wait<break/> here", "Wait here", ["Wait<break/>", "here"]),
        ("[laughs] So it is", "So it is", ["[laughs]", "So", "it", "is"]),
        ("[laughs] So it is", "laughs So it is", ["[laughs]", "So", "it", "is"]),
        ("Wait <break/> here", "Wait <break/> here", ["Wait", "<break/>", "here"]),
    ],
)
def test_a_tag_may_be_missing_in_the_timing(sent: str, timed: str, found: list[str]) -> None:
    aligner = Aligner(segments(sent))
    assert match(aligner, timed)
    assert aligner.is_covered
    assert words(aligner) == found


def test_a_tag_at_the_end_is_not_waited_for() -> None:
    aligner = Aligner(segments('Bye now. <break time="1s"/>', "[sighs] "))
    assert match(aligner, "Bye now.")
    assert aligner.is_covered
    assert aligner.count_rest() == 0


def test_words_that_are_missing_behind_a_tag_are_a_misfit() -> None:
    aligner = Aligner(segments("Wait <break/> here now"))
    assert match(aligner, "Wait ")
    assert not match(aligner, "now")


# --- timing that is given twice ---


@pytest.mark.parametrize("first", ["one ", "one two", "one two "])
def test_timing_may_begin_again(first: str) -> None:
    aligner = Aligner(segments("one two ", "six "))
    assert match(aligner, first)
    assert match(aligner, "one two six ")
    assert words(aligner) == ["one", "two", "six"]


def test_what_only_begins_like_a_second_pass_is_a_misfit() -> None:
    aligner = Aligner(segments("one two"))
    assert match(aligner, "one ")
    assert match(aligner, "on")
    assert not match(aligner, "x")
    aligner = Aligner(segments("one two"))
    assert not match(aligner, "x")
    assert not match(aligner, "ne")


def test_a_second_pass_may_be_cut_short_by_what_follows() -> None:
    aligner = Aligner(segments("one two"))
    assert match(aligner, "one ")
    assert match(aligner, "o")
    assert match(aligner, "two")
    assert words(aligner) == ["one", "two"]
    aligner = Aligner(segments("one ten"))
    assert match(aligner, "one ")
    assert match(aligner, "o")
    assert match(aligner, "ten")
    assert words(aligner) == ["one", "ten"]


def test_repeated_words_are_not_a_second_pass() -> None:
    aligner = Aligner(segments("no no no. ", "no no "))
    assert match(aligner, "no no no. no no ")
    assert words(aligner) == ["no", "no", "no.", "no", "no"]
