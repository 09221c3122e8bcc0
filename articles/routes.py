"""Addresses of the pages of articles and of how they come in; `claims` shows an article's text."""

from django.urls import path

from articles import views

app_name = "articles"
urlpatterns = [
    path("articles/", views.article_list, name="list"),
    path("articles/add/", views.add_article, name="add"),
    path("ingestions/<uuid:ingestion_id>/", views.ingestion_page, name="ingestion"),
    path("ingestions/<uuid:ingestion_id>/retry/", views.retry_ingestion, name="retry"),
]
