"""Tokens of chat templates, and the marks around reasoning and tool calls that are no tags. Pure functions.

Owns ``<|...|>`` in all its spellings, harmony's channels, ``[MARKS]``, ``◁think▷`` and ``✿FUNCTION✿``. The names are
``unspoken.py``'s. None looks further than a bound, so the cost per character has one too.
"""

from __future__ import annotations

import re

from .mentions import is_mentioned
from .steps import Place, Step
from .unspoken import (
    BRACKET_TOKENS,
    CALLS,
    HEADER_ENDS,
    NAME_LENGTH,
    ROLE_FOLLOWS,
    ROLES,
    TOOL_ROLES,
    TURN_ENDS,
    Unspoken,
    bracket_end,
    tag_end,
    token_end,
    token_name,
    triangle_end,
)

_LENGTH = NAME_LENGTH + 8
_INK = r"[^\s<>|｜]"
_NAME = rf"{_INK}(?:{_INK}|[ ](?={_INK})){{0,{NAME_LENGTH}}}"
_TOKEN = re.compile(
    rf"<[|｜](?P<both>{_NAME})[|｜]>|<\|(?P<left>[A-Za-z_/]{{3,40}})>|<(?P<right>[A-Za-z_/]{{3,40}})\|>"
)
_TOKEN_OPEN = re.compile(rf"<(?:[|｜](?:{_NAME}[ |｜]?)?|[A-Za-z_/]{{3,40}}\|)\Z")
_SPECIAL_TAG = re.compile(r"<(?P<close>/?)[|｜]\w{1,16}[|｜](?P<name>[\w:.-]{1,64})[^<>]{0,200}>")
_SPECIAL_TAG_OPEN = re.compile(r"</?[|｜](?:\w{1,16}(?:[|｜](?:[\w:.-]{1,64}[^<>]{0,200})?)?)?\Z")
SYSTEM = "<<SYS>>"
SYSTEM_END = re.compile(r"<</SYS>>")

_HARMONY_END = re.compile(r"<\|(?:end|call|return)\|>|(?=<\|(?:start|channel)\|>)")
_HARMONY_NAME = re.compile(r"[ \t]*([\w.-]{0,64})([ \t]*to=[^\s<]{0,64})?[ \t]*")
_CHANNEL_END = re.compile(r"<channel\|>|(?=<\|(?:channel|turn)>)")
_ROLE = re.compile(rf"[ \t]{{0,4}}(?P<role>{ROLES})?[ \t]{{0,4}}(?:\r?\n)?", re.IGNORECASE)
_ROLE_OPEN = re.compile(r"[ \t]{0,4}[a-z]{0,12}[ \t]{0,4}\r?\Z", re.IGNORECASE)
_HEADER_LENGTH = 100
_TURN_END = re.compile(rf"<[|｜](?:{'|'.join(TURN_ENDS)}|im_start|start_header_id|start_of_role)[|｜]>", re.IGNORECASE)
_NEXT_TOKEN = re.compile(r"(?=<[|｜][^<>|｜\s][^<>|｜\n]{0,62}[|｜]>)")
_BOUNDARIES = frozenset({*TURN_ENDS, "message", "begin_of_text", "startoftext", "im_sep", "chatbot_token"})

_BRACKET = re.compile(r"\[(?P<close>/|END_)?(?P<name>[A-Za-z][A-Za-z_]{1,63})\]|\[\|\w{1,40}\|\]")
_BRACKET_OPEN = re.compile(r"\[(?:/?[A-Za-z_]{0,68}|\|\w{0,40}\|?)\Z")
_ORNAMENTS = re.compile(r"◁+(?=◁)|✿+(?=✿)")
"""A run of any length costs one look."""
_TRIANGLE = re.compile(r"◁(?P<close>/?)(?P<name>\w{1,40})▷")
_TRIANGLE_OPEN = re.compile(r"◁/?\w{0,40}\Z")
_FLOWER = re.compile(r"✿(FUNCTION|ARGS|RESULT|RETURN)✿[ \t]{0,2}:?[ \t]{0,2}")
_FLOWER_OPEN = re.compile(r"✿(?:[A-Z]{0,8}|(?:FUNCTION|ARGS|RESULT|RETURN)✿[ \t]{0,2}:?[ \t]{0,2})\Z")
_FLOWER_END = re.compile(r"(?=✿RETURN✿)")


def token(text: str, at: int, place: Place) -> Step | None:
    """``<|name|>`` and its kind, at ``<``; None if there is none."""
    found = _TOKEN.match(text, at)
    if found is None:
        return _special_tag(text, at, place)
    mentioned = is_mentioned(text, at, found.end(), place)
    if mentioned is None:
        return Step("wait", at, at)
    name = (found["both"] or found["left"] or found["right"]).lower().replace("▁", "_").replace(" ", "_")
    if mentioned:
        return Step("say", at, found.end(), name.strip("/"))
    if found["both"] is None:
        return _one_sided(text, found, name, place)
    return _named(text, found, name, place)


def _special_tag(text: str, at: int, place: Place) -> Step | None:
    """A tag whose name stands behind a token's: ``<｜DSML｜invoke name="x">``. What waits for its bars waits here."""
    if not text.startswith(("|", "｜", "/|", "/｜"), at + 1) and not _TOKEN_OPEN.match(text, at, at + _LENGTH):
        return None
    if found := _SPECIAL_TAG.match(text, at):
        names = place.options.unspoken.tags.get(found["name"].lower())
        if names and not found["close"]:
            return Step("hide", at, found.end(), until=tag_end(names))
        return Step("begin" if found["close"] else "gone", at, found.end())
    if place.is_final:
        return None
    is_open = len(text) - at < _LENGTH and _TOKEN_OPEN.match(text, at)
    if is_open or (len(text) - at < 290 and _SPECIAL_TAG_OPEN.match(text, at)):
        return Step("wait" if len(text) - at < 3 else "open", at, at)
    return None


def _one_sided(text: str, found: re.Match[str], name: str, place: Place) -> Step | None:
    """``<|name>`` opens and ``<name|>`` closes (Gemma 4)."""
    at, end = found.span()
    if found["right"]:
        return Step("begin", at, end)
    if name == "channel":
        return Step("hide", at, end, until=_CHANNEL_END)
    if name in ROLE_FOLLOWS:
        return with_role(text, at, end, place)
    core = _core(name, place.options.unspoken)
    return Step("hide", at, end, until=token_end(core[0])) if core else Step("gone", at, end)


def _named(text: str, found: re.Match[str], name: str, place: Place) -> Step:
    at, end = found.span()
    if name == "channel" or name == "start":
        return _harmony(text, at, end, place, is_channel=name == "channel")
    if name == "constrain":
        after = _HARMONY_NAME.match(text, end)
        stop = after.end() if after else end
        return Step("wait", at, at) if stop == len(text) and not place.is_final else Step("mark", at, stop)
    if name in ROLE_FOLLOWS:
        return with_role(text, at, end, place)
    if name in HEADER_ENDS:
        return _header(text, at, end, name, place)
    if name in TOOL_ROLES:
        return Step("hide", at, end, until=_NEXT_TOKEN)
    if core := _core(name, place.options.unspoken):
        names, is_closing = core
        if is_closing:
            return Step("begin", at, end)
        return Step(
            "hide", at, end, until=_TURN_END if names == "python" and name.endswith("tag") else token_end(names)
        )
    if name in _BOUNDARIES:
        return Step("begin", at, end)
    return _gone(text, at, end, place)


def _core(name: str, unspoken: Unspoken) -> tuple[str, bool] | None:
    """Which names of the table a token opens or closes, and whether it closes them."""
    if names := unspoken.tokens.get(name):
        return names, False
    for names in dict.fromkeys(unspoken.tokens.values()):
        if found := token_name(names).fullmatch(name):
            return names, bool(found["close"] or found["tail"])
    return None


def _gone(text: str, at: int, end: int, place: Place) -> Step:
    """A token that means nothing; the words on its sides do not run together."""
    after = text[end : end + 1]
    if not after and not place.is_final:
        return Step("wait", at, at)
    joins = place.character_before(text, at).isalnum() and after.isalnum()
    return Step("say", at, end, " ") if joins else Step("gone", at, end)


def _harmony(text: str, at: int, end: int, place: Place, *, is_channel: bool) -> Step:
    """``<|channel|>`` or ``<|start|>``: only the final channel's message is heard, and one without a channel."""
    found = _HARMONY_NAME.match(text, end)
    stop = found.end() if found else end
    if "to=".startswith(text[stop:]) and not place.is_final and len(text) - end < 150:
        return Step("open", at, at)
    name = found[1].lower() if found else ""
    is_heard = name == ("final" if is_channel else "assistant") and not (found and found[2])
    return Step("begin", at, stop) if is_heard else Step("hide", at, stop, until=_HARMONY_END)


def with_role(text: str, at: int, end: int, place: Place) -> Step:
    """The role behind ``<|im_start|>`` goes with it, up to the line's end."""
    if _ROLE_OPEN.match(text, end) and not place.is_final and len(text) - end < _HEADER_LENGTH:
        return Step("wait", at, at)
    found = _ROLE.match(text, end)
    role = (found["role"] or "").lower() if found else ""
    stop = found.end() if found else end
    if text[stop : stop + 1].isalnum() and role and stop == end + len(role):
        role, stop = "", end  # a word that only begins like a role
    return Step("hide", at, stop, until=_TURN_END) if role in TOOL_ROLES else Step("begin", at, stop)


def _header(text: str, at: int, end: int, name: str, place: Place) -> Step:
    """A role between two tokens."""
    closing = re.compile(rf"<\|{HEADER_ENDS[name]}\|>").search(text, end, end + _HEADER_LENGTH)
    if closing is None:
        is_waiting = len(text) - end < _HEADER_LENGTH and not place.is_final
        return Step("open", at, at) if is_waiting else Step("begin", at, end)
    role = text[end : closing.start()].strip().lower()
    is_tool = role in TOOL_ROLES or name in TOOL_ROLES
    return Step("hide", at, closing.end(), until=_TURN_END) if is_tool else Step("begin", at, closing.end())


def bracket(text: str, at: int, place: Place) -> Step | None:
    """``[THINK]`` and its kind, at ``[``; None if there is none."""
    unspoken = place.options.unspoken
    if text[at + 1 : at + 2] not in unspoken.initials:
        return None
    found = _BRACKET.match(text, at)
    if found is None:
        opening = _BRACKET_OPEN.match(text, at)
        if opening and not place.is_final and _may_be_mark(opening[0][1:], unspoken):
            return Step("wait", at, at)
        return None
    name = found["name"] or "|"
    is_alone = name == "|" or found[0][1:-1] in BRACKET_TOKENS
    names = unspoken.brackets.get(name)
    if not is_alone and names is None:
        return None
    mentioned = is_mentioned(text, at, found.end(), place)
    if mentioned is None:
        return Step("wait", at, at)
    if mentioned:
        return None
    if is_alone or found["close"]:
        return Step("begin" if found["close"] or name == "|" else "gone", at, found.end())
    if name == CALLS:
        return Step("hide", at, found.end())
    return Step("hide", at, found.end(), until=bracket_end(names or ""))


def _may_be_mark(part: str, unspoken: Unspoken) -> bool:
    """Whether a mark in square brackets may begin with ``part``."""
    if part[:1] in ("", "|"):
        return True
    name = part.removeprefix("/").removeprefix("END_")
    return any(mark.startswith(name) for mark in unspoken.brackets) or any(
        mark.startswith(part) for mark in BRACKET_TOKENS
    )


def triangle(text: str, at: int, place: Place) -> Step:
    """``◁think▷`` (Kimi); any other triangle is a character."""
    if run := _ORNAMENTS.match(text, at):
        return Step("say", at, run.end(), run[0])
    found = _TRIANGLE.match(text, at)
    if found is None:
        if _TRIANGLE_OPEN.match(text, at) and not place.is_final:
            return Step("wait", at, at)
        return Step("say", at, at + 1, "◁")
    names = place.options.unspoken.tags.get(found["name"].lower())
    mentioned = names is not None and is_mentioned(text, at, found.end(), place)
    if mentioned is None:
        return Step("wait", at, at)
    if names is None or mentioned:
        return Step("literal", at, found.end(), inner=(at, found.end()))
    if found["close"]:
        return Step("begin", at, found.end())
    return Step("hide", at, found.end(), until=triangle_end(names))


def flower(text: str, at: int, place: Place) -> Step:
    """``✿FUNCTION✿`` (Qwen-Agent): all goes up to the answer; any other flower is a character."""
    if run := _ORNAMENTS.match(text, at):
        return Step("say", at, run.end(), run[0])
    if _FLOWER_OPEN.match(text, at) and not place.is_final:
        return Step("wait", at, at)
    found = _FLOWER.match(text, at)
    if found is None:
        return Step("say", at, at + 1, "✿")
    if found[1] == "RETURN":
        return Step("begin", at, found.end())
    return Step("hide", at, found.end(), until=_FLOWER_END)
