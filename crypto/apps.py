"""Django's registration of the crypto app."""

from django.apps import AppConfig


class CryptoConfig(AppConfig):
    """The crypto app."""

    name = "crypto"
