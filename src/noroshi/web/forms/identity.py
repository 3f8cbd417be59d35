"""The check of identity during a call: who was spoken to, how that was checked, and that the device is theirs."""

from typing import Any, Final

from django import forms

from noroshi.web.forms.desk_form import DeskForm, codes, hint, label, line_field
from noroshi.web.forms.option_lists import Radios

CALL_FORM: Final = "call-form"
"""Id of the form on the call page."""


class IdentityForm(DeskForm):
    """Its controls stand in the call sheet and are sent with the call's form, so that what was typed there is kept."""

    identity_person = line_field(120, label=label("identity_person"), help_text=hint("identity_person"))
    identity_by = forms.ChoiceField(
        choices=codes("verification_by", only=("callback", "switchboard", "visit")),
        label=label("identity_by"),
        help_text=hint("identity_by"),
        initial="callback",
    )
    identity_result = forms.ChoiceField(
        choices=codes("verification_result"), widget=Radios, label=label("identity_result")
    )
    device_is_theirs = forms.BooleanField(
        required=False, label=label("device_is_theirs"), help_text=hint("device_is_theirs")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 Django's signature
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["form"] = CALL_FORM

    def checks(self) -> list[dict[str, Any]]:
        """Return the checks to record: of the person, and of the device where they said that it is theirs."""
        values = self.cleaned_data
        common = {"by": values["identity_by"], "person": values["identity_person"]}
        found = [{"about": "respondent", "result": values["identity_result"], **common}]
        if values["device_is_theirs"]:
            found.append({"about": "device", "result": "genuine", **common})
        return found
