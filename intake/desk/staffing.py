"""What owner and administrator must mend among staff and locations (UX S3)."""

from django.db.models import Max
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import StaffRequest
from accounts.models import Account, TOTPDevice
from intake.desk import judges
from intake.desk.worklist import SHOWN, Block, Task


def without_judge(_request: StaffRequest) -> Block:
    """Name the locations where a new entry would be seen by no therapist."""
    url = reverse("intake:triage_duties")
    found = judges.without_judge()
    tasks = [
        Task(
            what=_("Niemand beoordeelt hier nieuwe aanmeldingen"),
            since=since,
            url=url,
            action=_("Kiezen"),
            name=name,
        )
        for name, since in found.values_list("name", _nobody_since())[:SHOWN]
    ]
    return Block(_("Locaties zonder beoordelaar"), tasks, found.count(), url)


def _nobody_since() -> Coalesce:
    return Coalesce(Max("triage_duties__end__at"), "created_at")


def without_second_factor(_request: StaffRequest) -> Block:
    """Name the staff who prove who they are with a password only."""
    found = Account.objects.open().exclude(id__in=TOTPDevice.objects.values("user_id"))
    url = reverse("accounts:staff")
    tasks = [
        Task(
            what=_("Heeft nog geen tweede stap bij het inloggen"),
            since=account.created_at,
            url=url,
            action=_("Bekijken"),
            name=account.opened_name(),
        )
        for account in found.order_by("created_at")[:SHOWN]
    ]
    return Block(_("Beveiliging van medewerkers"), tasks, found.count(), url)
