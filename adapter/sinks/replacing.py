"""A file that replaces what was there before only when there is something to replace it with."""

from __future__ import annotations

import os
import stat
from io import RawIOBase
from os import PathLike
from pathlib import Path


class ReplacingFile:
    """A file to be written from its beginning: what fails before it has written anything destroys nothing.

    Nothing is buffered: what was written survives the program's sudden end. Raises OSError where it cannot be written.
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        self._path, self._is_new = Path(path), not Path(path).exists()
        file = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)  # not truncated yet
        self._file: RawIOBase = os.fdopen(file, "wb", buffering=0)
        self.is_begun = False

    def begin(self) -> RawIOBase:
        """Drop what was there before; gives the file, to be written with ``write_all``."""
        self.is_begun = True
        if stat.S_ISREG(os.fstat(self._file.fileno()).st_mode):  # a device can be sought in, and not cut
            self._file.truncate(0)
        return self._file

    def write(self, data: bytes) -> None:
        """Append ``data``."""
        write_all(self._file if self.is_begun else self.begin(), data)

    def close(self) -> None:
        """Close the file; a new one in which nothing was begun is taken away again."""
        self._file.close()
        if self._is_new and not self.is_begun:
            self._path.unlink(missing_ok=True)


def write_all(file: RawIOBase, data: bytes) -> None:
    """Write to an unbuffered file, which may take only a part."""
    view = memoryview(data)
    while view:
        view = view[file.write(view) or 0 :]
