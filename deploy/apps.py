"""Django's registration of the deploy app."""

from django.apps import AppConfig

from deploy import checks, guards, many_values


class DeployConfig(AppConfig):
    """Adds our system checks to Django's, and the guards of the databases."""

    name = "deploy"

    def ready(self) -> None:
        """Register the checks, and guard every connection to a database."""
        checks.register_all()
        guards.connect()
        many_values.connect()
