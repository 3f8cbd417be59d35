"""Entering and marking contacts, and the organisation's own data."""

from typing import Any

from django import forms
from django.utils import timezone

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.records.contact import Contact
from noroshi.records.organization import Organization
from noroshi.records.services.contacts import ContactEntry
from noroshi.records.services.merge_edits import FIELDS
from noroshi.web.forms.desk_form import DeskForm, codes, date_field, hint, label, line_field
from noroshi.web.forms.option_lists import Radios
from noroshi.web.words import language


class ContactForm(DeskForm):
    """A contact with its source; ``base`` is empty for a new one."""

    kind = forms.ChoiceField(choices=codes("contact_kind"), widget=Radios, label=label("kind"))
    value = line_field(300, label=label("contact_value"), help_text=hint("contact_value"))
    desk = line_field(120, required=False, label=label("contact_desk"), help_text=hint("contact_desk"))
    source_url = line_field(500, label=label("contact_source"), help_text=hint("contact_source"))
    looked_up_on = date_field(label=label("looked_up_on"), initial=timezone.localdate)
    main = forms.BooleanField(required=False, label=label("main"), help_text=hint("main"))
    rank = forms.IntegerField(min_value=1, max_value=99, initial=1, label=label("rank"), help_text=hint("rank"))
    valid_until = date_field(required=False, label=label("valid_until"), help_text=hint("valid_until"))
    base = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Return the values by field of the contact; the signed base is read elsewhere."""
        values: dict[str, Any] = super().clean() or {}
        return {name: value for name, value in values.items() if name in FIELDS[Contact]}

    def entry(self) -> ContactEntry:
        """Return the contact as the service takes it."""
        values = dict(self.cleaned_data)
        return ContactEntry(source=values.pop("source_url"), **values)


class MarkForm(DeskForm):
    """The state of a contact and why."""

    state = forms.ChoiceField(choices=codes("contact_state"), widget=Radios, label=label("contact_state"))
    reason = line_field(200, required=False, label=label("state_reason"), help_text=hint("state_reason"))

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of any state in which the contact is not used."""
        values: dict[str, Any] = super().clean() or {}
        state = values.get("state")
        if state and not load_enumerations().entry("contact_state", state).usable and not values.get("reason"):
            self.add_error("reason", self.fields["reason"].error_messages["required"])
        return values


class OrganizationForm(DeskForm):
    """Name, reading, kind, and where letters go; the registered office is not where letters go by itself."""

    name = line_field(200, label=label("organization_name"))
    name_kana = line_field(200, required=False, label=label("name_kana"), help_text=hint("name_kana"))
    kind = forms.ChoiceField(choices=codes("organization_kind"), label=label("organization_kind"))
    sector = line_field(60, required=False, label=label("sector"))
    prefecture = line_field(10, required=False, label=label("prefecture"))
    city = line_field(60, required=False, label=label("city"))
    address = line_field(300, required=False, label=label("address"), help_text=hint("address"))
    postal_address = line_field(300, required=False, label=label("postal_address"), help_text=hint("postal_address"))
    base = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Return the values by field of the organisation; the signed base is read elsewhere."""
        values: dict[str, Any] = super().clean() or {}
        return {name: value for name, value in values.items() if name in FIELDS[Organization]}


def contact_text(contact: Contact) -> str:
    """Return a contact in one line: kind, value, desk."""
    kind = load_enumerations().label("contact_kind", contact.kind, language())
    return f"{kind} {contact.value} {contact.desk}".strip()
