"""The access log, for the owner and the privacy officer (UX O7)."""

from collections.abc import Iterable
from datetime import datetime, time

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, staff_page
from accounts.models import Account
from accounts.roles import Role
from audit.actions import Action
from audit.actors import ActorKind
from audit.models import Event, EventQuerySet
from audit.trail import record
from patients.kinds import Kind
from privacy.forms import LogFilter
from privacy.wording import ACTIONS, ACTORS, KINDS, OUTCOMES, PURPOSES

LINES_PER_PAGE = 50


@require_safe
@staff_page(Role.OWNER, Role.PRIVACY_OFFICER)
def log(request: StaffRequest) -> HttpResponse:
    """Show lines, newest first. That somebody looked is a line too (AUD-09)."""
    form = LogFilter(request.GET or {"since": ""})
    events: EventQuerySet = Event.objects.none()
    if form.is_valid():
        events = _chosen(form)
        with transaction.atomic(durable=True):
            record(
                Action.LOG_READ,
                by=request.actor,
                person=form.cleaned_data["person"],
                kind=Kind.LOG,
                purpose="oversight",
            )
    page = Paginator(events, LINES_PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "title": _("Logboek"),
        "form": form,
        "page": page,
        "lines": _lines(page.object_list),
        "query": f"{query.urlencode()}&" if query else "",
    }
    status = 200 if form.is_valid() else 422
    return render(request, "privacy/log.html", context, status=status)


def _chosen(form: LogFilter) -> EventQuerySet:
    start = datetime.combine(form.cleaned_data["since"], time.min)
    events = Event.objects.filter(at__gte=timezone.make_aware(start))
    if action := form.cleaned_data["action"]:
        events = events.filter(action=action)
    if person := form.cleaned_data["person"]:
        events = events.about(person)
    return events.order_by("-id")


def _lines(events: Iterable[Event]) -> list[dict[str, object]]:
    events = list(events)
    staff = {event.actor_id for event in events if event.actor_kind == ActorKind.STAFF}
    names = {
        str(account.id): account.opened_name()
        for account in Account.objects.filter(id__in=staff)
    }
    return [
        {
            "at": event.at,
            "who": names.get(event.actor_id) or ACTORS[ActorKind(event.actor_kind)],
            "role": Role(event.actor_role).label if event.actor_role else "",
            "what": ACTIONS[Action(event.action)],
            "kinds": [KINDS[Kind(letter)] for letter in event.kind],
            "purpose": PURPOSES.get(event.purpose, event.purpose),
            "person": event.person_id,
            "outcome": OUTCOMES[event.outcome],
            "refused": event.outcome != 0,
        }
        for event in events
    ]
