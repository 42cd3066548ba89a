"""Pages that stand in for the rest of the portal in tests of the gate."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from accounts.access import patient_page, staff_page
from accounts.roles import Role


@staff_page(Role.THERAPIST)
def patients(request: HttpRequest) -> HttpResponse:
    return HttpResponse("patients")


@staff_page(Role.FRONT_DESK)
def desk(request: HttpRequest) -> HttpResponse:
    return HttpResponse("desk")


@patient_page
def intake(request: HttpRequest) -> HttpResponse:
    return HttpResponse("intake")


def forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse("nobody said who may see this")


handler404 = "deploy.errors.not_found"
handler403 = "deploy.errors.forbidden"
urlpatterns = [
    path("", include("deploy.urls")),
    path("test/patients/", patients, name="patients"),
    path("test/desk/", desk, name="desk"),
    path("test/intake/", intake, name="intake"),
    path("test/forgotten/", forgotten, name="forgotten"),
]
