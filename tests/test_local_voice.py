"""The local voice: every listed voice speaks, marks fit the sound, and synthesis can be stopped."""

from __future__ import annotations

import array
import asyncio
import re

import pytest

from adapter import BadRequest, Local
from adapter.local import alignment, voice

SILENT = {"fo", "kaa", "xex"}
"""Voices whose dictionaries the wheel lacks; they speak letters or nothing."""


async def test_every_listed_voice_can_be_asked_for_by_each_of_its_names() -> None:
    for item in voice.voices():
        for name in item.names:
            found = voice.find(name)
            assert found
            if not SILENT & set(item.names):
                audio, _ = await voice.speak("1", found)
                assert len(audio) > 1_000, name


def test_names() -> None:
    assert voice.find("en-US+f3") == "gmw/en-US+f3"
    assert voice.find("fr") == voice.find("fr-fr") == "roa/fr"
    for unknown in ("", "nobody", "en-us+nobody", "../x", "en-us+../f3", "gmw/en-US"):
        assert voice.find(unknown) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("en-us", "The quick brown fox jumps over the lazy dog, and then it rests. "),
        ("de", "Der schnelle braune Fuchs springt; dann ruht er sich aus. "),
        ("ru", "Быстрая лиса прыгает, потом отдыхает. "),
        ("en-us", "It costs $1,234.50 at 10.0.0.1 on 5/6/2026, it's well-known. "),
        ("cmn", "你好，世界。今天天气很好。"),
    ],
)
async def test_marks_fit_the_sound(name: str, text: str) -> None:
    """Times never run back, end with the audio, and the pause behind each clause falls on a space or a mark."""
    audio, marks = await voice.speak(text, voice.find(name) or "")
    times = alignment.character_times(text, marks, memoryview(audio).cast("h"))
    assert len(times) == len(text) + 1
    assert times == sorted(times)
    assert times[-1] == round(len(audio) / 2 / voice.RATE * 1000)
    samples = array.array("h", audio)
    for word in re.finditer(r"\w+", text):
        start, end = times[word.start()], times[word.end()]
        part = samples[start * voice.RATE // 1000 : end * voice.RATE // 1000]
        assert max(map(abs, part), default=0) > 1_000, (word[0], start, end)  # heard where its time says so
    for pause in re.finditer(r"[,.;] |[，。]", text):
        start, end = times[pause.end() - 1], times[pause.end()]
        assert end - start > 50  # the silence that ends a clause is no part of its last word


async def test_synthesis_stops_when_asked_to_or_cancelled() -> None:
    long = "This goes on and on and on. " * 200
    found = voice.find("en-us") or ""
    asked = 0

    def is_stopped() -> bool:
        nonlocal asked
        asked += 1
        return asked > 20

    audio, _ = await voice.speak(long, found, is_stopped=is_stopped)
    assert 0.1 < len(audio) / 2 / voice.RATE < 30
    task = asyncio.create_task(voice.speak(long * 20, found))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(1):
        await asyncio.gather(*(voice.speak("Free again.", found) for _ in range(voice.ENGINES)))


async def test_engines_do_not_disturb_each_other() -> None:
    """Two threads in one engine crash the process or mix voices; each has an engine of its own."""
    found = [voice.find(name) or "" for name in ("en-us", "de", "fr", "ru")]
    lengths = [len((await voice.speak("1 2 3 4 5", name))[0]) for name in found]
    many = await asyncio.gather(*(voice.speak("1 2 3 4 5", found[i % 4]) for i in range(80)))
    for index, (audio, marks) in enumerate(many):
        assert abs(len(audio) - lengths[index % 4]) < 0.02 * lengths[index % 4]
        assert marks


@pytest.mark.parametrize(
    "settings", [{"speed": 2}, {"speed": 0}, {"speed": float("nan")}, {"latency": -1}, {"latency": float("inf")}]
)
def test_impossible_settings_are_refused_when_they_are_made(settings: dict[str, float]) -> None:
    with pytest.raises(BadRequest, match=f"{next(iter(settings))} must be from"):
        Local(**settings)
