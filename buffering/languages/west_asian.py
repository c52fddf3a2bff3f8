"""Semitic and Iranian languages, and those of the Caucasus. ``entry.py`` says what the classes mean."""

from __future__ import annotations

from .entry import LABELS, NUMBERS, TITLES, Language, Notes, prefixed, words

WEST_ASIAN: dict[str, Language] = {
    "ar": Language(
        notes=Notes("كتلة برمجية", "صيغة", "تم", "نعم", "لا"),
        never=prefixed("و ل", "د م أ.د") | words("أ ا.د ص ج ت ق.م ب.م ه هـ م س ع ف ش ط أ.م.د م.م"),
        number=prefixed("و ب", "ص رقم") | words("ج م ت هاتف ط ص.ب"),
        final=words("إلخ الخ"),
    ),
    "fa": Language(
        notes=Notes("بلوک کد", "فرمول", "انجام شد", "بله", "خیر"),
        never=words("د م ق.م ب.م ه.ش ه.ق ص ج ر.ک"),
        number=words("ص ج ش تلفن"),
    ),
    "ps": Language(never=words("د ډ م"), number=words("م ګڼه")),
    "ku": Language(never=words("dr prof mam m.k bnr"), number=words("no r hej"), final=words("hwd h.w.d wd")),
    "he": Language(
        notes=Notes("בלוק קוד", "נוסחה", "בוצע", "כן", "לא"),
        never=TITLES
        | prefixed("ו ב ל מ ה ש כ", "פרופ ד״ר")
        | prefixed("ו ל", "דר גב")
        | words("רח שכ סמ ר א.ב ע.ש י.ל ש.ב"),
        number=NUMBERS | prefixed("ו ב ל מ ה ש כ", "עמ מס טל כר דף ת.ד פקס"),
        label=LABELS | words("פרק איור טבלה"),
        final=words("וכו וכד וגו"),
    ),
    "yi": Language(never=words("ד״ר ר ז זז"), number=words("ז נומ"), final=words("אאז״װ")),
    # Its own mark, which is often typed as a colon, ends sentences; its dot is a lighter stop.
    "hy": Language(
        terminators=":",
        never=TITLES | words("պրոֆ դոկտ դոց ակադ ինժ ք փ պող օր տես հմմտ գեն գնդ պրն տկն սբ"),
        number=NUMBERS | words("էջ հ հատ թիվ հեռ"),
        label=LABELS | words("գլ նկ"),
    ),
    "ka": Language(
        never=words("პროფ დოც აკად დრ დ-რ ბ-ნი ქ-ნი ინჟ გენ პოლკ ქ წმ ე.ი მაგ იხ შდრ ჩვ.წ ძვ.წ წ.წ სოფ გამზ ქუჩ"),
        number=words("№ გვ ტ თავ ტელ ბ სთ წ ქ"),
        label=words("სურ ნახ ცხრ"),
        measure=words("სთ წთ წმ ლარ"),
        final=words("ა.შ დაა.შ სხვ დასხვ"),
        maybe=words("წ ს ათ მლნ მლრდ"),
    ),
}
