"""The forms of an administrator about a person's ways of logging in."""

from django import forms

from noroshi.web.forms.desk_form import DeskForm, line_field
from noroshi.web.words import text_lazy

_PLAIN = {"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}


class DirectoryNameForm(DeskForm):
    """The person's name in the office's directory."""

    name = line_field(
        150,
        label=text_lazy("sign_in_ways.directory_name"),
        help_text=text_lazy("sign_in_ways.directory_name_hint"),
        widget=forms.TextInput(attrs=_PLAIN),
    )


class CertificateForm(DeskForm):
    """A certificate's fingerprint, and what people call it."""

    fingerprint = line_field(
        120,
        label=text_lazy("sign_in_ways.fingerprint"),
        help_text=text_lazy("sign_in_ways.fingerprint_hint"),
        widget=forms.TextInput(attrs=_PLAIN),
    )
    label = line_field(80, label=text_lazy("sign_in_ways.label"), help_text=text_lazy("sign_in_ways.label_hint"))
