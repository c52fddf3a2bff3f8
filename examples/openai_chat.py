"""Hear a chat model's reply while it is written. Run: OPENAI_API_KEY=... python examples/openai_chat.py reply.wav

Needs `pip install 'saystream[local]'`. For any other compatible server, set OPENAI_BASE_URL, and MODEL to its model.
The embedded voice needs no key.
"""

import asyncio
import os
import sys

from openai import AsyncOpenAI

from adapter import Local, Speaker, save

ASKED = "Why do we dream? Answer in three sentences."


async def main(path: str) -> None:
    async with AsyncOpenAI() as client, Speaker(Local()) as speaker:
        stream = await client.chat.completions.create(
            model=os.environ.get("MODEL", "gpt-4.1-mini"),
            messages=[{"role": "user", "content": ASKED}],
            stream=True,
        )
        turn = speaker.say(stream)
        report = await save(turn, path)
        print(f"{turn.voiced_text}\n{path}: {report.audio_seconds:.1f} s of speech")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "reply.wav"))
