"""Turkic languages, and Mongolian. ``entry.py`` says what the classes mean."""

from __future__ import annotations

from .entry import Language, Notes, words

TURKIC: dict[str, Language] = {
    "tr": Language(
        notes=Notes("kod bloğu", "formül", "tamam", "evet", "hayır"),
        never=words(
            "dr prof doç yrd av sn bay bkz örn yy müh alb gen org tuğ hz cad sok mah apt no tel fak"
            " ing alm fr lat ar far mim ord uzm öğr gör kd arş dr.öğr ord başk bşk gn müd bul blv mey çev yay ed mr mrs"
        ),
        number=words("d ö no nr s sf ss md bl k dah tel"),
        label=words("c cilt şek tab vol fig"),
        measure=words("sa dk sn"),
        final=words("vb vs vd"),
        maybe=words("m.ö m.s a.ş ltd şti dk sn"),
        starters=words(
            "bu şu o ben sen biz siz onlar ama fakat ve veya eğer çünkü ancak sonra önce bugün dün yarın"
            " şimdi nasıl neden niçin kim ne nerede evet hayır bir her bazı çok daha"
        ),
        ordinal=True,
        after_ordinal=words("yüzyıl dünya cumhurbaşkanı sınıf kat bölüm madde gün"),
    ),
    "az": Language(
        notes=Notes("kod bloku", "düstur", "hazırdır", "bəli", "xeyr"),
        never=words(
            "dr prof dos akad müəl b.e y.e məs mühənd gen polk kap küç pr prosp şəh ş mr mrs vs st ing rus alm fr"
            " ər lat müq red tərc"
        ),
        number=words("№ no nr s səh küç ev m mənz tel b"),
        label=words("şək cəd fəs vol fig c"),
        measure=words("dəq san man qəp"),
        final=words("vəs s vəb vs.s"),
        maybe=words("e.ə b.e ə min mln mlrd mmc asc"),
        starters=words(
            "bu o mən sən biz siz onlar amma və ya əgər çünki sonra əvvəl bu gün dünən sabah indi necə niyə kim nə"
            " bəli xeyr hər çox daha kitab"
        ),
        ordinal=True,
        after_ordinal=words("əsr sinif mərtəbə"),
    ),
    "kk": Language(
        never=words("б.з.б б.з т.б проф акад доц ж-е инж ген полк көш даң мыр қ мыс г"),
        number=words("№ б бет т көш үй пәт тел бап"),
        maybe=words("т.б б ж жж млн млрд мың т"),
    ),
    "ky": Language(
        never=words("проф акад доц инж ген полк көч мыс б.з.ч б.з к"),
        number=words("№ б көч үй тел"),
        final=words("ж.б"),
        maybe=words("б ж жж млн млрд миң"),
    ),
    "uz": Language(
        never=words("prof akad dots dr inj gen polk koʻch ch koʼch ko‘ch mas m-n mr mrs vs st проф акад доц кўч"),
        number=words("№ no b bet tel koʻch ch ko‘ch"),
        label=words("rasm jadv"),
        final=words("h.k b.q ҳ.к"),
        maybe=words("y yy mln mlrd ming mil.av"),
    ),
    "tk": Language(never=words("prof akad dr inž köç mr mrs"), number=words("№ sah köç tel"), final=words("ş.m")),
    "tt": Language(never=words("проф акад доц ур"), number=words("№ б ур"), final=words("һ.б")),
    "mn": Language(
        never=words("проф акад д-р доц ген хур г-н ж.нь"),
        number=words("№ х утас байр"),
        final=words("г.м ө.х"),
        maybe=words("сая тэрбум мянга м.э м.э.ө"),
    ),
}
