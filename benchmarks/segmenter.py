"""What cutting a stream into sentences costs: our segmenter against one regex, on kind and hostile text; and what a
long run of any mark costs, against prose.

Promises: at most 1.2 times the regex on prose and 1.7 times on anything; the cost per character at 1 MB is that at
10 kB; a run of a mark alone, in one push, costs at most 3 times prose, and one with letters between its marks 5 times.
Ratios within one run; run with `make bench`. ``marks`` as an argument tries all of Unicode's marks (minutes).
"""

import re
import sys
import time
import unicodedata
from collections.abc import Callable

from buffering import Segmenter, Speakable, SpeakableSegmenter

CORPORA = {
    "prose": "The committee met on Tuesday, and after a long debate it agreed. Nobody was happy with it! Why not? ",
    "unbroken": "the committee met on tuesday and after a long debate it agreed although nobody was happy with it ",
    "dots that end nothing": "Use v3.1.2, e.g. at 2.5 kg vs. 9.0 kg, i.e. x.y or 127.0.0.1, approx. 1.4 in. at 6 p.m. ",
    "numbers": "3.5 kg, 10.0.0.1, a.b.c, ",
    "unterminated CJK": "委员会星期二开会经过长时间的辩论后同意了虽然没有人满意、但是大家都接受了结果",
}
END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)|[。！？]+(?=.)|\n+(?=.)", re.DOTALL)


class OneRegex:
    """The cheapest splitter that is linear: it knows no abbreviations."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.tail = ""

    def push(self, text: str) -> list[str]:
        self.tail += text
        found = []
        while end := END.search(self.tail):
            found.append("".join(self.parts) + self.tail[: end.end()])
            self.parts, self.tail = [], self.tail[end.end() :]
        if len(self.tail) > 64:
            self.parts.append(self.tail[:-16])
            self.tail = self.tail[-16:]
        return found


def microseconds(make: Callable[[], Segmenter | OneRegex], text: str) -> tuple[float, float]:
    """Per 4-character token, and the worst push in milliseconds; the best of several runs."""
    tokens = [text[start : start + 4] for start in range(0, len(text), 4)]
    best = worst = float("inf")
    for _ in range(max(3, 300_000 // len(text))):
        splitter, slowest = make(), 0.0
        began = time.process_time()
        for token in tokens:
            splitter.push(token)
        best = min(best, (time.process_time() - began) / len(tokens) * 1e6)
        splitter = make()
        for token in tokens:
            began = time.perf_counter()
            splitter.push(token)
            slowest = max(slowest, time.perf_counter() - began)
        worst = min(worst, slowest * 1e3)
    return best, worst


for name, unit in CORPORA.items():
    short, long = (unit * (size // len(unit)) for size in (10_000, 1_000_000))
    (ours, _), (ours_long, worst) = microseconds(Segmenter, short), microseconds(Segmenter, long)
    regex, _ = microseconds(OneRegex, long)
    print(
        f"{name:<22} {ours_long:5.2f} us per token, {ours_long / regex:.2f} times the regex; "
        f"1 MB / 10 kB {ours_long / ours:.2f}; worst push {worst:.2f} ms"
    )

MARKS = [*"。！？!?.…<>|()[]{}\"'“”«»`~#*_-—•:,\n \u0301\u200d\ufe0f\u202e।", "!?", "。\n", "? ", ". ", "\n\n", "```\n"]
UNITS = ("{}", "a{}", "A{} ", "{}\n", "{}{} ")
EVERY_MARK = [mark for mark in map(chr, range(sys.maxunicode)) if unicodedata.category(mark)[0] in "PSZM"]


def joined() -> SpeakableSegmenter:
    return SpeakableSegmenter(Speakable(), Segmenter())


def per_character(make: Callable[[], Segmenter | SpeakableSegmenter], text: str) -> float:
    """Microseconds, in one push; the best of three."""
    best = float("inf")
    for _ in range(3):
        splitter = make()
        began = time.process_time()
        splitter.push(text)
        splitter.finish()
        best = min(best, time.process_time() - began)
    return best / len(text) * 1e6


def against_prose(make: Callable[[], Segmenter | SpeakableSegmenter], marks: list[str], size: int) -> None:
    prose = per_character(make, CORPORA["prose"] * 2_000)
    ratios = {}
    for mark in marks:
        for unit in UNITS:
            text = unit.format(mark, mark)
            ratios[text] = per_character(make, text * (size // len(text))) / prose
    worst = sorted(ratios, key=lambda text: -ratios[text])
    print(f"prose {prose:.2f} us a character in one push; times prose, of {len(ratios)} runs of marks the worst 12:")
    print("  ", "  ".join(f"{text!a} {ratios[text]:.1f}" for text in worst[:12]))


if "marks" in sys.argv:
    against_prose(Segmenter, EVERY_MARK, 4_000)
else:
    for size in (20_000, 200_000):
        against_prose(Segmenter, MARKS, size)
    against_prose(joined, MARKS, 20_000)
