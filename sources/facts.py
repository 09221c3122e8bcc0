"""What may be said of a source: each field's rule, as a person is told it."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from newsroom.errors import BadInput
from sources.models import KINDS_OF_ONE_OUTLET, Anonymity, Source, SourceKind
from sources.names import check_name

EDITABLE: Final = (
    "name",
    "kind",
    "anonymity",
    "language",
    "country",
    "wikidata_id",
    "domains",
    "accounts",
    "notes",
    "outlet_id",
    "parent_id",
    "owner_id",
)
MOST_DOMAINS: Final = 50
LONGEST_NOTES: Final = 10_000
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_WIKIDATA = re.compile(r"Q[1-9][0-9]*")
_DOMAIN = re.compile(r"(?=.{1,253}\Z)([\w](?:[\w-]{0,61}[\w])?\.)+[\w-]{2,63}")


def checked(field: str, value: Any, *, of: Source) -> Any:
    """The value as it is stored. Raises: BadInput naming the field and the rule it breaks."""
    if field.endswith("_id") and field != "wikidata_id":
        return _a_source(field.removesuffix("_id"), value)
    if value is None and field != "wikidata_id":
        raise _refused(field, _("must not be null."))
    rule = _RULES.get(field)
    return rule(field, value, of) if rule else value


def fits_together(source: Source) -> None:
    """Hold what two fields say against each other. Raises: BadInput."""
    unnamed = source.kind in KINDS_OF_ONE_OUTLET
    if unnamed and source.outlet_id is None:
        raise _refused("outlet", _("unnamed people belong to the outlet that quotes them."))
    if source.outlet_id and source.kind == SourceKind.MEDIA_OUTLET:
        raise _refused("outlet", _("an outlet belongs to no other outlet; use its owner."))


def _refused(field: str, rule: str) -> BadInput:
    return BadInput(f"{field}: {rule}")


def _a_source(field: str, value: UUID | None) -> UUID | None:
    if not value:
        return None
    found = Source.objects.filter(pk=value).first()
    if found is None:
        raise _refused(field, _("there is no such source."))
    if field == "outlet" and found.kind != SourceKind.MEDIA_OUTLET:
        raise _refused(field, _("must be a media outlet."))
    return found.canonical_id


def _name(field: str, value: str, of: Source) -> str:  # noqa: ARG001
    return check_name(value, field=field)


def _notes(field: str, value: str, of: Source) -> str:  # noqa: ARG001
    if len(value) > LONGEST_NOTES:
        raise _refused(field, _("has at most {most} characters.").format(most=LONGEST_NOTES))
    return value.strip()


def _form(pattern: re.Pattern[str], rule: Callable[[], str]) -> Callable[[str, Any, Source], str]:
    def check(field: str, value: str, of: Source) -> str:  # noqa: ARG001
        if value and not pattern.fullmatch(value):
            raise _refused(field, rule())
        return value

    return check


def _wikidata(field: str, value: str | None, of: Source) -> str | None:  # noqa: ARG001
    if value and not _WIKIDATA.fullmatch(value):
        raise _refused(field, _("has the form Q42."))
    return value or None


def _one_of(choices: Sequence[str]) -> Callable[[str, Any, Source], str]:
    def check(field: str, value: str, of: Source) -> str:  # noqa: ARG001
        if value not in choices:
            raise _refused(field, _("is one of {values}.").format(values=", ".join(choices)))
        return str(value)

    return check


def _domains(field: str, value: Sequence[str], of: Source) -> list[str]:
    """Hosts, each of one outlet: articles are given to the outlet whose home they come from."""
    hosts = list(dict.fromkeys(host.strip().lower().rstrip(".") for host in value if host.strip()))
    if len(hosts) > MOST_DOMAINS:
        raise _refused(field, _("has at most {most} entries.").format(most=MOST_DOMAINS))
    for host in hosts:
        if not _DOMAIN.fullmatch(host):
            raise _refused(
                field, _("{host} is no domain, such as aljazeera.net.").format(host=host[:80])
            )
        taken = Source.objects.filter(domains__contains=[host], merged_into=None)
        if other := taken.exclude(pk=of.pk).first():
            raise _refused(field, _("{host} is that of {source}.").format(host=host, source=other))
    return hosts


def _accounts(field: str, value: Sequence[str], of: Source) -> list[str]:  # noqa: ARG001
    names = [check_name(name, field=field, longest=200) for name in value if name.strip()]
    if len(names) > MOST_DOMAINS:
        raise _refused(field, _("has at most {most} entries.").format(most=MOST_DOMAINS))
    return list(dict.fromkeys(names))


_RULES: Final[dict[str, Callable[[str, Any, Source], Any]]] = {
    "name": _name,
    "kind": _one_of(SourceKind.values),
    "anonymity": _one_of(Anonymity.values),
    "language": _form(_LANGUAGE, lambda: _("is a language tag, such as ar.")),
    "country": _form(_COUNTRY, lambda: _("is two capital letters, such as LY.")),
    "wikidata_id": _wikidata,
    "domains": _domains,
    "accounts": _accounts,
    "notes": _notes,
}
