"""Germanic languages. ``entry.py`` says what the classes mean."""

from __future__ import annotations

from .entry import COMMON, LABEL, NUMBER, Language, Notes, words

GERMANIC: dict[str, Language] = {
    "en": Language(
        # Titles precede names; the others precede the thing that they introduce.
        never=words(
            COMMON + " mr mrs ms messrs mx rev hon gen col maj capt cpt cmdr lt sgt cpl adm gov sen rep pres supt det"
            " e.g i.e viz v al eg ie Ft fr msgr sr dept esp incl est assn bros ph prop pvt"
            " asst assoc insp comdr pfc brig amb atty fwd sts mts Ste Pt sp spp subsp"
        ),
        number=words(
            NUMBER + " nos eq eqs pt bk rs apt ext hwy rm bldg rte blk ref refs qty temp ver para paras"
            # The books of the Bible that are no names, and law reports.
            " Rom Cor Exod Lev Deut Josh Judg Neh Ps Pss Prov Eccl Isa Jer Lam Ezek Hos Obad Mic Nah Hab Zeph Hag Zech"
            " Mal Matt Gal Eph Col Thess Philem Heb Jas Supp Ct So"
        ),
        label=words(LABEL + " Bldg Rm Apt Bk Ex Pt Blk Eq figs pl Ste"),
        measure=words("lbs tbsp tsp pkg doz hrs mins secs yrs wks mos Tim Sam Pet Kgs Chron Jn Mk Lk Dan"),
        months=words("Sept"),
        weekdays=words("Tues Thur Thurs Weds"),
        maybe=words(
            "inc ltd co corp llc plc pty pte jr sr esq u.s u.s.a u.k e.u u.n d.c l.a n.y a.m p.m m.d b.a m.a"
            " d.d.s a.d b.c b.c.e c.e ave blvd rd tbsp tsp tbs tbsps tsps lb lbs oz qt gal pkg doz ft"
            # States, before a name or an institution.
            " Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo Mont Neb Nev Okla"
            " Ore Pa Tenn Tex Va Vt Wash Wis Wyo"
        ),
        # A degree stands after its name, so what follows it is a new sentence.
        final=words("etc ph.d d.phil ed.d b.sc m.sc ll.b ll.m ll.d"),
        starters=words(
            "am ca wo the a an this that these those there here it its he she they we i you his her their our my your"
            " what when where who why how which if but and or so then however meanwhile after before although while"
            " since because as at in on for from to with by no not yes also even still now today yesterday tomorrow"
            " later finally first second next once let do does did is are was were have has had can could will would"
            " should may might must please thanks thank maybe perhaps some many most all both each every one two three"
            " another other others such only just nobody everyone everything nothing someone something people"
            " thousands hundreds millions billions dozens several few much more less neither either none"
            " mr mrs ms miss dr prof add stir mix bake serve pour combine whisk repeat remove"
        ),
    ),
    "de": Language(
        notes=Notes("Codeblock", "Formel", "erledigt", "ja", "nein"),
        never=words(
            COMMON + " hr fr frl dipl ing med phil nat jur rer h.c z.b z b d.h d h u.a u a s.o s.u o.ä u.ä i.d.r"
            " m.e z.t z.zt u.u i.a i.v a.d v.a bzw bspw evtl ggf inkl exkl zzgl abzgl sog vgl ders dies hrsg hg"
            " str allg bes eigtl entspr geb gest gegr insb insbes jew max mind lt rd chr mio mrd österr phys psych"
            " röm schweiz staatl tägl urspr verh Mag wiss zool rd a.m i v u o univ hl"
            # Adjectives and adverbs before a noun, which has a capital.
            " ev ehem kath stellv kaufm techn polit wirtschaftl gesellschaftl öffentl städt landw gewerbl amtl ärztl"
            " dt engl frz ital span lat griech russ amerik europ internat nation mathem chem biol"
            " gesetzl vorl nachm vorm vorw zus zusätzl durchschn mittl östl westl nördl südl ob unt erg"
            " einschl ausschl betr bez gez verst verm led abgek ugs geogr hist kirchl milit"
            " theol trad übl versch volkst wöchentl monatl jährl weibl männl kgl ehrenamtl"
        ),
        number=words(
            NUMBER + " abs anm aufl bl jg s ziff zeile z mio mrd rn tz hs rs Joh Lk Mk Apg Kor Eph Phil Kol Hebr Jak"
            " Offb Jes Jer Ps Spr Mos"
        ),
        label=words(LABEL + " abb bd anh anl Geb Zi"),
        number_ending="str",
        measure=words("stdn"),
        months=words("Mär Febr Jun Jul"),
        maybe=words("ff f jh jhd ag co std stdn min sek Wo Mon El Tl Tg tgl stck stk pck pckg pers ptl msp esl"),
        final=words("usw etc u.s.w"),
        starters=words(
            "der die das den dem des ein eine einer ich du er sie es wir ihr man dies diese dieser"
            " dieses jene dort hier da dann"
            " doch aber und oder denn wenn weil als wie was wer wo warum auch so nun jetzt heute gestern morgen"
            " danach später zuerst außerdem trotzdem deshalb im in am an auf aus bei mit nach von vor zu für ja nein"
            " alle viele einige mein dein sein unser kein keine seit während obwohl laut"
            " herr frau anschließend dabei damit dafür deshalb deswegen zudem ab ob zum zur"
        ),
        ordinal=True,
        after_ordinal=words(
            "jänner jahrhundert jahrhunderts jh jahrtausend mal klasse platz lebensjahr"
            " weltkrieg weltkriegs weltkrieges bundestag stock etage kapitel jahrestag geburtstag spieltag runde tag"
            " minute auflage teil semester liga wahlperiode"
        ),
        before_ordinal=words(
            "am der dem den des die das im vom zum beim seit bis ab und zur jeder jeden ein eine einen zwischen"
        ),
    ),
    "nl": Language(
        notes=Notes("codeblok", "formule", "klaar", "ja", "nee"),
        never=words(
            COMMON + " dhr mevr mw mej ir mr drs bc ing ds sr jr ca bijv bv d.w.z dwz i.p.v i.v.m m.a.w m.b.t n.a.v"
            " o.a o.m o.i.v t.a.v t.o.v t.g.v z.g e.d.w incl excl resp vgl zgn aanw vnw afk gem geb"
            " jl ll evt m.i a.u.b s.v.p i.h.b"
            " prov ned fr burg kol gen kapt lt"
        ),
        number=words(NUMBER + " blz nrs toest Joh Mat Luc Rom Kor"),
        label=words(LABEL + " hfdst afb dl"),
        months=words("sept"),
        weekdays=words("maa din woe don vri zat zon"),
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
        notes=Notes("kodblock", "formel", "klar", "ja", "nej"),
        never=words(
            COMMON + " hr fr dvs t.ex t.o.m bl.a s.k f.d fr.o.m p.g.a resp ev inkl exkl"
            " kl jfr f.n d.v.s tex ung civ ing s:t em doc jur ekon bitr kapt"
        ),
        number=words(NUMBER + " s sid kl st ca lgh"),
        label=words(LABEL + " "),
        measure=words("tim"),
        final=words("osv m.m m.fl o.d etc"),
        maybe=words("kr tkr mkr f.kr e.kr d.y d.ä"),
        starters=words(
            "den det de en ett han hon vi jag du ni man detta denna dessa här där då men och eller om när"
            " som eftersom medan för att i på av till från med efter före under enligt inte ja nej vad vem"
            " var varför hur idag igår sedan också nu"
        ),
    ),
    "da": Language(
        notes=Notes("kodeblok", "formel", "færdig", "ja", "nej"),
        never=words(
            COMMON + " hr fr frk dvs f.eks fx bl.a s.k evt inkl ekskl ca jf m.h.t p.g.a pga vedr skt adj sml"
            " mht div ang mr mrs jr prof cand mag ib"
        ),
        number=words(NUMBER + " s stk kl d lejl kr"),
        label=words(LABEL + " "),
        measure=words("tim min"),
        final=words("osv m.m m.fl etc"),
        maybe=words("kr mio mia f.kr e.kr d.y d.æ co inc u.s u.s.a e.u a.m p.m"),
        starters=words(
            "den det de en et han hun vi jeg du i man dette denne disse her der da men og eller hvis når"
            " som fordi mens for at på af til fra med efter før under ifølge ikke ja nej hvad hvem hvor"
            " hvorfor hvordan mit dit min i går også nu hun it how there"
        ),
        ordinal=True,
        after_ordinal=words("gade etage århundrede klasse"),
    ),
}

_NORWEGIAN = Language(
    notes=Notes("kodeblokk", "formel", "ferdig", "ja", "nei"),
    never=words(
        COMMON + " hr fr frk adv dvs f.eks bl.a s.k evt inkl ekskl jf jfr m.h.t mht p.g.a pga vedr cand mag ing siv"
        " sivilarkitekt dir kapt maj gen tlf t.o.m f.o.m o.l div ang"
    ),
    number=words(NUMBER + " s sd kl ca gt gst tlf kr d"),
    number_ending="gt",
    label=words(LABEL + " "),
    measure=words("tim timer"),
    final=words("osv o.s.v m.m m.fl m.v o.a etc"),
    maybe=words("kr mill mrd f.kr e.kr a.s gt gst vn"),
    starters=words(
        "den det de en ei et han hun ho vi jeg eg du dere i man dette denne disse her der da men og eller hvis når"
        " som fordi mens for at på av til fra med etter før under ifølge ikke ikkje ja nei hva hvem hvor hvorfor"
        " hvordan kva kven kvar korleis kvifor ta kom nå no også så"
    ),
    ordinal=True,
    after_ordinal=words("etasje klasse århundre trinn"),
)

GERMANIC |= {
    "no": _NORWEGIAN,
    "nn": _NORWEGIAN,
    "is": Language(
        never=words(
            COMMON + " hr frú sr séra dr próf þ.e þ.e.a.s m.a t.d s.s sbr skv u.þ.b þ.á.m o.fl.þ kap sím bls alþm"
            " ráðh forstj"
        ),
        number=words(NUMBER + " bls kl kr gr s tölul mgr"),
        number_ending="gt",
        label=words(LABEL + " "),
        measure=words("klst mín sek"),
        final=words("o.s.frv o.fl o.þ.h etc"),
        maybe=words("f.kr e.kr hf ehf kr"),
        starters=words(
            "það þau þeir þær hann hún við ég þú þið þetta þessi þessir hér þar þá en og eða ef þegar sem af því"
            " á í til frá með eftir fyrir undir ekki já nei hvað hver hvar hvernig hvers svo nú"
        ),
        ordinal=True,
    ),
    "af": Language(
        never=words(COMMON + " mnr mev mej ds adv kapt kol genl lt sers burg bv d.w.s m.a.w o.a nl vgl ged geb sg"),
        number=words(NUMBER + " bl hfst afd R"),
        number_ending="str",
        label=words(LABEL + " hfst"),
        final=words("ens e.d.m etc"),
        maybe=words("bpk edms vm nm v.c n.c"),
        starters=words(
            "die dit 'n hy sy hulle ons ek jy julle hierdie daardie maar en of want as toen wanneer omdat ook nog nou"
            " dan daar daarna hier in op aan by met na van vir volgens nie wat wie waar hoekom hoe ja nee om te"
        ),
    ),
    "lb": Language(
        never=words(COMMON + " mme m joffer abbé z.b d.h u.a bzw ggf hr fr"),
        number=words(NUMBER + " s n"),
        label=words(LABEL),
        final=words("asw etc"),
        ordinal=True,
        starters=words("den d' dat si hien hatt mir ech du an awer oder well wann wéi wat wou hei do elo"),
    ),
}
