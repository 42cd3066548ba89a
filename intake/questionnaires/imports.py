"""Importing a questionnaire and putting a version to use."""

from django.db import IntegrityError, transaction

from audit.actions import Action
from audit.actors import Actor
from audit.trail import record
from intake.questionnaires.models import (
    Activation,
    Questionnaire,
    QuestionnaireVersion,
    Retirement,
)
from intake.questionnaires.parsing import parse
from intake.questionnaires.report import ImportReport


class AlreadyImported(Exception):
    """The same content is there already; `version` is it."""

    def __init__(self, version: QuestionnaireVersion) -> None:
        """Say which version it is."""
        super().__init__("This content was imported before.")
        self.version = version


class AlreadyActivated(Exception):
    """The version is in use already."""


class AlreadyRetired(Exception):
    """The version was taken out of use; import it anew under another version."""


class NotActive(Exception):
    """Only what is in use can be taken out of use."""


@transaction.atomic
def import_definition(raw: bytes, *, by: Actor) -> QuestionnaireVersion:
    """Keep a file as an inactive version.

    Raises ImportRefused for what cannot be read, AlreadyImported for what is known.
    """
    report = parse(raw)
    known = QuestionnaireVersion.objects.filter(content_hash=report.content_hash)
    if earlier := known.first():
        raise AlreadyImported(earlier)
    try:
        with transaction.atomic():
            version = _keep(report, by)
    except IntegrityError:  # somebody else imported it this instant
        raise AlreadyImported(known.get()) from None
    record(
        Action.QUESTIONNAIRE_IMPORTED,
        by=by,
        thing="questionnaire_version",
        thing_id=str(version.id),
        detail={
            "taken": len(report.taken),
            "adapted": len(report.adapted),
            "unsupported": len(report.unsupported),
        },
    )
    return version


def _keep(report: ImportReport, by: Actor) -> QuestionnaireVersion:
    found = report.questionnaire
    # A file without a url is a questionnaire of its own.
    url = found.url or f"urn:sha256:{report.content_hash}"
    questionnaire, _ = Questionnaire.objects.get_or_create(
        url=url, defaults={"title": found.title.default[:255]}
    )
    return QuestionnaireVersion.objects.create(
        questionnaire=questionnaire,
        content_hash=report.content_hash,
        source=report.source,
        imported_by=by.id,
    )


@transaction.atomic
def activate(version: QuestionnaireVersion, *, by: Actor) -> Activation:
    """Put a version to use; an earlier one of the same questionnaire goes out.

    Raises AlreadyActivated and AlreadyRetired.
    """
    if hasattr(version, "retirement"):
        raise AlreadyRetired
    siblings = QuestionnaireVersion.objects.active().filter(
        questionnaire=version.questionnaire
    )
    for earlier in siblings.exclude(pk=version.pk):
        retire(earlier, by=by)
    activation, created = Activation.objects.get_or_create(
        version=version, defaults={"activated_by": by.id}
    )
    if not created:
        raise AlreadyActivated
    record(
        Action.QUESTIONNAIRE_PUBLISHED,
        by=by,
        thing="questionnaire_version",
        thing_id=str(version.id),
    )
    return activation


@transaction.atomic
def retire(version: QuestionnaireVersion, *, by: Actor) -> Retirement:
    """Take a version out of use; what was begun with it goes on. Raises NotActive."""
    if not version.is_active:
        raise NotActive
    retirement, created = Retirement.objects.get_or_create(
        version=version, defaults={"retired_by": by.id}
    )
    if not created:
        raise NotActive
    record(
        Action.QUESTIONNAIRE_RETIRED,
        by=by,
        thing="questionnaire_version",
        thing_id=str(version.id),
    )
    return retirement
