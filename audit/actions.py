"""Everything that can be said in the log, as `thing.past_tense`."""

from enum import StrEnum


class Action(StrEnum):
    """What happened. Alphabetical; a new line here is all a new action needs."""

    ACCESS_REFUSED = "access.refused"
    ACCOUNT_CLOSED = "account.closed"
    ACCOUNT_CREATED = "account.created"
    ACCOUNT_SIGNED_IN = "account.signed_in"
    ACCOUNT_SIGNED_OUT = "account.signed_out"
    ACCOUNT_SIGN_IN_FAILED = "account.sign_in_failed"
    ANSWERS_SAVED = "answers.saved"
    BACKUP_MADE = "backup.made"
    BACKUP_RESTORED = "backup.restored"
    CARE_RELATION_ENDED = "care_relation.ended"
    CARE_RELATION_STARTED = "care_relation.started"
    CODE_REDEEMED = "code.redeemed"
    CODE_REFUSED = "code.refused"
    CODE_SENT = "code.sent"
    DOCUMENTS_RESEALED = "documents.resealed"
    DUTY_ENDED = "duty.ended"
    DUTY_STARTED = "duty.started"
    EMAIL_CONFIRMED = "email.confirmed"
    ENTRY_INVITED = "entry.invited"
    ENTRY_REFUSED = "entry.refused"
    ENTRY_REGISTERED = "entry.registered"
    ENTRY_TRIAGED = "entry.triaged"
    ENTRY_WITHDRAWN = "entry.withdrawn"
    FACTOR_ADDED = "factor.added"
    FACTOR_REFUSED = "factor.refused"
    GRANT_ENDED = "grant.ended"
    GRANT_GIVEN = "grant.given"
    INFORMATION_SHOWN = "information.shown"
    INVITATION_OPENED = "invitation.opened"
    INVITATION_RENEWED = "invitation.renewed"
    INVITATION_WITHDRAWN = "invitation.withdrawn"
    LINK_REQUESTED = "link.requested"
    KEY_DESTROYED = "key.destroyed"
    LOCATION_ADDED = "location.added"
    LOG_READ = "log.read"
    MEMBER_ADMITTED = "member.admitted"
    MEMBER_DISMISSED = "member.dismissed"
    MEMBER_KEY_MADE = "member_key.created"
    MEMBER_KEY_REFUSED = "member_key.refused"
    MEMBER_KEY_UNLOCKED = "member_key.unlocked"
    MESSAGE_DELIVERED = "message.delivered"
    MESSAGE_FAILED = "message.failed"
    MESSAGE_POSTED = "message.posted"
    MESSAGE_RELEASED = "message.released"
    MESSAGE_RESENT = "message.resent"
    MESSAGE_STOPPED = "message.stopped"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105 - an act, no password
    PEOPLE_SEARCHED = "people.searched"
    PERSON_REGISTERED = "person.registered"
    PRACTICE_CREATED = "practice.created"
    QUESTIONNAIRE_IMPORTED = "questionnaire.imported"
    QUESTIONNAIRE_PUBLISHED = "questionnaire.published"
    QUESTIONNAIRE_RETIRED = "questionnaire.retired"
    RECORD_DAMAGED = "record.damaged"
    RECORD_READ = "record.read"
    RECOVERY_CODE_SPENT = "recovery_code.spent"
    RECOVERY_SHEET_MADE = "recovery_sheet.created"
    RECOVERY_TESTED = "recovery_sheet.tested"
    RECOVERY_TEST_FAILED = "recovery_sheet.test_failed"
    RECOVERY_USED = "recovery_sheet.used"
    RELATION_DECLARED = "relation.declared"
    RESEALING_STARTED = "resealing.started"
    RESPONSE_MARKED_READ = "response.marked_read"
    RESPONSE_MARKED_UNREAD = "response.marked_unread"
    RESPONSE_STARTED = "response.started"
    RESPONSE_SUBMITTED = "response.submitted"
    RESTORE_REHEARSED = "restore.rehearsed"
    ROLE_GRANTED = "role.granted"
    ROLE_REVOKED = "role.revoked"
    ROLE_SWITCHED = "role.switched"
    STAFF_INVITATION_WITHDRAWN = "staff_invitation.withdrawn"
    STAFF_INVITED = "staff.invited"
    TEAM_KEY_CHANGED = "team_key.changed"
    TEAM_KEY_FOUNDED = "team_key.created"
    TEXT_PUBLISHED = "text.published"

    @property
    def code(self) -> str:
        """Give the EventActionCode of NEN 7513: C, R, U, D or E (did something)."""
        return _CODES.get(self.value.rpartition(".")[2], "E")


_CODES = {
    **dict.fromkeys(("added", "created", "declared", "granted", "imported"), "C"),
    **dict.fromkeys(("invited", "posted", "registered", "started"), "C"),
    **dict.fromkeys(("downloaded", "exported", "read", "searched"), "R"),
    **dict.fromkeys(("changed", "closed", "confirmed", "corrected", "ended"), "U"),
    **dict.fromkeys(("moved", "published", "revoked", "saved", "spent"), "U"),
    **dict.fromkeys(("submitted", "triaged", "withdrawn"), "U"),
    **dict.fromkeys(("deleted", "destroyed"), "D"),
}
