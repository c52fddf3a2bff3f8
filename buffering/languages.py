"""What ends a sentence, and what only looks like it. Pure data, each entry with its reason."""

from __future__ import annotations

TERMINATORS = frozenset(".!?…。！？｡؟۔।॥։።")
"""Marks that end a sentence. The wide ones need no space behind them."""

WIDE_TERMINATORS = frozenset("。！？｡")
"""Scripts that write these put no space between sentences."""

CLOSERS = frozenset("\"'”’»)]}」』）】*_`")
"""What may follow a terminator and still belongs to its sentence; the last three are Markdown's."""

ABBREVIATIONS: dict[str, frozenset[str]] = {
    # A title is followed by a name, which is a capital and no beginning.
    "en": frozenset(
        "mr mrs ms dr prof st jr sr gen col capt lt sgt rev hon e.g i.e etc vs cf no vol fig approx".split()
    ),
    "de": frozenset("dr prof hr fr z.b d.h u.a bzw usw ca nr abs str vgl evtl".split()),
    "fr": frozenset("m mm mme mlle dr pr p.ex etc cf art env".split()),
    "es": frozenset("sr sra srta dr dra prof p.ej etc ud uds pág núm".split()),
}
"""Words, without their last dot, after which a dot does not end a sentence."""
