"""What every page shows around its content: the practice, who, and where to go."""

import secrets
from typing import Any, TypedDict
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse

from accounts import key_notices, practice
from accounts.key_notices import Notice
from accounts.models import Practice
from accounts.navigation import SECTIONS
from accounts.roles import Role

TOKEN_BYTES = 16


class Frame(TypedDict, total=False):
    """The frame of a page (templates/README.md)."""

    practice: Practice
    demo: bool
    version: str
    once: str
    home_url: str
    sign_out_url: str
    staff_name: str
    role_label: str
    password_url: str
    nav: list[dict[str, Any]]
    notices: list[Notice]


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Give templates `frame`."""
    found: Frame = {
        "practice": practice.current(),
        "demo": settings.DEMO,
        "version": settings.VERSION,
        # A new token per rendered form: a second submit is told from a second act.
        "once": secrets.token_urlsafe(TOKEN_BYTES),
        "home_url": "/",
    }
    if request.user.is_authenticated or hasattr(request, "person_id"):
        found["sign_out_url"] = reverse("accounts:sign_out")
    role = getattr(request, "role", None)
    if role is not None and request.user.is_authenticated:
        found |= {
            "staff_name": request.user.opened_name(),
            "role_label": str(role.label),
            "nav": _sections(role, request.path),
            "home_url": resolve_url(settings.LOGIN_REDIRECT_URL),
            "password_url": reverse("accounts:change_password"),
            "notices": _notices(role, request.path, request.user.id),
        }
    return {"frame": found}


def _notices(role: Role, path: str, account_id: UUID) -> list[Notice]:
    # On the pages of the recovery sheet the notice would lead to where one is.
    is_there = path.startswith(reverse("accounts:recovery"))
    found = [] if is_there else key_notices.on_every_page(role)
    if path == resolve_url(settings.LOGIN_REDIRECT_URL):
        found += key_notices.on_the_first_page(role, account_id)
    return found


def _sections(role: Role, path: str) -> list[dict[str, Any]]:
    own = [(label, reverse(name)) for roles, label, name in SECTIONS if role in roles]
    # A page belongs to the section whose address says most of its own.
    around = [url for _label, url in own if path.startswith(url)]
    here = max(around, key=len, default="")
    return [{"label": label, "url": url, "current": url == here} for label, url in own]
