"""What a page says of itself: headline, byline, outlet, date, address, language.

Pages say it in several places, of unequal worth: JSON-LD (schema.org), which newsrooms fill in for
search engines; meta tags; the visible page. trafilatura reads them too, but guesses where nothing
is said and knows no time of day; what is said is taken here, and its findings fill the gaps.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from articles.dates import parse_news_date
from articles.errors import AddressNotAllowed
from articles.urls import canonical_url, host_of
from newsroom.addresses import parse_url

ARTICLE_TYPES = frozenset(
    "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle BackgroundNewsArticle "
    "OpinionNewsArticle ReviewNewsArticle AskPublicNewsArticle LiveBlogPosting BlogPosting "
    "SocialMediaPosting Report".split()
)
# Elements that newsroom templates put their date into, when no machine-readable one is there.
_DATE_LINES = (
    "//time|//*[contains(@class,'date') or contains(@class,'publish') or contains(@class,'time') "
    "or contains(@class,'meta')]"
)
_SIGNATURES = (
    "//*[@rel='author' or contains(@class,'byline') or contains(@class,'signature') "
    "or contains(@class,'author')]"
)
_BY = re.compile(r"^(?:by|par|بقلم|كتب|كتبت|إعداد|اعداد)\s*:?\s+", re.IGNORECASE)
_OTHER_EDITIONS = re.compile(r"^(?:www|m|mobile|amp|ar|en|fr)\.")
_LONGEST_JSON = 1_000_000


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the page says; empty or None where it says nothing."""

    title: str
    byline: str
    outlet: str
    published_at: datetime | None
    canonical_url: str | None
    language: str


def page_facts(tree: HtmlElement, *, url: str | None = None) -> PageFacts:
    """Collect what a parsed page says of itself.

    Args: url is where the page is from, if known: a page can't claim another host's address.
    """
    data = _article_data(tree)
    meta = _meta(tree)
    return PageFacts(
        title=meta.get("og:title", "") or _words(data.get("headline")),
        byline=_names(data.get("author")) or meta.get("author", "") or _signature(tree),
        outlet=_names(data.get("publisher")) or meta.get("og:site_name", ""),
        published_at=_published_at(tree, meta, data),
        canonical_url=_canonical(tree, meta, url),
        language=_language(tree, meta, data),
    )


def _meta(tree: HtmlElement) -> dict[str, str]:
    """The first value of each meta tag, by its name or property in lower case."""
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or ""
        if name and (content := _words(tag.get("content"))):
            found.setdefault(name.lower(), content)
    return found


def _article_data(tree: HtmlElement) -> dict[str, Any]:
    """The schema.org node of the article, with the nodes it names by @id put in their places."""
    nodes = [node for script in _json_scripts(tree) for node in _nodes(script)]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
    for node in nodes:
        kinds = node.get("@type")
        if ARTICLE_TYPES.intersection(kinds if isinstance(kinds, list) else [kinds]):
            return {
                name: by_id.get(value["@id"], value)
                if isinstance(value, dict) and isinstance(value.get("@id"), str)
                else value
                for name, value in node.items()
            }
    return {}


def _json_scripts(tree: HtmlElement) -> Iterator[Any]:
    for script in tree.iter("script"):
        written = script.text or ""
        if "ld+json" in (script.get("type") or "") and len(written) <= _LONGEST_JSON:
            try:
                yield json.loads(written, strict=False)
            except (ValueError, RecursionError):
                continue  # Broken JSON-LD is common, and says nothing; the rest of the page does.


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    """The nodes of a JSON-LD block: itself, a list's, and those under @graph."""
    for node in data if isinstance(data, list) else [data]:
        if isinstance(node, dict):
            yield node
            graph = node.get("@graph")
            for inner in graph if isinstance(graph, list) else []:
                if isinstance(inner, dict):
                    yield inner


def _names(value: Any) -> str:
    """The names in an author or publisher: a text, a node, or several of them."""
    values = value if isinstance(value, list) else [value]
    names = (_words(v.get("name") if isinstance(v, dict) else v) for v in values[:20])
    return ", ".join(dict.fromkeys(name for name in names if name))


def _words(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _signature(tree: HtmlElement) -> str:
    """The visible byline, without "By"; empty if what stands there can't be a name."""
    for element in tree.xpath(_SIGNATURES)[:10]:
        name = _BY.sub("", _words(element.text_content()))
        if 3 < len(name) <= 80 and not re.search(r"[\d@:]", name):
            return name
    return ""


def _published_at(tree: HtmlElement, meta: dict[str, str], data: dict[str, Any]) -> datetime | None:
    """The first date that can be read: machine-readable ones first, then visible date lines."""
    stated = [
        _words(data.get("datePublished")),
        *(meta.get(name, "") for name in ("article:published_time", "datepublished")),
        *(meta.get(name, "") for name in ("date", "pubdate", "dc.date", "dc.date.issued")),
        *(tag.get("datetime") or "" for tag in tree.iter("time")),
    ]
    for written in stated:
        if written and (moment := parse_news_date(written)):
            return moment
    for element in tree.xpath(_DATE_LINES)[:50]:
        line = _words(element.text_content())
        if 4 < len(line) <= 100 and (moment := parse_news_date(line)):
            return moment
    return None


def _canonical(tree: HtmlElement, meta: dict[str, str], url: str | None) -> str | None:
    links = [tag.get("href") or "" for tag in tree.iter("link") if tag.get("rel") == "canonical"]
    for link in [*links, meta.get("og:url", "")]:
        if not link.strip():
            continue
        try:
            whole = str(parse_url(url).join(link.strip())) if url else link
            canonical = canonical_url(whole)
        except (AddressNotAllowed, ValueError):
            continue  # A malformed claim is no claim.
        if url is None or _site(canonical) == _site(url):
            return canonical
    return None


def _site(url: str) -> str:
    return _OTHER_EDITIONS.sub("", host_of(url))


def _language(tree: HtmlElement, meta: dict[str, str], data: dict[str, Any]) -> str:
    """The declared language as a lower-case primary subtag ("ar" of "ar-EG"), or empty."""
    declared = tree.get("lang") or _words(data.get("inLanguage")) or meta.get("og:locale", "")
    found = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", declared.strip())
    return found[0].lower() if found else ""
