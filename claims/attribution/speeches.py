"""Speech without quotation marks, announced by a verb and a colon: "وأضاف بعد المباراة: خسرنا".

Such verbs are cues by rule where the models doubt it: the articles that they learn from have few.
Of 65 verbs that the rule finds in the open corpus 62 are annotated as cues.
"""

from claims.attribution.sentence import Sentence
from claims.attribution.words import MARKS

_REACH = 12  # words from the verb to its colon
_FEWEST = 2  # words of a speech
_VERB_WITHIN = 8  # words of a speech
_OF_CLAUSES = frozenset({"negation", "pronoun", "auxiliary", "complementiser", "future"})
_SAYS = frozenset("cq")
_NOTHING = "x"  # the frame of verbs that usually report nothing
_ENDS = MARKS - {",", "،", '"', "(", ")"} | {"complementiser", "relative"}


def find_speeches(sentence: Sentence) -> list[int]:
    """The tokens of finite verbs before such a colon."""
    if sentence.is_heading or ":" not in sentence.tags:
        return []
    return [index for index in range(len(sentence.tokens)) if _announces(sentence, index)]


def _announces(sentence: Sentence, index: int) -> bool:
    view = sentence.views[index]
    if view.reading is None or view.reading.frames.isdisjoint(_SAYS):
        return False
    is_imperfect = view.tag == "verb.imperfect"
    if view.tag != "verb.perfect" and not (is_imperfect and _NOTHING not in view.reading.frames):
        return False
    last = min(index + 1 + _REACH, len(sentence.tokens) - _FEWEST)
    for colon in range(index + 1, last):
        tag = sentence.tags[colon]
        if tag == ":":
            return _is_plain_speech(sentence, colon + 1)
        if tag in _ENDS or tag.startswith("verb") or sentence.quote[colon] != sentence.quote[index]:
            return False
    return False


def _is_plain_speech(sentence: Sentence, first: int) -> bool:
    """Words with a verb among the first, outside quotation marks: no list of names or numbers."""
    if not sentence.tokens[first].is_word or sentence.quote[first]:
        return False
    language, start = sentence.language, sentence.tags[first : first + _VERB_WITHIN]
    return any(
        tag.startswith("verb") or tag in _OF_CLAUSES or language.paradigm_of(norm) == "v"
        for tag, norm in zip(start, sentence.norms[first : first + _VERB_WITHIN], strict=True)
    )
