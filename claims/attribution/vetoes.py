"""What is no report, whatever a model takes it for: each rule states a fact of the language.

Point 5 of the guideline: speech that has not happened, or that nobody has claimed to have happened;
questions to the reader and one's own thoughts; who wants to stay unnamed; headings whose colon
follows a place or a label. And words that are no speech at all: verbs in another sense (the tables
of the language), nouns that are spelt as verbs, a promise received, a charge that only describes.
"""

from collections.abc import Callable
from functools import cache

from claims.attribution.features import CuePlace
from claims.attribution.sentence import Sentence, opens_content


def find_veto(sentence: Sentence, cue: CuePlace) -> str | None:
    """The name of the first rule that speaks against a cue, or None."""
    reading = sentence.views[cue.first].reading
    for name, applies in _rules_for(reading.form if reading is not None else ""):
        if applies(sentence, cue):
            return name
    return None


def _is_future(sentence: Sentence, cue: CuePlace) -> bool:
    """ "سيعلن", "سوف يعلن": nobody has said it yet."""
    norm = sentence.tokens[cue.first].norm
    return sentence.language.is_future(norm) or "future" in _classes(sentence, cue.first - 1)


def _is_condition(sentence: Sentence, cue: CuePlace) -> bool:
    """ "إذا قال", "لو أعلنت"."""
    reading = sentence.views[cue.first].reading
    is_verb = reading is not None and reading.kind == "verb"
    return is_verb and "condition" in _classes(sentence, cue.first - 1)


def _is_wished_for(sentence: Sentence, cue: CuePlace) -> bool:
    """ "من المتوقع أن يعلن": it is expected to be said; but "قبل أن يضيف" was said."""
    before = cue.first - 1
    if "purpose" not in _classes(sentence, before):
        return False
    return "sequence" not in _classes(sentence, before - 1)


def _hides_a_name(sentence: Sentence, cue: CuePlace) -> bool:
    """ "مصدر اشترط عدم الكشف عن هويته": part of the source."""
    if "hides" not in _classes(sentence, cue.first):
        return False
    following = range(cue.last + 1, min(cue.last + 4, len(sentence.tokens)))
    return any("disclosure" in _classes(sentence, index) for index in following)


def _is_label(sentence: Sentence, cue: CuePlace) -> bool:
    """ "عاجل: ...", "السودان: سيول تجرف ...": what stands before the colon says nothing.

    A country speaks only where its words follow: a quotation, "we", "will not".
    """
    if not sentence.is_heading or sentence.tokens[cue.first].text != ":" or not cue.first:
        return False
    classes = _classes(sentence, 0)
    if "label" in classes:
        return True
    is_place = sentence.tokens[0].norm in sentence.language.members("place")
    if cue.first > 1 or not is_place or "government_body" in classes:
        return False
    after = cue.last + 1
    if after >= len(sentence.tokens) or opens_content(sentence, after):
        return False
    return sentence.views[after].tag not in ("negation", "pronoun")


def _is_spoken_to(sentence: Sentence, cue: CuePlace) -> bool:
    """ "كيف تصفون الوضع؟": the second person is asked, and reports nothing."""
    return sentence.language.is_second_person(sentence.tokens[cue.first].norm)


def _is_cause(sentence: Sentence, cue: CuePlace) -> bool:
    """ "مصدر فخر": a source of something that is felt is nobody who says."""
    if "cause" not in _classes(sentence, cue.first - 1):
        return False
    readings = sentence.language.readings_of(sentence.tokens[cue.first].norm)
    return any(one.form == "masdar" for one in readings) and not opens_content(
        sentence, min(cue.last + 1, len(sentence.tokens) - 1)
    )


def _is_other_sense(sentence: Sentence, cue: CuePlace) -> bool:
    """ "وصف له دواء", "كشف الطبيب على المريض": what a doctor does."""
    reading = sentence.views[cue.first].reading
    senses = sentence.language.other_senses.get(reading.lemma, ()) if reading else ()
    after = cue.last + 1
    for sense in senses:
        for index in range(after, min(after + sense.reach, len(sentence.tokens))):
            if sentence.tokens[index].norm in sense.words:
                return True
            if sentence.views[index].tag == "complementiser":
                break
    return False


def _is_first_person(sentence: Sentence, cue: CuePlace) -> bool:
    """ "أعتقد" for "اعتقد": one's own words, no report of somebody else's."""
    reading = sentence.views[cue.first].reading
    if reading is None:
        return False
    return sentence.language.is_first_person(sentence.tokens[cue.first].text, reading)


def _is_charged(sentence: Sentence, cue: CuePlace) -> bool:
    """ "رجل اتهم بالقتل", "التي اتهمت بسحر": the charge follows at once, so that the verb is
    passive, and it only describes somebody."""
    reading = sentence.views[cue.first].reading
    if reading is None or reading.cue_class != "accuses":
        return False
    after = cue.last + 1
    if "o" not in reading.frames or after >= len(sentence.tokens):
        return False
    if not sentence.language.is_charge(sentence.tokens[after].norm):
        return False
    before = sentence.views[cue.first - 1].tag if cue.first else ""
    return before == "relative" or before in ("noun", "role", "anonymous", "word")


def _demands_nothing(sentence: Sentence, cue: CuePlace) -> bool:
    """ "طالب الهندسة": whoever demands names what, with a preposition, "that" or a quotation."""
    reading = sentence.views[cue.first].reading
    if reading is None or not reading.frames >= _ASKS_FOR:
        return False
    if not sentence.tokens[cue.first].norm.endswith(reading.lemma):
        return False  # طالبت is no noun
    if cue.first and sentence.views[cue.first - 1].tag == "pronoun":
        return True  # "وهو طالب بإحدى الجامعات"
    is_joined = sentence.language.begins_with_and(sentence.tokens[cue.first].norm)
    for index in range(cue.last + 1, len(sentence.tokens)):
        if _says_what(sentence, index) or (is_joined and sentence.tokens[index].norm == "من"):
            return False
        if _ends_clause(sentence, index):
            return True
    return True


def _has_nothing(sentence: Sentence, cue: CuePlace) -> bool:
    """ "شدد المصرف شروط القرض": a verb that reports with "that" or a preposition has neither.

    Only where its sentence begins with it: otherwise what is said may stand before it.
    """
    reading = sentence.views[cue.first].reading
    if cue.last or reading is None:
        return False
    is_preposition = any(one.kind == "preposition" for one in sentence.views[cue.first].readings)
    if is_preposition or not reading.frames <= _NEVER_ALONE:
        return False
    return not any(
        sentence.views[index].tag == "preposition" or _says_what(sentence, index)
        for index in range(cue.last + 1, len(sentence.tokens))
    )


def _is_copula(sentence: Sentence, cue: CuePlace) -> bool:
    """ "تعد البلدة أقدم قرية", "يعتبر هذا الجسر الأطول": who thinks so is not said."""
    norm = sentence.tokens[cue.first].norm
    if norm.removeprefix("و") not in _COPULAS:
        return False
    following = range(cue.last + 1, min(len(sentence.tokens), cue.last + 1 + _COPULA_REACH))
    return not any(
        opens_content(sentence, index) or sentence.tokens[index].norm[:1] == "ب"
        for index in following
    )


def _is_cognate(sentence: Sentence, cue: CuePlace) -> bool:
    """ "نفت الوزارة نفيا قاطعا": the verb's own noun only says how."""
    if not sentence.tokens[cue.first].norm.endswith("ا"):
        return False
    readings = sentence.views[cue.first].readings
    own = {one.lemma for one in readings if one.form == "masdar"}
    before = sentence.views[max(0, cue.first - _COGNATE_REACH) : cue.first]
    return any(
        one.reading is not None and one.reading.kind == "verb" and one.reading.lemma in own
        for one in before
    )


def _is_only(sentence: Sentence, cue: CuePlace) -> bool:
    """ "ليس الثمن فحسب، بل المكان": "only", not "according to"."""
    after = cue.last + 1
    if sentence.tokens[cue.first].norm != "فحسب":
        return False
    return after == len(sentence.tokens) or sentence.views[after].tag in (",", ".", "conjunction")


def _says_what(sentence: Sentence, index: int) -> bool:
    """Is this what is demanded: "that", a quotation, or a noun with the verb's preposition?"""
    language, norm, tag = sentence.language, sentence.tokens[index].norm, sentence.views[index].tag
    if opens_content(sentence, index) or tag == ":" or norm in _WITH:
        return True
    return language.is_charge(norm) or (language.is_governed(norm) and "plain" not in tag)


def _ends_clause(sentence: Sentence, index: int) -> bool:
    tag = sentence.views[index].tag
    return tag == "." or (tag.startswith("verb.p") and not _describes(sentence, index))


def _describes(sentence: Sentence, index: int) -> bool:
    """Is this no finite verb, or one whose object is the noun before it ("خطاب رفعوه")?"""
    if sentence.views[index].tag != "verb.perfect" or sentence.tokens[index].norm.endswith("ه"):
        return True
    return sentence.views[index - 1].tag in ("preposition", "relative")


_ASKS_FOR = frozenset("opx")
_NEVER_ALONE = frozenset("cpx")
_COPULAS = frozenset({"يعد", "تعد", "يعتبر", "تعتبر"})
_COGNATE_REACH = 9  # words between a verb and its own noun
_COPULA_REACH = 12  # words in which "that" would come
_WITH = frozenset({"به", "بها", "بهم"})
_RECEIVES = 6  # words between "receives" and what is received


def _is_received(sentence: Sentence, cue: CuePlace) -> bool:
    """ "حصل على وعد ببحث الملف": who is given a promise, and nobody who gives it ("من ...")."""
    reading = sentence.views[cue.first].reading
    is_noun = "preposition" in _classes(sentence, cue.first - 1) or (
        reading is not None and reading.kind == "noun"
    )
    if not is_noun or "من" in sentence.norms[cue.last + 1 : cue.last + 5]:
        return False
    before = sentence.norms[max(0, cue.first - _RECEIVES) : cue.first]
    naming_of = sentence.language.naming_of
    return any("receives" in naming_of(norm.removeprefix("و")) for norm in before)


_RELAY_REACH = 8  # words from "عن" to "his saying"


def _is_relayed(sentence: Sentence, cue: CuePlace) -> bool:
    """ "نقل عن الوزير قوله إن ...": the cue is "قوله", and "عن" only leads to the speaker."""
    if len(cue.tokens) > 1 or sentence.tokens[cue.first].norm != "عن":
        return False
    last = min(len(sentence.tokens), cue.first + 1 + _RELAY_REACH)
    for index in range(cue.first + 2, last):
        if opens_content(sentence, index):
            return False
        reading = sentence.views[index].reading
        is_noun = reading is not None and reading.form == "masdar"
        if is_noun and sentence.tokens[index].norm.endswith(_POSSESSIVE):
            return True
    return False


_POSSESSIVE = ("ه", "ها", "هم", "هما", "هن")

# Each rule with the forms of a cue that it is about: "", that of what no table knows; none, any.
_RULES: tuple[tuple[str, tuple[str, ...], Callable[[Sentence, CuePlace], bool]], ...] = (
    ("future", ("imperfect",), _is_future),
    ("condition", (), _is_condition),
    ("wished for", ("imperfect",), _is_wished_for),
    ("hides a name", (), _hides_a_name),
    ("label", ("",), _is_label),
    ("spoken to", ("imperfect",), _is_spoken_to),
    ("cause", (), _is_cause),
    ("other sense", (), _is_other_sense),
    ("received", (), _is_received),
    ("first person", ("perfect",), _is_first_person),
    ("charged", ("perfect",), _is_charged),
    ("demands nothing", ("perfect",), _demands_nothing),
    ("says nothing", ("perfect", "imperfect"), _has_nothing),
    ("copula", (), _is_copula),
    ("only", (), _is_only),
    ("cognate", (), _is_cognate),
    ("relayed", (), _is_relayed),
)


@cache
def _rules_for(form: str) -> list[tuple[str, Callable[[Sentence, CuePlace], bool]]]:
    return [(name, applies) for name, forms, applies in _RULES if not forms or form in forms]


def _classes(sentence: Sentence, index: int) -> frozenset[str]:
    if index < 0:
        return frozenset()
    return sentence.language.classes_of(sentence.tokens[index].norm)
