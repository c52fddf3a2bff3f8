"""Indo-Aryan and Dravidian languages. ``entry.py`` says what the classes mean.

Initials are written as the names of Latin letters (``எம்.`` is M.), which are words of the class ``never``. A name that
is also a word with which sentences end, such as Gujarati ``જી``, is not among them.
"""

from __future__ import annotations

from .entry import LABELS, NUMBERS, TITLES, Language, Notes, words

SOUTH_ASIAN: dict[str, Language] = {
    # Sentences end with the danda; a dot after a short word belongs to an abbreviation or a transcribed initial.
    "hi": Language(
        notes=Notes("कोड ब्लॉक", "सूत्र", "पूर्ण", "हाँ", "नहीं"),
        never=words("श्रीमती कर्नल सुश्री"),
        number=words("पृष्ठ"),
        final=words("है हैं था थी थे हूँ हूं हो गया गई गए"),
        short_is_abbreviation=True,
    ),
    "mr": Language(
        notes=Notes("कोड ब्लॉक", "सूत्र", "पूर्ण", "होय", "नाही"),
        never=words(
            "डॉ श्री प्रा पं श्रीमती सौ कु कै चि ह.भ.प अॅड ॲड न्या मा उदा इ.स कि.मी ई.पू बी सी डी एफ एच एम एन एल एस आर"
            " टी यू व्ही डब्ल्यू एक्स वाय के"
        ),
        number=words("क्र रु पृ नं पान दू फोन"),
        final=words("इ इत्यादी"),
    ),
    "ne": Language(
        notes=Notes("कोड ब्लक", "सूत्र", "सम्पन्न", "हो", "होइन"),
        never=words("डा प्रा श्री सुश्री इन्जि ई ई.पू वि.सं ने.क.पा पं उपप्रा सह.प्रा जि न.पा गा.पा कि.मी एम बी सी डी"),
        number=words("रु पृ नं क्र फोन ई वि.सं"),
        final=words("आदि इत्यादि"),
    ),
    "bn": Language(
        notes=Notes("কোড ব্লক", "সূত্র", "সম্পন্ন", "হ্যাঁ", "না"),
        never=words(
            "ড ডা ডাঃ ড: মো মোঃ মোহা মু শ্রী শ্রীমতী অধ্যা প্রফে ইঞ্জি অ্যাড এড লে মে কর্নেল জে জি সা খ্রি খ্রিঃ কি.মি"
            " এ বি সি ডি ই এফ এইচ আই কে এল এম এন ও পি কিউ আর এস টি ইউ ভি ডব্লিউ এক্স ওয়াই হযরত হা"
        ),
        number=words("পৃ নং টা রু ক্র ফোন খ"),
        final=words("ইত্যাদি"),
    ),
    "as": Language(never=words("ড ডা শ্ৰী মো"), number=words("পৃ নং")),
    "gu": Language(
        notes=Notes("કોડ બ્લૉક", "સૂત્ર", "પૂર્ણ", "હા", "ના"),
        never=words(
            "ડૉ ડો પ્રો શ્રી શ્રીમતી કુ સ્વ પ.પૂ પૂ ઈ.સ કિ.મી એડ ઇ.સ એમ બી સી ડી એફ એચ એલ એન એસ આર ટી યુ વી ડબલ્યુ એક્સ વાય"
        ),
        number=words("રૂ પૃ નં ક્ર ફોન"),
        final=words("વગેરે"),
    ),
    "pa": Language(
        notes=Notes("ਕੋਡ ਬਲਾਕ", "ਸੂਤਰ", "ਪੂਰਾ", "ਹਾਂ", "ਨਹੀਂ"),
        never=words("ਡਾ ਪ੍ਰੋ ਸ ਸ੍ਰ ਸ੍ਰੀ ਸ਼੍ਰੀ ਸ਼੍ਰੀਮਤੀ ਗਿ ਐਡ ਕੈ ਕਰਨਲ ਐਮ ਐੱਮ ਬੀ ਸੀ.ਬੀ ਐਸ ਐੱਸ ਆਰ ਕੇ ਐਨ ਐੱਨ ਐਲ ਟੀ"),
        number=words("ਰੁ ਪੰ ਨੰ ਫ਼ੋਨ"),
        final=words("ਆਦਿ"),
    ),
    "or": Language(never=words("ଡ ଡଃ ଡା ପ୍ରଫେ ଶ୍ରୀ"), number=words("ଟ ପୃ ନଂ")),
    "si": Language(
        never=words("ආචාර්ය මහා ඉංජි පූජ්‍ය ගරු ක්‍රි.ව ක්‍රි.පූ කි.මී එම් බී සී ඩී ජේ කේ එල් එන් පී ආර් එස් ටී ඩබ්ලිව්"),
        number=words("රු අංක පි"),
        final=words("ආදිය"),
    ),
    "ta": Language(
        notes=Notes("குறியீட்டுத் தொகுதி", "சூத்திரம்", "முடிந்தது", "ஆம்", "இல்லை"),
        never=words(
            "திரு திருமதி பேரா அருட் வழ திருவாளர் கி.மீ கி.பி கி.மு எம் என் எல் எஸ் எஃப் எச்"
            " ஹெச் ஆர் பி சி டி ஜி ஜே கே டபிள்யூ எக்ஸ் ஒய் யு வி கியூ மு கு சு ரா ச க ந ப ம தெ.பொ உ.வே எ.கா"
        ),
        number=words("ரூ எண் பக் தொ ப தொலை"),
    ),
    "te": Language(
        notes=Notes("కోడ్ బ్లాక్", "సూత్రం", "పూర్తయింది", "అవును", "కాదు"),
        never=words(
            "డా ప్రొ శ్రీ శ్రీమతి కీ.శే క్రీ.శ క్రీ.పూ కి.మీ ఉదా న్యా ఎమ్ ఎం ఎన్ ఎల్ ఎస్ ఎఫ్ హెచ్ ఆర్ బి సి డి జి జె"
            " కె పి టి వి యు ఎ డబ్ల్యు డబ్ల్యూ ఎక్స్ వై బీ సీ డీ జీ జే కే వీ యూ"
        ),
        number=words("రూ పే పు సం నం ఫోన్"),
    ),
    "kn": Language(
        notes=Notes("ಕೋಡ್ ಬ್ಲಾಕ್", "ಸೂತ್ರ", "ಮುಗಿದಿದೆ", "ಹೌದು", "ಇಲ್ಲ"),
        never=words(
            "ಡಾ ಪ್ರೊ ಶ್ರೀ ಶ್ರೀಮತಿ ಕು ದಿ ಕ್ರಿ.ಶ ಕ್ರಿ.ಪೂ ಕಿ.ಮೀ ಉದಾ ನ್ಯಾ ಎಂ ಎಮ್ ಎನ್ ಎಲ್ ಎಸ್ ಎಫ್ ಎಚ್ ಹೆಚ್ ಆರ್ ಬಿ ಸಿ ಡಿ ಜಿ ಜೆ ಕೆ ಪಿ ಟಿ ವಿ ಯು ಎ ಡಬ್ಲ್ಯೂ ಎಕ್ಸ್ ವೈ"
        ),
        number=words("ರೂ ಪು ಸಂ ನಂ ದೂ"),
    ),
    "ml": Language(
        notes=Notes("കോഡ് ബ്ലോക്ക്", "സൂത്രവാക്യം", "പൂർത്തിയായി", "അതെ", "അല്ല"),
        never=words(
            "ഡോ പ്രൊ പ്രൊഫ ശ്രീ ശ്രീമതി ശ്രി അഡ്വ റവ ഫാ മാർ ക്രി.വ കി.മീ ഉദാ എം എൻ എൽ എസ് എഫ് എച്ച് ആർ ബി സി ഡി ജി ജെ"
            " കെ പി ടി വി യു എ ഡബ്ല്യു എക്സ് വൈ"
        ),
        number=words("രൂ പേ നം ഫോൺ"),
    ),
    # A dot of its own ends sentences, and abbreviations too.
    "ur": Language(
        notes=Notes("کوڈ بلاک", "فارمولا", "مکمل", "ہاں", "نہیں"),
        never=TITLES | words("ڈ ق.م ھ م"),
        number=NUMBERS | words("ص نمبر ج"),
        label=LABELS,
    ),
}
