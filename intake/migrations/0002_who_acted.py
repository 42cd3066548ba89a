"""Departures and invitations say who made them, and which mail carries the link."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0001_intake"),
        ("outbox", "0001_messages"),
    ]

    operations = [
        migrations.AddField(
            "departure",
            "recorded_by",
            models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            "invitation",
            "invited_by",
            models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            "invitation",
            "message",
            models.ForeignKey(
                null=True,
                on_delete=models.PROTECT,
                related_name="+",
                to="outbox.message",
            ),
        ),
        migrations.AddField(
            "invitationwithdrawal",
            "withdrawn_by",
            models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
    ]
