"""The recovery sheet: two of three shares open all, and nothing else does."""

import itertools
import os
import uuid
from datetime import date, timedelta

import pytest
import shamir_mnemonic
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from crypto import kek, keyring, members, pins, recovery, shares, team
from crypto.errors import CannotOpen, NotAdmitted, NotPinned, TeamKeyMissing
from crypto.holding import Keyholder, share_info
from crypto.models import (
    Compartment,
    KekSeal,
    RecoveryKey,
    RecoveryTest,
    TeamKey,
    TeamShare,
)
from crypto.pairs import KeyPair, new_seed, seal_to
from deploy import guards
from tests import keys

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

PASSWORD = "een zin over warme schuren"


@pytest.fixture
def founder() -> Keyholder:
    return keys.founder()


@pytest.fixture
def sheet(founder: Keyholder) -> recovery.Sheet:
    return recovery.make(founder)


@pytest.fixture
def no_team() -> None:
    keys.forget_team()


# --- Shares -----------------------------------------------------------------


def test_any_two_of_three_shares_give_the_secret_back() -> None:
    secret = os.urandom(32)
    made = shares.split(secret)
    for two in itertools.permutations(made, 2):
        assert shares.combine(two) == secret


def test_one_share_opens_nothing() -> None:
    (one, _two, _three) = shares.split(os.urandom(32))
    with pytest.raises(shares.SharesMissing):
        shares.combine([one])
    with pytest.raises(shares.SameShare):
        shares.combine([one, one.upper()])


def test_the_words_are_those_of_the_standard() -> None:
    # SLIP-0039, a test vector of 256 bits, two shares, passphrase "TREZOR".
    one = (
        "humidity disease academic always aluminum jewelry energy woman receiver"
        " strategy amuse duckling lying evidence network walnut tactics forget hairy"
        " rebound impulse brother survive clothes stadium mailman rival ocean reward"
        " venture always armed unwrap"
    )
    other = (
        "humidity disease academic agency actress jacket gross physics cylinder"
        " solution fake mortgage benefit public busy prepare sharp friar change work"
        " slow purchase ruler again tricycle involve viral wireless mixture anatomy"
        " desert cargo upgrade"
    )
    two = [one, other]
    secret = shamir_mnemonic.combine_mnemonics(two, b"TREZOR")
    assert secret.hex() == (
        "c938b319067687e990e05e0da0ecce1278f75ff58d9853f19dcaeed5de104aae"
    )
    # Our own reader takes the same shares; without the passphrase it is another.
    assert shares.combine(two) == shamir_mnemonic.combine_mnemonics(two)


def test_whoever_types_may_number_the_words_and_shorten_them_to_four_letters() -> None:
    secret = os.urandom(32)
    one, two, _three = shares.split(secret)
    numbered = "\n".join(
        f"{place}) {word.upper()}," for place, word in enumerate(one.split(), start=1)
    )
    short = "  ".join(word[:4] for word in two.split())
    assert shares.combine([numbered, short]) == secret


def test_each_mistake_is_told_by_its_place_and_never_by_its_words() -> None:
    one, two, _three = shares.split(os.urandom(32))
    words = two.split()
    misspelt = " ".join([*words[:6], "fiets", *words[7:]])
    with pytest.raises(shares.WordUnknown) as unknown:
        shares.combine([one, misspelt])
    assert (unknown.value.share, unknown.value.position) == (2, 7)
    with pytest.raises(shares.WordMissing) as missing:
        shares.combine([" ".join(words[:-2]), one])
    assert (missing.value.share, missing.value.count) == (1, 31)
    other = "academic" if words[9] != "academic" else "acid"
    with pytest.raises(shares.WordMistaken) as mistaken:
        shares.combine([one, " ".join([*words[:9], other, *words[10:]])])
    assert mistaken.value.share == 2
    for told in (unknown, missing, mistaken):
        assert not set(str(told.value).split()) & {*words, "fiets"}


def test_two_words_that_changed_places_are_noticed() -> None:
    one, two, _three = shares.split(os.urandom(32))
    words = two.split()
    at = next(each for each in range(32) if words[each] != words[each + 1])
    words[at], words[at + 1] = words[at + 1], words[at]
    with pytest.raises(shares.WordMistaken):
        shares.combine([one, " ".join(words)])


def test_shares_of_two_sheets_do_not_go_together() -> None:
    with pytest.raises(shares.SharesApart):
        shares.combine([shares.split(os.urandom(32))[0], shares.split(bytes(32))[1]])


@given(st.text(max_size=200))
def test_whatever_is_typed_is_refused_by_name(text: str) -> None:
    with pytest.raises(shares.WordsRefused):
        shares.combine([text, text])


# --- Making and trying ------------------------------------------------------


def test_a_sheet_opens_the_teams_key_and_the_key_file(sheet: recovery.Sheet) -> None:
    recovery.test(sheet.shares[1:], tested_by="ruth")
    holder = recovery.unlocked(sheet.shares[:2])
    seed = holder.team_seeds()[team.current().id]
    assert KeyPair(seed).public == bytes(team.current().public)
    assert recovery.recovered_keks([sheet.shares[0], sheet.shares[2]]) == {
        kek.current().id.hex(): kek.current().entry.key
    }


def test_a_sheet_prints_nothing(sheet: recovery.Sheet) -> None:
    assert sheet.shares[0].split()[0] not in repr(sheet)


@pytest.mark.usefixtures("no_team")
def test_the_first_sheet_is_made_before_the_team_and_tried_after() -> None:
    owner = members.make(uuid.uuid4(), PASSWORD)
    assert recovery.current() is None
    assert recovery.standing() == []
    recovery.seal_kek("00" * 8, bytes(32))  # there is none to seal it to
    sheet = recovery.make(owner)
    with pytest.raises(TeamKeyMissing):
        recovery.test(sheet.shares[:2], tested_by="ruth")
    team.found(by=owner, recovery=sheet.key)
    assert not recovery.is_tested()
    assert not recovery.is_due(timezone.localdate() + timedelta(days=4000))
    recovery.test(sheet.shares[:2], tested_by="ruth")
    assert recovery.is_tested()
    assert recovery.current() == sheet.key


def test_who_is_not_on_the_team_makes_a_sheet_with_the_former_one_only(
    sheet: recovery.Sheet,
) -> None:
    owner = members.make(uuid.uuid4(), PASSWORD)
    before = RecoveryKey.objects.count()
    with pytest.raises(NotAdmitted):
        recovery.make(owner)
    assert RecoveryKey.objects.count() == before
    newer = recovery.make(owner, former=recovery.unlocked(sheet.shares[:2]))
    recovery.test(newer.shares[:2], tested_by="ruth")
    assert not owner.is_on_team()


def test_a_newer_sheet_replaces_the_tried_one_only_when_it_is_tried_itself(
    founder: Keyholder, sheet: recovery.Sheet
) -> None:
    recovery.test(sheet.shares[:2], tested_by="ruth")
    lost = recovery.make(founder)
    newer = recovery.make(founder)
    assert recovery.current() == sheet.key
    assert recovery.standing() == [sheet.key, newer.key]
    recovery.unlocked(sheet.shares[:2])
    with pytest.raises(recovery.FormerSheet):
        recovery.unlocked(lost.shares[:2])
    recovery.test(newer.shares[:2], tested_by="ruth")
    assert recovery.standing() == [newer.key]
    with pytest.raises(recovery.FormerSheet):
        recovery.test(sheet.shares[:2], tested_by="ruth")
    assert set(
        TeamShare.objects.filter(recipient_kind="recovery").values_list(
            "recipient_id", flat=True
        )
    ) == {str(newer.key.id)}
    assert recovery.recovered_keks(sheet.shares[:2]) == {}


def test_a_key_file_made_later_is_sealed_to_every_sheet_that_stands(
    founder: Keyholder, sheet: recovery.Sheet
) -> None:
    recovery.test(sheet.shares[:2], tested_by="ruth")
    newer = recovery.make(founder)
    key = os.urandom(32)
    recovery.seal_kek("ab" * 8, key)
    recovery.seal_kek("ab" * 8, key)
    for each in (sheet, newer):
        assert recovery.recovered_keks(each.shares[:2])["ab" * 8] == key


def test_what_only_the_former_sheet_opens_moves_with_its_shares_or_stays(
    founder: Keyholder, sheet: recovery.Sheet
) -> None:
    # A key in a hardware module is known once, when it is made.
    recovery.test(sheet.shares[:2], tested_by="ruth")
    recovery.seal_kek("cd" * 8, bytes(range(32)))
    without = recovery.make(founder)
    recovery.test(without.shares[:2], tested_by="ruth")
    assert recovery.recovered_keks(sheet.shares[:2]) == {"cd" * 8: bytes(range(32))}


def test_with_the_former_shares_a_new_sheet_opens_what_they_opened(
    founder: Keyholder, sheet: recovery.Sheet
) -> None:
    recovery.seal_kek("cd" * 8, bytes(range(32)))
    former = recovery.unlocked(sheet.shares[:2])
    newer = recovery.make(founder, former=former)
    recovery.test(newer.shares[:2], tested_by="ruth")
    assert recovery.recovered_keks(newer.shares[:2])["cd" * 8] == bytes(range(32))
    assert recovery.recovered_keks(sheet.shares[:2]) == {}


def test_a_sheet_that_misses_a_generation_of_the_teams_key_is_no_sheet(
    founder: Keyholder, sheet: recovery.Sheet
) -> None:
    in_force = recovery.current()
    assert in_force
    assert in_force != sheet.key
    team.succeed(by=founder, sheets=[in_force])
    with pytest.raises(recovery.SheetIncomplete):
        recovery.test(sheet.shares[:2], tested_by="ruth")
    assert recovery.current() == in_force
    again = recovery.make(keys.founder())
    recovery.test(again.shares[:2], tested_by="ruth")


def test_nobody_makes_a_sheet_of_a_part_of_the_keys(founder: Keyholder) -> None:
    in_force = recovery.current()
    assert in_force
    first = team.current()
    keyring.for_writing(
        uuid.uuid4(), Compartment.HEALTH, document_id=uuid.uuid4(), readers=[]
    )
    team.succeed(by=founder, sheets=[in_force])
    first.shares.filter(recipient_id=str(founder.key_id)).delete()
    with pytest.raises(recovery.SheetIncomplete):
        recovery.make(keys.founder())
    assert recovery.standing() == [in_force]


def test_what_nothing_lies_under_any_more_is_on_no_new_sheet(
    founder: Keyholder,
) -> None:
    in_force = recovery.current()
    assert in_force
    first = team.current()
    team.succeed(by=founder, sheets=[in_force])
    first.shares.filter(recipient_id=str(founder.key_id)).delete()
    newer = recovery.make(keys.founder())
    recovery.test(newer.shares[:2], tested_by="ruth")
    assert recovery.standing() == [newer.key]
    assert {str(each.recipient_id) for each in first.shares.all()} == {str(in_force.id)}


def test_the_words_of_another_practice_are_refused(sheet: recovery.Sheet) -> None:
    elsewhere = shares.split(new_seed())
    with pytest.raises(recovery.NotThisSheet):
        recovery.test(elsewhere[:2], tested_by="ruth")
    with pytest.raises(recovery.NotThisSheet):
        recovery.recovered_keks(elsewhere[:2])


def test_a_colleague_is_put_on_the_team_with_the_sheet_alone(
    sheet: recovery.Sheet,
) -> None:
    noor = uuid.uuid4()
    assert not members.make(noor, PASSWORD).is_on_team()
    key = members.current(noor)
    assert key
    recovery.restore_member(sheet.shares[:2], key)
    again = members.unlock(noor, PASSWORD)
    assert again
    assert set(again.team_seeds()) == set(TeamKey.objects.values_list("id", flat=True))


def test_the_drill_is_due_a_year_after_the_last(sheet: recovery.Sheet) -> None:
    with time_machine.travel("2027-03-01 12:00", tick=False):
        recovery.test(sheet.shares[:2], tested_by="ruth")
    last = date(2027, 3, 1)
    assert not recovery.is_due(last + timedelta(days=364))
    assert recovery.is_due(last + timedelta(days=365))


# --- Whoever writes to the database ----------------------------------------


@pytest.fixture
def off_guard() -> None:
    """Whoever writes to the database below the guards; the test's end undoes it."""
    guards.remove("keys")


@pytest.mark.usefixtures("off_guard")
def test_a_sheet_with_a_key_of_somebody_else_is_refused(sheet: recovery.Sheet) -> None:
    recovery.test(sheet.shares[:2], tested_by="ruth")
    mine = KeyPair(new_seed())
    RecoveryKey.objects.filter(id=sheet.key.id).update(public=mine.public)
    for use in (recovery.current, recovery.standing):
        with pytest.raises(NotPinned):
            use()
    with pytest.raises(NotPinned):
        recovery.seal_kek("ab" * 8, bytes(32))


@pytest.mark.usefixtures("off_guard")
def test_a_planted_sheet_is_refused_even_when_it_is_signed(
    sheet: recovery.Sheet,
) -> None:
    planted = RecoveryKey(
        public=KeyPair(new_seed()).public, signed_by_id=sheet.key.signed_by_id
    )
    planted.signature = sheet.key.signature
    planted.pin = sheet.key.pin
    planted.save(force_insert=True)
    with pytest.raises(NotPinned):
        recovery.standing()


@pytest.mark.usefixtures("off_guard")
def test_an_older_sheet_is_not_made_the_newest_by_its_date(
    founder: Keyholder, sheet: recovery.Sheet
) -> None:
    recovery.test(sheet.shares[:2], tested_by="ruth")
    newer = recovery.make(founder)
    recovery.test(newer.shares[:2], tested_by="ruth")
    RecoveryKey.objects.filter(id=sheet.key.id).update(
        created_at=timezone.now() + timedelta(days=1)
    )
    with pytest.raises(NotPinned):
        recovery.current()


def test_a_sheet_that_its_maker_did_not_sign_is_refused(founder: Keyholder) -> None:
    # Whoever has the key file can pin, and still cannot sign for a member.
    key = RecoveryKey(public=KeyPair(new_seed()).public, signed_by_id=founder.key_id)
    key.signature = KeyPair(new_seed()).sign(recovery._statement(key))
    key.pin = pins.pin("recovery-key", *recovery._facts(key), key.signature)
    key.save(force_insert=True)
    with pytest.raises(NotPinned):
        recovery.standing()


@pytest.mark.usefixtures("off_guard")
@pytest.mark.parametrize("what", ["team share", "seal of the key file"])
def test_a_sheet_whose_sealed_keys_were_replaced_fails_its_test(
    sheet: recovery.Sheet, what: str
) -> None:
    public = bytes(sheet.key.public)
    if what == "team share":
        share = TeamShare.objects.get(recipient_id=str(sheet.key.id))
        blob = seal_to(public, new_seed(), share_info(share))
        TeamShare.objects.filter(id=share.id).update(blob=blob)
    else:
        seal = sheet.key.kek_seals.get()
        blob = seal_to(public, os.urandom(32), recovery._seal_info(seal))
        KekSeal.objects.filter(id=seal.id).update(blob=blob)
    tests = RecoveryTest.objects.count()
    with pytest.raises(recovery.SheetIncomplete):
        recovery.test(sheet.shares[:2], tested_by="ruth")
    assert RecoveryTest.objects.count() == tests


def test_the_database_keeps_the_last_seal_of_a_key_file(sheet: recovery.Sheet) -> None:
    recovery.seal_kek("ef" * 8, bytes(32))
    with (
        pytest.raises(DatabaseError, match="keeps its seal"),
        transaction.atomic(using="keys"),
    ):
        KekSeal.objects.filter(kek_id="ef" * 8).delete()
    seal = sheet.key.kek_seals.get(kek_id="ef" * 8)
    with (
        pytest.raises(DatabaseError, match="never rewritten"),
        transaction.atomic(using="keys"),
    ):
        KekSeal.objects.filter(id=seal.id).update(blob=b"")


def test_a_seal_of_one_key_file_does_not_pass_for_another(
    sheet: recovery.Sheet,
) -> None:
    seal = sheet.key.kek_seals.get()
    KekSeal.objects.create(recovery_key=sheet.key, kek_id="99" * 8, blob=seal.blob)
    with pytest.raises(CannotOpen):
        recovery.recovered_keks(sheet.shares[:2])
