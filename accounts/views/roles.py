"""Choosing in which role to act: rights are never summed (RULES ACC-03)."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import signing_in
from accounts.access import SecondFactorRequest, second_factor_page
from accounts.forms import RoleForm


@second_factor_page
@require_http_methods(["GET", "POST"])
def edit(request: SecondFactorRequest) -> HttpResponse:
    """Offer the roles held."""
    roles = request.user.roles()
    current = getattr(request, "role", None)
    form = RoleForm(request.POST or None, roles=roles, initial={"role": current})
    if form.is_valid():
        signing_in.choose_role(request, request.user, form.cleaned_data["role"])
        then = request.GET.get("next", "")
        ours = signing_in.is_ours(request, then)
        return redirect(then if ours else signing_in.next_page(request))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"title": _("Kies uw rol"), "form": form, "roles": roles}
    return render(request, "accounts/role.html", context, status=status)
