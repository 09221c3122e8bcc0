"""Addresses of the list and forms of sources; `claims` shows what a source is quoted with."""

from django.urls import path

from sources import protected_views, views

app_name = "sources"
urlpatterns = [
    path("sources/", views.source_list, name="list"),
    path("sources/names/", views.names, name="names"),
    path("sources/new/", views.add, name="add"),
    path("sources/<uuid:source_id>/edit/", views.edit, name="edit"),
    path("sources/<uuid:source_id>/names/add/", views.add_name, name="add_name"),
    path("sources/<uuid:source_id>/names/remove/", views.remove_name, name="remove_name"),
    path("sources/looks/", protected_views.looks, name="looks"),
    path("sources/<uuid:source_id>/protected/", protected_views.protected_page, name="protected"),
    path("sources/<uuid:source_id>/protected/look/", protected_views.look, name="protected_look"),
    path("sources/<uuid:source_id>/protected/keep/", protected_views.keep, name="protected_keep"),
    path(
        "sources/<uuid:source_id>/protected/erase/", protected_views.erase, name="protected_erase"
    ),
    path(
        "sources/<uuid:source_id>/protected/permit/",
        protected_views.permit,
        name="protected_permit",
    ),
]
