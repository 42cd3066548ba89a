"""A process of its own that writes for given people, and prints what it sealed.

`python -m tests.crypto.writing DOCUMENT FOUNDER SEED PERSON…`; tests/crypto/
test_at_once.py runs two of these beside its own threads.
"""

import json
import sys
from collections.abc import Collection
from uuid import UUID

import django


def sealed_for(
    people: Collection[UUID], document: UUID, founder: UUID, seed: str
) -> dict[str, list[str]]:
    """Seal a contact value, and one of the document, for each person; in hex."""
    from crypto import keyring, members  # noqa: PLC0415 - Django is set up by then
    from crypto.sealing import Place, Slot  # noqa: PLC0415

    holder = members.held(founder, seed)
    made = {}
    for person in people:
        contact = keyring.for_writing(person, "contact")
        health = keyring.for_writing(
            person, "health", document_id=document, holding=holder
        )
        made[str(person)] = [
            key.seal_value(
                "Anna", Slot(Place("m", "f", part, "text", "A"), person, person)
            ).blob.hex()
            for key, part in ((contact, "contact"), (health, "health"))
        ]
    return made


if __name__ == "__main__":
    django.setup()
    document, founder, seed, *people = sys.argv[1:]
    made = sealed_for(
        [UUID(each) for each in people], UUID(document), UUID(founder), seed
    )
    sys.stdout.write(json.dumps(made))
