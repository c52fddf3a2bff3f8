"""Speakable reads CommonMark and GFM as a real parser does: documents from a seeded grammar, against markdown-it.

What the parser shows a reader must be what the listener hears, white space folded, in tokens of every size. Where
speech differs from print by intention, ``Reference`` says so, and says nothing else. What would need more than that
(brackets in code, bare URLs, dollars, emoji, digits around an asterisk) the grammar does not write.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from functools import cache
from urllib.parse import urlsplit

import pytest
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, emphasis
from markdown_it.token import Token

from buffering import Speakable

KNOWN_DEVIATIONS = {50: "a tag in a block quote whose attribute begins in the next line, behind the quotation mark"}
SEEDS = range(600)
WORDS = """apple river Stone quiet window it's well-known naïve Straße Übung café œuvre żółw řeka Москва книга είναι
    λόγος שלום ספר مرحبا كتاب می‌خواهم नमस्ते हिन्दी 你好 重要 東京 カタカナ ひらがな 한국어 ไทย Հայ ქართული""".split()
NUMBERS = "42 v1.2.3 3.5 100% #5".split()
LITERALS = r"""2 * 3~a ** b~a _ b~snake_case_name~__init__~__init__.py~*args~**kwargs~price*~x < 5~a > b~a <= b~AT&T~
    C#~R&D~C:\dir~"so"~(aside)~a - b~3 + 4~&bogus;~a = b~f(x)~[optional]~**重要。**東京~*「引用」*です~
    «*oui*»~“**yes**”""".split("~")
ESCAPES = r"""\*no\* \_no\_ no\_no \# \+ \- no\! \> \` \~\~no\~\~ \\ \\*yes* \&amp; \"no\" a\|b 1986\. \{x\} \*\*no**
    no\*no \&copy;""".split()
ENTITIES = """&amp; &quot;so&quot; &copy; a&mdash;b a&nbsp;b caf&eacute; caf&#233; caf&#xE9; &#42;no&#42; &amp;amp;
    5&nbsp;&lt;&nbsp;6 &hellip; &#95;no&#95;""".split()
CODES = r"""`x = 1`~`a*b*c`~`*no*`~`__init__`~`` a`b ``~`` `tick` ``~`` ` ``~` x `~`a \* b`~`ls | grep x`~`&amp;`~
    `**kwargs`~`a\`~`# no`~`f(x) or y`~`a <= b`~`$HOME`~``no`no``~`snake_case`~`\`""".split("~")
TARGETS = r"""https://example.com/a /path/file_name_x <a%205.html> <a_1(> https://en.example.org/wiki/A_(b) #top
    a(b(c)d)e a\)b https://example.com/?q=*a*&b=_c_ <> https://example.com/a?x=[1]""".split()
ANGLES = """one<br>two;one <br/> two;one <!-- no --> two;<https://www.example.com/a_b_c*d*?x=1>;<bob@example.com>;
    <http://www.example.org>""".split(";")
TITLES = ["", "", ' "Title"', " 'it *is* so'", " (in brackets)", r' "a \" b"', ' "a ) b"', '  "two words" ']
HTML_BLOCKS = """<div>#one two#</div>~<p align="center">three</p>~<!-- no#  no *no* -->~<!-- no##no -->~
    <script>#no();##no();#</script>~<style>#p { no: no }#</style>~<hr>~<pre>#four#</pre>~<hr />#five~
    <details>#<summary>six</summary>##*seven* eight##</details>""".replace("#", "\n").split("~")
CODE_LINES = "x = 1;# no;- no;> no;| no | no |;;    no;*no*;[no]: /no;<b>no;1. no;no `no".split(";")


class Reference:
    """What markdown-it shows, with the intended differences of speech; each has a method or a line that names it."""

    def __init__(self, raw: str) -> None:
        self.tokens = parser().parse(raw)

    def text(self) -> str:
        return fold("".join(self._blocks(iter(self.tokens))))

    def _blocks(self, tokens: Iterator[Token]) -> Iterator[str]:
        task = False
        for token in tokens:
            match token.type:
                case "inline":
                    yield self._without_brackets(self._inline(token), task)
                case "fence" | "code_block":
                    yield " code block "  # code is not spoken, a word stands for it
                case "html_block":
                    yield re.sub(r"(?s)<!--.*?-->|<(script|style).*?</\1>|<[^>]*>", " ", token.content)
                case "list_item_open":
                    yield f" {token.info}{token.markup} " if token.info else " "  # numbers are spoken, bullets are not
                case "table_open":
                    yield self._table(tokens)
                case _:
                    yield " "
            task = token.type == "list_item_open" or (task and token.type == "paragraph_open")

    def _inline(self, inline: Token) -> str:
        return "".join(self._spans(inline.children or []))

    def _spans(self, tokens: list[Token]) -> Iterator[str]:
        address, is_struck_out = "", False
        for token in tokens:
            match token.type:
                case "s_open" | "s_close":
                    is_struck_out = token.type == "s_open"
                case _ if is_struck_out:
                    pass  # struck-out text is not spoken
                case "text" | "text_special" if address:
                    yield self._host(address)
                case "text" | "text_special" if not token.meta.get("mark"):  # marks without a partner are not spoken
                    yield token.content
                case "code_inline":
                    yield token.content
                case "image":
                    yield self._inline(token)
                case "softbreak" | "hardbreak":
                    yield " "
                case "html_inline" if token.content.startswith("<br"):
                    yield " "
                case "link_open" | "link_close":
                    address = str(token.attrs["href"]) if token.info == "auto" and token.nesting == 1 else ""

    @staticmethod
    def _host(address: str) -> str:
        """Autolinks are spoken as their host, or as the mail address."""
        parts = urlsplit(address)
        return parts.path if parts.scheme == "mailto" else parts.netloc.removeprefix("www.")

    @staticmethod
    def _without_brackets(text: str, task: bool) -> str:
        """Tasks are ``done: `` or nothing; brackets that make no link are never spoken."""
        if task:
            text = re.sub(r"^\[([ xX])\] ", lambda box: "" if box[1] == " " else "done: ", text)
        return re.sub(r"[\[\]]", "", text)

    def _table(self, tokens: Iterator[Token]) -> str:
        """A row is spoken as ``Header: cell; Header: cell``; the headers alone only if there is no row."""
        rows: list[list[str]] = []
        for token in tokens:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(fold(self._without_brackets(self._inline(token), task=False)))
        header, *body = rows
        if not body:
            return f" {'; '.join(filter(None, header))} "
        pairs = [[(head, cell) for head, cell in zip(header, row, strict=True) if cell] for row in body]
        return " ".join(["", *("; ".join(f"{h}: {c}" if h else c for h, c in row) for row in pairs), ""])


@cache
def parser() -> MarkdownIt:
    """The parser; it leaves a note on each ``*`` and ``_`` that may open or close, to tell strays from characters."""
    found = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    found.disable(["text_join", "fragments_join"])
    found.inline.ruler.at("emphasis", note_marks)
    return found


def note_marks(state: StateInline, silent: bool) -> bool:
    done = emphasis.tokenize(state, silent)
    for run in state.delimiters if done else []:
        state.tokens[run.token].meta["mark"] = run.open or run.close
    return done


class Grammar:
    """One document: ``text()``. A block is a list of lines, so that a container can put its marks before them."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.labels: set[str] = set()

    def text(self) -> str:
        lines = self.blocks(self.random.randint(0, 4), 0, top=True)
        definitions = [line for label in sorted(self.labels) for line in self.definition(label)]
        lines = [*definitions, "", *lines] if self.chance(0.3) else [*lines, "", *definitions]
        if self.chance(0.1):
            lines += ["", *self.fence(closed=False)]
        return "\n".join(lines) + "\n" * self.random.randint(0, 2)

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def pick(self, choices: list[str]) -> str:
        return self.random.choice(choices).strip()

    # --- inline ---

    def words(self) -> str:
        return " ".join([self.pick(WORDS + NUMBERS), *self.random.choices(WORDS, k=self.random.randint(0, 3))])

    def span(self, depth: int) -> str:
        """Something inline; it neither begins nor ends with a space."""
        if self.chance(0.4):
            return self.words()
        if depth < 3 and self.chance(0.5):
            return self.random.choice([lambda: self.emphasis(depth + 1), self.link, self.image])()
        rest = [LITERALS, LITERALS, ESCAPES, ENTITIES, CODES, CODES, [self.soup()], [self.tag()]]
        return self.pick(self.random.choice(rest))

    def line(self, depth: int = 0, most: int = 4) -> str:
        spans = [self.pick(WORDS) if self.chance(0.5) else self.emphasis(depth + 1)]
        for _ in range(self.random.randint(0, most)):
            spans += [self.pick(["", "", "", ",", ".", "?", "!", ";", "–", "。"]), " ", self.span(depth)]
        return "".join(spans)

    def emphasis(self, depth: int) -> str:
        mark = self.pick(["*", "*", "**", "**", "***", "_", "__", "~~"])
        nested = depth < 3 and mark != "~~" and self.chance(0.4)
        inside = self.line(depth, 2) if nested else self.pick(WORDS)
        around = [("", "")] * 6 + [("(", ")"), ('"', '"'), ("", ".")] + [("", "s"), ("un", "")] * ("_" not in mark)
        before, after = self.random.choice(around)
        return f"{before}{mark}{inside}{mark}{after}"

    def soup(self) -> str:
        """Marks and words without order."""
        parts = [self.pick(WORDS)]
        for _ in range(self.random.randint(2, 3)):
            parts += [self.pick(["*", "**", "_", "__", "***", "*_", "_**"]), self.pick(WORDS)]
        return "".join(parts[self.random.randint(0, 1) : len(parts) - self.random.randint(0, 1)])

    def tag(self) -> str:
        if self.chance(0.7):
            return self.pick(ANGLES)
        name, attributes = self.random.choice([("b", ""), ("span", ' class="a b"'), ("kbd", " title='a > *b*'")])
        return f"x<{name}{attributes}>{self.words()}</{name}>"

    def link(self) -> str:
        if self.chance(0.2):
            return self.random.choice([f"[{self.label()}]", f"[{self.label().lower()}][]"])
        text = re.sub(r"<(?:http|bob)[^>]*>", "here", self.line(3, 2))  # no link in a link
        return f"[{text if self.chance(0.8) else self.image()}]{self.destination()}"

    def image(self) -> str:
        return f"![{self.line(3, 1)}]{self.destination()}"

    def destination(self) -> str:
        if self.chance(0.7):
            return f"({self.pick(TARGETS)}{self.random.choice(TITLES)})"
        return f"[{self.label()}]"

    def label(self) -> str:
        self.labels.add(label := f"{self.pick(WORDS)} {self.pick(WORDS)}")
        return label

    def definition(self, label: str) -> list[str]:
        title = self.random.choice(TITLES).strip()
        place = f"[{label}]: {self.pick(TARGETS)}"
        return self.random.choice([[f"{place} {title}"], [place, f"  {title}".rstrip()], [place, self.words(), ""]])

    # --- blocks ---

    def blocks(self, count: int, depth: int, *, top: bool = False) -> list[str]:
        kinds: list[Callable[[], list[str]]] = [self.paragraph, self.paragraph, self.heading, self.fence, self.rule]
        kinds += [lambda: self.items(depth), lambda: self.quote(depth)] * (depth < 3) + [self.table, self.html]
        lines = self.paragraph() if self.chance(0.7) else self.heading()
        for _ in range(count):
            if top and self.chance(0.1):
                lines += ["", *self.paragraph(), "", *self.indented(), "", *self.paragraph()]
            kind = self.random.choice(kinds)
            tight = self.chance(0.25) and kind not in (self.html, self.rule, self.table)
            made = kind()
            lines += [""] * (not tight or made[0][0] in "79") + made  # only a list from 1 may break a paragraph
            lines += [""] if kind in (self.html, self.table) else []
        return lines

    def paragraph(self) -> list[str]:
        text = self.line(0, 4)
        for _ in range(self.random.randint(0, 2)):
            text += self.random.choice([" ", "  \n", "\\\n", " \n"]) + self.pick(WORDS) + " " + self.line(0, 3)
        if self.chance(0.1):
            text = self.pick([r"\# ", r"\- ", r"1\. ", r"\> ", r"\* "]) + " " + text
        broken = re.sub(r"(?<! ) (?=[^\W\d_])", lambda _: "\n" if self.chance(0.1) else " ", text)
        return broken.split("\n")

    def heading(self) -> list[str]:
        if self.chance(0.3):
            lines = self.paragraph()
            line = self.pick(["===", "=", "---", "--------"][: 2 if "|" in lines[-1] else 4])  # no table of one column
            return [*lines, line]
        return [f"{'#' * self.random.randint(1, 6)} {self.line(0, 2)}{self.random.choice(['', '', ' #', ' ###  '])}"]

    def rule(self) -> list[str]:
        return [self.pick(["---", "***", "* * *", "___", "- - -", "-----------"])]

    def html(self) -> list[str]:
        return self.pick(HTML_BLOCKS).split("\n")

    def indented(self) -> list[str]:
        """Its first line looks like code; without that it would be prose to a listener."""
        lines = [f"    {self.pick(CODE_LINES[:5])}" for _ in range(self.random.randint(1, 3))]
        return [f"    {CODE_LINES[0]}", *lines[1:]]

    def fence(self, *, closed: bool = True) -> list[str]:
        mark, other = self.random.choice([("```", "~~~"), ("~~~", "```"), ("````", "```"), ("~~~~~", "~~~")])
        info = self.random.choice(["", "python", " js {1, 2}", 'c++ title="a_b"'])
        inside = ["code", *self.random.choices([*CODE_LINES, other], k=self.random.randint(0, 4))]
        return [mark + info, *inside, *([mark + self.random.choice(["", "  ", mark[0]])] if closed else [])]

    def table(self) -> list[str]:
        width = self.random.randint(2, 4)
        rows = [[self.cell(0.1) for _ in range(width)]]
        rows += [["---" if self.chance(0.5) else self.pick([":--", "--:", ":-:", "-"]) for _ in range(width)]]
        for _ in range(self.random.choice([0, 1, 2, 3, 4])):
            rows.append([self.cell(0.15) for _ in range(self.random.choice([width] * 6 + [width - 1, width + 1]))])
        before = [self.words()] if self.chance(0.15) else []
        return before + [f"| {' | '.join(row)} |" for row in rows]

    def cell(self, empty: float) -> str:
        return "" if self.chance(empty) else re.sub(r"\\?\|", r"\\|", self.line(1, 1))

    def quote(self, depth: int) -> list[str]:
        inside = self.blocks(self.random.randint(0, 2), depth + 1)
        if self.chance(0.15):
            inside += ["", *self.fence(closed=False)]
            return [f"> {line}".rstrip() for line in inside] + [""]
        mark = self.random.choice(["> ", "> ", ">"])
        lines = [mark + line if line or mark == ">" else ">" for line in inside]
        if self.chance(0.3):
            lines += [f"{mark}{self.pick(WORDS)}", f"{self.pick(WORDS)} {self.words()}"]  # lazy
        return lines

    def items(self, depth: int, starts: tuple[int, ...] = (1, 1, 7, 99)) -> list[str]:
        bullet, number = self.pick(["-", "*", "+"]), self.random.choice(starts)
        ordered, dot, loose = self.chance(0.4), self.pick([".", ")"]), self.chance(0.3)
        lines: list[str] = []
        for place in range(self.random.randint(1, 4)):
            mark = f"{number + place}{dot}" if ordered else bullet
            mark += " " * self.random.choice([1, 1, 1, 2, 3])
            first, *rest = self.item(depth + 1)
            tasks = self.chance(0.1) and not ordered and first[0] != "#"
            task = self.random.choice(["[ ] ", "[x] ", "[X] "]) if tasks else ""
            lazy = self.chance(0.2) and all(line[:1].isalpha() for line in rest)
            lines += [mark + task + first, *(" " * len(mark) + line if line and not lazy else line for line in rest)]
            lines += [""] if loose else []
        return lines

    def item(self, depth: int) -> list[str]:
        lines = self.paragraph() if self.chance(0.9) else [f"## {self.line(0, 2)}"]
        if depth < 3 and self.chance(0.35):
            lines += self.items(depth, (1,))
        if depth < 3 and self.chance(0.25):
            kinds: list[Callable[[], list[str]]] = [self.paragraph, self.fence, self.table, lambda: self.quote(depth)]
            lines += ["", *self.random.choice(kinds)(), ""]
        return lines


def fold(text: str) -> str:
    return " ".join(text.split())


def heard(raw: str, sizes: Callable[[], int]) -> str:
    speakable, pieces, start = Speakable(), [], 0
    while start < len(raw):
        size = sizes()
        pieces += speakable.push(raw[start : start + size])
        start += size
    return "".join(piece.text for piece in pieces + speakable.finish())


@pytest.mark.parametrize("seed", SEEDS)
def test_what_the_parser_shows_is_what_is_heard(seed: int) -> None:
    raw = Grammar(seed).text()
    expected, got = Reference(raw).text(), fold(heard(raw, lambda: len(raw)))
    if seed in KNOWN_DEVIATIONS:
        pytest.xfail(KNOWN_DEVIATIONS[seed])
    if "~~" in raw:  # where struck-out text has gone, no space stays before a mark that closes
        expected, got = (re.sub(r" (?=[.,;:!?)%。])", "", text) for text in (expected, got))
    assert got == expected, f"seed {seed}\n--- raw\n{raw}\n--- expected\n{expected}\n--- got\n{got}"


@pytest.mark.parametrize("seed", SEEDS)
def test_tokens_of_any_size_are_heard_alike(seed: int) -> None:
    raw, sizes = Grammar(seed).text(), random.Random(seed)
    expected = heard(raw, lambda: len(raw))
    for name, size in {"1": lambda: 1, "3": lambda: 3, "random": lambda: sizes.randint(1, 12)}.items():
        got = heard(raw, size)
        assert got == expected, f"seed {seed}, tokens of {name}\n--- raw\n{raw}\n--- whole\n{expected}\n--- got\n{got}"


def test_the_grammar_writes_every_construct() -> None:
    kinds: set[str] = set()
    for seed in SEEDS:
        for token in parser().parse(Grammar(seed).text()):
            kinds |= {token.type, *(child.type for child in token.children or [])}
    wanted = "fence code_block html_block blockquote_open bullet_list_open ordered_list_open table_open hr heading_open"
    wanted += " em_open strong_open s_open code_inline link_open image html_inline softbreak hardbreak text_special"
    assert set(wanted.split()) <= kinds
