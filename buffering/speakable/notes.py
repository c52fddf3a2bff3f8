"""The few words that are said in place of what cannot be read aloud, per language. Pure data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notes:
    """What is said for a block of code, a formula, a ticked box, and a lone check mark or cross in a table's cell."""

    code: str
    formula: str
    done: str
    yes: str
    no: str


_ENGLISH = Notes("code block", "formula", "done", "yes", "no")
_NOTES = {
    "en": _ENGLISH,
    "de": Notes("Codeblock", "Formel", "erledigt", "ja", "nein"),
    "nl": Notes("codeblok", "formule", "klaar", "ja", "nee"),
    "sv": Notes("kodblock", "formel", "klar", "ja", "nej"),
    "da": Notes("kodeblok", "formel", "færdig", "ja", "nej"),
    "fr": Notes("bloc de code", "formule", "fait", "oui", "non"),
    "es": Notes("bloque de código", "fórmula", "hecho", "sí", "no"),
    "it": Notes("blocco di codice", "formula", "fatto", "sì", "no"),
    "pt": Notes("bloco de código", "fórmula", "feito", "sim", "não"),
    "pl": Notes("blok kodu", "wzór", "gotowe", "tak", "nie"),
    "cs": Notes("blok kódu", "vzorec", "hotovo", "ano", "ne"),
    "sk": Notes("blok kódu", "vzorec", "hotovo", "áno", "nie"),
    "ru": Notes("блок кода", "формула", "готово", "да", "нет"),
    "uk": Notes("блок коду", "формула", "готово", "так", "ні"),
    "bg": Notes("блок с код", "формула", "готово", "да", "не"),
    "tr": Notes("kod bloğu", "formül", "tamam", "evet", "hayır"),
    "el": Notes("μπλοκ κώδικα", "τύπος", "έτοιμο", "ναι", "όχι"),
    "hi": Notes("कोड ब्लॉक", "सूत्र", "पूर्ण", "हाँ", "नहीं"),
    "ar": Notes("كتلة برمجية", "صيغة", "تم", "نعم", "لا"),
    "fa": Notes("بلوک کد", "فرمول", "انجام شد", "بله", "خیر"),
    "zh": Notes("代码块", "公式", "已完成", "是", "否"),
    "ja": Notes("コードブロック", "数式", "完了", "はい", "いいえ"),
    "ko": Notes("코드 블록", "수식", "완료", "예", "아니요"),
}


def notes_of(language: str) -> Notes:
    """The words of ``language`` (ISO 639-1, with or without a region); English ones if it is not known."""
    return _NOTES.get(language.replace("_", "-").split("-")[0].lower(), _ENGLISH)
