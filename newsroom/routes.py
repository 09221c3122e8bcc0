"""Addresses of the newsroom's own pages."""

from django.urls import path, re_path

from newsroom import preference_views, record_views, webhook_views

app_name = "newsroom"
urlpatterns = [
    path("preferences/", preference_views.preferences, name="preferences"),
    path("refused-attempts/", record_views.refused_attempts, name="refused_attempts"),
    path("webhooks/", webhook_views.webhook_list, name="webhooks"),
    path("webhooks/<uuid:webhook_id>/", webhook_views.webhook_page, name="webhook"),
    re_path(
        r"^webhooks/(?P<webhook_id>[0-9a-f-]{36})/"
        r"(?P<what>test|start|stop|replay|rotate|remove)/$",
        webhook_views.act,
        name="webhook_act",
    ),
    path("webhooks/messages/<uuid:delivery_id>/replay/", webhook_views.replay, name="replay"),
]
