"""What a turn costs the client's process in CPU: ours, Pipecat and LiveKit side by side, on the same text and sound.

Goal: half of what the thriftier peer needs; the last lines say how far that is, and ``bare`` what is left when a client
does nothing but decode. 27 tokens, at once and one each 20 ms (then the waking up for each is counted, too), 8 seconds
of PCM back, the server in a process of its own; medians of one run, and where 8 of 10 turns lie. Run with
`make bench-peers`; without the peers' environment, as in `make bench`, only our own figures are given.
"""

from __future__ import annotations

import statistics

from benchmarks.peers.race import PEERS, race, table
from benchmarks.peers.turns import Request

ROUNDS = 25


def main() -> None:
    heard = race(
        {"tokens at once": Request(0.0), "a token each 20 ms": Request(0.02)}, ROUNDS, ours=("saystream", "bare")
    )
    costs = {
        title: {name: [turn.cpu for turn in turns] for name, turns in clients.items()}
        for title, clients in heard.items()
    }
    table("CPU per turn", costs)
    for title, clients in costs.items():
        middles = {name: statistics.median(values) for name, values in clients.items()}
        if peers := [middles[name] for name in PEERS if name in middles]:
            ours, floor, best = middles["saystream"], middles["bare"], min(peers)
            print(f"{title}: {ours / best:.2f} of the thriftier peer's CPU; the floor is {floor / best:.2f} of it")


main()
