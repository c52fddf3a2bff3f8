"""Hear a LangChain agent while it works. Run: OPENAI_API_KEY=... python examples/langchain_agent.py reply.wav

Needs `pip install 'saystream[local]' langchain langchain-openai`.
"""

import asyncio
import os
import sys

from langchain.agents import create_agent
from langchain_openai import ChatOpenAI

from adapter import Local, Speaker, save

ASKED = "Say that you will look, call the tool, then tell how warm it is."


def temperature() -> str:
    """How warm it is."""
    return "21 degrees"


async def main(path: str) -> None:
    agent = create_agent(ChatOpenAI(model=os.environ.get("MODEL", "gpt-4.1-mini")), [temperature])
    async with Speaker(Local()) as speaker:
        # This stream also holds messages of tools and of the user; only the model's text is spoken.
        turn = speaker.say(agent.astream({"messages": [("user", ASKED)]}, stream_mode="messages"))
        report = await save(turn, path)
        print(f"{turn.voiced_text}\n{path}: {report.audio_seconds:.1f} s of speech")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "reply.wav"))
