"""The part of the ninjs 3.0 JSON schema that our items use, written after the specification.

As there, no member is allowed that isn't named.
"""

TEXT = {"type": "string"}
ADDRESS = {"type": "string", "format": "uri"}
TIME = {"type": "string", "format": "date-time"}


def _objects(required: tuple[str, ...] = (), **members):
    return {
        "type": "array",
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": list(required),
            "properties": members,
        },
    }


_ITEM = {
    "uri": ADDRESS,
    "type": {
        "enum": [
            *("text", "audio", "video", "picture", "graphic"),
            *("composite", "component", "event", "planning"),
        ]
    },
    "profile": TEXT,
    "version": TEXT,
    "firstCreated": TIME,
    "versionCreated": TIME,
    "contentCreated": TIME,
    "pubStatus": {"enum": ["usable", "withheld", "canceled"]},
    "edNote": TEXT,
    "language": TEXT,
    "by": TEXT,
    "bodies": _objects(
        ("value",),
        role=TEXT,
        contentType=TEXT,
        charCount={"type": "integer"},
        wordCount={"type": "integer"},
        value=TEXT,
    ),
    "headlines": _objects(("value",), role=TEXT, contentType=TEXT, value=TEXT),
    "infoSources": _objects(name=TEXT, role=TEXT, uri=ADDRESS, literal=TEXT),
    "standard": {
        "type": "object",
        "additionalProperties": False,
        "properties": {"name": TEXT, "version": TEXT, "schema": ADDRESS},
    },
}
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["uri"],
    "additionalProperties": False,
    "properties": {
        **_ITEM,
        "associations": _objects(("name", "uri"), name=TEXT, **_ITEM),
    },
}
