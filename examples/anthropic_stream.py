"""Hear Claude while it writes. Run: ANTHROPIC_API_KEY=... python examples/anthropic_stream.py reply.wav

Needs `pip install 'saystream[local]' anthropic`. The embedded voice needs no key.
"""

import asyncio
import os
import sys

from anthropic import AsyncAnthropic

from adapter import Local, Speaker, save

ASKED = "Why do we dream? Answer in three sentences."


async def main(path: str) -> None:
    async with AsyncAnthropic() as client, Speaker(Local()) as speaker:
        # The turn opens and closes the helper; `async with ... as stream` and `say(stream)` works as well.
        turn = speaker.say(
            client.messages.stream(
                model=os.environ.get("MODEL", "claude-sonnet-4-5"),
                max_tokens=500,
                messages=[{"role": "user", "content": ASKED}],
            )
        )
        report = await save(turn, path)
        print(f"{turn.voiced_text}\n{path}: {report.audio_seconds:.1f} s of speech")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "reply.wav"))
