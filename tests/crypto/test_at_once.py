"""Threads and processes write for the same people at once: all of it opens."""

import json
import os
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connections

from crypto import keyring
from crypto.holding import Keyholder
from crypto.models import DataKey, Wrap
from crypto.opening import keys_for
from crypto.sealing import Place, Sealed
from deploy.bootstrap import ROOT
from tests import keys
from tests.crash.conftest import environment
from tests.crypto.writing import sealed_for

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
PEOPLE = [uuid.uuid4() for _ in range(6)]
THREADS, PROCESSES = 4, 2
Sealings = dict[str, list[str]]


def in_a_process(document: UUID, holder: Keyholder) -> Sealings:
    words = [document, holder.key_id, holder.carried(), *PEOPLE]
    done = subprocess.run(
        [sys.executable, "-m", "tests.crypto.writing", *map(str, words)],
        cwd=ROOT,
        env=os.environ | environment(),
        stdout=subprocess.PIPE,
        check=True,
    )
    found: Sealings = json.loads(done.stdout)
    return found


def in_a_thread(document: UUID, holder: Keyholder) -> Sealings:
    try:
        return sealed_for(PEOPLE, document, holder.key_id, holder.carried())
    finally:
        connections.close_all()


def test_all_that_was_written_at_once_opens_and_nobody_has_two_keys() -> None:
    founder, document = keys.founder(), uuid.uuid4()
    writers = [in_a_thread] * THREADS + [in_a_process] * PROCESSES
    with ThreadPoolExecutor(len(writers)) as pool:
        begun = [pool.submit(write, document, founder) for write in writers]
        written = [each.result() for each in begun]
    opening = keys_for(PEOPLE, ["contact", "health"], holding=founder)
    for sealed in written:
        for person, (contact, health) in sealed.items():
            for part, blob in (("contact", contact), ("health", health)):
                place = Place("m", "f", part, "text", "A")
                value = Sealed(bytes.fromhex(blob), place, UUID(person), UUID(person))
                assert opening.open(value) == "Anna"
    contacts = DataKey.objects.filter(compartment="contact", person_id__in=PEOPLE)
    assert contacts.count() == len(PEOPLE)
    assert Wrap.objects.filter(data_key__in=contacts).count() == len(PEOPLE)


def test_one_key_serves_many_threads_at_once() -> None:
    """A session's key is used by one request, but nothing goes wrong if by more."""
    founder, documents = keys.founder(), [uuid.uuid4() for _ in range(20)]
    for document in documents:
        keyring.for_writing(PEOPLE[0], "health", document_id=document)

    def open_all(_: int) -> int:
        try:
            return len(
                {
                    keyring.unwrap_data_key(wrapped, founder)
                    for wrapped in keyring.wrapped_keys(
                        data_key__document_id__in=documents
                    )
                }
            )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        assert set(pool.map(open_all, range(THREADS * 2))) == {len(documents)}
