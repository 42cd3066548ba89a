"""Addresses of the desk: a resource each, and a resource for each verb."""

from django.urls import URLPattern, path

from intake.desk.views import (
    demo_mail,
    departures,
    entry,
    invitations,
    judges,
    outbox,
    search,
    tasks,
    triage,
    waitlist,
)

ENTRY = "werk/wachtlijst/<uuid:entry_id>/"
JUDGE = "beheer/beoordelaars/<uuid:location_id>/<uuid:account_id>/"
MESSAGE = "werk/berichten/<uuid:message_id>/"

urlpatterns: list[URLPattern] = [
    path("werk/", tasks.index, name="tasks"),
    path("werk/wachtlijst/", waitlist.index, name="waitlist"),
    path("werk/wachtlijst/zoeken/", search.index, name="search"),
    path(ENTRY, entry.show, name="entry"),
    path(f"{ENTRY}beoordelen/", triage.edit, name="triage"),
    path(f"{ENTRY}uitnodigen/", invitations.new, name="invite"),
    path(f"{ENTRY}uitnodiging/nieuwe-link/", invitations.new_link, name="new_link"),
    path(f"{ENTRY}uitnodiging/intrekken/", invitations.take_back, name="take_back"),
    path(f"{ENTRY}van-de-lijst/", departures.new, name="take_off"),
    path("werk/berichten/", outbox.index, name="outbox"),
    path(f"{MESSAGE}tegenhouden/", outbox.stop, name="stop_message"),
    path(f"{MESSAGE}nu-versturen/", outbox.send_now, name="send_message_now"),
    path(f"{MESSAGE}opnieuw/", outbox.resend, name="resend_message"),
    path("beheer/beoordelaars/", judges.index, name="triage_duties"),
    path(f"{JUDGE}beginnen/", judges.start, name="start_duty"),
    path(f"{JUDGE}stoppen/", judges.end, name="end_duty"),
    path("demo/mail/", demo_mail.index, name="demo_mail"),
]
