"""Whether an indented line is code or prose: decided by what stands in it. Pure.

CommonMark calls every line code that is indented by four columns after an empty one. Models and people also indent
paragraphs, outlines and verses; to say "code block" for those would lose the answer. So a line is prose unless it
shows a sign of code. Prose that is taken for code is lost; code that is taken for prose is only tedious.
"""

from __future__ import annotations

import re

_LOOK_LENGTH = 160
"""Characters of a line by which it is judged: so much waits at most."""
_LINE = re.compile(r"[^\r\n]*")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+")
_OUTLINE = re.compile(r"(?:[-*+•⁃▪‣◦●·–—]|\d{1,9}[.)]|[A-Za-z][.)]|\((?:\d{1,3}|[a-z])\)|[ivxIVX]{1,5}[.)])[ \t]+\S")
"""An item: of a list, or of an outline with letters and Roman numerals."""
_STRONG = re.compile(
    r"[{}=\u2500-\u257f]|\\(?=[A-Za-z0-9]|\Z)|->|::|&&|\+\+|(?<!:)//|/\*|\w\(\)"
    r"|^(?:\$ |# |#!|#(?:include|define|if)\b|>>> ?|<[!/?A-Za-z]|@\w+(?:\(|\Z)|[\w.]+\(.*\)[;:]?\Z|[\"'][\w ]+[\"']: )"
    r"|^(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|FROM|WHERE|VALUES)\b [^a-z]*(?:[A-Z]{2}|\w+ [A-Z]{2}|\w+\Z)"
)
"""What hardly stands in prose."""
_WEAK = re.compile(
    r";\Z|[a-z]_[a-z]|\s--[a-z]|\s-[A-Za-z]{1,2}(?!\S)|[a-z]\.[a-z_]+\(|(?<!\S)[.~]{0,2}/\w|\w/\w+/"
    r"|\w\.(?:py|js|ts|tsx|json|ya?ml|sh|rs|go|java|html|css|sql|toml|txt|cfg|c|h|cpp)\b|[a-z][A-Z][a-z]|\[\w+\]"
    r"|^[a-z][\w-]*: ?\S|^[\w.-]+:\Z"
)
"""What stands in code, and also in a sentence about it."""
_KEYWORD = re.compile(
    r"(?:import|from|def|class|return|if|elif|else|for|while|try|except|finally|with|print|async|await|raise|const|let"
    r"|var|function|public|private|static|void|int|float|char|bool|struct|enum|fn|use|mod|func|package|export|require"
    r"|end|begin|echo|cd|ls|mkdir|rm|cp|mv|cat|grep|sudo|npm|npx|pnpm|yarn|node|deno|pip|pip3|pipx|uv|python|python3|git"
    r"|docker|kubectl|apt|apt-get|brew|dnf|curl|wget|ssh|scp|tar|make|cmake|cargo|go|rustc|gcc|java|javac|mvn|gradle"
    r"|chmod|chown|export|source|set|select|insert|update|delete|terraform|ansible|systemctl|conda|poetry|pytest|null"
    r"|true|false|None|True|False|nil|break|continue|pass|switch|case|default|do|done|fi|then)\b(?![ ]*[-–—,.!?’'])"
)
_WORD = re.compile(r"[^\w\s]{0,3}[^\W\d_]+(?:['’‑-][^\W\d_]+)*[^\w\s]{0,3}")
_FEW_WORDS = 4


def is_code(text: str, at: int, *, is_final: bool) -> bool | None:
    """Whether the indented line whose content begins at ``at`` is code; None if it takes more text to tell."""
    limit = at + _LOOK_LENGTH
    found = _LINE.match(text, at, limit)
    end = found.end() if found else at
    if end == len(text) and end < limit and not is_final:
        return None
    return not _OUTLINE.match(text, at, end) and _has_signs(_ADDRESS.sub("", text[at:end]).strip())


def _has_signs(line: str) -> bool:
    if _STRONG.search(line):
        return True
    tokens = line.split()
    words = sum(1 for token in tokens if _WORD.fullmatch(token))
    is_sentence = words >= _FEW_WORDS and words * 4 >= len(tokens) * 3
    if _KEYWORD.match(line) and (line.endswith(":") or len(tokens) <= _FEW_WORDS or not is_sentence):
        return True
    if not is_sentence and _WEAK.search(line):
        return True
    return len(tokens) == 1 and line.isascii() and line.isalnum() and not line.isdigit() and line.islower()
