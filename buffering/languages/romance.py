"""Romance languages. What the classes mean is told in ``entry.py``."""

from __future__ import annotations

from .entry import COMMON, NUMBER, Language, words

ROMANCE: dict[str, Language] = {
    "fr": Language(
        never=words(
            COMMON + " m mm mme mmes mlle mlles me mgr pr p.ex ex env cf c.-à-d c.à.d av bd boul apr j.-c adj hab"
            " fig m.d sté ets éd ibid c.-a-d dép min max s.a.r ste"
        ),
        number=words(NUMBER + " chap art réf nos pp env vers ép"),
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
        never=words(
            COMMON + " sr sra srta sres dra lic ing d dña dn ud uds vd vds p.ej p ej gral admón adm avda av c/"
            " depto dpto ee excmo excma fdo ilmo ilma mons núm pdte pdta pral prov rte rda sgte sgto sto sta ss tfno"
            " vda párrf mín máx aprox art ej cf izq dcha esq dom lun mié jue vie sáb mt ap hon fco ma aux"
        ),
        number=words(
            NUMBER + " núm núms pág págs cap caps art arts c s párr párrf ene abr ago dic nov oct sep sept min"
        ),
        maybe=words("cía ltd inc s.a s.l ee.uu uu min seg hs hrs a.c d.c a.m p.m ago dic nov mar"),
        final=words("etc"),
        starters=words(
            "el la los las lo un una unos unas este esta estos estas ese esa eso esto aquel él ella ellos ellas yo tú"
            " nosotros usted pero y o si cuando como mientras porque aunque sin con en de del al a por para desde"
            " hasta según entre sobre tras antes después luego entonces así además también no sí ya hoy ayer mañana"
            " qué quién cuál dónde cómo cuándo se su sus mi tu nuestro envíe gracias"
        ),
    ),
    "it": Language(
        never=words(
            COMMON + " sig sig.ra sig.na sigg dott dott.ssa dr.ssa prof.ssa avv ing arch geom rag on sen cav comm"
            " mons card gen col cap magg ten serg s ss p.es ad es es cfr c.so v.le p.za p.zza f.lli l.go dir amm meteor"
            " idraul econ st d psicol v.cte cte f.p nat mar rev egr gent spett ill cd cosid pagg segg a.c d.c vs"
        ),
        number=words(NUMBER + " pag pagg num n op tel gen feb apr mag giu lug ago sett ott nov dic artt co"),
        final=words("ecc etc"),
        maybe=words("ltd inc s.p.a spa s.r.l srl s.n.c a.c d.c set nov"),
        starters=words(
            "il lo la i gli le l un uno una questo questa questi queste quello quella egli ella essi lui lei loro io"
            " tu noi voi ma e o se quando come mentre perché poiché anche non sì no poi allora così inoltre infine"
            " dopo prima in a da di con per su tra fra nel nella nei nelle al alla dal dalla del della dei delle"
            " c è ci si che chi cosa dove quale quanto grazie oggi ieri domani tutti tutto ogni molti alcuni mi si"
        ),
    ),
    "pt": Language(
        never=words(
            COMMON + " sr sra srs srta dra eng arq exmo exma ilmo d dª v.exa v.s p.ex ex av trav r rod est pç al gov pe"
            " prof profa gal cel maj cap ten sgt min mín máx aprox depto dept edif"
        ),
        number=words(NUMBER + " núm pág págs cap art arts inc fls jan fev abr mai jun jul ago set out dez km"),
        maybe=words("ltda ltd inc s.a cia a.c d.c a.m p.m"),
        final=words("etc"),
        starters=words(
            "o a os as um uma uns umas este esta isto esse essa isso aquele aquela ele ela eles elas eu nós você vocês"
            " mas e ou se quando como enquanto porque embora também não sim já hoje ontem amanhã depois antes então"
            " assim além em no na nos nas de do da dos das por para com sem sob sobre até desde segundo após entre"
            " ao à aos às que quem qual onde seu sua meu minha nosso há foi é são"
        ),
    ),
}
