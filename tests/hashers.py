"""Argon2id at its lowest cost, so that tests are about behaviour."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """The same algorithm and format, cheap."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
