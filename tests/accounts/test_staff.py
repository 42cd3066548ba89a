"""Inviting staff, joining, and leaving (RULES ACC-03 row K, ACC-06, ACC-08; UX O11)."""

import datetime as dt
from urllib.parse import urlsplit

import pytest
import time_machine
from django.contrib.auth.hashers import identify_hasher
from django.db import connection
from django.test import Client

from accounts.models import Account, Practice, StaffInvitation
from accounts.models.account import LastOwner, OwnAccount
from accounts.models.staff_invitation import AlreadyDecided, RoleNotYours, invite
from accounts.roles import Role
from audit.actions import Action
from audit.actors import Actor
from audit.models import Event
from crypto import system_secret
from outbox.models import Message
from outbox.recipients import NoAddress, Recipient, resolve
from tests.staff import PASSWORD, make_staff, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

NEW = {"name": "Sam de Boer", "email": "sam@praktijk.example", "role": "front_desk"}
LONG = "een heel lange zin vol eigen woorden"


@pytest.fixture
def olgas_browser(client: Client, olga: Account) -> Client:
    return signed_in(client, olga, Role.OWNER)


def invite_sam(browser: Client) -> str:
    """Invite Sam through the page, and return the path of the link in the mail."""
    response = browser.post("/beheer/medewerkers/uitnodigen/", NEW)
    assert response.status_code == 302
    return invited_path()


def invited_path() -> str:
    """The path of the link in the one invitation that was mailed."""
    message = Message.objects.get(template="staff_invitation")
    link: str = system_secret.open(message, "variables")["link"]
    return urlsplit(link).path


def join(path: str, password: str = LONG) -> Client:
    sam = Client()
    assert sam.get(path)["Location"] == "/medewerker/"
    sam.post("/medewerker/", {"password": password})
    return sam


def test_olga_invites_sam_and_sam_joins(olgas_browser: Client) -> None:
    path = invite_sam(olgas_browser)
    page = olgas_browser.get("/beheer/medewerkers/").content.decode()
    assert "Sam de Boer" in page

    sam = Client()
    moved = sam.get(path, follow=True)
    assert moved.redirect_chain == [("/medewerker/", 302)]
    assert path.split("/")[2] not in moved.content.decode()
    response = sam.post("/medewerker/", {"password": LONG})
    assert response["Location"] == "/account/tweede-factor/"

    account = Account.objects.with_email("SAM@praktijk.example").get()
    assert account.roles() == [Role.FRONT_DESK]
    assert account.opened_name() == "Sam de Boer"
    assert identify_hasher(account.password).algorithm == "argon2"
    actions = list(Event.objects.values_list("action", flat=True))
    for action in (Action.STAFF_INVITED, Action.ACCOUNT_CREATED, Action.ROLE_GRANTED):
        assert action in actions


def test_looking_at_the_link_changes_nothing(olgas_browser: Client) -> None:
    path = invite_sam(olgas_browser)
    for _ in range(3):
        Client().get(path, follow=True)
    assert StaffInvitation.objects.live().count() == 1


def test_the_link_works_once(olgas_browser: Client) -> None:
    path = invite_sam(olgas_browser)
    join(path)
    response = Client().get(path, follow=True)
    assert response.status_code == 404
    assert "Deze link werkt niet meer" in response.content.decode()
    assert Account.objects.with_email("sam@praktijk.example").count() == 1


def test_after_seven_days_the_link_is_over(olgas_browser: Client) -> None:
    path = invite_sam(olgas_browser)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=7, minutes=1)):
        assert Client().get(path, follow=True).status_code == 404


def test_a_withdrawn_invitation_opens_nothing(olgas_browser: Client) -> None:
    path = invite_sam(olgas_browser)
    invitation = StaffInvitation.objects.get()
    withdraw = f"/beheer/medewerkers/uitnodiging/{invitation.id}/intrekken/"
    assert olgas_browser.post(withdraw).status_code == 302
    assert olgas_browser.post(withdraw, follow=True).status_code == 200
    assert Client().get(path, follow=True).status_code == 404
    with pytest.raises(AlreadyDecided):
        invitation.accept(password=LONG)
    with pytest.raises(NoAddress):
        resolve(Recipient("staff_invitation", str(invitation.id)))


def test_a_wrong_link_gets_the_same_page(practice: Practice) -> None:
    assert Client().get("/medewerker/not-a-secret/", follow=True).status_code == 404
    assert Client().get("/medewerker/").status_code == 404


@pytest.mark.parametrize(
    "password",
    [
        "elf tekens!",
        "x" * 129,
        "praktijk de linde",
        "sam@praktijk.example",
        "samdeboer1234",
        "Password2026!",
        "abababababab",
        "123456789012",
    ],
)
def test_a_password_others_would_try_first_is_refused(
    olgas_browser: Client, password: str
) -> None:
    sam = Client()
    sam.get(invite_sam(olgas_browser))
    response = sam.post("/medewerker/", {"password": password})
    assert response.status_code == 422
    assert f'value="{password}"' not in response.content.decode()
    assert not Account.objects.with_email("sam@praktijk.example").exists()


@pytest.mark.parametrize(
    "password",
    ["twaalf teken", "Ünïcodé 密码 🔑 zin", " spaties blijven ", "zin " * 32],
)
def test_any_long_password_will_do_and_counts_whole(
    olgas_browser: Client, password: str
) -> None:
    join(invite_sam(olgas_browser), password)
    account = Account.objects.with_email("sam@praktijk.example").get()
    assert account.check_password(password)
    assert not account.check_password(password[:-1])


def test_someone_on_the_staff_is_not_invited_again(olgas_browser: Client) -> None:
    response = olgas_browser.post(
        "/beheer/medewerkers/uitnodigen/", NEW | {"email": "OLGA@praktijk.example"}
    )
    assert response.status_code == 422
    assert "hoort al bij een medewerker" in response.content.decode()
    assert not Message.objects.exists()


def test_an_administrator_makes_accounts_but_nobody_who_decides(
    client: Client, ada: Account
) -> None:
    signed_in(client, ada, Role.ADMINISTRATOR)
    address = "/beheer/medewerkers/uitnodigen/"
    assert client.post(address, NEW | {"role": "owner"}).status_code == 422
    by = Actor.staff(ada.id, Role.ADMINISTRATOR)
    for role in (Role.OWNER, Role.PRIVACY_OFFICER):
        with pytest.raises(RoleNotYours):
            invite(email="x@example.org", name="X", role=role, by=by)
    with pytest.raises(OwnAccount):
        ada.grant(Role.OWNER, by=by)
    assert ada.roles() == [Role.ADMINISTRATOR]
    assert client.post(address, NEW).status_code == 302


@pytest.mark.parametrize(
    "role", [Role.FRONT_DESK, Role.THERAPIST, Role.PRIVACY_OFFICER]
)
def test_nobody_else_sees_the_staff(client: Client, role: Role) -> None:
    robin = make_staff("Robin Smit", role)
    signed_in(client, robin, role)
    assert client.get("/beheer/medewerkers/").status_code == 403


def test_closing_an_account_asks_first_and_then_ends_it(
    olgas_browser: Client, noor: Account
) -> None:
    make_staff("Daan Bakker", Role.THERAPIST)
    noors_browser = signed_in(Client(), noor, Role.THERAPIST)
    address = f"/beheer/medewerkers/{noor.id}/beeindigen/"
    assert "Noor Osei" in olgas_browser.get(address).content.decode()
    assert noors_browser.get("/account/rol/").status_code == 200
    assert olgas_browser.post(address).status_code == 302
    assert noors_browser.get("/account/rol/").status_code == 302
    assert Event.objects.filter(action=Action.ACCOUNT_CLOSED).count() == 1
    assert olgas_browser.get(address).status_code == 404


def test_the_last_owner_cannot_be_closed(
    client: Client, olga: Account, ada: Account
) -> None:
    signed_in(client, ada, Role.ADMINISTRATOR)
    response = client.post(f"/beheer/medewerkers/{olga.id}/beeindigen/")
    assert response.status_code == 409
    assert "minstens één praktijkhouder" in response.content.decode()
    second = make_staff("Otto Ram", Role.OWNER)
    olga.close(by=Actor.staff(second.id, Role.OWNER))
    with pytest.raises(LastOwner):
        second.close(by=Actor.staff(ada.id, Role.ADMINISTRATOR))


def test_names_and_addresses_of_staff_are_not_readable_in_the_tables(
    olgas_browser: Client,
) -> None:
    invite_sam(olgas_browser)
    stored = ""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            stored += str(cursor.fetchall())
    assert "Praktijk De Linde" in stored  # the control: clear on purpose
    for secret in ("Olga", "Brandt", "olga@", "Sam de Boer", "sam@", PASSWORD):
        assert secret not in stored
