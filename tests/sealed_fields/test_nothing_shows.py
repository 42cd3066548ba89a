"""Promise 1 in memory: an attribute printed, logged or sent by mistake is silent."""

import copy
import json
import logging
import pickle
import pprint
import sys

import pytest
from django.apps import apps
from django.core import serializers
from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.forms import modelform_factory
from django.forms.models import model_to_dict
from django.template import engines
from django.views.debug import ExceptionReporter

from crypto.errors import NotSealed
from crypto.sealing import Sealed
from deploy.logs import JsonLine
from tests.sealed_fields.fields import BLOB, PLACES, Place, every_place, shows_nothing

DJANGO = engines["django"]
WAYS_TO_RENDER = (
    "{{ row.FIELD }}",
    "{{ row.FIELD|safe }}",
    "{{ row.FIELD|pprint }}",
    "{{ row.FIELD|default:'' }}",
    "{{ row.FIELD|stringformat:'r' }}",
    "{{ row.FIELD|upper }}",
    "{{ row.FIELD|escapejs }}",
    "{% for part in row.FIELD %}{{ part }}{% endfor %}",
    "{% for name, part in all.items %}{{ part }}{% endfor %}",
)


def test_there_are_sealed_fields_to_look_at() -> None:
    assert {place.model._meta.label for place in PLACES} >= {
        "patients.Person",
        "intake.Section",
        "intake.WaitlistEntry",
        "accounts.Account",
        "accounts.TOTPDevice",
        "outbox.Message",
    }


@every_place
def test_printing_shows_nothing(place: Place) -> None:
    row = place.row()
    value = getattr(row, place.field.name)
    shown = [str(value), repr(value), f"{value}", f"{value!r:>40}", f"{value:>40}"]
    shown += ["%s %r" % (value, value), pprint.pformat(vars(row)), repr(row), str(row)]  # noqa: UP031 - a way of printing
    shown += [repr(model_to_dict(row)), repr({value}), ascii([value])]
    assert all(map(shows_nothing, shown))


@every_place
def test_a_template_renders_nothing(place: Place) -> None:
    row = place.row()
    for way in WAYS_TO_RENDER:
        template = DJANGO.from_string(way.replace("FIELD", place.field.name))
        try:
            shown = template.render({"row": row, "all": vars(row)})
        except TypeError as refusal:  # one cannot go through a sealed value
            shown = str(refusal)
        assert shows_nothing(shown), way


@every_place
def test_serialising_a_row_shows_nothing(place: Place) -> None:
    for form in ("json", "jsonl", "python", "xml"):
        assert shows_nothing(serializers.serialize(form, [place.row()])), form


@every_place
def test_json_refuses_it(place: Place) -> None:
    value = getattr(place.row(), place.field.name)
    for encoder in (None, DjangoJSONEncoder):
        with pytest.raises(TypeError) as refusal:
            json.dumps({"value": value}, cls=encoder)
        assert shows_nothing(refusal.value)


@every_place
def test_it_is_not_pickled_alone_nor_with_its_row(place: Place) -> None:
    row = place.row()
    for thing in (getattr(row, place.field.name), row, [row]):
        with pytest.raises(NotSealed, match="would leave its row"):
            pickle.dumps(thing)
    with pytest.raises(NotSealed):
        copy.deepcopy(getattr(row, place.field.name))


@every_place
def test_a_log_line_shows_nothing(place: Place) -> None:
    row = place.row()
    value = getattr(row, place.field.name)
    record = logging.LogRecord(
        "portal", logging.INFO, __file__, 1, "%s %r %s", (value, value, vars(row)), None
    )
    record.__dict__["value"] = value
    assert shows_nothing(JsonLine().format(record))
    assert shows_nothing(logging.Formatter("%(message)s %(value)s").format(record))


def broken(value: Sealed, row: models.Model) -> None:
    raise ValueError(value, vars(row))


@every_place
def test_a_crash_report_shows_nothing(place: Place) -> None:
    row = place.row()
    value = getattr(row, place.field.name)
    try:
        broken(value, row)
    except ValueError:
        report = ExceptionReporter(None, *sys.exc_info())
    record = logging.LogRecord(
        "portal", logging.ERROR, __file__, 1, "crash", None, sys.exc_info()
    )
    page, text = report.get_traceback_html(), report.get_traceback_text()
    assert "crash" in JsonLine().format(record)
    assert value.blob == BLOB
    assert shows_nothing(page.replace(__file__, ""))
    assert shows_nothing(text)


@every_place
def test_no_form_offers_it(place: Place) -> None:
    with pytest.raises(FieldError):
        modelform_factory(place.model, fields=[place.field.name])
    assert (
        place.field.name
        not in modelform_factory(place.model, fields="__all__").base_fields
    )


@every_place
def test_something_readable_is_not_assigned(place: Place) -> None:
    name = place.field.name
    for value in ("Maria", b"Maria", 7, {"a": "b"}, ""):
        with pytest.raises(NotSealed, match=f"{name} takes only sealed values"):
            setattr(place.row(), name, value)
        with pytest.raises(NotSealed):
            place.model(**{name: value})


def test_two_sealed_values_of_one_text_do_not_look_alike() -> None:
    assert Sealed(b"one") != Sealed(b"two")
    assert Sealed(b"one") != b"one"


def test_there_is_no_admin_that_would_show_rows() -> None:
    assert not apps.is_installed("django.contrib.admin")
