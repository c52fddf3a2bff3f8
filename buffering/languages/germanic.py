"""Germanic languages. What the classes mean is told in ``entry.py``."""

from __future__ import annotations

from .entry import COMMON, NUMBER, Language, words

GERMANIC: dict[str, Language] = {
    "en": Language(
        # Titles precede names; the others precede the thing that they introduce.
        never=words(
            COMMON + " mr mrs ms messrs mx rev hon gen col maj capt cpt cmdr lt sgt cpl adm gov sen rep pres supt det"
            " e.g i.e viz v al eg ie ft fr msgr sr. dept esp incl est assn bros ph prop pvt"
        ),
        number=words(NUMBER + " nos figs eq eqs jan feb mar apr jun jul aug sep sept oct nov dec pt bk"),
        maybe=words(
            "inc ltd co corp llc plc jr sr esq u.s u.s.a u.k e.u u.n d.c l.a n.y a.m p.m ph.d m.d b.a m.a b.sc m.sc"
            " d.d.s a.d b.c b.c.e c.e ave blvd rd"
        ),
        final=words("etc"),
        starters=words(
            "am ca wo the a an this that these those there here it its he she they we i you his her their our my your"
            " what when where who why how which if but and or so then however meanwhile after before although while"
            " since because as at in on for from to with by no not yes also even still now today yesterday tomorrow"
            " later finally first second next once let do does did is are was were have has had can could will would"
            " should may might must please thanks thank maybe perhaps some many most all both each every one two three"
            " another other others such only just nobody everyone everything nothing someone something people"
        ),
    ),
    "de": Language(
        never=words(
            COMMON + " hr fr frl dipl ing med phil nat jur rer h.c z.b z b d.h d h u.a u a s.o s.u o.ä u.ä i.d.r"
            " m.e z.t z.zt u.u i.a i.v a.d v.a bzw bspw evtl ggf inkl exkl zzgl abzgl sog vgl ders dies hrsg hg"
            " str allg bes eigtl entspr geb gest gegr insb insbes jew max min mind lt rd chr mio mrd österr phys psych"
            " röm schweiz staatl tägl urspr verh wiss zool rd a.m i v u o"
        ),
        number=words(NUMBER + " abs abb anm aufl bl jg kap s ziff zeile z mio mrd rn tz hs"),
        number_ending="str",
        maybe=words("ff f jh jhd ag co"),
        final=words("usw etc u.s.w"),
        starters=words(
            "der die das den dem des ein eine einer ich du er sie es wir ihr man dies diese dieser"
            " dieses jene dort hier da dann"
            " doch aber und oder denn wenn weil als wie was wer wo warum auch so nun jetzt heute gestern morgen"
            " danach später zuerst außerdem trotzdem deshalb im in am an auf aus bei mit nach von vor zu für ja nein"
            " alle viele einige mein dein sein unser kein keine seit während obwohl laut"
        ),
        ordinal=True,
        after_ordinal=words(
            "januar jänner februar märz april mai juni juli august september oktober november dezember jan feb mär apr"
            " jun jul aug sep sept okt nov dez jahrhundert jahrhunderts jh jahrtausend mal klasse platz lebensjahr"
            " weltkrieg weltkriegs weltkrieges bundestag stock etage kapitel jahrestag geburtstag spieltag runde tag"
            " minute auflage teil semester liga wahlperiode"
        ),
        before_ordinal=words(
            "am der dem den des die das im vom zum beim seit bis ab und zur jeder jeden ein eine einen zwischen"
        ),
    ),
    "nl": Language(
        never=words(
            COMMON + " dhr mevr mw mej ir mr drs bc ing ds sr jr ca bijv bv d.w.z dwz i.p.v i.v.m m.a.w m.b.t n.a.v"
            " o.a o.m o.i.v t.a.v t.o.v t.g.v z.g e.d.w incl excl max min resp vgl zgn aanw vnw afk gem geb"
            " jl ll evt m.i a.u.b s.v.p i.h.b"
        ),
        number=words(NUMBER + " blz nr nrs hfdst afb art jan feb mrt apr aug sept okt nov dec par"),
        final=words("enz etc e.d"),
        maybe=words("e.a n.v b.v inc ltd co n.chr v.chr"),
        starters=words(
            "de het een dit dat deze die er hij zij ze wij we jij je ik u jullie hun haar zijn maar en of want dus als"
            " toen wanneer omdat hoewel terwijl ook nog nu dan daar daarna hier in op aan bij met na naar van voor"
            " volgens tijdens sinds niet wel wat wie waar waarom hoe welke alle veel sommige gisteren vandaag morgen"
            " ja nee zo om te"
        ),
    ),
    "sv": Language(
        never=words(
            COMMON + " hr fr dvs t.ex t.o.m bl.a s.k f.d fr.o.m p.g.a resp ev inkl exkl min max"
            " kl jfr f.n d.v.s tex ung civ ing s:t"
        ),
        number=words(NUMBER + " s sid kap kl st ca"),
        final=words("osv m.m m.fl o.d etc"),
        maybe=words("kr tkr mkr f.kr e.kr d.y d.ä"),
        starters=words(
            "den det de en ett han hon vi jag du ni man detta denna dessa här där då men och eller om när"
            " som eftersom medan för att i på av till från med efter före under enligt inte ja nej vad vem"
            " var varför hur idag igår sedan också nu"
        ),
    ),
    "da": Language(
        never=words(
            COMMON + " hr fr frk dvs f.eks fx bl.a s.k evt inkl ekskl ca jf m.h.t p.g.a pga vedr skt adj sml"
            " mht div ang mr mrs jr prof cand mag ib"
        ),
        number=words(NUMBER + " s kap stk kl d"),
        final=words("osv m.m m.fl etc"),
        maybe=words("kr mio mia f.kr e.kr d.y d.æ co inc u.s u.s.a e.u a.m p.m"),
        starters=words(
            "den det de en et han hun vi jeg du i man dette denne disse her der da men og eller hvis når"
            " som fordi mens for at på af til fra med efter før under ifølge ikke ja nej hvad hvem hvor"
            " hvorfor hvordan mit dit min i går også nu hun it how there"
        ),
        ordinal=True,
        after_ordinal=words(
            "januar februar marts april maj juni juli august september oktober november december"
            " gade etage århundrede klasse"
        ),
    ),
}
