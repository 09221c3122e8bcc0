"""The languages the engine has rules for: a folder of tables each, read when first asked for."""

import gc
from functools import cache
from importlib import import_module

from claims.attribution.languages.base import Cue, FoundCue, Language

__all__ = ["Cue", "FoundCue", "Language", "load"]


@cache
def load(code: str) -> Language:
    """The tables of one language. Raises ImportError if there is no folder for it."""
    language: Language = import_module(f"claims.attribution.languages.{code}").load()
    # Tables live as long as the process: no search for cycles looks through them, nor through what
    # else the process holds by now.
    gc.freeze()
    return language
