"""Greek, Albanian, Basque, Celtic and African languages, and Esperanto. ``entry.py`` says what the classes mean."""

from __future__ import annotations

from .entry import COMMON, LABEL, NUMBER, Language, Notes, prefixed, words

OTHERS: dict[str, Language] = {
    "el": Language(
        notes=Notes("μπλοκ κώδικα", "τύπος", "έτοιμο", "ναι", "όχι"),
        never=words("κ κα κκ κος δρ καθ π.χ δηλ βλ πρβλ αρ αριθ σελ τηλ μ.χ π.μ μ.μ λ.χ αγ οδ λεωφ ο.π εκδ"),
        number=words("αρ αριθ σελ σ παρ άρθ τηλ τ.κ φαξ"),
        label=words("τ τόμ κεφ εικ πίν σχ παράρτ"),
        measure=words("ώρ λεπ δευτ"),
        months=words("ιαν φεβ φεβρ μαρ μάρτ απρ ιουν ιουλ αυγ σεπ σεπτ οκτ νοε νοεμ δεκ"),
        final=words("π.χ μ.χ κ.λπ κλπ κ.ά κ.α κ.τ.λ"),
        maybe=words("μ.χ α.ε ε.π.ε χλμ εκ"),
        starters=words(
            "ο η το οι τα ένας μια ένα αυτός αυτή αυτό αυτοί και αλλά ή αν όταν όπως γιατί επειδή ενώ στο"
            " στη στην στον στα με για από σε κατά μετά πριν μέχρι δεν δε μην ναι όχι τι ποιος πού πώς πότε"
            " σήμερα χθες αύριο επίσης όμως ωστόσο έτσι εγώ εσύ εμείς εσείς"
        ),
        terminators=";\u037e",  # the Greek question mark looks like a semicolon; the semicolon is a raised dot
    ),
    "sq": Language(
        notes=Notes("bllok kodi", "formulë", "u krye", "po", "jo"),
        never=words(
            COMMON + " z zt znj znjsh zsh zj dh inxh av doc akad gjen kol kap rr rrug bul sh shën bp p.sh dmth"
            " d.m.th lgj shih krh"
        ),
        number=words(NUMBER + " nr f fq faqe rr ap tel"),
        label=words(LABEL + " kr tab"),
        final=words("etj"),
        maybe=words("sh.p.k sh.a p.e.s e.s mln mld"),
        starters=words(
            "ai ajo ata ato unë ti ne ju ky kjo këta këto por dhe ose nëse kur sepse pastaj pas para sot dje nesër tani"
            " çfarë kush ku si pse po jo në nga me për te një çdo të gjithë"
        ),
    ),
    "eu": Language(
        notes=Notes("kode-blokea", "formula", "eginda", "bai", "ez"),
        never=words("jn and dk dr prof ik adib hots al alb st mr mrs vs cf kap lehend zuz ing"),
        number=words("zk or orr no nr tel art kap al"),
        label=words("irud taul kap vol fig lib"),
        final=words("etab eab etc e.a"),
        maybe=words("k.a k.o s.a s.l"),
    ),
    "cy": Language(
        never=words(COMMON + " mr mrs ms bnr parch h.y e.e gw gol cyf esg arg a.s cyng lt capt sgt"),
        number=words(NUMBER + " tud t rh ll ff"),
        label=words(LABEL + " cyf ffig"),
        final=words("ayyb a.y.b ayb etc"),
        maybe=words("c.c o.c cyf"),
    ),
    "ga": Language(
        never=words(COMMON + " mr mrs ms uas tuas oll toll an.t-uas m.sh i.e e.g cf sr fr br ath mons"),
        number=words(NUMBER + " lch lgh uimh alt"),
        label=words(LABEL + " caib iml fíor"),
        final=words("srl 7rl agusrl etc"),
        maybe=words("teo cpt r.c i.n a.d"),
    ),
    "gd": Language(
        never=words(COMMON + " mr mrs ms mgr maighs urr oll m.e i.e f.e"),
        number=words(NUMBER + " td àir"),
        label=words(LABEL + " caib leabh"),
        final=words("msaa srl m.s.a.a etc"),
    ),
    "br": Language(
        never=words(COMMON + " ao sk da.sk da-sk"),
        number=words(NUMBER + " niv paj"),
        final=words("h.a hag.a etc"),
    ),
    "mt": Language(
        never=words(COMMON + " sur sra dott avuk onor mons eż"),
        number=words(NUMBER + " pġ paġ kap"),
        final=words("eċċ etc"),
    ),
    "sw": Language(
        notes=Notes("kizuizi cha msimbo", "fomula", "imekamilika", "ndiyo", "hapana"),
        never=words(
            "dr dkt prof bw bi mch mhe mh sh kap jen kol lut alh ust st mt mtk mr mrs ms vs k.m k.v taz mf kwa.mf"
        ),
        number=words("no na uk kur sh ksh tsh ush shs tel s.l.p art"),
        label=words("kiel jed vol fig"),
        measure=words("dak sek"),
        final=words("n.k nk k.k vk"),
        maybe=words("k.w k.k b.k a.m p.m"),
    ),
    "zu": Language(
        never=prefixed(
            "u no na ku ka wa nga u- no- na- ku- ka- wa-", "mnu mnuz nksz nksk nkk nkz dkt dr prof mr mrs ms rev"
        ),
        number=words("no ikh r"),
        final=words("njll njalo-njalo"),
    ),
    "ha": Language(
        never=words("alh mal haj dr prof mr mrs ms sh gen kol kyf shk"),
        number=words("no sh"),
        final=words("dss d.s.s"),
    ),
    "eo": Language(
        never=words("d-ro prof s-ro s-ino f-ino ekz t.e t.n str k-do"),
        number=words("n-ro p pĝ ĉap"),
        label=words("vol fig ĉap"),
        final=words("ktp k.t.p k.s k.a"),
    ),
}
OTHERS["xh"] = OTHERS["zu"]
