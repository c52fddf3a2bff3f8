"""A file that replaces what was there before only when there is something to replace it with."""

from __future__ import annotations

import os
from os import PathLike
from pathlib import Path


class ReplacingFile:
    """A file to be written from its beginning: what fails before it has written anything destroys nothing.

    Nothing is buffered: what was written survives the program's sudden end. Raises OSError where it cannot be written.
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        self._path, self._is_new = Path(path), not Path(path).exists()
        file = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)  # not truncated yet
        self._file = os.fdopen(file, "wb", buffering=0)
        self.can_seek = self._file.seekable()
        """False for a pipe."""
        self.is_begun = False

    def begin(self) -> None:
        """Drop what was there before."""
        self.is_begun = True
        if self.can_seek:
            self._file.truncate(0)

    def write(self, data: bytes, *, at_start: bool = False) -> None:
        """Append ``data``, or write it over the file's beginning."""
        if at_start:
            self._file.seek(0)
        view = memoryview(data)
        while view:  # an unbuffered file may take only a part
            view = view[self._file.write(view) :]
        if at_start:
            self._file.seek(0, 2)

    def close(self) -> None:
        """Close the file; a new one in which nothing was begun is taken away again."""
        self._file.close()
        if self._is_new and not self.is_begun:
            self._path.unlink(missing_ok=True)
