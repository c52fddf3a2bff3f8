"""What models write that is no part of their answer: reasoning, tool calls, and the tokens of their chat templates.

Owns the one table of their names, each row with the model families that are its reason, and the names that a caller
adds. Sources: the chat templates that vendors publish with their models, the tool parsers of vLLM and SGLang, Open
WebUI's and Qwen-Agent's own marks, OpenAI's description of the harmony format. How such marks are found in a text is
``control.py``'s and ``tags.py``'s; fenced blocks are ``line_heads.py``'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

NAME_LENGTH = 64
"""Characters of the longest name of a mark."""
LONGEST_END = NAME_LENGTH + 24
"""Characters of the longest mark that ends what is hidden."""


class Row(NamedTuple):
    """Names of one meaning. Those that are joined by ``|`` also close each other."""

    names: str
    marks: str
    """The brackets in which the names stand: ``<`` for ``<name>``, ``|`` for ``<|name|>``, ``[`` for ``[NAME]``.
    A backtick stands for a fenced block of code whose language is the name."""
    families: str


HIDDEN = (
    Row("think|thinking|thought|thoughts|reasoning", "<|[", "DeepSeek R1, Qwen 3, GLM, ERNIE, Magistral, Command A"),
    Row("reflection reflections", "<", "Reflection Llama, and prompts in its manner"),
    Row("scratchpad|scratch_pad", "<|", "Hermes, Claude by its prompt"),
    Row("analysis", "<", "Claude by its prompt, DeepHermes"),
    Row("inner_monologue internal_monologue inner_thoughts inner_thought", "<", "companions by their prompts"),
    Row("longcat_think longcat_tool_call longcat_tool_declare", "<", "LongCat"),
    Row("cot_budget_reflect", "<", "Seed-OSS"),
    Row("tool_call tool_calls", "<|[", "Hermes, Qwen, GLM, MiniMax, Granite, Phi-4-mini, Kimi K2, DeepSeek, LFM2"),
    Row("tool_calls_section tool_call_argument", "|", "Kimi K2"),
    Row("toolcall tool_use tool_request", "<|[", "Nemotron, Claude by its prompt, LM Studio"),
    Row("function_call function_calls functions function_use", "<|", "Claude, DeepSeek V3.2, Granite, Functionary"),
    Row("tool_code", "<|", "Gemini and Gemma"),
    Row("tool_code tool_call tool_calls tool_output tool_outputs", "`", "Gemma"),
    Row("tool_response tool_responses tool_result tool_results", "<|[", "Hermes, Qwen, Command A, Mistral"),
    Row("tool_output tool_outputs tool_content", "<|[", "DeepSeek, Mistral"),
    Row("function_response function_result function_results function_output", "<", "Claude, Functionary"),
    Row("tool_declaration tool_declarations available_tools system_prompt", "<|[", "Mistral, Gemma 4"),
    Row("action plugin interpreter", "|", "Command A, InternLM"),
    Row("python", "|", "Llama 3 and 4"),
)
"""What goes with all that stands between the mark and its end."""

TURN_ENDS = (
    "end_of_text endoftext end_of_turn endofturn end_of_turn_token end_of_sentence end_of_utterance eot_id eom_id eot"
    " eom eos eod im_end end return call assistant user system turn"
).split()
"""Tokens that end what a token has hidden, for a model that never closes it: Llama, Qwen, Phi, Granite, harmony."""

HEADER_ENDS = {
    "start_header_id": "end_header_id",  # Llama 3
    "header_start": "header_end",  # Llama 4
    "start_of_role": "end_of_role",  # Granite
    "im_assistant": "im_middle",  # Kimi K2, and the next three
    "im_user": "im_middle",
    "im_system": "im_middle",
    "im_tool": "im_middle",
}
"""Tokens behind which a role stands, and the token that ends it."""
ROLE_FOLLOWS = frozenset({"im_start", "start_of_turn", "turn", "role"})
"""Tokens behind which a role stands up to the line's end: ChatML, Gemma."""
ROLES = "assistant|model|user|system|developer|tool|ipython|function|environment|observation|critic"
TOOL_ROLES = frozenset({"tool", "ipython", "function", "environment", "observation", "im_tool"})
"""What such a role says is a tool's result."""

BRACKET_TOKENS = frozenset(
    "INST /INST ARGS CALL_ID IMG IMG_BREAK IMG_END PREFIX MIDDLE SUFFIX BEGIN_AUDIO AUDIO TRANSCRIBE gMASK".split()
)
"""Marks in square brackets that go alone: Mistral, and old GLM."""
CALLS = "TOOL_CALLS"
"""Mistral's mark before a list of calls, or a name with its arguments: what it hides ends with the JSON value."""

TAG_TOKENS = re.compile(
    r"(?:(?:start|end)_of_(?:turn|text|image|utterance)|begin_of_text|endoftext|bos|eos|pad|unk|eod|eom|eot|sop|eop"
    r"|unused\d+|special_\d+|extra_id_\d+|reserved_\w*\d+|image_soft_token)\Z"
)
"""Tokens that look like tags: Gemma, Llama 2, Nemotron, T5, SmolVLM."""
TAG_TOKEN_PAIRS = {"unused94": re.compile(r"<unused95>", re.IGNORECASE)}
"""Those of them between which reasoning stands: MedGemma."""

CALL_PARTS = frozenset("function invoke parameter tool".split())
"""Tags within a call: one that closes without a call ends what is hidden all the same."""

WRAPPERS = frozenset(
    "answer answers final final_answer response final_response reply solution result output assistant".split()
)
"""Tags around the answer itself, which is heard: ERNIE, Hunyuan, Granite, and prompts that ask for them."""

DETAILS = re.compile(
    r"""<details(?:\s++(?!type=)[\w-]++(?:="[^"]{0,80}")?){0,6}\s++type=["'](?:reasoning|tool_calls|code_interpreter)["']""",
    re.IGNORECASE,
)
"""How Open WebUI keeps reasoning, tool calls and code: in a fold-out of this type."""


@dataclass(frozen=True, slots=True)
class Unspoken:
    """The names of what is hidden, in lower case, each with those that close it, by their brackets."""

    tags: dict[str, str]
    tokens: dict[str, str]
    brackets: dict[str, str]
    fences: frozenset[str]
    """Languages of fenced blocks: nothing is heard of these, not even that they are there."""
    initials: frozenset[str]
    """With what a mark in square brackets may begin: a look at all others costs one comparison."""


def _spread(rows: Iterable[Row], mark: str) -> Iterator[tuple[str, str]]:
    for row in rows:
        if mark in row.marks:
            for names in row.names.split():
                yield from ((name, names) for name in names.split("|"))


@cache
def known() -> Unspoken:
    """The names of the table."""
    tags, tokens, brackets = (dict(_spread(HIDDEN, mark)) for mark in "<|[")
    return _unspoken(tags, tokens, {name.upper(): names.upper() for name, names in brackets.items()} | {CALLS: CALLS})


def _unspoken(tags: dict[str, str], tokens: dict[str, str], brackets: dict[str, str]) -> Unspoken:
    initials = frozenset(name[:1] for name in ("", "/", "|", "END", *brackets, *BRACKET_TOKENS))
    return Unspoken(tags, tokens, brackets, frozenset(dict(_spread(HIDDEN, "`"))), initials)


_ADDED = re.compile(
    r"(?P<tag>[A-Za-z][\w:.-]*)|\[(?P<bracket>[A-Za-z][A-Za-z_]+)\]|<\|(?P<token>[A-Za-z]\w*)\|>", re.ASCII
)


def with_names(names: Iterable[str]) -> Unspoken:
    """The table with a caller's names: ``plan`` for a tag, ``[PLAN]`` or ``<|plan|>`` for a mark as it is written.

    ValueError or TypeError for what is no such name.
    """
    if isinstance(names, str):
        raise TypeError(f"unspoken takes several names, such as ({names!r},), not one text")
    rows = known()
    tags, tokens, brackets = dict(rows.tags), dict(rows.tokens), dict(rows.brackets)
    for name in names:
        if not isinstance(name, str):
            raise TypeError(f"unspoken: a name is a text, not {type(name).__name__}")
        found = _ADDED.fullmatch(name)
        if found is None or len(name) > NAME_LENGTH:
            raise ValueError(
                f"unspoken: {name[:NAME_LENGTH]!r} is no name of a tag or mark: write 'plan' for <plan>...</plan>,"
                " '[PLAN]' for [PLAN]...[/PLAN], '<|plan|>' for <|plan|>...<|/plan|>"
            )
        if tag := found["tag"]:
            tags[tag.lower()] = re.escape(tag.lower())
        elif mark := found["bracket"]:
            brackets[mark] = re.escape(mark)
        else:
            tokens[found["token"].lower()] = found["token"].lower()
    return _unspoken(tags, tokens, brackets)


@cache
def tag_end(names: str) -> re.Pattern[str]:
    """What ends a tag of one of ``names``: its closing tag, with any vendor's prefix, in any case."""
    return re.compile(rf"</(?:[|｜]\w{{1,16}}[|｜])?(?:[\w-]{{1,16}}:)?(?:{names})[ \t]{{0,4}}>", re.IGNORECASE)


@cache
def bracket_end(names: str) -> re.Pattern[str]:
    """What ends ``[NAME]``."""
    return re.compile(rf"\[(?:/|END_)(?:{names})\]")


@cache
def triangle_end(names: str) -> re.Pattern[str]:
    """What ends ``◁name▷``."""
    return re.compile(rf"◁/(?:{names})▷", re.IGNORECASE)


@cache
def token_end(names: str) -> re.Pattern[str]:
    """What ends ``<|name|>`` or ``<|name_begin|>``: the same with ``end`` or a slash; else the turn's end."""
    close, gap = rf"(?:{names})", r"[_▁ ]"
    ends = "|".join(TURN_ENDS).replace("_", gap)
    body = rf"(?:/{close}|end{gap}(?:of{gap})?{close}|{close}{gap}end|{ends})".replace("tool_", f"tool{gap}")
    return re.compile(rf"<[|｜]{body}[|｜]>|<{close}[|｜]>|</s>", re.IGNORECASE)


@cache
def token_name(names: str) -> re.Pattern[str]:
    """How a token's name says that it opens or closes one of ``names``."""
    return re.compile(
        rf"(?P<close>/|end_(?:of_)?)?(?:(?:begin|start)_(?:of_)?)?(?P<core>{names})(?:_(?:begin|start|tag|(?P<tail>end)))?"
    )
