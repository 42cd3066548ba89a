"""What a mail may say, in which language, and how long the portal knows it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import polib
import pytest
import time_machine
from django.conf import settings as project
from django.db import connection
from pytest_django import Settings

from audit.actors import Actor
from outbox import policy, templates
from outbox.delivery import demo_mails
from outbox.lint import lint
from outbox.messages import post
from outbox.models import Message, State
from outbox.recipients import Recipient
from outbox.rendering import render
from outbox.tasks import drain
from outbox.templates import (
    MAILS,
    BadVariable,
    UnknownTemplate,
    VariableMissing,
    VariableNotPermitted,
)
from tests.outbox.conftest import CODE, INVITATION

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
Invite = Callable[..., Message]
EVERY = sorted(MAILS)


def source(path: str) -> str:
    file: Path = project.BASE_DIR / "templates" / path
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", EVERY)
def test_every_mail_says_only_what_mail_may_say(name: str) -> None:
    mail = MAILS[name]
    assert mail.variables <= templates.PERMITTED
    lint(source(mail.path), permitted=mail.variables)
    lint(source("mail/base.txt"), permitted=templates.ALWAYS)


@pytest.mark.parametrize("name", EVERY)
def test_every_mail_names_the_practice_its_phone_and_what_we_never_ask(
    name: str,
) -> None:
    blanks = {variable: f"<{variable}>" for variable in MAILS[name].variables}
    mail = render(name, blanks, language="nl")
    assert all(blank in mail.body for blank in blanks.values())
    assert "nooit om uw BSN, wachtwoord of code" in mail.body
    assert "\n\n\n" not in mail.body
    assert not set("{}&") & set(mail.body + mail.subject)


@pytest.mark.parametrize(
    "text",
    [
        "{{ diagnosis }}",
        "{diagnosis}",
        "%(questionnaire)s",
        "{{ questionnaire }}",
        "{{ link|add:diagnosis }}",
        "{{ link.diagnosis }}",
        "{% blocktranslate %}Voor uw {{ diagnosis }}{% endblocktranslate %}",
        "{% blocktranslate with link=diagnosis %}{{ link }}{% endblocktranslate %}",
        "{% translate diagnosis %}",
        "{% if diagnosis %}Ja{% endif %}",
        "{% for link in diagnosis %}{{ link }}{% endfor %}",
        "{% include diagnosis %}",
        "{% extends diagnosis %}",
        '{% extends "intake/report.txt" %}',
        "{% block body %}{{ diagnosis }}{% endblock %}",
    ],
)
def test_a_mail_with_any_other_variable_is_refused(text: str) -> None:
    with pytest.raises(VariableNotPermitted):
        lint(text, permitted=frozenset({"link", "practice_name"}))


def test_a_message_with_another_variable_is_refused_before_it_exists(
    sam: Actor,
) -> None:
    maria = Recipient("contact", "maria")
    with pytest.raises(VariableNotPermitted, match="diagnosis"):
        post(
            "intake_invitation",
            to=maria,
            variables=INVITATION | {"diagnosis": "rugpijn"},
            by=sam,
        )
    with pytest.raises(VariableMissing, match="code"):
        post(
            "sign_in_code",
            to=maria,
            variables={"practice_name": "x", "contact": "y"},
            by=sam,
        )
    with pytest.raises(UnknownTemplate):
        post("newsletter", to=maria, variables={}, by=sam)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("practice_name", "Linde\r\nBcc: all@example.nl"),
        ("practice_name", "Linde\x00"),
        ("contact", "\ud800"),
        ("link", "/uitnodiging/Wq7/"),
        ("link", "javascript:alert(1)"),
    ],
)
def test_broken_text_and_half_links_are_refused(
    sam: Actor, name: str, value: str
) -> None:
    with pytest.raises(BadVariable, match=name):
        post(
            "intake_invitation",
            to=Recipient("contact", "maria"),
            variables=INVITATION | {name: value},
            by=sam,
        )


def test_signs_with_a_meaning_in_html_stay_as_they_are() -> None:
    mail = render(
        "sign_in_code", CODE | {"practice_name": "Jansen & Zn. <Zuid>"}, language="nl"
    )
    assert "Jansen & Zn. <Zuid>" in mail.body


@pytest.fixture
def _english(tmp_path: Path, settings: Settings) -> None:
    """Give the tests an English catalogue of two sentences."""
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    catalogue.append(polib.POEntry(msgid="Uw code", msgstr="Your code"))
    catalogue.append(polib.POEntry(msgid="Goedendag,", msgstr="Hello,"))
    catalogue.save_as_mofile(str(folder / "django.mo"))
    settings.LOCALE_PATHS = [tmp_path]


@pytest.mark.usefixtures("_english")
def test_john_is_written_to_in_english_and_maria_in_dutch(send_code: Invite) -> None:
    send_code("john")
    send_code("maria")
    send_code("maria", language="en")
    drain()
    assert {
        (mail.to, mail.subject, mail.body.split("\n")[0]) for mail in demo_mails()
    } == {
        ("john.doe@example.com", "Your code", "Hello,"),
        ("maria.jansen@example.nl", "Uw code", "Goedendag,"),
        ("maria.jansen@example.nl", "Your code", "Hello,"),
    }


def test_a_secret_link_lies_sealed_and_is_forgotten_once_sent(invite: Invite) -> None:
    message = invite(hold=timedelta(0))
    assert message.variables is not None
    assert "geheim" not in repr(message.variables) + str(message.__dict__)
    assert b"geheim" not in stored()
    assert b"intake_invitation" in stored()
    drain()
    message.refresh_from_db()
    assert message.variables is None
    assert b"geheim" not in stored()
    assert b"maria.jansen" not in stored()
    assert "geheim" in demo_mails()[0].body


def stored() -> bytes:
    """Read every column of the outbox as the database keeps it."""
    found = b""
    with connection.cursor() as cursor:
        for table in ("outbox_message", "outbox_demomail", "audit_event"):
            cursor.execute(f"SELECT * FROM {table}")
            for row in cursor.fetchall():
                found += b"".join(
                    bytes(cell)
                    if isinstance(cell, bytes | memoryview)
                    else str(cell).encode()
                    for cell in row
                )
    return found


def test_what_could_not_be_sent_in_24_hours_is_forgotten_and_shown_as_failed(
    invite: Invite,
) -> None:
    with time_machine.travel("2026-10-05T10:36:00+02:00", tick=False) as clock:
        message = invite()
        clock.shift(policy.LONGEST_KEPT)
        drain()
    assert demo_mails() == []
    assert message.as_it_stands().state is State.FAILED
    assert message.failures.get().code == "expired"
    message.refresh_from_db()
    assert message.variables is None


def test_a_code_that_is_no_longer_valid_is_not_sent(send_code: Invite) -> None:
    with time_machine.travel("2026-10-05T10:36:00+02:00", tick=False) as clock:
        message = send_code()
        clock.shift(timedelta(minutes=15))
        drain()
    assert demo_mails() == []
    assert message.as_it_stands().state is State.FAILED


@pytest.mark.parametrize(
    ("to", "code"),
    [
        (Recipient("contact", "nobody"), "no_address"),
        (Recipient("pigeon", "maria"), "unknown_recipient"),
    ],
)
def test_a_recipient_nobody_can_find_becomes_work_for_the_desk(
    sam: Actor, to: Recipient, code: str
) -> None:
    message = post("sign_in_code", to=to, variables=CODE, by=sam)
    drain()
    assert message.as_it_stands().state is State.FAILED
    assert message.failures.get().code == code


def test_the_demo_outbox_is_empty_where_mail_is_sent(
    settings: Settings, send_code: Invite
) -> None:
    send_code()
    drain()
    assert len(demo_mails()) == 1
    settings.OUTBOX_DELIVERY = "smtp"
    assert demo_mails() == []
