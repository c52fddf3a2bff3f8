"""Standard input as it arrives, without waiting for its end."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Iterator

import click


def pieces(hint: str = "") -> Iterator[str]:
    """The text piece by piece; blocks. At a terminal ``hint`` is shown first.

    Bytes that are not UTF-8 become U+FFFD: one of them must not silence the rest.
    """
    decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
    if sys.stdin is None:  # closed by whoever started us
        return
    if hint and sys.stdin.isatty():
        click.echo(hint, err=True)
    while data := os.read(sys.stdin.fileno(), 65_536):
        yield decoder.decode(data)
    yield decoder.decode(b"", final=True)
