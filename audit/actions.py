"""Everything that can be said in the log, as `thing.past_tense`."""

from enum import StrEnum


class Action(StrEnum):
    """What happened. Alphabetical; a new line here is all a new action needs."""

    ACCESS_REFUSED = "access.refused"
    ACCOUNT_CREATED = "account.created"
    ACCOUNT_SIGNED_IN = "account.signed_in"
    ACCOUNT_SIGNED_OUT = "account.signed_out"
    ACCOUNT_SIGN_IN_FAILED = "account.sign_in_failed"
    CODE_REDEEMED = "code.redeemed"
    CODE_REFUSED = "code.refused"
    CODE_SENT = "code.sent"
    ENTRY_REGISTERED = "entry.registered"
    KEY_CREATED = "key.created"
    LOG_READ = "log.read"
    MESSAGE_DELIVERED = "message.delivered"
    MESSAGE_FAILED = "message.failed"
    MESSAGE_POSTED = "message.posted"
    MESSAGE_STOPPED = "message.stopped"
    PERSON_REGISTERED = "person.registered"
    QUESTIONNAIRE_IMPORTED = "questionnaire.imported"
    QUESTIONNAIRE_PUBLISHED = "questionnaire.published"
    RECORD_READ = "record.read"
    RECORD_SEARCHED = "record.searched"
    ROLE_GRANTED = "role.granted"
    ROLE_REVOKED = "role.revoked"

    @property
    def code(self) -> str:
        """Give the EventActionCode of NEN 7513: C, R, U, D or E (did something)."""
        return _CODES.get(self.value.rpartition(".")[2], "E")


_CODES = {
    "added": "C",
    "created": "C",
    "granted": "C",
    "imported": "C",
    "invited": "C",
    "posted": "C",
    "registered": "C",
    "changed": "U",
    "corrected": "U",
    "ended": "U",
    "moved": "U",
    "published": "U",
    "revoked": "U",
    "withdrawn": "U",
    "deleted": "D",
    "destroyed": "D",
    "downloaded": "R",
    "exported": "R",
    "read": "R",
    "searched": "R",
    "verified": "R",
}
