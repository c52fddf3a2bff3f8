"""Romance languages. ``entry.py`` says what the classes mean."""

from __future__ import annotations

import dataclasses

from .entry import COMMON, ENGLISH, LABEL, NUMBER, Language, Notes, words

ROMANCE: dict[str, Language] = {
    "fr": Language(
        notes=Notes("bloc de code", "formule", "fait", "oui", "non"),
        never=words(
            COMMON + " m mm mme mmes mlle mlles me mgr pr p.ex ex env cf c.-à-d c.à.d av bd boul apr j.-c adj hab"
            " fig m.d sté ets éd ibid c.-a-d dép s.a.r ste"
        ),
        number=words(NUMBER + " réf nos pp env vers ép poste rte appt étg bât bur fr Rom Cor Matt Gn Ps"),
        label=words(LABEL + " t Bât pl"),
        measure=words("min sec hrs càs càc"),
        maybe=words("ltd inc s.a sa sarl s.a.r.l tél adr n.b"),
        final=words("etc"),
        starters=words(
            "le la les l un une des ce cet cette ces il elle ils elles on nous vous je tu mais ou et donc or ni car"
            " si quand comme lorsque puis ensuite alors ainsi cependant toutefois pourtant enfin après avant pendant"
            " depuis dans en au aux à pour par avec sans sur sous chez selon malgré c ça cela qui que quoi où comment"
            " pourquoi quel quelle oui non tout tous toute toutes son sa ses leur leurs notre votre mon ma mes"
            " aujourd hier demain"
        ),
    ),
    "es": Language(
        notes=Notes("bloque de código", "fórmula", "hecho", "sí", "no"),
        never=words(
            COMMON + " sr sra srta sres dra lic ing d dña dn ud uds vd vds p.ej p ej gral admón adm avda av c/"
            " depto dpto ee excmo excma fdo ilmo ilma mons núm pdte pdta pral prov rte rda sgte sgto sto sta ss tfno"
            " vda párrf aprox art ej cf izq dcha esq mt ap hon fco ma aux"
        ),
        number=words(
            NUMBER + " núm núms pág págs caps arts c s párr párrf min ext cra cl cll av kra tv apto dpto depto"
            " int bs s/ rs mz lt Rom Cor Mat Luc Jn Hch Gál Ef Heb Sal"
        ),
        label=words(LABEL + " t Mz Lt Int Apto Blq Bloq"),
        measure=words("min hs hrs seg"),
        months=words("febr set jul"),
        maybe=words("cía ltd inc s.a s.l ee.uu uu min seg hs hrs a.c d.c a.m p.m c"),
        final=words("etc"),
        starters=words(
            "el la los las lo un una unos unas este esta estos estas ese esa eso esto aquel él ella ellos ellas yo tú"
            " nosotros usted pero y o si cuando como mientras porque aunque sin con en de del al a por para desde"
            " hasta según entre sobre tras antes después luego entonces así además también no sí ya hoy ayer mañana"
            " qué quién cuál dónde cómo cuándo se su sus mi tu nuestro envíe gracias"
        ),
    ),
    "it": Language(
        notes=Notes("blocco di codice", "formula", "fatto", "sì", "no"),
        never=words(
            COMMON + " sig sig.ra sig.na sigg dott dott.ssa dr.ssa prof.ssa avv ing arch geom rag on sen cav comm"
            " mons card gen col cap magg ten serg s ss p.es ad es es cfr c.so v.le p.za p.zza f.lli l.go dir amm meteor"
            " idraul econ st d psicol v.cte cte f.p nat mar rev egr gent spett ill cd cosid pagg segg a.c d.c vs"
        ),
        number=words(NUMBER + " pag pagg num n op artt co int sc civ all rif Rm Rom Cor Mt Lc Gv Sal"),
        label=words(LABEL + " sc all tav Int"),
        measure=words("min sec"),
        months=words("sett genn febbr"),
        final=words("ecc etc"),
        maybe=words("ltd inc s.p.a spa s.r.l srl s.n.c a.c d.c"),
        starters=words(
            "il lo la i gli le l un uno una questo questa questi queste quello quella egli ella essi lui lei loro io"
            " tu noi voi ma e o se quando come mentre perché poiché anche non sì no poi allora così inoltre infine"
            " dopo prima in a da di con per su tra fra nel nella nei nelle al alla dal dalla del della dei delle"
            " c è ci si che chi cosa dove quale quanto grazie oggi ieri domani tutti tutto ogni molti alcuni mi si"
        ),
    ),
    "pt": Language(
        notes=Notes("bloco de código", "fórmula", "feito", "sim", "não"),
        never=words(
            COMMON + " sr sra srs srta dra eng arq exmo exma ilmo d dª v.exa v.s p.ex ex av trav r rod est pç al gov pe"
            " prof profa gal cel maj cap ten sgt aprox depto dept edif"
        ),
        number=words(NUMBER + " núm pág págs arts inc fls apto apt ap bl qd lt cx sl Rom Cor Mat Luc Sal"),
        label=words(LABEL + " bl t Qd Ap"),
        measure=words("min hs seg"),
        months=words("fever set"),
        maybe=words("ltda ltd inc s.a cia a.c d.c a.m p.m"),
        final=words("etc"),
        starters=words(
            "o a os as um uma uns umas este esta isto esse essa isso aquele aquela ele ela eles elas eu nós você vocês"
            " mas e ou se quando como enquanto porque embora também não sim já hoje ontem amanhã depois antes então"
            " assim além em no na nos nas de do da dos das por para com sem sob sobre até desde segundo após entre"
            " ao à aos às que quem qual onde seu sua meu minha nosso há foi é são"
        ),
    ),
    "ro": Language(
        notes=Notes("bloc de cod", "formulă", "gata", "da", "nu"),
        never=words(
            COMMON + " dl dlui dna d-na d-nei d-l d-lui dra dnii dle dvs dumneav prof dr ing conf lect acad univ av arh"
            " ec col gen lt cpt mr plt sf pr preot pă str bd bdul bd-ul șos al pța intr cart jud"
            " mun ș.a.m.d ex de.ex p.ex resp cca aprox v ș.cl"
        ),
        number=words(NUMBER + " alin lit pag pct bl sc ap et int km tel nr"),
        label=words(LABEL + " bl sc pct lit"),
        measure=words("min sec"),
        final=words("etc ș.a ş.a ș.a.m.d ş.a.m.d"),
        maybe=words("s.a s.r.l srl a.m p.m î.hr d.hr î.e.n e.n mil mld lei"),
        starters=words(
            "un o el ea ei ele eu tu noi voi acest această acești acele acel acea aici acolo apoi dar și sau dacă când"
            " cum deci însă totuși atunci azi ieri mâine în la de din pe cu pentru după înainte până nu da ce cine unde"
            " de ce este sunt era erau are au a s-a se toți toate fiecare câțiva mulți"
        ),
    ),
    "ca": Language(
        notes=Notes("bloc de codi", "fórmula", "fet", "sí", "no"),
        never=words(
            COMMON + " sr sra srs srta dra il·lm il·lma excm excma hble mn fra gral tte p.ex ex av avda pl pg ctra"
            " rda ptge trav pça bda st sta mtre arq eng lda adv dept depart aprox sr ntra"
        ),
        number=words(NUMBER + " núm núms pàg pàgs c C arts esc pis apt ext s"),
        label=words(LABEL + " esc t"),
        measure=words("min seg"),
        months=words("gen feb març abr maig juny jul ag set oct nov des"),
        final=words("etc"),
        maybe=words("c s.a s.l cia a.c d.c a.m p.m"),
        starters=words(
            "el la els les un una uns unes aquest aquesta aquests aquestes això ell ella ells elles jo tu nosaltres"
            " vosaltres però i o si quan com mentre perquè encara amb en de del a al per des fins segons entre sobre"
            " després abans llavors també no sí ja avui ahir demà què qui quin on com es es s' li hi ha"
        ),
    ),
    "gl": Language(
        notes=Notes("bloque de código", "fórmula", "feito", "si", "non"),
        never=words(COMMON + " sr sra sres srta dra d dna excmo ilmo av avda p.ex ex aprox dept r pza prza est"),
        number=words(NUMBER + " núm páx páxs c s ap"),
        label=words(LABEL + " t"),
        final=words("etc"),
        maybe=words("s.a s.l a.c d.c a.m p.m"),
        starters=words(
            "o a os as un unha uns unhas este esta isto ese esa iso el ela eles elas eu ti nós vós pero mais e ou se"
            " cando como porque aínda con en no na nos nas de do da dos das por para desde ata segundo despois antes"
            " entón tamén non si xa hoxe onte mañá que quen cal onde"
        ),
    ),
}

_ASTURIAN = dataclasses.replace(ROMANCE["es"], notes=ENGLISH)
ROMANCE |= {"ast": _ASTURIAN, "an": _ASTURIAN, "oc": dataclasses.replace(ROMANCE["ca"], notes=ENGLISH)}
