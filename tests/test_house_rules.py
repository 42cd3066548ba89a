"""The house keeps its own rules: directions, closed pages, sealed columns, schedule."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery.schedules import BaseSchedule
from django.apps import apps
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import PROTECT, ForeignKey, Model, OneToOneField

from audit.actions import Action
from audit.append_only import AppendOnly
from crypto.fields import SealedBinaryField
from deploy.celery import app as celery

HOUSE = Path(settings.BASE_DIR)
# From the top down; an app may point only at apps below it.
ORDER = (
    *("deploy", "privacy", "intake", "consent", "patients"),
    *("accounts", "outbox", "audit", "crypto"),
)


def our_models() -> Iterator[type[Model]]:
    for model in apps.get_models():
        if model._meta.app_label in ORDER:
            yield model


def our_modules() -> Iterator[Path]:
    for app in ORDER:
        for path in (HOUSE / app).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path


def test_foreign_keys_point_down_the_house_too() -> None:
    for model in our_models():
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey | OneToOneField):
                there = field.related_model._meta.app_label
                if there in ORDER:
                    here = ORDER.index(model._meta.app_label)
                    assert here <= ORDER.index(there), field


def test_nothing_about_people_is_deleted_by_a_cascade() -> None:
    for model in our_models():
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey) and model._meta.app_label != "accounts":
                assert field.remote_field.on_delete is PROTECT, field


@pytest.mark.parametrize(
    "name", ["utils.py", "services.py", "helpers.py", "signals.py"]
)
def test_no_room_is_called_after_nothing(name: str) -> None:
    assert [path for path in our_modules() if path.name == name] == []


def test_no_model_of_ours_hides_work_in_save() -> None:
    # The log's base class refuses a second save; that is its one job.
    allowed = {Model, AbstractBaseUser, AppendOnly}
    for model in our_models():
        owner = next(each for each in model.__mro__ if "save" in vars(each))
        assert owner in allowed, model


def test_every_module_opens_with_a_line_that_says_what_it_is() -> None:
    for path in our_modules():
        assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), path


def test_every_readme_of_an_app_is_at_most_forty_lines() -> None:
    # That of crypto is the specification of its bytes and threats as well.
    for app in set(ORDER) - {"crypto"}:
        assert len((HOUSE / app / "README.md").read_text("utf-8").splitlines()) <= 40


def test_everything_on_the_schedule_is_a_real_task() -> None:
    celery.loader.import_default_modules()
    celery.autodiscover_tasks(force=True)
    for name, entry in celery.conf.beat_schedule.items():
        assert entry["task"] in celery.tasks, name
        assert isinstance(entry["schedule"], int | float | BaseSchedule), name


def test_every_action_of_the_log_is_written_somewhere() -> None:
    sources = [
        path.read_text("utf-8") for path in our_modules() if path.name != "wording.py"
    ]
    for action in Action:
        assert any(f"Action.{action.name}" in source for source in sources), action


def test_a_sealed_column_never_has_an_index_or_a_default() -> None:
    for model in our_models():
        for field in model._meta.get_fields():
            if isinstance(field, SealedBinaryField):
                options = field.deconstruct()[3]
                assert not {"db_index", "unique", "default"} & set(options)


def test_requests_are_not_one_transaction() -> None:
    # The door commits its log line before it opens anything (DESIGN §5).
    for database in settings.DATABASES.values():
        assert not database.get("ATOMIC_REQUESTS")


def test_no_file_names_a_registry() -> None:
    for path in (HOUSE / "requirements").glob("*.txt"):
        text = path.read_text("utf-8")
        assert "://" not in text
        assert "--index" not in text
