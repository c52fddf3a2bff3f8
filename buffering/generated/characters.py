"""Classes of characters, by Unicode: what stands in brackets in a regex. Written by ``python -m tests.make_tables``."""

from __future__ import annotations

PICTURE = (
    "\u203c\u2049\u2139\u231a-\u231b\u2328\u23cf\u23e9-\u23f3\u23f8-\u23fa\u24c2\u25aa-\u25ab"
    "\u25b6\u25c0\u25fb-\u25fe\u2600-\u2606\u260e\u2611\u2614-\u2615\u2618\u261d\u2620"
    "\u2622-\u2623\u2626\u262a\u262e-\u262f\u2638-\u263a\u2640\u2642\u2648-\u2653\u265f-\u2660"
    "\u2663\u2665-\u2666\u2668\u267b\u267e-\u267f\u2692-\u2697\u2699\u269b-\u269c\u26a0-\u26a1"
    "\u26a7\u26aa-\u26ab\u26b0-\u26b1\u26bd-\u26be\u26c4-\u26c5\u26c8\u26ce-\u26cf\u26d1"
    "\u26d3-\u26d4\u26e9-\u26ea\u26f0-\u26f5\u26f7-\u26fa\u26fd\u2702\u2705\u2708-\u270d\u270f"
    "\u2712-\u2714\u2716-\u2718\u271d\u2721\u2728\u2733-\u2734\u2744\u2747\u274c\u274e"
    "\u2753-\u2755\u2757\u2763-\u2764\u2795-\u2797\u27b0\u27bf\u2b1b-\u2b1c\u2b50\u2b55\u3030"
    "\u303d\u3297\u3299\U0001f004\U0001f0cf\U0001f170-\U0001f171\U0001f17e-\U0001f17f\U0001f18e"
    "\U0001f191-\U0001f19a\U0001f201-\U0001f202\U0001f21a\U0001f22f\U0001f232-\U0001f23a"
    "\U0001f250-\U0001f251\U0001f300-\U0001f3fa\U0001f400-\U0001f64f\U0001f680-\U0001f6ff"
    "\U0001f7e0-\U0001f7eb\U0001f7f0\U0001f900-\U0001f9ff\U0001fa70-\U0001faff"
)
"""Emoji and other pictures, without flags and the tones of skin."""
FLAG = "\U0001f1e6-\U0001f1ff"
"""Two of them make a flag."""
SKIN = "\U0001f3fb-\U0001f3ff"
"""Tones of skin, after a picture."""
HAN_AND_KANA = (
    "\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3038-\u303b\u3041-\u30ff\u31f0-\u31ff\u32d0-\u32fe"
    "\u3300-\u3357\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufad9\uff66-\uff6f\uff71-\uff9d"
    "\U00016fe2-\U00016fe3\U00016ff0-\U00016ff6\U0001aff0-\U0001b168\U0001f200"
    "\U00020000-\U00033479"
)
"""What is written without spaces; a character is about a word."""
WIDE = (
    "\u02ea-\u02eb\u1100-\u11ff\u2e80-\u2fd5\u3000-\u303e\u3040-\u3247\u3250-\u4dbf\u4e00-\ua4c6"
    "\ua960-\ua97c\uac00-\ud7fb\uf900-\ufad9\uff00-\uff60\uff66-\uff6f\uff71-\uff9d\uffa0-\uffe7"
    "\uffef\U00016fe2-\U00016fe3\U00016ff0-\U00016ff6\U0001aff0-\U0001b168\U0001f200"
    "\U00020000-\U00033479"
)
"""Letters and marks of East Asia that are two columns wide."""
WIDE_MARK = (
    "\u3000-\u3004\u3008-\u3020\u3030\u3036-\u3037\u303d-\u303e\uff01-\uff0f\uff1a-\uff20"
    "\uff3b-\uff40\uff5b-\uff60\uffe0-\uffe6"
)
"""Punctuation of East Asia."""
UNDOTTED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u0edc-\u0f00\u0f18-\u0f19\u0f35\u0f37\u0f39"
    "\u0f3e-\u0f84\u0f86-\u0fbc\u0fc6\u1000-\u103f\u1050-\u108f\u109a-\u109d\u1780-\u17d3\u17d7"
    "\u17dc-\u17dd\ua9e0-\ua9ef\ua9fa-\ua9fe\uaa60-\uaa76\uaa7a-\uaa7f"
)
"""Letters of scripts in which no sentence ends with a dot."""
