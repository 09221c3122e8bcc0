"""The wording of page debris in Arabic, English and French, as folded text (see text.normalise).

Collected from the seed page, from news sites' common templates and from the composed articles;
one table for all languages, since an English share bar stands under Arabic articles too.
Each line of a table is one or more regular expressions; a line begun by # is a comment.
"""

import re

from claims.attribution.text import words


def _any_of(table: str) -> str:
    lines = (line.strip() for line in table.splitlines())
    return "|".join(line for line in lines if line and not line.startswith("# "))


def _with_words(table: str) -> list[tuple[str, re.Pattern[str]]]:
    """Lines of a word and what is looked for where a line has it."""
    pairs = (line.strip().split(" => ") for line in table.splitlines() if line.strip())
    return [(word, re.compile(pattern)) for word, pattern in pairs]


_BULLET = r"\W{0,4}?"

_RELATED = _any_of(r"""
    (?:اقرا(?:وا|/ي)?|شاهد|شاهدوا|طالع|اطلع) (?:ايضا|المزيد|كذلك)\b
    (?:مواضيع|موضوعات|مقالات|اخبار|تقارير|مواد) (?:ذات (?:ال)?صلة|متعلقة|مشابهة|مرتبطة)
    (?:مقالات|مواضيع) اخري للكاتب|قد (?:يعجبك|يهمك|تعجبك)|رابط الخبر
    المزيد (?:حول|من|عن)\b.{0,40}\Z|\.{0,3}المزيد\.{0,3}\Z
    الاكثر (?:قراءة|مشاهدة|تداولا)|(?:التالي|السابق)\s?:
    read (?:more|also|next)\b|also read\b|see also\b|more (?:from|on this story|like this)\b
    related(?: (?:topics|articles|stories|news))?\s*(?::|\Z)|(?:more|watch|pictured)\s?:
    next week\s?:|you (?:may|might) also like|most (?:read|viewed|popular)\b
    [aà] lire (?:aussi|[eé]galement)|[aà] lire\s?:|lire (?:aussi|[eé]galement|la suite)\b
    voir aussi\b|sur le m[eê]me (?:sujet|th[eè]me)|pour aller plus loin\b
    articles? (?:li[eé]s|similaires|associ[eé]s)|les plus lus\b
""")
_SHARING = _any_of(r"""
    شارك(?:وا)? (?:المقال|الخبر|هذا|علي|الموضوع|براي)|شارك\s?:|شارك(?:نا|ونا) (?:ب?راي)
    مشاركة\s?\||ارسل الي صديق|طباعة\s?\||تابعونا\b|تابعوا\s[^.]{0,40}(?:علي|عبر|قناتنا)
    اشترك(?:وا)? (?:في|ب)|اشتراك\s?\||النسخة الورقية|راسلنا\b|قيم هذه|محتوي برعاية
    (?:الوسوم|وسوم|سمات|الكلمات (?:الدالة|الدلالية|المفتاحية)|كلمات مفتاحية)\b
    share (?:this|on)\b|share\s?[|·]|save\s?·\s?share|copy link|shortlink\b|print\s?·
    (?:tags|keywords|topics|mots-cl[eé]s|[eé]tiquettes|th[eè]mes)\s?:|(?:#\w+[\s,]*)+\Z
    follow (?:us|live|@)|sign up (?:for|to)\b|(?:un)?subscribe\b|get .{3,40} by e-?mail\Z
    support local news|start your trial|download this\b|listen (?:again|to this)
    partage[rz] (?:cet|sur|par|l')|partager?\s?(?::|\Z)|s'abonner|abonnez-vous|inscrivez-vous
    suivez-nous
""")
_NOTICES = _any_of(r"""
    اضف تعليق|اضافة تعليق|لن يتم نشر|التعليقات (?:محجوزة|مغلقة|لا تعبر)|تعليقات القراء
    (?:\d+ )?تعليق(?:ات)?(?: \(\d+\))?\Z|هذا الموقع يستخدم|تنويه\s?:|اخلاء مسوولية
    (?:عاجل|بواسطة|مشاركة|مصدر الخبر|نسخ الرابط|(?:ال)?رابط (?:ال)?دائم\s?:?|news-picture)\s?:?\Z
    للمزيد\s?[:|].{0,80}\Z|للمزيد \w+\Z|اكتشاف المزيد من موقع|اشترك للحصول علي
    من نفس القسم\s?[-–:].{0,40}\Z|ليست هناك تعليقات|ارسال تعليق
    جميع الحقوق|حقوق النشر|©|(?:اعلان|فاصل|اعلانات)\Z|شاهد الفيديو\Z|المصدر\s?:.{0,40}\Z
    \(?تحدث الصفحة|اخر تحديث\b|تاريخ النشر|نشر في \d|محتوي .{3,30} بصيغة|الاسم \*
    comments?(?: \(\d+\))?\Z|leave a (?:comment|reply)|advertisement\b|all rights reserved
    got a story\?|what do you think\?|have you seen something|have (?:your say|an opinion)
    have you seen \w+\? call|embargoed\b|for immediate release|press release\b.{0,60}\Z
    (?:media )?contact\s?:|for more information,? contact|###|end\Z|was this e-?mail
    view in browser|this article is (?:more than|not a)|this page was last|this transcript was
    rush transcript|the writer is (?:a|an)\b|live(?: updates)?\Z|live last updated|key events\s?\|
    \(?(?:additional )?reporting by\b|sources?\s?:.{0,40}\Z|trending\s?\||tip us\s?:
    commentaires?(?: \(\d+\))?\Z|laisser un commentaire|publicit[eé]\Z|tous droits
    cet article est r[eé]serv[eé]|(?:publi[eé]|mis [aà] jour|modifi[eé]) le \d|r[eé]agir\Z
""")
ALWAYS = re.compile(f"{_BULLET}(?:{_RELATED}|{_SHARING}|{_NOTICES})")

# A label that stands alone, above the links it announces.
BARE_LABEL = re.compile(f"{_BULLET}(?:{_RELATED})\\W*\\Z")

# Debris wherever in a short line it stands, under words without which no line can have it: most
# lines have none of these words.
_ANYWHERE = _with_words(r"""
    akismet => \bakismet\b
    ملفات تعريف الارتباط => ملفات تعريف الارتباط
    جميع الحقوق محفوظة => جميع الحقوق محفوظة
    بريدك => لن ي(?:تم )?نشر(?: عنوان)? بريدك
    read => \b\d+ min(?:ute)?s? read\b
    دقائق قراءة => \d+ دقائق قراءة
    all rights reserved => all rights reserved
    we may earn a commission => we may earn a commission
    may contain errors => rush transcript\b.{0,30}may contain errors|may contain errors\Z
    views are => views are (?:his|her|their) own
    editing by => reporting by .{2,60}editing by
    cookies => accept (?:all )?cookies|uses? cookies\b|utilise (?:des|les) cookies
    de lecture => de lecture\Z
    start your trial => \bstart your trial\b
    interview by => \binterview by \w+
    حجم الخط => حجم الخط
    / => (?:\w\.){1,3}\w?(?:/(?:\w\.?){1,4})+\Z
    politique de confidentialit => politique de confidentialit[eé]
    privacy policy => privacy policy
    facebook => facebook\W+(?:\w+\W+){0,2}(?:whatsapp|واتساب|telegram|x|اكس)\b.{0,20}\Z
    فيسبوك => فيسبوك\W+(?:\w+\W+){0,2}(?:whatsapp|واتساب|telegram|x|اكس)\b.{0,20}\Z
    twitter => twitter\W+(?:\w+\W+){0,2}(?:whatsapp|واتساب|telegram|x|اكس)\b.{0,20}\Z
""")


def is_debris_anywhere(folded: str) -> bool:
    """Does a short line have words of debris, wherever in it they stand?"""
    return any(word in folded and pattern.search(folded) for word, pattern in _ANYWHERE)


CAPTION_LABEL = re.compile(
    r"(?:photo|image|picture|caption|illustration|الصورة|صورة|تعليق الصورة|l[eé]gende)\s?:"
)
# Debris that lost its own line: it follows the last full stop of a paragraph.
AT_LINE_END = re.compile(
    r"[.!?\"')]\s*(?P<debris>(?:رابط الخبر|سمات |الوسوم|وسوم ?:|مقالات اخري للكاتب"
    r"|(?:اقرا|شاهد) ايضا|مواضيع ذات صلة|read (?:more|also) ?:|lire aussi ?:)"
    r"[^.]{0,300}|\.{3}المزيد)\Z"
)

_CAPTION = _with_words(r"""
    صورة => \A(?:ال)?صورة\s?(?::|من|ارشيفية|تعبيرية)|\|\s?صورة ارشيفية
    صور => \Aصور\s?:
    ( => \([^()]*(?:تصوير|ارشيف|الصورة)[^()]*\)\.?\Z|\((?:file|archive|archives)\)\Z
    ( => \((?:afp|reuters|ap|getty|[a-z ]{2,30}/(?:afp|reuters|ap|getty)[^)]*)\)\Z
    - => -\s?(?:تصوير|ارشيفية|ارشيف|رويترز|اف ب)\b[^.]{0,30}\Z|-\s?getty images\Z
    تصوير => تصوير\s?:[^.]{0,30}\Z
    : => \A(?:photo|image|picture|caption|illustration|file photo|video|graphic)\s?:
    : => (?:photo|credit|image|photograph|cr[eé]dit)s?\s?:[^:]{2,50}\Z
""")


def is_caption(folded: str) -> bool:
    """Does a line without a full stop say who took the picture, or that it is one?"""
    return any(word in folded and pattern.search(folded) for word, pattern in _CAPTION)


# On the line as it is written: names have capitals.
_NAME = r"[A-ZÀ-Þ&|\d–—-][\w.,:'’+-]*|\|"
_NAME_LINKS = "(?:and |et |de |du |bin |van |der |al-|in |à |of |at )*"
_BY = (
    rf"(?:EXCLUSIVE |Exclusive )?(?:[Bb]y|BY|[Pp]ar|PAR) (?:[A-ZÀ-Þ][\w.'’-]*|\w+[-‐]\w+)"
    rf"(?:,? {_NAME_LINKS}(?:{_NAME}))*(?: staff| a\.m\.| p\.m\.| read)*\Z"
)
BYLINE = re.compile(
    f"{_BY}|"
    + _any_of(r"""
    (?:Words|Text|Pictures|Texte|Photos?)\s?: |Interview by |Compiled by |Propos recueillis
    (?:كتب|كتبت|حاوره|حاورها|حاورهم|إعداد|اعداد|تحرير|ترجمة)\s?(?:[-–—]|:)\s?[^.:]{2,50}\Z
    (?:ترجمة وتحرير|تصوير|تحقيق|حوار|تقرير)\s?(?:[-–—]|:)\s?[^.:]{2,50}\Z
    أجر[ىي] (?:الحوار|المقابلة)[^.]{0,50}\Z|هيئة التحرير\Z
    (?:\w+ ){1,4}(?:correspondent|reporter|editor|Correspondent|Reporter|Editor)\Z
""")
)

HOME = re.compile(
    r"[\s◄]*(?:الصفحة )?(?:الرئيسية|الرييسية|الرئيسيه)\b|(?:home|accueil)\s*(?:[>»›/|]|\Z)"
)

# Words that make a short line a clause and not "place - desk".
CLAUSE_WORD = re.compile(
    r"(?:\A|\s)(?:لا|لن|لم|في|(?<!- )من|الي|علي|عن|ان|قد|بعد|قبل|هل|ماذا|كيف|بلا"
    r"|the|is|are|was|to|of|for|a|in|le|la|les|de|est|à)\s"
)

_DATE_WORDS = words(
    """
    يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر
    كانون شباط اذار نيسان ايار حزيران تموز اب ايلول تشرين الاول الثاني
    جانفي فيفري افريل ماي جوان جويلية اوت يوليوز غشت شتنبر نونبر دجنبر
    محرم صفر ربيع الاخر جمادي الاولي الاخرة رجب شعبان رمضان شوال القعدة الحجة ذو ذي
    السبت الاحد الاثنين الثلاثاء الاربعاء الخميس الجمعة اليوم
    ه م ص مساء صباحا بتوقيت غرينتش الساعة في يوم هجري ميلادي ت.غ+3 اخر تحديث نشر
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
    am pm a.m p.m gmt utc est edt cst cdt pst pdt bst gst time at on updated published posted last
    ago hours hour minutes min read first ajar
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre
    lundi mardi mercredi jeudi vendredi samedi dimanche à h publié le mis jour
    """
)
_DATE_TOKEN = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*|\d+(?:[:./-]\d+)*(?:am|pm|h)?")
_DIGIT = re.compile(r"\d")
_LONGEST_DATE_LINE = 80


_FULL_DATE = re.compile(
    r"\d{1,4}[/-](?:\d{1,2}|[^\W\d_]{3,})[/-]\d{1,4}|\d{1,2} [^\W\d_]+ (?:الا\w+ |الثا\w+ )?\d{4}"
    r"|[a-zéû]{3,9}\.? \d{1,2},? \d{4}|\d{1,2}[:.h]\d{2}"
)
_BYLINE_STRANGERS = 4


def is_dated_byline(folded: str) -> bool:
    """Above the body: a date or time beside the name of a section, a person or an outlet."""
    if len(folded) > _LONGEST_DATE_LINE or not _FULL_DATE.search(folded):
        return False
    tokens = _DATE_TOKEN.findall(folded)
    strange = sum(not (token[0].isdigit() or token in _DATE_WORDS) for token in tokens)
    return strange <= _BYLINE_STRANGERS and len(tokens) - strange >= 2


def is_date_line(folded: str) -> bool:
    """Is the line nothing but a date or a time, with at most one other word?"""
    if len(folded) > _LONGEST_DATE_LINE or not _DIGIT.search(folded):
        return False
    tokens = _DATE_TOKEN.findall(folded)
    strange = sum(not (token[0].isdigit() or token in _DATE_WORDS) for token in tokens)
    has_number = any(token[0].isdigit() for token in tokens)
    if len(tokens) == 1:
        return has_number and re.search(r"\d[:.h]\d", folded) is not None
    return has_number and strange * 4 < len(tokens) and not re.search(r"\d [.؟?!]\Z", folded)
