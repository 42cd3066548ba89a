"""What each member of staff has to do, by role (UX S3)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import StaffRequest
from accounts.roles import Role
from intake.desk import judges, keys, lost_links, staffing, words
from intake.desk.post import TO_STAFF, messages_for, person_of
from intake.desk.worklist import SHOWN, Block, Task
from intake.invitations.models import Invitation
from intake.invitations.verbs import CHILDREN
from intake.responses.models import Response
from intake.waitlist.models import (
    Status,
    Urgency,
    WaitlistEntry,
    WaitlistEntryQuerySet,
)
from outbox import templates
from outbox.models import State
from patients.models import Person

ENDS_SOON: Final = timedelta(days=7)


def blocks(request: StaffRequest) -> list[Block]:
    """Return what this member of staff has to do; no block is empty."""
    made = (make(request) for make in BY_ROLE.get(request.role, ()))
    return [block for block in made if block.count]


def _to_judge(request: StaffRequest) -> Block:
    return _of_entries(
        request,
        _("Te beoordelen"),
        _at(Status.NEW),
        lambda _entry: _("Nieuwe aanmelding"),
        step=("intake:triage", _("Beoordelen")),
        tab="nieuw",
    )


def _to_read(request: StaffRequest) -> Block:
    unread = (
        Response.objects.visible_to(request.actor)
        .submitted()
        .exclude(readings__reader=request.user)
        .select_related("person", "submission", "invitation__entry")
        .order_by("submission__at")
    )
    tasks = [
        Task(
            what=_("Intake binnen"),
            whom=words.whom(response.invitation.entry),
            since=response.submission.at,
            url=reverse("intake:reading", args=[response.id]),
            action=_("Lezen"),
            person=response.person,
        )
        for response in unread[:SHOWN]
    ]
    url = reverse("intake:reading_list") if tasks else ""
    return Block(_("Klaar om te lezen"), tasks, unread.count(), url)


def _to_invite(request: StaffRequest) -> Block:
    reachable = ~Q(age_band__in=CHILDREN) & Q(person__email__isnull=False)
    return _of_entries(
        request,
        _("Klaar om uit te nodigen"),
        _at(Status.WAITING).filter(reachable),
        _judged,
        step=("intake:invite", _("Uitnodigen")),
        tab="wachtend",
    )


def _judged(entry: WaitlistEntry) -> str:
    urgency = Urgency(entry.urgency or Urgency.NORMAL)
    return _("Beoordeeld: %(urgency)s") % {"urgency": urgency.label}


def _to_phone(request: StaffRequest) -> Block:
    return _of_entries(
        request,
        _("Bellen"),
        _at(Status.WAITING).filter(
            ~Q(age_band__in=CHILDREN), person__email__isnull=True
        ),
        lambda _entry: _("Heeft geen e-mailadres"),
        step=("intake:entry", _("Bekijken")),
        tab="wachtend",
    )


def _ending(request: StaffRequest) -> Block:
    found = (
        Invitation.objects.filter(
            withdrawal=None,
            entry__departure=None,
            response__submission=None,
            expires_at__lt=timezone.now() + ENDS_SOON,
            entry__in=WaitlistEntry.objects.visible_to(request.actor),
        )
        .select_related("entry__person")
        .order_by("expires_at")
    )
    tasks = [
        Task(
            what=_ends(invitation),
            whom=words.whom(invitation.entry),
            since=invitation.invited_at,
            url=reverse("intake:entry", args=[invitation.entry_id]),
            action=_("Bekijken"),
            person=invitation.entry.person,
        )
        for invitation in found.defer("entry__complaint")[:SHOWN]
    ]
    url = _waitlist("uitgenodigd")
    return Block(_("Uitnodiging loopt af"), tasks, found.count(), url)


def _ends(invitation: Invitation) -> str:
    day = {"day": words.day(invitation.expires_at)}
    if invitation.expires_at < timezone.now():
        return _("Verlopen op %(day)s") % day
    return _("Geldig tot %(day)s") % day


def _not_arrived(request: StaffRequest) -> Block:
    troubled = (State.FAILED, State.DOUBTFUL)
    found = messages_for(request.role).filter(Q(state_found__in=troubled))
    # The desk writes to people, the owner to staff: each has its own to mend.
    is_to_staff = Q(recipient_kind__in=TO_STAFF)
    found = found.filter(is_to_staff if request.role is Role.OWNER else ~is_to_staff)
    url = f"{reverse('intake:outbox')}?{urlencode({'status': 'mis'})}"
    shown = list(found[:SHOWN])
    known = Person.objects.in_bulk([each for each in map(person_of, shown) if each])
    tasks = [
        Task(
            what=f"{templates.named(message.template).subject}: {message.state.label}",
            since=message.created_at,
            url=url,
            action=_("Bekijken"),
            person=known.get(person_of(message)),
            name=_("Bericht"),
        )
        for message in shown
    ]
    return Block(_("Niet aangekomen"), tasks, found.count(), url)


def _with_the_therapist(request: StaffRequest) -> Block:
    unseen = set(judges.without_judge().values_list("id", flat=True))
    return _of_entries(
        request,
        _("Nieuw: wacht op een behandelaar"),
        _at(Status.NEW),
        lambda entry: (
            _("Niemand beoordeelt deze locatie: vraag de praktijkhouder")
            if entry.location_id in unseen
            else _("Moet nog beoordeeld worden")
        ),
        step=("intake:entry", ""),
        tab="nieuw",
    )


def _at(status: Status) -> WaitlistEntryQuerySet:
    return WaitlistEntry.objects.between(status, status)


def _of_entries(
    request: StaffRequest,
    title: str,
    entries: WaitlistEntryQuerySet,
    what: Callable[[WaitlistEntry], str],
    *,
    step: tuple[str, str],
    tab: str,
) -> Block:
    """Make a block of entries, in the order of the list."""
    found = entries.visible_to(request.actor)
    shown = (
        found.with_status()
        .in_order()
        .select_related("person")
        .defer("complaint")[:SHOWN]
    )
    address, action = step
    tasks = [
        Task(
            what=what(entry),
            whom=words.whom(entry),
            since=entry.registered_at,
            url=reverse(address, args=[entry.id]),
            action=action,
            person=entry.person,
        )
        for entry in shown
    ]
    return Block(title, tasks, found.count(), _waitlist(tab))


def _waitlist(tab: str) -> str:
    return f"{reverse('intake:waitlist')}?{urlencode({'status': tab})}"


BY_ROLE: Final[dict[Role, tuple[Callable[[StaffRequest], Block], ...]]] = {
    Role.FRONT_DESK: (
        _not_arrived,
        _to_invite,
        _to_phone,
        _ending,
        _with_the_therapist,
    ),
    Role.THERAPIST: (
        # Who waits for a colleague's click can do nothing else meanwhile.
        keys.to_admit,
        _to_read,
        lost_links.to_send,
        _to_judge,
        _ending,
        keys.to_renew,
        keys.to_reseal,
    ),
    Role.OWNER: (
        staffing.without_judge,
        keys.to_admit,
        keys.to_renew,
        _not_arrived,
        staffing.without_second_factor,
    ),
    Role.ADMINISTRATOR: (staffing.without_second_factor,),
}
