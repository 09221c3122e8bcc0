"""Protected sources: keeping who somebody really is, permitting people to look, and each look.

Nothing here is ever part of a search, an export, a log or a public history; the rest of Musnad
knows a protected source by its public name alone.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.db.models import Case, QuerySet, TextField, Value, When
from django.utils.translation import gettext

from newsroom.errors import BadInput
from newsroom.models import User
from newsroom.permissions import Action, all_or_nothing, may, require
from newsroom.secrecy import quietly
from sources import sealing
from sources.models import ProtectedEvent, ProtectedIdentity, Source, SourceAlias
from sources.names import fold
from sources.protected_models import ProtectedEventKind as Kind
from sources.sealing import Identity

LONGEST = {"name": 500, "contact": 500, "note": 5000}
LONGEST_REASON = 2000
TELLING = 3  # A word of a name with so many letters tells who it is.


@quietly
@all_or_nothing
def keep_identity(source_id: UUID, identity: Identity, *, by: User, reason: str) -> None:
    """Seal and keep who a source really is, or replace what was kept.

    Who keeps the first one may look at it. Raises: ProtectionOff; NotPermitted; BadInput.
    """
    source = _locked(source_id)
    own = not ProtectedIdentity.objects.filter(source=source).exists() or may_look(source_id, by)
    require(by, Action.KEEP_PROTECTED, own=own, about=f"source {source_id}")
    _check(source, identity, reason)
    sealed, mark = sealing.seal(source_id, identity), sealing.key_mark()
    kept = ProtectedIdentity.objects.filter(source=source)
    if kept.exists():
        _write(source_id, Kind.REPLACED, by=by, reason=reason)
        kept.update(sealed=sealed, key_mark=mark)
    else:
        _write(source_id, Kind.KEPT, by=by, reason=reason)
        _write(source_id, Kind.GRANTED, by=by, reason=reason, person=by)
        ProtectedIdentity.objects.bulk_create(
            [ProtectedIdentity(source=source, sealed=sealed, key_mark=mark)]
        )


@quietly
def look(source_id: UUID, *, by: User, reason: str) -> Identity:
    """Who a source really is, after the look was recorded for good.

    Raises: ProtectionOff; NotPermitted; BadInput without a reason; SealedWithUnknownKey.
    """
    sealing.keys()
    return sealing.opened(source_id, _recorded_look(source_id, by=by, reason=reason))


@all_or_nothing
def _recorded_look(source_id: UUID, *, by: User, reason: str) -> str:
    _locked(source_id)
    own = may_look(source_id, by)
    require(by, Action.SEE_PROTECTED, own=own, about=f"source {source_id}")
    _check_reason(reason)
    return _open(source_id, Kind.LOOKED, by, reason.strip())


@quietly
@all_or_nothing
def erase_identity(source_id: UUID, *, by: User, reason: str) -> None:
    """Delete who a source really is, and every permission to look. The record of looks stays.

    Raises: NotPermitted; BadInput.
    """
    source = _locked(source_id)
    require(by, Action.KEEP_PROTECTED, own=may_look(source_id, by), about=f"source {source_id}")
    _check_reason(reason)
    _write(source_id, Kind.ERASED, by=by, reason=reason)
    for person in permitted(source_id):
        _write(source_id, Kind.WITHDRAWN, by=by, reason=reason, person=person)
    ProtectedIdentity.objects.filter(source=source).delete()


@all_or_nothing
def permit(source_id: UUID, person: User, *, by: User | None, reason: str) -> None:
    """Let somebody look. Only who may look passes that on; None is the operator, at the machine.

    Raises: NotPermitted, also if the person's role never looks; BadInput. Twice is once.
    """
    _locked(source_id)
    about = f"source {source_id}"
    if by is not None:
        require(by, Action.GRANT_PROTECTED, own=may_look(source_id, by), about=about)
    _check_reason(reason)
    if not ProtectedIdentity.objects.filter(source=source_id).exists():
        raise BadInput(gettext("source: no identity is kept for it."))
    if not may(person, Action.SEE_PROTECTED):
        raise BadInput(gettext("person: their role never sees protected identities."))
    if not may_look(source_id, person):
        _write(source_id, Kind.GRANTED, by=by, reason=reason, person=person)


@all_or_nothing
def take_back(source_id: UUID, person: User, *, by: User, reason: str) -> None:
    """Let somebody look no longer; oneself too, unless nobody would be left. Twice is once.

    Raises: NotPermitted; BadInput.
    """
    _locked(source_id)
    own = may_look(source_id, by)
    require(by, Action.GRANT_PROTECTED, own=own, about=f"source {source_id}")
    _check_reason(reason)
    left = [one for one in permitted(source_id) if one != person and may(one, Action.SEE_PROTECTED)]
    if not left:
        raise BadInput(gettext("person: is the last one who may look; erase the identity instead."))
    if may_look(source_id, person):
        _write(source_id, Kind.WITHDRAWN, by=by, reason=reason, person=person)


@quietly
@all_or_nothing
def rotate(source_id: UUID) -> bool:
    """Seal an identity with the first key; whether that was needed.

    Raises: ProtectionOff; SealedWithUnknownKey.
    """
    mark = sealing.key_mark()
    _locked(source_id)
    kept = ProtectedIdentity.objects.filter(source=source_id).exclude(key_mark=mark)
    if not kept.exists():
        return False
    sealed = _open(source_id, Kind.ROTATED, None, "rotate_protected_keys")
    kept.update(sealed=sealing.sealed_anew(sealed), key_mark=mark)
    return True


def may_look(source_id: UUID, person: User) -> bool:
    """Whether somebody's permission for this very source stands."""
    return person.pk in _standing_grants(source_id)


def permitted(source_id: UUID) -> Sequence[User]:
    """Those who may look, by name."""
    return list(User.objects.filter(pk__in=_standing_grants(source_id)).order_by("username"))


def recorded_for(person: User) -> QuerySet[ProtectedEvent]:
    """All that was done with all identities, the latest first.

    `shown_reason` is empty where the person may not look: a reason may tell of whom it is about.
    """
    last = ProtectedEvent.objects.filter(person=person).order_by("source", "-id").distinct("source")
    theirs = [source for source, kind in last.values_list("source", "kind") if kind == Kind.GRANTED]
    return (
        ProtectedEvent.objects.select_related("actor", "person", "source__outlet")
        .defer("reason")
        .annotate(
            shown_reason=Case(
                When(source__in=theirs, then="reason"), default=Value("", TextField())
            )
        )
    )


def events_of(source_id: UUID) -> QuerySet[ProtectedEvent]:
    """All that was done with a source's identity, the latest first."""
    return ProtectedEvent.objects.filter(source=source_id).select_related("actor", "person")


def _standing_grants(source_id: UUID) -> set[UUID]:
    last: dict[UUID, str] = dict(
        ProtectedEvent.objects.filter(source=source_id, person__isnull=False)
        .order_by("id")
        .values_list("person", "kind")
    )
    return {person for person, kind in last.items() if kind == Kind.GRANTED}


def _locked(source_id: UUID) -> Source:
    """The source, locked: who may look doesn't change while somebody looks."""
    return Source.objects.select_for_update(of=("self",), no_key=True).get(pk=source_id)


def _write(
    source_id: UUID, kind: Kind, *, by: User | None, reason: str, person: User | None = None
) -> None:
    ProtectedEvent.objects.create(
        source_id=source_id, kind=kind, actor=by, person=person, reason=reason.strip()
    )


def _open(source_id: UUID, kind: Kind, by: User | None, reason: str) -> str:
    """The sealed text, which the database gives only against a row of the record."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT musnad_open_protected(%s, %s, %s, %s)",
            [source_id, kind, by.pk if by else None, reason],
        )
        (sealed,) = cursor.fetchone()
    return str(sealed)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise BadInput(gettext("reason: must say why."))
    if len(reason) > LONGEST_REASON:
        raise BadInput(
            gettext("reason: at most %(most)d characters are taken.") % {"most": LONGEST_REASON}
        )
    _check_storable("reason", reason)


def _check(source: Source, identity: Identity, reason: str) -> None:
    _check_reason(reason)
    if not identity.name.strip():
        raise BadInput(gettext("name: must say who it really is."))
    for field, most in LONGEST.items():
        value = getattr(identity, field)
        if len(value) > most:
            raise BadInput(
                gettext("%(field)s: at most %(most)d characters are taken.")
                % {"field": field, "most": most}
            )
        _check_storable(field, value)
    # Compared here, not in the database: its log would have the name.
    aliases = SourceAlias.objects.filter(source__in=Source.objects.cluster(source.pk))
    public = {source.folded, *aliases.values_list("folded", flat=True)}
    name = fold(identity.name)
    if name in public:
        raise BadInput(gettext("name: is public already, as a name of this source."))
    telling = {word for word in name.split() if len(word) >= TELLING}
    telling -= {word for one in public for word in one.split()}
    if telling & set(fold(reason).split()):
        raise BadInput(gettext("reason: names whom it is to protect; say it without the name."))


def _check_storable(field: str, value: str) -> None:
    try:
        whole = "\0" not in value and bool(value.encode() or True)
    except UnicodeEncodeError:
        whole = False
    if not whole:
        raise BadInput(gettext("%(field)s: has characters that are no text.") % {"field": field})
