"""The forms of an English verb, by rule and by a table of irregular ones."""

from collections.abc import Iterator

_IRREGULAR = {
    "say": ("said", "said"),
    "tell": ("told", "told"),
    "read": ("read", "read"),
    "write": ("wrote", "written"),
    "swear": ("swore", "sworn"),
    "hold": ("held", "held"),
    "find": ("found", "found"),
    "show": ("showed", "shown"),
    "lay": ("laid", "laid"),
    "set": ("set", "set"),
    "put": ("put", "put"),
    "let": ("let", "let"),
    "hit": ("hit", "hit"),
    "shoot": ("shot", "shot"),
    "run": ("ran", "run"),
    "see": ("saw", "seen"),
    "feel": ("felt", "felt"),
    "think": ("thought", "thought"),
    "know": ("knew", "known"),
    "hear": ("heard", "heard"),
    "understand": ("understood", "understood"),
    "undertake": ("undertook", "undertaken"),
    "make": ("made", "made"),
    "take": ("took", "taken"),
    "have": ("had", "had"),
    "give": ("gave", "given"),
    "go": ("went", "gone"),
    "begin": ("began", "begun"),
    "speak": ("spoke", "spoken"),
    "forecast": ("forecast", "forecast"),
    "foresee": ("foresaw", "foreseen"),
    "bet": ("bet", "bet"),
    "beset": ("beset", "beset"),
    "teach": ("taught", "taught"),
    "beseech": ("besought", "besought"),
    "spell": ("spelt", "spelt"),
    "learn": ("learnt", "learnt"),
    "stand": ("stood", "stood"),
    "cast": ("cast", "cast"),
    "draw": ("drew", "drawn"),
    "pay": ("paid", "paid"),
    "point": ("pointed", "pointed"),
    "rebut": ("rebutted", "rebutted"),
    "refer": ("referred", "referred"),
    "rebuff": ("rebuffed", "rebuffed"),
    "weigh": ("weighed", "weighed"),
}
_DOUBLED = frozenset(
    "admit bat beg blog brag chat commit deadpan concur confer demur dub grin jut lag pin pip peg"
    " plan quip rebut refer regret rub shrug slam submit snap sob sum tip vet wag".split()
)
_VOWELS = "aeiou"


def verb_forms(verb: str) -> Iterator[tuple[str, str]]:
    """(form, spelling) of base, finite (present and past), ing and participle."""
    yield "base", verb
    yield "finite", _add_s(verb)
    past, participle = _IRREGULAR.get(verb) or (_add_ed(verb), _add_ed(verb))
    yield "finite", past
    yield "participle", participle
    if verb in ("learn", "spell"):
        yield "finite", verb + "ed"
    yield "ing", _add_ing(verb)
    if verb in ("label", "cable", "counsel", "rival", "model", "travel", "signal", "marvel"):
        yield "finite", verb + "led"
        yield "ing", verb + "ling"


def _add_s(verb: str) -> str:
    if verb == "have":
        return "has"
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return verb[:-1] + "ies"
    return verb + "s"


def _add_ed(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return verb[:-1] + "ied"
    return (verb + verb[-1] if verb in _DOUBLED else verb) + "ed"


def _add_ing(verb: str) -> str:
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return verb[:-1] + "ing"
    doubled = verb in _DOUBLED or verb in ("put", "let", "hit", "set", "run", "bet", "begin")
    return (verb + verb[-1] if doubled else verb) + "ing"
