"""A form that is sent twice acts once."""

import threading
from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from accounts import once
from accounts.models import SubmittedForm

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def counted(
    answers: list[HttpResponse],
) -> tuple[Callable[..., HttpResponse], list[int]]:
    acts: list[int] = []

    @once.once_only
    def view(request: HttpRequest) -> HttpResponse:
        acts.append(1)
        return answers[len(acts) - 1]

    return view, acts


def submit(token: str) -> HttpRequest:
    return RequestFactory().post("/", {once.FIELD: token})


def test_a_second_submit_is_led_where_the_first_went() -> None:
    view, acts = counted([HttpResponseRedirect("/done/1/")])
    assert view(submit("token"))["Location"] == "/done/1/"
    assert view(submit("token"))["Location"] == "/done/1/"
    assert len(acts) == 1


def test_wrong_input_leaves_the_form_free_for_the_next_try() -> None:
    wrong = HttpResponse(status=HTTPStatus.UNPROCESSABLE_ENTITY)
    view, acts = counted([wrong, HttpResponseRedirect("/done/")])
    assert view(submit("token")).status_code == 422
    assert view(submit("token")).status_code == 302
    assert len(acts) == 2


def test_an_act_that_broke_leaves_the_form_free() -> None:
    @once.once_only
    def broken(request: HttpRequest) -> HttpResponse:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        broken(submit("token"))
    assert not SubmittedForm.objects.exists()


def test_two_forms_are_two_acts() -> None:
    view, acts = counted([HttpResponseRedirect("/1/"), HttpResponseRedirect("/2/")])
    view(submit("one"))
    view(submit("two"))
    assert len(acts) == 2


def test_two_forms_of_one_page_are_two_acts() -> None:
    view, acts = counted([HttpResponseRedirect("/1/"), HttpResponseRedirect("/2/")])
    for path in ("/stop/", "/send/"):
        view(RequestFactory().post(path, {"once": "token"}))
    assert len(acts) == 2


def test_a_form_whose_worker_died_is_taken_up_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    view, acts = counted([HttpResponseRedirect("/done/")])
    monkeypatch.setattr(once, "PATIENCE", once.PATIENCE * 0)
    assert once._take(once._form_id(submit("token"), "token"))
    assert view(submit("token"))["Location"] == "/done/"
    assert len(acts) == 1


@pytest.mark.django_db(databases=["default", "keys"], transaction=True)
def test_two_clicks_at_the_same_moment_are_one_act() -> None:
    acts: list[int] = []
    answers: list[str] = []

    @once.once_only
    def slow(request: HttpRequest) -> HttpResponse:
        acts.append(1)
        threading.Event().wait(0.3)
        return HttpResponseRedirect("/done/")

    def click() -> None:
        answers.append(slow(submit("token"))["Location"])
        connection.close()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    assert answers == ["/done/", "/done/"]
    assert len(acts) == 1
