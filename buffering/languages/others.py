"""Turkic, Greek, Indic, Semitic, Iranian, Armenian and East Asian languages.

What the classes mean is told in ``entry.py``."""

from __future__ import annotations

from .entry import TITLES, Language, words

OTHERS: dict[str, Language] = {
    "tr": Language(
        never=words(
            "dr prof doç yrd av sn bay bkz örn yy müh alb gen org tuğ hz cad sok mah apt no tel fak"
            " ing alm fr lat ar far mim ord uzm öğr gör"
        ),
        number=words("d ö no nr s sf ss c cilt md bl şek tab"),
        final=words("vb vs vd"),
        maybe=words("m.ö m.s a.ş ltd şti dk sn"),
        starters=words(
            "bu şu o ben sen biz siz onlar ama fakat ve veya eğer çünkü ancak sonra önce bugün dün yarın"
            " şimdi nasıl neden niçin kim ne nerede evet hayır bir her bazı çok daha"
        ),
        ordinal=True,
        after_ordinal=words(
            "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık yüzyıl dünya"
            " cumhurbaşkanı sınıf kat bölüm madde gün"
        ),
    ),
    "el": Language(
        never=words("κ κα κκ κος δρ καθ π.χ δηλ βλ πρβλ αρ αριθ σελ τηλ μ.χ π.μ μ.μ λ.χ αγ οδ λεωφ ο.π εκδ"),
        number=words("αρ αριθ σελ σ τ κεφ παρ άρθ εικ πίν"),
        final=words("π.χ. μ.χ κ.λπ κλπ κ.ά κ.α κ.τ.λ"),
        maybe=words("μ.χ α.ε ε.π.ε χλμ εκ"),
        starters=words(
            "ο η το οι τα ένας μια ένα αυτός αυτή αυτό αυτοί και αλλά ή αν όταν όπως γιατί επειδή ενώ στο"
            " στη στην στον στα με για από σε κατά μετά πριν μέχρι δεν δε μην ναι όχι τι ποιος πού πώς πότε"
            " σήμερα χθες αύριο επίσης όμως ωστόσο έτσι εγώ εσύ εμείς εσείς"
        ),
        terminators=";\u037e",  # the Greek question mark looks like a semicolon; the semicolon is a raised dot
    ),
    "kk": Language(
        never=words("б.з.б б.з т.б. проф акад доц ж-е"),
        number=words("№ б бет т"),
        maybe=words("т.б б ж жж млн млрд мың т"),
    ),
    # Sentences end with the danda; a dot after a short word belongs to an abbreviation or a transcribed initial.
    "hi": Language(
        never=words("श्रीमती कर्नल"),
        final=words("है हैं था थी थे हूँ हूं हो गया गई गए"),
        short_is_abbreviation=True,
    ),
    "mr": Language(never=words("डॉ श्री प्रा पं श्रीमती कि.मी ई.पू"), number=words("क्र रु पृ नं")),
    "ar": Language(
        never=words("د أ م أ.د ا.د ص ج ت ق.م ب.م ه هـ م. س ع ف ش"),
        number=words("ص ج رقم م"),
        final=words("إلخ الخ"),
    ),
    "fa": Language(
        never=words("د م ق.م ب.م ه.ش ه.ق ص ج ر.ک"),
        number=words("ص ج ش"),
    ),
    # Armenian ends sentences with a mark of its own, which is often typed as a colon; its dot is a lighter stop.
    "hy": Language(terminators=":", never=TITLES),
    "zh": Language(never=TITLES),
    "ja": Language(never=TITLES),
    "ko": Language(never=TITLES, ordinal=True),
}
