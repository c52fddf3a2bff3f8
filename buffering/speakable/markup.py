"""HTML in a reply: tags, comments, autolinks, entities, and the tags around a model's reasoning. Pure functions.

Source: CommonMark 0.31 (raw HTML 6.6, autolinks 6.5, entities 2.5). A speech service may read a tag as a command, so
all of them go, but those that the caller trusts.
"""

from __future__ import annotations

import html
import re

from .characters import SPECIAL_CHARACTERS, harmless, may_begin_tag
from .links import heard, host
from .spans import is_open, paragraph_end
from .steps import Place, Step

_TAG_LENGTH = 400
_ENTITY_LENGTH = 34
_REASONING = re.compile(r"<(think|thinking|reasoning)[ \t]*>", re.IGNORECASE)
REASONING_END = re.compile(r"</(?:think|thinking|reasoning)[ \t]{0,4}>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_COMMENT_LENGTH = 2_000
_SENTENCE_ENDS = frozenset(".!?…:。！？：")
_HIDDEN = {name: re.compile(rf"</{name}[ \t]{{0,4}}>", re.IGNORECASE) for name in ("script", "style")}
_AUTOLINK = re.compile(rf"<([A-Za-z][A-Za-z0-9+.-]{{1,31}}:[^\s<>{SPECIAL_CHARACTERS}]*)>")
_EMAIL = re.compile(r"<([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)>")
_NAME = r"[A-Za-z][A-Za-z0-9-]*+(?::[A-Za-z0-9-]++)?"
_VALUE = r"""[^\s"'=<>`]++|"[^"]*+"|'[^']*+'"""
_ATTRIBUTE = rf"\s++[A-Za-z_:][\w.:-]*+(?:\s*+=\s*+(?:{_VALUE}))?"
_TAG = re.compile(rf"</?({_NAME})(?:{_ATTRIBUTE}){{0,16}}[ \t]*+/?>|<#[\d.,\s]*+#?>|<[!?][^<>]*+>")
_ATTRIBUTE_OPEN = r"""\s*+(?:[A-Za-z_:][\w.:-]*+\s*+(?:=\s*+(?:[^\s"'=<>`]*+|"[^"]*+"?|'[^']*+'?))?)?"""
_TAG_OPEN = re.compile(
    rf"</?(?:[A-Za-z][A-Za-z0-9:-]*+(?:{_ATTRIBUTE}){{0,16}}{_ATTRIBUTE_OPEN}/?)?\Z|<#[\d.,\s]*+#?\Z|<[!?][^<>]*+\Z"
)
_MOST_WORDS = 4
"""Words of a tag without any ``=``: with more it is a comparison in prose."""
_PLACEHOLDER = re.compile(r"<[^\s<>]{1,80}>")
_PLACEHOLDER_OPEN = re.compile(r"<[^\s<>]{0,80}\Z")
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form h1"
    " h2 h3 h4 h5 h6 head header hr html legend li main menu nav ol option p pre section summary table tbody td tfoot"
    " th thead title tr ul".split()
)
_KNOWN = _BLOCKS | frozenset(
    "a abbr b bdi bdo br button cite code data del dfn em font i img input ins kbd label mark q s samp script small"
    " span strong style sub sup time tt u var wbr break emotion emphasis flush phoneme prosody say-as speak speed stop"
    " think thinking reasoning volume".split()
)
"""Names that make a tag also directly behind a letter; others are a comparison or a type there: ``List<String>``."""
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ENTITY_OPEN = re.compile(r"&(?:#(?:[0-9]{0,7}|[xX][0-9a-fA-F]{0,6})|[A-Za-z][A-Za-z0-9]{0,31})?\Z")


def angle(text: str, at: int, place: Place) -> Step:
    """``<``: a tag, a comment, an address, the beginning of reasoning, or a character."""
    if text.startswith("<!--", at):
        if found := _COMMENT.match(text, at, at + _COMMENT_LENGTH):
            return Step("gone", at, found.end())
        is_waiting = len(text) - at < _COMMENT_LENGTH and not place.is_final
        return Step("open", at, at) if is_waiting else Step("mark", at, at + 4)
    limit = paragraph_end(text, at, _TAG_LENGTH, place)
    if found := _REASONING.match(text, at, limit):
        if place.ink and place.ink not in _SENTENCE_ENDS:
            return Step("mark", at, found.end())  # the tag is talked about
        return Step("swallow", at, found.end(), until=REASONING_END)
    if found := _AUTOLINK.match(text, at, limit):
        first = found.start(1) + len("mailto:") * found[1].startswith("mailto:")
        return heard(found.span(), (first, found.end(1)), host(found[1]) if "://" in found[1] else "", place)
    if found := _EMAIL.match(text, at, limit):
        return heard(found.span(), found.span(1), "", place)
    is_short = len(re.split("[=>]", text[at:limit], maxsplit=1)[0].split()) <= _MOST_WORDS
    is_in_word = place.character_before(text, at).isalnum() and not text.startswith("</", at)
    found = _TAG.match(text, at, limit)
    if found and is_short and not (is_in_word and (found[1] or "").lower() not in _KNOWN):
        return _tag(found, place)
    if is_open(text, at, limit, _TAG_LENGTH, place) and (
        (is_short and not found and _TAG_OPEN.match(text, at, limit)) or _PLACEHOLDER_OPEN.match(text, at, limit)
    ):
        return Step("wait" if limit - at < 2 else "open", at, at)
    return _bracket(text, at, is_in_word=is_in_word)


def _bracket(text: str, at: int, *, is_in_word: bool) -> Step:
    """``<`` that begins no tag."""
    space = " " if is_in_word and text[at + 1 : at + 2].isalnum() else ""
    if found := _PLACEHOLDER.match(text, at):
        words = "".join(part for part, _, _ in harmless(text, at + 1, found.end() - 1, ""))
        return Step("say" if words else "mark", at, found.end(), f"{space}{words}" if words else "")
    if may_begin_tag(text[at + 1 : at + 2]):
        return Step("say" if space else "mark", at, at + 1, space)
    return Step("say", at, at + 1, "<")


def _tag(found: re.Match[str], place: Place) -> Step:
    at = found.start()
    name = (found[1] or "").lower()
    is_trusted = found[1] in place.options.trusted_tags or name in place.options.trusted_tags
    if is_trusted and not re.search(r"[<>\[\]]", found[0][1:-1]):  # a trusted name must carry no other command along
        return Step("say", at, found.end(), found[0])
    if found[0].startswith("</") and name in _BLOCKS:
        return Step("unit", at, found.end())
    if name in _HIDDEN and not found[0].startswith("</"):
        return Step("swallow", at, found.end(), until=_HIDDEN[name])
    if name == "br":
        return Step("line", at, found.end())
    return Step("unit" if name in _BLOCKS else "mark", at, found.end())


def entity(text: str, at: int, place: Place) -> Step:
    """``&amp;``: the character that it stands for."""
    found = _ENTITY.match(text, at, at + _ENTITY_LENGTH)
    if found is None:
        is_waiting = _ENTITY_OPEN.match(text, at, at + _ENTITY_LENGTH) and len(text) - at < _ENTITY_LENGTH
        return Step("wait", at, at) if is_waiting and not place.is_final else Step("say", at, at + 1, "&")
    words = html.unescape(found[0])
    if words == found[0]:
        return Step("say", at, at + 1, "&")
    if words == "<":
        rest = text[found.end() : found.end() + _ENTITY_LENGTH]
        if (not rest or (_ENTITY_OPEN.match(rest) and len(rest) < _ENTITY_LENGTH)) and not place.is_final:
            return Step("wait", at, at)
        words = "" if may_begin_tag(html.unescape(rest)[:1]) else "<"
    safe = "".join(part for part, _, _ in harmless(words, 0, len(words), ""))
    if words.isspace():
        safe = " "
    return Step("say" if safe else "mark", at, found.end(), safe)
