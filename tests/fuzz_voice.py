"""Random texts for every voice: each must end in sound or in a clear error, whatever becomes of the engine's process.

``make fuzz`` speaks 200,000, seeded. Counts the texts on which a worker died as they stood, those that it spoke once
they were broken up, and those that were refused; says for each kind of text on which voices a worker died.

    python -m tests.fuzz_voice --texts 200000 --seed 1 --voices da,vi
"""

from __future__ import annotations

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from adapter.local import harmless, voice, workers

SPEED = 2.5
"""Times the normal rate: less sound to make, and all the same text to read."""
LONG = 0.07
"""Of all texts; the others are cut short, so that many are tried."""
BATCH = 100
"""Texts in a row for one voice: changing it costs up to 20 ms."""
SCRIPTS = {
    "latin": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "accents": "àâäéèêëîïôöùûüçñßøåæœřšžłğİıőű",
    "cyrillic": "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ",
    "greek": "αβγδεζηθικλμνξοπρστυφχψωάέ",
    "hebrew": "אבגדהוזחטיכלמנסעפצקרשת",
    "arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "devanagari": "अआइईउऊएऐओऔकखगघचछजझटठडढतथदधनपफबभमयरलवशषसह",
    "others": "ကခဂஅஆகಅಕഅകกขคაბგդեաბ",
    "cjk": "漢字日本語中国あいうえおカキクケコ한국어",
    "beyond": "𝐀𝐁𝐂𝒜𝔸𐐀𐌰🙂🎉",
}
MARKS = [chr(code) for code in range(0x300, 0x370)] + list("ािीुूेैोौ्ंःְִֵֶַָُِّْ\u200d\u200c\ufe0f")
QUOTES = list("'’‘\"“”„«»‹›`´ʼ")
SIGNS = list(".,;:!?-–—_/\\|()[]{}<>@#$%^&*+=~… \t\n。、！？，．·•€£©½²№")
WORDS = (
    "the a is 's s don't it's U.S.A. e.g. i.e. Dr. No. 3.14 1,000 10.0.0.1 -r --force /etc/x.y a.b.c www.x.io".split()
)


def letter(chance: random.Random) -> str:
    return chance.choice(SCRIPTS[chance.choice(list(SCRIPTS))])


def dotted(chance: random.Random) -> str:
    """Letters with dots, of one script or of several."""
    letters = SCRIPTS[chance.choice(list(SCRIPTS))]
    dot = chance.choice([".", ".", ".", ". ", " . ", "．", ".'s", "'s.", "..", ".\u00ad", "。", "-.", ",.", ".\n"])
    width = chance.choice([1, 1, 1, 2])
    return "".join(
        "".join(chance.choice(letters) for _ in range(width)) + dot
        for _ in range(chance.choice([3, 3, 10, 10, 20, 200]))
    )


def quoted(chance: random.Random) -> str:
    """Flags, words and marks in quotation marks."""
    inner = [chance.choice(["-r", "-rf", "-", "--x", "a", letter(chance), chance.choice(WORDS), chance.choice(SIGNS)])]
    mark = chance.choice(QUOTES)
    parts = [chance.choice(["Ja. ", "", "x ", "("]), mark, *inner, chance.choice([mark, "", chance.choice(QUOTES)])]
    return "".join(parts) * chance.choice([1, 1, 2, 20])


def apostrophes(chance: random.Random) -> str:
    """Letters and apostrophes in turn."""
    unit = "".join(
        chance.choice([letter(chance), "s", "'s", "'", "’", "d'", "n't"]) for _ in range(chance.randint(1, 4))
    )
    return unit * chance.choice([1, 5, 5, 220])


def combining(chance: random.Random) -> str:
    """Marks upon marks."""
    return "".join(
        letter(chance) + "".join(chance.choice(MARKS) for _ in range(chance.choice([0, 1, 3, 40])))
        for _ in range(chance.choice([1, 3, 10]))
    )


def mixed(chance: random.Random) -> str:
    """Words of several scripts with signs between."""
    words = []
    for _ in range(chance.choice([2, 4, 15])):
        letters = SCRIPTS[chance.choice(list(SCRIPTS))]
        words.append("".join(chance.choice(letters) for _ in range(chance.choice([1, 3, 6, 12]))))
        words.append(chance.choice([" ", " ", " ", chance.choice(SIGNS), chance.choice(QUOTES), chance.choice(WORDS)]))
    return "".join(words)


def numbers(chance: random.Random) -> str:
    """Digits of several scripts with signs between."""
    digits = chance.choice(["0123456789", "0123456789", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "²³¹½¾Ⅳⅻ"])
    return "".join(chance.choice([*digits, *".,:-/'% "]) for _ in range(chance.choice([3, 8, 60])))


def overlong(chance: random.Random) -> str:
    """One word or a few without end."""
    letters = SCRIPTS[chance.choice(list(SCRIPTS))]
    unit = "".join(chance.choice(letters) for _ in range(chance.choice([1, 2, 7])))
    return unit * (chance.choice([20, 80, 300]) // len(unit))


def repeated(chance: random.Random) -> str:
    """A few signs and letters again and again, as a model that is caught in a loop writes."""
    unit = "".join(
        chance.choice([letter(chance), chance.choice(SIGNS), chance.choice(QUOTES), chance.choice("0123456789")])
        for _ in range(chance.randint(1, 6))
    )
    return unit * chance.choice([2, 5, 70])


def anything(chance: random.Random) -> str:
    """Code points at random, without surrogates."""
    top = chance.choice([0x7F, 0x24F, 0x2FFF, 0xD7FF, 0x1FFFF])
    return "".join(chr(chance.randint(1, top)) for _ in range(chance.choice([1, 3, 8, 60])))


KINDS: list[Callable[[random.Random], str]] = [
    dotted, quoted, apostrophes, combining, mixed, numbers, overlong, repeated, anything,
]  # fmt: skip


@dataclass
class Tally:
    """What became of the texts."""

    texts: int = 0
    refused: int = 0
    deadly: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    """Texts on which a worker died as they stood, by kind and voice."""
    slowest: float = 0.0
    """Seconds, of one text with all its tries."""

    def add(self, other: Tally) -> None:
        """Count what another counted."""
        self.texts += other.texts
        self.refused += other.refused
        self.slowest = max(self.slowest, other.slowest)
        for key, texts in other.deadly.items():
            self.deadly[key] += texts

    def speak(self, kind: str, name: str, text: str) -> None:
        """Speak ``text`` as the server does; raises what is neither sound nor a death."""
        began = time.monotonic()
        self.texts += 1
        for tries, pieces in enumerate((harmless.whole(text, name), harmless.broken_up(text))):
            try:
                audio, _ = voice.join(pieces, name, SPEED, lambda: False)
            except workers.DiedError:
                if tries == 0:
                    self.deadly[kind, name].append(text)
                else:
                    self.refused += 1
            else:
                assert audio or not "".join(pieces).strip(), (name, text)
                break
        self.slowest = max(self.slowest, time.monotonic() - began)


def batch(seed: int, name: str) -> Tally:
    """Some texts for one voice."""
    chance, tally = random.Random(seed), Tally()
    for _ in range(BATCH):
        make = chance.choice(KINDS)
        tally.speak(make.__name__, name, make(chance)[: 500 if chance.random() < LONG else 25])
    return tally


def report(tally: Tally, seconds: float) -> None:
    """Print what was seen."""
    deaths = sum(map(len, tally.deadly.values()))
    print(
        f"{tally.texts:,} texts in {seconds:.0f} s, {tally.texts / seconds:.0f} a second, the slowest took "
        f"{tally.slowest:.2f} s; a worker died on {deaths}, {deaths - tally.refused} of them were spoken when broken "
        f"up, {tally.refused} were refused",
        flush=True,
    )


def main() -> None:
    """Run what the command line asks for. Exit code 1 if a text ended in neither sound nor a clear error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--voices", default="", help="names, divided by commas; all if none is given")
    options = parser.parse_args()
    names = [voice.find(name) for name in options.voices.split(",") if name] or [
        item.identifier for item in voice.voices()
    ]
    tally, began = Tally(), time.monotonic()
    batches = range(-(-options.texts // BATCH))
    running = [
        workers.pool().submit(batch, options.seed * 1_000_000 + index, names[index % len(names)]) for index in batches
    ]
    for number, done in enumerate(running, 1):
        tally.add(done.result())
        if number % 200 == 0 or number == len(running):
            report(tally, time.monotonic() - began)
    for (kind, name), texts in sorted(tally.deadly.items()):
        print(f"{kind} on {name}: {len(texts)}, such as {min(texts, key=len)[:60]!r}")


if __name__ == "__main__":
    main()
