"""One open websocket to a speech service: open, send, receive, close, and try again.

The only client-side importer of websockets and tenacity. Knows no concrete service: what a refusal means is asked of
the endpoint, when to try again of ``retry.py``. Knows nothing of text or turns.
"""

from __future__ import annotations

import asyncio
import functools
import ipaddress
import random
import socket
import ssl
import time
from collections import deque
from collections.abc import Iterable
from urllib.parse import urlsplit

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidHeader,
    InvalidMessage,
    InvalidStatus,
    InvalidUpgrade,
    WebSocketException,
)

from . import logs
from .codecs import Endpoint, Frame
from .errors import AdapterError, BadRequest, ServiceUnavailable, SpeechIncomplete, one_line
from .retry import FIRST_SECONDS, Budget, Failures
from .verdicts import seconds_to_wait

SEND_SECONDS = 5.0
"""A peer that takes nothing for this long is gone: the kernel's and the library's buffers have filled before."""
CLOSE_SECONDS = 1.0
PING_SECONDS = 10.0
MAX_INTERRUPTED = 3
"""Turns that were cancelled on a link before it is replaced. A service frees a cancelled turn's slot only when it has
finished it, and five slots is all a link has at ElevenLabs."""
MAX_FRAME = 16 * 2**20
"""Bytes of one frame; the service's own upper bound, as its staff gave it."""
MAX_WAITING = 4 * MAX_FRAME
"""Characters or bytes of frames that wait for their turn. They are read at once: only a flood gets there."""
MAX_AGE = 55 * 60.0
"""Seconds after which a link is replaced between turns: services end a session after an hour."""

_MAX_REASON = 4_096

budget = Budget()
"""Of all links of the process."""


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
        self._inbox: deque[Frame] | None = None
        self._arrived = asyncio.Event()
        self._waiting = 0
        self._end: AdapterError | None = None
        self._opened_at = time.monotonic()
        self._pump = asyncio.create_task(self._read(), name="saystream-link")  # ends with the socket

    @property
    def is_open(self) -> bool:
        """Whether it can be used, as far as is known without trying."""
        return self._end is None and self._socket.state.name == "OPEN"

    @property
    def is_old(self) -> bool:
        """Whether the service will soon end the session."""
        return time.monotonic() - self._opened_at > MAX_AGE

    async def _read(self) -> None:
        try:
            while True:
                frame = await self._socket.recv()
                if self._inbox is not None:
                    self._inbox.append(frame)
                    self._waiting += len(frame)
                    self._arrived.set()
                if self._waiting > MAX_WAITING:
                    self._end = ServiceUnavailable(f"{self._endpoint.name} floods the connection", tries=1)
                    self.abort()
                    break
        except ConnectionClosed as closed:
            code, reason = (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (None, "the connection was lost")
            if code is None and closed.sent:
                code, reason = closed.sent.code, closed.sent.reason  # it broke the protocol, or answered no ping
            self._end = self._endpoint.refuse(None, code, reason)
        self._arrived.set()

    def attach(self) -> None:
        """An epoch begins: keep what comes from now on for ``receive``."""
        self._inbox, self._waiting = deque(), 0
        self._arrived.clear()
        if self._end:
            self._arrived.set()

    def detach(self) -> None:
        """The epoch is over: drop what still comes."""
        self._inbox, self._waiting = None, 0

    def nudge(self) -> None:
        """Let ``receive`` give None, so that its caller looks at the clock again."""
        self._arrived.set()

    async def receive(self, patience: float) -> Frame | None:
        """The next frame of the epoch; None after ``patience`` seconds. Raises AdapterError when the link is closed.

        A frame that has arrived is given before the time-out is: the event loop may have been busy for long.
        """
        if not self._inbox and not self._end:
            try:
                async with asyncio.timeout(patience):
                    await self._arrived.wait()
            except TimeoutError:
                await asyncio.sleep(0)  # let what has arrived meanwhile be read
        self._arrived.clear()
        if self._inbox:
            frame = self._inbox.popleft()
            self._waiting -= len(frame)
            return frame
        if self._end:
            raise self._end
        return None

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
            if self._link and (not self._link.is_open or self._link.is_old or self._interrupted >= MAX_INTERRUPTED):
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
    """Open a link, with one try.

    Raises AuthFailed, QuotaExceeded or BadRequest for an answer that says so, else ServiceUnavailable.
    """
    _check_is_safe(endpoint.url)
    try:
        async with asyncio.timeout(FIRST_SECONDS):
            link = Link(await _open(endpoint), endpoint)
        logs.info("link.opened", service=endpoint.name)
        return link
    except TimeoutError:
        error: AdapterError = ServiceUnavailable(f"{endpoint.name} did not answer within {FIRST_SECONDS:g} s")
    except AdapterError as failed:
        error = failed
    raise error.with_traceback(None)


def tries(failures: Failures, name: str) -> AsyncRetrying:
    """Tries of something that needs a link: ``async for attempt in tries(...): with attempt: ...``.

    Only errors of ours are tried again, and only while ``failures`` and the process's budget bear it: never the
    caller's cancellation. The last error goes out as it is.
    """
    loop = asyncio.get_running_loop()
    waits: list[float | None] = []

    def wait_for(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        wait = failures.wait(error, loop.time(), random.random()) if isinstance(error, AdapterError) else None
        if wait is not None:
            wait = max(wait, budget.wait(loop.time()))
            wait = wait if loop.time() + wait < failures.deadline else None
        waits.append(wait)
        if isinstance(error, AdapterError):
            error.attempts = failures.count
        return wait or 0.0

    def note(state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        kind = type(error).__name__
        logs.info("link.retry", service=name, attempt=failures.count, wait=round(waits[-1] or 0.0, 3), error=kind)

    return AsyncRetrying(
        retry=retry_if_exception(lambda error: isinstance(error, AdapterError)),
        wait=wait_for,  # asked before `stop`
        stop=lambda _: waits[-1] is None,
        before_sleep=note,
        reraise=True,
    )


async def _open(endpoint: Endpoint) -> ClientConnection:
    """Try once. Foreign errors are translated here; they hold headers and addresses and are not chained."""
    secure = endpoint.url.startswith("wss:")
    try:
        return await _Connect(
            endpoint.url,
            additional_headers=endpoint.headers,
            compression=None,  # base64 audio does not compress
            proxy=True if endpoint.proxy == "environment" else endpoint.proxy,
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
            body = (response.body or b"")[:_MAX_REASON].decode(errors="replace")
            error = endpoint.refuse(response.status_code, None, body)
            error.retry_after = seconds_to_wait(response.headers.get("Retry-After", ""), time.time())
            return error
        case ssl.SSLCertVerificationError():
            return BadRequest(f"the certificate of {endpoint.name} is not valid: {one_line(failed.verify_message)}")
        case socket.gaierror(errno=socket.EAI_NONAME):
            return ServiceUnavailable(f"there is no host for {endpoint.name}: is the address right?", tries=1)
        case OSError():
            return ServiceUnavailable(f"cannot connect to {endpoint.name}: {one_line(failed.strerror or str(failed))}")
        case InvalidUpgrade() | InvalidHeader() | InvalidMessage() if not isinstance(failed.__cause__, EOFError):
            return ServiceUnavailable(f"{endpoint.name} is no websocket server ({type(failed).__name__})", tries=0)
        case InvalidHandshake() | EOFError() | ConnectionClosed():
            return ServiceUnavailable(f"{endpoint.name} does not answer as a websocket ({type(failed).__name__})")
        case _:  # an address, or a proxy, that the library cannot read or use
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
