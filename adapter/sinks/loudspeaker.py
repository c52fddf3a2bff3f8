"""The loudspeaker, through miniaudio. Knows 16-bit samples and the device, nothing of turns and events.

The device's thread asks for samples every 20 ms. It gets waiting audio or silence; only audio counts. Samples that the
device has taken are not heard yet: ``Clock`` counts those that have left its buffer. The sound server and the hardware
add buffers of unknown size, so ``played`` is accurate to a few hundredths of a second.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any

from ..errors import BadRequest, ExtraMissing, ServiceUnavailable

PERIOD_SECONDS = 0.02
PERIODS = 3
"""The device's buffer. Short, so that an interruption is heard at once; long enough for a busy machine."""
LATENCY_SECONDS = PERIOD_SECONDS * (PERIODS - 1)
"""Audio that the device still holds when it asks for more."""
TAIL_SECONDS = 0.2
"""Silence between the last sample and closing the device, which drops what it and the sound server still hold."""
STUCK_SECONDS = 5.0
"""How long the device may go without asking for samples. An unplugged device reports nothing."""
_BYTES = 2
_CARDS = Path("/dev/snd")
"""If it does not exist, ALSA has no device and fills the terminal with messages about that."""
_ONLY_BY_NAME = frozenset({"null", "custom", "jack"})
"""JACK fills the terminal too if its server is not running; if it is, a sound server plays through it."""


class Clock:
    """How much of the audio given to the device was heard. Pure: the time is an argument."""

    def __init__(self, rate: int, latency: float = LATENCY_SECONDS) -> None:
        self._rate = rate
        self._held = round(latency * rate)
        self._steps: deque[tuple[int, int, int]] = deque()  # start in the output, start in the audio, number of samples
        self._given = 0
        self._audio = 0
        self._given_at = 0.0
        self._longest = 0
        self._told = 0

    def give(self, audio: int, silence: int, now: float) -> None:
        """Note that the device has taken samples: first ``audio``, then ``silence``."""
        if audio:
            self._steps.append((self._given, self._audio, audio))
        self._given += audio + silence
        self._audio += audio
        self._given_at = now
        self._longest = max(self._longest, audio + silence)
        horizon = self._given - self._held - self._longest
        while len(self._steps) > 1 and self._steps[1][0] <= horizon:
            self._steps.popleft()

    def played(self, now: float) -> float:
        """Seconds of audio that were heard, without silence. Never decreases, even if the device asks irregularly."""
        since = min(max(0.0, now - self._given_at) * self._rate, self._longest, self._held)
        heard = self._given - self._held + round(since)
        for begin, first, count in self._steps:
            if begin < heard:
                self._told = max(self._told, first + min(count, heard - begin))
        return self._told / self._rate


class Loudspeaker:
    """One device: ``put`` samples, read what was ``played``. ``open`` and ``close`` block for a moment."""

    def __init__(self, rate: int, is_stopped: Callable[[], bool], backends: Sequence[str] = ()) -> None:
        """Play ``rate`` samples per second until ``is_stopped()``, which is called on the device's thread.

        ``backends`` are names such as ``pulseaudio`` or ``alsa``, tried in that order; by default, those of the system.
        ``null`` plays at the right pace without sound.
        """
        self._rate = rate
        self._is_stopped = is_stopped
        self._backends = tuple(backends)
        self._lock = threading.Lock()
        self._waiting = bytearray()
        self._clock = Clock(rate)
        self._silence = rate  # samples since the last audio
        self._asked_at = 0.0
        self._door = threading.Lock()
        self._is_closed = False
        self._device: Any = None

    def open(self) -> None:
        """Start a device. Raises ExtraMissing, ServiceUnavailable if there is none, BadRequest for unknown backends."""
        try:
            import miniaudio
        except ImportError:
            raise ExtraMissing("the loudspeaker needs the package 'miniaudio': pip install 'saystream[play]'") from None
        backends = _choose(miniaudio, self._backends)
        with self._door:  # a caller cancelled while one thread opens it closes it on another
            if not self._is_closed:
                self._device = self._start(miniaudio, backends)

    def _start(self, miniaudio: Any, backends: list[Any]) -> Any:
        samples = self._samples()
        next(samples)
        self._asked_at = time.monotonic()
        try:
            device = miniaudio.PlaybackDevice(
                miniaudio.SampleFormat.SIGNED16,
                nchannels=1,
                sample_rate=self._rate,
                buffersize_msec=round(PERIOD_SECONDS * 1000),
                callback_periods=PERIODS,
                backends=backends,
                app_name="saystream",
            )
            device.start(samples)
        except miniaudio.MiniaudioError as error:
            tried = ", ".join(backend.name.lower() for backend in backends)
            raise ServiceUnavailable(
                f"no loudspeaker can be opened ({_reason(error)}; tried {tried}): connect one or start the sound "
                "server, or write a file instead"
            ) from None
        return device

    def close(self) -> None:
        """Drop waiting audio and close the device. Unless ``is_drained``, audio in its buffer may be cut off."""
        with self._door:
            self._is_closed = True
            device, self._device = self._device, None
            if device is not None:
                device.close()  # raises nothing

    def put(self, samples: bytes) -> None:
        """Add 16-bit samples. There is no limit: callers check ``waiting``."""
        with self._lock:
            self._waiting += samples

    def silence(self) -> None:
        """Drop waiting audio. The device still plays the few hundredths of a second in its buffer."""
        with self._lock:
            self._waiting.clear()

    @property
    def waiting(self) -> float:
        """Seconds of audio that the device has not taken yet."""
        return len(self._waiting) / _BYTES / self._rate

    @property
    def played(self) -> float:
        """Seconds of audio that were heard."""
        with self._lock:
            return self._clock.played(time.monotonic())

    @property
    def is_drained(self) -> bool:
        """Whether all audio was heard, to the last sample."""
        with self._lock:
            return not self._waiting and self._silence >= TAIL_SECONDS * self._rate

    def check(self) -> None:
        """Raise ServiceUnavailable if the device has gone."""
        if time.monotonic() - self._asked_at > STUCK_SECONDS:
            raise ServiceUnavailable(
                f"the loudspeaker has taken no audio for {STUCK_SECONDS:g} s: is it unplugged or suspended?"
            )

    # --- on the device's thread ---

    def _samples(self) -> Generator[bytes, int, None]:
        """The generator that miniaudio needs: it is sent the number of samples and yields them."""
        count = yield b""
        while True:
            count = yield self._take(count)

    def _take(self, count: int) -> bytes:
        with self._lock:
            if self._is_stopped():
                self._waiting.clear()
            data = bytes(self._waiting[: count * _BYTES])
            del self._waiting[: count * _BYTES]
            audio, self._asked_at = len(data) // _BYTES, time.monotonic()
            self._clock.give(audio, count - audio, self._asked_at)
            self._silence = count - audio if audio else self._silence + count
        return data  # miniaudio adds the silence


def check_loudspeaker(rate: int, backends: Sequence[str] = ()) -> None:
    """Open a device for ``rate`` samples per second and close it again; blocks for a moment.

    Raises what ``Loudspeaker.open`` raises, so callers can check before they start a turn.
    """
    loudspeaker = Loudspeaker(rate, lambda: False, backends)
    try:
        loudspeaker.open()
    finally:
        loudspeaker.close()


def _choose(miniaudio: Any, names: Sequence[str]) -> list[Any]:
    """The named backends; by default all real ones, since miniaudio would fall back to a silent one."""
    enabled = sorted(miniaudio.get_enabled_backends(), key=lambda backend: backend.value)
    known = {backend.name.lower(): backend for backend in enabled}
    if unknown := [name for name in names if name.lower() not in known]:
        raise BadRequest(f"there is no audio backend {unknown[0]!r} here: use one of {', '.join(known)}")
    left_out = _ONLY_BY_NAME if _CARDS.exists() else _ONLY_BY_NAME | {"alsa"}
    return [known[name.lower()] for name in names] or [known[name] for name in known if name not in left_out]


def _reason(error: Exception) -> str:
    return str(error.args[0]) if error.args else type(error).__name__
