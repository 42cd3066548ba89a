"""What a therapist or owner must do about the care team's key (UX S3)."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import care_team, resealing
from accounts.access import StaffRequest
from crypto import team
from intake.desk.worklist import SHOWN, Block, Task


def to_admit(request: StaffRequest) -> Block:
    """Name the colleagues who wait for the key, to whom who holds it."""
    is_able = care_team.is_on_team(request.user)
    found = care_team.waiting() if is_able else []
    tasks = [
        Task(
            what=_("Wacht op toegang tot de intakes"),
            since=each.since,
            url=reverse("accounts:admit", args=[each.account.id]),
            action=_("Toelaten"),
            name=each.account.opened_name(),
        )
        for each in found[:SHOWN]
    ]
    return Block(_("Collega toelaten"), tasks, len(found), reverse("accounts:keys"))


def to_renew(_request: StaffRequest) -> Block:
    """Say that somebody left and new intakes still get the old key."""
    since = care_team.renewal_due_since()
    url = reverse("accounts:keys")
    tasks = [
        Task(
            what=_("Een behandelaar is vertrokken: maak een nieuwe sleutel"),
            since=each,
            url=url,
            action=_("Bekijken"),
            name=_("Sleutels"),
        )
        for each in (since,)
        if each is not None
    ]
    return Block(_("Sleutels"), tasks, len(tasks), url)


def to_reseal(request: StaffRequest) -> Block:
    """Say that older documents lie under the former key, to whom can renew them."""
    url = reverse("accounts:keys")
    tasks: list[Task] = []
    if care_team.is_on_team(request.user) and _waits(resealing.standing()):
        what = _("Oude documenten liggen nog onder de oude sleutel")
        since = team.current().created_at
        name = _("Sleutels")
        tasks = [
            Task(what=what, since=since, url=url, action=_("Vernieuwen"), name=name)
        ]
    return Block(_("Oude documenten"), tasks, len(tasks), url)


def _waits(standing: resealing.Standing) -> bool:
    return standing.documents > 0 and not standing.is_under_way
