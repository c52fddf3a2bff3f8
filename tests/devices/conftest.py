"""A sound server of our own, with a loudspeaker that nobody hears and a microphone in front of it."""

from __future__ import annotations

import array
import asyncio
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

RATE = 24_000
_SINK = f"module-null-sink sink_name=null rate={RATE} channels=1 format=s16le norewinds=1"
"""The rate of the audio, so that nothing is resampled. Without ``norewinds`` it takes up to two seconds to begin."""


class SoundServer:
    """A PulseAudio daemon. Its address is in the environment while the test runs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.address = f"unix:{folder}/socket"

    def start(self) -> None:
        """Run it. Its settings and its state are all in the test's own folder."""
        assert shutil.which("pulseaudio"), (
            "these tests need a sound server: apt-get install pulseaudio pulseaudio-utils"
        )
        home = {"HOME": str(self._folder), "XDG_RUNTIME_DIR": str(self._folder), "PATH": "/usr/bin:/bin"}
        modules = [
            f"--load=module-native-protocol-unix socket={self._folder}/socket auth-anonymous=1",
            f"--load={_SINK}",
        ]
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disable-shm=1", *modules],
                env=home,
                stdout=log,
                stderr=log,
            )
        for _ in range(100):
            if subprocess.run(["pactl", "-s", self.address, "info"], capture_output=True, check=False).returncode == 0:
                return
            time.sleep(0.1)
        raise AssertionError((self._folder / "log").read_text())

    def stop(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait(10)

    @asynccontextmanager
    async def recording(self) -> AsyncIterator[bytearray]:
        """The samples that sounded, silence left out; complete behind the context."""
        recorder = await asyncio.create_subprocess_exec(
            *("parec", "-s", self.address, "-d", "null.monitor", "--raw", "--format=s16le", f"--rate={RATE}"),
            *("--channels=1", "--latency-msec=20"),
            stdout=asyncio.subprocess.PIPE,
        )
        assert recorder.stdout is not None
        heard = bytearray()
        await recorder.stdout.readexactly(2)  # from now on it hears
        reading = asyncio.create_task(recorder.stdout.read())
        try:
            yield heard
            await asyncio.sleep(0.5)
        finally:
            recorder.terminate()
            samples = array.array("H", (data := await reading)[: len(data) // 2 * 2])
            await recorder.wait()
        heard += array.array("H", [sample for sample in samples if sample]).tobytes()


@pytest.fixture
def sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundServer]:
    server = SoundServer(tmp_path)
    server.start()
    monkeypatch.setenv("PULSE_SERVER", server.address)
    yield server
    server.stop()
