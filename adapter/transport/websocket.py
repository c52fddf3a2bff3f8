"""Frames over a websocket: makes the library's connection a carrier, and its end one of our errors."""

from __future__ import annotations

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from ..errors import AdapterError
from ..services import Endpoint, Frame, Outgoing


class WebSocketCarrier:
    """An open websocket. Its messages are the frames."""

    def __init__(self, socket: ClientConnection, endpoint: Endpoint) -> None:
        self._socket = socket
        self._endpoint = endpoint

    @property
    def is_open(self) -> bool:
        """Whether it can be used, as far as is known without trying."""
        return self._socket.state.name == "OPEN"

    async def receive(self) -> Frame:
        """The next message. After a close, raises what the close means at this service."""
        try:
            return await self._socket.recv()
        except ConnectionClosed as closed:
            error = self._meaning(closed)  # raised below: the peer's words stay out of the traceback
        raise error

    def _meaning(self, closed: ConnectionClosed) -> AdapterError:
        code, reason = (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (None, "the connection was lost")
        if code is None and closed.sent:
            code, reason = closed.sent.code, closed.sent.reason  # the peer broke the protocol, or answered no ping
        return self._endpoint.refuse(None, code, reason)

    async def send(self, frame: Outgoing) -> None:
        """Send a message. ``receive`` reports a closed socket, after what arrived before its end."""
        assert isinstance(frame, str | bytes)  # noqa: S101  a codec of a websocket makes messages
        try:
            await self._socket.send(frame)
        except ConnectionClosed:
            return

    def abort(self) -> None:
        """Drop the connection at once, without a closing handshake."""
        self._socket.transport.abort()

    async def close(self) -> None:
        """Do the closing handshake; takes as long as the library allows."""
        await self._socket.close()
