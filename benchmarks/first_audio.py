"""How soon a reply is heard while a model writes it: ours, Pipecat and LiveKit side by side, on the same tokens.

Promise: first audio follows the first sentence, as soon as with either peer, and not the last one. 27 tokens, one each
20 ms, at a server that answers at once; medians of one run, and where 8 of 10 turns lie. Run with `make bench-peers`;
without the peers' environment, as in `make bench`, only our own figures are given.
"""

from __future__ import annotations

import statistics

from benchmarks.peers.race import race, table
from benchmarks.peers.turns import TOKENS, Request

ROUNDS = 25
GAP = 0.02


def main() -> None:
    requests = {"as it is written": Request(GAP), "when it is complete": Request(GAP, is_whole=True)}
    heard = race(requests, ROUNDS)
    firsts = {
        title: {name: [turn.first_audio for turn in turns] for name, turns in clients.items()}
        for title, clients in heard.items()
    }
    table("first audio", firsts)
    streamed, whole = (statistics.median(clients["saystream"]) for clients in firsts.values())
    print(
        f"{whole / streamed:.1f} times sooner than after the whole reply; the first sentence, {TOKENS[0]!r}, is known "
        f"to be complete with the token after it, at {GAP * 1e3:.0f} ms"
    )


main()
