"""What a tag is: formatting, a command, hidden text, or words that somebody put in angle brackets. Pure functions.

Owns the names that HTML and the markup of voices define, and the decision by what follows and what closes: formatting
is followed by its text, or closed in the same paragraph; a placeholder, a key or a tag that is talked about is not.
Source: the HTML Living Standard (elements, void elements, boolean attributes), SSML 1.1, the dialects of services.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .control import with_role
from .links import is_in_word
from .mentions import is_mentioned, is_within_sentence
from .spans import is_open
from .steps import Place, Step
from .unspoken import CALL_PARTS, DETAILS, TAG_TOKEN_PAIRS, TAG_TOKENS, WRAPPERS, tag_end

TAG_LENGTH = 400
SPACED_LENGTH = 80
"""The same, with white space behind ``<``."""
_CLOSING_LENGTH = 240
"""Characters in which a tag's closing one is looked for, where nothing else tells what it is."""
NAME = r"[A-Za-z](?:[\w.-]*+)(?::[\w-]++)?"
_VALUE = r"""[^\s"'=<>`]++|"[^"]*+"|'[^']*+'"""
ATTRIBUTE = rf"\s++[A-Za-z_:][\w.:-]*+(?:\s*+=\s*+(?:{_VALUE}))?"
_WITH_EQUALS = r"(?:function|parameter|tool)=[^<>\n]{1,80}"
TAG = re.compile(
    rf"<(?P<lead>\s{{0,8}})(?P<close>/?)(?:(?P<name>{NAME})(?P<attributes>(?:{ATTRIBUTE}){{0,16}})"
    rf"|(?P<call>{_WITH_EQUALS}))[ \t]*+(?P<empty>/?)>|</?co(?::[^<>\n]{{0,40}})?>|<#[\d.,\s]*+#?>|<[!?][^<>\n]*+>",
    re.ASCII,
)
_ATTRIBUTE_OPEN = r"""\s*+(?:[A-Za-z_:][\w.:-]*+\s*+(?:=\s*+(?:[^\s"'=<>`]*+|"[^"]*+"?|'[^']*+'?))?)?"""
TAG_OPEN = re.compile(
    rf"</?(?:[A-Za-z][\w:.-]*+(?:{ATTRIBUTE}){{0,16}}{_ATTRIBUTE_OPEN}/?)?\Z|<(?:function|parameter|tool)=[^<>\n]{{0,80}}\Z"
    r"|</?co:[^<>\n]{0,40}\Z|<#[\d.,\s]*+#?\Z|<[!?][^<>\n]*+\Z",
    re.ASCII,
)
SPACED_OPEN = re.compile(rf"<\s{{1,8}}/?(?:{NAME}(?:{ATTRIBUTE}){{0,16}}{_ATTRIBUTE_OPEN}/?)?\Z", re.ASCII)

BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form h1"
    " h2 h3 h4 h5 h6 head header hr html legend li main menu nav ol option p pre section summary table tbody td tfoot"
    " th thead title tr ul".split()
)
_INLINE = frozenset(
    "a abbr acronym area audio b base bdi bdo big br button canvas caption cite code col colgroup data datalist del dfn"
    " em embed font i iframe img input ins kbd label link map mark meta meter noscript object optgroup output param"
    " picture progress q rp rt ruby s samp script search select slot small source span strike strong style sub sup svg"
    " template textarea time track tt u var video wbr".split()
)
_COMMANDS = frozenset("break emotion emphasis flush phoneme prosody say-as speak speed stop volume voice".split())
"""Tags that speech services obey."""
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_NEEDS_ATTRIBUTES = frozenset("area base col embed img input link meta param source track".split())
_MAY_STAY_OPEN = frozenset("p li dt dd td th tr thead tbody tfoot option colgroup rp rt".split())
"""Elements whose closing tag HTML lets be left out."""
_BOOLEAN = frozenset(
    "allowfullscreen async autofocus autoplay checked compact controls default defer disabled download formnovalidate"
    " hidden inert ismap itemscope loop multiple muted nomodule noshade novalidate nowrap open playsinline readonly"
    " required reversed selected".split()
)
_SWALLOWED = {name: re.compile(rf"</{name}[ \t]{{0,4}}>", re.IGNORECASE) for name in ("script", "style")}
_CLOSING_NEXT = re.compile(r"</|\n")
_JOINED = re.compile(
    r"[\W_]*(?:(?:and|or|to|und|oder|bis|et|ou|à|y|o|e|a|i|en|of|och|eller|og|и|или|和|与|與|或|と|や|및)[\W_]*)?\Z",
    re.IGNORECASE,
)
"""What stands between two tags that are named: "between <b> and </b>"."""
_CLOSES_AT_ONCE = frozenset(" \t\r\n.,;:!?…)]}'\"”’»/+。，、！？")
_MOST_NAMES = 64


def tag(text: str, at: int, found: re.Match[str], limit: int, place: Place) -> Step | None:
    """What becomes of a tag; None if its content is words."""
    written = found["name"] or ""
    name = written.lower()
    options = place.options
    is_trusted = written in options.trusted_tags or name in options.trusted_tags
    if is_trusted and not found["lead"] and not re.search(r"[<>\[\]]", found[0][1:-1]):
        return Step("say", at, found.end(), found[0])  # a trusted name carries no other command along
    if found["call"]:
        end = tag_end(re.escape(found["call"].split("=", 1)[0]))
        return Step("mark", at, found.end()) if found["close"] else Step("hide", at, found.end(), until=end)
    if not name or name == "co":  # Command A marks what it cites
        return Step("mark", at, found.end())
    bare = [part for part in re.sub(rf"=\s*(?:{_VALUE})", "= ", found["attributes"]).split() if part[-1] != "="]
    if found["lead"]:
        return _spaced(found, name, bare)
    if any(part.lower() not in _BOOLEAN for part in bare):
        return None
    mentioned = is_mentioned(text, at, found.end(), place)
    if mentioned is None:
        return Step("open", at, at)
    if mentioned:
        _name(found, place)
        return None
    return _closing(found, name, place) if found["close"] else _opening(text, at, found, limit, place)


def _name(found: re.Match[str], place: Place) -> None:
    """A tag that is talked about is words; so is the one that closes it."""
    if not found["close"] and len(place.named_tags) < _MOST_NAMES:
        place.named_tags.add(found["name"].lower())


def _spaced(found: re.Match[str], name: str, bare: list[str]) -> Step | None:
    """``< break time="1s"/>``: no HTML, but a service may obey it. ``a < b and c > d`` is none."""
    is_tag = found["empty"] or found["close"] or "=" in found["attributes"] or "\n" in found["lead"]
    is_known = name in BLOCKS or name in _INLINE or name in _COMMANDS
    if (bare and not found["empty"]) or found.end() - found.start() > SPACED_LENGTH:
        return None
    return Step("mark", *found.span()) if is_tag or (is_known and len(name) > 1) else None


def _closing(found: re.Match[str], name: str, place: Place) -> Step | None:
    at, end = found.span()
    if place.open_tags.get(name):
        place.open_tags[name] -= 1
    elif name in place.named_tags:
        return None
    elif _ends_hidden(name, place):
        return Step("begin", at, end)
    elif place.ink and name != "s" and name in BLOCKS | _INLINE and place.character_before(found.string, at).isspace():
        return None  # "it is closed by </b>"
    return Step("unit" if name in BLOCKS else "mark", at, end)


def _ends_hidden(name: str, place: Place) -> bool:
    """Whether an unopened closing tag ends what is hidden, an answer or a turn (``</s>``): a reply begins after it."""
    tags = place.options.unspoken.tags
    bare = name.rpartition(":")[2]
    return name in tags or bare in tags or bare in CALL_PARTS or name in WRAPPERS or name == "s"


def _opening(text: str, at: int, found: re.Match[str], limit: int, place: Place) -> Step | None:
    written, end = found["name"], found.end()
    name = written.lower()
    hidden = place.options.unspoken.tags.get(name) or place.options.unspoken.tags.get(name.rpartition(":")[2])
    until = tag_end(hidden) if hidden else _SWALLOWED.get(name)
    if name in TAG_TOKEN_PAIRS:
        return Step("hide", at, end, until=TAG_TOKEN_PAIRS[name])
    if name == "invoke" and found["attributes"]:
        until = tag_end(name)
    if until and not found["empty"]:
        is_word = False if found["attributes"] else is_within_sentence(text, end, place)
        if is_word is None:
            return Step("open", at, at)
        if is_word:
            _name(found, place)
            return None
        is_hidden = hidden or name == "invoke"
        return Step("hide" if is_hidden else "swallow", at, end, until=until)
    if TAG_TOKENS.match(name):
        return with_role(text, at, end, place) if name == "start_of_turn" else Step("begin", at, end)
    if name in _COMMANDS and (found["attributes"] or found["empty"] or written in (name, name.upper())):
        is_placeholder = name in ("speed", "volume", "emotion", "voice") and not found["attributes"]
        if not is_placeholder:
            return Step("mark", at, end)
    if "=" in found["attributes"] or found["empty"]:
        return _formatting(found, name, place)
    is_formatting = _closes(text, found, name, limit, place)
    if is_formatting is None:
        return Step("open", at, at, until=_CLOSING_NEXT if found.end() < len(text) else None)
    if is_formatting:
        return _formatting(found, name, place)
    _name(found, place)
    return None


def _formatting(found: re.Match[str], name: str, place: Place) -> Step:
    if not found["empty"] and name not in _VOID and (name in place.open_tags or len(place.open_tags) < _MOST_NAMES):
        place.open_tags[name] = place.open_tags.get(name, 0) + 1
    if name == "br":
        return Step("line", *found.span())
    return Step("unit" if name in BLOCKS else "mark", *found.span())


def _closes(text: str, found: re.Match[str], name: str, limit: int, place: Place) -> bool | None:
    """Whether a tag without attributes is formatting, by what follows it and what closes it; None if that is open."""
    at, end = found.span()
    after, before = text[end : end + 1], place.character_before(text, at)
    if not after and not place.is_final:
        return None
    is_known, is_lower = name in BLOCKS or name in _INLINE or name in _COMMANDS, found["name"].islower()
    is_wrapper = name in WRAPPERS
    if name in _NEEDS_ATTRIBUTES:
        return False
    if name in _VOID:
        return name != "hr" or not (place.ink and before.isspace() and after in " \t")
    follows_at_once = after != "" and after not in _CLOSES_AT_ONCE
    if is_known and (is_lower or not follows_at_once):
        if not place.ink and is_lower and (name in _MAY_STAY_OPEN or after not in " \t.,;:!?)"):
            return True
        if name in _MAY_STAY_OPEN and (place.open_tags.get(name) or not before.isspace()):
            return True
        if is_lower and follows_at_once and not (len(name) == 1 and is_in_word(before)):
            return True
    elif is_wrapper and not place.ink and (follows_at_once or after in "\r\n"):
        return True
    elif not is_known and not is_wrapper and not follows_at_once and (place.ink or after not in "\r\n"):
        return False
    bound = _CLOSING_LENGTH
    is_block = after in "\r\n" and not place.ink
    limit = min(len(text) if is_block else limit, end + bound)
    return _is_closed(text, end, name, limit, is_waiting=is_open(text, end, limit, bound, place))


def _is_closed(text: str, end: int, name: str, limit: int, *, is_waiting: bool) -> bool | None:
    """Whether the closing tag follows, with something between; None if more text tells."""
    if text.find("</", end, limit) >= 0 and (closing := _closing_tag(name).search(text, end, limit)):
        return not (text[end] in " ,./…" and _JOINED.match(text[end : closing.start()]))
    return None if is_waiting else False


@lru_cache(maxsize=256)
def _closing_tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{re.escape(name)}\s{{0,4}}>", re.IGNORECASE)


def details(text: str, at: int, limit: int) -> Step | None:
    """``<details type="reasoning">``, as soon as its type is known: its other attributes have no bound."""
    found = DETAILS.match(text, at, limit)
    return Step("hide", at, found.end(), until=tag_end("details")) if found else None
