"""Languages of East and South-East Asia. ``entry.py`` says what the classes mean.

Thai, Lao, Khmer, Burmese and Tibetan need no words: in their scripts a dot ends nothing (``abbreviations.py``).
"""

from __future__ import annotations

from .entry import LABELS, NUMBERS, TITLES, Language, Notes, words

_MALAY_NUMBERS = "no nr hlm hal ms tgl pasal ayat rt rw kav blok rp rm tel telp bil jil ed p pp"

EAST_ASIAN: dict[str, Language] = {
    "zh": Language(notes=Notes("代码块", "公式", "已完成", "是", "否"), never=TITLES, number=NUMBERS, label=LABELS),
    "ja": Language(
        notes=Notes("コードブロック", "数式", "完了", "はい", "いいえ"), never=TITLES, number=NUMBERS, label=LABELS
    ),
    "ko": Language(
        notes=Notes("코드 블록", "수식", "완료", "예", "아니요"),
        never=TITLES,
        number=NUMBERS,
        label=LABELS,
        ordinal=True,
    ),
    "th": Language(notes=Notes("บล็อกโค้ด", "สูตร", "เสร็จแล้ว", "ใช่", "ไม่"), never=TITLES, number=NUMBERS, label=LABELS),
    "vi": Language(
        notes=Notes("khối mã", "công thức", "xong", "có", "không"),
        # Titles, and what stands before the name of a place.
        never=TITLES
        | words(
            "tp ts pgs gs ths th.s bs ks cn ls ds kts ncs nsưt nsnd hs bsckii bscki tt tx tt.tr kp đt đc đh cđ ub"
            " ô q p h x vd v.d gđ pgđ tgđ ct pct lm"
        ),
        number=NUMBERS | words("q p tr đt sđt t k"),
        label=LABELS | words("ch"),
        final=words("v.v vv"),
        maybe=words("tcn scn cn"),
        starters=words(
            "tôi anh chị em ông bà họ chúng nó cô đó đây này khi nếu nhưng và vì sau trước hôm bây có không ai gì đâu"
            " sao thế các những một mỗi tất trong ngoài theo từ đến với cho"
        ),
    ),
    "id": Language(
        notes=Notes("blok kode", "rumus", "selesai", "ya", "tidak"),
        never=TITLES
        | words(
            "bpk bp sdr sdri sdra tn ny nn hj h kh k.h drs dra ir drg kol letkol mayjen letjen brigjen jend kapt"
            " mayor serma lettu jl jln gg gd kel kec kab prov ds kp dsn gn st sto a.n u.p d.a yth ykh tsb cq"
            " alm almh rm r.a r.m spt sbb yg dgn lih ust kpd u/ mr adv apt"
        ),
        number=NUMBERS | words(_MALAY_NUMBERS + " lt gd"),
        label=LABELS | words("gbr tab lamp jil"),
        measure=words("mnt dtk"),
        months=words("agt sept nop"),
        final=words("dll dsb dst dkk etc"),
        maybe=words("pt cv tbk m sm s.e s.h s.t s.pd s.kom m.m m.sc m.si m.pd m.hum a.m p.m"),
        starters=words(
            "ia dia mereka kami kita saya aku anda kamu ini itu tetapi tapi dan atau jika kalau karena ketika setelah"
            " sebelum lalu kemudian namun sehingga di ke dari dengan untuk pada tidak bukan ya apa siapa mana bagaimana"
            " mengapa kapan hari kemarin besok sekarang juga sudah ada semua setiap banyak"
        ),
    ),
    "ms": Language(
        notes=Notes("blok kod", "rumus", "selesai", "ya", "tidak"),
        never=TITLES
        | words(
            "en pn sdr sdri tn hj hjh dt tg t.k.h ybhg yb yab y.b y.a.b ust ustz ir kol lt kapt mej sjn"
            " insp jl jln lrg lbh tmn bdr kpg Kg Sg Bt Kmpg sek bkt a.n d.a s.k cth mr spt prof.madya"
        ),
        number=NUMBERS | words(_MALAY_NUMBERS + " lot"),
        label=LABELS | words("raj jad lamp jil"),
        measure=words("min"),
        final=words("dll dsb dst dsbnya etc"),
        maybe=words("sdn bhd sm m a.m p.m"),
        starters=words(
            "dia mereka kami kita saya aku anda awak kamu ini itu tetapi dan atau jika kalau kerana apabila selepas"
            " sebelum lalu kemudian namun di ke dari daripada dengan untuk pada tidak bukan ya apa siapa mana bagaimana"
            " mengapa bila hari semalam esok sekarang juga sudah ada semua setiap banyak"
        ),
    ),
    "fil": Language(
        notes=Notes("bloke ng code", "pormula", "tapos", "oo", "hindi"),
        never=TITLES
        | words(
            "g gg gng bb bg dra atty engr arch kgg hon sen rep gob kap kgd brgy bgy sto sta gen hen kol tnt sgt"
            " pres pr rev fr msgr hal hlb mla psgt supt insp dir"
        ),
        number=NUMBERS | words("blg p php pah lot blk ph tel kab"),
        label=LABELS | words("kab tal lar blk"),
        final=words("atbp etc"),
        maybe=words("inc corp co jr sr ave blvd a.m p.m n.u n.h n.g"),
        starters=words(
            "ang ng si sina siya sila ako ikaw kami tayo kayo ito iyon iyan dito doon pero ngunit at o kung dahil kapag"
            " pagkatapos bago sa mula para hindi oo ano sino saan paano bakit kailan ngayon kahapon bukas lahat bawat"
            " marami may mabait nanalo"
        ),
    ),
}
EAST_ASIAN |= dict.fromkeys(("jv", "su"), EAST_ASIAN["id"])
