"""On the page of keys a therapist brings older documents under the new key."""

import uuid
from collections.abc import Iterator

import pytest
from celery import Celery
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.models import Account
from accounts.roles import Role
from accounts.tasks import put_old_team_keys_away, reseal_documents
from audit.actions import Action
from audit.models import Event
from crypto import keyring, members, resealing, team, workers
from crypto.holding import Holder
from crypto.models import RecoveryKey, TeamShare
from deploy import celery_app
from tests.keys import founder
from tests.staff import make_staff, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
RESEAL = "Nu vernieuwen"
TASK = "Oude documenten liggen nog onder de oude sleutel"
WAITING = "2 documenten liggen nog onder de oude sleutel"


@pytest.fixture(autouse=True)
def _no_worker_here() -> Iterator[None]:
    yield
    workers.end()


@pytest.fixture
def noor() -> Account:
    return make_staff("Noor Osei", Role.THERAPIST)


@pytest.fixture
def bram_left() -> None:
    """Bram left; two documents lie under the key that he had."""
    bram = make_staff("Bram Visser", Role.THERAPIST)
    for _ in range(2):
        keyring.for_writing(uuid.uuid4(), "health", document_id=uuid.uuid4())
    members.retire(bram.id)
    team.succeed(by=founder(), sheets=list(RecoveryKey.objects.all()))


@pytest.fixture
def _queue_down() -> Iterator[None]:
    app = Celery("down", broker="redis://secret-word@127.0.0.1:1/0")
    app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    app.set_current()
    yield
    app.close()
    celery_app.set_current()


def page(browser: Client) -> str:
    answer = browser.get(reverse("accounts:keys")).content.decode()
    return " ".join(strip_tags(answer).split())


def press(browser: Client) -> str:
    answer = browser.post(reverse("accounts:reseal"), follow=True)
    return " ".join(strip_tags(answer.content.decode()).split())


def test_the_page_says_nothing_where_nothing_waits(
    client: Client, noor: Account
) -> None:
    keyring.for_writing(uuid.uuid4(), "health", document_id=uuid.uuid4())
    assert RESEAL not in page(signed_in(client, noor, Role.THERAPIST))


@pytest.mark.usefixtures("bram_left")
def test_noor_presses_the_button_and_sees_how_far_it_is(
    client: Client, noor: Account
) -> None:
    browser = signed_in(client, noor, Role.THERAPIST)
    workers.begin("linde@one.dq")
    assert WAITING in page(browser)
    pressed = press(browser)
    assert "Het vernieuwen is begonnen" in pressed
    assert "Het vernieuwen is bezig" in pressed
    assert "Begin opnieuw" in pressed
    started = Event.objects.get(action=Action.RESEALING_STARTED)
    assert (started.actor_id, started.detail) == (str(noor.id), {"workers": 1})
    reseal_documents()
    assert "oude sleutel" not in page(browser)
    done = Event.objects.get(action=Action.DOCUMENTS_RESEALED)
    assert (done.actor_id, done.detail) == (
        "accounts.resealing",
        {"keys": 2, "waiting": 0},
    )


@pytest.mark.usefixtures("bram_left")
def test_noors_tasks_name_the_older_files_until_she_begins(
    client: Client, noor: Account
) -> None:
    browser = signed_in(client, noor, Role.THERAPIST)
    workers.begin("linde@one.dq")
    assert TASK in browser.get("/werk/").content.decode()
    press(browser)
    assert TASK not in browser.get("/werk/").content.decode()


@pytest.mark.usefixtures("bram_left")
def test_a_worker_that_stopped_halfway_is_lent_it_again_by_one_click(
    client: Client, noor: Account
) -> None:
    browser = signed_in(client, noor, Role.THERAPIST)
    workers.begin("linde@one.dq")
    press(browser)
    workers.begin("linde@one.dq")
    assert RESEAL in page(browser)
    press(browser)
    reseal_documents()
    assert resealing.waiting() == 0


@pytest.mark.usefixtures("bram_left")
def test_without_a_worker_the_page_says_so(client: Client, noor: Account) -> None:
    browser = signed_in(client, noor, Role.THERAPIST)
    assert "kan nu niet beginnen" in press(browser)
    assert not Event.objects.filter(action=Action.RESEALING_STARTED).exists()


@pytest.mark.usefixtures("bram_left", "_queue_down")
def test_with_the_queue_down_the_worker_keeps_nothing(
    client: Client, noor: Account
) -> None:
    browser = signed_in(client, noor, Role.THERAPIST)
    workers.begin("linde@one.dq")
    assert "kan nu niet beginnen" in press(browser)
    assert not TeamShare.objects.filter(recipient_kind=Holder.WORKER).exists()


@pytest.mark.usefixtures("bram_left", "noor")
def test_the_owner_sees_what_waits_and_leaves_it_to_a_therapist(
    client: Client,
) -> None:
    ruth = make_staff("Ruth van Leeuwen", Role.OWNER)
    browser = signed_in(client, ruth, Role.OWNER)
    shown = page(browser)
    assert WAITING in shown
    assert RESEAL not in shown
    workers.begin("linde@one.dq")
    answer = browser.post(reverse("accounts:reseal"))
    assert answer.headers["Location"] == reverse("accounts:not_admitted")
    assert not resealing.is_under_way()


@pytest.mark.usefixtures("bram_left")
def test_a_therapist_who_is_not_on_the_team_cannot_begin_it(client: Client) -> None:
    workers.begin("linde@one.dq")
    iris = make_staff("Iris de Wit", Role.THERAPIST)
    team.dismiss(iris.id)
    browser = signed_in(client, iris, Role.THERAPIST)
    answer = browser.post(reverse("accounts:reseal"))
    assert answer.headers["Location"] == reverse("accounts:not_admitted")
    assert not resealing.is_under_way()


def test_the_clock_puts_away_an_older_key_that_nothing_lies_under(
    noor: Account,
) -> None:
    old = team.current()
    team.succeed(by=founder(), sheets=list(RecoveryKey.objects.all()))
    put_old_team_keys_away()
    kinds = old.shares.values_list("recipient_kind", flat=True)
    assert set(kinds) == {"recovery"}
    assert noor.id in team.members()
