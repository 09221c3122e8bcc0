"""What an answer leads to, as the OpenAPI document says it in `links`.

A client generator, a reader of the documentation and Schemathesis find here which member of an
answer is which parameter of the next request.
"""

from typing import Any, Final

Links = dict[str, dict[str, Any]]
# A link's parameters, or what goes into its body, under this name.
BODY: Final = "requestBody"

_FIRST: Final = "$response.body#/items/0/id"
_ID: Final = "$response.body#/id"
_CLAIM: Final = "$response.body#/claim"
_ATTRIBUTION: Final = "$response.body#/attributions/0/id"
_SPEAKER: Final = "$response.body#/attributions/0/source/id"


def _to(name: str, where: str, *operations: str) -> Links:
    """Several operations that take the same parameter from the same place."""
    return {operation: {name: where} for operation in operations}


_READ_CLAIM: Final = (
    "get_claim",
    "get_review",
    "list_history",
    "list_comments",
    "list_marks",
    "claim_ripple",
    "list_prior_checks",
)
_ABOUT_CLAIM: Final = ("take", "add_evidence", "write_comment", "mark_claim")
_READ_SOURCE: Final = ("get_source", "get_record", "get_relays")
_ABOUT_SOURCE: Final = ("change_source", "add_alias", "grade_source", "merge_source")
_PROTECTED: Final = ("get_protected", "keep_protected")
_READ_WEBHOOK: Final = ("get_webhook", "list_deliveries")
_ABOUT_WEBHOOK: Final = ("change_webhook", "rotate_secret", "send_test", "replay_given_up")

# Operation and status, then operations with where their parameters are.
LINKS: Final[dict[tuple[str, int], Links]] = {
    ("add_article", 202): {
        "get_ingestion": {"ingestion_id": _ID},
        "get_article": {"article_id": "$response.body#/article_id"},
    },
    ("get_ingestion", 200): {"get_article": {"article_id": "$response.body#/article_id"}},
    ("list_articles", 200): {
        **_to("article_id", _FIRST, "get_article", "article_drift"),
        "list_claims": {"article": _FIRST},
    },
    ("get_article", 200): {
        "article_drift": {"article_id": _ID},
        "list_claims": {"article": _ID},
    },
    ("list_claims", 200): {
        **_to("claim_id", _FIRST, *_READ_CLAIM),
        "get_article": {"article_id": "$response.body#/items/0/article/id"},
        "list_groups": {"claim": _FIRST},
    },
    ("get_claim", 200): {
        **_to("claim_id", _ID, "get_review", *_ABOUT_CLAIM, "decide", "add_attribution"),
        **{
            name: {"claim_id": _ID, "attribution_id": _ATTRIBUTION}
            for name in ("correct_attribution", "withdraw_attribution")
        },
        "get_source": {"source_id": _SPEAKER},
        **{
            name: {"source_id": _SPEAKER, BODY: {"attributions": [_ATTRIBUTION]}}
            for name in ("look_at_split", "split")
        },
    },
    ("take_next", 200): _to(
        "claim_id",
        _CLAIM,
        "get_review",
        "decide",
        "release",
        *_READ_CLAIM[2:6],
        *_ABOUT_CLAIM[1:],
    ),
    ("get_review", 200): {
        "take": {"claim_id": _CLAIM},
        "answer_decision": {
            "claim_id": _CLAIM,
            BODY: {"decision": "$response.body#/decisions/0/id"},
        },
    },
    ("take", 200): _to("claim_id", _CLAIM, "decide", "release"),
    ("add_evidence", 201): {
        "withdraw_evidence": {"evidence_id": "$response.body#/evidence/0/id"},
    },
    ("decide", 201): _to("claim_id", _CLAIM, "reopen", "list_history", "get_review"),
    ("answer_decision", 201): {"reopen": {"claim_id": _CLAIM}},
    ("mark_claim", 201): _to("claim_id", _CLAIM, "list_marks"),
    ("list_marks", 200): {
        "take_back_mark": {"claim_id": _CLAIM, "mark_id": "$response.body#/marks/0/id"},
    },
    ("write_comment", 201): {"list_comments": {"claim_id": "$request.path.claim_id"}},
    ("search", 200): {"get_claim": {"claim_id": _FIRST}},
    ("list_changes", 200): {"list_changes": {"since": "$response.body#/next"}},
    ("list_sources", 200): _to("source_id", _FIRST, *_READ_SOURCE, "get_protected"),
    ("add_source", 201): _to("source_id", _ID, "get_source", *_ABOUT_SOURCE, *_PROTECTED),
    ("keep_protected", 200): _to(
        "source_id",
        "$response.body#/source",
        "get_protected",
        "look_at_protected",
        "permit_protected",
        "erase_protected",
    ),
    ("merge_source", 201): {
        "undo": {"change_id": _ID},
        "get_source": {"source_id": "$response.body#/other"},
    },
    ("split", 201): {
        "undo": {"change_id": _ID},
        "get_source": {"source_id": "$response.body#/other"},
    },
    ("list_relays", 200): {"get_relays": {"source_id": "$response.body#/items/0/source/id"}},
    ("list_questions", 200): {
        **_to("question_id", _FIRST, "get_question", "answer_question"),
        "get_source": {"source_id": "$response.body#/items/0/candidate/id"},
        "preview_merge": {
            "source_id": "$response.body#/items/0/source/id",
            "into": "$response.body#/items/0/candidate/id",
        },
    },
    ("list_groups", 200): _to("group_id", _FIRST, "get_group", "add_member", "add_vouch"),
    ("start_group", 201): _to("group_id", _ID, "get_group", "add_member", "add_vouch"),
    ("get_group", 200): {"get_claim": {"claim_id": "$response.body#/members/0/claim"}},
    ("list_feeds", 200): _to("feed_id", _FIRST, "get_feed", "list_feed_items"),
    ("add_feed", 201): _to(
        "feed_id", _ID, "get_feed", "list_feed_items", "change_feed", "poll_feed", "remove_feed"
    ),
    ("list_webhooks", 200): _to("webhook_id", _FIRST, *_READ_WEBHOOK),
    ("add_webhook", 201): _to("webhook_id", _ID, *_READ_WEBHOOK, *_ABOUT_WEBHOOK, "remove_webhook"),
    ("list_deliveries", 200): {"replay": {"delivery_id": _FIRST}},
    ("send_test", 201): {"replay": {"delivery_id": _ID}},
    ("list_exports", 200): _to("export_id", _FIRST, "get_export", "get_export_file"),
    ("list_imports", 200): _to("import_id", _FIRST, "get_import", "list_import_lines"),
    ("import_file", 202): _to("import_id", _ID, "get_import", "list_import_lines"),
    ("ask_for_export", 202): {"get_export": {"export_id": _ID}},
}
