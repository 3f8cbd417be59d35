"""Further parties of a case and the organisation's consent."""

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone

from noroshi.web.forms.desk_form import DeskForm, codes, date_field, hint, label, line_field
from noroshi.web.forms.option_lists import Radios
from noroshi.web.words import text_lazy


class PartyForm(DeskForm):
    """A further party: who it is and how it is reached."""

    role = forms.ChoiceField(choices=codes("party_role"), widget=Radios, label=label("party_role"))
    name = line_field(200, label=label("party_name"))
    corporate_number = forms.CharField(
        required=False,
        max_length=13,
        label=label("corporate_number"),
        validators=[RegexValidator(r"^[0-9]{13}$", text_lazy("form_error.corporate_number"), "corporate_number")],
    )
    contact_text = line_field(300, required=False, label=label("contact_text"), help_text=hint("contact_text"))


class ConsentForm(DeskForm):
    """Who of the organisation agreed, when, and to what."""

    by = line_field(120, label=label("consent_by"), help_text=hint("consent_by"))
    on = date_field(label=label("consent_on"), initial=timezone.localdate)
    covers = line_field(300, label=label("consent_scope"), help_text=hint("consent_scope"))
