"""What staff type to get in, and what an owner types to invite them."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from accounts.page_forms import PageForm
from accounts.passwords import MAXIMUM
from accounts.roles import Role

ONE_TIME_CODE = {
    "autocomplete": "one-time-code",
    "autocapitalize": "none",
    "spellcheck": "false",
    "class": "width-20",
}
EMAIL_ADDRESS = {
    "type": "email",
    "inputmode": "email",
    "autocomplete": "username",
    "autocapitalize": "none",
    "spellcheck": "false",
}
DIGITS = {**ONE_TIME_CODE, "inputmode": "numeric", "class": "width-10"}


class SignInForm(PageForm):
    """The address and the password, on one page for password managers (S1)."""

    email = forms.CharField(
        label=_("E-mailadres"),
        max_length=254,
        error_messages={"required": _("Vul uw e-mailadres in")},
        widget=forms.TextInput(EMAIL_ADDRESS),
    )
    password = forms.CharField(
        label=_("Wachtwoord"),
        max_length=1024,
        strip=False,
        error_messages={"required": _("Vul uw wachtwoord in")},
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def refuse(self) -> None:
        """Say that the two do not belong together, and no more than that."""
        self.add_error("email", _("E-mailadres of wachtwoord klopt niet"))


class PasswordForm(PageForm):
    """The password once more, for a key that this session has not unlocked."""

    password = forms.CharField(
        label=_("Wachtwoord"),
        max_length=1024,
        strip=False,
        error_messages={"required": _("Vul uw wachtwoord in")},
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class FactorForm(PageForm):
    """A code of the app, or a recovery code, in one field."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_(
            "6 cijfers uit uw authenticator-app. Telefoon kwijt? Vul een herstelcode in"
        ),
        max_length=64,
        error_messages={"required": _("Vul de code in")},
        widget=forms.TextInput(ONE_TIME_CODE),
    )


class EnrolForm(PageForm):
    """The first code of a new app."""

    code = forms.RegexField(
        regex=r"^\s*(\d[\s-]*){6}$",
        label=_("Code uit de app"),
        help_text=_("6 cijfers"),
        error_messages={
            "required": _("Vul de code uit de app in"),
            "invalid": _("De code heeft 6 cijfers"),
        },
        widget=forms.TextInput(DIGITS),
    )


class ProofForm(PageForm):
    """One of the recovery codes, typed back as proof that they were kept."""

    code = forms.CharField(
        label=_("Een van uw herstelcodes"),
        help_text=_("Zo weten wij dat u ze heeft bewaard. Deze ene code is dan op"),
        max_length=64,
        error_messages={"required": _("Vul een van de herstelcodes in")},
        widget=forms.TextInput({**ONE_TIME_CODE, "autocomplete": "off"}),
    )


class NewPasswordForm(PageForm):
    """A password for an account (ACC-06): long, not known, pasted or typed."""

    password = forms.CharField(
        label=_("Wachtwoord"),
        help_text=_("Minstens 12 tekens. Een zin van een paar woorden werkt goed"),
        max_length=MAXIMUM,
        strip=False,
        error_messages={
            "required": _("Vul een wachtwoord in"),
            "max_length": _("Wachtwoord mag hoogstens %(limit_value)d tekens hebben"),
        },
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, owner: Account, **kwargs: Any) -> None:
        """Take the account the password is for: its names are refused in it."""
        self.owner = owner
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        """Refuse what is short, common or about its owner."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.owner)
        return password


class ChangePasswordForm(NewPasswordForm):
    """A new password, by somebody who still knows the old one."""

    field_order = ("old", "password")

    old = forms.CharField(
        label=_("Uw wachtwoord van nu"),
        max_length=1024,
        strip=False,
        error_messages={"required": _("Vul uw wachtwoord van nu in")},
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, owner: Account, **kwargs: Any) -> None:
        """Call the new one new, beside the old."""
        super().__init__(*args, owner=owner, **kwargs)
        field = self.fields["password"]
        field.label = _("Nieuw wachtwoord")
        field.error_messages["required"] = _("Vul een nieuw wachtwoord in")


class ForgottenForm(PageForm):
    """Whose password was forgotten."""

    email = forms.CharField(
        label=_("E-mailadres"),
        help_text=_("Wij sturen een code naar dit adres"),
        max_length=254,
        error_messages={"required": _("Vul uw e-mailadres in")},
        widget=forms.TextInput(EMAIL_ADDRESS),
    )


class MailedCodeForm(PageForm):
    """The six digits from the mail; how many digits is for `codes` to say."""

    code = forms.CharField(
        label=_("Code uit de e-mail"),
        help_text=_("6 cijfers"),
        max_length=64,
        error_messages={"required": _("Vul de code uit de e-mail in")},
        widget=forms.TextInput(DIGITS),
    )


class ResetForm(FactorForm, NewPasswordForm):
    """A new password, and the second factor that allows it."""

    field_order = ("password", "code")


class LastResetForm(NewPasswordForm):
    """A new password for the last one who holds the care team's key."""

    knowing = forms.BooleanField(
        label=_(
            "Ik weet dat daarna alleen het herstelblad de intakes nog opent, en ik "
            "weet waar het ligt"
        ),
    )


class LastOnTeamForm(PageForm):
    """The tick of whoever takes the care team's key from the last who holds it."""

    knowing = forms.BooleanField(
        label=_("Ik weet dat daarna alleen het herstelblad de intakes nog opent"),
    )


class StaffInvitationForm(PageForm):
    """Whom to invite, and in which role."""

    name = forms.CharField(
        label=_("Naam"),
        max_length=120,
        error_messages={"required": _("Vul de naam van de medewerker in")},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("E-mailadres"),
        help_text=_("Hier sturen wij de uitnodiging heen"),
        max_length=254,
        error_messages={"required": _("Vul het e-mailadres van de medewerker in")},
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Rol"),
        error_messages={"required": _("Kies een rol")},
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, roles: frozenset[Role], **kwargs: Any) -> None:
        """Offer the roles the inviter may give, each with what it can and cannot."""
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (role.value, f"{role.label}. {role.can} {role.cannot}")
            for role in Role
            if role in roles
        ]


class LocationForm(PageForm):
    """Where the practice works."""

    name = forms.CharField(
        label=_("Naam van de locatie"),
        help_text=_("Zo kiezen mensen deze locatie bij het aanmelden"),
        max_length=120,
        error_messages={"required": _("Vul de naam van de locatie in")},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    city = forms.CharField(
        label=_("Plaats"),
        max_length=80,
        error_messages={"required": _("Vul de plaats in")},
        widget=forms.TextInput({"autocomplete": "off", "class": "width-20"}),
    )


class RoleForm(PageForm):
    """In which of the roles held to act now."""

    role = forms.ChoiceField(
        label=_("Rol"),
        error_messages={"required": _("Kies een rol")},
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        """Offer the roles held."""
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (role.value, role.label) for role in roles
        ]
