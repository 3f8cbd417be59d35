"""The form by which a returned call list is handed in."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from noroshi.records.agency import Unit
from noroshi.web.forms.desk_form import DeskForm
from noroshi.web.words import language, text, text_lazy

ENVELOPE: Final = 16_384
"""Bytes of a request that are not the file."""


class CallListForm(DeskForm):
    """A file, and the unit whose cases it is about where the person has several."""

    file = forms.FileField(label=text_lazy("call_list_page.file"), help_text=text_lazy("call_list_page.file_hint"))
    unit = forms.ChoiceField(label=text_lazy("call_list_page.unit"), help_text=text_lazy("call_list_page.unit_hint"))

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:  # noqa: ANN401 Django's signature
        super().__init__(*args, **kwargs)
        self.units = {str(unit.pk): unit for unit in units}
        names = [(key, unit.name_ja if language() == "ja" else unit.name_en) for key, unit in self.units.items()]
        field = self.fields["unit"]
        field.choices = names  # type: ignore[attr-defined]
        if len(names) == 1:
            field.widget, field.initial = forms.HiddenInput(), names[0][0]
        file = self.fields["file"]
        file.widget.attrs["accept"] = ".xlsx,.csv"
        file.error_messages |= {"empty": text("call_list_page.file_empty"), "missing": text("form_error.required")}

    def clean_file(self) -> "UploadedFile[bytes]":
        """Return the file; a larger one than a request may be is refused."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        most = settings.LARGEST_REQUEST - ENVELOPE
        if (file.size or 0) > most:
            raise forms.ValidationError(text("call_list_page.file_too_large", most=f"{most / 1_000_000:.1f}"))
        return file

    def chosen_unit(self) -> Unit:
        """Return the unit of a valid form."""
        return self.units[self.cleaned_data["unit"]]
