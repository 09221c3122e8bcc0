"""Addresses of pages that show claims, the page of an article and of a source among them."""

from django.urls import path

from claims import rereading_views, views

app_name = "claims"
urlpatterns = [
    path("claims/", views.claim_list, name="list"),
    path("claims/<uuid:claim_id>/", views.claim_page, name="claim"),
    path("articles/<uuid:article_id>/", views.article_page, name="article"),
    path("articles/<uuid:article_id>/versions/<int:number>/", views.article_page, name="version"),
    path("sources/<uuid:source_id>/", views.source_page, name="source"),
    path("rereadings/", rereading_views.rereading_list, name="rereadings"),
    path("rereadings/start/", rereading_views.start, name="start_rereading"),
    path("rereadings/<uuid:rereading_id>/", rereading_views.rereading_page, name="rereading"),
    path("rereadings/<uuid:rereading_id>/apply/", rereading_views.apply, name="apply_rereading"),
    path("rereadings/<uuid:rereading_id>/cancel/", rereading_views.cancel, name="cancel_rereading"),
]
