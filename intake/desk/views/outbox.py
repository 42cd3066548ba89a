"""Outgoing messages: held, sent, stopped, failed, and what to do (UX S12)."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages as notices
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.access import StaffRequest, staff_page
from accounts.once import once_only
from accounts.roles import Role
from intake.desk import colleagues
from intake.desk.post import TO_STAFF, actionable_for, line, messages_for, person_of
from outbox.models import (
    AlreadyOnItsWay,
    AlreadyReleased,
    AlreadyStopped,
    ContentGone,
    Message,
    NotFailed,
    State,
)
from patients.door import open_records
from patients.kinds import Kind, Purpose
from patients.models import Person

PER_PAGE: Final = 50
TABS: Final[tuple[tuple[str, Promise, frozenset[State]], ...]] = (
    ("", gettext_lazy("Alles"), frozenset(State)),
    ("wacht", gettext_lazy("Wacht"), frozenset({State.HELD, State.QUEUED})),
    ("mis", gettext_lazy("Aandacht"), frozenset({State.FAILED, State.DOUBTFUL})),
    ("verstuurd", gettext_lazy("Verstuurd"), frozenset({State.SENT})),
    ("tegengehouden", gettext_lazy("Tegengehouden"), frozenset({State.STOPPED})),
)


@staff_page(Role.FRONT_DESK, Role.OWNER)
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """List what is on its way, newest first."""
    chosen = next((tab for tab in TABS if tab[0] == request.GET.get("status")), TABS[0])
    found = messages_for(request.role).prefetch_related("failures")
    if chosen is not TABS[0]:
        found = found.filter(Q(state_found__in=chosen[2]))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    people = Person.objects.filter(id__in=filter(None, map(person_of, page)))
    staff = colleagues.names(
        each.recipient_id for each in page if each.recipient_kind in TO_STAFF
    )
    with open_records(
        people, kinds={Kind.CONTACT}, by=request.actor, purpose=Purpose.PLANNING
    ) as records:
        known = {person.id: records.name_in_list(person) for person in people}
        context = {
            "title": _("Berichten"),
            "page": page,
            "query": f"status={chosen[0]}&" if chosen[0] else "",
            "tabs": [
                {"label": label, "url": f"?status={slug}", "current": slug == chosen[0]}
                for slug, label, _states in TABS
            ],
            "is_filtered": chosen is not TABS[0],
            "is_demo": settings.DEMO,
            "lines": [
                line(each, people=known, staff=staff, acts=_acts(request, each))
                for each in page
            ],
        }
        return render(request, "intake/desk/outbox.html", context)


def _acts(request: StaffRequest, message: Message) -> bool:
    """Everybody acts on the mail that is theirs (see `actionable_for`)."""
    return (request.role is Role.OWNER) == (message.recipient_kind in TO_STAFF)


@staff_page(Role.FRONT_DESK, Role.OWNER)
@require_POST
@once_only
def stop(request: StaffRequest, message_id: UUID) -> HttpResponseRedirect:
    """Hold a message back for good."""
    return _do(
        request,
        message_id,
        lambda message: message.stop(by=request.actor),
        _("Het bericht is tegengehouden en gaat niet weg."),
    )


@staff_page(Role.FRONT_DESK, Role.OWNER)
@require_POST
@once_only
def send_now(request: StaffRequest, message_id: UUID) -> HttpResponseRedirect:
    """Send a held message without waiting."""
    return _do(
        request,
        message_id,
        lambda message: message.release_now(by=request.actor),
        _("Het bericht gaat nu weg."),
    )


@staff_page(Role.FRONT_DESK, Role.OWNER)
@require_POST
@once_only
def resend(request: StaffRequest, message_id: UUID) -> HttpResponseRedirect:
    """Try a failed message again."""
    return _do(
        request,
        message_id,
        lambda message: message.resend(by=request.actor),
        _("Wij proberen het opnieuw."),
    )


def _do(
    request: StaffRequest,
    message_id: UUID,
    verb: Callable[[Message], object],
    done: str,
) -> HttpResponseRedirect:
    message = get_object_or_404(actionable_for(request.role), id=message_id)
    try:
        verb(message)
    except ContentGone:
        text = _("De inhoud van dit bericht is gewist. Maak een nieuw bericht.")
        notices.warning(request, text)
    except (AlreadyOnItsWay, AlreadyReleased, AlreadyStopped, NotFailed):
        state = message.as_it_stands().state.label
        text = _("Dat kan niet meer: dit bericht staat op ‘%(state)s’.")
        notices.warning(request, text % {"state": state})
    else:
        notices.success(request, done)
    return redirect("intake:outbox")
