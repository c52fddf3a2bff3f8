"""Captions: readable, in time with the sound, and files that other people's readers take at any moment."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import replace
from html import unescape
from itertools import pairwise
from pathlib import Path
from unicodedata import category

import pytest
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from adapter import AdapterError, Audio, BadRequest, ElevenLabs, Local, Speaker, Word
from adapter.sinks import AudioFile, Captions, captions
from adapter.sinks.cues import LINE_COLUMNS, MAX_SECONDS, MIN_SECONDS, Cue, Cues
from tests.fault_server import AfterMessages, Connection, Cut, FaultServer, OnText

TEXT = (
    "**Hi** there, it costs $5.50 & <b>10</b> > 3! Yes. No. Dr. Smith went to Washington, where he met Mr. Jones and "
    "several other people who had been waiting for him since the early morning hours of that cold day."
)
SPOKEN = TEXT.replace("**", "").replace("<b>", "").replace("</b>", "")

TIME = r"\d{2,}:[0-5]\d:[0-5]\d\.\d{3}"
WEB_CUE = re.compile(rf"{TIME} --> {TIME}\n(?:(?:<{TIME}>|&(?:amp|lt|gt);|[^\n&<>])+\n){{1,2}}\n")
"""A cue as the standard's grammar has it, as far as we use it."""
SUBRIP_CUE = re.compile(r"\d+\n\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}\n(?:[^\n]+\n){1,2}\n")


def read(path: Path) -> list[tuple[float, float, str]]:
    """The captions of a file, by an independent reader and by the grammar."""
    data = path.read_bytes().decode()
    if path.suffix == ".vtt":
        assert re.fullmatch(rf"WEBVTT\n\n(?:{WEB_CUE.pattern})*", data)
        found = webvtt.read(str(path), strict=True)
    else:
        assert re.fullmatch(f"(?:{SUBRIP_CUE.pattern})*", data)
        if not data:
            return []
        found = webvtt.from_srt(str(path))
    return [(in_seconds(cue.start), in_seconds(cue.end), unescape(cue.text)) for cue in found]


def in_seconds(stamp: str) -> float:
    hours, minutes, seconds = stamp.replace(",", ".").split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def one_line(cues: Iterable[tuple[float, float, str]]) -> str:
    return " ".join(text.replace("\n", " ") for _, _, text in cues)


@pytest.mark.parametrize("ending", ["vtt", "srt"])
async def test_the_whole_reply_is_in_the_captions(tmp_path: Path, ending: str) -> None:
    async with Speaker(Local()) as speaker:
        report = await captions(speaker.say(TEXT), tmp_path / f"x.{ending}")
    cues = read(tmp_path / f"x.{ending}")
    assert one_line(cues) == SPOKEN
    assert 4 <= len(cues) <= 7
    assert cues[-1][1] <= report.audio_seconds + 1


async def test_captions_and_audio_take_the_events_of_one_loop(tmp_path: Path) -> None:
    async with Speaker(Local()) as speaker:
        turn = speaker.say(TEXT)
        with AudioFile(tmp_path / "x.wav", turn.format) as audio, Captions(tmp_path / "x.vtt") as file:
            async for event in turn:
                file.write(event)
                if isinstance(event, Audio):
                    audio.write(event.data)
    assert (tmp_path / "x.wav").stat().st_size > 400_000
    assert one_line(read(tmp_path / "x.vtt")) == SPOKEN


async def test_a_turn_that_fails_leaves_the_captions_of_what_was_voiced(tmp_path: Path) -> None:
    script = [Connection([Cut(AfterMessages(6))]), Connection([Cut(OnText())])]
    async with FaultServer(script, repeat=True) as server:
        async with Speaker(ElevenLabs("v", api_key="k", base_url=server.url), clean=False) as speaker:
            turn = speaker.say("It begins well. Then it is never spoken to its end here.")
            with pytest.raises(AdapterError):
                await captions(turn, tmp_path / "x.srt")
    assert one_line(read(tmp_path / "x.srt")) == turn.voiced_text.strip() != ""


@pytest.mark.parametrize(
    ("language", "voice", "text"),
    [
        ("zh", "cmn", "你好，AI是什么？我们喜欢 AI 技术。"),
        ("ja", "ja", "コーヒーを飲みます。"),
        ("ko", "ko", "안녕하세요 세계."),
    ],
)
async def test_scripts_without_spaces_get_none(tmp_path: Path, language: str, voice: str, text: str) -> None:
    async with Speaker(Local(voice), language=language) as speaker:
        await captions(speaker.say(text), tmp_path / "x.srt", language=language)
    assert "".join(cue for _, _, cue in read(tmp_path / "x.srt")).replace("\n", "") == text


async def test_items_of_a_list_stand_on_lines_of_their_own(tmp_path: Path) -> None:
    text = "## Shopping\n\n- Milk\n- Eggs\n- Some bread from the baker\n\nThat is all. Go now."
    async with Speaker(Local()) as speaker:
        await captions(speaker.say(text), tmp_path / "x.srt")
    lines = [line for _, _, cue in read(tmp_path / "x.srt") for line in cue.split("\n")]
    assert lines[:4] == ["Shopping", "Milk", "Eggs", "Some bread from the baker"]
    assert " ".join(lines[4:]) == "That is all. Go now."


@pytest.mark.parametrize("seconds", [0.05, 0.4, 1.5, 3.0])
def test_a_unit_begins_a_line_and_a_cue_has_two_at_most(seconds: float) -> None:
    said = ["Milk", "Two", "eggs", "A" * 60, "Bread", "Salt"]
    ends = {"Milk", "eggs", "A" * 60, "Bread"}
    cues = Cues()
    taken = [replace(word, ends_unit=word.text in ends) for word in words(*said, seconds=seconds)]
    found = [cue for word in taken for cue in cues.push(word)] + cues.finish()
    lines = [
        "".join(token.glue * bool(at) + token.text for at, token in enumerate(line))
        for cue in found
        for line in cue.lines
    ]
    assert [line for line in lines if "A" not in line] == ["Milk", "Two eggs", "Bread", "Salt"]
    assert all(len(cue.lines) <= 2 for cue in found)


def words(*texts: str, seconds: float = 0.4, gap: float = 0.0) -> list[Word]:
    spans, at = [], 0
    for text in texts:
        spans.append((at, at + len(text)))
        at += len(text) + 1
    return [
        Word(text, index * (seconds + gap), index * (seconds + gap) + seconds, span)
        for index, (text, span) in enumerate(zip(texts, spans, strict=True))
    ]


def test_what_the_formats_would_obey_is_text(tmp_path: Path) -> None:
    tricky = ["a<b>c", "&amp;", "-->", "{\\an8}", "</i>", "1:00", "x>y"]
    for name in ("x.vtt", "x.srt"):
        with Captions(tmp_path / name) as file:
            for word in words(*tricky):
                file.write(word)
    assert one_line(read(tmp_path / "x.vtt")) == " ".join(tricky)
    data = (tmp_path / "x.srt").read_text(encoding="utf-8")
    assert data.count("-->") == data.count("\n\n")
    assert not re.search(r"</?[a-z]|\{\\", data)
    assert one_line(read(tmp_path / "x.srt")) == "a‹b›c &amp; --› {\u2060\\an8} ‹/i› 1:00 x>y".replace("&amp;", "&")


def test_each_word_of_a_cue_says_when_it_sounds(tmp_path: Path) -> None:
    with Captions(tmp_path / "x.vtt") as file:
        for word in words("One", "two", "three."):
            file.write(word)
    assert (tmp_path / "x.vtt").read_text() == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.700\nOne <00:00:00.400>two <00:00:00.800>three.\n\n"
    )


def shown(*texts: str, language: str = "en", **times: float) -> list[list[str]]:
    cues = Cues(language)
    found = [cue for word in words(*texts, **times) for cue in cues.push(word)] + cues.finish()
    return [["".join(t.glue * bool(i) + t.text for i, t in enumerate(line)) for line in cue.lines] for cue in found]


def test_cuts_are_where_a_reader_expects_them() -> None:
    assert shown(*"This is the first one. Here is the second one.".split()) == [
        ["This is the first one."], ["Here is the second one."],
    ]  # fmt: skip
    assert shown(*"When it rains, as it so often does in these parts, we all stay at home.".split()) == [
        ["When it rains, as it so often does", "in these parts, we all stay at home."],
    ]  # fmt: skip
    assert shown(*"If it rains hard tomorrow morning, we stay here at home.".split()) == [
        ["If it rains hard tomorrow morning,", "we stay here at home."],
    ]  # fmt: skip
    opening = shown(*["\u5b57"] * 8, "\u5b57\u300c", *["\u5b57"] * 10, seconds=0.2)
    assert [len(line) for line in opening[0]] == [11, 9]  # no line ends with an opening bracket
    assert shown("Dr.", "Smith", "left.") == [["Dr. Smith left."]]
    assert shown("Yes.", "No.", "Well.", seconds=0.3) == [["Yes. No. Well."]]  # too short to stand alone
    assert shown("One", "two", gap=1.5) == [["One"], ["two"]]  # a silence


def test_a_word_that_is_longer_than_a_line_is_cut_but_not_inside_a_character() -> None:
    assert [line for cue in shown("x" * 100) for line in cue] == ["x" * 42, "x" * 42, "x" * 16]
    for text, mark in (("e\u0301" * 80, "\u0301"), ("a" + "\u0915\u093f" * 80, "\u093f")):
        assert all(not line.startswith(mark) for cue in shown(text) for line in cue)


def test_the_cost_of_a_word_does_not_grow() -> None:
    """A sentence that has no end is the worst there is; 2,000 words took seconds once."""

    def cost(count: int) -> float:
        spoken = words(*["\u5b57"] * count)
        cues, began = Cues(), time.perf_counter()
        for word in spoken:
            cues.push(word)
        return time.perf_counter() - began

    assert min(cost(4_000) for _ in range(2)) < 3 * 8 * max(0.02, min(cost(500) for _ in range(3)))
    assert min(cost(1_000) for _ in range(3)) < 1


def test_words_that_take_no_time_overlap_nothing() -> None:
    spoken = words(*["x" * 40] * 9, seconds=0)
    cues = Cues()
    check([cue for word in spoken for cue in cues.push(word)] + cues.finish(), spoken)


def test_turns_in_one_file_follow_each_other(tmp_path: Path) -> None:
    with Captions(tmp_path / "x.srt") as file:
        file.write(Audio(b"", 0.0, 2.5))
        file.write(Word("Hello.", 0.0, 1.0, (0, 6)))
        file.begin_turn()
        file.write(Audio(b"", 0.0, 2.0))
        file.write(Word("Again.", 0.25, 1.0, (0, 6)))
    assert [(start, text) for start, _, text in read(tmp_path / "x.srt")] == [(0.0, "Hello."), (2.75, "Again.")]


def test_a_file_that_was_there_is_replaced_by_captions_or_a_good_end_only(tmp_path: Path) -> None:
    path = tmp_path / "x.vtt"
    path.write_bytes(b"precious" * 99)
    with pytest.raises(ValueError, match="x"), Captions(path):
        raise ValueError("x")
    assert path.read_bytes() == b"precious" * 99
    with Captions(path):
        pass
    assert path.read_bytes() == b"WEBVTT\n\n"
    with pytest.raises(BadRequest, match=r"\.vtt or \.srt"):
        Captions(tmp_path / "x.txt")
    with pytest.raises(ValueError, match="x"), Captions(tmp_path / "new.srt"):
        raise ValueError("x")
    assert not (tmp_path / "new.srt").exists()


LETTERS = st.sampled_from("abcXYZ019.,!?&<>-{}\\/;'\"()你好。，「」あア한글ก\u0e31é\u0301😀")
SPOKEN_WORDS = st.lists(
    st.tuples(st.text(LETTERS, min_size=1, max_size=60), st.floats(0, 9), st.floats(0, 3), st.integers(0, 2)),
    max_size=60,
)


def columns(line: str) -> float:
    return sum(0 if category(c)[0] == "M" else LINE_COLUMNS / 16 if ord(c) > 0x2E80 else 1 for c in line)


def check(cues: list[Cue], spoken: list[Word]) -> None:
    tokens = [token for cue in cues for line in cue.lines for token in line]
    assert "".join(token.text for token in tokens) == "".join(word.text for word in spoken)
    for cue in cues:
        assert 1 <= len(cue.lines) <= 2
        for line in cue.lines:
            assert columns("".join(token.glue * bool(i) + token.text for i, token in enumerate(line))) <= LINE_COLUMNS
        assert 0 < cue.end - cue.start <= MAX_SECONDS + 0.002
        assert 0 <= cue.start - cue.lines[0][0].start < 0.1
    for before, after in pairwise(cues):
        assert before.end <= after.start + 1e-9
        assert before.end - before.start >= MIN_SECONDS - 1e-9 or before.end >= after.start - 1e-9


@given(SPOKEN_WORDS)
def test_whatever_is_spoken_becomes_good_captions_valid_after_every_write(
    tmp_path_factory: pytest.TempPathFactory, found: list[tuple[str, float, float, int]]
) -> None:
    spoken, clock, at = [], 0.0, 0
    for text, seconds, gap, space in found:
        spoken.append(Word(text, clock + gap, clock + gap + seconds, (at + space, at + space + len(text))))
        clock, at = clock + gap + seconds, at + space + len(text)
    cues = Cues()
    check([cue for word in spoken for cue in cues.push(word)] + cues.finish(), spoken)
    folder = tmp_path_factory.mktemp("captions")
    for path in (folder / "x.vtt", folder / "x.srt"):
        with Captions(path) as file:
            for word in spoken:
                file.write(word)
                if path.stat().st_size:
                    read(path)
        seen = read(path)
        assert all(before[1] <= after[0] for before, after in pairwise(seen))
        if path.suffix == ".vtt":
            expected = "".join(word.text for word in spoken)
            assert "".join("".join(text.split()) for _, _, text in seen) == expected
