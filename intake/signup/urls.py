"""The addresses of signing up."""

from django.urls import path

from intake.signup.views import check, confirmations, start, steps

urlpatterns = [
    path("", start.show, name="start"),
    path("aanmelden/", steps.answer, {"slug": "voor-wie"}, name="signup_for_whom"),
    path("aanmelden/controleren/", check.show, name="signup_check"),
    path("aanmelden/verstuurd/", confirmations.show, name="signup_done"),
    path("aanmelden/verstuurd/code/", confirmations.confirm, name="signup_confirm"),
    path(
        "aanmelden/verstuurd/nieuwe-code/", confirmations.again, name="signup_new_code"
    ),
    path("aanmelden/<slug:slug>/", steps.answer, name="signup_step"),
]
