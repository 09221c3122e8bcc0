"""How the administration looks: its names, colours and side bar. Unfold reads this."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


def _link(title: Any, icon: str, model: str, query: str = "") -> dict[str, Any]:
    def address(_request: Any) -> str:
        return f"{reverse_lazy(f'admin:{model}_changelist')}{query}"

    return {"title": title, "icon": icon, "link": address}


def _of_administrators(item: dict[str, Any]) -> dict[str, Any]:
    return {**item, "permission": "newsroom.admin_base.is_administrator"}


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("Musnad"),
    "SITE_HEADER": _("Musnad"),
    "SITE_SUBHEADER": _("Administration"),
    "SITE_SYMBOL": "account_tree",
    "SHOW_HISTORY": False,
    "SHOW_LANGUAGES": True,
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "6px",
    "DASHBOARD_CALLBACK": "claims.dashboard.dashboard",
    "STYLES": [lambda _request: static("css/admin.css")],
    # The accent of the pages, from light to dark.
    "COLORS": {
        "primary": {
            "50": "#eef5f7",
            "100": "#e4eef0",
            "200": "#c3dbe1",
            "300": "#98c0cb",
            "400": "#5f97a7",
            "500": "#39748a",
            "600": "#1d4e5f",
            "700": "#194452",
            "800": "#153a46",
            "900": "#10303a",
            "950": "#0a1f26",
        }
    },
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": [
            {
                "title": _("Review"),
                "items": [
                    {
                        "title": _("Overview"),
                        "icon": "monitoring",
                        "link": reverse_lazy("admin:index"),
                    },
                    _link(_("Queue"), "list_alt", "claims_review"),
                    _link(_("Awaiting approval"), "approval", "claims_review", "?where=approval"),
                    _link(_("Overdue"), "schedule", "claims_review", "?where=overdue"),
                    _link(_("Claims"), "format_quote", "claims_claim"),
                    _link(_("History"), "history", "claims_reviewevent"),
                ],
            },
            {
                "title": _("Articles and sources"),
                "items": [
                    _link(_("Ingestions"), "download", "articles_ingestion"),
                    _link(_("Articles"), "article", "articles_article"),
                    _link(_("Feeds"), "rss_feed", "articles_feed"),
                    _link(
                        _("Source inbox"), "inbox", "sources_sourcequestion", "?state__exact=open"
                    ),
                    _link(_("Sources"), "record_voice_over", "sources_source"),
                ],
            },
            {
                "title": _("Newsroom"),
                "items": [
                    _of_administrators(item)
                    for item in (
                        _link(_("People"), "group", "newsroom_user"),
                        _link(_("Desks"), "workspaces", "newsroom_desk"),
                        _link(_("API keys"), "key", "newsroom_apikey"),
                        _link(_("Refused attempts"), "block", "newsroom_refusedattempt"),
                    )
                ],
            },
        ],
    },
}
