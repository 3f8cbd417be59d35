"""The forms of the administrator: a person's account and roles, units, the agency's profile."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from noroshi.knowledge.roles import load_roles
from noroshi.records.agency import Unit
from noroshi.records.services.people import PersonEntry
from noroshi.web.forms.desk_form import DeskForm, line_field, text_field
from noroshi.web.forms.option_lists import Ticks
from noroshi.web.words import language, text, text_lazy


def unit_choices(units: Iterable[Unit]) -> list[tuple[str, str]]:
    """Return units as choices, by name."""
    ja = language() == "ja"
    named = [(str(unit.pk), unit.name_ja if ja else unit.name_en) for unit in units]
    return sorted(named, key=lambda choice: choice[1])


def role_choices() -> list[tuple[str, str]]:
    """Return all roles as choices, in the order of the knowledge file."""
    roles = load_roles()
    return [(code, roles.label(code, language())) for code in roles.roles]


class UserNameForm(DeskForm):
    """A user name as it is typed at login."""

    username = line_field(
        60,
        label=text_lazy("people.user_name"),
        help_text=text_lazy("people.user_name_hint"),
        validators=[RegexValidator(r"^[A-Za-z0-9._-]+$", text_lazy("people.user_name_wrong"))],
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )


class PersonForm(DeskForm):
    """Name, rank and language of a person."""

    name_ja = line_field(80, label=text_lazy("people.name_ja"))
    name_en = line_field(80, label=text_lazy("people.name_en"), required=False)
    rank_ja = line_field(40, label=text_lazy("people.rank"), required=False)
    language = forms.ChoiceField(label=text_lazy("people.language"), choices=[("ja", "日本語"), ("en", "English")])

    def entry(self, username: str) -> PersonEntry:
        """Return what was entered."""
        names = ("name_ja", "name_en", "rank_ja", "language")
        return PersonEntry(username=username, **{name: self.cleaned_data[name] for name in names})


class NewPersonForm(UserNameForm, PersonForm):
    """A new account: who, in which unit, with which roles, and how they log in."""

    unit = forms.ChoiceField(label=text_lazy("people.unit"))
    roles = forms.MultipleChoiceField(
        label=text_lazy("people.roles"),
        help_text=text_lazy("people.roles_hint"),
        widget=Ticks,
        required=False,
    )
    office_login = forms.BooleanField(
        label=text_lazy("people.office_login"), help_text=text_lazy("people.office_login_hint"), required=False
    )
    field_order = ("username", "name_ja", "name_en", "rank_ja", "language", "unit", "roles", "office_login")

    def __init__(self, *args: Any, units: Iterable[Unit], office: bool, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = unit_choices(units)  # type: ignore[attr-defined]
        self.fields["roles"].choices = role_choices()  # type: ignore[attr-defined]
        if not office:
            del self.fields["office_login"]


class EditPersonForm(PersonForm):
    """Name, rank, language and home unit of a person."""

    home_unit = forms.ChoiceField(label=text_lazy("people.home_unit"), help_text=text_lazy("people.home_unit_hint"))

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:  # noqa: ANN401 Django's signature
        super().__init__(*args, **kwargs)
        self.fields["home_unit"].choices = unit_choices(units)  # type: ignore[attr-defined]


class GrantForm(DeskForm):
    """One role in one unit."""

    unit = forms.ChoiceField(label=text_lazy("people.unit"))
    role = forms.ChoiceField(label=text_lazy("people.role"))

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:  # noqa: ANN401 Django's signature
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = unit_choices(units)  # type: ignore[attr-defined]
        self.fields["role"].choices = role_choices()  # type: ignore[attr-defined]


class KnownPersonForm(UserNameForm, GrantForm):
    """A role in one's own unit for a person who has an account elsewhere."""

    field_order = ("username", "unit", "role")


class CloseAccountForm(DeskForm):
    """Why an account is closed."""

    reason = text_field(2, label=text_lazy("people.close_reason"), help_text=text_lazy("people.close_reason_hint"))


class PeopleFilterForm(DeskForm):
    """Which people to list."""

    q = line_field(80, label=text_lazy("people.search"), required=False)
    role = forms.ChoiceField(label=text_lazy("people.role"), required=False)
    state = forms.ChoiceField(label=text_lazy("people.state"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 Django's signature
        super().__init__(*args, **kwargs)
        every = ("", text("people.all"))
        self.fields["role"].choices = [every, *role_choices()]  # type: ignore[attr-defined]
        states = [("active", text("people.active")), ("closed", text("people.closed"))]
        self.fields["state"].choices = [every, *states]  # type: ignore[attr-defined]


class UnitForm(DeskForm):
    """The names of a unit, and the extension to which the switchboard connects."""

    name_ja = line_field(100, label=text_lazy("people.unit_name_ja"))
    name_en = line_field(100, label=text_lazy("people.unit_name_en"))
    extension = line_field(
        20,
        required=False,
        label=text_lazy("profile.extension"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "class": "short"}),
    )


class ProfileForm(DeskForm):
    """The agency's name, number and address, as organisations see them."""

    name_ja = line_field(100, label=text_lazy("people.agency_name_ja"))
    name_en = line_field(100, label=text_lazy("people.agency_name_en"))
    main_phone = line_field(
        40,
        label=text_lazy("people.main_phone"),
        help_text=text_lazy("people.main_phone_hint"),
        validators=[RegexValidator(r"^[0-9+() -]{6,}$", text_lazy("people.main_phone_wrong"))],
        widget=forms.TextInput(attrs={"inputmode": "tel", "class": "short"}),
    )
    postal_code = line_field(
        8,
        required=False,
        label=text_lazy("profile.postal_code"),
        validators=[RegexValidator(r"^[0-9]{3}-?[0-9]{4}$", text_lazy("profile.postal_code_wrong"))],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )
    address = line_field(120, required=False, label=text_lazy("profile.address"))
    fax = line_field(40, required=False, label=text_lazy("profile.fax"))
    hours = line_field(60, required=False, label=text_lazy("profile.hours"), help_text=text_lazy("profile.hours_hint"))
    page = line_field(200, required=False, label=text_lazy("profile.page"), help_text=text_lazy("profile.page_hint"))
