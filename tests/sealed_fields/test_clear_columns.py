"""What lies in the clear is chosen, one column at a time, with a reason for each."""

import re
from collections import Counter

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.test import Client

from crypto.fields import SealedBinaryField
from deploy.bootstrap import ROOT

DOCUMENT = ROOT / "docs" / "architecture.md"
MARKED = re.compile(r"<!-- clear columns -->(.*)<!-- /clear columns -->", re.DOTALL)
TABLE = re.compile(r"`(\w+)` ([\w, ]+)")
FEWEST_WORDS = 2


def listed() -> dict[str, list[str]]:
    """Read the document: reason → columns."""
    marked = MARKED.search(DOCUMENT.read_text())
    assert marked
    lines = [line.split("|")[1:3] for line in marked[1].strip().splitlines()[2:]]
    return {
        reason.strip(): [
            f"{table}.{column}"
            for table, columns in TABLE.findall(tables)
            for column in columns.replace(" ", "").split(",")
        ]
        for reason, tables in lines
    }


def in_the_clear() -> set[str]:
    """Ask the models: every column that is no sealed field."""
    return {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if not isinstance(field, SealedBinaryField)
    }


def test_every_column_is_sealed_or_listed_with_a_reason() -> None:
    columns = {column for columns in listed().values() for column in columns}
    unexplained, gone = in_the_clear() - columns, columns - in_the_clear()
    assert not unexplained, f"Seal it, or give a reason in {DOCUMENT.name}"
    assert not gone, f"No longer in the clear: take it out of {DOCUMENT.name}"


def test_every_column_has_one_reason_in_words() -> None:
    columns = Counter(column for each in listed().values() for column in each)
    assert [column for column, times in columns.items() if times > 1] == []
    assert all(len(reason.split()) >= FEWEST_WORDS for reason in listed())


@pytest.mark.django_db(databases=["default", "keys"])
def test_what_others_bring_along_holds_nothing_of_anybody(client: Client) -> None:
    typed = {"email": "anna@voorbeeld.nl", "password": "een verkeerde zin 12"}
    client.post(
        "/inloggen/?next=/geheim/",
        typed,
        headers={"user-agent": "Kwikstaart/7", "accept": "text/html"},
        REMOTE_ADDR="192.0.2.77",
    )
    attempt = AccessAttempt.objects.get()
    assert attempt.username != typed["email"]
    assert attempt.ip_address.startswith("fd")
    assert {attempt.user_agent, attempt.http_accept} <= {"", "<unknown>"}
    kept = f"{attempt.path_info}{attempt.get_data}{attempt.post_data}"
    assert not re.search(r"anna|verkeerde|geheim", kept)
    assert not Session.objects.exists()
    assert not Group.objects.exists()
