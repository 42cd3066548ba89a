"""The addresses of the privacy app."""

from django.urls import path

from privacy.views import log, statement

app_name = "privacy"

urlpatterns = [
    path("privacy/", statement.current, name="statement"),
    path("privacy/<uuid:text_id>/", statement.version, name="statement_version"),
    path("toegankelijkheid/", statement.accessibility, name="accessibility"),
    path("beheer/logboek/", log.log, name="log"),
]
