"""The addresses of the questionnaires (UX S11)."""

from django.urls import URLPattern, path

from intake.questionnaires import views

HERE = "beheer/vragenlijsten/"

urlpatterns: list[URLPattern] = [
    path(HERE, views.index, name="questionnaires"),
    path(f"{HERE}importeren/", views.new, name="questionnaire_import"),
    path(f"{HERE}importeren/<uuid:draft_id>/", views.draft, name="questionnaire_draft"),
    path(
        f"{HERE}importeren/<uuid:draft_id>/weg/",
        views.discard,
        name="questionnaire_discard",
    ),
    path(f"{HERE}<uuid:version_id>/", views.detail, name="questionnaire"),
    path(
        f"{HERE}<uuid:version_id>/bestand/", views.export, name="questionnaire_export"
    ),
    path(
        f"{HERE}<uuid:version_id>/gebruik/",
        views.activation,
        name="questionnaire_activation",
    ),
    path(
        f"{HERE}<uuid:version_id>/einde/",
        views.retirement,
        name="questionnaire_retirement",
    ),
]
