"""A sealed value opens in its own place, exactly as it was, and nowhere else."""

import itertools
import uuid
from datetime import date
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from crypto.encoding import ValueType, decode, encode
from crypto.errors import CannotOpen, Unsealable
from crypto.opening import open_value
from crypto.sealing import START, Place, Sealed, SealingKey, Slot
from tests.crypto import second_reader

KEY = bytes(range(32))
KEY_ID = uuid.UUID(int=1)
ANNA, BRAM = uuid.UUID(int=10), uuid.UUID(int=11)
TEXT_OR_BYTES: list[ValueType] = ["text", "bytes"]

JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc"), inner),
    max_leaves=10,
)


def slot(
    value_type: ValueType = "text",
    *,
    model: str = "patients_person",
    field: str = "given_name",
    compartment: str = "contact",
    record: uuid.UUID = ANNA,
    person: uuid.UUID = ANNA,
) -> Slot:
    place = Place(model, field, compartment, value_type, "A")
    return Slot(place, record, person)


def sealing_key() -> SealingKey:
    return SealingKey(
        KEY, key_id=KEY_ID, compartment="contact", person_id=ANNA, document_id=ANNA
    )


def seal(value: Any, where: Slot) -> Sealed:
    return sealing_key().seal_value(value, where)


def open_at(sealed: Sealed, where: Slot) -> Any:
    return open_value(AESGCM(KEY), Sealed(sealed.blob, *where))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_exactly(value: str) -> None:
    assert open_at(seal(value, slot()), slot()) == value


@given(JSON_VALUES)
def test_any_answer_comes_back_with_its_own_type(value: Any) -> None:
    back = open_at(seal(value, slot("json")), slot("json"))
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize("value", [False, 0, "", [], {}, None, {"pijn": False}])
def test_empty_answers_stay_what_they_are(value: Any) -> None:
    back = open_at(seal(value, slot("json")), slot("json"))
    assert back == value
    assert type(back) is type(value)


@given(st.dates())
def test_a_date_comes_back_as_a_date(value: date) -> None:
    assert open_at(seal(value, slot("date")), slot("date")) == value


@pytest.mark.parametrize(
    ("value", "value_type"),
    [
        ("\ud800", "text"),
        (12, "text"),
        ("2026-01-01", "date"),
        (float("nan"), "json"),
        ({1, 2}, "json"),
        ({"a": "\udfff"}, "json"),
    ],
)
def test_what_cannot_come_back_exactly_is_not_sealed(
    value: Any, value_type: ValueType
) -> None:
    with pytest.raises(Unsealable) as refused:
        seal(value, slot(value_type))
    assert str(value) not in str(refused.value) or value == 12


def test_a_value_opens_in_no_other_row_column_person_model_or_compartment() -> None:
    places = [
        slot(
            value_type,
            model=model,
            field=field,
            compartment=part,
            record=record,
            person=person,
        )
        for value_type, model, field, part, record, person in itertools.product(
            TEXT_OR_BYTES,
            ["patients_person", "intake_response"],
            ["given_name", "family_name"],
            ["contact", "numbers"],
            [ANNA, BRAM],
            [ANNA, BRAM],
        )
    ]
    anna: dict[ValueType, Any] = {"text": "Anna", "bytes": b"Anna"}
    for here, there in itertools.product(places, places):
        value = anna[here.place.value_type]
        sealed = seal(value, here)
        if here == there:
            assert open_at(sealed, there) == value
        else:
            with pytest.raises(CannotOpen):
                open_at(sealed, there)


@pytest.mark.parametrize("version", [b"IV\x00", b"IV\x02", b"IS\x01", b"VI\x01"])
def test_a_value_opens_as_no_other_version(version: bytes) -> None:
    sealed = seal("Anna", slot())
    with pytest.raises(CannotOpen):
        open_at(Sealed(version + sealed.blob[3:]), slot())
    with pytest.raises(CannotOpen):
        Sealed(version + sealed.blob[3:]).key_id  # noqa: B018 - it is looked up by id


def test_a_value_opens_under_no_other_data_key() -> None:
    sealed = seal("Anna", slot())
    with pytest.raises(CannotOpen):
        open_value(AESGCM(bytes(32)), sealed)
    other = Sealed(START + BRAM.bytes + sealed.blob[19:], *slot())
    with pytest.raises(CannotOpen):
        open_value(AESGCM(KEY), other)


def test_every_single_wrong_bit_is_refused() -> None:
    blob = seal("Anna", slot()).blob
    for position in range(len(blob) * 8):
        wrong = bytearray(blob)
        wrong[position // 8] ^= 1 << (position % 8)
        with pytest.raises(CannotOpen):
            open_at(Sealed(bytes(wrong)), slot())


def test_every_single_wrong_bit_of_where_it_belongs_is_refused() -> None:
    sealed, bits = seal("Anna", slot()), range(7)
    names: dict[str, str] = {
        "model": "patients_person",
        "field": "given_name",
        "compartment": "contact",
    }
    for part, name in names.items():
        for at, bit in itertools.product(range(len(name)), bits):
            wrong = name[:at] + chr(ord(name[at]) ^ 1 << bit) + name[at + 1 :]
            with pytest.raises(CannotOpen):
                open_at(sealed, slot(**{part: wrong}))  # type: ignore[arg-type]
    for part, bit in itertools.product(("record", "person"), range(128)):
        wrong_id = uuid.UUID(int=ANNA.int ^ 1 << bit)
        with pytest.raises(CannotOpen):
            open_at(sealed, slot(**{part: wrong_id}))  # type: ignore[arg-type]


def test_no_letter_moves_from_one_name_to_the_next() -> None:
    sealed = seal("Anna", slot(model="patients", field="person"))
    for model, field in (("patientsp", "erson"), ("patient", "sperson")):
        with pytest.raises(CannotOpen):
            open_at(sealed, slot(model=model, field=field))


def test_a_value_is_neither_cut_nor_made_longer() -> None:
    blob = seal("Anna", slot()).blob
    for size in range(len(blob)):
        with pytest.raises(CannotOpen):
            open_at(Sealed(blob[:size]), slot())
    for longer in (blob + b"\0", b"\0" + blob, blob + blob):
        with pytest.raises(CannotOpen):
            open_at(Sealed(longer), slot())


def test_a_value_that_belongs_nowhere_yet_does_not_open() -> None:
    blob = seal("Anna", slot()).blob
    place, record, person = slot()
    for known in ((), (place,), (place, record), (None, record, person)):
        with pytest.raises(CannotOpen):
            open_value(AESGCM(KEY), Sealed(blob, *known))


@given(st.text(st.characters(exclude_categories=["Cs"])), st.uuids(), st.uuids())
def test_the_second_reader_reads_the_same(
    value: str, record: uuid.UUID, person: uuid.UUID
) -> None:
    theirs = second_reader.value(
        seal(value, slot(record=record, person=person)).blob,
        KEY,
        key_id=KEY_ID,
        names=("patients_person", "given_name", "contact", "text"),
        record=record,
        person=person,
    )
    assert theirs == value


@given(JSON_VALUES)
def test_the_second_reader_reads_the_same_answers(value: Any) -> None:
    theirs = second_reader.value(
        seal(value, slot("json")).blob,
        KEY,
        key_id=KEY_ID,
        names=("patients_person", "given_name", "contact", "json"),
        record=ANNA,
        person=ANNA,
    )
    assert theirs == value
    assert type(theirs) is type(value)


def test_yes_and_no_are_sealed_to_the_same_length() -> None:
    assert len(seal("ja", slot()).blob) == len(seal("nee", slot()).blob)


def test_padding_that_holds_something_is_refused() -> None:
    padded = bytearray(encode("Anna", "text"))
    padded[-1] = 1
    with pytest.raises(CannotOpen):
        decode(bytes(padded), "text")


def test_two_seals_of_one_value_differ() -> None:
    assert seal("Anna", slot()).blob != seal("Anna", slot()).blob


def test_a_sealed_value_prints_formats_and_renders_as_nothing() -> None:
    sealed = seal("Anna", slot())
    assert f"{sealed}" == ""
    assert str(sealed) == ""
    assert repr(sealed) == "<sealed>"
    assert f"{sealed:>10}" == ""
