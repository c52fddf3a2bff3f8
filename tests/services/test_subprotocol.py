"""A service that wants a websocket subprotocol: it is asked for in the handshake."""

from __future__ import annotations

import dataclasses

from websockets.asyncio.server import ServerConnection, serve
from websockets.typing import Subprotocol

from adapter import Cartesia
from adapter.limits import Limits
from adapter.services import Traits
from adapter.transport.opening import open_link

WANTED = "speech.v1.json"


class Asking(Cartesia):
    """A service like another, with a subprotocol."""

    @property
    def traits(self) -> Traits:
        return dataclasses.replace(Cartesia.traits.__get__(self), subprotocol=WANTED)


async def test_a_subprotocol_is_asked_for() -> None:
    agreed: list[str | None] = []

    async def note(socket: ServerConnection) -> None:
        agreed.append(socket.subprotocol)
        await socket.wait_closed()

    async with serve(note, "127.0.0.1", 0, subprotocols=[Subprotocol(WANTED)]) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        link = await open_link(Asking("v", api_key="k", base_url=f"ws://127.0.0.1:{port}"), Limits())
        await link.close()
    assert agreed == [WANTED]
