"""The web server's side: the page's files, and one websocket per open page.

Owns who may connect. Browsers let any web page open a websocket to this machine, so the handshake must come from our
own page: its ``Origin`` must be our address. A foreign name for this machine (DNS rebinding) fails the ``Host`` check.
"""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from adapter import AdapterError, ElevenLabs, Local, Speaker

from .conversation import Conversation, Model, Socket

PAGE = Path(__file__).parent / "page"
MOST_PAGES = 16
"""The most open pages; each has its own link to the speech service."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-cache"),
]


def make_app(service: ElevenLabs | Local, model: Model | None) -> Starlette:
    """The application: ``service`` speaks; ``model`` chats, if there is one."""
    pages = 0

    async def talk(websocket: WebSocket) -> None:
        nonlocal pages
        if websocket.headers.get("origin") != f"http://{websocket.headers['host']}" or pages >= MOST_PAGES:
            await websocket.close(1008)  # before `accept`: HTTP 403
            return
        await websocket.accept()
        pages += 1
        try:
            await _converse(Socket(websocket), service, model)
        except WebSocketDisconnect:  # pages close at any time
            pass
        finally:
            pages -= 1

    return Starlette(
        routes=[WebSocketRoute("/talk", talk), Mount("/", StaticFiles(directory=PAGE, html=True))],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"], www_redirect=False),
            Middleware(SafeHeaders),
        ],
    )


async def _converse(socket: Socket, service: ElevenLabs | Local, model: Model | None) -> None:
    try:
        async with Speaker(service) as speaker:
            await Conversation(socket, speaker, model).run()
    except AdapterError as error:  # the speaker cannot open, for example without the extra `local`
        await socket.tell("trouble", reason=error.reason)


class SafeHeaders:
    """Adds headers to every response that keep foreign pages and scripts out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *HEADERS]
            await send(message)

        await self._app(scope, receive, send_with_headers)
