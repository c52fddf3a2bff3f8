"""Runs a program of ``examples/`` as its first comment says, and listens to the file that it writes."""

from __future__ import annotations

import asyncio
import sys
import wave
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"


async def run(name: str, folder: Path) -> tuple[str, float]:
    """What the program printed, and the seconds of sound in its WAV file. The environment leads to the server."""
    assert len((EXAMPLES / name).read_text(encoding="utf-8").splitlines()) < 40
    path = folder / "reply.wav"
    process = await asyncio.create_subprocess_exec(
        sys.executable, EXAMPLES / name, path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await asyncio.wait_for(process.communicate(), 50)
    assert process.returncode == 0, output.decode()
    with wave.open(str(path)) as file:
        sound = file.readframes(file.getnframes())
        assert any(sound)
        return output.decode(), file.getnframes() / file.getframerate()
