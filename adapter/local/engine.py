"""The voice itself: espeak-ng through ctypes, as a separate program. Reads requests, writes sound.

On some ordinary text espeak-ng overruns its stack (its changes 2428 and 2495), which kills the process. So this file
runs in a process that holds nothing else, started by ``workers.py``: ``python -I -S engine.py LIBRARY DATA``. It
imports little, and nothing of ours, because a restart after a crash should take about ten milliseconds.

A request on standard input is ``REQUEST`` (kind, speed, size of the voice's name, size of the text), the name and the
text. An answer on standard output is a series of frames, each ``FRAME`` (kind, size) and its data; the last is ``DONE``
or ``FAILED``. When standard input ends, even during synthesis, the process ends.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
import threading
from collections.abc import Iterator
from queue import SimpleQueue

RATE = 22_050
"""Samples per second of every espeak-ng voice."""
REQUEST = struct.Struct("<cfHI")
FRAME = struct.Struct("<cI")
MARK = struct.Struct("<II?")
"""Position in the text, sample, whether a clause ends before it."""
SPEAK, STOP, LIST = b"s", b"x", b"l"
AUDIO, MARKS, VOICES, DONE, FAILED = b"a", b"m", b"v", b"d", b"f"

_BLOCK = RATE
"""Bytes of audio per frame: half a second, which takes half a millisecond to make."""
_WORDS_PER_MINUTE = 175
_SYNCHRONOUS, _CHARACTER, _UTF8, _END_PAUSE, _DONT_EXIT, _SPEED = 2, 1, 1, 0x1000, 1 << 15, 1
_WORD, _CLAUSE_END = 1, 5
_GENDERS = {1: "male", 2: "female"}


class _Name(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Name),
    )


class _VoiceRecord(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("reserved", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class _Engine:
    """The library, and the audio and marks that its callback collects."""

    def __init__(self, library: str, data: str) -> None:
        self._data = data
        self._library = ctypes.CDLL(library)
        if self._library.espeak_Initialize(_SYNCHRONOUS, 0, os.fsencode(data), _DONT_EXIT) != RATE:
            raise OSError("espeak-ng could not be initialised: is the package espeakng-loader complete?")
        self._callback = _Callback(self._receive)  # keep a reference: ctypes does not
        self._library.espeak_SetSynthCallback(self._callback)
        self._audio, self._marks = bytearray(), bytearray()
        self.stopping = threading.Event()

    def speak(self, text: bytes, voice: bytes, speed: float) -> None:
        """Synthesize UTF-8 text. Ends early once ``stopping`` is set."""
        if self._library.espeak_SetVoiceByName(voice) != 0:
            raise ValueError("espeak-ng has no such voice")
        self._library.espeak_SetParameter(_SPEED, round(_WORDS_PER_MINUTE * speed), 0)
        self._library.espeak_Synth(text, len(text) + 1, 0, _CHARACTER, 0, _UTF8 | _END_PAUSE, None, None)
        self._flush()

    def _receive(self, samples: ctypes._Pointer[ctypes.c_short], count: int, events: ctypes._Pointer[_Event]) -> int:
        index = 0
        while (event := events[index]).type:
            if event.type in (_WORD, _CLAUSE_END) and event.text_position > 0 <= event.sample:
                self._marks += MARK.pack(event.text_position - 1, event.sample, event.type == _CLAUSE_END)
            index += 1
        if count:
            self._audio += ctypes.string_at(samples, count * 2)
            if len(self._audio) >= _BLOCK:
                self._flush()
        return int(self.stopping.is_set())

    def _flush(self) -> None:
        send(MARKS, self._marks)
        send(AUDIO, self._audio)
        self._marks.clear()
        self._audio.clear()

    def voices(self) -> Iterator[str]:
        """A line for each usable voice: names, name, gender and identifier, separated by tabs."""
        self._library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_VoiceRecord))
        records = self._library.espeak_ListVoices(None)
        index = 0
        while records[index]:
            record = records[index].contents
            names, identifier = " ".join(_languages(record.languages)), record.identifier.decode()
            if self._has_dictionary(identifier, names):
                yield "\t".join((names, record.name.decode(), _GENDERS.get(record.gender, ""), identifier))
            index += 1

    def _has_dictionary(self, identifier: str, names: str) -> bool:
        """Whether the voice is usable: the package lacks some dictionaries."""
        from pathlib import Path  # costs a third of the start-up time, so only here

        data = Path(self._data)
        lines = (data / "lang" / identifier).read_text(encoding="utf-8", errors="replace").splitlines()
        named = [line.split()[1] for line in lines if line.startswith("dictionary ")]
        name = named[0] if named else names.partition(" ")[0].partition("-")[0]
        return (data / f"{name}_dict").exists()


def _languages(address: int) -> Iterator[str]:
    """Read espeak-ng's list of names: each is a priority byte and a null-terminated name; a null byte ends the list."""
    while ctypes.string_at(address, 1) != b"\0":
        name = ctypes.string_at(address + 1)
        yield name.decode().lower()
        address += len(name) + 2


def send(kind: bytes, data: bytes | bytearray = b"") -> None:
    """Write a frame."""
    sys.stdout.buffer.write(FRAME.pack(kind, len(data)) + data)
    sys.stdout.buffer.flush()


def _read(size: int) -> bytes:
    """Read ``size`` bytes. At the end of the input, exit at once, whatever the engine is doing."""
    data = sys.stdin.buffer.read(size)
    if len(data) < size:
        os._exit(0)
    return data


def _listen(requests: SimpleQueue[tuple[bytes, float, bytes, bytes]], stopping: threading.Event) -> None:
    while True:
        kind, speed, voice_size, text_size = REQUEST.unpack(_read(REQUEST.size))
        voice, text = _read(voice_size), _read(text_size)
        if kind == STOP:
            stopping.set()
        else:
            stopping.clear()  # a late stop was meant for the previous request
            requests.put((kind, speed, voice, text))


def _leave_no_core_file() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    # One byte rather than none: then Linux does not start a program to handle the core file, either.
    resource.setrlimit(resource.RLIMIT_CORE, (min(1, hard) if hard >= 0 else 1, hard))


def main() -> None:
    """Serve requests until the input ends."""
    _leave_no_core_file()
    requests: SimpleQueue[tuple[bytes, float, bytes, bytes]] = SimpleQueue()
    try:
        engine = _Engine(sys.argv[1], sys.argv[2])
    except OSError as error:
        return send(FAILED, str(error).encode())
    threading.Thread(target=_listen, args=(requests, engine.stopping), daemon=True).start()
    send(DONE)
    while True:
        kind, speed, voice, text = requests.get()
        try:
            if kind == LIST:
                send(VOICES, "\n".join(engine.voices()).encode())
            else:
                engine.speak(text, voice, speed)
        except (OSError, ValueError) as error:
            send(FAILED, str(error).encode())
        else:
            send(DONE)


if __name__ == "__main__":
    main()
