"""The addresses of filling in."""

from django.urls import path

from intake.filling.views import check, invitations, overview, pages

urlpatterns = [
    path("uitnodiging/<str:secret>/", invitations.invitation, name="invitation"),
    path("intake/welkom/", invitations.landing, name="landing"),
    path("intake/code/sturen/", invitations.send_code, name="send_code"),
    path("intake/code/", invitations.code, name="code"),
    path("intake/", overview.overview, name="overview"),
    path("intake/stoppen/", overview.leave, name="leave"),
    path("intake/controleren/", check.check, name="check"),
    path("intake/verstuurd/", check.sent, name="sent"),
    path("intake/antwoorden/", check.own_answers, name="own_answers"),
    path("intake/<str:address>/", pages.page, name="page"),
    path("intake/<str:address>/<str:row_id>/", pages.row, name="row"),
    path(
        "intake/<str:address>/<str:row_id>/verwijderen/",
        pages.remove,
        name="remove_row",
    ),
]
