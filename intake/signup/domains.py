"""Addresses that are likely mistyped: gmial.com, hotmail.con (UX P5)."""

from difflib import get_close_matches
from typing import Final

# What most people here have, and real ones that look like them.
COMMON: Final = (
    "casema.nl",
    "chello.nl",
    "gmail.com",
    "gmx.com",
    "gmx.net",
    "hetnet.nl",
    "home.nl",
    "hotmail.com",
    "hotmail.nl",
    "icloud.com",
    "kpnmail.nl",
    "kpnplanet.nl",
    "live.com",
    "live.nl",
    "mail.com",
    "me.com",
    "msn.com",
    "online.nl",
    "outlook.com",
    "outlook.nl",
    "planet.nl",
    "proton.me",
    "protonmail.com",
    "quicknet.nl",
    "solcon.nl",
    "tele2.nl",
    "telenet.be",
    "telfort.nl",
    "upcmail.nl",
    "xs4all.nl",
    "yahoo.com",
    "ymail.com",
    "zeelandnet.nl",
    "ziggo.nl",
    "zonnet.nl",
)
MEANT: Final = {"gmail.nl": "gmail.com", "icloud.nl": "icloud.com"}
# How alike; below this a small firm's own name would be taken for a mistake.
ALIKE: Final = 0.87


def likely_meant(email: str) -> str:
    """Return the address somebody likely meant, empty where it looks right."""
    name, _at, domain = email.rpartition("@")
    domain = domain.casefold()
    if domain in COMMON:
        return ""
    alike = get_close_matches(domain, COMMON, n=1, cutoff=ALIKE)
    meant = MEANT.get(domain) or next(iter(alike), "")
    return f"{name}@{meant}" if meant else ""
