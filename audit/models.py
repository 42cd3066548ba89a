"""The log: events, and the batches that chain them (RULES AUD, DESIGN §6)."""

from typing import Self
from uuid import UUID, uuid4

from django.db import models

from audit.append_only import AppendOnly, AppendOnlyQuerySet


class EventQuerySet(AppendOnlyQuerySet["Event"]):
    """Questions one asks the log."""

    def about(self, person_id: UUID) -> Self:
        """Keep the lines about one person."""
        return self.filter(person_id=person_id)

    def unchained(self) -> Self:
        """Keep the lines that no batch holds yet."""
        links = Link.objects.filter(event_number=models.OuterRef("id"))
        return self.filter(~models.Exists(links))


class Event(AppendOnly):
    """One line of the access log. README.md maps the fields to NEN 7513's names."""

    id = models.BigAutoField(primary_key=True)
    event_id = models.UUIDField(default=uuid4, unique=True)
    at = models.DateTimeField(db_index=True)
    action = models.CharField(max_length=64)
    action_code = models.CharField(max_length=1)
    outcome = models.PositiveSmallIntegerField()

    actor_kind = models.CharField(max_length=16)
    actor_id = models.CharField(max_length=64)
    actor_role = models.CharField(max_length=64)
    on_behalf_of = models.CharField(max_length=64)
    access_point = models.CharField(max_length=64)
    purpose = models.CharField(max_length=64)

    person_id = models.UUIDField(null=True)
    thing = models.CharField(max_length=64)
    thing_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=13)
    detail = models.JSONField()

    relation = models.CharField(max_length=64)
    protocol = models.CharField(max_length=64)
    checks = models.CharField(max_length=64)
    source = models.CharField(max_length=64)
    site = models.CharField(max_length=64)
    mac = models.BinaryField(max_length=32)

    objects = EventQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        indexes = [
            models.Index(fields=["person_id", "at"], name="event_about_person"),
            models.Index(fields=["actor_id", "at"], name="event_by_actor"),
        ]


class Batch(AppendOnly):
    """A run of lines, chained to the batch before it by hash."""

    number = models.PositiveBigIntegerField(primary_key=True)
    made_at = models.DateTimeField()
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField()
    # The highest event number chained so far: older lines are not looked for again.
    highest = models.PositiveBigIntegerField()
    mac = models.BinaryField(max_length=32)

    objects = AppendOnlyQuerySet["Batch"].as_manager()

    class Meta(AppendOnly.Meta):
        pass


class Link(AppendOnly):
    """The place of one line in a batch; it outlives the line's pruning (RET-12)."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="links")
    position = models.PositiveIntegerField()
    # No foreign key: a line that was removed must be missed, not cascade.
    event_number = models.PositiveBigIntegerField(unique=True)
    line_mac = models.BinaryField(max_length=32)

    objects = AppendOnlyQuerySet["Link"].as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "position"], name="one_line_per_place_in_a_batch"
            )
        ]
