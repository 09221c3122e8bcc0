"""Who says what, by which cue, in which words, and through whom: in Arabic, English and French.

Plain Python without Django, network or downloads:

    from claims.attribution import find_attributions
    for found in find_attributions("قال الوزير إن الأسعار ستنخفض.", language="ar"):
        print(found.source_name, found.chain)
"""

from claims.attribution.batch import analyse_many, find_attributions_in_many
from claims.attribution.pipeline import (
    EXTRACTOR_VERSION,
    SUPPORTED_LANGUAGES,
    analyse,
    find_attributions,
)
from claims.attribution.text import Span
from claims.attribution.types import Analysis, Attribution, Document, LanguageNotSupported

__all__ = [
    "EXTRACTOR_VERSION",
    "SUPPORTED_LANGUAGES",
    "Analysis",
    "Attribution",
    "Document",
    "LanguageNotSupported",
    "Span",
    "analyse",
    "analyse_many",
    "find_attributions",
    "find_attributions_in_many",
]
