"""Addresses of the list of sources; `claims` shows what a source is quoted with."""

from django.urls import path

from sources import views

app_name = "sources"
urlpatterns = [
    path("sources/", views.source_list, name="list"),
]
