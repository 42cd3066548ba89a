"""Every address of the portal."""

from django.urls import URLPattern, URLResolver, include, path

from deploy import views

handler400 = "deploy.errors.bad_request"
handler403 = "deploy.errors.forbidden"
handler404 = "deploy.errors.not_found"
handler500 = "deploy.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("gezond/", views.health, name="health"),
    path("taal/", views.language, name="language"),
    path("", include("accounts.urls")),
    path("", include("intake.urls")),
    path("", include("privacy.urls")),
]
