"""Invent a practice, its staff and sixty people: only for the demo."""

from random import Random
from typing import Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Practice
from audit.actors import Actor
from deploy.demo_practice import lives, people, staff, texts
from deploy.demo_practice.diary import Diary, World
from deploy.setting_up import SHIPPED
from intake.questionnaires.imports import activate, import_definition

SEED: Final = Actor.service("deploy.demo")


class Command(BaseCommand):
    """Fills an empty demo once; a second run changes nothing."""

    help = "Invent a practice and sixty people. Only in a demo, and only once."

    def handle(self, **_: object) -> None:
        """Seed; raises CommandError outside a demo."""
        if not settings.DEMO or settings.OUTBOX_DELIVERY != "demo":
            raise CommandError("This invents people, so it runs in a demo only.")
        if Practice.objects.exists():
            self.stdout.write("There is a practice already; nothing was invented.")
            return
        world = invent_world()
        for who, life in lives.cast(people.sixty(world.chance), world.chance):
            Diary(world, who, life).live()


def invent_world() -> World:
    """Set up the practice, its texts and its questionnaire."""
    house = staff.open_house(by=SEED)
    version = import_definition(SHIPPED.read_bytes(), by=SEED)
    activate(version, by=SEED)
    # The same people in every demo; nothing secret comes from this.
    chance = Random(2026)  # noqa: S311
    return World(house, texts.publish(by=SEED), version, chance)
