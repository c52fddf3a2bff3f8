"""Promise: cleaning a token of markdown costs a few times what ``str.translate`` does, and never more later on.

Ratios within one run: prose and markdown against ``str.translate`` over the same tokens, and the cost per character of
hostile texts at 1 MB against 10 kB. The last table is the cost per character of each mark as a ratio to prose as a
model streams it, in tokens of four characters: alone, and beside a letter, a space and a line break.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from buffering import Speakable

PROSE = "The quick brown fox jumps over the lazy dog, and it does so every single day without getting tired of it. "
MARKDOWN = (
    "## Plan\n\n1. **Buy** `milk` at [the shop](https://example.com/a).\n2. Pay *$5* or less.\n\n"
    "| a | b |\n|---|---|\n| 1 | 2 |\n\n"
)
HOSTILE = (
    *("*", "[", "`", "<", "|", "$", "(", "\n", "](", "<a ", "**a", "`a``", "| a\n"),
    *("> ", "$a ", "[a](", "&a", "a@", "<think>", "<b> ", "<x", "\\(", "- ", "1. ", "```\n"),
)
MARKS = [*"<|…*_`[]()!#>-~$\\&:@.'\"=+/^%{};,?", "1", "\n", "\r", "。", "😀", "🇩🇪", "\u0301", "\u200b", "\u200d", "【"]
BESIDE = ("{}", "{}a", "{} ", "{}\n", "a {}a ", "{0}{0}a")
MARKED = 2_000
TABLE = str.maketrans("", "", "*_`#")
SIZE = 4


def tokens(text: str, size: int) -> list[str]:
    """``text`` repeated to ``size`` characters, in tokens."""
    whole = (text * (size // len(text) + 1))[:size]
    return [whole[start : start + SIZE] for start in range(0, size, SIZE)]


def best(action: Callable[[list[str]], None], pieces: list[str], rounds: int = 5) -> float:
    """CPU seconds per token, the best of some rounds."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        action(pieces)
        times.append(time.process_time() - start)
    return min(times) / len(pieces)


def loop(pieces: list[str]) -> None:
    """Nothing, for each token."""
    for _ in pieces:
        pass


def translate(pieces: list[str]) -> None:
    """The cheapest cleaning there is."""
    for piece in pieces:
        piece.translate(TABLE)


def speak(pieces: list[str]) -> None:
    """Ours."""
    push = (speakable := Speakable()).push
    for piece in pieces:
        push(piece)
    speakable.finish()


def cost(action: Callable[[list[str]], None], unit: str, size: int, rounds: int = 2) -> float:
    """CPU seconds per character of ``unit`` again and again, in tokens of ``size``."""
    text = unit * (MARKED // len(unit))
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    return best(action, pieces, rounds) * len(pieces) / len(text)


def marks() -> None:
    """Print what each mark costs against prose, which is measured again beside each."""
    print("\ncost per mark as ratio to prose: in tokens of 4, and in one token")
    print(f"{'':<10}", *(f"{unit.format('x')!r:>13}" for unit in BESIDE))
    for mark in MARKS:
        row = []
        for unit in BESIDE:
            text = unit.format(mark)
            base = cost(speak, PROSE, SIZE, 3)
            row.append(f"{cost(speak, text, SIZE, 3) / base:6.1f} {cost(speak, text, MARKED, 3) / base:6.1f}")
        print(f"{mark!r:<10}", *row)


def main() -> None:
    """Print the ratios."""
    for name, text in (("prose", PROSE), ("markdown", MARKDOWN)):
        pieces = tokens(text, 400_000)
        empty = best(loop, pieces)
        base, ours = best(translate, pieces) - empty, best(speak, pieces) - empty
        print(
            f"{name:<10} {ours * 1e6:5.2f} us per token, {ours / base:5.1f} times str.translate ({base * 1e6:.2f} us)"
        )
    worst = 0.0
    for text in HOSTILE:
        small, large = (
            best(speak, tokens(text, size), rounds) / SIZE for size, rounds in ((10_000, 20), (1_000_000, 2))
        )
        worst = max(worst, large / small)
        print(f"{text!r:<12} {small * 1e6:6.2f} us per character at 10 kB, at 1 MB {large / small:4.2f} times that")
    print(f"worst growth: {worst:.2f}")
    marks()


if __name__ == "__main__":
    main()
