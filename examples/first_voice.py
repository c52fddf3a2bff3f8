"""Hear a reply while it is still being written. Run: python examples/first_voice.py [FILE.wav]

A stand-in for a language model emits a token every 20 ms, and the embedded voice speaks. No key, no network.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator

from adapter import Audio, Local, Speaker, TurnDone, Word
from adapter.sinks import AudioFile

REPLY = (
    "Sure, let me explain. A language model writes its reply token by token, and a listener should not have to wait "
    "for the last one. So each sentence is spoken as soon as it is complete. By the time the model has finished, "
    "most of the reply has been heard!"
)


async def model(text: str) -> AsyncIterator[str]:
    for start in range(0, len(text), 4):
        await asyncio.sleep(0.02)
        yield text[start : start + 4]


async def main(path: str) -> None:
    began = time.monotonic()
    async with Speaker(Local()) as speaker:
        turn = speaker.say(model(REPLY))
        with AudioFile(path, turn.format) as file:
            async for event in turn:
                match event:
                    case Audio(data, start, end):
                        file.write(data)
                        print(f"{time.monotonic() - began:6.2f} s  audio {start:5.2f} to {end:5.2f} s")
                    case Word(text, start, end):
                        print(f"{time.monotonic() - began:6.2f} s    word {start:5.2f} to {end:5.2f} s  {text}")
                    case TurnDone(report):
                        print(f"\n{report}\n{path}: {report.audio_seconds:.2f} s of speech")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "reply.wav"))
