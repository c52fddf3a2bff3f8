"""A reply cut at every byte, without sockets: what the listener hears after the cut goes on word by word.

The sound encodes its text, so a lost, doubled, torn or moved word shows. The bytes go through the parser of
``websockets``, the messages through the codec, their signals through the ledger. A message counts when it is complete:
so the state of the ledger is healed once per message, and each cut byte shows that the parser gives nothing more.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pytest
from websockets.frames import Frame
from websockets.protocol import OPEN, Protocol, Side

from adapter import ElevenLabs
from adapter.events import Audio, Word
from adapter.ledger import Entry, Ledger, Mark
from adapter.services import Finished, Speech
from adapter.services.elevenlabs import ElevenLabsCodec
from buffering import Segment, Segmenter, Speakable, SpeakableSegmenter
from tests.fault_server import Manner, Style, decode, reply_bytes, reply_messages

RATE, SAMPLES = 1_000, 12  # 12 ms per character: enough for timing to be missed when it does not come
SETTINGS = ElevenLabs("v", api_key="k", output_format=f"pcm_{RATE}")
CONTEXT = "turn"

TEXTS = {
    "sentences": (
        "The first sentence is short. Is the second one? It asks! The third goes on, and on, and has a dash — so; "
        "and the last one ends: here."
    ),
    "markdown": (
        "# A *heading*\n\nSome **bold words** and `code`, then [a link](https://example.org/x) in a sentence.\n\n"
        "- one item\n- the other, ~~gone~~ kept\n\nEnd. 😀\n"
    ),
    "chinese and japanese": (
        "你好，世界。今天天气很好！我用GPT模型说话。東京は「大きい」です。そうですか？はい、GPUが三つ。"
    ),
    "numbers and quotes": (
        'She said: "It costs $5, not 7.50!" He (the 2nd man) paid 12 of 100 at 8:30, didn\'t he? '
        "“Yes,” ‘all 3’ — no no no more. No more."
    ),
}
STYLES: tuple[Style, ...] = ("with", "lagged", "whole", "restarting", "absolute", "normalised", "none")
UNTIMED = ("normalised", "none")
"""Where timing is missing or misfits: held until the end of what is sent in one go."""
CUTS: dict[tuple[str, str], int] = {}


def segments_of(name: str) -> list[Segment]:
    text = TEXTS[name]
    if name == "markdown":
        cleaner = SpeakableSegmenter(Speakable(), Segmenter("en"))
        return cleaner.push(text) + cleaner.finish()
    segmenter = Segmenter("zh" if name.startswith("chinese") else "en")
    return segmenter.push(text) + segmenter.finish()


@dataclass
class Turn:
    """A turn with a service of one style: the ledger's side of what ``delivery.py`` does."""

    style: Style
    ledger: Ledger
    entries: list[Entry]
    isolates: bool = False

    def hear(self, codec: ElevenLabsCodec, payload: str | bytes) -> None:
        for signal in codec.receive(payload):
            if isinstance(signal, Speech):
                self.take(self.ledger.hear(signal, self.ledger.attempt))
            elif isinstance(signal, Finished):
                self.take(self.ledger.finish(self.ledger.attempt))

    def take(self, entries: list[Entry]) -> None:
        for entry in entries:
            if isinstance(entry, Mark):
                assert entry.voiced >= self.ledger.voiced
                self.ledger.voiced = entry.voiced
        self.entries += entries

    def heal(self, messages: int = 1_000_000) -> None:
        """The link is lost; all that follow are healthy, or end with the last of ``messages``."""
        self.take(self.ledger.lose())
        for _ in range(50):
            self.isolates |= self.ledger.is_broken
            texts = self.ledger.begin_attempt(is_single=self.isolates or not self.ledger.is_aligned)
            if not texts:
                self.take(self.ledger.finish(self.ledger.attempt))
                return
            codec = ElevenLabsCodec(SETTINGS, CONTEXT)
            for message in reply_messages(spoken(texts), manner(self.style), CONTEXT):
                if not messages:
                    return
                messages -= 1
                self.hear(codec, json.dumps(message))
                if self.ledger.is_broken:
                    break
            if not self.ledger.is_attempt_complete:
                self.isolates = True
                self.take(self.ledger.lose())
        raise AssertionError("it never ends")


def manner(style: Style) -> Manner:
    return Manner(style, samples=SAMPLES, rate=RATE)


def spoken(texts: list[str]) -> list[str]:
    """As the codec sends them: with a space behind each."""
    return [json.loads(frame)["text"] for text in texts for frame in ElevenLabsCodec(SETTINGS, CONTEXT).speak(text)]


def begin(name: str, style: Style) -> tuple[Turn, bytes]:
    """A turn to which all text was sent, and what a healthy service answers."""
    ledger = Ledger(SETTINGS.format, partial="hold" if style in UNTIMED else "repeat")
    ledger.begin_attempt()
    ledger.accept(TEXTS[name])
    texts = [text for segment in segments_of(name) if (text := ledger.send(segment))]
    stream = reply_bytes(spoken(texts), style, context=CONTEXT, samples=SAMPLES, rate=RATE)
    return Turn(style, ledger, []), stream


def split(stream: bytes) -> Iterator[tuple[bytes, Frame]]:
    """The frames of a stream, each with its bytes: it is fed byte by byte."""
    parser, start = Protocol(Side.CLIENT, state=OPEN), 0
    for end in range(1, len(stream) + 1):
        parser.receive_data(stream[end - 1 : end])
        for frame in parser.events_received():
            assert isinstance(frame, Frame)
            yield stream[start:end], frame
            start = end
    assert start == len(stream)


def count_cuts(frame: bytes) -> int:
    """Cut inside a frame: the parser gives nothing of it, wherever the cut is."""
    for size in range(1, len(frame)):
        parser = Protocol(Side.CLIENT, state=OPEN)
        parser.receive_data(frame[:size])
        parser.receive_eof()
        assert parser.events_received() == []
        assert isinstance(parser.parser_exc, EOFError)
    return len(frame)


def check(turn: Turn, name: str) -> list[str]:
    """Every word came once and in order, and so did the audio, the clock and the marks. Gives the words."""
    ledger, said = turn.ledger, "".join("".join(segment.text for segment in segments_of(name)).split())
    sounds = [entry for entry in turn.entries if isinstance(entry, Audio)]
    heard = decode(b"".join(sound.data for sound in sounds), SAMPLES)
    assert "".join(heard.split()) == said
    assert all(before.end == after.start for before, after in pairwise(sounds))
    assert (ledger.voiced_text, ledger.unvoiced_text) == (TEXTS[name], "")
    words = [entry for entry in turn.entries if isinstance(entry, Word)]
    assert all(a.raw_span[1] <= b.raw_span[0] and a.end <= b.end for a, b in pairwise(words))
    assert all(0 <= word.start <= word.end <= ledger.clock for word in words)
    if turn.style not in UNTIMED:
        assert "".join(word.text for word in words) == said
        assert ledger.exactness == "word"
    return [word.text for word in words]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", TEXTS)
def test_a_reply_can_be_cut_at_every_byte(name: str, style: Style) -> None:
    turn, stream = begin(name, style)
    codec, cuts = ElevenLabsCodec(SETTINGS, CONTEXT), 0
    whole, _ = begin(name, style)
    whole.heal()
    words = check(whole, name)
    for data, frame in split(stream):
        if turn.ledger.is_broken:
            break  # the link is dropped: what follows is not read
        cut = copy.deepcopy(turn)
        cut.heal()
        assert style in UNTIMED or check(cut, name) == words
        check(cut, name)
        cuts += count_cuts(data)
        turn.hear(codec, frame.data)
    if turn.ledger.is_broken:
        turn.heal()
    check(turn, name)
    assert turn.ledger.is_attempt_complete
    assert cuts > 1_000
    CUTS[name, style] = cuts


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", ["markdown", "numbers and quotes"])
def test_a_reply_can_be_cut_twice(name: str, style: Style) -> None:
    """Behind every third message, and then behind every third of what was said again."""
    turn, stream = begin(name, style)
    codec = ElevenLabsCodec(SETTINGS, CONTEXT)
    for index, (_, frame) in enumerate(split(stream)):
        turn.hear(codec, frame.data)
        for messages in range(1 + index % 3, 30, 3) if index % 3 == 0 else ():
            cut = copy.deepcopy(turn)
            cut.heal(messages)
            cut.heal()
            check(cut, name)


def test_the_sweep_is_as_large_as_it_says() -> None:
    if len(CUTS) == len(TEXTS) * len(STYLES):  # else only some were asked for
        assert sum(CUTS.values()) >= 20_000


@pytest.mark.parametrize("harm", ["lost", "doubled", "moved"])
def test_the_sweep_sees_harm(harm: str) -> None:
    """The check can fail."""
    turn, _ = begin("sentences", "with")
    turn.heal()
    check(turn, "sentences")
    at = next(index for index, entry in enumerate(turn.entries) if isinstance(entry, Audio) and index > 3)
    audio = turn.entries.pop(at)
    turn.entries[at:at] = [audio] * 2 if harm == "doubled" else []
    turn.entries += [audio] if harm == "moved" else []
    with pytest.raises(AssertionError):
        check(turn, "sentences")
