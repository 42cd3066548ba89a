"""The waitlist as somebody asked for it: tab, filters, order and page, in the URL."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, TextField
from django.db.models.expressions import OrderBy
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.actors import Actor
from intake.desk.forms import FilterForm
from intake.waitlist.models import Status, WaitlistEntry, WaitlistEntryQuerySet

PER_PAGE: Final = 50


class Tab(NamedTuple):
    """A saved view: from where to where the entries in it have come."""

    slug: str
    label: Promise
    keep: Callable[[WaitlistEntryQuerySet], WaitlistEntryQuerySet]


def _between(
    first: Status, last: Status
) -> Callable[[WaitlistEntryQuerySet], WaitlistEntryQuerySet]:
    return lambda entries: entries.between(first, last)


TABS: Final = (
    Tab("", _("Op de lijst"), _between(Status.NEW, Status.FILLING)),
    Tab("nieuw", _("Nieuw"), _between(Status.NEW, Status.NEW)),
    Tab("wachtend", _("Wachtend"), _between(Status.WAITING, Status.WAITING)),
    Tab("uitgenodigd", _("Uitgenodigd"), _between(Status.INVITED, Status.FILLING)),
    Tab("binnen", _("Intake binnen"), _between(Status.SUBMITTED, Status.SUBMITTED)),
    Tab("weg", _("Van de lijst"), WaitlistEntryQuerySet.departed),
    Tab("alles", _("Alles"), WaitlistEntryQuerySet.all),
)
_BY_TURN: Final = (F("urgency").desc(nulls_last=True), F("registered_at").asc())
# The first is WL-05's order; every order ends in it.
ORDERS: Final[dict[str, tuple[OrderBy, ...]]] = {
    "": _BY_TURN,
    "wacht": (F("registered_at").desc(),),
    "-wacht": (F("registered_at").asc(),),
    "locatie": (F("location__name").asc(), *_BY_TURN),
    "-locatie": (F("location__name").desc(), *_BY_TURN),
}
DENSITIES: Final = ("", "compact")


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter, and the address without it."""

    label: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class Header:
    """A column by which the list can be sorted."""

    url: str
    aria_sort: str


class Listing:
    """One request for the list: what was asked, and the addresses from there."""

    def __init__(self, asked: QueryDict, *, therapists: list[tuple[str, str]]) -> None:
        """Take what is known of the question; the rest is as if not asked."""
        self.form = FilterForm(asked, therapists=therapists)
        self.form.is_valid()
        self.filters = {
            name: value for name, value in self.form.cleaned_data.items() if value
        }
        tabs = {tab.slug: tab for tab in TABS}
        self.tab = tabs.get(asked.get("status", ""), TABS[0])
        self.order = asked.get("sort", "") if asked.get("sort") in ORDERS else ""
        wanted = asked.get("density", "")
        self.density = wanted if wanted in DENSITIES else ""
        self.number = asked.get("page", "1")

    def entries(self, by: Actor) -> WaitlistEntryQuerySet:
        """Find the entries somebody may know of and asked for."""
        visible = WaitlistEntry.objects.visible_to(by).with_status()
        found = self.tab.keep(visible)
        if "day" in self.filters:
            found = found.annotate(days=Cast("availability", TextField()))
        return found.filter(*_conditions(self.filters))

    def page(self, by: Actor) -> Page[UUID]:
        """Return the ids of one page: the rows' details are fetched for these alone."""
        ordered = self.entries(by).order_by(*ORDERS[self.order], "id")
        ids = ordered.values_list("id", flat=True)
        return Paginator(ids, PER_PAGE).get_page(self.number)

    def query(self, **changes: str) -> str:
        """Return the address of this list with changes, from its first page."""
        asked = {
            "status": self.tab.slug,
            **self.filters,
            "sort": self.order,
            "density": self.density,
        } | changes
        return urlencode({name: value for name, value in asked.items() if value})

    def url(self, **changes: str) -> str:
        """Return the same as a link; a bare question mark is the whole list."""
        return f"?{self.query(**changes)}"

    def tabs(self) -> list[dict[str, Any]]:
        """Return the saved views; a filter stays when another view is chosen."""
        return [
            {
                "label": tab.label,
                "url": self.url(status=tab.slug),
                "current": tab is self.tab,
            }
            for tab in TABS
        ]

    def chips(self) -> list[Chip]:
        """Return the active filters, each with the way out."""
        chips = []
        for name, value in self.filters.items():
            field: Any = self.form.fields[name]
            words = dict(field.choices)
            label = words.get(value) or words.get(int(value))
            chips.append(Chip(f"{field.label}: {label}", self.url(**{name: ""})))
        return chips

    def clear_url(self) -> str:
        """Return the address of the view without filters."""
        return self.url(**dict.fromkeys(self.filters, ""))

    def compact_url(self) -> str:
        """Return the address of the same list in narrower rows."""
        return self.url(density="compact")

    def roomy_url(self) -> str:
        """Return the address of the same list in roomier rows."""
        return self.url(density="")

    def headers(self) -> dict[str, Header]:
        """Return the sortable columns: what a press does, what holds now."""
        directions = {
            "turn": ("", "", "descending"),
            "wait": ("-wacht", "wacht", "ascending"),
            "place": ("locatie", "-locatie", "ascending"),
        }
        return {
            name: self._header(first, second, plain)
            for name, (first, second, plain) in directions.items()
        }

    def _header(self, first: str, second: str, plain: str) -> Header:
        target = second if self.order == first else first
        now = ""
        if self.order in {first, second}:
            now = "descending" if self.order.startswith("-") else plain
        return Header(self.url(sort=target), now)


def _conditions(filters: Mapping[str, str]) -> list[Q]:
    """Translate filters into questions to the rows."""
    found = []
    for name, value in filters.items():
        match name:
            case "urgency":
                found.append(Q(urgency=int(value)))
            case "age":
                found.append(Q(age_band=value))
            case "location":
                found.append(Q(location_id=value))
            case "therapist":
                found.append(Q(therapist_id=value))
            case "email":
                is_missing = value == "no"
                found.append(Q(person__email_confirmation__isnull=is_missing))
            case "day":
                # Keys such as "mon_morning", quoted in the stored JSON.
                found.append(Q(days__contains=f'"{value}_') | Q(days__contains='"any"'))
    return found
