"""OpenAI's ``POST /v1/audio/speech`` over HTTP, which many local servers offer too. One request per segment, no timing.

Segments are requested early and played in order, so that there is no gap between them. A refusal concerns only its
segment. Servers ignore fields that they do not know, so the answer is checked: a WAV header is removed and its rate
compared, and an answer that is not audio is refused.

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
"""Statuses that may concern this text only: the next may be accepted."""
_NO_AUDIO = ("text/", "application/json", "application/xml")


@dataclass(frozen=True, slots=True)
class OpenAISpeech(Remote):
    """Settings for OpenAI's speech endpoint, or for any server with a compatible one.

    ``voice``: a name that the server knows.
    ``model``: the model's name; OpenAI has announced the end of its speech models for 2027-01-06.
    ``api_key``: kept as a Secret. Without it ``OPENAI_API_KEY`` is read at each request, but only for OpenAI's own
    address: another server gets a key only if one is given here.
    ``base_url``: the address to which ``/audio/speech`` is added; ``http://`` is for this machine only.
    ``instructions``: how to speak, for models that support it; None for none.
    ``speed``: 0.25 to 4 times the usual pace; None for the server's own.
    ``output_format``: ``pcm_24000``, or the ``pcm_RATE`` that the server makes: a request cannot ask for a rate.
    ``proxy``: address of a proxy, or ``"environment"`` for the one that the environment names; None for no proxy.
    ``name``: the service's name in messages and logs; the host of ``base_url`` if empty.

    Raises BadRequest for a setting that the service does not accept.
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
        """The address to which each request appends its path."""
        return self.base_url.rstrip("/")

    @property
    def headers(self) -> Mapping[str, str]:
        """The header for the key, if there is one. Raises AuthFailed if OpenAI itself would be asked without a key."""
        if not self.key and not self.takes_environment_key:
            return {}
        return {"Authorization": f"Bearer {self.usable_key()}"}

    @property
    def takes_environment_key(self) -> bool:
        """Whether the address is OpenAI's own: the key in the environment is for no other."""
        return f".{urlsplit(self.base_url).hostname}".endswith(".openai.com")

    @property
    def traits(self) -> Traits:
        """Long time limits: a local engine may start slowly. OpenAI takes at most 4,096 characters in a request."""
        return Traits(
            carrier="http", ends_segments=True, longest_text=4_096, keep_alive=None, first_audio=20.0, silence=10.0
        )

    def codec(self) -> OpenAISpeechCodec:
        """A fresh codec for one turn."""
        return OpenAISpeechCodec(self)

    def request(self, text: str) -> Request:
        """The request for the speech of ``text``."""
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
        self._answers: deque[bool] = deque()  # for each answer still to come: whether it ends a segment
        self._header = HeaderReader()
        self._is_refused = False  # whether the current answer is not audio of ours
        self._is_cancelled = False

    def speak(self, *pieces: str) -> list[Outgoing]:
        """A request for each piece."""
        self._answers += [False] * (len(pieces) - 1) + [True]
        return [self._settings.request(piece) for piece in pieces]

    def finish(self) -> list[Outgoing]:
        """A mark that is received after the last answer."""
        return [LastAnswer()]

    def cancel(self) -> list[Outgoing]:
        """End all requests."""
        self._is_cancelled = True
        return [Drop()]

    def receive(self, frame: Frame) -> list[Signal]:
        """Read a part of an answer. An error, or an answer that is not the audio expected, gives Refused."""
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
