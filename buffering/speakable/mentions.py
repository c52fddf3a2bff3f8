"""Whether a tag or a token is only talked about: in quotation, or named as what it is. Pure functions."""

from __future__ import annotations

import re

from .steps import Place

_OPENING = frozenset("\"'“”‘‚„«»‹›「『（(*_")
_CLOSING = frozenset("\"'“”’‘«»‹›」』）)*_")
_NOUNS = (
    "tag tags token tokens element elements marker markers placeholder taggen jeton jetons"
    " balise balises élément éléments etiqueta etiquetas elemento elementos"
    " elementi znacznik znaczniki тег теги тега токен токены элемент"
).split()
"""What a tag or token is called behind it: "the <b> tag", "das <b>-Tag"."""
_ASIAN_NOUNS = tuple("标签 標籤 标记 標記 元素 令牌 占位符 タグ 要素 トークン 태그 토큰 요소".split())
_INITIALS = "".join(sorted({noun[0] for noun in _NOUNS}))
_NOUN = re.compile(
    rf"[ -](?=[{_INITIALS}])(?:{'|'.join(_NOUNS)})(?!\w)|[ ]?(?=[^\x00-\x7f])(?:{'|'.join(_ASIAN_NOUNS)})(?!</)",
    re.IGNORECASE,
)
_NOUN_LENGTH = max(map(len, _NOUNS)) + 3
_SENTENCE_ENDS = frozenset(".!?…:。！？：")


def is_mentioned(text: str, begin: int, end: int, place: Place) -> bool | None:
    """Whether ``text[begin:end]`` is a word of its sentence; None if it takes more text to tell."""
    before = place.character_before(text, begin)
    rest = text[end : end + _NOUN_LENGTH]
    if before in _OPENING:
        if not rest:
            return None if not place.is_final else False
        return rest[0] in _CLOSING
    if not (before.isspace() or ord(before) > 0x2E7F):
        return False
    if _NOUN.match(rest):
        return None if len(rest) < _NOUN_LENGTH and not place.is_final and _may_go_on(rest) else True
    return None if len(rest) < _NOUN_LENGTH and not place.is_final and _may_begin_noun(rest) else False


def _may_go_on(rest: str) -> bool:
    """Whether the noun may turn out to be a longer word."""
    return rest[1:].isalpha()


def _may_begin_noun(rest: str) -> bool:
    word = rest[1:].lower()
    return (rest[:1] in ("", " ", "-") and any(noun.startswith(word) for noun in (*_NOUNS, *_ASIAN_NOUNS))) or any(
        noun.startswith(rest) for noun in _ASIAN_NOUNS
    )


def is_within_sentence(text: str, end: int, place: Place) -> bool | None:
    """Whether a tag that ends at ``end`` stands as a word behind a sentence's beginning; None if more text tells.

    Reasoning and calls follow a sentence, or are followed by their own text at once.
    """
    if not place.ink or place.ink in _SENTENCE_ENDS:
        return False
    rest = text[end : end + 2]
    if not rest or (rest[0] in " \t" and len(rest) < 2):
        return None if not place.is_final else False
    if rest[0] in " \t":
        return rest[1] not in '{[<"\n\r'
    return rest[0] in ",.;:!?)]}”»’'\""
