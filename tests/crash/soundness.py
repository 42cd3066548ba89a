"""What must hold of the whole house, whatever was killed and when."""

from django.apps import apps
from django.db.models import Model

from audit.tasks import chain
from audit.verification import verify
from crypto import system_secret
from crypto.fields import SealedField, SecretField
from crypto.opening import keys_for
from tests.keys import founder


def require_sound() -> None:
    """Fail unless everything sealed opens and the log is whole, in words."""
    for model in apps.get_models():
        for row in model._default_manager.all():
            require_readable(row)
    chain()
    assert verify().fault is None


def require_readable(row: Model) -> None:
    """Fail where a key is missing: an unused key may be, an unreadable row not."""
    for field in row._meta.concrete_fields:
        sealed = getattr(row, field.attname)
        if sealed is None:
            continue
        if isinstance(field, SecretField):
            system_secret.open(row, field.name)
        elif isinstance(field, SealedField):
            person_id = getattr(row, field.person)
            keys = keys_for([person_id], [field.compartment], holding=founder())
            keys.open(sealed)
