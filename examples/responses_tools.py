"""Speak while a tool works. Run: OPENAI_API_KEY=... python examples/responses_tools.py reply.wav

Needs `pip install 'saystream[local]'`. The tool takes two seconds; meanwhile you hear the text before the call.
"""

import asyncio
import os
import sys

from openai import AsyncOpenAI

from adapter import Local, Speaker, save

MODEL = os.environ.get("MODEL", "gpt-4.1-mini")
TOOL = {"type": "function", "name": "temperature", "parameters": {"type": "object", "properties": {}}}


async def reply(client: AsyncOpenAI):
    said, last = [{"role": "user", "content": "Say that you will look, call the tool, then tell how warm it is."}], None
    while said:
        asked = client.responses.create(model=MODEL, input=said, tools=[TOOL], previous_response_id=last, stream=True)
        async with await asked as stream:  # also closed when the turn is interrupted
            async for event in stream:
                yield event  # saystream takes the text, and speaks all of it when a tool is called
        last, said = event.response.id, []
        for call in (item for item in event.response.output if item.type == "function_call"):
            await asyncio.sleep(2)
            said.append({"type": "function_call_output", "call_id": call.call_id, "output": "21 degrees"})


async def main(path: str) -> None:
    async with AsyncOpenAI() as client, Speaker(Local()) as speaker:
        print(await save(speaker.say(reply(client)), path))


asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "reply.wav"))
