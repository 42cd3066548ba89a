"""A new link for whoever lost theirs: who may send it, and who is asked to."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import StaffRequest
from accounts.roles import Role
from intake.desk import words
from intake.desk.worklist import SHOWN, Block, Task
from intake.invitations.models import LinkRequest
from intake.waitlist.models import Status, WaitlistEntry


@dataclass(frozen=True, slots=True)
class Offer:
    """What the page of an entry offers somebody whose link got lost."""

    button: str
    note: str = ""


def offer(entry: WaitlistEntry, *, role: Role) -> Offer | None:
    """Say what this role can do for an entry that has an invitation out."""
    asked = LinkRequest.objects.waiting().filter(invitation__entry=entry).first()
    match role:
        case Role.THERAPIST if asked:
            return Offer(
                _("Stuur een nieuwe link"),
                _(
                    "De balie vraagt om een nieuwe link voor deze patiënt. U stuurt "
                    "hem zonder de antwoorden te openen."
                ),
            )
        case Role.FRONT_DESK if asked:
            return Offer(
                "",
                _(
                    "Op %(day)s is om een nieuwe link gevraagd. Een behandelaar moet "
                    "die nog sturen."
                )
                % {"day": words.day(asked.at)},
            )
        case Role.FRONT_DESK if entry.status == Status.FILLING:
            return Offer(
                _("Vraag om een nieuwe link"),
                _(
                    "Een behandelaar moet een nieuwe link bevestigen, want alleen "
                    "behandelaars hebben de sleutel van wat deze patiënt al invulde."
                ),
            )
        case Role.FRONT_DESK | Role.THERAPIST:
            return Offer(_("Stuur een nieuwe link"))
    return None


def to_send(request: StaffRequest) -> Block:
    """Name the people for whom a therapist is asked to send a new link."""
    visible = WaitlistEntry.objects.visible_to(request.actor)
    found = LinkRequest.objects.waiting().filter(invitation__entry__in=visible)
    asked = found.select_related("invitation__entry__person").order_by("at")
    tasks = [
        Task(
            what=_("De balie vraagt om een nieuwe link"),
            whom=words.whom(each.invitation.entry),
            since=each.at,
            url=reverse("intake:entry", args=[each.invitation.entry_id]),
            action=_("Nieuwe link sturen"),
            person=each.invitation.entry.person,
        )
        for each in asked.defer("invitation__entry__complaint")[:SHOWN]
    ]
    url = f"{reverse('intake:waitlist')}?status=uitgenodigd"
    return Block(_("Nieuwe link sturen"), tasks, found.count(), url)
