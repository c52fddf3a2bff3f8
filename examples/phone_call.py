"""A phone call with a model that stops when the caller speaks. Run: python examples/phone_call.py [PORT]

Give a Twilio number this TwiML, with the address of a tunnel to the port (default 8080)::

    <Response><Connect><Stream url="wss://YOUR-TUNNEL/" /></Connect></Response>

Speaks with ElevenLabs if ELEVENLABS_API_KEY and ELEVENLABS_VOICE_ID are set, otherwise with the local voice.
"""

import asyncio
import base64
import contextlib
import functools
import json
import os
import sys
from collections.abc import AsyncIterator

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from adapter import AdapterError, ElevenLabs, Local, PhoneCall, Speaker, Turn

REPLIES = (
    "Hello, and thank you for calling. I can talk for quite a while about anything you like, and I write as I speak. "
    "Just interrupt me whenever you want to: I will be silent at once, and I will know how far you have listened.",
    "Yes, I am listening. You see, I stopped in the middle of a word. What would you like to know?",
    "Go on, please. I have nothing more to say.",
)
LOUD_FRAMES = 10  # 0.2 s of speech interrupts


async def model(reply: str) -> AsyncIterator[str]:
    """A stand-in for a language model's stream."""
    for word in reply.split():
        yield word + " "
        await asyncio.sleep(0.01)


def is_loud(payload: str) -> bool:
    """Whether most of a frame's mu-law samples are louder than a quiet line."""
    frame = base64.b64decode(payload)
    return 2 * sum(~byte & 0x70 >= 0x50 for byte in frame) > len(frame)


async def speak(socket: ServerConnection, call: PhoneCall) -> None:
    try:
        async for message in call:
            await socket.send(message)
    except Exception as error:  # noqa: BLE001  the model or the voice failed, or the caller hung up
        print(f"broken off: {error if isinstance(error, AdapterError) else type(error).__name__}", flush=True)


async def interrupt(socket: ServerConnection, call: PhoneCall, turn: Turn) -> None:
    await socket.send(call.clear())
    heard = await turn.interrupt(call.played)  # heard.raw belongs in the chat's history
    print(f"heard: {heard.text}\nnot heard: {heard.unheard}", flush=True)


async def answer(socket: ServerConnection, service: ElevenLabs | Local) -> None:
    """One call."""
    replies, loud, call = iter(REPLIES), 0, None
    async with Speaker(service) as speaker, asyncio.TaskGroup() as group:
        with contextlib.suppress(ConnectionClosed):  # the call was lost
            async for data in socket:
                message = json.loads(data)
                match message["event"]:
                    case "start":
                        turn = speaker.say(model(next(replies)))
                        call = PhoneCall(turn, message["start"]["streamSid"])
                        speaking = group.create_task(speak(socket, call))
                    case "mark" if call:
                        call.receive(message)
                    case "media" if call:
                        loud = loud + 1 if is_loud(message["media"]["payload"]) else 0
                        if loud == LOUD_FRAMES and (reply := next(replies, None)):
                            await interrupt(socket, call, turn)
                            await speaking
                            turn = speaker.say(model(reply))
                            call = PhoneCall(turn, message["streamSid"])
                            speaking = group.create_task(speak(socket, call))
                    case "stop":
                        break
        if call:
            speaking.cancel()


async def main(port: int) -> None:
    voice = os.environ.get("ELEVENLABS_VOICE_ID")
    has_key = voice and os.environ.get("ELEVENLABS_API_KEY")
    service = ElevenLabs(voice, output_format="ulaw_8000") if has_key else Local(output_format="ulaw_8000")
    async with serve(functools.partial(answer, service=service), "127.0.0.1", port, compression=None) as server:
        print(f"waiting for calls at ws://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
        await server.wait_closed()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 8080))
