"""Addresses of signing in, one's own account, and the staff."""

from django.urls import path

from accounts.views import (
    factors,
    joining,
    keys,
    locations,
    passwords,
    recovery,
    resealing,
    roles,
    sessions,
    staff,
    unlocking,
)

app_name = "accounts"
urlpatterns = [
    path("inloggen/", sessions.new, name="sign_in"),
    path("inloggen/code/", sessions.second_factor, name="second_factor"),
    path("inloggen/vergeten/", passwords.ask, name="forgotten_password"),
    path("inloggen/vergeten/code/", passwords.prove, name="password_code"),
    path("inloggen/vergeten/nieuw/", passwords.change, name="new_password"),
    path("uitloggen/", sessions.destroy, name="sign_out"),
    path("uitgelogd/", sessions.signed_out, name="signed_out"),
    path("account/tweede-factor/", factors.new, name="set_up_factor"),
    path("account/herstelcodes/", factors.codes, name="recovery_codes"),
    path("account/herstelcodes/nieuw/", factors.new_codes, name="new_recovery_codes"),
    path(
        "account/herstelcodes/bestand/", factors.codes_file, name="recovery_codes_file"
    ),
    path("account/sleutel/", unlocking.new, name="unlock"),
    path("account/toegang/", unlocking.not_admitted, name="not_admitted"),
    path("account/wachtwoord/", passwords.edit, name="change_password"),
    path("account/rol/", roles.edit, name="role"),
    path("beheer/medewerkers/", staff.index, name="staff"),
    path("beheer/medewerkers/uitnodigen/", staff.invite, name="invite_staff"),
    path(
        "beheer/medewerkers/uitnodiging/<uuid:invitation_id>/intrekken/",
        staff.withdraw,
        name="withdraw_staff_invitation",
    ),
    path(
        "beheer/medewerkers/<uuid:account_id>/beeindigen/",
        staff.close,
        name="close_account",
    ),
    path("beheer/sleutels/", keys.index, name="keys"),
    path("beheer/sleutels/vernieuwen/", keys.renew, name="renew_team_key"),
    path("beheer/sleutels/oude-documenten/", resealing.begin, name="reseal"),
    path("beheer/sleutels/<uuid:account_id>/toelaten/", keys.admit, name="admit"),
    path("beheer/sleutels/herstelblad/", recovery.show, name="recovery"),
    path("beheer/sleutels/herstelblad/pdf/", recovery.download, name="recovery_pdf"),
    path(
        "beheer/sleutels/herstelblad/scherm/", recovery.reveal, name="recovery_screen"
    ),
    path("beheer/sleutels/herstelblad/test/", recovery.test, name="recovery_test"),
    path(
        "beheer/sleutels/herstelblad/getest/", recovery.tested, name="recovery_tested"
    ),
    path(
        "beheer/sleutels/herstelblad/toelaten/",
        recovery.put_back,
        name="recovery_put_back",
    ),
    path("beheer/locaties/nieuw/", locations.new, name="new_location"),
    path("medewerker/", joining.new, name="join"),
    path("medewerker/<str:secret>/", joining.show, name="staff_invitation"),
]
