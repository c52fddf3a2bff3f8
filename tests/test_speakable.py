"""The laws of speakable text, what waits and what does not, and its joining with the segmenter."""

from __future__ import annotations

import itertools
import re
import time
import unicodedata
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from buffering import Piece, Segment, Segmenter, Speakable, SpeakableSegmenter

ATOMS = """** * _ __ ` `` ``` ~~~ # ##·- 1.· >· | [ ] ( ) ](http://x.y/z) [1] [^1] [^1]:· [a]:· ! ![ <b> </b> <think>
    </think> < <br/> <!-- --> &amp; & &lt; $ $x^2$ $$ \\( \\) \\[ \\] \\ \\* https://example.com/a_b www.x.org bob@x.com
    @ : http: 😀 👨‍👩‍👧 1️⃣ 🇩🇪 \u200b \u200d word the· Hello.· a b 1 5 2024 $5· ~~ ~ === --- - + 【4†s】 【
    \ue200cite\ue202t\ue201 中文 。 हिन्दी ș ; , ... (x) <script> </script> <p> <break·time='1s'/> [laughs] |---|---|
    |·a·|·b·| <| |> <|end|> <|channel|> <|start|>assistant <|message|> final analysis <|tool_call|> <|/tool_call|>
    <|im_start|> assistant <｜ ｜> <tool_call> </tool_call> [THINK] [/THINK] [TOOL_CALLS] [ARGS] {" } </ ◁ ◁think▷
    ◁/think▷ ▷ ✿ ✿FUNCTION✿ ✿RETURN✿: <Enter> <your·name> <body> tag <i> </i> <answer> </answer> </details>
    <details·type="reasoning"> <start_of_turn>model <s> </s> <seed:think> </seed:think> <function=f> </function> <<SYS>>
    <</SYS>> • •·4.· 5)· << >> <b> a<b ＜ ＞ ［ ］ 【x】 <200> " “ ” <|x>""".split()
WHITE = [
    " ",
    " ",
    "  ",
    "\n",
    "\n",
    "\n\n",
    "\t",
    "    ",
    "\r\n",
    "\r",
    "\u2028",
    "\x00",
    "\ud800",
    "```\n",
    "```tool_code\n",
    "- ",
    "\n> ",
]
MARKDOWN = st.lists(st.sampled_from([atom.replace("·", " ") for atom in ATOMS] + WHITE * 2), max_size=30).map("".join)
ANYTHING = st.text(alphabet=st.characters(exclude_categories=()), max_size=80)
OBEYED = re.compile(
    r"""[\[\]【】]|<[^\W\d_]|<[/!?#]|<\d+>|<\s*\n\s*\w+>|<\s*/?[a-z]+(?:(?:\s+\w+=(?:\w+|"\w+"|'\w+'))+\s*/?|\s*/)>"""
)
"""What a service would take for a command, also after it has normalised its text."""
OPTIONS = st.sampled_from(
    [
        {},
        {"code": "speak", "emoji": "keep"},
        {"code": "skip", "tables": "skip", "links": "skip", "math": "skip"},
        {"emoji": {"😀": "grin"}, "links": "full", "math": "note", "language": "de"},
        {"stage_directions": "skip", "trusted_tags": ("break", "laughs")},
        {"unspoken": ("b", "[laughs]", "<|message|>")},
        {"lexicon": {"word": "wort", "the": "ze"}, "aids": ("currency", "dates", "units")},
    ]
)


TOKEN_PARTS = [
    "<|",
    "<|a",
    "[THINK",
    "[TOOL_CALLS]{",
    "◁",
    "◁t",
    "✿F",
    "＜a",
    "<b> ",
    "<x",
    "< a",
    "<<",
    "a<b<",
    "<tool_call>",
]
"""Parts of reasoning marks, tokens and tags."""


def pieces_of(tokens: list[str], **options: Any) -> list[Piece]:
    speakable = Speakable(**options)
    return [piece for token in tokens for piece in speakable.push(token)] + speakable.finish()


def heard(raw: str, **options: Any) -> str:
    return "".join(piece.text for piece in pieces_of([raw], **options))


def mapped(pieces: list[Piece]) -> list[tuple[str, int, int]]:
    """What is heard for what, without the seams between pieces that map character by character."""
    found = []
    for text, start, end in pieces:
        if len(text) == end - start:
            found += [(char, start + at, start + at + 1) for at, char in enumerate(text)]
        elif text:
            found.append((text, start, end))
    return found


def cut(text: str, sizes: list[int]) -> list[str]:
    tokens, ends = [], itertools.cycle(sizes)
    while text:
        size = next(ends)
        tokens.append(text[:size])
        text = text[size:]
    return tokens


# --- laws ---


@settings(max_examples=400, deadline=None)
@given(MARKDOWN | ANYTHING, OPTIONS, st.lists(st.integers(1, 9), min_size=1, max_size=9))
@example("```\n```\n`<🇪o`", {}, [1])
@example("😀\u200d🇩", {}, [1])
@example("-|\n-|", {}, [1])
@example("< [1]?", {}, [1])
@example("\x00\ue200cite\ue202t\ue201", {}, [1])
def test_any_chunking_is_heard_alike_and_the_pieces_cover_the_text(
    raw: str, options: dict[str, Any], sizes: list[int]
) -> None:
    whole = pieces_of([raw], **options)
    for tokens in (list(raw), cut(raw, sizes)):
        pieces = pieces_of(tokens, **options)
        assert mapped(pieces) == mapped(whole)
        assert [0, *(piece.end for piece in pieces)] == [*(piece.start for piece in pieces), len(raw)]


@settings(max_examples=150, deadline=None)
@given(MARKDOWN)
def test_a_cut_at_any_position_changes_nothing(raw: str) -> None:
    whole = mapped(pieces_of([raw]))
    for position in range(len(raw)):
        assert mapped(pieces_of([raw[:position], raw[position:]])) == whole


@settings(max_examples=400, deadline=None)
@given(MARKDOWN | ANYTHING, OPTIONS)
@example("`<<p`", {})
@example("&lt;&#98;reak/>", {})
@example("\\<\\b", {})
@example("<<break/>break/>", {})
@example("<\u200bbreak/>", {})
@example("a www.[x] b", {"links": "full"})
@example('`< break time="1s"/>`', {})
@example('Wait < break time="1s"/> now', {})
@example("&lt;\nbreak>", {})
@example("<**200**> `<200>` &lt;200&gt;", {})
@example("＜break/＞ ［laughs］ 【laughs】 < break/＞", {})
def test_nothing_that_a_service_could_obey_is_heard(raw: str, options: dict[str, Any]) -> None:
    text = heard(raw, **{**options, "trusted_tags": ()})
    assert not OBEYED.search(unicodedata.normalize("NFKC", text))
    assert not re.search("[\x00-\x08\x0e-\x1f\x7f\u200b\u202a-\u202e\ufeff\ud800-\udfff\U000e0000-\U000e007f]", text)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(["word", "don't", "it's", "x", "3.5", "Straße", "слово", "日本", "(so)", "-", ","])))
def test_plain_prose_is_heard_as_it_is(words: list[str]) -> None:
    raw = "Say " + " ".join(words) + " now."
    assert heard(raw) == raw


@pytest.mark.parametrize(
    "unit",
    [
        "*",
        "[",
        "`",
        "<",
        "|",
        "$",
        "(",
        "\n",
        "](",
        "<a ",
        "`a``",
        "$a ",
        "\\(",
        "| a\n",
        "&lt;",
        "😀",
        "\r\n",
        *TOKEN_PARTS[::3],
    ],
)
@pytest.mark.parametrize("token", [4, 100_000])
def test_cost_is_linear_on_hostile_text(unit: str, token: int) -> None:
    def seconds(size: int) -> float:
        tokens = cut((unit * size)[:size], [token])
        began = time.process_time()
        pieces_of(tokens)
        return time.process_time() - began

    small = min(seconds(10_000) for _ in range(5))
    assert min(seconds(80_000) for _ in range(3)) < 8 * 4 * small  # what is quadratic takes 8 * 8


@pytest.mark.parametrize(
    "unit",
    ["*", "[", "`", "<", "|", "$", "(", "\n", "a", "a@", "](x", "<!--", "$$", "\\[x", "[^a", "|a", "😀", *TOKEN_PARTS],
)
def test_what_waits_is_bounded(unit: str) -> None:
    speakable = Speakable()
    for _ in range(20_000):
        speakable.push(unit)
        assert len(speakable._held) < 4_100


# --- what waits, and what does not ---


@pytest.mark.parametrize(
    ("raw", "waits"),
    [
        ("Hello there. I", ""),
        ("Hello there. How are y", ""),
        ("Hello there. ", " "),
        ("Hello there. h", " h"),
        ("Hello there. HTTP", " HTTP"),
        ("Hello there. mai", " mai"),
        ("Hello there. ww", " ww"),
        ("With", ""),
        ("日h", "h"),
    ],
)
def test_plain_text_does_not_wait_unless_it_may_begin_an_address(raw: str, waits: str) -> None:
    speakable = Speakable()
    given_out = "".join(piece.text for token in cut(raw, [1]) for piece in speakable.push(token))
    assert given_out == raw.removesuffix(waits)
    assert "".join(piece.text for piece in speakable.finish()) == waits


def test_a_word_waits_where_an_email_address_vanishes() -> None:
    speakable = Speakable(links="skip")
    given_out = "".join(piece.text for piece in speakable.push("Hello there. How are y"))
    assert given_out == "Hello there. How are"
    assert "".join(piece.text for piece in speakable.release()) == " y"


def test_the_next_sentence_s_first_letter_makes_one_heard() -> None:
    segmenter = SpeakableSegmenter(Speakable(), Segmenter())
    assert not segmenter.push("Sure!")
    assert [segment.text for segment in segmenter.push(" I")] == ["Sure! "]


@pytest.mark.parametrize("mark", ["**", "_", "!", " 😀", "~~"])
def test_release_gives_a_sentence_before_a_mark_that_may_go_on(mark: str) -> None:
    speakable = Speakable()
    pieces = speakable.push(f"Let me check that for you.{mark}") + speakable.release()
    assert "".join(piece.text for piece in pieces).rstrip("!") == "Let me check that for you."


@pytest.mark.parametrize("raw", ["See `code", "See [docs](https://exa", "Take $x + y", "Take <b", "It is https://exa"])
def test_release_keeps_what_its_closing_mark_will_explain(raw: str) -> None:
    speakable = Speakable()
    pieces = speakable.push(raw) + speakable.release()
    assert "".join(piece.text for piece in pieces).rstrip() in ("See", "See docs", "Take", "It is")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("Hi <", 'break time="1s"/> there.', "Hi  there."),
        ("Hi <", "STOP>", "Hi "),
        ("<", "think>secret</think>Hi", "Hi"),
        ("See http", "s://example.com/a.", "See example.com."),
        ("as shown [", "1, 2].", "as shown."),
        ("it *", "*is** so", "it is so"),
        ("$", "x^2$ is", "x squared is"),
        ("a\\", "*b", "a*b"),
        ("AT&am", "p;T", "AT&T"),
        ("!", "[alt](u)", "alt"),
        ("Hi\r", "\nthere", "Hi\nthere"),
        ("Hello!", " You", "Hello! You"),
        ("- one\n", "- two", "one\n\n\ntwo"),
        ("one\n", "two", "one\ntwo"),
    ],
)
def test_what_follows_a_release_is_understood_as_without_it(first: str, second: str, expected: str) -> None:
    speakable = Speakable()
    pieces = speakable.push(first) + speakable.release() + speakable.push(second) + speakable.finish()
    assert "".join(piece.text for piece in pieces) == expected
    assert [0, *(piece.end for piece in pieces)] == [*(piece.start for piece in pieces), len(first + second)]


def test_a_release_of_closers_alone_gives_nothing() -> None:
    segmenter = SpeakableSegmenter(Speakable(), Segmenter())
    given_out = segmenter.push("said. \n* ”") + segmenter.release()
    assert [segment.text.strip() for segment in given_out] == ["said."]


@pytest.mark.parametrize(
    "raw", ["a **bold", "a `code", "a [text", "a <b and c", "a $x and", "a ~~b", "a ![alt", "a \\(x", "a | b"]
)
def test_unclosed_marks_fail_open(raw: str) -> None:
    said = heard(raw + " and the rest is heard.")
    assert said.startswith("a ")
    assert said.endswith("and the rest is heard.")


def test_unclosed_reasoning_is_withheld_and_told() -> None:
    speakable = Speakable()
    raw = "Sure.\n<think>Let me see. It is"
    pieces = speakable.push(raw) + speakable.finish()
    assert "".join(piece.text for piece in pieces).strip() == "Sure."
    assert speakable.withheld == (raw.index("<think>"), len(raw))


@pytest.mark.parametrize(
    "raw",
    [
        "<|channel|>analysis<|message|>Let me see",
        "[THINK]Let me see",
        "◁think▷Let me see",
        "<seed:think>Let me see",
        "<details type='reasoning' duration='4' more='",
        '[TOOL_CALLS]f[ARGS]{"a": "]}',
        "<tool_call>{",
        "<|tool_calls_section_begin|>x",
        "```tool_code\nprint(",
    ],
)
def test_what_never_closes_is_withheld_in_any_spelling(raw: str) -> None:
    for tokens in ([f"Sure.\n{raw}"], list(f"Sure.\n{raw}")):
        speakable = Speakable()
        pieces = [piece for token in tokens for piece in speakable.push(token)] + speakable.finish()
        assert "".join(piece.text for piece in pieces).strip() == "Sure."
        assert speakable.withheld == (len("Sure.\n"), len("Sure.\n") + len(raw))


def test_a_call_that_ended_is_not_withheld() -> None:
    speakable = Speakable()
    speakable.push('One moment. [TOOL_CALLS][{"name": "f", "arguments": {"q": "a[0] } \\" b"}}]')
    speakable.finish()
    assert speakable.withheld is None


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("plan", "<plan>First this.</plan>Hello."),
        ("plan", '<PLAN mode="x">\nFirst this.\n</Plan>\nHello.'),
        ("[PLAN]", "[PLAN]First this.[/PLAN]Hello."),
        ("<|plan|>", "<|plan|>First this.<|/plan|>Hello."),
        ("<|plan|>", "<|plan_begin|>First this.<|plan_end|>Hello."),
    ],
)
def test_a_caller_s_own_names_are_unspoken(name: str, raw: str) -> None:
    for tokens in ([raw], list(raw)):
        assert "".join(piece.text for piece in pieces_of(tokens, unspoken=[name])).strip() == "Hello."
    assert "First this" in heard(raw)
    assert heard("<think>hm</think>Hello.", unspoken=[name]) == "Hello."


@pytest.mark.parametrize("names", [("",), ("a b",), ("<plan>",), ("[]",), ("[a",), ("<||>",), ("x" * 65,), ("p/an",)])
def test_a_name_that_is_none_is_refused(names: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"unspoken: .* is no name of a tag or mark: write 'plan' for"):
        Speakable(unspoken=names)


@pytest.mark.parametrize("names", ["plan", (3,), (None,)])
def test_names_of_another_type_are_refused(names: Any) -> None:
    with pytest.raises(TypeError, match="unspoken"):
        Speakable(unspoken=names)


def test_endless_reasoning_is_not_kept() -> None:
    for opening in ("<think>", "[TOOL_CALLS]{", "<|channel|>analysis<|message|>"):
        speakable = Speakable()
        speakable.push(opening)
        for _ in range(2_000):
            speakable.push("Hm, hm, let me see. {<\n")
            assert len(speakable._held) < 200


@pytest.mark.parametrize(
    "line", ["|-{}x", "| a |\n|-{}x", "[a]: {}x y", "<a {}= ", "- {}x", "[a]({}x y", "$a{}$b", "> {}x"]
)
def test_no_line_takes_its_parser_into_a_maze(line: str) -> None:
    """Patterns that try white space in many ways take a thousand times as long as prose of that length."""

    def seconds(text: str) -> float:
        began = time.process_time()
        for _ in range(20):
            pieces_of([text])
        return time.process_time() - began

    prose = min(seconds("word " * 380) for _ in range(5))
    assert min(seconds("| a |\n" + line.format(" " * 1_900) + "\n") for _ in range(3)) < 60 * prose


def test_a_pipe_in_prose_holds_up_no_sentence() -> None:
    """It may begin a table only until a sentence has ended behind it."""
    speakable = Speakable()
    heard_so_far = "".join(
        piece.text for token in cut("Say yes | no here. It helps us", [4]) for piece in speakable.push(token)
    )
    assert heard_so_far.startswith("Say yes | no here. It")


def test_reasoning_that_is_withheld_is_that_of_its_own_text() -> None:
    segmenter = SpeakableSegmenter(Speakable(), Segmenter())
    first = segmenter.push("Hi.\n<think>x") + segmenter.finish()
    second = segmenter.push("Bye **now**\n```\n") + segmenter.finish()
    assert [segment.text.strip() for segment in first] == ["Hi."]
    assert second[-1].end == len("Hi.\n<think>x" + "Bye **now**\n```\n")
    assert segmenter.withheld is None


def test_finish_begins_a_new_text_with_offsets_going_on() -> None:
    speakable = Speakable()
    first = speakable.push("**a") + speakable.finish()
    second = speakable.push("b** c") + speakable.finish()
    assert first[0].start == 0
    assert second[0].start == first[-1].end == 3
    assert "".join(piece.text for piece in second) == "b c"


# --- joined with the segmenter ---


def segments_of(tokens: list[str], language: str = "en", **options: Any) -> list[Segment]:
    segmenter = SpeakableSegmenter(Speakable(language=language, **options), Segmenter(language))
    return [segment for token in tokens for segment in segmenter.push(token)] + segmenter.finish()


def sentences(raw: str, **options: Any) -> list[str]:
    return [text for segment in segments_of([raw], **options) if (text := segment.text.strip())]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("**A. B**", ["A. B"]),
        ("**Important. Read this now.** Then go.", ["Important.", "Read this now.", "Then go."]),
        ("See [our docs. Really](https://x.y/a.b). Ok.", ["See our docs.", "Really.", "Ok."]),
        ("Run this:\n\n```py\nx = 1. Then\ny = 2\n```\nDone.", ["Run this:", "code block", "Done."]),
        ("Intro text. ## Sub part\nMore text.", ["Intro text.", "Sub part", "More text."]),
        ("# Title\nText here.", ["Title", "Text here."]),
        ("- one\n- two\n1. three", ["one", "two", "1. three"]),
        ("| Name | Age |\n|---|---|\n| Bob | 5 |\n| Eve | 6 |\n", ["Name: Bob; Age: 5", "Name: Eve; Age: 6"]),
        ("<think>\nHm. Let me see.\n</think>\n\nIt is 5.", ["It is 5."]),
        ("<think>hm</think># Plan\nGo.", ["Plan", "Go."]),
        ("It works 😀. See it.", ["It works.", "See it."]),
        ("The price is $5. Not $x^2$ dollars.", ["The price is $5.", "Not x squared dollars."]),
    ],
)
def test_units_and_sentences_are_segments(raw: str, expected: list[str]) -> None:
    """Among them what the peers fail on: facts of their own test runs, not of their documentation."""
    assert sentences(raw) == expected


@settings(max_examples=200, deadline=None)
@given(MARKDOWN, st.lists(st.integers(1, 9), min_size=1, max_size=9))
@example("\n> ```\n```\n", [1])
def test_segments_give_back_the_text_and_its_spans(raw: str, sizes: list[int]) -> None:
    segments = segments_of(cut(raw, sizes))
    whole = segments_of([raw])
    assert [(s.text, s.start, s.end, s.kind) for s in segments] == [(s.text, s.start, s.end, s.kind) for s in whole]
    assert "".join(segment.text for segment in segments) == heard(raw)
    end = 0
    for segment in segments:
        assert segment.start == end
        end = segment.end
        assert "".join(piece.text for piece in segment.pieces) == segment.text
        marks = [segment.raw_mark(size) for size in range(len(segment.text) + 1)]
        assert marks == sorted(marks)
        assert segment.start <= marks[0]
        assert marks[-1] == segment.end
    speakable = Speakable()
    speakable.push(raw)
    speakable.finish()
    assert end == (speakable.withheld[0] if speakable.withheld else len(raw)) or speakable.withheld


def test_words_are_traced_to_the_raw_text() -> None:
    raw = "The **bold move** of [Bob](https://x.y) &amp; Eve."
    (segment,) = segments_of(list(raw))
    assert segment.text == "The bold move of Bob & Eve."
    for word, expected in {"bold": "bold", "move": "move", "Bob": "Bob", "&": "&amp;", "Eve.": "Eve."}.items():
        first = segment.text.index(word)
        start, end = segment.raw_span(first, first + len(word))
        assert raw[start:end] == expected
    behind = segment.text.index("move") + len("move")
    assert raw[: segment.raw_mark(behind)] == "The **bold move**"


def test_a_note_counts_as_spoken_when_it_is_complete() -> None:
    raw = "```\nx\n```\n"
    segment = segments_of([raw])[0]
    assert segment.text.strip() == "code block"
    assert segment.raw_mark(len("code")) == 0
    assert segment.raw_mark(len("code block")) >= len("```")


def test_reasoning_that_a_boundary_left_open_is_hidden_when_text_follows() -> None:
    segmenter = SpeakableSegmenter(Speakable(), Segmenter())
    first = segmenter.push("Let me see. <think>hm, hm") + segmenter.finish()
    assert [segment.text for segment in first] == ["Let me see. "]
    assert segmenter.withheld == (12, 25)
    assert segmenter.finish() == []  # ended twice: still not heard
    assert segmenter.withheld == (12, 25)
    then = segmenter.push("It is **5**.") + segmenter.finish()
    assert "".join(segment.text for segment in then) == "It is 5."
    assert (then[0].start, then[-1].end) == (12, 37)
    assert segmenter.withheld is None
