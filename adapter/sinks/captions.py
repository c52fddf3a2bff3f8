"""Writes captions to a file, as WebVTT or SubRip. Knows events and both formats; ``cues.py`` makes the captions.

Each caption is written in one piece, as soon as it is certain. If the turn fails or the program is killed, the file is
valid and holds all captions up to that point.
"""

from __future__ import annotations

import dataclasses
import re
from os import PathLike, fspath
from pathlib import Path
from types import TracebackType
from typing import Self

from ..errors import BadRequest
from ..events import Audio, Event, Report, Word
from ..turn import Turn
from .cues import Cue, Cues
from .replacing import ReplacingFile

_ENDINGS = (".vtt", ".srt")


async def captions(turn: Turn, path: str | PathLike[str], *, language: str = "en") -> Report:
    """Write a turn's captions to a file, without its audio, and return the turn's report.

    For both, pass the events of one loop to :class:`Captions` and :class:`AudioFile`. Raises BadRequest if the file is
    not named ``.vtt`` or ``.srt``, OSError if it cannot be written, RuntimeError if the turn already has a reader, and
    whatever ends the turn.
    """
    turn.claim()
    async with turn:
        with Captions(path, language=language) as file:
            async for event in turn:
                file.write(event)
    return turn.report


class Captions:
    """A file of captions that is valid after every ``write``. A context manager.

    ::

        with AudioFile("reply.wav", turn.format) as audio, Captions("reply.vtt") as captions:
            async for event in turn:
                captions.write(event)
                if isinstance(event, Audio):
                    audio.write(event.data)

    WebVTT also holds the time of each word, so that a page can highlight words as they sound. Captions need the
    service's word timing: without it there are no ``Word`` events and so no captions. An existing file is replaced when
    the first caption is written, or when the turn ends well without any.
    """

    def __init__(self, path: str | PathLike[str], *, language: str = "en") -> None:
        """``language`` is the language of the text (ISO 639-1); it decides where sentences end."""
        check_captions_ending(path)
        self._is_web = Path(path).suffix.lower() == ".vtt"
        self._cues = Cues(language)
        self._count = 0
        self._begin = 0.0  # of the turn, in the file's time
        self._clock = 0.0
        self._file = ReplacingFile(path)

    def write(self, event: Event) -> None:
        """Take the next event of a turn. All but audio and words are ignored."""
        match event:
            case Word(_, start, end):
                word = dataclasses.replace(event, start=self._begin + start, end=self._begin + end)
                self._write(self._cues.push(word))
            case Audio(_, _, end):
                self._clock = self._begin + end

    def begin_turn(self) -> None:
        """Begin another turn, whose audio follows all audio so far in the same file."""
        self._write(self._cues.finish())
        self._begin = self._clock

    def _write(self, cues: list[Cue]) -> None:
        if cues and not self._file.is_begun:
            self._begin_file()
        for cue in cues:
            self._count += 1
            self._file.write((_web(cue) if self._is_web else _subrip(cue, self._count)).encode())

    def _begin_file(self) -> None:
        self._file.write(b"WEBVTT\n\n" if self._is_web else b"")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._write(self._cues.finish())
            if error is None and not self._file.is_begun:
                self._begin_file()
        finally:
            self._file.close()


def check_captions_ending(path: str | PathLike[str]) -> None:
    """Raise BadRequest if a file of this name cannot hold captions."""
    if Path(path).suffix.lower() not in _ENDINGS:
        raise BadRequest(f"{fspath(path)!r} cannot hold captions: name the file {' or '.join(_ENDINGS)}")


def _web(cue: Cue) -> str:
    start, end = _milliseconds(cue.start), _milliseconds(cue.end)
    lines, last = [], start
    for tokens in cue.lines:
        line = ""
        for token in tokens:
            line += token.glue if line else ""
            if last < (moment := _milliseconds(token.start)) < end:  # WebVTT: inside the cue, ascending
                line += f"<{_time(moment, '.')}>"
                last = moment
            line += token.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        lines.append(line)
    return f"{_time(start, '.')} --> {_time(end, '.')}\n" + "\n".join(lines) + "\n\n"


def _subrip(cue: Cue, number: int) -> str:
    lines = ("".join(token.glue * bool(index) + token.text for index, token in enumerate(line)) for line in cue.lines)
    start, end = (_time(_milliseconds(moment), ",") for moment in (cue.start, cue.end))
    text = _unmarked("\n".join(lines))
    return f"{number}\n{start} --> {end}\n{text}\n\n"


def _unmarked(text: str) -> str:
    """Text for SubRip, which has no escapes: look-alikes replace what players would read as markup."""
    text = re.sub(r"<([^<>]*)>", "‹\\1›", text.replace("-->", "--›"))
    return text.replace("{\\", "{\u2060\\")


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def _time(milliseconds: int, point: str) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{rest:03}"
