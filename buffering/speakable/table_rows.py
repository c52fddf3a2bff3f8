"""A table as it is heard: row by row, "header: cell". Owns the header while its rows come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ..pieces import Piece
from .characters import answer
from .inline import run, write_step
from .steps import Kind, Options, Place
from .tables import row_cells
from .writer import Writer

_ROW_LENGTH = 4_000


class Row(NamedTuple):
    """A row in the text; without cells it is none, and the table has ended before it."""

    cells: tuple[tuple[int, int], ...] = ()
    begin: int = 0
    end: int = 0


@dataclass(slots=True)
class Table:
    """A table whose rows are being heard."""

    names: tuple[str, ...]
    """What is heard of the header's cells."""
    begin: int
    """Where the header and its delimiter row stand in the raw text."""
    end: int
    heard: int = 0
    """How many of the names were heard before they turned out to be headings."""
    has_rows: bool = False


def next_row(text: str, at: int, *, is_final: bool) -> Row | None:
    """The row behind the line break at ``at``; None if it is not complete. A line without a pipe is no row."""
    begin = at + (2 if text.startswith("\r\n", at) else 1)
    if begin > len(text) or (at == len(text) - 1 and not is_final):
        return None if not is_final else Row()
    end = text.find("\n", begin, begin + _ROW_LENGTH)
    if end < 0:
        if len(text) - begin < _ROW_LENGTH and not is_final:
            return None
        end = min(len(text), begin + _ROW_LENGTH)
    if text[end - 1] == "\r" and end > begin:
        end -= 1
    head = len(text[begin:end]) - len(text[begin:end].lstrip(" \t>"))
    if text.find("|", begin, end) < 0 or text.startswith(("<|", "<｜"), begin + head):
        return Row()  # no row, or a token of the model's
    return Row(tuple(row_cells(text, begin + head, end)), begin + head, end)


def cell_pieces(text: str, cell: tuple[int, int], base: int, options: Options) -> list[Piece]:
    """What is heard of a cell."""
    first, last = cell
    content = text[first:last]
    if mark := answer(content):
        words = options.notes.yes if mark == "✓" else options.notes.no
        return [Piece(words, base + first, base + last)]
    writer, place = Writer(options.trusted_tags), Place(options, is_final=True)
    at = 0
    while at < len(content):
        at, step = run(content, at, base + first, writer, place)
        if step is None:
            break
        kind: Kind = "say" if step.kind in ("line", "newline", "note") else "mark"
        end = max(step.end, at + 1)
        if step.kind in ("swallow", "hide"):
            closing = step.until.search(content, step.end) if step.until else None
            end = closing.end() if closing else len(content)
        words = step.words or " "
        at = write_step(content, at, step._replace(kind=kind, end=end, words=words), base + first, writer)
    writer.end_gap()
    return writer.take()


def words_of(text: str, cell: tuple[int, int], options: Options) -> str:
    """What is heard of a cell, as a text."""
    return "".join(piece.text for piece in cell_pieces(text, cell, 0, options)).strip()


def write_row(
    text: str,
    cells: tuple[tuple[int, int], ...],
    span: tuple[int, int],
    base: int,
    names: tuple[str, ...],
    writer: Writer,
    options: Options,
) -> None:
    """Write a row that stands at ``span`` in ``text``, with its header's ``names`` before its cells."""
    done, joint = span[0], ""
    for index, cell in enumerate(cells[: len(names) or None]):
        pieces = cell_pieces(text, cell, base, options)
        if not "".join(piece.text for piece in pieces).strip(" -–—"):
            continue
        name = names[index].rstrip(":： ") if names else ""
        writer.say(f"{joint}{name}: " if name else joint, base + done, base + cell[0])
        for piece in pieces:
            writer.say(*piece)
        done, joint = cell[1], "; "
    writer.mark(base + done, base + span[1])
