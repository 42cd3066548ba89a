"""Django's registration of the accounts app."""

from django.apps import AppConfig
from django.utils.module_loading import import_string

from outbox import recipients


class AccountsConfig(AppConfig):
    """The accounts app."""

    name = "accounts"

    def ready(self) -> None:
        """Tell the outbox whom this app can reach; models load after this module."""
        for kind, resolver in (
            ("account", "accounts.recipients.find_account"),
            ("staff_invitation", "accounts.recipients.find_invited"),
        ):
            recipients.register(kind, import_string(resolver))
