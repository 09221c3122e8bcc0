"""The forms of an Arabic verb as news writes it: without vowel signs, folded, without proclitics."""

from collections.abc import Iterator

_OBJECTS = ("ه", "ها", "هم", "هما", "نا", "ني")
_WEAK = "ىيو"


def perfect(verb: str) -> Iterator[str]:
    """قال: قالت، قالوا، قالا، ...; with object pronouns. A last ى goes before a suffix: نفى، نفت."""
    is_weak = verb.endswith("ى")
    stem = verb[:-1] if is_weak else verb
    plain = [verb, f"{stem}ت", f"{stem}وا", f"{stem}ا", f"{stem}تا", f"{verb}ن"]
    yield from plain
    for form in plain:
        bare = f"{stem}ا" if is_weak and form == verb else form.removesuffix("ا")
        bare = form if form == verb and not is_weak else bare
        for pronoun in _OBJECTS:
            yield bare + pronoun


def imperfect(verb: str) -> Iterator[str]:
    """يقول: تقول، يقولون، ...; with object pronouns."""
    rest = verb[1:]
    stem = rest[:-1] if rest.endswith(tuple(_WEAK)) else rest
    for prefix in "يتنا":
        for form in {rest, f"{stem}ون", f"{stem}وا", f"{stem}ين", f"{rest}ان", stem}:
            yield prefix + form
            for pronoun in _OBJECTS[:3]:
                yield prefix + form + pronoun


def participle(form: str) -> Iterator[str]:
    """مؤكد: مؤكدا، مؤكدة، مؤكدين، مؤكدون، مؤكدات."""
    stem = form[:-1] if form.endswith(tuple(_WEAK)) else form
    for suffix in ("", "ا", "ة", "ات", "تين"):
        yield form + suffix
    for suffix in ("ين", "ون"):
        yield stem + suffix


def masdar(form: str) -> Iterator[str]:
    """تأكيد: التأكيد، تأكيدات، تأكيده، ..."""
    bound = f"{form[:-1]}ت" if form.endswith("ة") else form
    for prefix in ("", "ال", "لل", "ب", "بال"):
        for suffix in ("", "ات", "ا"):
            yield prefix + form + suffix
        for pronoun in _OBJECTS[:3]:
            yield prefix + bound + pronoun
