"""A version never changes; what is used is what somebody put to use."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from audit.actions import Action
from audit.actors import Actor
from audit.append_only import NeverChanged
from audit.models import Event
from intake.questionnaires.imports import (
    AlreadyActivated,
    AlreadyImported,
    AlreadyRetired,
    NotActive,
    activate,
    import_definition,
    retire,
)
from intake.questionnaires.models import Questionnaire, QuestionnaireVersion
from intake.questionnaires.problems import ImportRefused
from tests.questionnaires.making import file, item

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
BY = Actor.staff("7b3f5a52-0c0e-4f43-9a55-6f7c0f3c1a11", "owner")
SHIPPED = "intake/questionnaires/shipped/rugklachten.json"


def actions() -> list[str]:
    return list(Event.objects.order_by("id").values_list("action", flat=True))


def test_an_import_is_kept_inactive_whole_and_logged() -> None:
    raw = file(item("a", extension=[{"url": "urn:own", "valueDecimal": 1.50}]))
    version = import_definition(raw, by=BY)
    kept = QuestionnaireVersion.objects.get(pk=version.pk)

    assert kept.source.encode() == raw
    assert kept.definition.by_link_id["a"].text.default == "a"
    assert not kept.is_active
    assert not QuestionnaireVersion.objects.active().exists()
    assert actions() == [Action.QUESTIONNAIRE_IMPORTED]
    assert Event.objects.get().detail == {"taken": 1, "adapted": 0, "unsupported": 0}


def test_the_same_content_is_imported_once() -> None:
    first = import_definition(file(item("a")), by=BY)
    with pytest.raises(AlreadyImported) as known:
        import_definition(file(item("a")) + b"\n", by=BY)

    assert known.value.version == first


def test_a_refused_file_changes_nothing() -> None:
    with pytest.raises(ImportRefused):
        import_definition(file(item("a", "choice")), by=BY)

    assert not Questionnaire.objects.exists()
    assert not actions()


def test_a_newer_version_takes_the_place_of_the_older() -> None:
    older = import_definition(file(item("a"), version="1"), by=BY)
    newer = import_definition(file(item("a"), version="2"), by=BY)
    activate(older, by=BY)
    activate(newer, by=BY)

    assert older.questionnaire == newer.questionnaire
    assert list(QuestionnaireVersion.objects.active()) == [newer]
    older = QuestionnaireVersion.objects.get(pk=older.pk)
    with pytest.raises(AlreadyRetired):
        activate(older, by=BY)
    assert actions()[2:] == [
        Action.QUESTIONNAIRE_PUBLISHED,
        Action.QUESTIONNAIRE_RETIRED,
        Action.QUESTIONNAIRE_PUBLISHED,
    ]


def test_a_version_is_put_to_use_and_taken_out_once() -> None:
    version = import_definition(file(item("a")), by=BY)
    with pytest.raises(NotActive):
        retire(version, by=BY)
    activate(version, by=BY)
    with pytest.raises(AlreadyActivated):
        activate(QuestionnaireVersion.objects.get(pk=version.pk), by=BY)
    retire(QuestionnaireVersion.objects.get(pk=version.pk), by=BY)
    with pytest.raises(NotActive):
        retire(QuestionnaireVersion.objects.get(pk=version.pk), by=BY)


def test_files_without_an_address_are_questionnaires_of_their_own() -> None:
    one = import_definition(file(item("a"), url=""), by=BY)
    other = import_definition(file(item("b"), url=""), by=BY)

    assert one.questionnaire != other.questionnaire
    assert one.definition.url == ""


def test_a_version_cannot_be_changed_or_removed() -> None:
    version = import_definition(file(item("a")), by=BY)
    version.source = "{}"

    with pytest.raises(NeverChanged):
        version.save()
    with pytest.raises(NeverChanged):
        version.delete()
    with pytest.raises(NeverChanged):
        QuestionnaireVersion.objects.update(source="{}")
    with pytest.raises(NeverChanged):
        QuestionnaireVersion.objects.all().delete()


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE intake_questionnaireversion SET source = '{}'",
        "DELETE FROM intake_questionnaireversion",
        "UPDATE intake_activation SET activated_by = ''",
        "DELETE FROM intake_activation",
    ],
)
def test_the_database_refuses_to_change_or_remove_a_version(attack: str) -> None:
    activate(import_definition(file(item("a")), by=BY), by=BY)

    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(attack)


def test_the_command_reports_and_imports(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    call_command("import_questionnaire", SHIPPED, "--dry-run")
    assert not QuestionnaireVersion.objects.exists()
    assert "Aangepast 5 · Niet ondersteund 0" in capsys.readouterr().out

    call_command("import_questionnaire", SHIPPED)
    version = QuestionnaireVersion.objects.get()
    assert str(version.id) in capsys.readouterr().out
    call_command("import_questionnaire", SHIPPED)
    assert "was er al" in capsys.readouterr().out

    broken = tmp_path / "broken.json"
    broken.write_bytes(b"{")
    with pytest.raises(CommandError, match="Dit is geen JSON"):
        call_command("import_questionnaire", str(broken))
    with pytest.raises(CommandError, match="kan niet worden gelezen"):
        call_command("import_questionnaire", str(tmp_path / "absent.json"))
