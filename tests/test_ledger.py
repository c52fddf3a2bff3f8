"""The ledger's laws: nothing lost, marks and clock never run back, every word once and in order."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from adapter.codecs import Speech, Timed
from adapter.events import Audio, AudioFormat, Event, Report, TurnDone, Word
from adapter.ledger import Ledger
from buffering import Segment

FORMAT = AudioFormat.parse("pcm_8000")
CHARACTER = 160  # bytes of audio per character: 10 ms


def ledger_with(*texts: str) -> Ledger:
    ledger, start = Ledger(FORMAT), 0
    for text in texts:
        ledger.accept(text)
        ledger.send(Segment(text, start, start + len(text), "sentence"))
        start += len(text)
    return ledger


def timing(text: str, start: int = 0) -> tuple[Timed, ...]:
    return tuple(Timed(c, (start + i) / 100, (start + i + 1) / 100) for i, c in enumerate(text))


def words(events: Iterable[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, Word)]


def take(ledger: Ledger, events: Iterable[Event]) -> list[Event]:
    """The caller receives the events."""
    taken = list(events)
    for event in taken:
        ledger.hand_over(event)
        if isinstance(event, TurnDone):
            ledger.hand_over_end()
    return taken


REPORT = Report(None, None, None, None, 0, 0, 0, "word")
WORDS = st.lists(st.text(st.sampled_from("abc.,é你好世'"), min_size=1, max_size=6), min_size=1, max_size=12)


@given(WORDS, st.data())
def test_laws_hold_wherever_audio_and_timing_are_cut(parts: list[str], data: st.DataObject) -> None:
    text = " ".join(parts) + " "
    ledger = ledger_with(text)
    audio = b"\1" * (CHARACTER * len(text))
    heard: list[Event] = []
    timed = sounded = 0
    while timed < len(text) or sounded < len(audio):
        upto = data.draw(st.integers(timed, len(text)))
        until = data.draw(st.integers(sounded, len(audio)))
        if (upto, until) == (timed, sounded):
            upto, until = len(text), len(audio)
        voiced = ledger.voiced
        heard += take(ledger, ledger.hear(Speech(audio[sounded:until], timing(text)[timed:upto])))
        timed, sounded = upto, until
        assert ledger.voiced >= voiced
        assert ledger.voiced_text + ledger.unvoiced_text == text
    heard += take(ledger, ledger.finish())
    take(ledger, [TurnDone(REPORT)])
    sounds = [event for event in heard if isinstance(event, Audio)]
    assert b"".join(event.data for event in sounds) == audio
    assert all(a.end == b.start for a, b in pairwise(sounds))
    found = [event for event in heard if isinstance(event, Word)]
    assert "".join(word.text for word in found) == "".join(parts)
    assert all(text[slice(*word.raw_span)] == word.text for word in found)
    assert all(a.raw_span[1] <= b.raw_span[0] and a.end <= b.end for a, b in pairwise(found))
    assert ledger.exactness == "word"
    assert ledger.voiced_text == text


def test_a_word_is_voiced_when_its_last_audio_was_released() -> None:
    ledger = ledger_with("one two ")
    events = ledger.hear(Speech(b"\0" * CHARACTER * 3, timing("one two ")))
    assert words(events) == ["one"]
    assert ledger.voiced_text == ""  # until the caller has received it
    take(ledger, events)
    assert (ledger.voiced_text, ledger.unvoiced_text) == ("one", " two ")
    assert words(ledger.hear(Speech(b"\0" * (CHARACTER * 4 - 2)))) == []
    assert words(ledger.hear(Speech(b"\0\0"))) == ["two"]


def test_white_space_and_invisible_characters_need_not_agree() -> None:
    ledger = ledger_with("  one\n\u200btwo  ", "three")
    events = ledger.hear(Speech(b"\0" * CHARACTER * 20, timing(" one  two three ")))
    assert words(events) == ["one", "two", "three"]
    assert ledger.exactness == "word"


def test_timing_that_does_not_fit_the_text_is_given_up() -> None:
    ledger = ledger_with("It costs $5 now. ")
    events = ledger.hear(Speech(b"\0" * CHARACTER * 40, timing("It costs five dollars now. ")))
    assert words(events) == ["It", "costs"]
    assert ledger.exactness == "turn"
    assert ledger.finish() == []
    take(ledger, [TurnDone(REPORT)])
    assert ledger.voiced_text == "It costs $5 now. "


def test_han_and_kana_are_words_of_their_own_and_keep_their_punctuation() -> None:
    ledger = ledger_with("你好。GPT模型")
    events = ledger.hear(Speech(b"\0" * CHARACTER * 20, timing("你好。GPT模型")))
    assert words(events) == ["你", "好。", "GPT", "模", "型"]


def test_half_a_sample_waits_for_the_other_half() -> None:
    ledger = ledger_with("a")
    assert ledger.hear(Speech(b"\1")) == []
    (audio,) = ledger.hear(Speech(b"\2\3"))
    assert isinstance(audio, Audio)
    assert audio.data == b"\1\2"


def test_what_was_accepted_but_not_sent_stays_unvoiced_at_the_end() -> None:
    ledger = ledger_with("Sent. ")
    ledger.accept("Not sent")
    ledger.finish()
    take(ledger, [TurnDone(REPORT)])
    assert (ledger.voiced_text, ledger.unvoiced_text) == ("Sent. ", "Not sent")


def test_what_is_sent_holds_no_control_characters_or_lone_surrogates() -> None:
    ledger = Ledger(FORMAT)
    assert ledger.send(Segment("a\0b\ud800c\x1b[2J\n ", 0, 10, "line")) == "a b c [2J"
    assert ledger.send(Segment(" \n\t", 10, 13, "line")) == ""
