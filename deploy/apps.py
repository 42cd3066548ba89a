"""Django's registration of the deploy app."""

from django.apps import AppConfig

from deploy import checks


class DeployConfig(AppConfig):
    """Adds our system checks to Django's."""

    name = "deploy"

    def ready(self) -> None:
        """Register the checks."""
        checks.register_all()
