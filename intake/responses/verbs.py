"""Filling in: start, save a section, submit. Each is on disk when it returns."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.actions import Action
from audit.actors import Actor
from audit.trail import record
from crypto import keyring
from intake.invitations.models import Invitation
from intake.responses.models import Response, Section, Submission

Answers = dict[str, Any]


class InvitationEnded(Exception):
    """The invitation expired, was withdrawn, or its entry left the list."""


class AlreadySubmitted(Exception):
    """The response was sent; what comes later is an addition."""


class ChangedMeanwhile(Exception):
    """Another device saved answers after these were read."""


def start(invitation: Invitation, *, language: str, by: Actor) -> Response:
    """Return the invitation's response, begun now if it was not; InvitationEnded.

    Its data key is committed before the row (DESIGN §4).
    """
    if begun := Response.objects.filter(invitation=invitation).first():
        return begun
    response = Response(
        invitation=invitation,
        person=invitation.entry.person,
        version=invitation.version,
        language=language,
    )
    keyring.for_writing(response.person_id, "health", document_id=response.id)
    try:
        with transaction.atomic():
            _require_open(invitation)
            response.save(force_insert=True)
            _log(Action.RESPONSE_STARTED, response, by)
    except IntegrityError:
        # Two devices at the same instant: the other one began it.
        return Response.objects.get(invitation=invitation)
    return response


@transaction.atomic
def save_section(
    response_id: uuid.UUID, key: str, answers: Answers, *, by: Actor
) -> Section:
    """Save one section's answers, replacing what it held.

    Raises AlreadySubmitted and InvitationEnded; then nothing has changed.
    """
    response = _writable(response_id)
    section = _sealed_section(response, key, answers)
    _log(Action.ANSWERS_SAVED, response, by)
    return section


@transaction.atomic
def submit(
    response_id: uuid.UUID,
    sections: Mapping[str, Answers],
    *,
    read_at: Mapping[str, datetime],
    by: Actor,
) -> Submission:
    """Send a response to the practice with exactly these answers, once.

    `sections` holds the visible answers only: what stands behind a closed branch
    is dropped here. `read_at` says which saved version of each section they came
    from; raises ChangedMeanwhile when another device saved since, and otherwise
    as save_section.
    """
    response = _writable(response_id)
    stored = dict(response.sections.values_list("key", "saved_at"))
    if stored != dict(read_at):
        raise ChangedMeanwhile
    for key, answers in sections.items():
        _sealed_section(response, key, answers)
    submission = Submission.objects.create(response=response)
    _log(Action.RESPONSE_SUBMITTED, response, by)
    return submission


def _writable(response_id: uuid.UUID) -> Response:
    response = (
        Response.objects.select_for_update(of=("self",))
        .select_related("invitation")
        .get(id=response_id)
    )
    if Submission.objects.filter(response=response).exists():
        raise AlreadySubmitted
    _require_open(response.invitation)
    return response


def _require_open(invitation: Invitation) -> None:
    if not Invitation.objects.open().filter(id=invitation.id).exists():
        raise InvitationEnded


def _sealed_section(response: Response, key: str, answers: Answers) -> Section:
    section = response.sections.filter(key=key).first() or Section(
        response=response, person_id=response.person_id, key=key
    )
    sealing_key = keyring.for_writing(
        response.person_id, "health", document_id=response.id
    )
    sealing_key.seal(section, answers=answers)
    section.saved_at = timezone.now()
    section.save()
    return section


def _log(action: Action, response: Response, by: Actor) -> None:
    record(
        action,
        by=by,
        person=response.person_id,
        thing="response",
        thing_id=str(response.id),
        kind="E",
    )
