"""Sessions at rest: an id nobody can use and bytes nobody can read."""

from django.db import models


class SealedSession(models.Model):
    """One session: SHA-256 of its cookie, data sealed under the cookie itself."""

    id = models.CharField(max_length=64, primary_key=True)
    sealed = models.BinaryField()
    # In the clear so that the end of a session needs no cookie to be swept.
    expires_at = models.DateTimeField(db_index=True)
