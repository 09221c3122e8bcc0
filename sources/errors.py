"""What can go wrong with sources."""

from newsroom.errors import BadInput, Conflict


class MergeNotPossible(Conflict):
    """These two sources can't be made one; the message says which rule stands against it."""


class UndoNotPossible(Conflict):
    """This change can't be taken back: it was already, or isn't one that can."""


class AlreadyDecided(Conflict):
    """Somebody else has answered this question in the meantime."""


class HierarchyCircle(BadInput):
    """A source would come to stand above itself."""


class WikidataIdTaken(BadInput):
    """Another source has this Wikidata id."""


class ProtectionOff(Conflict):
    """The operator has set no key, so real identities can't be kept."""


class SealedWithUnknownKey(Conflict):
    """No key that the operator has set opens this identity."""
