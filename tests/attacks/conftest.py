"""Maria was invited: her link and her codes are in the outbox."""

from tests.filling.conftest import maria, practice, version

__all__ = ["maria", "practice", "version"]
