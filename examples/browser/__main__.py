"""A page to talk with. Run: python -m examples.browser. Needs the extras ``local`` and ``web``.

Without a key, the local voice speaks what you type. With OPENAI_API_KEY, or OPENAI_BASE_URL for your own server, you
can chat; with --elevenlabs and ELEVENLABS_API_KEY, ElevenLabs speaks. Keys stay in this process.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import socket
import sys

import openai
import uvicorn

from adapter import AdapterError, ElevenLabs, Local

from .app import make_app
from .conversation import MOST_TEXT, Model

HOST = "127.0.0.1"
"""This machine only: anyone who reaches the page can use your keys."""


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m examples.browser", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="0 for any free one (default: 8000)")
    parser.add_argument("--voice", default="en-us", help="local voice, see `saystream voices` (default: en-us)")
    parser.add_argument("--elevenlabs", metavar="VOICE_ID", help="speak with ElevenLabs instead")
    parser.add_argument("--elevenlabs-url", default="wss://api.elevenlabs.io", help="a server with the same dialect")
    parser.add_argument("--model", default=os.environ.get("OPENAI_MODEL", "gpt-4o-mini"), help="to chat with")
    return parser.parse_args()


def model_of(name: str) -> Model | None:
    """The model to chat with; None if the environment names none."""
    key = os.environ.get("OPENAI_API_KEY", "").strip()  # a header with a line break fails, and the error shows it
    if not (key or os.environ.get("OPENAI_BASE_URL")):
        return None
    return Model(name, openai.AsyncOpenAI(api_key=key or "none needed"))


def main() -> int:
    chosen = options()
    try:
        service = (
            ElevenLabs(chosen.elevenlabs, base_url=chosen.elevenlabs_url) if chosen.elevenlabs else Local(chosen.voice)
        )
        listening = socket.create_server((HOST, chosen.port))
    except (AdapterError, OSError, OverflowError) as error:
        print(f"cannot start: {error}", file=sys.stderr)
        return 1
    config = uvicorn.Config(
        make_app(service, model_of(chosen.model)),
        log_level="warning",
        server_header=False,
        ws_max_size=16 * MOST_TEXT,  # JSON may take 12 bytes per character
        ws_per_message_deflate=False,  # audio does not compress
        timeout_graceful_shutdown=1,
    )
    with contextlib.suppress(KeyboardInterrupt):  # uvicorn closes everything, then raises it again
        print(f"Open http://{HOST}:{listening.getsockname()[1]} and press Ctrl-C here to stop.", flush=True)
        uvicorn.Server(config).run(sockets=[listening])
    return 0


if __name__ == "__main__":
    sys.exit(main())
