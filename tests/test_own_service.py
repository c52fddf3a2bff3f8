"""The example of a service of one's own: it is short, and it runs as it stands."""

from __future__ import annotations

import asyncio
import sys
import wave
from pathlib import Path

EXAMPLE = Path(__file__).parent.parent / "examples" / "own_service.py"


async def test_it_speaks_into_a_file(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, EXAMPLE, cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 0, err.decode()[-2000:]
    assert b"characters_sent=32" in out
    with wave.open(str(tmp_path / "own_service.wav")) as file:
        assert file.getnframes() / file.getframerate() == 32 * 54 * 22 / 24_000


def test_it_is_short() -> None:
    assert len(EXAMPLE.read_text(encoding="utf-8").splitlines()) <= 100
