"""Django's registration of the deploy app."""

from django.apps import AppConfig


class DeployConfig(AppConfig):
    """The deploy app."""

    name = "deploy"
