"""The segmenter's laws as properties, its options, and ``release``. What it decides is in ``test_segments.py``."""

from __future__ import annotations

import random
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buffering import Segment, Segmenter
from buffering.marks import WORD

PIECES = [
    *"aBé1 .!?…,;:-–—()[]\"'“”„«»*_`#>|\n\t你好。！「」とをดาहि।؟م;։ '",
    "Dr.", "e.g. ", "U.S. ", " A. ", "1. ", " 2. ", "\n- ", "\n3) ", "• ", "```", "\n```\n", "...", ". . .", "3.5",
    "a.b/c", "word ", "Sentence ends. ", "lower case. ", "I ", "No. 5", "z. B. ", "3. Oktober", "p.m. ", "   ", "\n\n",
    "😀", "👩‍👩‍👧", "🇩🇪", "e\u0301", "\ud83d", "\ude00", "\u200b", "\u202e", "\x00", "long" * 9, ". :)", "! 👋 ",
    "\nWord", "\n(x", ": 1. ", ": a.) ", " • 4. ", "ii.) ", "\niv. ", "．", "།", "« ", " - A", "E! ",
    "amid a long line of words",
    ",, ", " '' ", "usw. ",
]  # fmt: skip
TEXT = st.lists(st.sampled_from(PIECES), max_size=60).map("".join) | st.text(max_size=60)
LANGUAGES = ["en", "de", "fr", "pl", "ru", "el", "hi", "ja", "zh", "ar", "hy", "sk", "xx", "pt-BR", "zh_Hant", ""]
OPTIONS = st.sampled_from(
    [{}, {"soft_limit": 20, "hard_limit": 40}, {"first_clause": 10}, {"soft_limit": 2, "hard_limit": 3}]
)


def whole(text: str, language: str = "en", **options: int) -> list[Segment]:
    segmenter = Segmenter(language, **options)
    return segmenter.push(text) + segmenter.finish()


@settings(max_examples=1_000)
@given(TEXT, st.lists(st.integers(1, 9)), st.sampled_from(LANGUAGES), OPTIONS)
def test_any_chunking_gives_the_same_segments(
    text: str, sizes: list[int], language: str, options: dict[str, int]
) -> None:
    expected = whole(text, language, **options)
    for cuts in (sizes, [1] * len(text)):
        segmenter, found, position = Segmenter(language, **options), [], 0
        for size in [*cuts, len(text) + 1]:
            found += segmenter.push(text[position : position + size])
            position += size
        assert found + segmenter.finish() == expected


@settings(max_examples=500)
@given(TEXT, st.sampled_from(LANGUAGES), OPTIONS)
def test_nothing_is_lost_or_altered(text: str, language: str, options: dict[str, int]) -> None:
    segments = whole(text, language, **options)
    assert "".join(segment.text for segment in segments) == text
    assert all(text[segment.start : segment.end] == segment.text for segment in segments)
    assert all(segment.text for segment in segments)


@settings(max_examples=500)
@given(st.lists(TEXT, max_size=8), st.lists(st.sampled_from(["push", "release", "clauses", "finish"]), max_size=8))
def test_release_and_finish_lose_nothing_wherever_they_come(texts: list[str], calls: list[str]) -> None:
    segmenter, found = Segmenter(), []
    for text, call in zip(texts, calls, strict=False):
        found += segmenter.push(text)
        if call == "release":
            found += segmenter.release(clause=False)
        elif call == "clauses":
            found += segmenter.release()
        elif call == "finish":
            found += segmenter.finish()
            assert segmenter.pending == ""
    found += segmenter.finish()
    joined = "".join(text for text, _ in zip(texts, calls, strict=False))
    assert "".join(segment.text for segment in found) == joined
    assert all(joined[segment.start : segment.end] == segment.text for segment in found)


@given(TEXT.filter(bool), st.sampled_from([(20, 40), (480, 640)]))
def test_no_segment_is_longer_than_the_limit(text: str, limits: tuple[int, int]) -> None:
    soft, hard = limits
    for segment in whole(text * 20, soft_limit=soft, hard_limit=hard):
        assert len(segment.text) <= hard + 64


@pytest.mark.parametrize(
    "begin", ["Hello.", "Ask Mr.", "At 5 p.m. ", 'He said "Go."', "Really?! ", "你好。", "- An item"]
)
@pytest.mark.parametrize("endless", [" ", '"', "(", ".", "* ", "X", "«", "\n"])
def test_what_never_comes_is_not_waited_for(begin: str, endless: str) -> None:
    """A terminator whose next word never comes is judged after a while: pending text stays bounded."""
    segmenter = Segmenter()
    segmenter.push(begin)
    for _ in range(3_000):
        segmenter.push(endless)
        assert len(segmenter.pending) <= 640 + 64 + len(begin)


def test_memory_is_bounded_on_endless_text() -> None:
    for endless in (
        "word ",
        "x",
        " ",
        "\n",
        ".",
        '"',
        "你",
        "ก",
        ")",
        "a. ",
        "- ",
        "```\ncode\n",
        "e\u0301",
        "\U0001f1e9",
    ):
        segmenter = Segmenter()
        for _ in range(20_000):
            segmenter.push(endless)
            assert len(segmenter.pending) <= 640 + 64 + len(endless)


ADVERSARIAL = {
    "prose": "This is a sentence of a usual length, with a comma and some words. ",
    "no terminators": "this text never ends and has no comma either and goes on ",
    "dots that end nothing": "e.g. v2.0.1 at 3.5 kg vs. 4.0 kg, i.e. a.b.c or 10.0.0.1, approx. 1.2 in. by 7 p.m. ",
    "unterminated CJK": "今日は天気がいいから散歩しましょうか",
    "alternating quotes": "\"'\"'",
    "spaces": " ",
    "newlines": "\n",
    "dots": ".",
    "brackets": "([{",
    "fences": "```\n",
    "items": "1. a 2. b ",
    "marks": "*_`#>|$",
    "accents": "e\u0301",
}


def microseconds_per_character(text: str, size: int) -> float:
    best = float("inf")
    for _ in range(2):
        segmenter = Segmenter()
        began = time.process_time()
        for start in range(0, len(text), size):
            segmenter.push(text[start : start + size])
        segmenter.finish()
        best = min(best, time.process_time() - began)
    return best / len(text) * 1e6


@pytest.mark.parametrize("kind", ADVERSARIAL)
@pytest.mark.parametrize("size", [1, 4, 10**9], ids=["characters", "tokens", "one giant token"])
def test_cost_per_character_does_not_grow(kind: str, size: int) -> None:
    """Ten times the text: generous bounds, because machines are noisy; the exact figures are the benchmark's."""
    unit = ADVERSARIAL[kind]
    short, long = (unit * (length // len(unit)) for length in (10_000, 100_000))
    assert microseconds_per_character(long, size) < 2 * microseconds_per_character(short, size) + 0.3


PROSE = "The committee met on Tuesday, and after a long debate it agreed. Nobody was happy with it! Why not? "
MARKS = [
    *"。！？｡．।۔؟!?.…‼⁈<>|()[]{}\"'“”«»「」`~#*_-–—•·:;,、\n\r\t \u2028\u0085\u0301\u200b\u200d\ufe0f\u202e\u2066\x00",
    "๚", "།", "!?", ".\n", "。\n", "? ", "… ", "。 ", "'\"", "([{", "\n\n", "- ", "# ", "| ", "```", "```\n", "<|",
]  # fmt: skip


@pytest.mark.parametrize("unit", ["{}", "a{}", "A{} ", "{}\n"])
def test_no_mark_costs_much_more_than_prose(unit: str) -> None:
    """Three times, by the benchmark; twice that here, because machines are noisy."""
    prose = min(microseconds_per_character(PROSE * 100, 10**9) for _ in range(3))
    for mark in MARKS:
        text = unit.format(mark)
        cost = microseconds_per_character(text * (4_000 // len(text)), 10**9)
        assert cost < 6 * prose + 0.1, f"{text!a}: {cost / prose:.1f} times prose"


def test_marks_alone_are_few_segments() -> None:
    for mark in MARKS:
        text = mark * (8_000 // len(mark))
        assert len(whole(text)) <= len(text) / 7, ascii(mark)
        segments = whole(f"It is so. {mark * 9}\n{mark * 9} Then we went.")
        assert all(map(WORD.search, [segment.text for segment in segments])), ascii(mark)


def test_letters_between_marks_are_few_segments_too() -> None:
    """A model that loops: a few segments of a letter, then longer ones; sentences are cut again after it."""
    for loop in ("a! ", "好。", "A.\n", "A. ", "？a"):
        segments = whole(loop * 1_000 + PROSE * 2)
        assert len(segments) < len(loop) * 1_000 / 12
        assert segments[-2].text == "Nobody was happy with it! "
    assert [s.text for s in whole("Yes. No. Yes. No. Well, no. Oh. I see.")][-2:] == ["Oh. ", "I see."]


@settings(max_examples=300)
@given(TEXT, TEXT, OPTIONS)
def test_after_finish_a_segmenter_is_like_new(first: str, second: str, options: dict[str, int]) -> None:
    options.pop("first_clause", None)  # counts for the first text only
    used = Segmenter(**options)
    used.push(first)
    used.finish()
    again = used.push(second) + used.finish()
    assert [(s.text, s.kind) for s in again] == [(s.text, s.kind) for s in whole(second, **options)]


FOUND_BY_FUZZING = [
    ("en", {}, "《. ։e"),
    ("en", {"first_clause": 60}, "word " * 140 + "end, and " + "more " * 60),
    ("en", {}, "1. " + "word and more, " * 40 + "end 2. next"),
    ("zh", {"soft_limit": 5, "hard_limit": 5}, "```\nи   ```\n```\nи"),
    ("de", {}, "N.” ..o"),
    ("ko", {}, "\u0301. :)\u2029:)\u2029₭"),
    ("el", {}, "«Τι κάνεις;» ρώτησε. https://a.gr;10 x"),
    ("pl", {"soft_limit": 5, "hard_limit": 6}, "1. \u202c👍🏽| | ¿」| 2. "),
]


@pytest.mark.parametrize(("language", "options", "text"), FOUND_BY_FUZZING, ids=range(len(FOUND_BY_FUZZING)))
def test_chunkings_that_once_differed(language: str, options: dict[str, int], text: str) -> None:
    segmenter = Segmenter(language, **options)
    assert [s for char in text for s in segmenter.push(char)] + segmenter.finish() == whole(text, language, **options)


def test_a_push_is_quick_whatever_came_before() -> None:
    """The worst push of a token on runs that were once quadratic in the limit; the figure in ms is the benchmark's."""
    for endless in ("\n", "\n ", ". ", "a\n\n"):
        segmenter, slowest = Segmenter(), []
        for _ in range(3_000):
            began = time.process_time()
            segmenter.push(endless)
            slowest.append(time.process_time() - began)
        assert sorted(slowest)[-10] < 0.005


# --- options ---


def test_abbreviations_of_the_users_own() -> None:
    text = "See Frobn. Smith there. Then go."
    assert [s.text for s in whole(text)] == ["See Frobn. ", "Smith there. ", "Then go."]
    segmenter = Segmenter(abbreviations=["Frobn."])
    assert [s.text for s in segmenter.push(text) + segmenter.finish()] == ["See Frobn. Smith there. ", "Then go."]


def test_the_first_clause_can_be_had_early_and_only_the_first() -> None:
    text = "When the rain had finally stopped, we went out, and we walked. Then, after all that, we slept."
    assert [s.kind for s in whole(text)] == ["sentence", "end"]
    early = whole(text, first_clause=20)
    assert [(s.text, s.kind) for s in early][:2] == [
        ("When the rain had finally stopped, ", "clause"),
        ("we went out, and we walked. ", "sentence"),
    ]


def test_a_long_sentence_is_cut_at_a_clause_then_at_a_space_then_between_characters() -> None:
    clauses = whole("these are some words, " * 40)
    assert {s.kind for s in clauses} <= {"clause", "end"}
    assert all(s.text.endswith(", ") for s in clauses)
    spaces = whole("word " * 400)
    assert {s.kind for s in spaces} == {"forced", "end"}
    assert all(s.text.endswith(" ") for s in spaces)
    for grapheme in ("e\u0301", "👩‍👩‍👧", "ก็", "👍🏽"):
        for segment in whole(grapheme * 1_000):
            assert not unicodedata.category(segment.text[0]).startswith("M")
            assert segment.text[0] not in "\u200d\U0001f3fd"
            assert segment.text[-1] != "\u200d"


def test_wide_characters_count_twice() -> None:
    assert max(len(s.text) for s in whole("你好，" * 500)) <= 240


@pytest.mark.parametrize(("soft", "hard"), [(0, 10), (1, 1), (20, 10), (-5, 10)])
def test_limits_that_make_no_sense_are_refused(soft: int, hard: int) -> None:
    with pytest.raises(ValueError, match="soft_limit"):
        Segmenter(soft_limit=soft, hard_limit=hard)


def test_a_segmenter_can_go_on_after_finish() -> None:
    segmenter = Segmenter()
    assert [s.text for s in segmenter.push("One. Two") + segmenter.finish()] == ["One. ", "Two"]
    (three,) = segmenter.push("1. Three") + segmenter.finish()
    assert (three.text, three.start) == ("1. Three", 8)


# --- release ---


@pytest.mark.parametrize(
    ("text", "sentence", "clause"),
    [
        ("It is here. ", "It is here. ", None),
        ("It is here.", "It is here.", None),
        ("It is here", "", ""),
        ("你好。", "你好。", None),
        ("Ask Dr.", "", ""),
        ("It costs 3.", "", ""),
        ("I met J.", "", ""),
        ("And then...", "", "And then..."),
        ("Let me think… ", "", "Let me think… "),
        ("And (then...", "", ""),
        ("It costs 3...", "", ""),
        ("Let me look that up. ", "Let me look that up. ", None),
        ("Okay, here we go. ", "Okay, here we go. ", None),
        ("It is up to us.", "It is up to us.", None),
        ("No, I can't. ", "No, I can't. ", None),
        ("Let's see what we’ve. ", "Let's see what we’ve. ", None),
        ("2 of us go. ", "2 of us go. ", None),  # a number may begin an item; this one does not
        ("- Do it. ", "- Do it. ", None),
        ("Is that so? ", "Is that so? ", None),
        ("Ask for Mt. ", "", ""),
        ("It weighs 3 lb. ", "", ""),
        ("See J. R. ", "", ""),
        ("`a` ", "", ""),
        ("``", "", ""),
        ('He said "Go now.', "", ""),
        ("See example.", "See example.", None),  # for all that is known, a sentence
        ("When all of it had been said, he we", "", "When all of it had been said, "),
        ("It was about 1,000", "", ""),
        ("Well, he", "", ""),  # a clause of a word is not worth a segment
        ("1. ", "", ""),
        ("```\ncode.", "", ""),
        ("Visit www.example.", "", ""),
        ("Open https://a.com/search?", "", ""),
        ("Mail john.smith.", "", ""),
        ("Open it at 10:", "", ""),
    ],
)
def test_release(text: str, sentence: str, clause: str | None) -> None:
    for expected, with_clause in ((sentence, False), (sentence if clause is None else clause, True)):
        segmenter = Segmenter()
        assert segmenter.push(text) == []
        assert "".join(s.text for s in segmenter.release(clause=with_clause)) == expected
        assert segmenter.pending == text[len(expected) :]


REPLIES = [
    "Sure! Here is the plan: first, we meet at 9:30 a.m. at Dr. Smith's office, which is near 5th St. in the old town. "
    "Then, if there is time, we look at version 2.0.1 of the report (it costs $1,250.00). Does that work for you?",
    "The U.S. economy grew by 3.5% in Q2, according to the Bureau of Economics, while prices rose by 0.4%. "
    'Mr. Jones, the director, said that "this was expected." See https://www.example.com/a.html, e.g. the tables.',
    "I'm sorry to hear that. However, there are a few things, such as rest, water and quiet, that usually help. "
    "If it gets worse, call your doctor, and don't wait. In the meantime, write to help@example.org at any time.",
    "To install it, run pip install foo==1.2.3, then open config.yaml, and set the value of timeout to 2.5 seconds. "
    "Prof. A. B. Miller, who wrote the tool, likes that; others, like J. Doe, prefer 3. Which one do you want?",
    "Natürlich! Am 3. Oktober, z. B., ist in Berlin viel los, und Dr. Meier, der Leiter, spricht um 14.30 Uhr. "
    "Die Karten kosten ca. 1.250,50 Euro, also recht viel, aber es lohnt sich. Soll ich zwei bestellen?",
    "Bien sûr ! M. Dupont, qui habite à Paris, arrive le 1er mai à 15.30, avec Mme Martin, et repart le lendemain. "
    "Il a dit : « Je viens. » Puis, sans attendre, il est parti. Voulez-vous une table pour 4,5 heures ?",
]


def test_release_at_500_points_gives_what_the_whole_text_would_have_given() -> None:
    """Never inside a word, number, address or abbreviation; nearly always a sentence or a clause of one."""
    chance = random.Random(7)
    given = right = 0
    for point in range(500):
        reply = REPLIES[point % len(REPLIES)]
        language = ("en", "en", "en", "en", "de", "fr")[point % len(REPLIES)]
        ends = {segment.end for segment in whole(reply, language)}
        segmenter = Segmenter(language)
        cut = chance.randrange(1, len(reply))
        segmenter.push(reply[:cut])
        for segment in segmenter.release():
            given += 1
            stop = segment.start + len(segment.text.rstrip())
            assert not (reply[stop - 1].isalnum() and reply[stop : stop + 1].isalnum()), segment
            assert reply[stop : stop + 1] in ("", " ", "\n") or reply[stop - 1] in ".!?,;:"
            is_sentence = any(segment.start + len(segment.text.rstrip()) == len(reply[:end].rstrip()) for end in ends)
            is_clause = reply[stop - 1] in ",;:–—" and reply[stop] == " "
            right += is_sentence or is_clause
    assert given > 100
    assert right / given >= 0.95, f"{right} of {given}"
