"""Addresses of the list and forms of sources; `claims` shows what a source is quoted with."""

from django.urls import path

from sources import views

app_name = "sources"
urlpatterns = [
    path("sources/", views.source_list, name="list"),
    path("sources/names/", views.names, name="names"),
    path("sources/new/", views.add, name="add"),
    path("sources/<uuid:source_id>/edit/", views.edit, name="edit"),
    path("sources/<uuid:source_id>/names/add/", views.add_name, name="add_name"),
    path("sources/<uuid:source_id>/names/remove/", views.remove_name, name="remove_name"),
]
