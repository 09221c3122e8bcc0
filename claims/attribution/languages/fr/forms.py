"""The forms of a French verb in the third person, by rule and by a table of irregular stems."""

from collections.abc import Iterator

# infinitive: (present singular, present plural, stem of imperfect and participle in -ant,
#              past historic singular, plural, past participle)
_IRREGULAR = {
    "dire": ("dit", "disent", "dis", "dit", "dirent", "dit"),
    "écrire": ("écrit", "écrivent", "écriv", "écrivit", "écrivirent", "écrit"),
    "décrire": ("décrit", "décrivent", "décriv", "décrivit", "décrivirent", "décrit"),
    "prédire": ("prédit", "prédisent", "prédis", "prédit", "prédirent", "prédit"),
    "soutenir": ("soutient", "soutiennent", "souten", "soutint", "soutinrent", "soutenu"),
    "maintenir": ("maintient", "maintiennent", "mainten", "maintint", "maintinrent", "maintenu"),
    "prévenir": ("prévient", "préviennent", "préven", "prévint", "prévinrent", "prévenu"),
    "convenir": ("convient", "conviennent", "conven", "convint", "convinrent", "convenu"),
    "souvenir": ("souvient", "souviennent", "souven", "souvint", "souvinrent", "souvenu"),
    "reconnaître": (
        "reconnaît",
        "reconnaissent",
        "reconnaiss",
        "reconnut",
        "reconnurent",
        "reconnu",
    ),
    "admettre": ("admet", "admettent", "admett", "admit", "admirent", "admis"),
    "promettre": ("promet", "promettent", "promett", "promit", "promirent", "promis"),
    "mettre": ("met", "mettent", "mett", "mit", "mirent", "mis"),
    "démentir": ("dément", "démentent", "dément", "démentit", "démentirent", "démenti"),
    "poursuivre": (
        "poursuit",
        "poursuivent",
        "poursuiv",
        "poursuivit",
        "poursuivirent",
        "poursuivi",
    ),
    "reprendre": ("reprend", "reprennent", "repren", "reprit", "reprirent", "repris"),
    "prétendre": ("prétend", "prétendent", "prétend", "prétendit", "prétendirent", "prétendu"),
    "répondre": ("répond", "répondent", "répond", "répondit", "répondirent", "répondu"),
    "défendre": ("défend", "défendent", "défend", "défendit", "défendirent", "défendu"),
    "conclure": ("conclut", "concluent", "conclu", "conclut", "conclurent", "conclu"),
    "croire": ("croit", "croient", "croy", "crut", "crurent", "cru"),
    "craindre": ("craint", "craignent", "craign", "craignit", "craignirent", "craint"),
    "plaindre": ("plaint", "plaignent", "plaign", "plaignit", "plaignirent", "plaint"),
    "prévoir": ("prévoit", "prévoient", "prévoy", "prévit", "prévirent", "prévu"),
    "faire": ("fait", "font", "fais", "fit", "firent", "fait"),
    "sourire": ("sourit", "sourient", "souri", "sourit", "sourirent", "souri"),
}
_PRONOUNS = ("s'", "se ")


def verb_forms(infinitive: str) -> Iterator[tuple[str, str]]:
    """(form, spelling) of base, finite (present, imperfect, past historic), ing and participle.

    A reflexive verb ("s'inquiéter") gives the forms of its verb; the pronoun is not part of them.
    """
    verb = infinitive.removeprefix(_PRONOUNS[0]).removeprefix(_PRONOUNS[1])
    yield "base", verb
    if verb in _IRREGULAR:
        singular, plural, stem, past, pasts, participle = _IRREGULAR[verb]
        finite = [singular, plural, f"{stem}ait", f"{stem}aient", past, pasts]
    elif verb.endswith("ir"):
        root = verb[:-1]
        participle, stem = root, f"{root}ss"
        finite = [f"{root}t", f"{stem}ent", f"{stem}ait", f"{stem}aient", f"{root}rent"]
    else:
        root = verb.removesuffix("er")
        soft = {"g": f"{root}e", "c": f"{root[:-1]}ç"}.get(root[-1:], root)
        strong = _strong(root)
        participle, stem = f"{root}é", soft
        finite = [f"{strong}e", f"{strong}ent", f"{soft}ait", f"{soft}aient"]
        finite += [f"{soft}a", f"{root}èrent"]
    yield from (("finite", form) for form in finite)
    yield "ing", f"{stem}ant"
    for ending in ("", "e", "s", "es"):
        yield "participle", participle + ending if not participle.endswith("s") else participle


def _strong(root: str) -> str:
    """révél-er: révèle; rappel-er: rappelle; martel-er: martèle; enchaîn-er stays."""
    if root in ("appel", "rappel", "rejet"):
        return root + root[-1]
    if root in ("martel", "relev"):
        return f"{root[:-2]}è{root[-1]}"
    head, last, tail = root.rpartition("é")
    if (last and len(tail) <= 2 and tail and tail not in ("r",)) or root.endswith(
        ("ér", "éd", "él")
    ):
        return f"{head}è{tail}"
    return root
