"""One open websocket to a speech service: open with retry, send, receive, close.

The only client-side importer of websockets and tenacity. Knows no concrete service: what a refusal means is asked of
the endpoint. Knows nothing of text or turns.
"""

from __future__ import annotations

import asyncio
import functools
import ipaddress
import ssl
from collections.abc import Iterable
from urllib.parse import urlsplit

from tenacity import (
    AsyncRetrying,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
    wait_random_exponential,
)
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, WebSocketException

from . import logs
from .codecs import Endpoint, Frame
from .errors import AdapterError, BadRequest, ServiceUnavailable, SpeechIncomplete, one_line

OPEN_SECONDS = 4.5
"""All tries to open a link together: a caller learns within 5 seconds that there is no service."""
OPEN_ATTEMPTS = 4
SEND_SECONDS = 5.0
"""A peer that takes nothing for this long is gone: the kernel's and the library's buffers have filled before."""
CLOSE_SECONDS = 1.0
PING_SECONDS = 10.0
MAX_INTERRUPTED = 3
"""Turns that were cancelled on a link before it is replaced. A service frees a cancelled turn's slot only when it has
finished it, and five slots is all a link has at ElevenLabs."""
MAX_FRAME = 16 * 2**20
"""Bytes of one frame; the service's own upper bound, as its staff gave it."""


class _Connect(connect):
    """Follows no redirect: the library would take the key's header along to another host."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


class Link:
    """An open websocket. Made by ``open_link``.

    The socket is read all the time, between turns too: so its end is noticed when it comes, pings are answered, and
    what a past turn left over is never mistaken for the next one's.
    """

    def __init__(self, socket: ClientConnection, endpoint: Endpoint) -> None:
        self._socket = socket
        self._endpoint = endpoint
        self._inbox: asyncio.Queue[Frame | AdapterError] | None = None
        self._end: AdapterError | None = None
        self._pump = asyncio.create_task(self._read(), name="saystream-link")  # ends with the socket

    @property
    def is_open(self) -> bool:
        """Whether it can be used, as far as is known without trying."""
        return self._end is None and self._socket.state.name == "OPEN"

    async def _read(self) -> None:
        try:
            while True:
                frame = await self._socket.recv()
                if self._inbox:
                    self._inbox.put_nowait(frame)
        except ConnectionClosed as closed:
            code, reason = (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (None, "the connection was lost")
            self._end = self._endpoint.refuse(None, code, one_line(reason))
        if self._inbox:
            self._inbox.put_nowait(self._end)

    def attach(self) -> None:
        """A turn begins: keep what comes from now on for ``receive``."""
        self._inbox = asyncio.Queue()
        if self._end:
            self._inbox.put_nowait(self._end)

    def detach(self) -> None:
        """The turn is over: drop what still comes."""
        self._inbox = None

    async def receive(self) -> Frame:
        """The next frame of the turn. Raises AdapterError when the link is closed."""
        assert self._inbox is not None  # noqa: S101  between attach and detach
        frame = await self._inbox.get()
        if isinstance(frame, AdapterError):
            raise frame
        return frame

    async def send(self, frames: Iterable[Frame]) -> None:
        """Send the frames in order. Raises SpeechIncomplete if the peer takes nothing more.

        A closed link is not reported here but by ``receive``, which first gives what arrived before the end, such as
        the service's own reason.
        """
        try:
            async with asyncio.timeout(SEND_SECONDS):
                for frame in frames:
                    await self._socket.send(frame)
            return
        except ConnectionClosed:
            return
        except TimeoutError:
            self.abort()
        raise SpeechIncomplete(f"{self._endpoint.name} took no text for {SEND_SECONDS:g} s")

    def abort(self) -> None:
        """Drop the connection without a word."""
        self._socket.transport.abort()

    async def close(self) -> None:
        """Close it properly if the peer answers in time, else drop it."""
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._socket.close()
        except TimeoutError:
            self.abort()
        await self.wait_closed()

    async def wait_closed(self) -> None:
        """Wait until nothing of it is left; soon after ``abort``."""
        await asyncio.wait({self._pump}, timeout=CLOSE_SECONDS)


class WarmLink:
    """The link of a speaker: opened when first needed, kept for the next turn while it is good."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._link: Link | None = None
        self._opening = asyncio.Lock()
        self._interrupted = 0
        self._aborted: list[Link] = []

    async def get(self) -> Link:
        """The open link; opens one if there is none. Raises AdapterError as ``open_link``."""
        async with self._opening:
            if self._link and (not self._link.is_open or self._interrupted >= MAX_INTERRUPTED):
                self.abort()
            if self._link is None:
                self._link = await open_link(self._endpoint)
                self._interrupted = 0
            return self._link

    def interrupted(self) -> None:
        """A turn was cancelled on the link, which may take the service a while to finish."""
        self._interrupted += 1

    def abort(self) -> None:
        """Drop the link at once, if any; the next turn opens another."""
        if self._link:
            self._link.abort()
            self._aborted = [link for link in self._aborted if link.is_open]
            self._aborted.append(self._link)
            self._link = None

    async def close(self) -> None:
        """Close the link properly, if any; nothing of it or of earlier ones is left."""
        link, self._link = self._link, None
        if link:
            await link.close()
        for aborted in self._aborted:
            await aborted.wait_closed()
        self._aborted.clear()


async def open_link(endpoint: Endpoint) -> Link:
    """Open a link, trying again while that may help.

    Raises AuthFailed, QuotaExceeded or BadRequest at the first answer that says so, and ServiceUnavailable when no try
    succeeded within ``OPEN_ATTEMPTS`` and ``OPEN_SECONDS``.
    """
    _check_is_safe(endpoint.url)
    tries = AsyncRetrying(
        retry=retry_if_exception(lambda error: isinstance(error, AdapterError) and error.retryable),
        wait=wait_random_exponential(multiplier=0.2, max=2),
        stop=stop_after_attempt(OPEN_ATTEMPTS) | stop_before_delay(OPEN_SECONDS),
        before_sleep=lambda state: logs.info("link.retry", service=endpoint.name, attempt=state.attempt_number),
        reraise=True,
    )
    attempts = 0
    try:
        async with asyncio.timeout(OPEN_SECONDS):
            async for attempt in tries:
                attempts = attempt.retry_state.attempt_number
                with attempt:
                    socket = await _open(endpoint)
        logs.info("link.opened", service=endpoint.name, attempts=attempts)
        return Link(socket, endpoint)
    except TimeoutError:
        error: AdapterError = ServiceUnavailable(f"{endpoint.name} did not answer within {OPEN_SECONDS:g} s")
    except AdapterError as failed:
        error = failed
    error.attempts = attempts
    raise error.with_traceback(None)


async def _open(endpoint: Endpoint) -> ClientConnection:
    """Try once. Foreign errors are translated here; they hold headers and addresses and are not chained."""
    secure = endpoint.url.startswith("wss:")
    try:
        return await _Connect(
            endpoint.url,
            additional_headers=endpoint.headers,
            compression=None,  # base64 audio does not compress
            proxy=None if _is_loopback(endpoint.url) else True,
            open_timeout=None,  # bounded by the caller
            ping_interval=PING_SECONDS,
            ping_timeout=PING_SECONDS,
            close_timeout=CLOSE_SECONDS,
            max_size=MAX_FRAME,
            logger=logs.SILENT,
            ssl=_tls() if secure else None,
        )
    except (OSError, EOFError, WebSocketException, ValueError, ImportError) as failed:
        error = _failure(failed, endpoint)
    raise error


def _failure(failed: Exception, endpoint: Endpoint) -> AdapterError:
    """What a failed handshake means."""
    match failed:
        case InvalidStatus(response=response):
            return endpoint.refuse(
                response.status_code, None, one_line((response.body or b"").decode(errors="replace"))
            )
        case ssl.SSLCertVerificationError():
            return BadRequest(f"the certificate of {endpoint.name} is not valid: {one_line(failed.verify_message)}")
        case OSError():
            return ServiceUnavailable(f"cannot connect to {endpoint.name}: {one_line(failed.strerror or str(failed))}")
        case InvalidHandshake() | EOFError() | ConnectionClosed():
            return ServiceUnavailable(f"{endpoint.name} does not answer as a websocket ({type(failed).__name__})")
        case _:  # an address, or a proxy in the environment, that the library cannot read or use
            return BadRequest(f"cannot reach {endpoint.name}: is the address right, and the proxy, if one is set?")


def _check_is_safe(url: str) -> None:
    scheme = urlsplit(url).scheme
    if scheme not in ("ws", "wss"):
        raise BadRequest(f"a service's address begins with wss:// (or ws:// on this machine), not {scheme}://")
    if scheme == "ws" and not _is_loopback(url):
        raise BadRequest("unencrypted ws:// is for this machine only, it would show the key and the text: use wss://")


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@functools.cache
def _tls() -> ssl.SSLContext:
    """One for all links: making one reads all certificates, 20 ms each time."""
    return ssl.create_default_context()
