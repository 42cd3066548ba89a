"""Settings come from the environment alone; nonsense is refused loudly."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit


class BadSetting(Exception):
    """An environment variable holds something that cannot be meant."""


def text(name: str, default: str = "") -> str:
    """Read NAME, or the file that NAME_FILE points at (container secrets)."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            message = f"{name}_FILE points at {path}, which cannot be read."
            raise BadSetting(message) from error
    return os.environ.get(name, default)


def flag(name: str, *, default: bool = False) -> bool:
    """Read a yes/no setting."""
    value = text(name).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    if value:
        message = f"{name} must be 1 or 0, not {value!r}."
        raise BadSetting(message)
    return default


def number(name: str, default: int) -> int:
    """Read a whole number."""
    value = text(name)
    if not value:
        return default
    try:
        return int(value)
    except ValueError as error:
        message = f"{name} must be a whole number, not {value!r}."
        raise BadSetting(message) from error


def folder(name: str) -> Path | None:
    """Read a folder that need not be there."""
    value = text(name)
    return Path(value).resolve() if value else None


def words(name: str, default: str = "") -> list[str]:
    """Read a comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # FULL: what the screen calls saved is on disk. secure_delete: deleted bytes
    # do not linger in the file (DESIGN §8).
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
        "PRAGMA secure_delete=ON;PRAGMA recursive_triggers=ON;"
    ),
}


def database(name: str, default: Path) -> dict[str, object]:
    """Read a database address: postgresql://user:password@host:port/name or a path."""
    value = text(name)
    if not value.startswith(("postgres://", "postgresql://")):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": value or str(default),
            "OPTIONS": dict(SQLITE_OPTIONS),
            "TEST": {"NAME": str(default.with_name(f"test-{default.name}"))},
        }
    parts = urlsplit(value)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
