"""The forms of the exclusions."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils import timezone

from noroshi.records.agency import Unit
from noroshi.web.forms.desk_form import DeskForm, codes, date_field, line_field, text_field
from noroshi.web.words import language, text, text_lazy

LONGEST: Final = dt.timedelta(days=366)
"""An exclusion is looked at again at least once a year."""


class ExclusionForm(DeskForm):
    """A new exclusion."""

    unit = forms.ChoiceField(label=text_lazy("exclusions.unit"))
    number = line_field(
        13, required=False, label=text_lazy("exclusions.number"), help_text=text_lazy("exclusions.number_hint")
    )
    name = line_field(200, label=text_lazy("exclusions.name"), help_text=text_lazy("exclusions.name_hint"))
    reason = forms.ChoiceField(label=text_lazy("exclusions.reason"), choices=codes("exclusion_reason"))
    until = date_field(label=text_lazy("exclusions.until"), help_text=text_lazy("exclusions.until_hint"))
    note = text_field(2, label=text_lazy("exclusions.note"), required=False)

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:  # noqa: ANN401 Django's signature
        super().__init__(*args, **kwargs)
        named = [(str(unit.pk), str(unit) if language() == "ja" else unit.name_en) for unit in units]
        self.fields["unit"].choices = named  # type: ignore[attr-defined]

    def clean_until(self) -> dt.date:
        """Refuse a day further away than a year."""
        until: dt.date = self.cleaned_data["until"]
        if until > timezone.localdate() + LONGEST:
            raise forms.ValidationError(text("exclusions.too_far"))
        return until


class LiftForm(DeskForm):
    """Why an exclusion is lifted."""

    comment = text_field(2, label=text_lazy("exclusions.lift_reason"))
