"""Baltic and Finno-Ugric languages. ``entry.py`` says what the classes mean."""

from __future__ import annotations

from .entry import COMMON, LABEL, NUMBER, Language, Notes, words

NORTHERN: dict[str, Language] = {
    "lt": Language(
        notes=Notes("kodo blokas", "formulė", "atlikta", "taip", "ne"),
        never=words(
            COMMON + " p doc akad inž gyd kun vysk arkiv šv plg žr t.y t.t.y pvz vad vyr dir pirm pav gen plk mjr kpt"
            " ltn mst k r sav kt.dr habil angl lot vok pranc rus lenk gim m.e red sud vert"
        ),
        number=words(NUMBER + " psl str eil g pr al a bt but kab vnt tūkst mln mlrd d tel kodas"),
        label=words(LABEL + " pav lent t sk pried"),
        measure=words("val min sek eur ct"),
        months=words("saus vas kovo bal geg birž liep rugp rugs spal lapkr gruod"),
        final=words("t.t pan t.p irkt kt"),
        maybe=words("g pr al a pl m d val tūkst mln mlrd uab p.m.e a.č"),
        starters=words(
            "jis ji jie jos aš tu mes jūs tai šis ši šie šios bet ir ar o kai jei nes nors todėl taip ne kas kur kaip"
            " kodėl kada šiandien vakar rytoj dabar tada paskui vėliau po iš į su prie nuo per už be yra buvo visi"
            " kiekvienas langai namie"
        ),
    ),
    "lv": Language(
        notes=Notes("koda bloks", "formula", "gatavs", "jā", "nē"),
        never=words(
            COMMON + " sv doc akad inž god kgs k-gs k-dze kdze piem t.i t.s t.sk sk salīdz īp apm mag bīsk kard gen"
            " plkv kpt māc st.p angl vāc fr kr lat dzim red sast izd"
        ),
        number=words(NUMBER + " nr lpp plkst dz tel tālr kab k milj tūkst mljrd"),
        label=words(LABEL + " att tab piel sēj"),
        measure=words("st min sek eur"),
        final=words("u.c utt u.tml u.t.t u.tt"),
        maybe=words("g gs gadsimts iel bulv pr milj tūkst p.m.ē m.ē"),
        starters=words(
            "viņš viņa viņi viņas es tu mēs jūs tas tā tie šis šī šie bet un vai kad ja jo lai gan tāpēc jā nē kas kur"
            " kā kāpēc šodien vakar rīt tagad tad pēc tam vēlāk no uz ar pie par bez ir bija visi katrs"
        ),
        ordinal=True,
        after_ordinal=words("saeima saeimas gadsimts gadsimta"),
    ),
    "fi": Language(
        notes=Notes("koodilohko", "kaava", "valmis", "kyllä", "ei"),
        never=words(
            "dr prof dos toht tri maist fil lis yliop hra rva nti ins dipl dipl.ins arkkit tuom kapt ev evl maj kenr"
            " kenrl luutn vänr pres kuv toim suom engl ruots saks ransk lat esim ts ns nk ks vrt vert vars lyh"
            " cf vs st synt kuol ent nyk apul prov kirkkoh kenttäp"
        ),
        number=words("no nro nr n s ss v vv os puh kpl p klo y-tunn tel par alk"),
        label=words("kuv taul kpl vol fig"),
        measure=words("t min sek h"),
        months=words("tammik helmik maalisk huhtik toukok kesäk heinäk elok syysk lokak marrask jouluk"),
        final=words("jne ym yms tms jms ynm etc"),
        maybe=words("mm mrd milj tuh ekr jkr jaa.a eaa jaa o.s"),
        starters=words(
            "se ne hän he minä sinä me te tämä nämä tuo nuo siellä täällä sitten mutta ja tai jos kun koska siksi"
            " kyllä ei en et emme mikä kuka missä miten miksi milloin tänään eilen huomenna nyt myös jo on oli ovat"
            " olivat kaikki jokainen opas matkalla myöhemmin lopuksi"
        ),
        ordinal=True,
    ),
    "et": Language(
        notes=Notes("koodiplokk", "valem", "tehtud", "jah", "ei"),
        never=words(
            "dr prof dots akad hr pr prl pm mag dir ins kol kpt ltn mjr kindr piisk st s.t s.o so nt näit vt vrd"
            " cf vs nn nim sh sealh mh hrl k.a dr.h ingl sks pr lad vn toim koost tlk"
        ),
        number=words("nr lk lhk p ptk kl tel a u krt tn art lg"),
        label=words("joon tab kd vol fig"),
        measure=words("t min sek"),
        final=words("jne jt jms jm etc"),
        maybe=words("tn pst mnt a aa saj sajand e.kr p.kr m.a.j e.m.a mln mld tuh tk"),
        starters=words(
            "ta tema nad nemad ma mina sa sina me meie te teie see need too seal siin siis aga ja või kui sest kuigi"
            " seepärast jah ei mis kes kus kuidas miks millal täna eile homme nüüd ka juba on oli olid kõik iga saal"
            " hiljem pärast"
        ),
        ordinal=True,
    ),
    "hu": Language(
        notes=Notes("kódblokk", "képlet", "kész", "igen", "nem"),
        never=words(
            "dr prof ifj id özv gr br szt st vs cf pl ún kb ill ld vö szerk ford vmint vki vmi mrs mr özvegy szül"
            " alez ezr őrgy hdgy szds tábn főhdgy gen kapit ang ném fr lat ol rk ref ev tkp tul bp röv"
        ),
        number=words("u krt sgt stny em fszt tel nr sz hrsz mell fsz a.m rk p l"),
        label=words("tábl köt vol fig"),
        measure=words("ó p mp"),
        months=words("jan feb febr márc ápr máj jún júl aug szep szept okt nov dec"),
        final=words("stb"),
        maybe=words("u krt em ker kft bt rt zrt nyrt old évf szd sz i.e i.sz kr.e kr.u m n"),
        starters=words(
            "a az ez azok ezek ő ők én te mi ti és de vagy ha mert amikor bár ezért így igen nem mi ki hol hogyan miért"
            " mikor ma tegnap holnap most is már van volt vannak voltak minden aztán azután majd később itt ott reggel"
            " este egy"
        ),
        ordinal=True,
    ),
}
