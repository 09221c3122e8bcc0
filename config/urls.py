"""Every address of the product."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from config.api import api

handler400 = "newsroom.views.unreadable_request"
urlpatterns = [
    # First, for programs call it most, and each address above it would be tried for each call.
    path("api/v1/", api.urls),
    path("", RedirectView.as_view(pattern_name="articles:list"), name="home"),
    path("", include("claims.routes")),
    path("", include("articles.routes")),
    path("", include("sources.routes")),
    path("", include("newsroom.routes")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("language/", set_language, name="set_language"),
]
