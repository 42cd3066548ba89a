"""The owner looks an import over, keeps it, puts it to use; others see none of it."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from intake.questionnaires.models import ImportDraft, QuestionnaireVersion
from tests.questionnaires.making import file, item

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
FIXTURE = Path("tests/questionnaires/fixtures/shoulder-intake.json")
NEW = "/beheer/vragenlijsten/importeren/"


def upload(client: Client, raw: bytes) -> "tuple[int, str, str]":
    answer = client.post(NEW, {"file": SimpleUploadedFile("q.json", raw)})
    return (
        answer.status_code,
        answer.content.decode(),
        answer.headers.get("Location", ""),
    )


def test_the_owner_imports_looks_over_keeps_and_uses(olga: Client) -> None:
    status, _page, draft = upload(olga, FIXTURE.read_bytes())
    assert status == 302
    report = olga.get(draft).content.decode()
    assert "Overgenomen 68 · Aangepast 5 · Niet ondersteund 0" in report
    assert "Invented for tests; free to use." in report
    assert not QuestionnaireVersion.objects.exists()

    refused = olga.post(draft, {})
    assert refused.status_code == 422
    assert "Zet een vinkje als u deze vragenlijst mag" in refused.content.decode()

    kept = olga.post(draft, {"licence": "on"})
    version = QuestionnaireVersion.objects.get()
    assert kept.headers["Location"] == reverse(
        "intake:questionnaire", args=[version.id]
    )
    assert not version.is_active
    assert not ImportDraft.objects.exists()
    page = olga.get(kept.headers["Location"]).content.decode()
    assert "Nog niet in gebruik" in page
    assert "Three tasks your shoulder makes hard" in page

    olga.post(reverse("intake:questionnaire_activation", args=[version.id]))
    assert list(QuestionnaireVersion.objects.active()) == [version]
    assert "In gebruik" in olga.get("/beheer/vragenlijsten/").content.decode()
    olga.post(reverse("intake:questionnaire_retirement", args=[version.id]))
    assert not QuestionnaireVersion.objects.active().exists()


def test_what_is_exported_is_the_file_as_it_came(olga: Client) -> None:
    _status, _page, draft = upload(olga, FIXTURE.read_bytes())
    olga.post(draft, {"licence": "on"})
    version = QuestionnaireVersion.objects.get()
    export = olga.get(reverse("intake:questionnaire_export", args=[version.id]))

    assert json.loads(export.content) == json.loads(FIXTURE.read_bytes())


def test_pasted_text_does_as_well_as_a_file(olga: Client) -> None:
    answer = olga.post(NEW, {"pasted": file(item("a")).decode()})

    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "Kies een bestand"),
        (b"x" * 1_000_001, "Het bestand is te groot"),
        (b"\xff\xfe", "niet opgeslagen als UTF-8"),
        (b"<html>", "Dit is geen JSON"),
        (b'{"resourceType":"Bundle","entry":[{}]}', "Dit is een bundel"),
        (file(item("a", "choice", option=[])), "Dit is een oudere FHIR-versie"),
        (file(item("a"), item("a")), "komt meer dan één keer voor"),
    ],
)
def test_a_file_that_cannot_be_imported_says_why_and_changes_nothing(
    olga: Client, raw: bytes, says: str
) -> None:
    status, page, _location = upload(olga, raw)

    assert status == 422
    assert says in page
    assert "Fout:" in page
    assert not ImportDraft.objects.exists()


def test_half_a_character_that_was_pasted_is_refused_in_words(olga: Client) -> None:
    answer = olga.post(NEW, {"pasted": '{"a": "\\ud83d"}'})

    assert answer.status_code == 422
    assert "een teken dat niet kan worden opgeslagen" in answer.content.decode()


def test_all_problems_of_a_file_are_listed(olga: Client) -> None:
    _status, page, _location = upload(
        olga, file(item("a", "choice"), item("b", "choice"))
    )

    assert "item[0]" in page
    assert "item[1]" in page


def test_importing_the_same_again_leads_to_what_is_there(olga: Client) -> None:
    for _ in range(2):
        _status, _page, draft = upload(olga, FIXTURE.read_bytes())
        answer = olga.post(draft, {"licence": "on"}, follow=True)

    assert "Deze vragenlijst was er al" in answer.content.decode()
    assert QuestionnaireVersion.objects.count() == 1
    assert not ImportDraft.objects.exists()


def test_a_draft_can_be_let_go(olga: Client) -> None:
    _status, _page, draft = upload(olga, FIXTURE.read_bytes())
    olga.post(draft + "weg/")

    assert not ImportDraft.objects.exists()
    assert olga.get(draft).status_code == 404


def test_a_therapist_does_not_import(noor: Client) -> None:
    assert noor.get("/beheer/vragenlijsten/").status_code == 403
    assert noor.get(NEW).status_code == 403
    assert upload(noor, FIXTURE.read_bytes())[0] == 403
    assert not ImportDraft.objects.exists()


def test_a_stranger_is_asked_to_sign_in(practice: object) -> None:
    answer = Client().get("/beheer/vragenlijsten/")

    assert answer.status_code == 302
    assert "/inloggen/" in answer.headers["Location"]
