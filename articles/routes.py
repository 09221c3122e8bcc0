"""Addresses of the pages of articles and of how they come in; `claims` shows an article's text."""

from django.urls import path, re_path

from articles import feed_views, views

app_name = "articles"
urlpatterns = [
    path("articles/", views.article_list, name="list"),
    path("articles/add/", views.add_article, name="add"),
    path("ingestions/<uuid:ingestion_id>/", views.ingestion_page, name="ingestion"),
    path("ingestions/<uuid:ingestion_id>/retry/", views.retry_ingestion, name="retry"),
    path("feeds/", feed_views.feed_list, name="feeds"),
    path("feeds/add/", feed_views.add_feed, name="add_feed"),
    path("feeds/<uuid:feed_id>/", feed_views.feed_page, name="feed"),
    path("feeds/<uuid:feed_id>/health/", feed_views.feed_health, name="feed_health"),
    re_path(
        r"^feeds/(?P<feed_id>[0-9a-f-]{36})/(?P<what>poll|pause|start|move|remove)/$",
        feed_views.act,
        name="feed_act",
    ),
]
