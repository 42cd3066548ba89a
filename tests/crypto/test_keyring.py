"""Data keys are found by who may open them, shared unread, and never guessed."""

import uuid
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connections
from django.utils import timezone

from crypto import grants, keyring, links
from crypto.errors import CannotOpen, KeyLocked, KeysMissing, NotAdmitted
from crypto.holding import Keyholder
from crypto.keyring import wrapped_keys
from crypto.models import (
    DataKey,
    LinkKey,
    MemberKey,
    ShredApproval,
    ShredOrder,
    Wrap,
)
from crypto.opening import OpeningKeys, keys_for
from crypto.sealing import Place, Sealed, SealingKey, Slot
from tests import keys
from tests.crypto.test_team import a_member, row_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
ANNA, BRAM = uuid.UUID(int=10), uuid.UUID(int=11)


def seal(key: SealingKey, text: str = "Anna") -> Sealed:
    place = Place("m", "f", key.compartment, "text", "E")
    return key.seal_value(text, Slot(place, key.document_id, key.person_id))


def begin(
    document: uuid.UUID, *, of: uuid.UUID = ANNA, to: Keyholder | None = None
) -> Sealed:
    """Seal the first words of a document."""
    readers = [to.key_id] if to else []
    return seal(
        keyring.for_writing(of, "health", document_id=document, readers=readers)
    )


def continued(holding: Keyholder | None, **over: object) -> SealingKey:
    facts = {"person_id": ANNA, "compartment": "health", "document_id": BRAM} | over
    return keyring.for_continuing(**facts, holding=holding)  # type: ignore[arg-type]


def opened_by(
    holding: Keyholder | None,
    sealed: Sealed,
    *,
    people: tuple[uuid.UUID, ...] = (ANNA,),
    lent: uuid.UUID | None = None,
) -> str:
    found = keys_for(people, ["health"], holding=holding, lent=lent)
    value: str = found.open(sealed)
    return value


def test_who_began_a_document_goes_on_under_its_one_key() -> None:
    link = keys.link_for(ANNA)
    first = begin(BRAM, to=link)
    again = continued(link)
    assert (again.compartment, again.person_id, again.document_id) == (
        "health",
        ANNA,
        BRAM,
    )
    second = seal(again, "Anna zelf")
    assert first.key_id == second.key_id
    assert DataKey.objects.filter(person_id=ANNA).count() == 1
    for reader in (link, keys.founder()):
        assert opened_by(reader, first) == "Anna"
        assert opened_by(reader, second) == "Anna zelf"


def test_a_document_is_continued_only_by_who_can_read_it() -> None:
    begin(BRAM)
    continued(keys.founder())
    for holding, refusal in (
        (None, KeyLocked),
        (keys.link_for(ANNA), KeyLocked),
        (a_member(), NotAdmitted),
    ):
        with pytest.raises(refusal):
            continued(holding)
    assert DataKey.objects.filter(person_id=ANNA).count() == 1


@pytest.mark.parametrize(
    "fact", [{"person_id": BRAM}, {"compartment": "files"}, {"document_id": ANNA}]
)
def test_nobody_continues_another_document_by_mistake(fact: dict[str, object]) -> None:
    begin(BRAM)
    with pytest.raises(CannotOpen):
        continued(keys.founder(), **fact)


def test_a_link_that_ended_is_not_wrapped_to() -> None:
    link = keys.link_for(ANNA)
    links.end(link.key_id)
    begin(BRAM, to=link)
    assert not Wrap.objects.filter(recipient_kind="link").exists()


def test_ending_a_link_takes_what_was_wrapped_to_it_and_nothing_else() -> None:
    link, other = keys.link_for(ANNA), keys.link_for(ANNA)
    for document, holder in ((ANNA, link), (BRAM, other)):
        begin(document, to=holder)
    links.end(link.key_id)
    links.end(link.key_id)
    kept = Wrap.objects.filter(recipient_kind="link")
    assert [each.recipient_id for each in kept] == [str(other.key_id)]
    assert Wrap.objects.filter(recipient_kind="team").count() == 2
    assert links.standing(made_before=timezone.now()) == {other.key_id}
    assert links.standing(made_before=timezone.now() - timedelta(days=1)) == set()


def test_documents_are_shared_unread_and_sharing_twice_is_once() -> None:
    documents = [uuid.uuid4() for _ in range(3)]
    sealed = [begin(each) for each in documents]
    brams = begin(BRAM, of=BRAM)
    to = LinkKey.objects.get(id=keys.link_for(ANNA).key_id)

    def share(some: list[uuid.UUID]) -> list[uuid.UUID]:
        return keyring.share(
            some,
            of=ANNA,
            kind=Wrap.Recipient.LINK,
            recipient_id=to.id,
            public=bytes(to.public),
            holding=keys.founder(),
        )

    assert share(documents[:1]) == [sealed[0].key_id]
    assert set(share([*documents, BRAM])) == {each.key_id for each in sealed}
    shared = Wrap.objects.filter(recipient_kind="link", recipient_id=str(to.id))
    assert set(shared.values_list("data_key_id", flat=True)) == {
        each.key_id for each in sealed
    }
    assert brams.key_id not in shared.values_list("data_key_id", flat=True)


def test_what_the_giver_cannot_open_is_not_shared_and_nothing_has_changed() -> None:
    kept = begin(BRAM)
    to = keys.link_for(ANNA)
    for giver, refusal in ((a_member(), NotAdmitted), (to, KeyLocked)):
        with pytest.raises(refusal):
            keyring.share(
                [BRAM],
                of=ANNA,
                kind=Wrap.Recipient.LINK,
                recipient_id=to.key_id,
                public=to.pair.public,
                holding=giver,
            )
    assert [each.recipient_kind for each in wrapped_keys(data_key=kept.key_id)] == [
        "team"
    ]


def test_a_wrong_key_opens_nothing_and_says_which_kind_of_wrong() -> None:
    link, sealed = keys.link_for(ANNA), begin(BRAM)
    assert opened_by(keys.founder(), sealed) == "Anna"
    for holding, refusal in (
        (None, KeyLocked),
        (a_member(), NotAdmitted),
        (link, KeyLocked),
    ):
        with pytest.raises(refusal):
            opened_by(holding, sealed)
    with pytest.raises(CannotOpen):
        opened_by(keys.founder(), sealed, people=(BRAM,))


def test_keys_are_forgotten_when_the_door_closes() -> None:
    sealed = begin(BRAM)
    found = keys_for([ANNA], ["health"], holding=keys.founder())
    assert found.open(sealed) == "Anna"
    assert found.may_open(sealed)
    found.close()
    assert repr(found) == "<opening keys>"
    assert not found.may_open(sealed)
    with pytest.raises(CannotOpen):
        found.open(sealed)


def test_a_data_key_is_unwrapped_once_however_many_values() -> None:
    sealed = begin(BRAM)
    found = keys_for([ANNA], ["health"], holding=keys.founder())
    assert found.open(sealed) == "Anna"
    cipher = found._ciphers[sealed.blob[:19]]
    assert isinstance(cipher, AESGCM)
    assert found.open(sealed) == "Anna"
    assert found._ciphers == {sealed.blob[:19]: cipher}


def test_what_was_lent_opens_as_a_grant_alone_and_nothing_beside_it() -> None:
    lent, other = begin(BRAM), begin(ANNA)
    olga = a_member()
    grants.lend(
        [BRAM],
        of=ANNA,
        to=MemberKey.objects.get(id=olga.key_id),
        purpose=grants.Purpose.SUBJECT_REQUEST,
        ends_at=timezone.now() + timedelta(days=1),
        given_by="noor",
        holding=keys.founder(),
    )
    olga = Keyholder(olga.kind, olga.key_id, bytes.fromhex(olga.carried()))
    assert opened_by(olga, lent, lent=BRAM) == "Anna"
    with pytest.raises(CannotOpen):
        opened_by(olga, other)
    # Looking as somebody it was lent to shows only what was lent.
    found = keys_for([ANNA], ["health"], holding=keys.founder(), lent=BRAM)
    assert not found.may_open(other)
    assert {each.recipient_kind for each in found._wraps[lent.key_id]} == {"grant"}


def test_contact_lies_under_the_key_file_and_needs_nobodys_key() -> None:
    sealed = seal(keyring.for_writing(ANNA, "contact"))
    begin(BRAM)
    found = keys_for([ANNA], ["contact"])
    assert found.open(sealed) == "Anna"
    kinds = {each.recipient_kind for some in found._wraps.values() for each in some}
    assert kinds == {"kek"}


def test_no_keys_open_nothing() -> None:
    sealed = begin(BRAM)
    with pytest.raises(CannotOpen):
        OpeningKeys([]).open(sealed)


def test_what_is_being_destroyed_is_not_written_to_again() -> None:
    data_key = DataKey.objects.get(id=begin(BRAM).key_id)
    order = ShredOrder.objects.create(data_key=data_key, ground="RET", ordered_by="1")
    keyring.for_writing(ANNA, "health", document_id=BRAM)
    ShredApproval.objects.create(order=order, approved_by="2")
    with pytest.raises(KeysMissing, match="destroyed"):
        keyring.for_writing(ANNA, "health", document_id=BRAM)
    # Another document of hers, and another's of that id, are not.
    keyring.for_writing(ANNA, "health", document_id=uuid.uuid4())
    keyring.for_writing(ANNA, "files", document_id=BRAM)
    keyring.for_writing(BRAM, "health", document_id=BRAM)


def test_a_new_key_is_written_to_the_keys_database_alone() -> None:
    """It is there before the data are, whatever becomes of their transaction."""
    assert connections["keys"].in_atomic_block
    made = keyring.for_writing(ANNA, "contact")
    assert DataKey.objects.using("keys").filter(person_id=ANNA).exists()
    assert made.person_id == made.document_id == ANNA
    assert repr(made) == "<sealing key>"


def test_the_key_of_a_member_is_the_same_however_often_asked() -> None:
    olga = a_member(admitted=True)
    assert row_of(olga).member_id != olga.key_id
    sealed = begin(BRAM)
    assert opened_by(olga, sealed) == opened_by(olga, sealed) == "Anna"
