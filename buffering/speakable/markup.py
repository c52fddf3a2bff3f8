"""HTML in a reply: comments, autolinks, entities, and what stands in angle brackets. Pure functions.

Source: CommonMark 0.31 (raw HTML 6.6, autolinks 6.5, entities 2.5). A speech service may read a tag as a command, so
no tag is heard but those that the caller trusts, and words in angle brackets are heard without them.
"""

from __future__ import annotations

import html
import re

from .characters import SPECIAL_CHARACTERS, WIDE_LESS, WIDE_MORE, harmless, may_begin_tag
from .control import SYSTEM, SYSTEM_END, token
from .links import heard, host, is_in_word
from .spans import is_open, paragraph_end
from .steps import Place, Step
from .tags import SPACED_LENGTH, SPACED_OPEN, TAG, TAG_LENGTH, TAG_OPEN, details, tag

_ENTITY_LENGTH = 34
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_COMMENT_LENGTH = 2_000
_COMMENT_NEXT = re.compile(">")
_AUTOLINK = re.compile(rf"<([A-Za-z][A-Za-z0-9+.-]{{1,31}}:[^\s<>{SPECIAL_CHARACTERS}]*)>")
_EMAIL = re.compile(r"<([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)>")
_ADDRESS_OPEN = re.compile(
    rf"<(?:[A-Za-z][A-Za-z0-9+.-]{{1,31}}:[^\s<>{SPECIAL_CHARACTERS}]*+|[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]++(?:@[A-Za-z0-9.-]*+)?)\Z"
)
_WORDS_LENGTH = 82
_WORDS = re.compile(r"<(?:(?=[^\W\d_])(?:(?![.!?][ ])[^<>\n]){1,80}|[^\s<>]{1,80})(?<! )>")
"""A placeholder, a key, an element: words without a sentence's end."""
_WORDS_OPEN = re.compile(r"<(?:(?=[^\W\d_])(?:(?![.!?][ ])[^<>\n]){0,80}|[^\s<>]{0,80})\Z")
_NAME = r"[\w.:&*?|\[\]]+"
_INNER = rf"<{_NAME}(?:, ?{_NAME})*+>"
_MIDDLE = rf"<{_NAME}(?:{_INNER})?(?:, ?{_NAME}(?:{_INNER})?)*+>"
_TYPE = re.compile(rf"<{_NAME}(?:{_MIDDLE})?(?:, ?{_NAME}(?:{_MIDDLE})?)*+>")
"""Type parameters, behind a name: ``List<String>``, ``Map<Key, List<Value>>``."""
_TYPE_OPEN = re.compile(r"<(?:[\w.:&*?|\[\]<>]++|, ?)*+\Z")
_WIDE = re.compile(rf"[{WIDE_LESS}][^<>{WIDE_LESS}{WIDE_MORE}\n。.]{{1,80}}[{WIDE_MORE}>]")
_WIDE_RUN = re.compile(rf"[{WIDE_LESS}]+(?=[{WIDE_LESS}])")
_WIDE_OPEN = re.compile(rf"[{WIDE_LESS}][^<>{WIDE_LESS}{WIDE_MORE}\n。.]{{0,80}}\Z")
_MARKS = re.compile(r"[*`]+|~~|\b_+|_+\b")
_RUN = re.compile(r"<+")
_BARS = re.compile(r"(?:<[|｜])+(?=<)")
_BEGUN = re.compile(r"<(?:/?(?:[A-Za-z][\w:.-]{0,40})?|[|｜]\w{0,16}|[ \t]{1,4})\Z", re.ASCII)
"""What may become anything."""
_UNCLOSED = re.compile(r"<[^<>=]{0,400}+<")
"""What becomes nothing: no tag, address or words in brackets closes before the next one opens."""
_TOO_DEEP = re.compile(r"(?:<[^<>=]{0,80}+){3}<")
"""No type has parameters of parameters of parameters of parameters."""
_BARE_TAG = re.compile(r"<[A-Za-z][A-Za-z0-9]{0,20}>")
_MAY_BE_TAG = re.compile(r"<(?:[A-Za-z0-9/!?#|｜]|\s{1,8}(?:/?[A-Za-z]|/?\Z)|\Z)")
_LONG = re.compile(r"(?:[^\s=>]++\s++){4}[^\s=>]")
"""With many words and no value it is a comparison in prose."""
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ENTITY_OPEN = re.compile(r"&(?:#(?:[0-9]{0,7}|[xX][0-9a-fA-F]{0,6})|[A-Za-z][A-Za-z0-9]{0,31})?\Z")


_LESS_RUN = re.compile(r"(?:&lt;)+(?=&lt;)")


def angle(text: str, at: int, place: Place) -> Step:
    """``<``: a tag, a comment, an address, the beginning of reasoning, words, or a character."""
    after = text[at + 1 : at + 2]
    if after == "<":
        return _doubled(text, at, place)
    if text.startswith("<!--", at):
        if found := _COMMENT.match(text, at, at + _COMMENT_LENGTH):
            return Step("gone", at, found.end())
        is_waiting = len(text) - at < _COMMENT_LENGTH and not place.is_final
        return Step("open", at, at, until=_COMMENT_NEXT) if is_waiting else Step("mark", at, at + 4)
    if after in "|｜" and (bars := _BARS.match(text, at)):
        return Step("mark", at, bars.end())
    if not place.is_final and _BEGUN.match(text, at):
        return Step("open", at, at)
    if _UNCLOSED.match(text, at):
        return _unclosed(text, at, place)
    if _BARE_TAG.match(text, at) and (bare := TAG.match(text, at)):
        limit = paragraph_end(text, at, TAG_LENGTH, place)
        return tag(text, at, bare, limit, place) or _words(text, at, limit, place)
    if step := token(text, at, place):
        return step
    limit = paragraph_end(text, at, TAG_LENGTH, place)
    step = _marked(text, at, limit, place) if _MAY_BE_TAG.match(text, at) else None
    return step or _words(text, at, limit, place)


def _marked(text: str, at: int, limit: int, place: Place) -> Step | None:
    """An address or a tag; None if it is neither."""
    found = _AUTOLINK.match(text, at, limit)
    if found and found[1].rpartition(":")[2].lower() not in place.options.unspoken.tags:
        first = found.start(1) + len("mailto:") * found[1].startswith("mailto:")
        return heard(found.span(), (first, found.end(1)), host(found[1]) if "://" in found[1] else "", place)
    if found := _EMAIL.match(text, at, limit):
        return heard(found.span(), found.span(1), "", place)
    if step := details(text, at, limit):
        return step
    if not _LONG.match(text, at, limit) and (found := TAG.match(text, at, limit)):
        return tag(text, at, found, limit, place)
    if is_open(text, at, limit, TAG_LENGTH, place) and _may_be_marked(text, at, limit):
        return Step("wait" if limit - at < 2 else "open", at, at)
    return None


def wide_angle(text: str, at: int, place: Place) -> Step:
    """``＜``: words in full-width brackets, or the sign of a comparison. It begins no tag."""
    if run := _WIDE_RUN.match(text, at):
        return Step("mark", at, run.end())
    if found := _WIDE.match(text, at):
        return _placeholder(text, at, found.end(), place)
    after = text[at + 1 : at + 2]
    if not place.is_final and (not after or _WIDE_OPEN.match(text, at)):
        return Step("open", at, at)
    before = place.character_before(text, at)
    return Step("say", at, at + 1, f"{'' if before.isspace() else ' '}<{'' if after.isspace() else ' '}")


def _doubled(text: str, at: int, place: Place) -> Step:
    """``<<``: all but the last go, so that a run of any length costs one look. ``<<SYS>>`` is Llama 2's."""
    found = _RUN.match(text, at)
    end = found.end() if found else at + 2
    if end - at == 2 and place.character_before(text, at) != "<":
        if text.startswith(SYSTEM, at):
            return Step("hide", at, at + len(SYSTEM), until=SYSTEM_END)
        if found := SYSTEM_END.match(text, at):
            return Step("begin", at, found.end())
        if text[at:] in (SYSTEM[: len(text) - at], "<</SYS>>"[: len(text) - at]) and not place.is_final:
            return Step("wait", at, at)
    return Step("mark", at, end - 1)


def _may_be_marked(text: str, at: int, limit: int) -> bool:
    """Whether more text may make a tag or an address of it."""
    if _LONG.match(text, at, limit):
        return False
    if SPACED_OPEN.match(text, at, limit):
        return limit - at < SPACED_LENGTH
    return bool(TAG_OPEN.match(text, at, limit) or _ADDRESS_OPEN.match(text, at, limit))


def _unclosed(text: str, at: int, place: Place) -> Step:
    """``<`` before another one, with nothing between them that closes it: type parameters, or a character."""
    before = place.character_before(text, at)
    is_behind_word = is_in_word(before) or before in ")]"
    if is_behind_word and before.isascii() and not _TOO_DEEP.match(text, at):
        return _words(text, at, paragraph_end(text, at, _WORDS_LENGTH, place), place)
    return _less_than(text, at, is_behind_word=is_behind_word)


def _words(text: str, at: int, limit: int, place: Place) -> Step:
    """What stands in angle brackets and is no tag, or a lone ``<``."""
    before = place.character_before(text, at)
    is_behind_word = is_in_word(before) or before in ")]"
    pattern, opening = (_TYPE, _TYPE_OPEN) if is_behind_word and before.isascii() else (_WORDS, _WORDS_OPEN)
    found = pattern.match(text, at, min(limit, at + _WORDS_LENGTH))
    if found is None:
        if (
            limit - at < _WORDS_LENGTH
            and is_open(text, at, limit, TAG_LENGTH, place)
            and opening.match(text, at, limit)
        ):
            return Step("wait" if limit - at < 2 else "open", at, at)
        return _less_than(text, at, is_behind_word=is_behind_word)
    return _placeholder(text, at, found.end(), place)


def _placeholder(text: str, at: int, end: int, place: Place) -> Step:
    """The words of a placeholder, a key, a type: set off from the words on their sides."""
    before = place.character_before(text, at)
    words = text[at + 1 : end - 1]
    if not (words.isascii() and words.isalnum()):
        words = _MARKS.sub("", "".join(part for part, _, _ in harmless(text, at + 1, end - 1, "")).strip())
    if before == "<" and text.startswith(">", end):
        end += 1
    rest = text[end : end + 2]
    if len(rest) < 2 and (not rest or rest[0].isalnum() or rest == ">") and not place.is_final:
        return Step("open", at, at)
    if not words:
        return Step("mark", at, end)
    is_plural = rest[:1] == "s" and not rest[1:].isalnum()
    joins_left = is_in_word(before) or before == ">"
    joins_right = rest[:1].isalnum() and is_in_word(rest[:1]) and is_in_word(words[-1]) and not is_plural
    return Step("say", at, end, f"{' ' * joins_left}{words}{' ' * joins_right}")


def _less_than(text: str, at: int, *, is_behind_word: bool) -> Step:
    """``<`` alone. Before a name it would begin a tag: between words it is set off from it, else it goes."""
    after = text[at + 1 : at + 2]
    if not may_begin_tag(after):
        return Step("say", at, at + 1, "<")
    if is_behind_word and after.isalnum():
        return Step("say", at, at + 1, " < ")
    return Step("mark", at, at + 1)


def entity(text: str, at: int, place: Place) -> Step:
    """``&amp;``: the character that it stands for."""
    found = _ENTITY.match(text, at, at + _ENTITY_LENGTH)
    if found is None:
        is_waiting = _ENTITY_OPEN.match(text, at, at + _ENTITY_LENGTH) and len(text) - at < _ENTITY_LENGTH
        return Step("wait", at, at) if is_waiting and not place.is_final else Step("say", at, at + 1, "&")
    if run := _LESS_RUN.match(text, at):
        return Step("mark", at, run.end())
    words = html.unescape(found[0])
    if words == found[0]:
        return Step("say", at, at + 1, "&")
    if words == "<":
        rest = text[found.end() : found.end() + _ENTITY_LENGTH]
        if (not rest or (_ENTITY_OPEN.match(rest) and len(rest) < _ENTITY_LENGTH)) and not place.is_final:
            return Step("wait", at, at)
        words = "" if may_begin_tag(html.unescape(rest)[:1]) else "<"
    elif words == ">" and place.character_before(text, at).isalpha():
        after = text[found.end() : found.end() + 1]
        if not after and not place.is_final:
            return Step("wait", at, at)
        if not after.isalnum():  # it closes a word whose ``&lt;`` has gone; a comparison goes on or has a space before
            return Step("mark", at, found.end())
    safe = "".join(part for part, _, _ in harmless(words, 0, len(words), ""))
    if words.isspace():
        safe = " "
    return Step("say" if safe else "mark", at, found.end(), safe)
