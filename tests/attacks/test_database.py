"""Ways around the guards of SQLite that only some builds of it have."""

import sqlite3

import pytest

from accounts.models import SubmittedForm
from deploy.guards.sqlite import authorize


@pytest.mark.parametrize(
    ("act", "one", "two"),
    [
        (sqlite3.SQLITE_UPDATE, "sqlite_dbpage", "data"),
        (sqlite3.SQLITE_INSERT, "sqlite_dbpage", None),
        (sqlite3.SQLITE_UPDATE, "sqlite_master", "sql"),
        (sqlite3.SQLITE_FUNCTION, None, "fts3_tokenizer"),
        (sqlite3.SQLITE_FUNCTION, None, "load_extension"),
        (sqlite3.SQLITE_PRAGMA, "writable_schema", "1"),
        (sqlite3.SQLITE_ATTACH, "other.sqlite3", None),
        (sqlite3.SQLITE_CREATE_TEMP_TABLE, "audit_event", None),
        (sqlite3.SQLITE_CREATE_VTABLE, "pages", "sqlite_dbpage"),
    ],
)
def test_no_statement_reaches_past_the_triggers(
    act: int, one: str | None, two: str | None
) -> None:
    """ASVS 5.0 16.4.2: the log cannot be changed, not through pages or code either."""
    assert authorize(act, one, two) == sqlite3.SQLITE_DENY


@pytest.mark.django_db
def test_an_answer_that_leads_to_a_long_address_is_kept_whole() -> None:
    """ASVS 5.0 2.3.3: an act that was done is not answered with an error."""
    address = f"/werk/wachtlijst/?{'x' * 3000}"
    SubmittedForm(id="0" * 64, answer=address).full_clean()
    SubmittedForm.objects.create(id="0" * 64, answer=address)
    assert SubmittedForm.objects.get().answer == address
