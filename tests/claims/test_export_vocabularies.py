"""Exports keep to the words of their standards: schema.org's terms, and the W3C's model."""

import json

import jsonschema
import pytest
from rdflib import namespace

from newsroom.models import Scope
from tests.api import Program
from tests.claims.test_exports import claim, exported  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

# Of the Web Annotation Data Model (W3C, 2017): what a collection, an annotation, its bodies and the
# selectors of its targets must have, and the motivations that it names.
MOTIVATIONS = (
    "assessing bookmarking classifying commenting describing editing highlighting identifying"
    " linking moderating questioning replying tagging"
).split()
POSITION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["type", "start", "end"],
    "properties": {
        "type": {"const": "TextPositionSelector"},
        "start": {"type": "integer", "minimum": 0},
        "end": {"type": "integer", "minimum": 0},
    },
}
QUOTE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["type", "exact"],
    "properties": {
        "type": {"const": "TextQuoteSelector"},
        "exact": {"type": "string", "minLength": 1},
        "prefix": {"type": "string"},
        "suffix": {"type": "string"},
    },
}
ADDRESS = {"type": "string", "format": "uri"}
TEXTUAL = {
    "type": "object",
    "additionalProperties": False,
    "required": ["type", "value"],
    "properties": {
        "type": {"const": "TextualBody"},
        "purpose": {"enum": MOTIVATIONS},
        "value": {"type": "string"},
    },
}
SPECIFIC = {
    "type": "object",
    "additionalProperties": False,
    "required": ["type", "source"],
    "properties": {
        "type": {"const": "SpecificResource"},
        "purpose": {"enum": MOTIVATIONS},
        "source": ADDRESS,
        "selector": {"type": "array", "items": {"oneOf": [POSITION, QUOTE]}},
    },
}
ANNOTATION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "type", "target"],
    "properties": {
        "id": ADDRESS,
        "type": {"const": "Annotation"},
        "motivation": {"enum": MOTIVATIONS},
        "body": {"type": "array", "items": {"oneOf": [TEXTUAL, SPECIFIC]}},
        "target": {"type": "array", "minItems": 1, "items": SPECIFIC},
    },
}
COLLECTION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["@context", "id", "type", "total", "first"],
    "properties": {
        "@context": {"const": "http://www.w3.org/ns/anno.jsonld"},
        "id": ADDRESS,
        "type": {"const": "AnnotationCollection"},
        "label": {"type": "string"},
        "total": {"type": "integer", "minimum": 0},
        "first": {
            "type": "object",
            "additionalProperties": False,
            "required": ["id", "type", "items"],
            "properties": {
                "id": ADDRESS,
                "type": {"const": "AnnotationPage"},
                "startIndex": {"type": "integer", "minimum": 0},
                "items": {"type": "array", "items": ANNOTATION},
            },
        },
    },
}


@pytest.fixture
def program():
    return Program(Scope.READ)


def terms_of(value):
    """All types and properties of a JSON-LD value."""
    if isinstance(value, list):
        return {term for one in value for term in terms_of(one)}
    if not isinstance(value, dict):
        return set()
    own = {name for name in value if not name.startswith("@")} | {value["@type"]}
    return own | {term for one in value.values() for term in terms_of(one)}


def test_claim_reviews_use_schema_orgs_own_terms(program, claim):  # noqa: F811
    feed = json.loads(exported(program, "claimreview"))

    terms = terms_of(feed)
    assert {"ClaimReview", "claimReviewed", "reviewRating", "firstAppearance"} <= terms
    assert {term for term in terms if term not in namespace.SDO} == set()


def test_annotations_keep_to_the_data_model(program, claim):  # noqa: F811
    collection = json.loads(exported(program, "webannotation"))

    assert collection["first"]["items"]
    jsonschema.validate(
        collection, COLLECTION, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
