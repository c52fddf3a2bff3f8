"""``saystream chat``: type, and hear the model's reply while it is being written.

The history holds what the user came to know. A finished reply is kept whole. An interrupted one is kept as far as the
loudspeaker reports that it was heard, or, when writing to a file, as far as it was written to the file. A failed one is
kept as far as the model wrote it, because its unspoken rest is shown on the screen.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import click

from .. import AdapterError, Event, Speaker, Turn, Word
from ..sources import in_words
from . import text_input
from .conversation import Conversation
from .options import Speech, captions_option, play_option, speech_options
from .output import explained, failures_reported, not_ended
from .person import Person
from .recording import Recording
from .transcript import Transcript


@click.command()
@click.option("--once", metavar="TEXT", help="Ask this, and exit after the reply.")
@click.option("--system", metavar="TEXT", help="Tell the model how to behave.")
@click.option("--model", default="gpt-4o-mini", show_default=True, help="The server's name of the model.")
@click.option(
    "--base-url", envvar="OPENAI_BASE_URL", metavar="URL", help="An OpenAI-compatible server. Default: OpenAI."
)
@click.option(
    "-o", "--output", metavar="FILE", help="One file for all replies, not the loudspeaker; - for standard output."
)
@play_option
@captions_option
@speech_options(model="--speech-model", url="--speech-url")
def chat(
    once: str | None,
    system: str | None,
    model: str,
    base_url: str | None,
    output: str | None,
    plays: bool,
    captions: str | None,
    **settings: Any,
) -> None:
    """Talk to a language model: type a line, hear the reply while it is being written.

    A new line or Ctrl-C interrupts the reply, and the model then remembers only what you heard; Ctrl-C or Ctrl-D at the
    prompt exits. Lines from a pipe are asked one after the other. Keys are read from ELEVENLABS_API_KEY and from
    OPENAI_API_KEY, which your own server may not need.

    \b
    saystream chat --base-url http://127.0.0.1:11434/v1 --model llama3.2
    """
    if once is not None and not once.strip():
        raise click.UsageError("--once is empty: give it a question")
    plays = plays or output is None
    speech = Speech.of(output, plays=plays, **settings)
    recording = Recording(output, captions, settings["language"], plays=plays)
    is_at_terminal = once is None and sys.stdin is not None and sys.stdin.isatty()
    transcript = Transcript(is_at_terminal=is_at_terminal, to_stderr=output == "-")
    conversation = Conversation(model, system=system, base_url=base_url)
    lines = iter([once]) if once is not None else _lines()
    with failures_reported(transcript), recording.opened(speech.format):
        code = asyncio.run(_chat(speech, conversation, recording, transcript, lines, is_at_terminal=is_at_terminal))
        if code:
            sys.exit(code)  # inside the `with`, so that a chat without any sound keeps an existing file


def _lines() -> Iterator[str]:
    rest = ""
    for piece in text_input.from_standard_input():
        *lines, rest = (rest + piece).split("\n")
        yield from (f"{line}\n" for line in lines)
    if rest:
        yield rest


async def _chat(
    speech: Speech,
    conversation: Conversation,
    recording: Recording,
    transcript: Transcript,
    lines: Iterator[str],
    *,
    is_at_terminal: bool,
) -> int:
    """Talk until the user leaves; return the exit code."""
    person = Person(lines, is_at_terminal=is_at_terminal)
    async with Speaker(speech.service, splitter=speech.splitter) as speaker, conversation:
        with person.listened_to():
            transcript.greet()
            talk = _Talk(speaker, conversation, recording, transcript, person)
            while not person.has_left:
                transcript.prompt()
                line = await person.line()
                if line is None:
                    break
                if line:
                    conversation.ask(line)
                elif not (is_at_terminal and conversation.is_open):  # at a terminal, Enter asks again after a failure
                    continue
                await talk.answer()
    transcript.leave()
    if person.has_left:
        return 130
    return 1 if talk.has_failed and not is_at_terminal else 0


class _Talk:
    """Replies, spoken one after the other."""

    def __init__(
        self,
        speaker: Speaker,
        conversation: Conversation,
        recording: Recording,
        transcript: Transcript,
        person: Person,
    ) -> None:
        self._speaker = speaker
        self._conversation = conversation
        self._recording = recording
        self._transcript = transcript
        self._person = person
        self.has_failed = False

    async def answer(self) -> None:
        """Have the model's reply spoken, until it ends, fails or is interrupted."""
        self._transcript.begin()
        turn = self._speaker.say(self._conversation.reply())
        async with turn, self._recording.of(turn) as events:
            following = asyncio.create_task(self._follow(turn, events))
            interrupting = asyncio.create_task(self._person.interrupts())
            try:
                await asyncio.wait({following, interrupting}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                following.cancel()
                interrupting.cancel()
                await asyncio.wait({following, interrupting})
            if following.cancelled():
                self._conversation.answered((await turn.interrupt(self._recording.played)).raw)
            else:
                self._end(turn, following.exception())
        self._transcript.end()

    async def _follow(self, turn: Turn, events: AsyncIterator[Event]) -> None:
        async for event in events:
            if isinstance(event, Word):
                self._transcript.show(turn, event.raw_span[1])

    def _end(self, turn: Turn, error: BaseException | None) -> None:
        """The reply has ended or failed: no more words come, so show the rest of its text."""
        self._transcript.show(turn, len(turn.text))
        self._conversation.answered(turn.text)
        if error is None:
            for reason in (not_ended(turn), self._how_it_ended(turn)):
                if reason:
                    self._transcript.note(reason)
            return
        if not isinstance(error, AdapterError):
            raise error
        self.has_failed = True
        self._transcript.complain(explained(error))

    def _how_it_ended(self, turn: Turn) -> str:
        """A note about an answer that was cut off or empty; "" for any other."""
        if ended := in_words(self._conversation.finish_reason):
            return ended
        return "" if turn.text.strip() else "the model answered nothing"
