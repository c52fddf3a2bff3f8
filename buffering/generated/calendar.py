"""Months and weekdays, by CLDR. Written by ``python -m tests.make_tables``."""

from __future__ import annotations

SHORT_MONTHS: dict[str, str] = {
    "af": "Apr Aug Des Feb Jan Jul Jun Mrt Nov Okt Sep",
    "an": "abr ago avi chi chl chn feb mar may nov oct set",
    "as": "অক্টো আগ ছেপ্তে জানু ডিচে নৱে ফেব্ৰু",
    "ast": "Abr Ago Avi Feb Mar May Och Pay Set Xin Xnt Xun abr ago avi feb mar may och pay set xin xnt xun",
    "az": "apr avq dek fev iyl iyn mar noy okt sen yan",
    "be": "вер жні кас кра лют ліп ліс сак сне сту чэр",
    "bg": "авг апр дек ное окт сеп фев яну",
    "bn": "অক্টো আগ এপ্রি জানু জুল ডিসে নভে ফেব সেপ সেপ্ট",
    "br": "Cʼhwe Ebr Gen Goue Gwen Kzu Meur Mezh",
    "bs": "apr aug dec feb jan jul jun kol lip lis mar nov okt ožu pro ruj sep sij srp stu svi tra velj",
    "ca": "abr ag des febr gen jul nov oct set",
    "cnr": "apr avg dec feb jan nov okt sept",
    "cs": "bře dub kvě led lis pro srp zář úno čvc čvn říj",
    "cy": "Chw Chwef Ebr Gor Gorff Hyd Ion Maw Meh Rhag Tach",
    "da": "apr aug dec feb jan jul jun mar nov okt sep",
    "de": "Apr Aug Dez Feb Jan Jul Jun Mär Nov Okt Sep Sept",
    "el": "Απρ Αυγ Αύγ Δεκ Ιαν Ιουλ Ιουν Ιούλ Ιούν Μάι Μάρ Μαΐ Μαρ Νοέ Νοε Οκτ Σεπ Φεβ",
    "en": "Apr Aug Dec Feb Jan Jul Jun Mar Nov Oct Sep",
    "eo": "Apr Aŭg Dec Feb Jan Jul Jun Maj Mar Nov Okt Sep",
    "es": "abr ago dic ene feb jul jun mar may nov oct sept",
    "et": "apr aug dets jaan nov okt sept veebr",
    "eu": "abe abu api aza eka ira mai mar ots urr urt uzt",
    "fi": "elo heinä helmi huhti joulu kesä loka maalis marras syys tammi touko",
    "fil": "Abr Ago Dis Ene Hul Hun Mar May Nob Okt Peb Set",
    "fr": "avr déc févr janv juil nov oct sept",
    "ga": "Aib Beal Dfómh Ean Feabh Lún Meith Mfómh Noll Samh",
    "gd": "Cèit Dàmh Dùbh Faoi Gearr Gibl Iuch Lùna Samh Sult Ògmh",
    "gl": "abr ago dec feb mar nov out set xan xul",
    "gu": "ઑક્ટો જાન્યુ ડિસે નવે ફેબ્રુ સપ્ટે",
    "ha": "Afi Agu Dis Fab Jan Mar May Nuw Okt Sat Yul Yun",
    "hr": "apr aug dec feb jan jul jun kol lip lis mar nov okt ožu pro ruj sep sij srp stu svi tra velj",
    "hu": "aug dec febr jan júl jún máj márc nov okt szept ápr",
    "hy": "ապր դեկ հլս հնս հնվ հոկ մյս մրտ նոյ սեպ փտվ օգս",
    "id": "Agu Apr Des Feb Jan Jul Jun Mar Nov Okt Sep",
    "is": "apr des feb jan júl jún mar nóv okt sep ágú",
    "it": "ago apr dic feb gen giu lug mag mar nov ott set",
    "jv": "Agt Apr Des Feb Jan Jul Jun Mar Nov Okt Sep",
    "ka": "აგვ აპრ დეკ თებ იან ივლ ივნ მაი მარ ნოე ოქტ სექ",
    "kk": "ақп жел мам мау нау сәу там шіл қаз қар қаң қыр",
    "kn": "ಅಕ್ಟೋ ಆಗ ಏಪ್ರಿ ಜನ ಡಿಸೆಂ ನವೆಂ ಫೆಬ್ರ ಸೆಪ್ಟೆಂ",
    "ku": "adr brf cot gln hzr mjd nsn rbn sbt tbx trm îln",
    "ky": "Авг Апр Дек Июл Июн Мар Ноя Окт Сен Фев Янв авг апр дек июл июн мар ноя окт сен фев янв",
    "lb": "Abr Aug Dez Feb Jan Jul Jun Mäe Nov Okt Sep",
    "lt": "bal birž geg gruod kov lapkr liep rugp rugs saus spal vas",
    "lv": "apr aug dec febr janv jūl jūn nov okt sept",
    "mk": "авг апр дек мар ное окт сеп фев јан јул јун",
    "ml": "ഏപ്രി ഒക്ടോ ഓഗ ജനു ഡിസം നവം ഫെബ്രു മാർ സെപ്റ്റം",
    "mr": "एप्रि ऑक्टो ऑग जाने डिसें नोव्हें फेब्रु सप्टें",
    "ms": "Apr Dis Feb Jan Jul Nov Ogo Okt Sep",
    "mt": "Apr Aww Diċ Fra Jan Lul Mar Mej Nov Ott Set Ġun",
    "nl": "apr aug dec feb jan jul jun mrt nov okt sep",
    "nn": "apr aug des feb jan jul jun mar nov okt sep",
    "no": "apr aug des feb jan jul jun mar nov okt sep",
    "oc": "abr ago dec feb gen jul nov oct set",
    "pa": "ਅਕਤੂ ਅਗ ਅਪ੍ਰੈ ਜਨ ਜੁਲਾ ਦਸੰ ਨਵੰ ਫ਼ਰ ਸਤੰ",
    "pl": "cze gru kwi lip lis lut mar paź sie sty wrz",
    "pt": "abr ago dez fev jan jul jun mai mar nov out set",
    "ro": "apr aug dec feb ian iul iun mar nov oct sept",
    "ru": "авг апр дек июл июн мар нояб окт сент февр янв",
    "sk": "apr aug dec feb jan mar nov okt sep",
    "sl": "apr avg dec feb jan jul jun mar nov okt sep",
    "sq": "dhj gush jan korr mar nën pri qer shk sht tet",
    "sr": "apr avg dec feb jan mar nov okt sep авг апр дец мар нов окт сеп феб јан",
    "su": "Ags Apr Dés Jan Jul Jun Mar Nop Okt Péb Sép",
    "sv": "apr aug dec feb jan nov okt sep",
    "sw": "Ago Apr Des Feb Jan Jul Jun Mac Nov Okt Sep",
    "ta": "அக் ஆக ஏப் செப் ஜன டிச நவ பிப் மார்",
    "te": "అక్టో ఆగ ఏప్రి జన డిసెం నవం ఫిబ్ర సెప్టెం",
    "tk": "Apr Awg Dek Few Mar Noý Okt Sen apr awg dek few noý okt sen Ýan ýan",
    "tr": "Ara Ağu Eki Eyl Haz Kas Mar May Nis Oca Tem Şub",
    "tt": "авг апр гыйн дек мар нояб окт сент фев",
    "uk": "бер вер груд жовт квіт лип лист лют серп січ трав черв",
    "uz": "Apr Avg Dek Fev Iyl Iyn Mar Noy Okt Sen Yan apr avg dek fev iyl iyn mar noy okt sen yan",
    "xh": "Aga Dis Epr Feb Jan Jul Jun Mat Mey Nov Okt Sep Sept",
    "yi": "אַפּר אויג אקט דעצ יאַנ נאוו סעפּ פֿעב",
    "zu": "Aga Dis Eph Feb Jan Jul Jun Mas Mey Nov Okt Sep",
}
"""Abbreviations, without their dot."""
SHORT_WEEKDAYS: dict[str, str] = {
    "af": "Di Do Ma Sa So Vr Wo",
    "an": "chu dom lun mar mie sab vie",
    "ar": "الأحد الأربعاء الاثنين الثلاثاء الجمعة الخميس السبت",
    "as": "দেও বুধ বৃহ মঙ্গল শনি শুক্ৰ সোম",
    "ast": "dom llu mar mié sáb vie xue",
    "az": "B C Ç Ş",
    "be": "аў нд пн пт сб ср чц",
    "bg": "вт нд пн пт сб ср чт",
    "bn": "বুধ বৃহস্পতি মঙ্গল রবি শনি শুক্র সোম",
    "br": "Gwe Lun Mer Meu Sad Sul Yaou",
    "bs": "ned pet pon sri sub uto čet",
    "ca": "dc dg dj dl ds dt dv",
    "cnr": "ned pet pon sre sub uto čet",
    "cs": "ne po pá so st út čt",
    "cy": "Gwe Gwen Iau Llun Maw Mer Sad Sul",
    "da": "fre lør man ons søn tirs tors",
    "de": "Di Do Fr Mi Mo Sa So",
    "el": "Δευ Κυρ Πέμ Παρ Σάβ Τετ Τρί",
    "en": "Fri Mon Sat Sun Thu Tue Wed",
    "eo": "di lu ma me sa ve ĵa",
    "es": "dom jue lun mar mié sáb vie",
    "et": "E K L N P R T",
    "eu": "al ar az ig lr og or",
    "fa": "جمعه دوشنبه شنبه پنجشنبه چهارشنبه یکشنبه",
    "fi": "ke la ma pe su ti to",
    "fil": "Biy Huw Lin Lun Mar Miy Sab",
    "fr": "dim jeu lun mar mer sam ven",
    "ga": "Aoine Céad Domh Déar Luan Máirt Sath",
    "gd": "Dia Dic Did Dih Dil Dim Dis",
    "gl": "dom luns mar mér sáb ven xov",
    "gu": "ગુરુ બુધ મંગળ રવિ શનિ શુક્ર સોમ",
    "ha": "Alh Asa Jum Lah Lar Lit Tal",
    "he": "שבת",
    "hi": "गुरु बुध मंगल रवि शनि शुक्र सोम",
    "hr": "ned pet pon sri sub uto čet",
    "hu": "Cs H K P Sze Szo V",
    "hy": "երկ երք կիր հնգ շբթ ուր չրք",
    "id": "Jum Kam Min Rab Sab Sel Sen",
    "is": "fim fös lau mið mán sun þri",
    "it": "dom gio lun mar mer sab ven",
    "ja": "土 日 月 木 水 火 金",
    "jv": "Ahad Jum Kam Rab Sab Sel Sen",
    "ka": "კვი ოთხ ორშ პარ სამ შაბ ხუთ",
    "kk": "бс дс жм жс сб ср сс",
    "kn": "ಗುರು ಬುಧ ಭಾನು ಮಂಗಳ ಶನಿ ಶುಕ್ರ ಸೋಮ",
    "ko": "금 목 수 월 일 토 화",
    "ku": "dşm pşm sşm yşm çşm înî şem",
    "ky": "бейш дүй жек жума ишм шарш шейш",
    "lb": "Don Dën Fre Méi Mët Sam Son",
    "lt": "an kt pn pr sk tr št",
    "lv": "Ceturtd Otrd Piektd Pirmd Sestd Svētd Trešd ceturtd otrd piektd pirmd sestd svētd trešd",
    "mk": "вто нед пет пон саб сре чет",
    "ml": "ചൊവ്വ ഞായർ തിങ്കൾ ബുധൻ വെള്ളി വ്യാഴം ശനി",
    "mn": "Ба Бя Да Лх Мя Ня Пү",
    "mr": "गुरु बुध मंगळ रवि शनि शुक्र सोम",
    "ms": "Ahd Isn Jum Kha Rab Sab Sel",
    "mt": "Erb Sib Tli Tne Ġim Ħad Ħam",
    "ne": "आइत बिहि बुध मङ्गल शनि शुक्र सोम",
    "nl": "di do ma vr wo za zo",
    "nn": "fr la må on sø to ty",
    "no": "fre lør man ons søn tir tor",
    "oc": "dijòus diluns dimars dimenge dimècres dissabte",
    "or": "ଗୁରୁ ବୁଧ ମଙ୍ଗଳ ରବି ଶନି ଶୁକ୍ର ସୋମ",
    "pa": "ਐਤ ਬੁੱਧ ਮੰਗਲ ਵੀਰ ਸ਼ਨੀ ਸ਼ੁੱਕਰ ਸੋਮ",
    "pl": "czw niedz pon pt sob wt śr",
    "ps": "جمعه دوشنبه شنبه چهارشنبه یکشنبه",
    "pt": "dom qua qui seg sex sáb ter",
    "ro": "dum joi lun mar mie sâm vin",
    "ru": "вс вт пн пт сб ср чт",
    "si": "අඟහ ඉරිදා බදාදා සඳුදා සිකු සෙන",
    "sk": "ne pi po so st ut št",
    "sl": "ned pet pon sob sre tor čet",
    "sq": "die enj hën mar mër pre sht",
    "sr": "ned pet pon sre sub uto čet нед пет пон сре суб уто чет",
    "su": "Jum Kem Mng Reb Sal Sap Sen",
    "sv": "fre lör mån ons sön tis tors",
    "sw": "Alhamisi Ijumaa Jumamosi Jumanne Jumapili Jumatano Jumatatu",
    "ta": "சனி செவ் ஞாயி திங் புத வியா வெள்",
    "te": "ఆది గురు బుధ మంగళ శని శుక్ర సోమ",
    "th": "จันทร์ พฤหัส พุธ ศุกร์ อังคาร อาทิตย์ เสาร์",
    "tk": "Ann Duş Pen Siş ann duş pen siş Çar Ýek çar ýek Şen şen",
    "tr": "Cmt Cum Paz Per Pzt Sal Çar",
    "tt": "дүш пәнҗ сиш чәр шим якш җом",
    "uk": "вт нд пн пт сб ср чт",
    "ur": "اتوار بدھ جمعرات جمعہ منگل پیر ہفتہ",
    "uz": "Chor Dush Jum Pay Sesh Shan Yak",
    "vi": "Cn",
    "xh": "Bin Caw Hla Lwesb Mgq Mvu Sin Tha",
    "yi": "דינסטיק זונטיק מאָנטיק מיטוואך פֿרײַטיק שבת",
    "zh": "周一 周三 周二 周五 周六 周四 周日",
    "zu": "Bil Hla Mgq Mso Sin Son Tha",
}
"""Abbreviations, without their dot."""
MONTHS: dict[str, str] = {
    "af": "April Augustus Desember Februarie Januarie Julie Junie Maart Mei November Oktober September",
    "an": "abril agosto aviento chinero chuliol chunyo febrero marzo mayo noviembre octubre setiembre",
    "ar": "أبريل أغسطس أكتوبر ديسمبر سبتمبر فبراير مارس مايو نوفمبر يناير يوليو يونيو",
    "as": "অক্টোবৰ আগষ্ট এপ্ৰিল ছেপ্তেম্বৰ জানুৱাৰী জুন জুলাই ডিচেম্বৰ নৱেম্বৰ ফেব্ৰুৱাৰী মাৰ্চ",
    "ast": "abril agostu avientu febreru marzu mayu ochobre payares setiembre xineru xunetu xunu",
    "az": "aprel avqust dekabr fevral iyul iyun mart may noyabr oktyabr sentyabr yanvar",
    "be": (
        "верасень верасня жнівень жніўня кастрычнік кастрычніка красавік красавіка лютага люты ліпень ліпеня "
        "лістапад лістапада май мая сакавік сакавіка снежань снежня студзень студзеня чэрвень чэрвеня"
    ),
    "bg": "август април декември май март ноември октомври септември февруари юли юни януари",
    "bn": "অক্টোবর আগস্ট এপ্রিল জানুয়ারি জুন জুলাই ডিসেম্বর নভেম্বর ফেব্রুয়ারি মার্চ মে সেপ্টেম্বর",
    "br": "Cʼhwevrer Du Ebrel Eost Genver Gouere Gwengolo Here Kerzu Mae Meurzh Mezheven",
    "bs": (
        "april august decembar februar januar juli juni kolovoz kolovoza lipanj lipnja listopad listopada maj "
        "mart novembar oktobar ožujak ožujka prosinac prosinca rujan rujna septembar siječanj siječnja srpanj "
        "srpnja studeni studenoga svibanj svibnja travanj travnja veljača veljače"
    ),
    "ca": "abril agost desembre febrer gener juliol juny maig març novembre octubre setembre",
    "cnr": "april avgust decembar februar januar jul jun maj mart novembar oktobar septembar",
    "cs": (
        "březen března duben dubna květen května leden ledna listopad listopadu prosince prosinec srpen srpna "
        "září únor února červen července červenec června říjen října"
    ),
    "cy": "Awst Chwefror Ebrill Gorffennaf Hydref Ionawr Mai Mawrth Medi Mehefin Rhagfyr Tachwedd",
    "da": "april august december februar januar juli juni maj marts november oktober september",
    "de": "April August Dezember Februar Januar Juli Juni Mai März November Oktober September",
    "el": (
        "Απρίλιος Απριλίου Αυγούστου Αύγουστος Δεκέμβριος Δεκεμβρίου Ιανουάριος Ιανουαρίου Ιουλίου Ιουνίου "
        "Ιούλιος Ιούνιος Μάιος Μάρτιος Μαΐου Μαρτίου Νοέμβριος Νοεμβρίου Οκτωβρίου Οκτώβριος Σεπτέμβριος "
        "Σεπτεμβρίου Φεβρουάριος Φεβρουαρίου"
    ),
    "en": "April August December February January July June March May November October September",
    "eo": "Aprilo Aŭgusto Decembro Februaro Januaro Julio Junio Majo Marto Novembro Oktobro Septembro",
    "es": "abril agosto diciembre enero febrero julio junio marzo mayo noviembre octubre septiembre",
    "et": "aprill august detsember jaanuar juuli juuni mai märts november oktoober september veebruar",
    "eu": "abendua abuztua apirila azaroa ekaina iraila maiatza martxoa otsaila urria urtarrila uztaila",
    "fa": "آوریل اوت اکتبر دسامبر سپتامبر فوریه مارس مه نوامبر ژانویه ژوئن ژوئیه",
    "fi": (
        "elokuu elokuuta heinäkuu heinäkuuta helmikuu helmikuuta huhtikuu huhtikuuta joulukuu joulukuuta kesäkuu "
        "kesäkuuta lokakuu lokakuuta maaliskuu maaliskuuta marraskuu marraskuuta syyskuu syyskuuta tammikuu "
        "tammikuuta toukokuu toukokuuta"
    ),
    "fil": "Abril Agosto Disyembre Enero Hulyo Hunyo Marso Mayo Nobyembre Oktubre Pebrero Setyembre",
    "fr": "août avril décembre février janvier juillet juin mai mars novembre octobre septembre",
    "ga": "Aibreán Bealtaine Eanáir Feabhra Fómhair Iúil Lúnasa Meitheamh Márta Nollaig Samhain",
    "gd": (
        "Chèitean Cèitean Dàmhair Dùbhlachd Faoilleach Fhaoilleach Gearran Ghearran Ghiblean Giblean Iuchar "
        "Lùnastal Mhàrt Màrt Ògmhios"
    ),
    "gl": "abril agosto decembro febreiro maio marzo novembro outubro setembro xaneiro xullo xuño",
    "gu": "એપ્રિલ ઑક્ટોબર ઑગસ્ટ જાન્યુઆરી જુલાઈ જૂન ડિસેમ્બર નવેમ્બર ફેબ્રુઆરી માર્ચ મે સપ્ટેમ્બર",
    "ha": "Afirilu Agusta Disamba Faburairu Janairu Maris Mayu Nuwamba Oktoba Satumba Yuli Yuni",
    "he": "אוגוסט אוקטובר אפריל דצמבר יולי יוני ינואר מאי מרץ נובמבר ספטמבר פברואר",
    "hi": "अक्टूबर अगस्त अप्रैल जनवरी जुलाई जून दिसंबर नवंबर फ़रवरी मई मार्च सितंबर",
    "hr": (
        "april august decembar februar januar juli juni kolovoz kolovoza lipanj lipnja listopad listopada maj "
        "mart novembar oktobar ožujak ožujka prosinac prosinca rujan rujna septembar siječanj siječnja srpanj "
        "srpnja studeni studenoga svibanj svibnja travanj travnja veljača veljače"
    ),
    "hu": "augusztus december február január július június május március november október szeptember április",
    "hy": (
        "ապրիլ ապրիլի դեկտեմբեր դեկտեմբերի հոկտեմբեր հոկտեմբերի հուլիս հուլիսի հունիս հունիսի հունվար հունվարի "
        "մայիս մայիսի մարտ մարտի նոյեմբեր նոյեմբերի սեպտեմբեր սեպտեմբերի փետրվար փետրվարի օգոստոս օգոստոսի"
    ),
    "id": "Agustus April Desember Februari Januari Juli Juni Maret Mei November Oktober September",
    "is": "apríl desember febrúar janúar júlí júní mars maí nóvember október september ágúst",
    "it": "agosto aprile dicembre febbraio gennaio giugno luglio maggio marzo novembre ottobre settembre",
    "jv": "Agustus April Desember Februari Januari Juli Juni Maret Mei November Oktober September",
    "ka": "აგვისტო აპრილი დეკემბერი თებერვალი იანვარი ივლისი ივნისი მაისი მარტი ნოემბერი ოქტომბერი სექტემბერი",
    "kk": (
        "Ақпан Желтоқсан Мамыр Маусым Наурыз Сәуір Тамыз Шілде ақпан желтоқсан мамыр маусым наурыз сәуір тамыз "
        "шілде Қазан Қараша Қаңтар Қыркүйек қазан қараша қаңтар қыркүйек"
    ),
    "kn": "ಅಕ್ಟೋಬರ್ ಆಗಸ್ಟ್ ಏಪ್ರಿಲ್ ಜನವರಿ ಜುಲೈ ಜೂನ್ ಡಿಸೆಂಬರ್ ನವೆಂಬರ್ ಫೆಬ್ರವರಿ ಮಾರ್ಚ್ ಮೇ ಸೆಪ್ಟೆಂಬರ್",
    "ku": "adar berfanbar cotmeh gulan hezîran mijdar nîsan rêbendan sibat tebax tîrmeh îlon",
    "ky": (
        "Август Апрель Декабрь Июль Июнь Май Март Ноябрь Октябрь Сентябрь Февраль Январь август апрель декабрь "
        "июль июнь май март ноябрь октябрь сентябрь февраль январь"
    ),
    "lb": "Abrëll August Dezember Februar Januar Juli Juni Mee Mäerz November Oktober September",
    "lt": (
        "balandis balandžio birželio birželis gegužė gegužės gruodis gruodžio kovas kovo lapkritis lapkričio "
        "liepa liepos rugpjūtis rugpjūčio rugsėjis rugsėjo sausio sausis spalio spalis vasario vasaris"
    ),
    "lv": "aprīlis augusts decembris februāris janvāris jūlijs jūnijs maijs marts novembris oktobris septembris",
    "mk": "август април декември март мај ноември октомври септември февруари јануари јули јуни",
    "ml": "ഏപ്രിൽ ഓഗസ്റ്റ് ജനുവരി ജൂലൈ ജൂൺ ഡിസംബർ നവംബർ ഫെബ്രുവരി മാർച്ച് മേയ് സെപ്റ്റംബർ",
    "mn": "сар",
    "mr": "एप्रिल ऑक्टोबर ऑगस्ट जानेवारी जुलै जून डिसेंबर नोव्हेंबर फेब्रुवारी मार्च मे सप्टेंबर",
    "ms": "April Disember Februari Januari Julai Jun Mac Mei November Ogos Oktober September",
    "mt": "April Awwissu Diċembru Frar Jannar Lulju Marzu Mejju Novembru Ottubru Settembru Ġunju",
    "ne": "अक्टोबर अगस्ट अप्रिल जनवरी जुन जुलाई डिसेम्बर नोभेम्बर फेब्रुअरी मार्च मे सेप्टेम्बर",
    "nl": "april augustus december februari januari juli juni maart mei november oktober september",
    "nn": "april august desember februar januar juli juni mai mars november oktober september",
    "no": "april august desember februar januar juli juni mai mars november oktober september",
    "oc": "abril agost decembre febrièr genièr julhet junh mai març novembre octòbre setembre",
    "or": "ଅକ୍ଟୋବର ଅଗଷ୍ଟ ଅପ୍ରେଲ ଜାନୁଆରୀ ଜୁନ ଜୁଲାଇ ଡିସେମ୍ବର ନଭେମ୍ବର ଫେବୃଆରୀ ମଇ ମାର୍ଚ୍ଚ ସେପ୍ଟେମ୍ବର",
    "pa": "ਅਕਤੂਬਰ ਅਗਸਤ ਅਪ੍ਰੈਲ ਜਨਵਰੀ ਜੁਲਾਈ ਜੂਨ ਦਸੰਬਰ ਨਵੰਬਰ ਫ਼ਰਵਰੀ ਮਈ ਮਾਰਚ ਸਤੰਬਰ",
    "pl": (
        "czerwca czerwiec grudnia grudzień kwiecień kwietnia lipca lipiec listopad listopada lutego luty maj maja"
        " marca marzec październik października sierpień sierpnia styczeń stycznia wrzesień września"
    ),
    "ps": "اپریل اکتوبر اګست جنوري جولای جون دسمبر سپتمبر سېپتمبر فبروري فېبروري مارچ مۍ نومبر",
    "pt": "abril agosto dezembro fevereiro janeiro julho junho maio março novembro outubro setembro",
    "ro": "aprilie august decembrie februarie ianuarie iulie iunie mai martie noiembrie octombrie septembrie",
    "ru": (
        "август августа апрель апреля декабрь декабря июль июля июнь июня май март марта мая ноябрь ноября "
        "октябрь октября сентябрь сентября февраль февраля январь января"
    ),
    "si": "ඇසළ ඉල් උඳුවප් දුරුතු නවම් නිකිණි පොසොන් බක් බිනර මැදින් වප් වෙසක්",
    "sk": (
        "apríl apríla august augusta december decembra február februára január januára júl júla jún júna marca "
        "marec máj mája november novembra október októbra september septembra"
    ),
    "sl": "april avgust december februar januar julij junij maj marec november oktober september",
    "sq": "dhjetor gusht janar korrik maj mars nëntor prill qershor shkurt shtator tetor",
    "sr": (
        "april avgust decembar februar januar jul jun maj mart novembar oktobar septembar август април децембар "
        "март мај новембар октобар септембар фебруар јануар јул јун"
    ),
    "su": "Agustus April Désémber Januari Juli Juni Maret Méi Nopémber Oktober Pébruari Séptémber",
    "sv": "april augusti december februari januari juli juni maj mars november oktober september",
    "sw": "Agosti Aprili Desemba Februari Januari Julai Juni Machi Mei Novemba Oktoba Septemba",
    "ta": "அக்டோபர் ஆகஸ்ட் ஏப்ரல் செப்டம்பர் ஜனவரி ஜூன் ஜூலை டிசம்பர் நவம்பர் பிப்ரவரி மார்ச் மே",
    "te": "అక్టోబర్ ఆగస్టు ఏప్రిల్ జనవరి జులై జూన్ డిసెంబర్ నవంబర్ ఫిబ్రవరి మార్చి మే సెప్టెంబర్",
    "th": "กรกฎาคม กันยายน กุมภาพันธ์ ตุลาคม ธันวาคม พฤศจิกายน พฤษภาคม มกราคม มิถุนายน มีนาคม สิงหาคม เมษายน",
    "tk": (
        "Aprel Awgust Dekabr Fewral Iýul Iýun Mart Maý Noýabr Oktýabr Sentýabr aprel awgust dekabr fewral iýul "
        "iýun mart maý noýabr oktýabr sentýabr Ýanwar ýanwar"
    ),
    "tr": "Aralık Ağustos Ekim Eylül Haziran Kasım Mart Mayıs Nisan Ocak Temmuz Şubat",
    "tt": "август апрель гыйнвар декабрь июль июнь май март ноябрь октябрь сентябрь февраль",
    "uk": (
        "березень березня вересень вересня грудень грудня жовтень жовтня квітень квітня липень липня листопад "
        "листопада лютий лютого серпень серпня січень січня травень травня червень червня"
    ),
    "ur": "اپریل اکتوبر اگست جنوری جولائی جون دسمبر ستمبر فروری مئی مارچ نومبر",
    "uz": (
        "Aprel Avgust Dekabr Fevral Iyul Iyun Mart May Noyabr Oktabr Sentabr Yanvar aprel avgust dekabr fevral "
        "iyul iyun mart may noyabr oktabr sentabr yanvar"
    ),
    "xh": "Agasti Disemba Epreli Februwari Janyuwari Julayi Juni Matshi Meyi Novemba Okthoba Okthobha Septemba",
    "yi": "אַפּריל אויגוסט אקטאבער דעצעמבער יאַנואַר יולי יוני מיי מערץ נאוועמבער סעפּטעמבער פֿעברואַר",
    "zh": "一月 七月 三月 九月 二月 五月 八月 六月 十一月 十二月 十月 四月",
    "zu": "Agasti Disemba Ephreli Februwari Januwari Julayi Juni Mashi Meyi Novemba Okthoba Septhemba",
}
"""Whole names, in the forms that dates have."""
