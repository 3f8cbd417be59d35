"""One check of identity, in either direction."""

from django import forms

from noroshi.web.forms.desk_form import DeskForm, codes, hint, label, line_field
from noroshi.web.forms.option_lists import Radios


class VerificationForm(DeskForm):
    """What was checked, how, with what result, and with whom."""

    about = forms.ChoiceField(choices=codes("verification_about"), widget=Radios, label=label("verification_about"))
    by = forms.ChoiceField(choices=codes("verification_by"), label=label("identity_by"))
    result = forms.ChoiceField(choices=codes("verification_result"), widget=Radios, label=label("identity_result"))
    person = line_field(120, required=False, label=label("identity_person"), help_text=hint("identity_person"))
