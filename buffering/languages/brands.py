"""Names that end in a mark that ends sentences, in all languages. Pure data."""

from __future__ import annotations

from .entry import words

BRANDS: dict[str, frozenset[str]] = {
    "E!": words(""),
    "Jeopardy!": words(""),
    "Joomla!": words(""),
    "Kahoot!": words(""),
    "Yum!": words("Brands China"),
    "Yahoo!": words(
        "Answers Auctions Entertainment Fantasy Finance Games Groups Inc Japan Life Mail Maps Messenger Movies Music"
        " News Photos Research Search Shopping Sports Tech Travel Weather"
    ),
    "OK!": words("Magazine Weekly TV"),
    "Hello!": words("Magazine Canada"),
    "Guess?": words("Jeans Inc Watches Factory Kids"),
    "Which?": words("Magazine University Car"),
    "Who?": words("Weekly"),
    "Ahoy!": words("Cookies"),
    "Wham!": words("Rap"),
    "Yo!": words("MTV Sushi"),
}
"""The name with its mark: the capitalised words that go on with it. With none of them named, all that begin no sentence
do; the others are cries too."""
