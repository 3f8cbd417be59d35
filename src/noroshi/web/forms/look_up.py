"""The one field of the switchboard."""

from django import forms

from noroshi.web.forms.desk_form import DeskForm, hint, label


class LookUpForm(DeskForm):
    """A reference number as somebody read it out."""

    number = forms.CharField(
        max_length=40,
        label=label("lookup_number"),
        help_text=hint("lookup_number"),
        widget=forms.TextInput(
            attrs={"class": "short", "inputmode": "numeric", "autocomplete": "off", "autofocus": True}
        ),
    )
