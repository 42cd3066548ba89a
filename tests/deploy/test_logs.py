"""The log tells where something went wrong, never about whom."""

import json
import logging
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import ResolverMatch

from deploy.logs import JsonLine

CANARY = "Wilhelmina van Kanariestein"


def line(message: str, *args: object, **extra: Any) -> dict[str, Any]:
    """Format one record."""
    record = logging.LogRecord("intakt", 20, __file__, 1, message, args, None)
    record.__dict__.update(extra)
    told: dict[str, Any] = json.loads(JsonLine().format(record))
    return told


def failed(name: str) -> Exception:
    """Fail as code does, with a person's name at hand."""
    try:
        int(name)
    except ValueError as error:
        return error
    raise AssertionError


def test_an_error_is_told_by_class_and_place_without_its_words() -> None:
    error = failed(CANARY)
    told = line(
        "Task %s failed: %s", "drain", error, exc_info=(ValueError, error, None)
    )

    assert told["error"] == "builtins.ValueError"
    assert told["where"][-1].startswith("tests/deploy/test_logs.py:")
    assert told["where"][-1].endswith(" failed")
    assert "Kanariestein" not in json.dumps(told)


@pytest.mark.parametrize("whose", ["uitnodiging", "medewerker"])
def test_the_secret_of_an_invitation_stays_out(whose: str) -> None:
    told = line("Not Found: %s", f"/{whose}/kJ8s-geheim/code/")

    assert told["message"] == f"Not Found: /{whose}/…/code/"


def test_a_request_is_named_by_its_page_and_not_by_its_address() -> None:
    request = RequestFactory().get("/werk/personen/2f1c/")
    assert "page" not in line("x", request=request)

    request.resolver_match = ResolverMatch(
        print, (), {}, "person", namespaces=["intake"]
    )
    told = line("%s: %s", "Not Found", request.path, request=request)

    assert told["page"] == "intake:person"
    assert "2f1c" not in json.dumps(told)


def test_a_line_is_one_line() -> None:
    record = logging.LogRecord("intakt", 20, __file__, 1, "one\ntwo", (), None)

    assert "\n" not in JsonLine().format(record)
