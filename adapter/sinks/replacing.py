"""A file that replaces an existing one only when there is something to write."""

from __future__ import annotations

import os
import stat
from io import RawIOBase
from os import PathLike
from pathlib import Path


class ReplacingFile:
    """A file that keeps its old content until the first write, so a failure before that destroys nothing.

    Writes are unbuffered, so they survive if the program is killed. Raises OSError if the file cannot be written.
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        self._path, self._is_new = Path(path), not Path(path).exists()
        file = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)  # not truncated yet
        self._file: RawIOBase = os.fdopen(file, "wb", buffering=0)
        self.is_begun = False

    def begin(self) -> RawIOBase:
        """Drop the old content; return the file, to be written with ``write_all``."""
        self.is_begun = True
        if stat.S_ISREG(os.fstat(self._file.fileno()).st_mode):  # a device may be seekable, but cannot be truncated
            self._file.truncate(0)
        return self._file

    def write(self, data: bytes) -> None:
        """Append ``data``."""
        write_all(self._file if self.is_begun else self.begin(), data)

    def close(self) -> None:
        """Close the file. Remove a new file that was never begun."""
        self._file.close()
        if self._is_new and not self.is_begun:
            self._path.unlink(missing_ok=True)


def write_all(file: RawIOBase, data: bytes) -> None:
    """Write all of ``data`` to an unbuffered file, which may take only a part at once."""
    view = memoryview(data)
    while view:
        view = view[file.write(view) or 0 :]
