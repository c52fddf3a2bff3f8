"""Masks keys in messages of services, which repeat a refused key: cut short, in another spelling, or with junk inside.

The text is read as a person would read it: escapes decoded, letters folded, and everything left out that no key
contains, such as tags and colours. Six or more characters in a row that also stand in the key are masked in the
original text. So are the key's base64 and hexadecimal digits. Pure; the cost is bounded.

Two things stay unmasked, so that messages stay readable. A key that is one ordinary word, such as ``ollama``, is not
masked: fewer than 12 letters, of one case or capitalised. Nor is such a word that is part of a longer key, such as
``my-company-4f9a81c2``, where it stands alone in the text. Fewer than six characters are never masked.
"""

from __future__ import annotations

import base64
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator

MASK = "***"
SHORTEST = 6
"""The fewest characters of a key in a row that are masked."""
MOST = 1_024
"""Characters of a text that are kept; the rest is dropped. The cut exposes fewer than ``SHORTEST`` of a key."""
_ROUNDS = 4
"""How often escapes within escapes are decoded. One kind of escape, however often repeated, takes one round."""
_WORD = re.compile(r"[a-z]{1,11}|[A-Z]{1,11}|[A-Z][a-z]{1,10}")
_WORD_IN_KEY = re.compile(rf"[0-9]*({_WORD.pattern})[0-9]*")
"""A word between separators of a key. Letters between digits, as in ``k3xqpwzmtr9t``, are no word."""
_BASE64, _HEX = 7, 2 * SHORTEST
"""Digits in a row that encode ``SHORTEST`` characters of the key."""
_ESCAPE = re.compile(
    r"""%(?:25)*(?P<percent>[0-9a-f]{2}) | %u(?P<wide>[0-9a-f]{4}) | (?P<soft>=\r?\n)
    | =(?P<quoted>(?-i:[0-9A-F]{2})) | (?P<tag></?[a-z][^<>]{0,60}>) | (?P<colour>\x1b\[[0-9;]{0,20}m)
    | (?<!\\)\\++ (?: (?-i:U)000(?P<u8>[0-9a-f]{5}) | u(?P<u4>[0-9a-f]{4}) | u\{0*(?P<braced>[0-9a-f]{1,6})\}
                    | x(?P<x2>[0-9a-f]{2}) | (?P<octal>[0-3]?[0-7]{2}) | (?P<blank>[nrtfv0]) | (?P<bare>) )
    | &(?:amp;)* (?P<entity>\#0*[0-9]{1,7};? | \#x0*[0-9a-f]{1,6};? | [a-z]{2,31};)""",
    re.VERBOSE | re.IGNORECASE,
)

_View = list[tuple[str, int, int]]
"""Single characters, each with its span in the original text."""
_Span = tuple[int, int]


def redacted(text: str, *keys: str) -> str:
    """The first ``MOST`` characters of ``text``, with every part of the keys masked."""
    text = text[:MOST]
    spans = [span for key in keys if not _is_harmless(key) for span in _found(text, key)]
    return _masked(text, spans)


def _is_harmless(key: str) -> bool:
    """Whether it is no real key, and needs no masking."""
    return len(key) < SHORTEST or _WORD.fullmatch(key) is not None


def _masked(text: str, spans: Iterable[_Span]) -> str:
    pieces: list[str] = []
    upto = 0
    for start, end in _joined(spans):
        if start > upto or not pieces:
            pieces.append(text[upto:start] + MASK)
        upto = end
    return "".join(pieces) + text[upto:]


def _joined(spans: Iterable[_Span]) -> list[_Span]:
    """The spans in order, with overlapping ones merged."""
    joined: list[_Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _found(text: str, key: str) -> Iterator[_Span]:
    """Spans of ``text`` that show a part of the key."""
    parts = _parts_by_length(key)
    words = {found[1].casefold() for found in map(_WORD_IN_KEY.fullmatch, re.split(r"[^A-Za-z0-9]", key)) if found}
    view: _View = [(char, index, index + 1) for index, char in enumerate(text)]
    for _ in range(_ROUNDS):
        folded = _folded(view)
        line = "".join(char for char, _, _ in folded)
        for start, end in _shared(line, parts):
            if not _is_word_alone(text, folded, start, end, words):
                yield folded[start][1], folded[end - 1][2]
        decoded = _decoded(view)
        if decoded == view:
            return
        view = decoded


def _parts_by_length(key: str) -> dict[int, frozenset[str]]:
    """The smallest parts that reveal the key, in all its spellings, by their length."""
    plain: _View = [(char, 0, 0) for char in key]
    decoded = plain
    for _ in range(_ROUNDS):
        decoded = _decoded(decoded)
    raw = key.encode(errors="replace")
    encoded = [base64.b64encode(bytes(shift) + raw).decode()[(0, 2, 3)[shift] :].rstrip("=") for shift in range(3)]
    encoded = [each.casefold() for each in encoded]
    spellings = [
        (SHORTEST, _string(_folded(plain))),
        (SHORTEST, _string(_folded(decoded))),
        *((_BASE64, each) for each in encoded),
        *((_BASE64, each.translate(_URL_SAFE)) for each in encoded),
        (_HEX, raw.hex()),
    ]
    parts: dict[int, set[str]] = {}
    for length, line in spellings:
        parts.setdefault(length, set()).update(line[at : at + length] for at in range(len(line) - length + 1))
    return {length: frozenset(some) for length, some in parts.items()}


_URL_SAFE = str.maketrans("+/", "-_")


def _shared(line: str, parts: dict[int, frozenset[str]]) -> list[_Span]:
    """The longest stretches of ``line`` that consist of ``parts``."""
    return _joined(
        (at, at + length)
        for length, some in parts.items()
        for at in range(len(line) - length + 1)
        if line[at : at + length] in some
    )


def _is_word_alone(text: str, view: _View, start: int, end: int, words: set[str]) -> bool:
    """Whether these characters are an ordinary word that stands alone, with nothing else of the key."""
    while end > start and not view[start][0].isalnum():
        start += 1
    while end > start and not view[end - 1][0].isalnum():
        end -= 1
    if _string(view[start:end]) not in words:
        return False
    first, last = view[start][1], view[end - 1][2]
    return (
        last - first == end - start  # nothing in between, and no escapes
        and not text[first - 1 : first].isalnum()
        and not text[last : last + 1].isalnum()
    )


def _string(view: _View) -> str:
    return "".join(char for char, _, _ in view)


def _folded(view: _View) -> _View:
    """Only the characters of keys: visible ASCII, in lower case. Full-width letters and the like are folded to it."""
    folded: _View = []
    for char, start, end in view:
        same = char if char.isascii() else unicodedata.normalize("NFKC", char)
        folded += [(each, start, end) for each in same.casefold() if "!" <= each <= "~"]
    return folded


def _decoded(view: _View) -> _View:
    """The view after one round of decoding."""
    decoded: _View = []
    upto = 0
    for match in _ESCAPE.finditer(_string(view)):
        decoded += view[upto : match.start()]
        span = view[match.start()][1], view[match.end() - 1][2]
        decoded += [(char, *span) for char in _meant(match)]
        upto = match.end()
    return decoded + view[upto:]


def _meant(match: re.Match[str]) -> str:
    """The characters that an escape stands for; "" for white space and for escapes that show nothing."""
    kind, value = match.lastgroup, match[match.lastgroup or 0]
    if kind in ("soft", "blank", "bare", "tag", "colour"):
        return ""
    if kind == "entity":
        return html.unescape(f"&{value}")
    number = int(value, 8 if kind == "octal" else 16)
    return chr(number) if number <= 0x10FFFF else ""
