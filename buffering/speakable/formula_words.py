"""How a short formula is read in English. Pure data and a small parser; what it does not know it does not read."""

from __future__ import annotations

import re

_LONGEST = 80
"""Characters of a formula that can be followed by ear."""
_DEEPEST = 4

_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi"
    " psi omega"
).split()
_COMMANDS = {
    **{name: name for name in _GREEK},
    **{name.capitalize(): f"capital {name}" for name in _GREEK},
    "varepsilon": "epsilon",
    "vartheta": "theta",
    "varphi": "phi",
    "ell": "l",
    "hbar": "h bar",
    "cdot": "times",
    "times": "times",
    "div": "divided by",
    "pm": "plus or minus",
    "mp": "minus or plus",
    "le": "is at most",
    "leq": "is at most",
    "ge": "is at least",
    "geq": "is at least",
    "ne": "is not equal to",
    "neq": "is not equal to",
    "approx": "is about",
    "equiv": "is equivalent to",
    "sim": "is similar to",
    "propto": "is proportional to",
    "to": "to",
    "rightarrow": "to",
    "Rightarrow": "implies",
    "implies": "implies",
    "iff": "if and only if",
    "in": "in",
    "notin": "not in",
    "subset": "is a subset of",
    "cup": "union",
    "cap": "intersection",
    "forall": "for all",
    "exists": "there exists",
    "infty": "infinity",
    "partial": "partial",
    "nabla": "nabla",
    "sum": "the sum",
    "prod": "the product",
    "int": "the integral",
    "lim": "the limit",
    "sin": "sine",
    "cos": "cosine",
    "tan": "tangent",
    "log": "log",
    "ln": "natural log",
    "exp": "exp",
    "max": "max",
    "min": "min",
    "mod": "mod",
    "bmod": "mod",
    "ldots": "and so on",
    "cdots": "and so on",
    "dots": "and so on",
    "quad": "",
    "qquad": "",
    "left": "",
    "right": "",
    "displaystyle": "",
    "circ": "degrees",
    "mid": "given",
    "land": "and",
    "lor": "or",
    "neg": "not",
    "emptyset": "the empty set",
    "angle": "angle",
}
_SYMBOLS = {
    "=": "equals",
    "+": "plus",
    "-": "minus",
    "−": "minus",
    "*": "times",
    "×": "times",
    "·": "times",
    "/": "over",
    "<": "is less than",
    ">": "is greater than",
    "≤": "is at most",
    "≥": "is at least",
    "≠": "is not equal to",
    "≈": "is about",
    "±": "plus or minus",
    "%": "percent",
    "!": "factorial",
    "→": "to",
    "∞": "infinity",
}
_PLAIN_GROUPS = {"text", "mathrm", "mathbf", "mathit", "operatorname", "textbf", "mathcal", "mathbb", "boxed"}
_POWERS = {"2": "squared", "3": "cubed", "\\circ": "degrees", "T": "transpose"}
_SIGN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:[.,]\d+)*|[A-Za-z]{3,}|[A-Za-z]'*|\s+|.", re.DOTALL)


def read(formula: str) -> str | None:
    """The formula in words; None if it is too long, too deep, or holds what has no words here."""
    if len(formula.strip()) > _LONGEST:
        return None
    signs = [sign for sign in _SIGN.findall(formula) if not sign.isspace()]
    words = _sequence(signs, 0)
    return " ".join(words.split()) if words and any(map(str.isalnum, words)) else None


def _sequence(signs: list[str], depth: int) -> str | None:
    """The words of all signs, which this consumes up to a closing brace."""
    said: list[str] = []
    while signs and signs[0] != "}":
        words = _one(signs, depth)
        if words is None:
            return None
        said.append(words)
    return " ".join(said)


def _one(signs: list[str], depth: int) -> str | None:
    """The words of the next thing: a symbol, a command with its arguments, a power, an index."""
    sign = signs.pop(0)
    if sign == "{":
        return _group(signs, depth)
    if sign in "^_":
        return _script(signs, sign, depth)
    if sign.startswith("\\"):
        return _command(signs, sign[1:], depth)
    if sign in _SYMBOLS:
        return _SYMBOLS[sign]
    if sign.endswith("'"):
        return sign.replace("'", " prime")
    if sign in "()[],.:;|":
        return "," if sign in ",;:" else ""
    if len(sign) > 2 and sign.isalpha():
        return _COMMANDS.get(sign)  # a function without its backslash, or a word
    return sign if sign.isalnum() else None


def _group(signs: list[str], depth: int) -> str | None:
    words = _sequence(signs, depth + 1) if depth < _DEEPEST else None
    if words is None or not signs:
        return None
    signs.pop(0)  # the closing brace
    return words


def _argument(signs: list[str], depth: int) -> str | None:
    return _one(signs, depth) if signs and signs[0] not in "}^_" else None


def _script(signs: list[str], mark: str, depth: int) -> str | None:
    raw = "".join(signs[:3]) if signs[:1] == ["{"] else "".join(signs[:1])
    words = _argument(signs, depth)
    if words is None:
        return None
    if mark == "_":
        return words
    return _POWERS.get(raw.strip("{}")) or f"to the power of {words}"


def _command(signs: list[str], name: str, depth: int) -> str | None:
    if name in ("frac", "dfrac", "tfrac"):
        over, under = _argument(signs, depth), _argument(signs, depth)
        return None if over is None or under is None else f"{over} over {under}"
    if name == "sqrt":
        if signs[:1] == ["["]:
            return None
        words = _argument(signs, depth)
        return None if words is None else f"square root of {words}"
    if name in _PLAIN_GROUPS:
        if signs[:1] != ["{"] or "}" not in signs:
            return None
        end = signs.index("}")
        content, signs[: end + 1] = signs[1:end], []
        return "".join(content) if all(sign.isalnum() for sign in content) else None
    if name in ",;:! \\":
        return ""
    return "percent" if name == "%" else _COMMANDS.get(name)
