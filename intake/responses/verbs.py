"""Filling in: start, save a section, submit. Each is on disk when it returns."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.actions import Action
from audit.actors import Actor
from audit.trail import record
from crypto import keyring
from crypto.holding import Keyholder
from intake.invitations.models import Invitation
from intake.responses.models import Response, Section, Submission
from intake.waitlist.models import WaitlistEntry

Content = dict[str, Any]


class InvitationEnded(Exception):
    """The invitation expired, was withdrawn, or its entry left the list."""


class AlreadySubmitted(Exception):
    """The response was sent; what comes later is an addition."""


class ChangedMeanwhile(Exception):
    """Another device saved after this one read: read again, then save."""


def start(invitation: Invitation, *, language: str, by: Actor) -> Response:
    """Return the invitation's response, begun now if it was not; InvitationEnded.

    Its data key, sealed to the care team and to the link of this invitation, is
    committed before the row (DESIGN §4).
    """
    if begun := Response.objects.filter(invitation=invitation).first():
        return begun
    response = Response(
        invitation=invitation,
        person=invitation.entry.person,
        version=invitation.version,
        language=language,
    )
    keyring.for_writing(
        response.person_id,
        "health",
        document_id=response.id,
        readers=[invitation.link_key_id],
    )
    try:
        with transaction.atomic():
            _require_same_link(invitation)
            response.save(force_insert=True)
            _log(Action.RESPONSE_STARTED, response, by)
    except IntegrityError:
        # Two devices at the same instant: the other one began it.
        return Response.objects.get(invitation=invitation)
    return response


def _require_same_link(invitation: Invitation) -> None:
    """Raise InvitationEnded where the link that was wrapped to works no more."""
    # Renewing and leaving the list lock it too: neither comes in between.
    WaitlistEntry.objects.select_for_update().get(id=invitation.entry_id)
    same = Invitation.objects.open().filter(
        id=invitation.id, link_key_id=invitation.link_key_id
    )
    if not same.exists():
        raise InvitationEnded


@transaction.atomic
def save_section(
    response_id: uuid.UUID,
    key: str,
    content: Content,
    *,
    read: int,
    by: Actor,
    holding: Keyholder | None,
) -> Section:
    """Save one section, replacing what it held at revision `read` (0: nothing).

    `holding` is the key of the link: what is saved lies under the key that the
    rest of the response lies under. Raises AlreadySubmitted, InvitationEnded,
    ChangedMeanwhile and KeyLocked; then nothing has changed.
    """
    response = _writable(response_id)
    section = response.sections.filter(key=key).first()
    if (section.revision if section else 0) != read:
        raise ChangedMeanwhile
    known = {key: section} if section else {}
    (saved,) = _replace(response, {key: content}, known, holding)
    _log(Action.ANSWERS_SAVED, response, by)
    return saved


@transaction.atomic
def submit(
    response_id: uuid.UUID,
    contents: Mapping[str, Content],
    *,
    read: Mapping[str, int],
    by: Actor,
    holding: Keyholder | None,
) -> Submission:
    """Send a response to the practice with exactly these contents, once.

    `contents` holds the visible answers only: what stands behind a closed branch
    is dropped here. Raises as save_section.
    """
    response = _writable(response_id)
    known = {section.key: section for section in response.sections.all()}
    if {key: section.revision for key, section in known.items()} != dict(read):
        raise ChangedMeanwhile
    _replace(response, contents, known, holding)
    submission = Submission.objects.create(response=response)
    _log(Action.RESPONSE_SUBMITTED, response, by)
    return submission


def _writable(response_id: uuid.UUID) -> Response:
    response = Response.objects.select_for_update().get(id=response_id)
    # Asked once the row is ours: another device may have sent it until then.
    invitation = Invitation.objects.open().filter(id=response.invitation_id)
    if invitation.filter(response__submission=None).exists():
        return response
    if Submission.objects.filter(response=response).exists():
        raise AlreadySubmitted
    raise InvitationEnded


def _replace(
    response: Response,
    contents: Mapping[str, Content],
    known: Mapping[str, Section],
    holding: Keyholder | None,
) -> list[Section]:
    """Seal and store what sections hold; `known` are the rows there are."""
    sealing_key = keyring.for_continuing(
        response.person_id, "health", document_id=response.id, holding=holding
    )
    now, sections = timezone.now(), []
    for key, content in contents.items():
        section = known.get(key) or Section(
            response=response, person_id=response.person_id, key=key
        )
        sealing_key.seal(section, content=content)
        section.revision += 1
        section.saved_at = now
        sections.append(section)
    Section.objects.bulk_create([each for each in sections if each.key not in known])
    for section in sections:
        if section.key in known:
            section.save(update_fields=["content", "revision", "saved_at"])
    return sections


def _log(action: Action, response: Response, by: Actor) -> None:
    record(
        action,
        by=by,
        person=response.person_id,
        thing="response",
        thing_id=str(response.id),
        kind="E",
    )
