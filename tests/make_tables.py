"""Writes ``buffering/generated``: tables that are data of CLDR (Babel) and of Unicode (``regex``).

    python -m tests.make_tables

Run it after a new release of either, or after a new language in ``buffering/languages``. Needs the extra ``dev``;
nothing of it is imported at run time. ``tests/test_generated.py`` compares what it makes with what is there.
"""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterable
from pathlib import Path

import regex
from babel import Locale, UnknownLocaleError
from babel.core import get_global

from buffering.languages import LANGUAGES

ROOM = Path(__file__).parent.parent / "buffering" / "generated"
LOCALES = {"sr": ("sr", "sr_Latn"), "hr": ("hr", "bs"), "bs": ("bs", "hr")}
"""Languages that are written in several ways."""

UNITS = (
    *(f"duration-{unit}" for unit in ("hour", "minute", "second", "day", "week", "month", "year")),
    *(f"length-{unit}" for unit in ("foot", "inch", "mile", "yard")),
    *(f"mass-{unit}" for unit in ("pound", "ounce")),
    *(f"volume-{unit}" for unit in ("tablespoon", "teaspoon", "cup", "pint", "quart", "gallon")),
)
"""Units of which several make one measure, such as hours and minutes, or pounds and ounces."""

BLOCKS = (
    r"\p{Block=Miscellaneous_Symbols_And_Pictographs}\p{Block=Emoticons}\p{Block=Transport_And_Map_Symbols}"
    r"\p{Block=Supplemental_Symbols_And_Pictographs}\p{Block=Symbols_And_Pictographs_Extended_A}"
)
"""Whole blocks, with what they do not hold yet: a later Unicode's emoji are pictures too."""
KEPT = "#*0-9©®™↔-⇿⤴⤵⬅-⬇➡"
"""Emoji by Unicode that are read as text."""
MARKS = "★☆✓✗✘"
"""Pictures to a reader that are no emoji."""
PICTURE = rf"[[\p{{Emoji}}{BLOCKS}{MARKS}]--[{KEPT}\p{{Regional_Indicator}}\p{{Emoji_Modifier}}]]"


def locales(code: str) -> list[Locale]:
    found = []
    for name in LOCALES.get(code, (code,)):
        try:
            found.append(Locale.parse(name))
        except UnknownLocaleError:
            continue
    return found


def short(names: Iterable[str]) -> list[str]:
    """Names that can be written with a dot, without it and without the article before them."""
    last = (regex.split(r"[ ’']", name.strip())[-1].rstrip(".") for name in names)
    fit = {name for name in last if regex.fullmatch(r"[\p{L}\p{M}]{1,8}", name)}
    return sorted({name if name.islower() else name.capitalize() for name in fit})


def calendar(code: str, names: Callable[[Locale], dict[str, dict[str, dict[int, str]]]], width: str) -> list[str]:
    found: list[str] = []
    for locale in locales(code):
        for context in ("format", "stand-alone"):
            found += names(locale).get(context, {}).get(width, {}).values()
    return found


def short_months(code: str) -> list[str]:
    whole = set(short(calendar(code, lambda locale: locale.months, "wide")))
    return [name for name in short(calendar(code, lambda locale: locale.months, "abbreviated")) if name not in whole]


def short_weekdays(code: str) -> list[str]:
    return short(calendar(code, lambda locale: locale.days, "abbreviated"))


def month_names(code: str) -> list[str]:
    names = calendar(code, lambda locale: locale.months, "wide")
    last = {regex.split(r"[ ’']", name)[-1] for name in names}
    return sorted(name for name in last if regex.fullmatch(r"[\p{L}\p{M}]+", name))


def unit_names(code: str, width: str) -> set[str]:
    found = set()
    for locale in locales(code):
        for unit in UNITS:
            forms = locale._data["unit_patterns"].get(unit, {}).get(width, {})
            found |= {form.replace("{0}", "").strip() for count, form in forms.items() if count != "per"}
    return found


def short_units(code: str) -> list[str]:
    whole = {name.lower() for name in unit_names(code, "long")}
    names = short(name for name in unit_names(code, "short") if " " not in name)
    return [name for name in names if 1 < len(name) < 6 and name.lower() not in whole]


def aliases() -> dict[str, str]:
    """Other codes of the languages that have an entry: retired ones, ISO 639-2 and 639-3."""
    found = {"nb": "no", "nob": "no", "nor": "no", "nno": "nn", "fil": "fil", "sh": "sr", "yue": "zh", "pes": "fa"}
    for code, target in get_global("language_aliases").items():
        base = found.get(target.partition("_")[0], target.partition("_")[0])
        if base in LANGUAGES and "_" not in code and "-" not in code:
            found.setdefault(code, base)
    return {code: base for code, base in sorted(found.items()) if code != base and code not in LANGUAGES}


ALL = "".join(map(chr, range(sys.maxunicode + 1)))


def ranges(wanted: str, bridge: str) -> str:
    """The characters of a class as ranges, for a class of ``re``; those that ``bridge`` matches may lie within one."""
    runs: list[list[int]] = []
    is_bridge = regex.compile(f"(?:{bridge})+", regex.V1).fullmatch
    for found in regex.finditer(f"(?:{wanted})+", ALL, regex.V1):
        if runs and is_bridge(ALL, runs[-1][1] + 1, found.start()):
            runs[-1][1] = found.end() - 1
        else:
            runs.append([found.start(), found.end() - 1])
    escaped = [[f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}" for point in run] for run in runs]
    return "".join(first if first == last else f"{first}-{last}" for first, last in escaped)


CHARACTERS = {
    "PICTURE": (PICTURE, "(?!)", "Emoji and other pictures, without flags and the tones of skin."),
    "FLAG": (r"\p{Regional_Indicator}", "(?!)", "Two of them make a flag."),
    "SKIN": (r"\p{Emoji_Modifier}", "(?!)", "Tones of skin, after a picture."),
    "HAN_AND_KANA": (
        r"[\p{Han}\p{Hiragana}\p{Katakana}]",
        r"[\p{Cn}\u3099-\u309cー・゠]",
        "What is written without spaces; a character is about a word.",
    ),
    "WIDE": (
        r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Bopomofo}\p{Yi}"
        r"[[\p{EA=W}\p{EA=F}]&&[\u3000-\u33ff\uff00-\uffef]]]",
        r"[\p{Cn}\u302a-\u302f\u3099-\u309c]",
        "Letters and marks of East Asia that are two columns wide.",
    ),
    "WIDE_MARK": (
        r"[[\p{EA=W}\p{EA=F}]&&[\p{P}\p{S}\p{Zs}]&&[\u3000-\u303f\uff00-\uffef]]",
        r"\p{Cn}",
        "Punctuation of East Asia.",
    ),
    "UNDOTTED": (
        r"[[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}]&&[\p{L}\p{M}]]",
        r"\p{Cn}",
        "Letters of scripts in which no sentence ends with a dot.",
    ),
}


def table(name: str, doc: str, entries: dict[str, str]) -> str:
    rows = "".join(f'    "{key}": {literal(text)},\n' for key, text in entries.items() if text)
    return f"{name}: dict[str, str] = {{\n{rows}}}\n" + f'"""{doc}"""\n'


def literal(text: str) -> str:
    if len(text) <= 100:
        return f'"{text}"'
    cut = (
        textwrap.wrap(text, 104, drop_whitespace=False)
        if " " in text
        else regex.findall(r".{0,90}[^-\\](?=\\|$)", text)
    )
    return "(\n" + "".join(f'        "{part}"\n' for part in cut) + "    )"


def modules() -> dict[str, str]:
    """The text of each module, by its name."""
    head = '"""{} Written by ``python -m tests.make_tables``."""\n\nfrom __future__ import annotations\n\n'
    by_code = lambda make: {code: " ".join(make(code)) for code in sorted(LANGUAGES)}  # noqa: E731
    constants = "\n".join(
        f'{name} = {literal(ranges(wanted, bridge))}\n"""{doc}"""' for name, (wanted, bridge, doc) in CHARACTERS.items()
    )
    return {
        "aliases": head.format("Other codes of languages, by CLDR.")
        + table("ALIASES", "Retired codes and those of three letters: the code of the entry.", aliases()),
        "calendar": head.format("Months and weekdays, by CLDR.")
        + table("SHORT_MONTHS", "Abbreviations, without their dot.", by_code(short_months))
        + table("SHORT_WEEKDAYS", "Abbreviations, without their dot.", by_code(short_weekdays))
        + table("MONTHS", "Whole names, in the forms that dates have.", by_code(month_names)),
        "measures": head.format("Units, by CLDR.")
        + table("SHORT_UNITS", "Short names of time, kitchen and other mixed measures.", by_code(short_units)),
        "characters": head.format("Classes of characters, by Unicode: what stands in brackets in a regex.")
        + constants
        + "\n",
    }


def formatted(text: str) -> str:
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(ROOM / "table.py"), "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    for name, text in modules().items():
        (ROOM / f"{name}.py").write_text(formatted(text), encoding="utf-8")
