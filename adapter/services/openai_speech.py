"""OpenAI's ``POST /v1/audio/speech`` over HTTP, as many local servers speak it too. One request per segment, no timing.

Segments are asked for ahead and heard in order, so that no gap is heard between them. A refusal concerns its segment
only. Servers ignore what they do not know, so what came is read from the answer: a WAV header is taken off and its rate
checked, and what is no audio is refused.

Sources: the openai SDK 3.5, the stored code of Kokoro-FastAPI, speaches, vLLM-Omni and LocalAI.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, ClassVar
from urllib.parse import urlsplit

from ..errors import BadRequest, one_line
from . import (
    Answer,
    AnswerEnd,
    Cancelled,
    Codec,
    Drop,
    Finished,
    Frame,
    LastAnswer,
    Outgoing,
    Refused,
    Request,
    SegmentDone,
    Signal,
    Speech,
    Traits,
)
from .keys import Secret
from .settings import Remote, check_range
from .wav import HeaderReader

_ADDRESS = "https://api.openai.com/v1"
_OF_THIS_TEXT = frozenset({400, 413, 422})
"""Statuses that may concern what was to be said, and not the next."""
_NO_AUDIO = ("text/", "application/json", "application/xml")


@dataclass(frozen=True, slots=True)
class OpenAISpeech(Remote):
    """Settings for OpenAI's speech endpoint, or for any server that has one like it.

    ``voice``: a name that the server knows.
    ``model``: the model's name; OpenAI has announced the end of its speech models for 2027-01-06.
    ``api_key``: kept as a Secret. Without it ``OPENAI_API_KEY`` is read, for OpenAI's own address only: another server
    gets a key only if it is given here, and none if it asks for none.
    ``base_url``: the address to which ``/audio/speech`` is added; ``http://`` is for this machine only.
    ``instructions``: how to speak, for models that take it.
    ``speed``: 0.25 to 4 times the usual pace; None for the server's own.
    ``output_format``: ``pcm_24000``, or another ``pcm_RATE`` if that is what the server makes: none is asked for it.
    ``proxy``: address of a proxy, or ``"environment"``; None for none, whatever the environment says.
    ``name``: what messages and logs call the service; the host of ``base_url`` if empty.

    Raises BadRequest for a setting that the service cannot have.
    """

    voice: str = "alloy"
    _: KW_ONLY
    api_key: str | Secret | None = field(default=None, repr=False)
    model: str = "gpt-4o-mini-tts"
    base_url: str = _ADDRESS
    instructions: str | None = None
    speed: float | None = None
    output_format: str = "pcm_24000"
    proxy: str | None = field(default=None, repr=False)
    name: str = ""

    key_variable: ClassVar[str] = "OPENAI_API_KEY"
    vendor: ClassVar[str] = "OpenAI"

    def __post_init__(self) -> None:
        Remote.__post_init__(self)
        if not self.voice.strip():
            raise BadRequest("the voice must be a name that the server knows")
        if self.format.encoding != "pcm":
            raise BadRequest(f"the service is asked for PCM only, not {self.output_format!r}: use pcm_24000")
        check_range("speed", self.speed, 0.25, 4.0)

    @property
    def url(self) -> str:
        """The address to which requests add their path."""
        return self.base_url.rstrip("/")

    @property
    def headers(self) -> Mapping[str, str]:
        """The key's header, if there is a key. Raises AuthFailed when OpenAI itself is to be asked without one."""
        if not self.key and not self.takes_environment_key:
            return {}
        return {"Authorization": f"Bearer {self.usable_key()}"}

    @property
    def takes_environment_key(self) -> bool:
        """The key in the environment is for OpenAI's own address only."""
        return f".{urlsplit(self.base_url).hostname}".endswith(".openai.com")

    @property
    def traits(self) -> Traits:
        """A local engine may take long for its first sentence. OpenAI takes 4,096 characters at once."""
        return Traits(
            carrier="http", ends_segments=True, longest_text=4_096, keep_alive=None, first_audio=20.0, silence=10.0
        )

    def codec(self) -> OpenAISpeechCodec:
        """A fresh codec for one turn."""
        return OpenAISpeechCodec(self)

    def request(self, text: str) -> Request:
        """What is asked for ``text``."""
        body: dict[str, Any] = {
            "model": self.model,
            "input": text,
            "voice": self.voice,
            "response_format": "pcm",
            **({"instructions": self.instructions} if self.instructions else {}),
            **({"speed": self.speed} if self.speed is not None else {}),
        }
        return Request("/audio/speech", body)


class OpenAISpeechCodec(Codec):
    """One turn: a request per segment."""

    def __init__(self, settings: OpenAISpeech) -> None:
        self._settings = settings
        self._answers: deque[bool] = deque()  # of each answer that is to come: whether it ends a segment
        self._header = HeaderReader()
        self._is_refused = False  # whether the answer that comes is none of audio
        self._is_cancelled = False

    def speak(self, *pieces: str) -> list[Outgoing]:
        """A request for each piece."""
        self._answers += [False] * (len(pieces) - 1) + [True]
        return [self._settings.request(piece) for piece in pieces]

    def finish(self) -> list[Outgoing]:
        """A mark that comes back after the last answer."""
        return [LastAnswer()]

    def cancel(self) -> list[Outgoing]:
        """End all requests."""
        self._is_cancelled = True
        return [Drop()]

    def receive(self, frame: Frame) -> list[Signal]:
        """Read a part of an answer."""
        match frame:
            case LastAnswer():
                return [Cancelled() if self._is_cancelled else Finished()]
            case _ if self._is_cancelled:
                return []
            case Answer():
                return self._begin_answer(frame)
            case AnswerEnd():
                ends_segment = self._answers.popleft()
                return [SegmentDone()] if ends_segment and not self._is_refused else []
            case bytes() if not self._is_refused:
                return self._audio(frame)
            case _:
                return []

    def _begin_answer(self, answer: Answer) -> list[Signal]:
        self._header, self._is_refused = HeaderReader(), answer.status != 200
        if self._is_refused:
            error = self._settings.refuse(answer.status, None, answer.reason)
            error.retry_after = answer.retry_after
            return [Refused(error, is_segment=answer.status in _OF_THIS_TEXT)]
        if answer.content_type.startswith(_NO_AUDIO):
            self._is_refused = True
            kind = one_line(self._settings.redact(answer.content_type), 60)
            what = f"{self._settings.name} answers with {kind}, not with audio: is base_url right?"
            return [Refused(BadRequest(what))]
        return []

    def _audio(self, data: bytes) -> list[Signal]:
        audio = self._header.read(data)
        rate = self._header.rate
        if rate not in (None, self._settings.format.rate):
            self._is_refused = True
            return [Refused(BadRequest(f"{self._settings.name} speaks at {rate} Hz: set output_format='pcm_{rate}'"))]
        if not self._header.is_plain:
            self._is_refused = True
            return [Refused(BadRequest(f"{self._settings.name} sends WAV that is not one channel of 16-bit samples"))]
        return [Speech(audio)] if audio else []
