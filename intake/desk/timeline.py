"""What happened to an entry, newest first, read from the rows that say so."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from intake.desk import colleagues, words
from intake.invitations.models import Invitation, LinkRequest
from intake.waitlist.models import Departure, Triage, Urgency, WaitlistEntry
from outbox import templates
from outbox.models import Message, State

# UX G8: what can be undone can be undone this long.
UNDO: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the timeline."""

    title: str
    at: datetime
    by: str = ""
    text: str = ""
    undo_url: str = ""


def timeline(entry: WaitlistEntry, *, may_undo: bool) -> list[Happened]:
    """Return what happened to an entry, newest first."""
    triages = list(entry.triages.all())
    invitations = list(
        Invitation.objects.filter(entry=entry).select_related(
            "withdrawal", "version__questionnaire", "response__submission"
        )
    )
    requests = list(
        LinkRequest.objects.filter(invitation__entry=entry).select_related("answer")
    )
    departure = getattr(entry, "departure", None)
    names = colleagues.names(_actors(triages, invitations, requests, departure))
    lines = [
        Happened(
            _("Aangemeld"), entry.registered_at, text=str(entry.get_channel_display())
        )
    ]
    lines += _judgements(triages, names)
    for invitation in invitations:
        lines += _invitation(invitation, names, may_undo=may_undo)
    lines += _lost_links(requests, names)
    lines += _messages(entry)
    if departure:
        by = names.get(departure.recorded_by, "")
        reason = departure.get_reason_display()
        lines.append(Happened(_("Van de lijst"), departure.at, by=by, text=reason))
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _actors(
    triages: list[Triage],
    invitations: list[Invitation],
    requests: list[LinkRequest],
    departure: Departure | None,
) -> Iterator[UUID | str]:
    """Give the id of everybody whose name the timeline needs."""
    for judgement in triages:
        yield from (judgement.judged_by_id, judgement.therapist_id)
    yield from (each.invited_by for each in invitations)
    yield from (each.withdrawal.withdrawn_by for each in _withdrawn(invitations))
    yield from (each.asked_by for each in requests)
    yield from (each.answer.answered_by for each in _answered(requests))
    if departure:
        yield departure.recorded_by


def _withdrawn(invitations: list[Invitation]) -> list[Invitation]:
    return [each for each in invitations if hasattr(each, "withdrawal")]


def _answered(requests: list[LinkRequest]) -> list[LinkRequest]:
    return [each for each in requests if hasattr(each, "answer")]


def _judgements(
    triages: Iterable[Triage], names: Mapping[str, str]
) -> Iterator[Happened]:
    for each in triages:
        yield Happened(
            _("Beoordeeld: %(urgency)s") % {"urgency": Urgency(each.urgency).label},
            each.at,
            by=names.get(str(each.judged_by_id), ""),
            text=_("Behandelaar: %(name)s")
            % {"name": names.get(str(each.therapist_id), "")},
        )


def _invitation(
    invitation: Invitation, names: Mapping[str, str], *, may_undo: bool
) -> Iterator[Happened]:
    response = getattr(invitation, "response", None)
    is_standing = not hasattr(invitation, "withdrawal")
    is_fresh = invitation.invited_at > timezone.now() - UNDO
    undo = may_undo and is_standing and is_fresh and response is None
    yield Happened(
        _("Uitgenodigd"),
        invitation.invited_at,
        by=names.get(invitation.invited_by, ""),
        text=invitation.version.questionnaire.title,
        undo_url=reverse("intake:take_back", args=[invitation.entry_id])
        if undo
        else "",
    )
    if not is_standing:
        yield Happened(
            _("Uitnodiging ingetrokken"),
            invitation.withdrawal.at,
            by=names.get(invitation.withdrawal.withdrawn_by, ""),
        )
    if response:
        yield Happened(_("Met de intake begonnen"), response.started_at)
        if hasattr(response, "submission"):
            yield Happened(_("Intake verstuurd"), response.submission.at)


def _lost_links(
    requests: list[LinkRequest], names: Mapping[str, str]
) -> Iterator[Happened]:
    for each in requests:
        by = names.get(each.asked_by, "")
        yield Happened(_("Nieuwe link gevraagd aan de behandelaar"), each.at, by=by)
    for each in _answered(requests):
        by = names.get(each.answer.answered_by, "")
        yield Happened(_("Nieuwe link gestuurd"), each.answer.at, by=by)


def _messages(entry: WaitlistEntry) -> Iterator[Happened]:
    """Tell what mail went out; codes come and go and are no part of the story."""
    messages = Message.objects.about(entry.person_id).with_state(timezone.now())
    for message in messages:
        mail = templates.named(message.template)
        if "code" not in mail.variables:
            yield Happened(
                _("E-mail: %(subject)s") % {"subject": mail.subject},
                message.created_at,
                text=_stands(message),
            )


def _stands(message: Message) -> str:
    if message.state is State.HELD:
        time = words.clock(message.release_at)
        return _("Gaat om %(time)s uur weg") % {"time": time}
    return str(message.state.label)
