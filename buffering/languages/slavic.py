"""Slavic languages. ``entry.py`` says what the classes mean."""

from __future__ import annotations

from .entry import COMMON, LABEL, NUMBER, Language, Notes, words

SLAVIC: dict[str, Language] = {
    "pl": Language(
        notes=Notes("blok kodu", "wzór", "gotowe", "tak", "nie"),
        never=words(
            COMMON + " mgr inż hab lek doc ks bp abp kard gen płk ppłk mjr kpt por sierż im ul al pl os p św pw śp"
            " np m.in tzn tzw tj ok pt red zob por wg ww godz min bałt łac gr ang niem fr ros tel"
            " mec med zw d.s ds jw j.w śr lm cd fot podkom nadkom kom asp dyr rys rtm hr arch"
            " ur zm wyd tłum"
        ),
        number=words(NUMBER + " s str poz pkt ust dz godz r z zł m lok wew tel kod"),
        label=words(LABEL + " t rozdz ryc rys zał cz kl"),
        measure=words("godz min sek zł gr"),
        months=words("stycz luty mar kwiec czerw lip sierp wrześ paźdz list grudz"),
        weekdays=words("czwart pt"),
        final=words("itd itp proc zł gr os km kg cm min sek"),
        maybe=words("r w m.st sp.z.o.o s.a o.o p.n.e n.e mln mld tys"),
        starters=words(
            "w z na do od po za przy pod nad o u i a ale lecz jednak więc zatem jeśli jeżeli gdy kiedy ponieważ bo"
            " to ta ten te ci on ona ono oni one ja ty my wy nie tak czy co kto gdzie jak dlaczego dziś wczoraj jutro"
            " potem tam tu proszę następnie także również już jest są był była było były według podczas"
            " mimo dla przez między każdy"
        ),
        ordinal=True,
        after_ordinal=words("wieku"),
    ),
    "cs": Language(
        notes=Notes("blok kódu", "vzorec", "hotovo", "ano", "ne"),
        never=words(
            COMMON + " p pí mgr ing bc mudr judr phdr rndr csc doc gen plk kpt por sv ul nám tř tj tzn tzv např"
            " mj resp popř příp vč zejm hl m.j n.m pozn red srov"
        ),
        number=words(NUMBER + " č čís r s str odst kč tis mil mld"),
        label=words(LABEL + " sv obr písm příl"),
        measure=words("hod min sek"),
        final=words("atd apod aj hod min kč"),
        maybe=words("a.s s.r.o spol o.p.s n.l tis mil mld"),
        starters=words(
            "v ve z ze na do od po za při s se k ke o u i a ale však proto tedy když pokud protože to ta ten"
            " ti ty on ona ono oni já my vy ne ano co kdo kde jak proč dnes včera zítra potom tam tady také již je"
            " jsou byl byla bylo byli podle během pro mezi každý"
        ),
        ordinal=True,
        after_ordinal=words("století"),
    ),
    "sk": Language(
        notes=Notes("blok kódu", "vzorec", "hotovo", "áno", "nie"),
        never=words(COMMON + " p pí mgr ing bc mudr judr phdr csc doc gen sv ul nám tj tzn tzv napr resp príp vr red"),
        number=words(NUMBER + " č čís s str ods"),
        label=words(LABEL + " zv obr písm príl"),
        measure=words("hod min sek"),
        final=words("atď apod"),
        maybe=words("a.s s.r.o r s.r o.o"),
        starters=words(
            "v vo z zo na do od po za pri s so k ku o u i a ale však preto teda keď ak pretože to tá ten"
            " on ona ono oni ja my vy nie áno čo kto kde ako prečo dnes včera zajtra potom tiež už je sú"
        ),
        ordinal=True,
        after_ordinal=words("pokus pluku storočia storočie ročník miesto"),
    ),
    "ru": Language(
        notes=Notes("блок кода", "формула", "готово", "да", "нет"),
        never=words(
            "г-н г-жа д-р проф акад доц чл.-корр им ул просп пр-т пер пл наб ш д кв корп стр оф тов гр"
            " т.е т.к т.н т.о и.о в.т.ч в.ч ср напр см св преп о обл р-н пос дер с ст гор мкр пгт"
            " прим пр ред изд сост англ нем фр лат греч рус букв сокр устар ген полк лейт кап мл ок куб кв"
        ),
        number=words("№ п пп ст с стр ч тт вып ул оф кв ок тел г доб каб эт корп д стр"),
        label=words("гл рис табл т разд прил ч кн"),
        measure=words("руб коп час мин сек ч"),
        months=words("янв фев февр мар апр июн июл авг сен сент окт ноя нояб дек"),
        weekdays=words("пон втор сред четв пятн субб воскр"),
        maybe=words("г гг в тыс млн млрд пр ц"),
        final=words("т.д т.п др гг вв руб коп долл дол у.е н.э м кв.м куб.м мин сек час км кг л см мм га э"),
        starters=words(
            "в во на с со к ко по из за от до для при под над у о об и а но или да если когда хотя пока"
            " это этот эта эти тот та те он она оно они я ты мы вы его её их не нет да как что кто где куда"
            " почему зачем сегодня вчера завтра потом затем также поэтому однако кроме после перед между"
            " был была было были есть все всё каждый многие некоторые согласно"
        ),
    ),
    "uk": Language(
        notes=Notes("блок коду", "формула", "готово", "так", "ні"),
        never=words(
            "п пп д-р проф акад доц ім вул просп пл пров буд кв обл р-н м с смт т.зв напр див пор св ред"
            " т.к т.ч ген полк о бульв пр-т наб шос гр г-н г-жа інж арх заст зав кол т.б т.е ст.наук англ лат"
            " укр рос нім фр бл прибл тов"
        ),
        number=words("№ п пп ст с стор ч вул кв тел оф каб бл рр"),
        label=words("гл рис табл т розд дод кн мал"),
        months=words("січ лют бер берез квіт трав черв лип серп вер верес жовт лист листоп груд"),
        measure=words("год хв сек грн коп"),
        maybe=words("р ст тис млн млрд"),
        final=words("т.д т.п ін рр грн коп н.е км кг хв год"),
        starters=words(
            "в у на з із зі до від по за для при під над о об і й та а але або якщо коли хоча поки це цей ця"
            " ці той та ті він вона воно вони я ти ми ви його її їх не ні так як що хто де куди чому"
            " сьогодні вчора завтра потім також тому однак після перед між був була було були є всі все"
        ),
    ),
    "bg": Language(
        notes=Notes("блок с код", "формула", "готово", "да", "не"),
        never=words(
            "г-н г-жа г-ца д-р проф акад доц инж арх ген полк ул бул пл жк св т.е т.нар напр вж ср им гр с обл"
            " общ чл вкл о лейт проф англ фр нем рус лат пл"
        ),
        number=words("№ стр чл ал бр ул ет ап вх бл тел"),
        label=words("т гл фиг табл прил"),
        measure=words("лв ст мин сек"),
        maybe=words("г т.г т.н хил млн млрд"),
        final=words("др лв ст пр.н.е н.е км кг м"),
        starters=words(
            "в във на с със към по из за от до при под над у о и а но или ако когато докато това този тази"
            " тези той тя то те аз ти ние вие не да как какво кой къде защо днес вчера утре после също"
            " обаче след преди между беше бяха има са е"
        ),
    ),
    "be": Language(
        notes=Notes("блок кода", "формула", "гатова", "так", "не"),
        never=words(
            "праф акад дац д-р г в вул пр-т прасп пл зав бульв наб ім св с п сп спн спад гр д кв обл р-н напр гл інж"
            " т.зв і.інш ген палк рэд в.а т.е у.т.л"
        ),
        number=words("№ с стар п арт ч кв вул тел каб"),
        label=words("гл мал табл т дад кн"),
        measure=words("гадз хв сек руб кап"),
        final=words("г.д інш т.п руб кап"),
        maybe=words("г гг ст тыс млн млрд"),
        starters=words(
            "у ў з на і а але ці або калі хоць пакуль гэта гэты гэтая той тая тыя ён яна яно яны я ты мы вы не так як"
            " што хто дзе куды чаму сёння учора заўтра потым таксама таму пасля перад паміж быў была было былі ёсць"
        ),
    ),
    "mk": Language(
        never=words(
            "д-р проф доц акад г г-ѓа г-ца г-дин м-р инж арх ген полк ул бул пл св т.е т.н на.пр пр сп види сл с о гр"
            " општ ред чл"
        ),
        number=words("№ бр стр чл ст ул тел"),
        label=words("гл сл таб т"),
        measure=words("мин сек ден"),
        final=words("итн др сл н.е п.н.е"),
        maybe=words("г год в тис мил млн"),
        starters=words(
            "во на со за од до по при под над и а но или ако кога додека овој оваа ова овие тој таа тоа тие јас ти ние"
            " вие не да како што кој каде зошто денес вчера утре потоа исто сепак меѓу беше има се е"
        ),
    ),
    "sl": Language(
        notes=Notes("blok kode", "formula", "končano", "da", "ne"),
        never=words(
            COMMON + " g ga gdč gdčna gosp mag doc izr red akad inž dipl univ sv ul tj npr t.i t.im oz gl prim št"
            " arh odv kpt polk gen o p prev ur zn sod ang nem fr lat slov"
        ),
        number=words(NUMBER + " št str odst čl c l tč nadst tel"),
        label=words(LABEL + " sl pogl pril zv"),
        measure=words("min sek"),
        final=words("itd ipd idr itn"),
        maybe=words("d.o.o d.d s.p stol tis mio mrd c pr.n.š n.št"),
        starters=words(
            "v na z s k h po za od do pri pod nad in a ampak toda pa ali če ko ker da ta to tisti on ona ono oni jaz"
            " ti mi vi ne tako kako kaj kdo kje zakaj danes včeraj jutri potem nato tudi že je so bil bila bilo bili"
            " med vsak vsi"
        ),
        ordinal=True,
        after_ordinal=words("stoletje"),
    ),
}

_LATIN = Language(
    notes=Notes("blok koda", "formula", "gotovo", "da", "ne"),
    never=words(
        COMMON + " g gđa gdja gđica gosp gospođa prof doc mr mag sc ing dipl akad fra don mons vlč o sv bl ul bul"
        " nar npr tj tzv odn tzn v usp prim spec arh odv gen puk bojn red ur prev engl njem franc lat hrv srp"
        " izv potpr dopr preč s.r"
    ),
    number=words(NUMBER + " br str čl st toč t tel ul kn din"),
    label=words(LABEL + " sl pril gl sv tab"),
    measure=words("min sek h kn din"),
    final=words("itd isl"),
    maybe=words("d.o.o d.d o.d a.d st god stolj pr.kr n.e p.n.e tis mil mlrd mlrd idr"),
    starters=words(
        "u na s sa k o od do po za iz pri pod nad i a ali nego no pa da ako kad kada dok jer ovo ovaj ova ti taj ta to"
        " on ona ono oni one ja ti mi vi ne da kako što šta tko ko gdje gde zašto danas jučer juče sutra potom zatim"
        " poslije posle nakon prije pre također takođe već je su bio bila bilo bili između svaki svi"
    ),
    ordinal=True,
    after_ordinal=words("stoljeće stoljeća vek vijek razred"),
)
"""Croatian, Bosnian, Montenegrin, and Serbian in Latin letters."""
_CYRILLIC = words(
    "г гђа гђица госп госпођа др проф доц мр маг сц инж дипл акад о св ул бул нпр тј тзв одн в уп арх адв ген"
    " пук ред ур прев енгл нем фр лат срп прим"
)
SLAVIC |= dict.fromkeys(("hr", "bs", "cnr"), _LATIN)
SLAVIC["sr"] = Language(
    notes=Notes("блок кода", "формула", "готово", "да", "не"),
    never=_LATIN.never | _CYRILLIC,
    number=_LATIN.number | words("№ бр стр чл ст тач т тел ул дин"),
    label=_LATIN.label | words("сл гл прил таб св"),
    measure=_LATIN.measure | words("мин сек дин"),
    final=_LATIN.final | words("итд исл"),
    maybe=_LATIN.maybe | words("д.о.о а.д год н.е п.н.е хиљ мил млрд идр"),
    starters=_LATIN.starters
    | words(
        "у на с са к о од до по за из при под над и а али него но па да ако кад када док јер ово овај ова тај та то"
        " он она оно они оне ја ти ми ви не како шта ко где зашто данас јуче сутра потом затим после након пре такође"
        " већ је су био била било били између сваки сви"
    ),
    ordinal=True,
    after_ordinal=_LATIN.after_ordinal | words("век века разред"),
)
