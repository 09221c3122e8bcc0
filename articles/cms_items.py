"""Items of a CMS or an agency become articles with versions: ninjs 1 to 3, and NewsML-G2.

`ninjs_item` and `newsml_item` read an item into one form, `import_item` takes it in. An item is
its `uri` (NewsML: `guid`), however often it comes; a higher version is another version of the
article, the same version again is left, and an older one than is here is refused.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import IO, Any, Final
from uuid import UUID

import orjson
from django.db import connection, transaction
from lxml import etree  # type: ignore[import-untyped]

from articles.dates import parse_news_date
from articles.errors import NotAnArticle
from articles.feed_reading import shown
from articles.import_models import ImportedItem
from articles.polling import PAGE
from articles.states import IngestionKind
from articles.storing import Submission
from articles.workflows import accept
from newsroom.errors import BadInput
from newsroom.models import User

LONGEST_URI: Final = 2000
NAR: Final = "{http://iptc.org/std/nar/2006-10-01/}"
HTML_TYPES: Final = (
    "text/html",
    "application/xhtml+xml",
    "application/xhtml+html",
    "xhtml",
    "html",
)
# Elements whose words are a paragraph: of XHTML and of NITF.
_BLOCKS: Final = frozenset({"p", "h1", "h2", "h3", "h4", "li", "blockquote", "hl1", "hl2"})


@dataclass(frozen=True, slots=True)
class CmsItem:
    """An item as far as it is read; text is HTML if `is_html`."""

    uri: str
    version: int
    title: str
    text: str
    is_html: bool
    outlet: str = ""
    language: str = ""
    published_at: datetime | None = None
    info_sources: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of an item: its row, and whether that was new."""

    id: UUID
    is_new: bool


@transaction.atomic
def import_item(item: CmsItem, *, by: User | None, outlet: str = "") -> Imported:
    """Take an item in as a version of its article.

    Args: outlet counts where the item names no provider.
    Raises: BadInput, naming the field and the rule, with nothing stored.
    """
    with connection.cursor() as cursor:  # Two at once would each take the other for unknown.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [item.uri])
    digest = hashlib.sha256(orjson.dumps(asdict(item), option=orjson.OPT_SORT_KEYS)).hexdigest()
    latest = ImportedItem.objects.filter(uri=item.uri).order_by("-version").first()
    if latest is not None and item.version <= latest.version:
        same = ImportedItem.objects.filter(uri=item.uri, version=item.version).first()
        if same is not None and same.digest == digest:
            return Imported(same.pk, is_new=False)
        raise BadInput(
            f"version: {item.version} was another text before; a changed item has a higher one."
            if same is not None
            else f"version: {latest.version} is here already, which is newer than {item.version}."
        )
    ingestion = accept(_submission(item, item.outlet or outlet), by=by)
    made = ImportedItem.objects.create(
        uri=item.uri,
        version=item.version,
        digest=digest,
        info_sources=item.info_sources,
        ingestion=ingestion,
        imported_by=by,
    )
    return Imported(made.pk, is_new=True)


def _submission(item: CmsItem, outlet: str) -> Submission:
    is_address = item.uri.startswith(("http://", "https://"))
    body = PAGE.format(title=item.title, text=item.text) if item.is_html else item.text
    if not item.is_html and item.title:
        body = f"{item.title}\n\n{item.text}"
    return Submission(
        IngestionKind.HTML if item.is_html else IngestionKind.TEXT,
        url=item.uri if is_address else "",
        uri="" if is_address else item.uri,
        body=body.encode(errors="replace"),
        outlet=outlet,
        title=item.title,
        language=item.language,
        published_at=item.published_at,
    )


def ninjs_item(value: Any) -> CmsItem:
    """An item of ninjs 1, 2 or 3, whose names differ by their capitals alone.

    Raises: BadInput, naming the field and the rule.
    """
    if not isinstance(value, Mapping):
        raise BadInput("item: is an object.")
    item = {str(name).lower(): one for name, one in value.items()}
    _check_status(str(item.get("pubstatus") or "usable"), "pubstatus")
    text, is_html = _ninjs_body(item)
    provider = item.get("provider")
    return CmsItem(
        uri=_checked_uri(item.get("uri"), "uri"),
        version=_checked_version(item.get("version")),
        title=shown(_valued(item.get("headlines")) or item.get("headline")),
        text=text,
        is_html=is_html,
        outlet=shown(provider.get("name") if isinstance(provider, Mapping) else ""),
        language=_text(item.get("language"), "language"),
        published_at=_moment(item),
        info_sources=[
            {key: _text(one.get(key), f"infosources.{key}") for key in ("name", "role", "uri")}
            for one in _objects(item, "infosources")
        ],
    )


def _ninjs_body(item: Mapping[str, Any]) -> tuple[str, bool]:
    bodies = _objects(item, "bodies")
    bodies.sort(key=lambda body: body.get("role") not in (None, "main"))
    for body in bodies:
        if body.get("value"):
            kind = str(body.get("contenttype") or "text/plain").lower()
            return _text(body["value"], "bodies.value"), kind in HTML_TYPES
    for name in ("body_xhtml", "body_html", "body_text"):
        if item.get(name):
            return _text(item[name], name), name != "body_text"
    raise NotAnArticle("empty", "bodies: the item has no text.")


def _objects(item: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """A member's objects, their names in small letters. Raises: BadInput if it is no list."""
    value = item.get(name) or []
    if not isinstance(value, list):
        raise BadInput(f"{name}: is a list.")
    return [_lowered(one) for one in value if isinstance(one, Mapping)]


def _lowered(value: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name).lower(): one for name, one in value.items()}


def _valued(lines: Any) -> str:
    """The main one of ninjs' lists of lines, such as headlines."""
    if not isinstance(lines, list):
        return ""
    found = [_lowered(line) for line in lines if isinstance(line, Mapping)]
    found.sort(key=lambda line: line.get("role") not in (None, "main"))
    return str(found[0].get("value") or "") if found else ""


def _moment(item: Mapping[str, Any]) -> datetime | None:
    for name in ("contentcreated", "firstcreated", "versioncreated"):
        if written := item.get(name):
            found = parse_news_date(_text(written, name))
            if found is None:
                raise BadInput(f"{name}: is no time.")
            return found
    return None


def newsml_items(file: IO[bytes]) -> Iterator[CmsItem | BadInput]:
    """The items of a NewsML-G2 file, one after the other, each let go before the next.

    No entity is resolved and nothing fetched; a document type is refused.
    """
    events = etree.iterparse(
        file,
        events=("end",),
        tag=f"{NAR}newsItem",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
    )
    try:
        for number, (_, element) in enumerate(events, start=1):
            if number == 1 and element.getroottree().docinfo.internalDTD is not None:
                yield BadInput("file: a document type (DTD) is not read.")
                return
            try:
                yield _newsml_item(element)
            except BadInput as error:
                yield error
            element.clear()
            # What stands before the root, such as a comment, has no parent to be taken from.
            above = element.getparent()
            while above is not None and element.getprevious() is not None:
                del above[0]
    except etree.XMLSyntaxError as error:
        yield BadInput(f"file: no valid XML: {error.msg}.")


def _newsml_item(element: Any) -> CmsItem:
    def first(path: str) -> Any:
        return element.find("/".join(NAR + step for step in path.split("/")))

    def words(path: str) -> str:
        found = first(path)
        return shown(" ".join(found.itertext())) if found is not None else ""

    status = first("itemMeta/pubStatus")
    if status is not None:
        _check_status(str(status.get("qcode") or "").rpartition(":")[2], "pubStatus")
    text, is_html = _newsml_body(element)
    provider, language = first("itemMeta/provider"), first("contentMeta/language")
    named = provider.get("literal", "") if provider is not None else ""
    written = words("contentMeta/contentCreated") or words("itemMeta/versionCreated")
    published_at = parse_news_date(written) if written else None
    if written and published_at is None:
        raise BadInput("versionCreated: is no time.")
    return CmsItem(
        uri=_checked_uri(element.get("guid"), "guid"),
        version=_checked_version(element.get("version")),
        title=words("contentMeta/headline") or words("itemMeta/title"),
        text=text,
        is_html=is_html,
        outlet=words("itemMeta/provider/name") or shown(named),
        language=language.get("tag", "") if language is not None else "",
        published_at=published_at,
        info_sources=[
            {
                "name": shown(" ".join(one.itertext())) or shown(one.get("literal", "")),
                "role": one.get("role", ""),
                "uri": one.get("uri") or one.get("qcode") or "",
            }
            for one in element.iterfind(f"{NAR}contentMeta/{NAR}infoSource")
        ],
    )


def _newsml_body(element: Any) -> tuple[str, bool]:
    """The item's text as paragraphs, whatever XML it is in, or as it stands in `inlineData`."""
    for inline in element.iterfind(f"{NAR}contentSet/{NAR}inlineXML"):
        lines = [
            " ".join("".join(block.itertext()).split())
            for block in inline.iter()
            if isinstance(block.tag, str) and etree.QName(block).localname in _BLOCKS
        ]
        if text := "\n\n".join(line for line in lines if line):
            return text, False
    for inline in element.iterfind(f"{NAR}contentSet/{NAR}inlineData"):
        if text := "".join(inline.itertext()).strip():
            return text, inline.get("contenttype", "text/plain").lower() in HTML_TYPES
    raise NotAnArticle("empty", "contentSet: the item has no text.")


def _check_status(status: str, name: str) -> None:
    if status.lower() not in ("usable", ""):
        raise BadInput(f"{name}: only usable items are taken, not {shown(status)[:40]}.")


def _checked_uri(value: Any, name: str) -> str:
    uri = _text(value, name).strip()
    if not uri:
        raise BadInput(f"{name}: is needed; it says which item this is.")
    if len(uri) > LONGEST_URI:
        raise BadInput(f"{name}: at most {LONGEST_URI:,} characters are taken.")
    return uri


def _checked_version(value: Any) -> int:
    if value in (None, ""):
        return 0
    try:
        number = int(str(value))
    except ValueError as error:
        raise BadInput("version: is a whole number.") from error
    if not 0 <= number < 2**31:
        raise BadInput("version: is a whole number from 0.")
    return number


def _text(value: Any, name: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or "\0" in value:
        raise BadInput(f"{name}: is a text, without null characters.")
    return value
