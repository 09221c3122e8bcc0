"""Who says what, by rule, in languages that put the subject before its verb (English, French).

Per cue: find its subject, its addressee, and where the reported matter begins and ends. Every rule
has a name, kept with what it found, so that each decision can be explained. From a cue downwards:
reading.py goes over the text; verbs.py, active.py, inversion.py, participles.py, nominals.py and
speakers.py know one kind of cue each; subjects.py, subjects_after.py, appositions.py, phrases.py
and objects.py find noun phrases, openings.py, landmarks.py, bare_clauses.py and endings.py the
limits of the content; clause.py is the sentence all of them look at.
Source: the orders and stops counted by Pareti (2015) and by our own study of news in English.
"""

from claims.attribution.languages.svo.reading import Relation, find_relations

__all__ = ["Relation", "find_relations"]
