"""Fact-checks of others: schema.org `ClaimReview`, alone or as items of a Data Commons feed."""

import hashlib
from collections.abc import Iterator
from typing import Any

import orjson
from django.utils.translation import gettext
from pydantic import BaseModel, Field, field_validator

from articles.urls import canonical_url
from claims.imports.results import CHANGED, CREATED, UNCHANGED, Done, read_as
from claims.prior_models import PriorCheck
from newsroom.errors import BadInput, one_of
from newsroom.models import User
from newsroom.schemas import Words
from sources.names import fold
from sources.workflows import shown_name


class Named(BaseModel):
    """A person or organisation, as far as it is read."""

    name: Words | None = None


class Rating(BaseModel):
    """A rating; feeds write its numbers as text too."""

    alternateName: Words | None = None  # noqa: N815 - schema.org's name
    ratingValue: float | None = None  # noqa: N815
    bestRating: float | None = None  # noqa: N815
    worstRating: float | None = None  # noqa: N815

    @field_validator("ratingValue", "bestRating", "worstRating", mode="before")
    @classmethod
    def _number_or_none(cls, value: Any) -> float | None:
        """What is no number says nothing: feeds write "", "N/A" and -1."""
        try:
            number = float(value)
        except (TypeError, ValueError):
            return None
        return number if 0 <= number < 1e6 else None


class Reviewed(BaseModel):
    """The claim that was reviewed."""

    author: Named | None = None
    name: Words | None = None
    datePublished: Words | None = None  # noqa: N815

    @field_validator("author", mode="before")
    @classmethod
    def _first(cls, value: Any) -> Any:
        return first_of(value)


class ClaimReview(BaseModel):
    """A `ClaimReview`, as far as it is read."""

    url: Words = Field(max_length=4096)
    claimReviewed: Words = Field(max_length=10_000)  # noqa: N815
    author: Named | None = None
    reviewRating: Rating | None = None  # noqa: N815
    itemReviewed: Reviewed | None = None  # noqa: N815
    datePublished: Words | None = None  # noqa: N815
    headline: Words | None = None
    name: Words | None = None
    inLanguage: Words | None = None  # noqa: N815

    @field_validator("author", "reviewRating", "itemReviewed", mode="before")
    @classmethod
    def _first(cls, value: Any) -> Any:
        return first_of(value)


def first_of(value: Any) -> Any:
    """schema.org lets one and several stand for each other; a name alone stands for a thing."""
    if isinstance(value, list):
        value = value[0] if value else None
    return {"name": value} if isinstance(value, str) else value


def reviews_in(value: Any) -> Iterator[Any]:
    """The reviews of one element: a `ClaimReview`, or a `DataFeedItem` with one or several.

    Raises: BadInput for what is neither.
    """
    if isinstance(value, dict) and value.get("@type") == "DataFeedItem":
        items = value.get("item")
        yield from items if isinstance(items, list) else [items]
    elif isinstance(value, dict):
        yield value
    else:
        raise BadInput("item: " + gettext("is neither a ClaimReview nor a DataFeedItem."))


def import_review(value: Any, *, by: User | None) -> Done:
    """Keep what a review says; what is known already is left, or brought up to date.

    Inside a transaction. Raises: BadInput, naming the field and the rule.
    """
    if isinstance(value, dict) and value.get("@type") not in (None, "ClaimReview"):
        raise BadInput("@type: " + one_of(["ClaimReview"]))
    review = read_as(ClaimReview, value)
    claim = " ".join(review.claimReviewed.split())
    if not fold(claim):
        raise BadInput("claimReviewed: " + gettext("has no letter."))
    said = _columns(review, claim)
    key = _sha256([said["url"], fold(claim)])
    digest = _sha256(said)
    made, is_new = PriorCheck.objects.get_or_create(
        key=key, defaults={**said, "digest": digest, "imported_by": by}
    )
    if is_new:
        return Done(CREATED, said["url"], made.pk)
    if made.digest == digest:
        return Done(UNCHANGED, said["url"], made.pk)
    for name, column in {**said, "digest": digest, "imported_by": by}.items():
        setattr(made, name, column)
    made.save()
    return Done(CHANGED, said["url"], made.pk)


def _columns(review: ClaimReview, claim: str) -> dict[str, Any]:
    rating, reviewed = review.reviewRating or Rating(), review.itemReviewed or Reviewed()
    return {
        "url": canonical_url(review.url),
        "publisher": _name(review.author),
        "claim": claim,
        "claimant": _name(reviewed.author),
        "claimed_on": (reviewed.datePublished or "")[:40],
        "rating": _line(rating.alternateName)[:500],
        "rating_value": rating.ratingValue,
        "worst_rating": rating.worstRating,
        "best_rating": rating.bestRating,
        "title": _line(review.headline or review.name)[:1000],
        "language": (review.inLanguage or "")[:35],
        "reviewed_on": (review.datePublished or "")[:40],
    }


def _name(named: Named | None) -> str:
    return shown_name(named.name) if named and named.name and named.name.strip() else ""


def _line(words: str | None) -> str:
    return shown_name(words) if words and words.strip() else ""


def _sha256(value: Any) -> str:
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()
