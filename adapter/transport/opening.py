"""Opens a link: one try, safe and bounded, and what its failure means."""

from __future__ import annotations

import asyncio
import functools
import math
import socket
import ssl
import time
from collections.abc import Coroutine
from urllib.parse import urlsplit

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
from websockets.typing import Subprotocol

from .. import logs
from ..errors import AdapterError, BadRequest, ServiceUnavailable, one_line
from ..limits import Limits
from ..services import Endpoint
from ..services.hosts import is_loopback
from ..services.verdicts import seconds_to_wait
from .inbox import CLOSE_SECONDS, MAX_FRAME, Carrier, Link
from .websocket import WebSocketCarrier

PING_SECONDS = 10.0
TICK_SECONDS = 0.2
"""Seconds between looks at the time that opening takes."""
_MAX_REASON = 4_096


class _Connect(connect):
    """Follows no redirect: the library would send the key's header to another host."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


async def open_link(endpoint: Endpoint, limits: Limits, until: float = math.inf) -> Link:
    """Open a link in one try, which ends by ``until`` on the loop's clock.

    Raises AuthFailed, QuotaExceeded or BadRequest if the service answers so, else ServiceUnavailable.
    """
    if endpoint.traits.carrier == "http":
        return Link(_http(endpoint), endpoint)
    _check_is_safe(endpoint.url)
    seconds = max(TICK_SECONDS, min(limits.one_try, until - asyncio.get_running_loop().time()))
    try:
        link = Link(WebSocketCarrier(await _within(seconds, _open(endpoint)), endpoint), endpoint)
        logs.info("link.opened", service=endpoint.name)
        return link
    except TimeoutError:
        error: AdapterError = ServiceUnavailable(f"{endpoint.name} did not answer within {seconds:.2g} s")
    except AdapterError as failed:
        error = failed
    raise error.with_traceback(None)


def _http(endpoint: Endpoint) -> Carrier:
    """A carrier over HTTP, which opens nothing before its first request."""
    from .http import HttpCarrier  # imported only when needed: it is as heavy as all the rest together

    _check_is_safe(endpoint.url)
    return HttpCarrier(endpoint, _tls() if endpoint.url.startswith("https:") else False)


async def _within(seconds: float, opening: Coroutine[None, None, ClientConnection]) -> ClientConnection:
    """The result of ``opening``; TimeoutError if it takes longer.

    A blocked event loop counts as one tick, however long: the answer may have arrived meanwhile.
    """
    clock = asyncio.get_running_loop().time
    task = asyncio.create_task(opening)
    try:
        while not task.done():
            if seconds <= 0:
                raise TimeoutError
            began = clock()
            await asyncio.wait({task}, timeout=min(TICK_SECONDS, seconds))
            seconds -= min(clock() - began, TICK_SECONDS)
        return task.result()
    except BaseException:
        task.cancel()
        await asyncio.wait({task})
        if not task.cancelled() and task.exception() is None:
            task.result().transport.abort()  # it opened at the very moment of the cancellation
        raise


async def _open(endpoint: Endpoint) -> ClientConnection:
    """Try once. Translates foreign errors and does not chain them: they hold headers and addresses."""
    secure, subprotocol = endpoint.url.startswith("wss:"), endpoint.traits.subprotocol
    try:
        return await _Connect(
            endpoint.url,
            additional_headers=endpoint.headers,
            subprotocols=[Subprotocol(subprotocol)] if subprotocol else None,
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
        case _:  # the library cannot parse or use the address or the proxy
            return BadRequest(f"cannot reach {endpoint.name}: is the address right, and the proxy, if one is set?")


def _check_is_safe(url: str) -> None:
    scheme = urlsplit(url).scheme
    if scheme not in ("ws", "wss", "http", "https"):
        raise BadRequest(f"a service's address begins with wss:// or https://, not {scheme}://")
    if scheme in ("ws", "http") and not is_loopback(url):
        raise BadRequest(f"unencrypted {scheme}:// is for this machine only: use {scheme}s://, or others can read it")


@functools.cache
def _tls() -> ssl.SSLContext:
    """One context for all links: making one reads all certificates, which takes 20 ms."""
    return ssl.create_default_context()
