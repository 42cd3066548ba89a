"""What Maria fills in opens with her link and her code together, and with no other."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import Account
from accounts.roles import Role
from audit.actions import Action
from audit.actors import Actor
from audit.models import Event
from crypto import kek, links
from crypto.errors import CryptoError, KeyLocked, NotAdmitted
from crypto.holding import Keyholder
from crypto.models import DataKey, LinkKey, Wrap
from crypto.opening import keys_for
from intake.invitations import sweeping
from intake.invitations.models import Invitation
from intake.invitations.renewing import renew
from intake.invitations.verbs import withdraw
from intake.models import Response, Section
from intake.responses.verbs import InvitationEnded, save_section, start
from intake.tasks import end_links_that_ended
from intake.waitlist.models import Departure
from intake.waitlist.verbs import take_off
from outbox.models import DemoMail
from tests.filling.conftest import Invited, let_in
from tests.keys import founder, key_of, link_for
from tests.links import key_of_link, mailed_secret
from tests.staff import PASSWORD, signed_in
from tests.staff import let_in as let_in_by_code_alone

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
BOTH = ["default", "keys"]
STORY = "Sinds de verhuizing slaap ik slecht"


def tell(browser: Client, story: str = STORY) -> None:
    """Answer one question, in words."""
    page = browser.get("/intake/2-2/")
    (name,) = page.context["form"].fields
    assert browser.post("/intake/2-2/", {name: story}).status_code == HTTPStatus.FOUND


def reads(holding: Keyholder | None) -> list[str]:
    """Open every answer there is below the door, with one key."""
    sections = list(Section.objects.all())
    people = {section.person_id for section in sections}
    keys = keys_for(people, {"health"}, holding=holding)
    return [str(keys.open(section.content)) for section in sections]


def wraps_to_links() -> list[bytes]:
    found = Wrap.objects.filter(recipient_kind=Wrap.Recipient.LINK)
    return [bytes(blob) for blob in found.values_list("blob", flat=True)]


# --- Link and code ------------------------------------------------------------


def test_her_draft_opens_with_her_link_and_the_teams_key_and_nobody_elses(
    maria: Invited, marias_browser: Client
) -> None:
    tell(marias_browser)
    assert STORY in reads(key_of_link(maria.invitation))[0]
    assert STORY in reads(key_of(maria.therapist, PASSWORD))[0]
    with pytest.raises(KeyLocked):
        reads(None)
    with pytest.raises(KeyLocked):
        reads(link_for(maria.person.id))


@pytest.mark.parametrize(
    "page", ["", "2-2/", "controleren/", "verstuurd/", "antwoorden/"]
)
def test_a_code_without_the_link_opens_nothing_she_wrote(
    maria: Invited, marias_browser: Client, page: str
) -> None:
    tell(marias_browser)
    if page in {"verstuurd/", "antwoorden/"}:
        send(marias_browser)
    stranger = let_in_by_code_alone(
        Client(), person_id=maria.person.id, invitation_id=maria.invitation.id
    )
    reading = Event.objects.filter(action=Action.RECORD_READ).count()
    answer = stranger.get(f"/intake/{page}")
    assert answer["Location"] == "/uitgelogd/?patient=1"
    assert Event.objects.filter(action=Action.RECORD_READ).count() == reading


def send(browser: Client) -> None:
    page = browser.get("/intake/1-1/")
    browser.post("/intake/1-1/", {next(iter(page.context["form"].fields)): "no"})
    browser.post("/intake/controleren/")


def test_what_she_sent_stays_hers_to_read_until_the_link_expires(
    maria: Invited, marias_browser: Client
) -> None:
    tell(marias_browser)
    send(marias_browser)
    telephone = Client()
    let_in(telephone, maria)
    assert STORY in telephone.get("/intake/antwoorden/").text


def test_the_link_of_another_invitation_opens_nothing_of_hers(
    maria: Invited, marias_browser: Client
) -> None:
    tell(marias_browser)
    other = let_in_by_code_alone(
        Client(),
        person_id=maria.person.id,
        invitation_id=maria.invitation.id,
        holding=link_for(maria.person.id),
    )
    reading = Event.objects.filter(action=Action.RECORD_READ).count()
    for page in ("", "stoppen/"):
        assert other.get(f"/intake/{page}")["Location"] == "/uitgelogd/?patient=1"
    # Nor does the log say that she read what could not be opened.
    assert Event.objects.filter(action=Action.RECORD_READ).count() == reading


# --- Saving -------------------------------------------------------------------


def test_two_devices_write_under_one_key_and_each_reads_it_all(
    maria: Invited, marias_browser: Client
) -> None:
    telephone = Client()
    let_in(telephone, maria)
    tell(marias_browser)
    page = telephone.get("/intake/1-1/")
    telephone.post("/intake/1-1/", {next(iter(page.context["form"].fields)): "no"})
    document = Response.objects.get().id
    assert DataKey.objects.filter(document_id=document).count() == 1
    for browser in (marias_browser, telephone):
        assert STORY in browser.get("/intake/controleren/").text
    assert len(reads(key_of_link(maria.invitation))) == 2


@pytest.mark.parametrize("has_key", [False, True])
def test_nobody_saves_what_she_could_not_read_back(
    maria: Invited,
    has_key: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    by = Actor.person(maria.person.id)
    response = start(maria.invitation, language="nl", by=by)
    other = link_for(maria.person.id) if has_key else None
    content = {"answers": {"pijn": True}, "seen": []}
    with pytest.raises(KeyLocked):
        save_section(response.id, "1", content, read=0, by=by, holding=other)
    assert not Section.objects.exists()
    assert DataKey.objects.filter(document_id=response.id).count() == 1


def test_who_begins_with_a_link_that_was_replaced_meanwhile_has_not_begun(
    maria: Invited,
) -> None:
    followed = Invitation.objects.get()
    renew(maria.entry.id, by=maria.desk)
    with pytest.raises(InvitationEnded):
        start(followed, language="nl", by=Actor.person(maria.person.id))
    assert not Response.objects.exists()


# --- A lost link --------------------------------------------------------------


def test_a_lost_link_is_replaced_by_a_therapist_who_reads_nothing(
    maria: Invited,
    marias_browser: Client,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    tell(marias_browser)
    old = maria.link
    noor = signed_in(Client(), maria.therapist, Role.THERAPIST)
    address = f"/werk/wachtlijst/{maria.entry.id}/uitnodiging/nieuwe-link/"
    with django_capture_on_commit_callbacks(execute=True):
        assert noor.post(address).status_code == HTTPStatus.FOUND
    line = Event.objects.get(action=Action.INVITATION_RENEWED)
    assert (line.actor_id, line.detail) == (
        str(maria.therapist.id),
        {"draft": "passed_on_unread"},
    )
    staff_reads = Event.objects.filter(action=Action.RECORD_READ, actor_kind="staff")
    assert not staff_reads.filter(thing="response").exists()

    assert Client().get(old).status_code == HTTPStatus.NOT_FOUND
    assert marias_browser.get("/intake/")["Location"] == "/uitgelogd/?patient=1"
    Invitation.objects.get().message.release_now(by=maria.desk)  # type: ignore[union-attr]
    telephone = Client()
    let_in(telephone, maria)
    assert STORY in telephone.get("/intake/controleren/").text
    tell(telephone, "En nu weer goed")
    assert "En nu weer goed" in telephone.get("/intake/controleren/").text


def test_a_therapist_without_the_teams_key_passes_nothing_on(
    maria: Invited, marias_browser: Client
) -> None:
    tell(marias_browser)
    by = Actor.staff(maria.therapist.id, Role.THERAPIST)
    before = Invitation.objects.get().secret_hash
    outsider = key_of(Account.objects.get(id=maria.desk.id), PASSWORD)
    for holding, refusal in ((None, KeyLocked), (outsider, NotAdmitted)):
        with pytest.raises(refusal):
            renew(maria.entry.id, by=by, holding=holding)
    assert Invitation.objects.get().secret_hash == before
    assert STORY in marias_browser.get("/intake/controleren/").text


# --- The end of a link --------------------------------------------------------


def by_renewing(maria: Invited) -> None:
    by = Actor.staff(maria.therapist.id, Role.THERAPIST)
    renew(maria.entry.id, by=by, holding=founder())


def by_taking_back(maria: Invited) -> None:
    withdraw(maria.invitation, by=maria.desk)


def by_leaving(maria: Invited) -> None:
    take_off(maria.entry.id, Departure.Reason.WITHDRAWN, by=maria.desk)


def by_expiring(maria: Invited) -> None:
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    end_links_that_ended()


ENDINGS = (by_renewing, by_taking_back, by_leaving, by_expiring)
every_ending = pytest.mark.parametrize("ending", ENDINGS)


@pytest.fixture
def old_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every link was made long enough ago to be swept."""
    monkeypatch.setattr(sweeping, "BEING_MADE", -timedelta(minutes=1))


@pytest.mark.usefixtures("old_links")
@pytest.mark.django_db(databases=BOTH, transaction=True)
@every_ending
def test_of_a_link_that_ended_no_wrap_is_left_in_rows_or_bytes(
    maria: Invited, marias_browser: Client, ending: Callable[[Invited], None]
) -> None:
    tell(marias_browser)
    key = key_of_link(maria.invitation)
    (blob,) = wraps_to_links()
    assert is_stored(blob), "the search finds what is there"
    ending(maria)
    assert blob not in wraps_to_links()
    assert not is_stored(blob)
    with pytest.raises(KeyLocked):
        reads(key)
    assert STORY in reads(founder())[0]


def is_stored(blob: bytes) -> bool:
    """Look through the file of the keys database and its log; on a server, the rows."""
    if connections["keys"].vendor != "sqlite":
        return any(blob == each for each in Wrap.objects.values_list("blob", flat=True))
    with connections["keys"].cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    name = str(connections["keys"].settings_dict["NAME"])
    files = (Path(f"{name}{suffix}") for suffix in ("", "-wal"))
    # A value longer than a page lies in pieces: its last bytes are together.
    return any(blob[-32:] in each.read_bytes() for each in files if each.exists())


@pytest.mark.usefixtures("old_links")
@pytest.mark.parametrize("ending", ENDINGS[:-1])
def test_what_a_crash_left_of_an_ended_link_is_swept_and_no_more(
    maria: Invited, marias_browser: Client, ending: Callable[[Invited], None]
) -> None:
    tell(marias_browser)
    (old,) = wraps_to_links()
    # The process dies before the commit is followed up.
    ending(maria)
    assert old in wraps_to_links()
    left = set(wraps_to_links())
    end_links_that_ended()
    assert set(wraps_to_links()) == left - {old}
    assert sweeping.sweep_links() == 0


def test_a_link_that_is_being_made_is_not_swept(maria: Invited) -> None:
    unsent = link_for(maria.person.id)
    end_links_that_ended()
    standing = LinkKey.objects.filter(end=None).values_list("id", flat=True)
    assert set(standing) == {unsent.key_id, maria.invitation.link_key_id}


# --- Who cannot -----------------------------------------------------------------


def test_the_desks_live_session_opens_nothing(
    maria: Invited, marias_browser: Client
) -> None:
    tell(marias_browser)
    esra = Account.objects.get(id=maria.desk.id)
    browser = signed_in(Client(), esra, Role.FRONT_DESK)
    page = browser.get(f"/werk/intakes/{Response.objects.get().id}/")
    assert page.status_code == HTTPStatus.FORBIDDEN
    with pytest.raises(NotAdmitted):
        reads(key_of(esra, PASSWORD))


def test_both_databases_with_the_key_file_open_no_answer_once_the_mail_was_delivered(
    maria: Invited, marias_browser: Client
) -> None:
    tell(marias_browser)
    secret = mailed_secret()
    message = maria.invitation.message
    assert message is not None
    message.refresh_from_db()
    assert message.variables is None
    assert key_of_link(maria.invitation).key_id == maria.invitation.link_key_id
    stored = everything_stored()
    assert not any(secret in text for text in stored)
    kept = Wrap.objects.filter(data_key__compartment="health")
    assert set(kept.values_list("recipient_kind", flat=True)) == {"team", "link"}
    guess = partial(links.unlocked, maria.invitation.link_key_id)
    for text in [*stored, kek.current().id.hex()]:
        with pytest.raises(CryptoError):
            reads(guess(text))


def everything_stored() -> set[str]:
    """Every text in both databases, but for the mailbox of the tests."""
    found = set()
    for model in apps.get_models():
        if model is DemoMail:
            continue
        for row in model._default_manager.all():
            values = (getattr(row, each.attname) for each in row._meta.concrete_fields)
            found |= {
                str(value) for value in values if isinstance(value, str | uuid.UUID)
            }
    return found
