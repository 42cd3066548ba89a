"""Django's registration of the intake app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The intake app."""

    name = "intake"
