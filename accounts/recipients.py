"""Where staff and invited staff are reached (for the outbox)."""

from accounts.models import Account, StaffInvitation
from outbox.recipients import Address, NoAddress, Recipient

ACCOUNT = "account"
INVITATION = "staff_invitation"


def account(account: Account) -> Recipient:
    """Name a member of staff as a recipient."""
    return Recipient(ACCOUNT, str(account.id))


def invited(invitation: StaffInvitation) -> Recipient:
    """Name an invited person as a recipient."""
    return Recipient(INVITATION, str(invitation.id))


def find_account(account_id: str) -> Address:
    """Return the address of an open account; raises NoAddress."""
    found = Account.objects.open().filter(id=account_id).first()
    if found is None:
        raise NoAddress
    return Address(found.opened_email(), found.language)


def find_invited(invitation_id: str) -> Address:
    """Return the address of an invitation that still counts; raises NoAddress."""
    found = StaffInvitation.objects.live().filter(id=invitation_id).first()
    if found is None:
        raise NoAddress
    return Address(found.opened_email())
