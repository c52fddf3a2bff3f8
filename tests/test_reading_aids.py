"""What is read instead of what is written, language by language and aid by aid, and the stage's laws as properties."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buffering.pieces import Piece
from buffering.reading_aids import AIDS, LOOK_AHEAD, ReadingAids
from buffering.reading_aids.tables import READINGS

LEXICON = {
    "SQL": "sequel",
    "kubectl": "cube control",
    "C++": "see plus plus",
    "C": "see",
    "New York": "N Y",
    "New": "n",
}

CASES = """
en units | 5 km | 5 kilometers
en units | 1 km | 1 kilometer
en units | 1 km, 2 km. | 1 kilometer, 2 kilometers.
en units | 0.5 km | 0.5 kilometers
en units | 20 °C | 20 degrees Celsius
en units | 20°C | 20 degrees Celsius
en units | -5 °F | -5 degrees Fahrenheit
en units | 45° | 45 degrees
en units | at 60 km/h on | at 60 kilometers per hour on
en units | 5GB | 5 gigabytes
en units | 99.9% | 99.9 percent
en units | 1,500 kg | 1,500 kilograms
en units | 10-12 km | 10-12 kilometers
en units | (5 min) | (5 minutes)
en units | 3.5\u00a0GHz | 3.5 gigahertz
en units | 2 m² | 2 square meters
en units | 100 m | 100 meters
en units | a 1 h nap | a 1 hour nap
en units | 100 km/200 mi | 100 kilometers/200 miles
en units | 5m 1980s 5 km/day 5 kmx A5 km v2.0 km 5 m's | 5m 1980s 5 km/day 5 kmx A5 km v2.0 km 5 m's
en units | 5  km, 5\\nkm | 5  km, 5\\nkm
en dates | on 2026-11-23 we | on November 23, 2026 we
en dates | 2026-01-01. | January 1, 2026.
en dates | 2026-11-23 14:30 | November 23, 2026 14:30
en dates | 2026-13-01 2026-00-10 2026-11-32 | 2026-13-01 2026-00-10 2026-11-32
en dates | 2026-11-23T10:00 a/2026-11-23 2026-11-23.log | 2026-11-23T10:00 a/2026-11-23 2026-11-23.log
en ordinals | the 1st and 2nd, 3rd | the first and second, third
en ordinals | 21st century | twenty-first century
en ordinals | 11th 12th 13th 20th 30th | eleventh twelfth thirteenth twentieth thirtieth
en ordinals | 99th | ninety-ninth
en ordinals | 1st-class | first-class
en ordinals | 1th 11st 101st x1st 1.1st | 1th 11st 101st x1st 1.1st
en currency | $3.50 | 3 dollars and 50 cents
en currency | €5 | 5 euros
en currency | $1 | 1 dollar
en currency | $1.01 | 1 dollar and 1 cent
en currency | $0.05 | 5 cents
en currency | £0.01 | 1 penny
en currency | $3.00 | 3 dollars
en currency | $2.5 | 2.5 dollars
en currency | $5 million | 5 million dollars
en currency | $5M, $2.5bn | 5 million dollars, 2.5 billion dollars
en currency | $5 millionaires | 5 dollars millionaires
en currency | $1,234.56. | 1,234 dollars and 56 cents.
en currency | ¥500 | 500 yen
en currency | US$5 | 5 US dollars
en currency | -$5 | -5 dollars
en currency | $5–$10 | 5 dollars–10 dollars
en currency | 20 EUR | 20 euros
en currency | $3.505 $3.50.5 €5.5,5 | 3.505 dollars $3.50.5 €5.5,5
en currency | $HOME $5-10 $$5 $x A$5 $5$ $1x $ | $HOME $5-10 $$5 $x A$5 $5$ $1x $
en phone | +49 30 1234567 | plus 4 9, 3 0, 1 2 3 4 5 6 7
en phone | +1-800-555-1234. | plus 1, 8 0 0, 5 5 5, 1 2 3 4.
en phone | (555) 123-4567 | 5 5 5, 1 2 3, 4 5 6 7
en phone | 555-123-4567 | 5 5 5, 1 2 3, 4 5 6 7
en phone | (030) 123456 | 0 3 0, 1 2 3 4 5 6
en phone | +33 1 23 45 67 89 | plus 3 3, 1, 2 3, 4 5, 6 7, 8 9
en phone | +49 (0)30 1234567 2 times | plus 4 9, 0, 3 0, 1 2 3 4 5 6 7 2 times
en phone | +4930123456 | plus 4 9 3 0 1 2 3 4 5 6
en phone | 10-12 2+2 +5 +1 000 000 +52.520008 | 10-12 2+2 +5 +1 000 000 +52.520008
en phone | (2019) 12 555-123-45678 1234567 192.168.0.1 | (2019) 12 555-123-45678 1234567 192.168.0.1
en acronyms | HTML | H T M L
en acronyms | the API and AI-based | the A P I and A I-based
en acronyms | TCP/IP | T C P/I P
en acronyms | USA, TV. | U S A, T V.
en acronyms | APIs and PDFs | A P I's and P D F's
en acronyms | NASA NATO IS OK US-East A1 WHY Louis XV | NASA NATO IS OK US-East A1 WHY Louis XV
en acronyms | MySQL HTML5 $PWD .PNG HTML_X SHH XMLHTTP | MySQL HTML5 $PWD .PNG HTML_X SHH XMLHTTP
de units | 5 km | 5 Kilometer
de units | 1 h, 2 h | 1 Stunde, 2 Stunden
de units | 20 °C, 60 km/h | 20 Grad Celsius, 60 Kilometer pro Stunde
de units | 3,5 % | 3,5 Prozent
de units | 1.000 km | 1.000 Kilometer
de units | 10:30 h | 10:30 h
de dates | am 2026-11-23 | am 23. November 2026
de dates | 2026-03-01 | 1. März 2026
de ordinals | am 3. Oktober | am dritten Oktober
de ordinals | Der 3. Oktober | Der dritte Oktober
de ordinals | Ende. 31. Mai | Ende. einunddreißigster Mai
de ordinals | oder 3. Mai | oder dritten Mai
de ordinals | im 3. Jahr, 3. 13.3. Maiglocke 3. Maiglocke | im 3. Jahr, 3. 13.3. Maiglocke 3. Maiglocke
de currency | 5 € | 5 Euro
de currency | 3,50 € | 3 Euro und 50 Cent
de currency | 1.234,01€ | 1.234 Euro und 1 Cent
de currency | 5 Mio. € | 5 Millionen Euro
de currency | $3.50 | $3.50
de phone | (030) 1234567 | 0 3 0, 1 2 3 4 5 6 7
de acronyms | KI und ÖPNV | K I und Ö P N V
de acronyms | BMW, USA, NATO | B M W, U S A, NATO
fr units | 1,5 km, 2 km, 0 km | 1,5 kilomètre, 2 kilomètres, 0 kilomètre
fr units | 1\u202f000 km | 1\u202f000 kilomètres
fr units | 50 % | 50 pour cent
fr units | 5 l'eau | 5 l'eau
fr dates | le 2026-08-01 | le 1er août 2026
fr dates | 2026-11-23 | 23 novembre 2026
fr ordinals | le 1er, la 1re, le 21e, le 2ème | le premier, la première, le vingt et unième, le deuxième
fr currency | 5 €, 1,50 € | 5 euros, 1 euro et 50 centimes
fr currency | 1 001 € | 1 001 euros
fr currency | 5 M€, 2 millions $ | 5 millions d'euros, 2 millions de dollars
fr acronyms | SNCF, UE, ONU | S N C F, U E, ONU
es units | 1 km, 20 °C | 1 kilómetro, 20 grados Celsius
es dates | 2026-11-23 | 23 de noviembre de 2026
es ordinals | el 1.º, la 2ª, el 3er | el primero, la segunda, el tercer
es currency | 3,50 € | 3 euros con 50 céntimos
es currency | 5 millones € | 5 millones de euros
es phone | +34 600 123 456 | más 3 4, 6 0 0, 1 2 3, 4 5 6
es acronyms | ADN, DNI, OTAN | A D N, D N I, OTAN
xx all | 5 km HTML $5 | 5 km HTML $5
en-US units | 5 km | 5 kilometers
de_AT units | 5 km | 5 Kilometer
en all | $HOME A1 3.14 v2.0 10-12 IS OK US-East | $HOME A1 3.14 v2.0 10-12 IS OK US-East
en phone,units | +1 000 000 km | +1 000 000 kilometers
en units,currency | $5 km | 5 dollars km
en acronyms,currency | 5 EUR | 5 euros
"""


def verbatim(text: str, start: int = 0) -> Piece:
    return Piece(text, start, start + len(text))


def joined(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def read(text: str, language: str = "en", aids: tuple[str, ...] = AIDS, lexicon: dict[str, str] | None = None) -> str:
    stage = ReadingAids(language, aids, lexicon)
    return joined(stage.push([verbatim(text)]) + stage.finish())


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_reading(case: str) -> None:
    head, written, spoken = (part.replace("\\n", "\n") for part in case.split(" | "))
    language, names = head.split()
    aids = AIDS if names == "all" else tuple(names.split(","))
    assert read(written, language, aids) == spoken
    assert read(f"\n{written}\n", language, aids) == f"\n{spoken}\n"
    assert read(written, language, ()) == written
    stage = ReadingAids(language, aids)
    found = [piece for at, mark in enumerate(written) for piece in stage.push([verbatim(mark, at)])]
    assert joined(found + stage.finish()) == spoken


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("SQL, MySQL, SQL2, sql", "sequel, MySQL, SQL2, sql"),
        ("kubectl Kubectl kubectl_x", "cube control Kubectl kubectl_x"),
        ("C++ C C++20 C# Ç AC", "see plus plus see see plus plus20 see# Ç AC"),
        ("New York, New Yorker, New", "N Y, n Yorker, n"),
        ("New\nYork", "n\nYork"),
        ("éSQL SQLé ßSQL", "éSQL SQLé ßSQL"),
    ],
)
def test_the_lexicon_knows_whole_words_and_the_longest(text: str, spoken: str) -> None:
    assert read(text, aids=(), lexicon=LEXICON) == spoken


def test_the_lexicon_wins_over_aids_and_needs_no_language() -> None:
    assert read("HTML 5 km", lexicon={"HTML": "hypertext", "5 km": "far"}) == "hypertext far"
    assert read("SQL", "xx", lexicon={"SQL": "sequel"}) == "sequel"
    assert read("1+2", aids=(), lexicon={"+": " plus "}) == "1 plus 2"
    assert read("a.*b", aids=(), lexicon={".*": "anything"}) == "aanythingb"


def test_the_longest_key_and_many_keys() -> None:
    key = "x" * LOOK_AHEAD
    assert read(f"{key} x{key}", lexicon={key: "y"}) == f"y x{key}"
    many = {f"word{number}": f"{number}." for number in range(3_000)}
    assert read("word1 word12 word2999 word3000", aids=(), lexicon=many) == "1. 12. 2999. word3000"


@pytest.mark.parametrize("key", ["", " ", "a\nb", "x" * (LOOK_AHEAD + 1)])
def test_a_bad_key_is_an_error(key: str) -> None:
    with pytest.raises(ValueError, match="a lexicon key must be 1 to 48 characters of one line"):
        ReadingAids(lexicon={key: "x"})


def test_an_unknown_aid_is_an_error_that_names_the_known() -> None:
    with pytest.raises(ValueError, match=r"\['emoji'\]; known are acronyms, currency, dates, ordinals, phone, units"):
        ReadingAids(aids=["units", "emoji"])


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        # A match over removed marks takes them in; those beside it stay.
        (
            [Piece("", 0, 2), Piece("5", 2, 3), Piece("", 3, 5), Piece(" km", 5, 8), Piece("", 8, 9)],
            [Piece("", 0, 2), Piece("5 kilometers", 2, 8), Piece("", 8, 9)],
        ),
        # A verbatim piece is split around it.
        ([verbatim("a 5 km b")], [verbatim("a "), Piece("5 kilometers", 2, 6), Piece(" b", 6, 8)]),
        # A piece that maps as a whole is taken as a whole, at both ends, and every match in it counts.
        (
            [Piece("x 5 km 6", 0, 20), Piece(" km y", 20, 25)],
            [Piece("x 5 kilometers 6 kilometers", 0, 23), Piece(" y", 23, 25)],
        ),
        ([Piece("5 k", 0, 3), Piece("m or", 3, 9)], [Piece("5 kilometers or", 0, 9)]),
        ([Piece("HTML", 4, 20)], [Piece("H T M L", 4, 20)]),
        ([Piece("", 0, 5)], [Piece("", 0, 5)]),
    ],
)
def test_spans(pieces: list[Piece], expected: list[Piece]) -> None:
    stage = ReadingAids("en", AIDS)
    assert stage.push(pieces) + stage.finish() == expected
    one_by_one = [piece for given in pieces for piece in stage.push([given])] + stage.finish()
    assert joined(one_by_one) == joined(expected)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("Plain words", "Plain words"),
        ("I have 5", "I have "),
        ("I have 5 ", "I have "),
        ("I have 5 k", "I have "),
        ("I have 5 a", "I have 5 a"),
        ("I have 5 km", "I have "),
        ("I have 5 km ", "I have 5 kilometers "),
        ("I have 5 km\n", "I have 5 kilometers\n"),
        ("cost $5 m", "cost "),
        ("cost $5 i", "cost 5 dollars i"),
        ("The HTM", "The "),
        ("The Htm", "The Htm"),
        ("a ku", "a "),
    ],
)
def test_only_what_may_become_a_match_is_held_and_release_gives_it(text: str, given: str) -> None:
    stage = ReadingAids("en", AIDS, LEXICON)
    found = stage.push([verbatim(text)])
    assert joined(found) == given
    assert joined(found + stage.release()) == read(text, lexicon=LEXICON)
    assert stage.release() == []


def test_release_ends_what_is_held_and_remembers_what_was_before() -> None:
    stage = ReadingAids("en", AIDS)
    stage.push([verbatim("HTM")])
    assert joined(stage.release()) == "H T M"
    assert joined(stage.push([verbatim("LX ", 3)])) == "LX "  # no word begins here
    stage.finish()
    assert joined(stage.push([verbatim("LX ", 6)])) == "L X "  # a new text does


TOKENS = [
    *"a B5 .,$€+-()°%/_é\n²'º", "km", "5 km", "1", "12", "$5", "3.50", " million", "2026-11-23", "1st", "21", "st",
    "HTML", "API", "s", "SQL", "C++", "New York", "kubectl", "+49 30 1234567", "(555) 123-4567",
    "555-123-4567", "3. Oktober",
    "der ", "5 Mio. €", "M€", "1.º",
    "US$", "9" * 12, "\u202f", "EUR", "/h", "°C", "000",
]  # fmt: skip
TEXT = st.lists(st.sampled_from(TOKENS), max_size=30).map("".join) | st.text(max_size=40)
LANGUAGE = st.sampled_from([*READINGS, "xx"])


@st.composite
def streams(draw: st.DrawFn) -> list[Piece]:
    """Pieces of all kinds: verbatim, removed marks, replaced ones."""
    pieces: list[Piece] = []
    at = 0
    for text in draw(st.lists(TEXT, max_size=6)):
        size = draw(st.sampled_from([len(text), len(text), len(text) + 3, 1]))
        pieces += [Piece(text, at, at + size), Piece("", at + size, at + size + 2)][: draw(st.integers(1, 2))]
        at = pieces[-1].end
    return pieces


def chopped(pieces: list[Piece], size: int) -> list[Piece]:
    """The same stream with its verbatim pieces cut."""
    found = []
    for text, start, end in pieces:
        if not text or len(text) != end - start:
            found.append(Piece(text, start, end))
        else:
            found += [verbatim(text[at : at + size], start + at) for at in range(0, len(text), size)]
    return found


@settings(max_examples=600)
@given(streams(), st.integers(1, 9), st.integers(1, 4), LANGUAGE, st.booleans())
def test_any_chunking_gives_the_same_output_over_the_same_spans(
    pieces: list[Piece], size: int, batch: int, language: str, has_lexicon: bool
) -> None:
    stage = ReadingAids(language, AIDS, LEXICON if has_lexicon else None)
    expected = stage.push(pieces) + stage.finish()
    parts = chopped(pieces, size)
    found = [piece for at in range(0, len(parts), batch) for piece in stage.push(parts[at : at + batch])]
    found += stage.finish()
    assert joined(found) == joined(expected)
    for given_out in (expected, found):
        assert all(left.end == right.start for left, right in pairwise(given_out))
        ends = (given_out[0].start, given_out[-1].end) if given_out else None
        assert ends == ((pieces[0].start, pieces[-1].end) if pieces else None)


@settings(max_examples=300)
@given(TEXT, LANGUAGE)
def test_held_text_is_bounded_and_each_piece_is_verbatim_or_a_match(text: str, language: str) -> None:
    stage = ReadingAids(language, AIDS, LEXICON)
    found: list[Piece] = []
    for at, mark in enumerate(text):
        found += stage.push([verbatim(mark, at)])
        assert at + 1 - (found[-1].end if found else 0) <= LOOK_AHEAD + 2
    found += stage.finish()
    for piece in found:
        assert piece.text == text[piece.start : piece.end] or piece.end - piece.start <= LOOK_AHEAD


@settings(max_examples=300)
@given(st.text(st.sampled_from("abcdefghij \n.,;:!?-()'éßд好"), max_size=80), LANGUAGE)
def test_text_without_matches_is_not_changed(text: str, language: str) -> None:
    assert read(text, language, lexicon=LEXICON) == text


@settings(max_examples=200)
@given(TEXT, st.lists(st.integers(1, 9), max_size=8), LANGUAGE)
def test_release_loses_no_span_wherever_it_comes(text: str, sizes: list[int], language: str) -> None:
    stage, found, at = ReadingAids(language, AIDS, LEXICON), [], 0
    for size in [*sizes, len(text)]:
        found += stage.push([verbatim(text[at : at + size], at)]) if text[at : at + size] else []
        found += stage.release()
        at += size
    assert stage.finish() == []
    assert [piece.start for piece in found[1:]] == [piece.end for piece in found[:-1]]
    assert (found[-1].end if found else 0) == len(text)


def seconds(unit: str, size: int, step: int) -> float:
    text = (unit * size)[:size]
    best = 9.0
    for _ in range(3):
        stage = ReadingAids("en", AIDS, LEXICON)
        begin = time.perf_counter()
        for at in range(0, size, step):
            stage.push([verbatim(text[at : at + step], at)])
        stage.finish()
        best = min(best, time.perf_counter() - begin)
    return best


@pytest.mark.parametrize("step", [3, 100_000])
@pytest.mark.parametrize(
    "unit", ["1", " ", "$", "1 ", "1,", "A", "+1 ", "(0", "5 km ", "$5 ", "New Yor", "1-", "C+", "a"]
)
def test_the_cost_is_linear(unit: str, step: int) -> None:
    small, large = seconds(unit, 4_000, step), seconds(unit, 32_000, step)
    assert large < 8 * 3 * small + 0.02
    assert large < 3


def test_long_pieces_that_map_as_a_whole_cost_linear_time_and_chains_of_them_end() -> None:
    begin = time.perf_counter()
    stage = ReadingAids("en", AIDS)
    assert joined(stage.push([Piece("5 km " * 20_000, 0, 7)]) + stage.finish()).count("kilometers") == 20_000
    links = [Piece("m 5 k", 20 * at, 20 * at + 20) for at in range(5_000)]
    found = stage.push(links) + stage.finish()
    assert max(piece.end - piece.start for piece in found) < 1_100
    assert found[-1].end == 100_000
    assert time.perf_counter() - begin < 5


def test_every_language_has_all_tables() -> None:
    for reading in READINGS.values():
        assert len(reading.months) == 12
        assert all((reading.units, reading.currencies, reading.magnitudes, reading.ordinals, reading.spelled))
        written = [*reading.units, *reading.currencies, *reading.magnitudes, *reading.ordinals]
        assert max(map(len, written)) <= 15
