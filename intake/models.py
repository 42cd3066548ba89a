"""The tables of the intake app, each beside what is done with it."""

from intake.invitations.models import (
    Invitation,
    InvitationWithdrawal,
    LinkAnswer,
    LinkRequest,
)
from intake.questionnaires.models import (
    Activation,
    ImportDraft,
    Questionnaire,
    QuestionnaireVersion,
    Retirement,
)
from intake.responses.models import Reading, Response, Section, Submission
from intake.waitlist.models import Departure, Triage, WaitlistEntry

__all__ = [
    "Activation",
    "Departure",
    "ImportDraft",
    "Invitation",
    "InvitationWithdrawal",
    "LinkAnswer",
    "LinkRequest",
    "Questionnaire",
    "QuestionnaireVersion",
    "Reading",
    "Response",
    "Retirement",
    "Section",
    "Submission",
    "Triage",
    "WaitlistEntry",
]
