"""Slavic languages. What the classes mean is told in ``entry.py``."""

from __future__ import annotations

from .entry import COMMON, NUMBER, Language, words

SLAVIC: dict[str, Language] = {
    "pl": Language(
        never=words(
            COMMON + " mgr inż hab lek doc ks bp abp kard gen płk ppłk mjr kpt por sierż im ul al pl os p św pw śp"
            " np m.in tzn tzw tj ok pt red zob por wg ww godz min bałt łac gr ang niem fr ros tel"
            " mec med zw d.s ds jw j.w śr lm cd fot podkom nadkom kom asp dyr rys rtm hr arch"
            " ur zm wyd tłum"
        ),
        number=words(NUMBER + " s str poz pkt ust dz godz r t z rozdz ryc zł art nr par"),
        final=words("itd itp proc zł gr os km kg cm min sek"),
        maybe=words("r w m.st sp.z.o.o s.a o.o p.n.e n.e mln mld tys"),
        starters=words(
            "w z na do od po za przy pod nad o u i a ale lecz jednak więc zatem jeśli jeżeli gdy kiedy ponieważ bo"
            " to ta ten te ci on ona ono oni one ja ty my wy nie tak czy co kto gdzie jak dlaczego dziś wczoraj jutro"
            " potem następnie także również już jest są był była było były według podczas mimo dla przez między każdy"
        ),
        ordinal=True,
        after_ordinal=words(
            "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia wieku"
        ),
    ),
    "cs": Language(
        never=words(
            COMMON + " p pí mgr ing bc mudr judr phdr rndr csc doc gen plk kpt por sv ul nám tř tj tzn tzv např"
            " mj resp popř příp vč zejm hl m.j n.m pozn red srov"
        ),
        number=words(NUMBER + " č čís r s str odst písm obr kč tis mil mld"),
        final=words("atd apod aj hod min kč"),
        maybe=words("a.s s.r.o spol o.p.s n.l tis mil mld"),
        starters=words(
            "v ve z ze na do od po za při s se k ke o u i a ale však proto tedy když pokud protože to ta ten"
            " ti ty on ona ono oni já my vy ne ano co kdo kde jak proč dnes včera zítra potom také již je"
            " jsou byl byla bylo byli podle během pro mezi každý"
        ),
        ordinal=True,
        after_ordinal=words(
            "ledna února března dubna května června července srpna září října listopadu prosince století"
        ),
    ),
    "sk": Language(
        never=words(COMMON + " p pí mgr ing bc mudr judr phdr csc doc gen sv ul nám tj tzn tzv napr resp príp vr red"),
        number=words(NUMBER + " č čís s str ods písm obr"),
        final=words("atď apod"),
        maybe=words("a.s s.r.o r s.r o.o"),
        starters=words(
            "v vo z zo na do od po za pri s so k ku o u i a ale však preto teda keď ak pretože to tá ten"
            " on ona ono oni ja my vy nie áno čo kto kde ako prečo dnes včera zajtra potom tiež už je sú"
        ),
        ordinal=True,
        after_ordinal=words(
            "januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra"
            " marec január február apríl máj jún júl august september október november december"
            " pokus pluku storočia storočie ročník miesto apr"
        ),
    ),
    "ru": Language(
        never=words(
            "г-н г-жа д-р проф акад доц чл.-корр им ул просп пр-т пер пл наб ш д кв корп стр оф тов гр"
            " т.е т.к т.н т.о и.о в.т.ч в.ч ср напр см св преп о обл р-н пос дер с ст гор мкр пгт"
            " прим пр. ред изд сост англ нем фр лат греч рус букв сокр устар ген полк лейт кап мл ок куб кв"
        ),
        number=words("№ п пп ст с стр гл рис табл ч т тт вып разд ул оф кв ок тел г"),
        maybe=words("г в тыс млн млрд пр ц"),
        final=words("т.д т.п др гг вв руб коп долл дол у.е н.э м кв.м куб.м мин сек час км кг л см мм га э"),
        starters=words(
            "в во на с со к ко по из за от до для при под над у о об и а но или да если когда хотя пока"
            " это этот эта эти тот та те он она оно они я ты мы вы его её их не нет да как что кто где куда"
            " почему зачем сегодня вчера завтра потом затем также поэтому однако кроме после перед между"
            " был была было были есть все всё каждый многие некоторые согласно"
        ),
    ),
    "uk": Language(
        never=words(
            "п пп д-р проф акад доц ім вул просп пл пров буд кв обл р-н м с смт т.зв напр див пор св ред"
            " т.к т.ч ген полк"
        ),
        number=words("№ п пп ст с стор гл рис табл ч т розд вул"),
        maybe=words("р ст тис млн млрд"),
        final=words("т.д т.п ін рр грн коп н.е км кг хв год"),
        starters=words(
            "в у на з із зі до від по за для при під над о об і й та а але або якщо коли хоча поки це цей ця"
            " ці той та ті він вона воно вони я ти ми ви його її їх не ні так як що хто де куди чому"
            " сьогодні вчора завтра потім також тому однак після перед між був була було були є всі все"
        ),
    ),
    "bg": Language(
        never=words(
            "г-н г-жа г-ца д-р проф акад доц инж арх ген полк ул бул пл жк св т.е т.нар напр вж ср им гр с обл"
            " общ чл вкл"
        ),
        number=words("№ стр чл ал т гл фиг табл бр ул"),
        maybe=words("г т.г т.н хил млн млрд"),
        final=words("др лв ст пр.н.е н.е км кг м"),
        starters=words(
            "в във на с със към по из за от до при под над у о и а но или ако когато докато това този тази"
            " тези той тя то те аз ти ние вие не да как какво кой къде защо днес вчера утре после също"
            " обаче след преди между беше бяха има са е"
        ),
    ),
}
