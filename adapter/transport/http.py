"""Frames over HTTP: overlapping requests, and their answers in the order of the requests."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections import deque

import httpx

from ..errors import AdapterError, ServiceUnavailable, SpeechIncomplete, one_line
from ..services import Answer, AnswerEnd, Drop, Endpoint, Frame, LastAnswer, Outgoing, Request
from ..services.verdicts import seconds_to_wait

AT_ONCE = 2
"""Requests in progress: the next sentence is made while one plays, and a server with one engine is not flooded."""
CONNECT_SECONDS = 4.0
MAX_WAITING_PARTS = 64
"""Parts held of an answer that must wait for those before it; the rest stays in the peer's and the kernel's buffers."""
_MAX_REASON = 4_096
_PLAIN = {"Accept-Encoding": "identity"}
"""Audio does not compress, and one small compressed part could fill the memory."""


class HttpCarrier:
    """One HTTP client with its connections. Each request is answered by an Answer, its body and an AnswerEnd."""

    def __init__(self, endpoint: Endpoint, tls: ssl.SSLContext | bool) -> None:
        proxy = endpoint.proxy
        self._endpoint = endpoint
        self._client = httpx.AsyncClient(
            verify=tls,
            trust_env=proxy == "environment",
            proxy=None if proxy == "environment" else proxy,
            follow_redirects=False,  # a redirect would take the key to another host
            timeout=httpx.Timeout(None, connect=CONNECT_SECONDS),  # the receiver judges silence
        )
        self._answers: deque[asyncio.Queue[Frame | AdapterError]] = deque()
        self._asked = asyncio.Event()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._error: AdapterError = SpeechIncomplete(f"the requests to {endpoint.name} were dropped")
        self.is_open = True
        """Whether it can be used, as far as is known without trying."""

    async def receive(self) -> Frame:
        """The next part of the oldest answer. Raises the AdapterError that ended it."""
        while self.is_open:
            if not self._answers:
                self._asked.clear()
                await self._asked.wait()
                continue
            answer = self._answers[0]
            part = await answer.get()
            if not self._answers or self._answers[0] is not answer:
                continue  # dropped meanwhile
            if isinstance(part, AdapterError):
                self._error, self.is_open = part, False
            elif isinstance(part, AnswerEnd | LastAnswer):
                self._answers.popleft()
                return part
            else:
                return part
        await self.close()
        raise self._error

    async def send(self, frame: Outgoing) -> None:
        """Start a request, or mark the end of a turn's requests. ``Drop`` ends all that are in progress."""
        if isinstance(frame, Drop):
            self._drop()
        if isinstance(frame, Drop | LastAnswer):
            self._queue().put_nowait(LastAnswer())
            return
        assert isinstance(frame, Request)  # noqa: S101  a codec of an HTTP service makes requests
        task = asyncio.create_task(self._ask(frame, self._queue()), name="saystream-request")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _queue(self) -> asyncio.Queue[Frame | AdapterError]:
        answer: asyncio.Queue[Frame | AdapterError] = asyncio.Queue(MAX_WAITING_PARTS)
        self._answers.append(answer)
        self._asked.set()
        return answer

    async def _ask(self, request: Request, answer: asyncio.Queue[Frame | AdapterError]) -> None:
        async with self._places:
            await answer.put(await self._stream(request, answer))

    async def _stream(self, request: Request, answer: asyncio.Queue[Frame | AdapterError]) -> AnswerEnd | AdapterError:
        """Make a request, pass on its answer, return its end. No foreign error is chained: it holds headers."""
        endpoint = self._endpoint
        has_begun = False
        try:
            url, headers = endpoint.url + request.path, {**_PLAIN, **endpoint.headers}
            async with self._client.stream("POST", url, headers=headers, json=dict(request.body)) as response:
                has_begun = True
                if response.status_code != httpx.codes.OK:
                    reason = await _read_some(response)
                    wait = seconds_to_wait(response.headers.get("Retry-After", ""), time.time())
                    await answer.put(Answer(response.status_code, "", reason, wait))
                    return AnswerEnd()
                if _is_compressed(response):
                    return ServiceUnavailable(f"{endpoint.name} sent a compressed answer without being asked", tries=1)
                await answer.put(Answer(response.status_code, response.headers.get("Content-Type", "")))
                async for part in response.aiter_raw():
                    await answer.put(part)
            return AnswerEnd()
        except AdapterError as error:  # from the endpoint itself, such as a missing key
            return error.with_traceback(None)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as failed:
            kind, words = type(failed).__name__, one_line(str(failed))
        if has_begun:
            return SpeechIncomplete(f"the answer of {endpoint.name} broke off ({kind})")
        return ServiceUnavailable(f"cannot reach {endpoint.name} ({kind}: {words})")

    def _drop(self) -> None:
        """End all requests. No more of their answers is passed on."""
        for task in self._tasks:
            task.cancel()
        dropped, self._answers = self._answers, deque()
        for answer in dropped:
            if answer.empty():
                answer.put_nowait(AnswerEnd())  # wakes ``receive`` if it waits for this one

    def abort(self) -> None:
        """Drop everything at once."""
        self.is_open = False
        self._drop()
        self._asked.set()

    async def close(self) -> None:
        """End all requests and close the connections."""
        self.abort()
        if self._tasks:
            await asyncio.wait(self._tasks)
        await self._client.aclose()


def _is_compressed(response: httpx.Response) -> bool:
    return response.headers.get("Content-Encoding", "").strip().lower() not in ("", "identity")


async def _read_some(response: httpx.Response) -> str:
    """The beginning of an error's body; empty if it is compressed."""
    body = bytearray()
    if _is_compressed(response):
        return ""
    async for part in response.aiter_raw(_MAX_REASON):
        body += part
        if len(body) >= _MAX_REASON:
            break
    return body[:_MAX_REASON].decode(errors="replace")
