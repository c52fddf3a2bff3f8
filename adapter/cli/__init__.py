"""The ``saystream`` command: text in as it arrives, speech out. The library can do everything that it does.

One file per command; ``options.py`` holds the options they share, ``output.py`` what they show.
Exit codes: 0 all was spoken, 1 failed (the unspoken text is printed), 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import sys

try:
    import click
except ImportError:
    sys.exit("the saystream command needs the extra: pip install 'saystream[cli]'")

from .chat import chat
from .say import say
from .serve import serve, voices


class _SayByDefault(click.Group):
    """``saystream TEXT`` is short for ``saystream say TEXT``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in ("-h", "--help", "--version")):
            args = ["say", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_SayByDefault, context_settings={"max_content_width": 110, "help_option_names": ["-h", "--help"]})
@click.version_option(package_name="saystream")
def main() -> None:
    """Give a language model a voice while it is still writing.

    \b
    some-llm "..." | saystream -o reply.wav     speak text as it arrives
    saystream "Hello there." -o hello.wav       speak a text (`saystream say --help` for all options)
    saystream --play "Hello there."             on the loudspeaker
    saystream chat                              talk to a model, and interrupt it
    """


for command in (say, chat, serve, voices):
    main.add_command(command)
