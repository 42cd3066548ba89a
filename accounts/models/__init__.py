"""The accounts app's tables, one module per noun."""

from accounts.models.account import Account, AccountClosure
from accounts.models.demo_sign_in import DemoSignIn
from accounts.models.practice import Location, Practice
from accounts.models.role import RoleGrant, RoleRevocation
from accounts.models.second_factor import (
    RecoveryCode,
    RecoveryCodeUse,
    RecoverySet,
    TOTPDevice,
)
from accounts.models.session import SealedSession
from accounts.models.sign_in_code import SignInCode
from accounts.models.staff_invitation import (
    InvitationAcceptance,
    InvitationWithdrawal,
    StaffInvitation,
)
from accounts.models.submitted_form import SubmittedForm
from accounts.models.triage_duty import TriageDuty, TriageDutyEnd

__all__ = [
    "Account",
    "AccountClosure",
    "DemoSignIn",
    "InvitationAcceptance",
    "InvitationWithdrawal",
    "Location",
    "Practice",
    "RecoveryCode",
    "RecoveryCodeUse",
    "RecoverySet",
    "RoleGrant",
    "RoleRevocation",
    "SealedSession",
    "SignInCode",
    "StaffInvitation",
    "SubmittedForm",
    "TOTPDevice",
    "TriageDuty",
    "TriageDutyEnd",
]
