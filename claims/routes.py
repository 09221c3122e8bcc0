"""Addresses of pages that show claims, the page of an article and of a source among them."""

from django.urls import path

from claims import views

app_name = "claims"
urlpatterns = [
    path("claims/", views.claim_list, name="list"),
    path("claims/<uuid:claim_id>/", views.claim_page, name="claim"),
    path("articles/<uuid:article_id>/", views.article_page, name="article"),
    path("articles/<uuid:article_id>/versions/<int:number>/", views.article_page, name="version"),
    path("sources/<uuid:source_id>/", views.source_page, name="source"),
]
