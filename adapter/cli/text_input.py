"""Text as it arrives, from standard input or from a file, without waiting for its end."""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from ..errors import BadRequest

_BLOCK = 65_536
_MOST_BAD, _BAD_SHARE = 64, 4
"""It is not text if it has more bad characters than this, and more than one in four is bad."""


def from_standard_input(hint: str = "") -> Iterator[str]:
    """Standard input piece by piece; blocks. Shows ``hint`` first at a terminal. Raises BadRequest as ``from_file``."""
    if sys.stdin is None:  # closed by the parent process
        return
    if hint and sys.stdin.isatty():
        click.echo(hint, err=True)
    yield from _pieces(sys.stdin.fileno(), "standard input")


def from_file(path: Path) -> Iterator[str]:
    """The text of a file or pipe piece by piece, as it comes. Raises OSError if it cannot be opened.

    The iterator raises BadRequest if the content is not text: a device, an image, UTF-16.
    """
    return _closing(path.open("rb", buffering=0), str(path))


def _closing(file: io.FileIO, name: str) -> Iterator[str]:
    with file:
        yield from _pieces(file.fileno(), name)


def _pieces(file: int, name: str) -> Iterator[str]:
    """Bytes that are not UTF-8 become U+FFFD: a single bad one must not silence the rest."""
    utf8 = codecs.getincrementaldecoder("utf-8-sig")("replace")
    decoder = io.IncrementalNewlineDecoder(utf8, translate=True)
    total = bad = 0
    while data := os.read(file, _BLOCK):
        piece = decoder.decode(data)
        total += len(piece)
        bad += piece.count("\0") + piece.count("\ufffd")
        if bad > _MOST_BAD and bad * _BAD_SHARE > total:
            raise BadRequest(f"{name} is not text in UTF-8: convert it, or give another")
        yield piece
    yield decoder.decode(b"", final=True)
