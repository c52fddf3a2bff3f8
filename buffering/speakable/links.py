"""Links, images, references, citations, addresses. Pure functions.

Sources: CommonMark 0.31 (links 6.3, images 6.4, autolinks 6.5), GitHub Flavored Markdown (extended autolinks 6.9).
Brackets are never heard, so the text of a link needs no look-ahead; only what follows its ``]`` does.
"""

from __future__ import annotations

import re
from functools import cache

from ..generated.characters import WIDE
from ..lengths import WIDE_RUN
from .characters import SPECIAL_CHARACTERS, WIDE_CLOSING, WIDE_LESS, WIDE_OPENING
from .control import bracket
from .spans import is_open, paragraph_end
from .steps import Place, Step

_LABEL_LENGTH = 200
DESTINATION_LENGTH = 2_048
_URL_LENGTH = 2_048
_EMAIL_LENGTH = 320

_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]{1,80}\]")
_FOOTNOTE_OPEN = re.compile(r"\[\^[^\[\]\s]{0,80}\Z")
_CITATION = re.compile(r"\[[ ]?(\d{1,3}(?:[ ]?[-–—,;][ ]?\d{1,3}){0,9})[ ]?\]")
_CITATION_OPEN = re.compile(r"\[[\d ,;–—-]{0,60}\Z")
_BEFORE_LIST = frozenset("=:(,")
"""Behind these, numbers in brackets are a list of numbers."""
_SOURCE = re.compile(r"【\d[^【】\n]{0,80}】")
_SOURCE_OPEN = re.compile(r"【(?:\d[^【】\n]{0,80})?\Z")
_WIDE_RUN = re.compile(rf"[{WIDE_OPENING}]+(?=[{WIDE_OPENING}])|[{WIDE_CLOSING}]+(?=[{WIDE_CLOSING}])")
_LABEL = re.compile(r"\[(?:[^\[\]\\]|\\.){0,200}\]")
_LABEL_OPEN = re.compile(r"\[(?:[^\[\]\\]|\\.){0,200}\\?\Z")

_TITLE = r'"(?:[^"\\]|\\.)*+"|\'(?:[^\'\\]|\\.)*+\'|\((?:[^()\\]|\\.)*+\)'
_BALANCED = r"(?!<)(?:[^\s()\\]|\\.|\\|\((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.|\([^\s()]*+\))*+\))*+\))*+"
_SPACE = r"[ \t]*+(?:\r?\n[ \t]*+)?"
_DESTINATION = re.compile(rf"\({_SPACE}(?:<[^<>\n]*+>|{_BALANCED})(?:[ \t\r\n]{_SPACE}(?:{_TITLE})?)?{_SPACE}\)")
_DESTINATION_OPEN = re.compile(
    rf"\({_SPACE}(?:<[^<>\n]*+|(?:<[^<>\n]*+>|(?!<)[^\s]*+)(?:[ \t\r\n]{_SPACE}(?:(?:{_TITLE}){_SPACE}"
    r"""|"(?:[^"\\]|\\.)*+\\?|'(?:[^'\\]|\\.)*+\\?|\((?:[^()\\]|\\.)*+\\?)?)?)?\Z"""
)
_CUT_URL = re.compile(r"\((?:https?://|www\.|[/#])\S*\Z")
_PLAIN_OPEN = re.compile(r"\([^\s()<]*\Z")
_DESTINATION_NEXT = re.compile(r"[\s()<]")
_DESTINATION_END = re.compile(r"\)|(?=\s)")

_NO_URL = rf"\s<>\"“”„«»…{WIDE_LESS}{WIDE_OPENING}{WIDE_CLOSING}{WIDE}{SPECIAL_CHARACTERS}"
_URL = re.compile(rf"[^{_NO_URL}]*")
_URL_NEXT = re.compile(r"[^!#-;=?-~]")
"""What may end one, and is looked at closely then."""
_HOST = re.compile(r"(?>(?:[a-z]{2,8}://)?)(?:[^\s/?#@]*@)?(?:www\.(?=[^/?#:]+\.))?([^\s/?#:@\[\]<>]+)", re.IGNORECASE)
_SCHEME = re.compile(r"(?:https?|ftp|mailto)\Z", re.IGNORECASE)
_TRAILING = re.compile(r"(?:[?!.,:;*_~'`|\](]|&[a-zA-Z0-9]{1,16};)\Z")
_LOCAL_PART = re.compile(r"[A-Za-z0-9._%+-]{1,64}\Z")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+")
_DOMAIN_OPEN = re.compile(r"[A-Za-z0-9.-]*\Z")


def opening(text: str, at: int, place: Place) -> Step:
    """``[``: a footnote, a citation, a tag that is let through, or the beginning of a link's text."""
    if step := bracket(text, at, place):
        return step
    after = text[at + 1 : at + 2]
    if after and after not in "^ ,;–—-" and not after.isdigit() and not place.options.trusted_tags:
        return _open(text, at, place)  # the usual case
    if found := _FOOTNOTE.match(text, at):
        return Step("gone", at, found.end())
    if _FOOTNOTE_OPEN.match(text, at, at + 83) and len(text) - at < 83 and not place.is_final:
        return Step("open" if len(text) - at > 2 else "wait", at, at)
    if found := _CITATION.match(text, at):
        return _citation(text, at, found, place)
    if _CITATION_OPEN.match(text, at, at + 62) and len(text) - at < 62 and not place.is_final:
        return Step("wait", at, at)
    if place.options.trusted_tags and (step := _trusted(text, at, place)):
        return step
    return _open(text, at, place)


def _open(text: str, at: int, place: Place) -> Step:
    """The bracket goes; an index, as in ``x[0]``, is set off from its name."""
    place.brackets += 1
    before = place.character_before(text, at)
    is_index = before.isascii() and (before.isalnum() or before == "]")
    return Step("say" if is_index else "mark", at, at + 1, " " if is_index else "")


def _citation(text: str, at: int, found: re.Match[str], place: Place) -> Step:
    """Numbers in brackets, with or without a destination: sources. With a zero they are an interval or an index."""
    end = found.end()
    is_list = place.ink in _BEFORE_LIST or (place.character_before(text, at) == "[" and "," in found[1])
    if is_list or any(int(number) == 0 for number in re.findall(r"\d+", found[1])):
        return _open(text, at, place)
    if end == len(text) and not place.is_final:
        return Step("wait", at, at)
    if text[end : end + 1] != "(":
        return Step("gone", at, end)
    step = _destination(text, end, place)
    if step.kind in ("open", "wait"):
        return Step(step.kind, at, at)
    if step.end > end and (len(found[1]) > 2 or not text.startswith("(http", end)):
        return _open(text, at, place)  # the number is the link's text
    return Step("gone", at, step.end if step.kind == "mark" else end)


def _trusted(text: str, at: int, place: Place) -> Step | None:
    found = _LABEL.match(text, at)
    if found is None:
        is_waiting = _LABEL_OPEN.match(text, at, at + _LABEL_LENGTH) and len(text) - at < _LABEL_LENGTH
        return Step("open", at, at) if is_waiting and not place.is_final else None
    content = found[0][1:-1]
    if re.search(r"[<>\[\]]", content):
        return None  # a trusted name must not carry another command along
    names = place.options.trusted_tags
    is_trusted = content in names or content.split(" ", 1)[0] in names
    return Step("say", at, found.end(), found[0]) if is_trusted else None


def closing(text: str, at: int, place: Place) -> Step:
    """``]``: goes, and with it a destination or a reference behind it."""
    if place.brackets == 0:
        return Step("mark", at, at + 1)
    after = text[at + 1 : at + 2]
    if not after and not place.is_final:
        return Step("wait", at, at)
    step = Step("mark", at, at + 1)
    if after == "(":
        step = _destination(text, at + 1, place)
    elif after == "[":
        step = _reference(text, at + 1, place)
    if step.kind in ("open", "wait"):
        return step._replace(begin=at, end=at)
    place.brackets -= 1
    return step._replace(begin=at)


def _destination(text: str, at: int, place: Place) -> Step:
    """``(url "title")``: a mark with its end; an empty one in front of it if it is no destination."""
    limit = paragraph_end(text, at, DESTINATION_LENGTH, place)
    if found := _DESTINATION.match(text, at, limit):
        return Step("mark", at, found.end())
    if _PLAIN_OPEN.match(text, at) and is_open(text, at, limit, DESTINATION_LENGTH, place):
        return Step("open", at, at, until=_DESTINATION_NEXT)
    if not _DESTINATION_OPEN.match(text, at, limit):
        return Step("mark", at, at)
    if is_open(text, at, limit, DESTINATION_LENGTH, place):
        return Step("open", at, at)
    if limit - at == DESTINATION_LENGTH and not re.search(r"\s", text[at + 1 : limit]):
        return Step("swallow", at, limit, until=_DESTINATION_END)  # data: addresses have no bound
    if place.is_final and _CUT_URL.match(text, at, limit):
        return Step("mark", at, limit)
    return Step("mark", at, at)


def _reference(text: str, at: int, place: Place) -> Step:
    limit = paragraph_end(text, at, _LABEL_LENGTH, place)
    if found := _LABEL.match(text, at, limit):
        return Step("mark", at, found.end())
    if _LABEL_OPEN.match(text, at, limit) and is_open(text, at, limit, _LABEL_LENGTH, place):
        return Step("open", at, at)
    return Step("mark", at, at)


def bang(text: str, at: int, place: Place) -> Step:
    """``!``: before ``[`` it makes the link an image, of which the alternative text is heard."""
    after = text[at + 1 : at + 2]
    if not after and not place.is_final:
        return Step("wait", at, at)
    is_mark = after == "[" or place.character_before(text, at) == "["  # the latter in call-outs: [!NOTE]
    return Step("mark", at, at + 1) if is_mark else Step("say", at, at + 1, "!")


def source(text: str, at: int, place: Place) -> Step:
    """``【4:0†source】``: a citation as assistants with file search write it. Other text in such brackets stays."""
    if found := _SOURCE.match(text, at):
        return Step("gone", at, found.end())
    if _SOURCE_OPEN.match(text, at, at + 84) and len(text) - at < 84 and not place.is_final:
        return Step("wait", at, at)
    return wide(text, at, place)


def wide(text: str, at: int, place: Place) -> Step:
    """A full-width bracket: it goes as the others do; what it closes is set off from what follows."""
    run = _WIDE_RUN.match(text, at)
    end = run.end() if run else at + 1
    if text[at] in WIDE_OPENING:
        joins = is_in_word(place.character_before(text, at))
    elif run:
        joins = False
    else:
        after = text[at + 1 : at + 2]
        if not after and not place.is_final:
            return Step("wait", at, at)
        joins = after.isalnum() and place.character_before(text, at) not in WIDE_OPENING
    return Step("say", at, at + 1, " ") if joins else Step("mark", at, end)


def address(text: str, at: int, place: Place) -> Step:
    """``:`` behind ``https``, or ``www.``: a URL up to white space, of which the host is heard."""
    if text[at] == ":":
        scheme = _SCHEME.search(text, max(place.floor, at - 6), at)
        if scheme is None or is_in_word(place.character_before(text, scheme.start())):
            return Step("say", at, at + 1, ":")
        begin = scheme.start()
        if scheme[0].lower() == "mailto":
            return Step("mark", begin, at + 1)
        slashes = text[at + 1 : at + 3]
        if len(slashes) < 2 and "//".startswith(slashes) and not place.is_final:
            return Step("wait", begin, begin)
        if slashes != "//":
            return Step("say", at, at + 1, ":")
    else:
        begin = at
        if is_in_word(place.character_before(text, at)):
            return Step("say", at, at + 4, text[at : at + 4])
    return _url(text, begin, place)


def _url(text: str, begin: int, place: Place) -> Step:
    found = _URL.match(text, begin, begin + _URL_LENGTH)
    end = found.end() if found else begin
    if end == len(text) and end - begin < _URL_LENGTH and not place.is_final:
        return Step("open", begin, begin, until=_URL_NEXT)
    is_endless = end - begin == _URL_LENGTH
    end = end if is_endless else _without_trailing(text, begin, end)
    words = host(text[begin:end])
    if not words:
        end = max(end, begin + 1)
        return Step("literal", begin, end, inner=(begin, end))
    if is_endless:
        return Step("swallow", begin, end, words if place.options.links != "skip" else "", until=_url_end())
    return heard((begin, end), (begin, end), words, place)


@cache
def _url_end() -> re.Pattern[str]:
    """What ends an endless URL, such as one of data: rare, so compiled when it comes."""
    return re.compile(rf"(?=[{_NO_URL}])")


def _without_trailing(text: str, begin: int, end: int) -> int:
    """Where a URL really ends: punctuation at its end belongs to the sentence, and so does a bracket too many."""
    while True:
        if trailing := _TRAILING.search(text, begin, end):
            end = trailing.start()
        elif text.endswith(")", begin, end) and text.count(")", begin, end) > text.count("(", begin, end):
            end -= 1
        else:
            return end


def is_in_word(before: str) -> bool:
    """Whether an address cannot begin behind ``before``; behind Han, kana and Hangul it can."""
    return before.isalnum() and (before.isascii() or not WIDE_RUN.match(before))


def heard(span: tuple[int, int], written: tuple[int, int], short: str, place: Place) -> Step:
    """An address at ``span``, as the options want it: as ``written`` there, ``short``, or not at all."""
    if place.options.links == "skip":
        return Step("gone", *span)
    if place.options.links == "full" or not short:
        return Step("literal", *span, inner=written)
    return Step("say", *span, short)


def host(url: str) -> str:
    """The host of a URL, without ``www.``, user and port; empty if it has none."""
    found = _HOST.match(url)
    return found[1] if found and any(map(str.isalnum, found[1])) else ""


def email(text: str, at: int, place: Place) -> Step:
    """``@`` between a name and a domain. The address is short enough to be heard whole."""
    local = _LOCAL_PART.search(text, max(place.floor, at - 64), at)
    if place.options.links != "skip" or local is None:
        return Step("say", at, at + 1, "@")
    begin = local.start()
    limit = min(len(text), at + _EMAIL_LENGTH)
    is_short = limit == len(text) and limit - at < _EMAIL_LENGTH and not place.is_final
    if is_short and _DOMAIN_OPEN.match(text, at + 1, limit):
        return Step("wait", begin, begin)
    domain = _DOMAIN.match(text, at + 1, limit)
    return Step("gone", begin, domain.end()) if domain else Step("say", at, at + 1, "@")
