"""Any order of events at the ledger: a service speaks, stutters, repeats itself, stops early or is cut off, at random.

The service is a model of one: what it was sent in the attempt is its script, and its audio encodes its text. Letters
are what sounds: white space and punctuation between them may be lost at a cut.
"""

from __future__ import annotations

from collections import deque
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from adapter.events import Audio, AudioFormat, Word
from adapter.ledger import Entry, Ledger, Mark
from adapter.services import Speech, Timed
from buffering import Piece, Segment
from tests.fault_server import decode, encode

FORMAT = AudioFormat.parse("pcm_2400")
SAMPLES = 24  # per character: 10 ms
LONGEST, CHUNK = 8, 12
TOKENS = st.sampled_from(("plain", "plain", "plain", "stop", "quoted", "chinese", "dash", "again"))


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


class Service(RuleBasedStateMachine):
    """The ledger, a service that speaks what it is sent, and a caller who takes what is given."""

    def __init__(self) -> None:
        super().__init__()
        self.style = ""
        self.ledger = Ledger(FORMAT)
        self.outbox: deque[Entry] = deque()
        self.given: list[Entry] = []
        self.words: list[str] = []
        self.edges = {0}  # raw offsets at which a word or a segment ends
        self.spoken_at: dict[int, str] = {0: ""}  # the letters that sound up to an edge
        self.letters = ""
        self.released = self.voiced = 0
        self.old: list[tuple[Speech, int]] = []
        self.covered = 0  # letters that were heard, without a gap
        self.sounds_from = self.first = 0
        self.has_ended_early = False
        self.begin([])

    def begin(self, texts: list[str], is_single: bool = False) -> None:
        self.cover()
        self.is_single = is_single and bool(texts)
        self.script = [text + " " for text in texts]
        self.said = self.timed = 0
        self.owed = (0, "")  # the characters of which the next message tells the times
        self.last: Speech | None = None
        self.sounds_from = len(self.given)
        self.first = len(self.spoken_at[self.ledger.released])  # letters that were released before
        self.passed = self.first  # letters in front of the text with which the last message began
        self.messages = 0  # of 4 characters and more that begin with one that is seen

    @property
    def text(self) -> str:
        return "".join(self.script)

    @initialize(style=st.sampled_from(("with", "late", "whole", "overlong", "none")))
    def opens(self, style: str) -> None:
        self.style = style
        self.ledger = Ledger(FORMAT, is_timed=style != "none", partial="hold" if style == "none" else "repeat")
        self.begin(self.ledger.begin_attempt())

    # --- the source ---

    def word(self, kind: str) -> list[str]:
        number = len(self.words)
        plain = f"{chr(97 + number % 26)}{number}"
        stop, quoted = plain + ".", f"«{plain}»!"
        return {"plain": [plain], "stop": [stop], "quoted": [quoted], "dash": ["—"], "again": ["no"]}.get(
            kind, ["你", "好。"]
        )

    @precondition(lambda self: not self.is_single and (self.style != "none" or not self.script))
    @rule(kinds=st.lists(TOKENS, max_size=4), is_marked=st.booleans())
    def send(self, kinds: list[str], is_marked: bool) -> None:
        text, ends = "", []
        for kind in kinds:
            for part in self.word(kind):
                text += part
                ends.append(len(text))
                self.words.append(part)
            text += " "
        start = self.ledger.accepted
        raw = f"**{text}**" if is_marked else text
        end = start + len(raw)
        pieces = (Piece("", start, start + 2), Piece(text, start + 2, end - 2), Piece("", end - 2, end))
        segment = Segment(text, start, end, "sentence", pieces if is_marked and text else ())
        for at in ends:
            self.edges.add(segment.raw_mark(at))
            self.spoken_at[segment.raw_mark(at)] = self.letters + letters(text[:at])
        self.letters += letters(text)
        self.edges.add(end)
        self.spoken_at[end] = self.letters
        self.ledger.accept(raw)
        if sent := self.ledger.send(segment):
            self.script.append(sent + " ")

    # --- the service ---

    def times(self, first: int, text: str) -> tuple[Timed, ...]:
        self.timed = max(self.timed, first + len(text))
        return tuple(Timed(char, at / 100, (at + 1) / 100) for at, char in enumerate(text, first))

    @precondition(lambda self: self.said < len(self.text))
    @rule(size=st.integers(1, CHUNK))
    def speak(self, size: int) -> None:
        at, first = self.said, 0
        for text in self.script:  # a message holds characters of one text; with times too long it may hold more
            if first <= at < first + len(text):
                break
            first += len(text)
        chunk = text[at - first : at - first + size] if self.style != "overlong" else self.text[at : at + size]
        told = {
            "with": (at, chunk),
            "overlong": (at, chunk),
            "late": self.owed,
            "whole": (first, text) if at == first else (0, ""),
        }
        timing = self.times(*told.get(self.style, (0, "")))
        self.owed = (at, chunk)
        self.said += len(chunk)
        if self.style == "overlong":  # by half, counted from the message's own audio
            timing = tuple(Timed(t.chars, 1.5 * t.start - at / 200, 1.5 * t.end - at / 200) for t in timing)
            self.passed = self.first + len(letters(self.text[:first])) if chunk.strip() else self.passed
            self.messages += len(chunk) > 3 and chunk[0] != " "
        self.last = Speech(encode(chunk, SAMPLES), timing, at / 100)
        self.old.append((self.last, self.ledger.attempt))
        self.give(self.ledger.hear(self.last, self.ledger.attempt))

    @precondition(lambda self: self.old)
    @rule(data=st.data(), ends=st.booleans())
    def says_something_old(self, data: st.DataObject, ends: bool) -> None:
        speech, attempt = data.draw(st.sampled_from(self.old))
        if attempt == self.ledger.attempt:
            return
        before = self.state()
        assert (self.ledger.finish(attempt) if ends else self.ledger.hear(speech, attempt)) == []
        assert self.state() == before

    @precondition(lambda self: self.last)
    @rule()
    def says_it_twice(self) -> None:
        """Where other text is due than what it said last."""
        assert self.last
        visible = "".join(timed.chars for timed in self.last.timing).split()
        due = self.text[self.timed :].split()
        if not visible or (due and due[0][0] == visible[0][0]):
            return
        before = self.state()
        assert self.ledger.hear(self.last, self.ledger.attempt) == []
        assert self.state() == before

    @property
    def can_be_the_end(self) -> bool:
        """Whether nobody can tell from outside: there is audio, however little, for all that is not timed."""
        if self.style == "whole":
            given, unheard = self.ledger._attempt.given / 2 / SAMPLES, self.timed - self.said
            return unheard < 12 or self.said - given > 0.55 * (self.timed - given)
        if self.style == "late" and not self.timed:
            return True
        missing = len(letters(self.text[self.timed :]))
        if self.style == "overlong":
            return self.has_ended_early and missing <= 4
        share = 0.55 if self.timed else 0.8
        return self.said - self.timed >= share * missing

    @precondition(lambda self: letters(self.text[self.said :]))
    @rule(is_single=st.booleans())
    def ends_early(self, is_single: bool) -> None:
        if self.said and self.can_be_the_end:
            return
        before = self.state()
        assert self.ledger.finish(self.ledger.attempt) == []
        assert self.state() == before
        self.has_ended_early = True
        self.cut(is_single)

    @precondition(lambda self: self.script and self.said == len(self.text))
    @rule(is_single=st.booleans())
    def ends(self, is_single: bool) -> None:
        if self.style == "late":
            self.give(self.ledger.hear(Speech(b"", self.times(*self.owed)), self.ledger.attempt))
        self.give(self.ledger.finish(self.ledger.attempt))
        assert self.ledger.is_attempt_complete
        self.has_ended_early = False
        self.begin(self.ledger.begin_attempt(is_single=is_single), is_single)

    @rule(is_single=st.booleans())
    def cut(self, is_single: bool) -> None:
        replayed = self.ledger.replayed
        self.give(self.ledger.lose())
        texts = self.ledger.begin_attempt(is_single=is_single)
        assert self.ledger.replayed == replayed + len("".join(texts))
        self.begin(texts, is_single)

    # --- the caller ---

    def give(self, entries: list[Entry]) -> None:
        self.given += entries
        self.outbox += entries

    @rule(count=st.integers(1, 5))
    def take(self, count: int) -> None:
        while self.outbox and count:
            entry = self.outbox.popleft()
            if isinstance(entry, Mark):
                self.ledger.voiced = entry.voiced
            count -= 1

    # --- what holds at every moment ---

    def state(self) -> tuple[object, ...]:
        ledger, tail = self.ledger, bytes(self.ledger._attempt.tail)
        return ledger.released, ledger.voiced, ledger.audio_bytes, tail, ledger.owed_text, ledger.attempt

    def cover(self) -> None:
        """What was heard in the attempt goes on where it began."""
        heard = letters(self.heard(self.sounds_from))
        assert self.letters[self.first :].startswith(heard)
        self.covered = max(self.covered, self.first + len(heard))

    def heard(self, since: int = 0) -> str:
        return decode(b"".join(entry.data for entry in self.given[since:] if isinstance(entry, Audio)), SAMPLES)

    @invariant()
    def released_is_an_edge_and_the_audio_is_its_text(self) -> None:
        assert self.ledger.released in self.edges
        if self.style != "overlong":
            assert letters(self.heard()) == self.spoken_at[self.ledger.released]

    @invariant()
    def with_times_too_long_nothing_is_lost_and_little_comes_twice(self) -> None:
        """Little: what was sent of the segments that were not passed."""
        if self.style != "overlong":
            return
        self.cover()
        released = len(self.spoken_at[self.ledger.released])
        assert released <= self.covered
        if self.ledger.exactness == "segment":
            assert released >= self.passed
        assert self.messages < 2 or self.ledger.exactness == "segment"

    @invariant()
    def marks_never_run_back(self) -> None:
        ledger = self.ledger
        assert self.voiced <= ledger.voiced <= ledger.released <= ledger.sent == ledger.accepted
        assert self.released <= ledger.released
        self.released, self.voiced = ledger.released, ledger.voiced
        assert ledger.voiced_text + ledger.unvoiced_text == ledger.text
        assert ledger.voiced in self.edges

    @invariant()
    def little_is_held(self) -> None:
        held = len(self.ledger._attempt.tail) / 2 / SAMPLES
        limit = max(map(len, self.script), default=0) if self.style == "none" else LONGEST + 2 * CHUNK
        assert held <= limit
        assert self.ledger.owed_text <= self.ledger.accepted - self.ledger.released
        assert not self.ledger.is_broken
        if self.style != "overlong":
            assert self.ledger.exactness == ("segment" if self.style == "none" else "word")

    def teardown(self) -> None:
        """The network heals: everything is spoken, every word once and in order."""
        if not self.style:
            return
        self.cut(is_single=False)
        while self.script:
            while self.said < len(self.text):
                self.speak(CHUNK)
            self.ends(is_single=False)
        self.give(self.ledger.finish(self.ledger.attempt))  # what is left is not visible
        self.take(len(self.outbox))
        assert self.ledger.unvoiced_text == ""
        assert self.covered == len(self.letters)
        assert self.style == "overlong" or letters(self.heard()) == self.letters
        assert (self.ledger.owed_text, self.ledger.owes) == (0, False)
        sounds = [entry for entry in self.given if isinstance(entry, Audio)]
        assert all(before.end == after.start for before, after in pairwise(sounds))
        words = [entry for entry in self.given if isinstance(entry, Word)]
        assert all(a.end <= b.end and a.raw_span[1] <= b.raw_span[0] for a, b in pairwise(words))
        assert all(self.ledger.text[slice(*word.raw_span)] == word.text for word in words)
        assert [word.text for word in words] == ([] if self.style == "none" else self.words)


TestLedger = Service.TestCase
TestLedger.settings = settings(max_examples=300, stateful_step_count=40, deadline=None)
