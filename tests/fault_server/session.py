"""One connection: the script's actions are carried out at their moments, around a healthy conversation."""

from __future__ import annotations

import asyncio
import contextlib
import json
from functools import partial
from urllib.parse import parse_qs, urlsplit

from .actions import Deed, Work
from .dialects import Dialect, End, Item, Moment, Part, Say, Setting
from .dialects.choosing import KNOWN, choose
from .edits import Edit, Late, Reorder, Sent, audio_of
from .frames import CLOSE, PING, PONG, TEXT, Frame, FrameReader, close_frame
from .line import Line
from .records import Seen
from .reply import Manner, Message, to_frame
from .script import (
    Action,
    AfterBytes,
    AfterMessages,
    AfterSeconds,
    AtFinal,
    AtHandshakeByte,
    AtMessage,
    Connection,
    Cutting,
    Http,
    RawAnswer,
    Trigger,
    Upgrade,
)

_CLOSE_SECONDS = 1.0
_FORBIDDEN = Http(403, body=f"unknown path or parameter: {KNOWN}".encode())


class _Gone(Exception):
    """The client is gone."""


class Session:
    """Implements ``actions.Stage``."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, plan: Connection, manner: Manner, seen: Seen
    ) -> None:
        self._plan, self._manner, self._seen = plan, manner, seen
        self.line = Line(reader, writer, seen, self._perform)
        self.speaks = asyncio.Event()
        self.speaks.set()
        self.pongs, self.closes, self.pause = plan.pongs, plan.closes, 0.0
        self._lock = asyncio.Lock()  # held while a frame is being sent
        self._items: asyncio.Queue[Item] = asyncio.Queue()
        self._edits: list[tuple[Edit, int]] = []
        self._held: list[Sent] = []  # behind the next message
        self._messages = self._finals = 0
        self._has_closed = False
        self._client_closed = asyncio.Event()
        self._dialect: Dialect | None = None
        self._group: asyncio.TaskGroup

    async def run(self) -> None:
        """Until the client is gone."""
        try:
            async with asyncio.TaskGroup() as group:
                self._group = group
                for action in self._plan.actions:
                    if isinstance(action.when, AfterSeconds):
                        alone = isinstance(action, Deed) and action.writes
                        self.later(action.when.seconds, partial(self._perform, action), alone=alone)
                await self._converse()
                raise _Gone
        except* (_Gone, OSError):
            pass
        finally:
            self._seen.ended_at = asyncio.get_running_loop().time()
            await self.line.release()

    async def _converse(self) -> None:
        request = await self.line.read_request()
        if not request:
            return
        answer, key = self._read_request(request)
        data = answer.answer(key)
        due = [(a.when.n, a) for a in self._plan.actions if isinstance(a.when, AtHandshakeByte)]
        if isinstance(answer, Upgrade):
            due += [(len(data) + a.when.n, a) for a in self._plan.actions if isinstance(a.when, AfterBytes)]
        self.line.expect(len(data), due)
        self.later(0.0, partial(self._answer, data, answer), alone=False)
        await asyncio.sleep(0)  # the answer begins before anything more is read
        reader = FrameReader(self._seen.faults)
        while data := await self.line.read():
            for frame in reader.feed(data):
                self._take(frame)

    def _read_request(self, request: bytes) -> tuple[Upgrade | Http | RawAnswer, str]:
        """What to answer, and the key that it is to prove."""
        seen, manner = self._seen, self._manner
        first, *lines = request.decode("latin-1").strip().split("\r\n")
        seen.request, seen.path = request, [*first.split(" "), ""][1]
        seen.headers = {name.strip().lower(): value.strip() for name, _, value in (ln.partition(":") for ln in lines)}
        url = urlsplit(seen.path)
        query = {name: values[-1] for name, values in parse_qs(url.query).items()}
        if not isinstance(self._plan.answer, Upgrade):
            return self._plan.answer, ""
        manner = Manner(self._plan.style, self._plan.times, manner.chunk, manner.samples)
        clock = asyncio.get_running_loop().time
        dialect = choose(Setting(url.path, query, manner, self._plan.max_contexts, seen, clock))
        if dialect is None:
            return _FORBIDDEN, ""
        self._dialect = dialect
        for item in dialect.greet():
            self._items.put_nowait(item)
        return self._plan.answer, seen.headers.get("sec-websocket-key", "")

    # --- out ---

    async def _answer(self, data: bytes, answer: Upgrade | Http | RawAnswer) -> None:
        async with self._lock:
            await self.line.write(data)
        if not isinstance(answer, Upgrade):
            await self.line.cut("fin")
            return
        await self._fire(AfterMessages(0))
        while True:
            match await self._items.get():
                case Moment(when):
                    await self._fire(when)
                case Say(part=part) as say:
                    if part and part.is_over:
                        continue
                    await self._say(say)
                    if say.ends is not None and self._dialect:
                        self._dialect.sent(say.ends)
                case End(code, reason):
                    await self._release_held()
                    async with self._lock:
                        await self.close(code, reason, "fin")

    async def _say(self, say: Say) -> None:
        if self.pause:
            await asyncio.sleep(self.pause)
        await self._fire(AtMessage(self._messages))
        if say.is_final:
            self._finals += 1
            await self._fire(AtFinal(self._finals))
        late, holds, outputs = self._edited(say.message)
        held, self._held = self._held, outputs if holds else []
        for sent in held if holds else [*outputs, *held]:
            if late is None:
                await self._send_in_turn(sent, say.part)
            else:
                self.later(late, partial(self.send, sent), alone=True)
        self._messages += 1
        await self._fire(AfterMessages(self._messages))

    def _edited(self, message: Sent) -> tuple[float | None, bool, list[Sent]]:
        """How long to wait with it if at all, whether the next goes first, and what to send."""
        late, holds, left = None, False, []
        outputs: list[Sent] = [message]
        for edit, count in self._edits:
            applies = bool(audio_of(message)) or not edit.needs_audio
            if applies:
                late = edit.seconds if isinstance(edit, Late) else late
                holds = holds or isinstance(edit, Reorder)
                outputs = [new for sent in outputs for new in edit.edit(sent)]
            if count > applies:
                left.append((edit, count - applies))
        self._edits = left
        return late, holds, outputs

    async def _release_held(self) -> None:
        held, self._held = self._held, []
        for sent in held:
            await self._send_in_turn(sent)

    async def _send_in_turn(self, message: Sent, part: Part | None = None) -> None:
        await self.speaks.wait()
        async with self._lock:
            if part and part.is_over:
                return  # dropped while this waited
            if part:
                part.has_begun, part.spared = True, part.spared - part.is_dropped
            await self.send(message)

    async def _fire(self, when: Trigger) -> None:
        for action in self._plan.actions:
            if action.when == when:
                async with self._lock:
                    await self._perform(action)

    async def _perform(self, action: Action) -> None:
        if isinstance(action, Edit):
            self._edits.append((action, action.count))
        elif isinstance(action, Deed):
            await action.perform(self)

    # --- what actions use ---

    @property
    def dialect(self) -> Dialect:
        """What is spoken on it."""
        assert self._dialect, "the connection is not open"
        return self._dialect

    async def send(self, message: Message | Frame) -> None:
        """Send where the stream is."""
        await self.line.write(bytes(message if isinstance(message, Frame) else to_frame(message)))

    async def send_alone(self, message: Message | Frame) -> None:
        """Send when no other frame is being sent."""
        async with self._lock:
            await self.send(message)

    async def close(self, code: int | None, reason: str, tcp: Cutting | None) -> None:
        """Close frame, the client's answer to it if one comes soon, and the end."""
        self._has_closed = True
        await self.send(close_frame(code, reason))
        self.speaks.clear()
        if tcp:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_CLOSE_SECONDS if tcp == "fin" else 0):  # wait_for loses cancellations
                    await self._client_closed.wait()
            await self.line.cut(tcp)

    def later(self, seconds: float, work: Work, *, alone: bool) -> None:
        """Do ``work`` after a while, with the stream for itself if ``alone``."""
        self._group.create_task(self._do_later(seconds, work, alone))

    async def _do_later(self, seconds: float, work: Work, alone: bool) -> None:
        try:
            if seconds:
                await asyncio.sleep(seconds)
            async with self._lock if alone else contextlib.nullcontext():
                await work()
        except OSError:
            pass  # the connection has ended

    # --- in ---

    def _take(self, frame: Frame) -> None:
        seen = self._seen
        if frame.opcode == CLOSE:
            seen.close_code = int.from_bytes(frame.payload[:2], "big") if len(frame.payload) > 1 else 1005
            seen.close_reason = frame.payload[2:].decode(errors="replace")
            self._client_closed.set()
            if self.closes and not self._has_closed:
                self.later(0.0, partial(self._close_too, frame), alone=True)
        elif frame.opcode == PING:
            seen.pings += 1
            if self.pongs:
                self.later(0.0, partial(self.send, Frame(frame.payload, PONG)), alone=True)
        elif frame.opcode == PONG:
            seen.pongs += 1
        else:
            self._take_message(frame)

    async def _close_too(self, frame: Frame) -> None:
        await self.send(Frame(frame.payload[:2], CLOSE))
        await self.line.cut("fin")

    def _take_message(self, frame: Frame) -> None:
        text = frame.payload.decode(errors="replace")
        try:
            self._seen.messages.append(json.loads(text))
        except ValueError:
            self._seen.messages.append(text if frame.opcode == TEXT else frame.payload)
        self._seen.message_times.append(asyncio.get_running_loop().time())
        for item in self._dialect.receive(text) if self._dialect else []:
            if isinstance(item, Say) and item.is_urgent:
                self.later(0.0, partial(self.send, item.message), alone=True)
            else:
                self._items.put_nowait(item)
