"""Django's registration of the patients app."""

from django.apps import AppConfig


class PatientsConfig(AppConfig):
    """People, the rules about them, and the door."""

    name = "patients"

    def ready(self) -> None:
        """Tell the outbox how a message reaches a person."""
        # Models cannot be imported before Django has loaded every app.
        from outbox import recipients  # noqa: PLC0415
        from patients.recipients import address_of_person  # noqa: PLC0415

        recipients.register("person", address_of_person)
