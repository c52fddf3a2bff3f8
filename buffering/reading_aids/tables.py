"""How each language reads units, dates, ordinals, amounts and acronyms. Pure data, one entry per language.

A new language is one entry in ``READINGS``. What a field means is told at ``Reading``. What is spoken keeps its digits,
the voice reads them; only ordinals become words. No written form may be longer than some 15 characters: an amount, its
magnitude and its currency must fit in the look-ahead together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Currency:
    """What an amount is called."""

    one: str
    many: str
    cent: str = ""
    """One hundredth; "" if there is none, and then an amount with decimals stays as it is."""
    cents: str = ""
    behind_million: str = ""
    """Form behind a magnitude ("5 millions d'euros"); "" if it is ``many``."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One language's entry."""

    decimal: str
    """The mark before the decimals."""
    thousands: str
    """The mark between thousands, "" if it is a space; then only the last group is part of the match."""
    units: Mapping[str, tuple[str, str]]
    """Symbol: one, many. A symbol of one letter needs a space before it: "1980s" and "$5m" are no units."""
    months: tuple[str, ...]
    date: str
    """How ``day``, ``month`` and ``year`` are put together."""
    currencies: Mapping[str, Currency]
    magnitudes: Mapping[str, str]
    """As written behind an amount: as spoken."""
    joint: str
    """Between an amount and its hundredths."""
    plus: str
    """The word for the "+" of a phone number."""
    spelled: frozenset[str]
    """Acronyms with a vowel that are spelled nevertheless."""
    unspelled: frozenset[str]
    """Words without a vowel that are not spelled."""
    ordinals: Mapping[str, str]
    """As written: as spoken."""
    ordinals_need_month: bool = False
    """An ordinal is one before the name of a month only."""
    ordinal_ending: str = ""
    ordinal_endings: Mapping[str, str] = field(default_factory=dict)
    """Ending by the word directly before, "" for none; ``ordinal_ending`` behind all other words."""
    first_day: str = "1"
    one_below_two: bool = False
    """0 and 1.5 take the singular."""
    plural_s: str = ""
    """How the "s" of a plural acronym ("APIs") is written for the voice; "" leaves such a word alone."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _units(table: str) -> dict[str, tuple[str, str]]:
    """Entries "symbol, symbol = one / many", with one name if both are the same, between semicolons."""
    found: dict[str, tuple[str, str]] = {}
    for entry in table.split(";"):
        symbols, _, names = entry.partition("=")
        one, _, many = names.partition("/")
        found |= {symbol.strip(): (one.strip(), many.strip() or one.strip()) for symbol in symbols.split(",")}
    return found


def _numbered(words: str, *endings: str) -> dict[str, str]:
    """The first of ``words`` is written "1" and any of the endings, and so on; "_" stands for a space."""
    return {f"{n}{end}": w.replace("_", " ") for n, w in enumerate(words.split(), 1) for end in endings}


def _english_ordinals() -> dict[str, str]:
    ones = "first second third fourth fifth sixth seventh eighth ninth".split()
    teens = "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split()
    tens = "twent thirt fort fift sixt sevent eight ninet".split()
    words = ones + teens + [w for ten in tens for w in (f"{ten}ieth", *(f"{ten}y-{one}" for one in ones))]
    endings = {1: "st", 2: "nd", 3: "rd"}
    return {f"{n}{'th' if 10 < n < 20 else endings.get(n % 10, 'th')}": word for n, word in enumerate(words, 1)}


_EN_DOLLAR = Currency("dollar", "dollars", "cent", "cents")
_EN_EURO = Currency("euro", "euros", "cent", "cents")
_EN_POUND = Currency("pound", "pounds", "penny", "pence")
_EN_FRANC = Currency("Swiss franc", "Swiss francs", "centime", "centimes")
_DE_DOLLAR = Currency("Dollar", "Dollar", "Cent", "Cent")
_DE_EURO = Currency("Euro", "Euro", "Cent", "Cent")
_DE_POUND = Currency("Pfund", "Pfund", "Penny", "Pence")
_DE_FRANC = Currency("Franken", "Franken", "Rappen", "Rappen")
_FR_DOLLAR = Currency("dollar", "dollars", "cent", "cents", "de dollars")
_FR_EURO = Currency("euro", "euros", "centime", "centimes", "d'euros")
_FR_POUND = Currency("livre", "livres", "penny", "pence", "de livres")
_FR_FRANC = Currency("franc suisse", "francs suisses", "centime", "centimes", "de francs suisses")
_ES_DOLLAR = Currency("dólar", "dólares", "centavo", "centavos", "de dólares")
_ES_EURO = Currency("euro", "euros", "céntimo", "céntimos", "de euros")
_ES_POUND = Currency("libra", "libras", "penique", "peniques", "de libras")
_ES_FRANC = Currency("franco suizo", "francos suizos", "céntimo", "céntimos", "de francos suizos")

_ES_ORDINALS = (
    "primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo undécimo duodécimo decimotercero"
    " decimocuarto decimoquinto decimosexto decimoséptimo decimoctavo decimonoveno vigésimo"
)

READINGS: Mapping[str, Reading] = {
    "en": Reading(
        decimal=".",
        thousands=",",
        units=_units(
            "km=kilometer/kilometers; m=meter/meters; cm=centimeter/centimeters; mm=millimeter/millimeters; "
            "mi=mile/miles; ft=foot/feet; m²=square meter/square meters; km²=square kilometer/square kilometers; "
            "m³=cubic meter/cubic meters; kg=kilogram/kilograms; g=gram/grams; mg=milligram/milligrams; lb, "
            "lbs=pound/pounds; oz=ounce/ounces; l, L=liter/liters; ml, mL=milliliter/milliliters; h, hr, "
            "hrs=hour/hours; min, mins=minute/minutes; s, sec, secs=second/seconds; ms=millisecond/milliseconds; "
            "km/h=kilometer per hour/kilometers per hour; m/s=meter per second/meters per second; mph=mile per "
            "hour/miles per hour; °=degree/degrees; °C=degree Celsius/degrees Celsius; °F=degree Fahrenheit/degrees "
            "Fahrenheit; kB, KB=kilobyte/kilobytes; MB=megabyte/megabytes; GB=gigabyte/gigabytes; "
            "TB=terabyte/terabytes; Mbps, Mbit/s=megabit per second/megabits per second; Gbps, Gbit/s=gigabit per "
            "second/gigabits per second; W=watt/watts; kW=kilowatt/kilowatts; kWh=kilowatt hour/kilowatt hours; "
            "V=volt/volts; dB=decibel/decibels; px=pixel/pixels; %=percent; Hz=hertz; kHz=kilohertz; MHz=megahertz; "
            "GHz=gigahertz"
        ),
        months=(
            *("January", "February", "March", "April", "May", "June"),
            *("July", "August", "September", "October", "November", "December"),
        ),
        date="{month} {day}, {year}",
        currencies={
            **dict.fromkeys(("$", "USD"), _EN_DOLLAR),
            "US$": Currency("US dollar", "US dollars", "cent", "cents"),
            **dict.fromkeys(("€", "EUR"), _EN_EURO),
            **dict.fromkeys(("£", "GBP"), _EN_POUND),
            **dict.fromkeys(("¥", "JPY"), Currency("yen", "yen")),
            "CHF": _EN_FRANC,
        },
        magnitudes={
            **dict.fromkeys(("thousand", "k", "K"), "thousand"),
            **dict.fromkeys(("million", "m", "M", "mn"), "million"),
            **dict.fromkeys(("billion", "bn", "B"), "billion"),
            **dict.fromkeys(("trillion", "tn", "T"), "trillion"),
        },
        joint=" and ",
        plus="plus",
        spelled=_words(
            "AI API USA URL UI UX USB UK EU UN CEO CTO CFO FBI CIA IP IPA ID IDE IOS OS AWS GPU CPU NYC NYU UTC ETA FAQ"
            " ATM DNA RNA UPS SUV UFO IPO IRS EPA FDA USD EUR CI OCR NBA NFL ADHD AC DIY CLI IQ IV UV HIV USSR BBC"
        ),
        unspelled=_words("HM HMM SHH PST PSST PFFT GRR BRR MR MRS MS DR ST JR SR VS NR MT FT TH ND RD PHD LTD"),
        ordinals=_english_ordinals(),
        plural_s="'s",
    ),
    "de": Reading(
        decimal=",",
        thousands=".",
        units=_units(
            "h=Stunde/Stunden; min=Minute/Minuten; s, Sek=Sekunde/Sekunden; ms=Millisekunde/Millisekunden; "
            "kWh=Kilowattstunde/Kilowattstunden; km=Kilometer; m=Meter; cm=Zentimeter; mm=Millimeter; "
            "m²=Quadratmeter; km²=Quadratkilometer; m³=Kubikmeter; kg=Kilogramm; g=Gramm; mg=Milligramm; l=Liter; "
            "L=Liter; ml=Milliliter; °=Grad; %=Prozent; Hz=Hertz; kHz=Kilohertz; MHz=Megahertz; GHz=Gigahertz; "
            "kB=Kilobyte; KB=Kilobyte; MB=Megabyte; GB=Gigabyte; TB=Terabyte; W=Watt; kW=Kilowatt; V=Volt; "
            "dB=Dezibel; px=Pixel; km/h=Kilometer pro Stunde; m/s=Meter pro Sekunde; °C=Grad Celsius; °F=Grad "
            "Fahrenheit; Mbps, Mbit/s=Megabit pro Sekunde"
        ),
        months=(
            *("Januar", "Februar", "März", "April", "Mai", "Juni"),
            *("Juli", "August", "September", "Oktober", "November", "Dezember"),
        ),
        date="{day}. {month} {year}",
        currencies={
            **dict.fromkeys(("$", "USD"), _DE_DOLLAR),
            "US$": Currency("US-Dollar", "US-Dollar", "Cent", "Cent"),
            **dict.fromkeys(("€", "EUR"), _DE_EURO),
            **dict.fromkeys(("£", "GBP"), _DE_POUND),
            **dict.fromkeys(("¥", "JPY"), Currency("Yen", "Yen")),
            "CHF": _DE_FRANC,
        },
        magnitudes={
            **dict.fromkeys(("Tausend", "tausend", "Tsd."), "tausend"),
            **dict.fromkeys(("Million", "Millionen", "Mio", "Mio."), "Millionen"),
            **dict.fromkeys(("Milliarde", "Milliarden", "Mrd", "Mrd."), "Milliarden"),
        },
        joint=" und ",
        plus="plus",
        spelled=_words(
            "AI API USA URL UI USB EU IP ID KI ÖPNV ARD AG EDV LKW PKW IHK ADAC AOK AKW UKW CPU GPU DNA ICE"
        ),
        unspelled=_words("HM HMM PST PSST PFFT BRR GRR DR ST STR NR VS"),
        ordinals=_numbered(
            "erste zweite dritte vierte fünfte sechste siebte achte neunte zehnte elfte zwölfte dreizehnte vierzehnte"
            " fünfzehnte sechzehnte siebzehnte achtzehnte neunzehnte zwanzigste einundzwanzigste zweiundzwanzigste"
            " dreiundzwanzigste vierundzwanzigste fünfundzwanzigste sechsundzwanzigste siebenundzwanzigste"
            " achtundzwanzigste neunundzwanzigste dreißigste einunddreißigste",
            ".",
        ),
        ordinals_need_month=True,
        ordinal_ending="n",  # am, vom, bis zum, seit dem dritten Oktober
        ordinal_endings={"der": "", "Der": "", "dieser": "", "": "r"},
    ),
    "fr": Reading(
        decimal=",",
        thousands="",
        units=_units(
            "km=kilomètre/kilomètres; m=mètre/mètres; cm=centimètre/centimètres; mm=millimètre/millimètres; m²=mètre "
            "carré/mètres carrés; km²=kilomètre carré/kilomètres carrés; m³=mètre cube/mètres cubes; "
            "kg=kilogramme/kilogrammes; g=gramme/grammes; mg=milligramme/milligrammes; l, L=litre/litres; ml, "
            "mL=millilitre/millilitres; h=heure/heures; min=minute/minutes; s=seconde/secondes; "
            "ms=milliseconde/millisecondes; km/h=kilomètre par heure/kilomètres par heure; m/s=mètre par "
            "seconde/mètres par seconde; °=degré/degrés; °C=degré Celsius/degrés Celsius; °F=degré Fahrenheit/degrés "
            "Fahrenheit; ko, Ko=kilooctet/kilooctets; Mo=mégaoctet/mégaoctets; Go=gigaoctet/gigaoctets; "
            "To=téraoctet/téraoctets; W=watt/watts; kW=kilowatt/kilowatts; kWh=kilowattheure/kilowattheures; "
            "V=volt/volts; dB=décibel/décibels; %=pour cent; Hz=hertz; kHz=kilohertz; MHz=mégahertz; GHz=gigahertz"
        ),
        months=(
            *("janvier", "février", "mars", "avril", "mai", "juin"),
            *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
        ),
        date="{day} {month} {year}",
        first_day="1er",
        currencies={
            **dict.fromkeys(("$", "USD"), _FR_DOLLAR),
            **dict.fromkeys(("€", "EUR"), _FR_EURO),
            **dict.fromkeys(("£", "GBP"), _FR_POUND),
            **dict.fromkeys(("¥", "JPY"), Currency("yen", "yens", behind_million="de yens")),
            "CHF": _FR_FRANC,
        },
        magnitudes={
            "million": "million",
            **dict.fromkeys(("millions", "M"), "millions"),
            "milliard": "milliard",
            **dict.fromkeys(("milliards", "Md", "Mds"), "milliards"),
        },
        joint=" et ",
        plus="plus",
        spelled=_words("API URL USB UE IA IP ID USA ADN ARN OMS EDF RATP CDI OGM PIB UV BNP IRM ONG RER PME CPU GPU"),
        unspelled=_words("HM HMM CHT PST PFFT BRR GRR MM DR ST MR"),
        ordinals=_numbered(
            "premier deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième onzième douzième"
            " treizième quatorzième quinzième seizième dix-septième dix-huitième dix-neuvième vingtième"
            " vingt_et_unième vingt-deuxième vingt-troisième vingt-quatrième vingt-cinquième vingt-sixième"
            " vingt-septième vingt-huitième vingt-neuvième trentième",
            "e",
            "ème",
        )
        | {"1er": "premier", "1re": "première", "1ère": "première", "2nd": "second", "2nde": "seconde"},
        one_below_two=True,
    ),
    "es": Reading(
        decimal=",",
        thousands=".",
        units=_units(
            "km=kilómetro/kilómetros; m=metro/metros; cm=centímetro/centímetros; mm=milímetro/milímetros; m²=metro "
            "cuadrado/metros cuadrados; km²=kilómetro cuadrado/kilómetros cuadrados; m³=metro cúbico/metros cúbicos; "
            "kg=kilogramo/kilogramos; g=gramo/gramos; mg=miligramo/miligramos; l, L=litro/litros; ml, "
            "mL=mililitro/mililitros; h=hora/horas; min=minuto/minutos; s=segundo/segundos; "
            "ms=milisegundo/milisegundos; km/h=kilómetro por hora/kilómetros por hora; m/s=metro por segundo/metros "
            "por segundo; °=grado/grados; °C=grado Celsius/grados Celsius; °F=grado Fahrenheit/grados Fahrenheit; kB, "
            "KB=kilobyte/kilobytes; MB=megabyte/megabytes; GB=gigabyte/gigabytes; TB=terabyte/terabytes; "
            "W=vatio/vatios; kW=kilovatio/kilovatios; kWh=kilovatio hora/kilovatios hora; V=voltio/voltios; "
            "dB=decibelio/decibelios; %=por ciento; Hz=hercio/hercios; kHz=kilohercio/kilohercios; "
            "MHz=megahercio/megahercios; GHz=gigahercio/gigahercios"
        ),
        months=(
            *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
            *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
        ),
        date="{day} de {month} de {year}",
        currencies={
            **dict.fromkeys(("$", "USD"), _ES_DOLLAR),
            **dict.fromkeys(("€", "EUR"), _ES_EURO),
            **dict.fromkeys(("£", "GBP"), _ES_POUND),
            **dict.fromkeys(("¥", "JPY"), Currency("yen", "yenes", behind_million="de yenes")),
            "CHF": _ES_FRANC,
        },
        magnitudes={"millón": "millón", **dict.fromkeys(("millones", "M"), "millones")},
        joint=" con ",
        plus="más",
        spelled=_words("API URL USB UE IA IP ID ADN ARN OMS EEUU DNI CPU GPU UV FBI CIA"),
        unspelled=_words("HM HMM PST PSST SHH BRR GRR DR SR"),
        ordinals=_numbered(_ES_ORDINALS, ".º", "º")
        | {written.replace("º", "ª"): f"{word[:-1]}a" for written, word in _numbered(_ES_ORDINALS, ".º", "º").items()}
        | {"1.er": "primer", "1er": "primer", "3.er": "tercer", "3er": "tercer"},
    ),
}
