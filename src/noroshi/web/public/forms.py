"""The forms of the public page: the two-part code, the questions, the vendor's answer. No name and no device is asked.

What they offer comes from the campaign's own lists; codes that only an officer can mean are left out (``WITHOUT``).
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils import timezone

from noroshi.exchange.public_page.messages import OwnAnswer, VendorAnswer
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.model.campaign_answer import OwnerAnswer
from noroshi.notify import confirmation_code, reference_number
from noroshi.notify.contradictions import FIELD_LISTS, contradictions
from noroshi.notify.questions import QUESTIONS
from noroshi.web.forms.option_lists import Radios, Ticks
from noroshi.web.words import language, text, text_lazy

WITHOUT: Final = frozenset({"not_confirmed", "declined"})
OWN_WORD: Final = frozenset({"responsible", "it_staff", "management", "general_affairs", "other"})
"""Who may speak for the organisation here; a vendor has a form of its own."""
QUESTION_FIELDS: Final = tuple(field.name for question in QUESTIONS for field in question.fields)
LONGEST_TEXT: Final = 1_000
_KEEP: Final = {"response": frozenset({"not_applicable"})}
_DISABLED: Final = ("yes", "no", "unknown")
_CHANGES: Final = ("status", "fact")


def _codes(list_name: str, *, empty: bool = True) -> Callable[[], Sequence[tuple[str, str]]]:
    def choices() -> list[tuple[str, str]]:
        left_out = WITHOUT | ({"not_applicable"} - _KEEP.get(list_name, frozenset()))
        rows = [(e.code, e.text(language())) for e in load_enumerations().entries(list_name) if e.code not in left_out]
        if list_name == "respondent_role":
            rows = [row for row in rows if row[0] in OWN_WORD]
        return [("", text("public_page.not_asked")), *rows] if empty else rows

    return choices


def _texts(section: str, names: Sequence[str], *, empty: bool) -> Callable[[], Sequence[tuple[str, str]]]:
    def choices() -> list[tuple[str, str]]:
        rows = [(name, text(f"{section}.{name}")) for name in names]
        return [("", text("public_page.not_asked")), *rows] if empty else rows

    return choices


def _choice(name: str, *, widget: type[forms.Select | Radios] = Radios) -> forms.ChoiceField:
    list_name = FIELD_LISTS.get(name, name)
    return forms.ChoiceField(choices=_codes(list_name), required=False, widget=widget, label=_label(name))


def _label(name: str) -> Any:  # noqa: ANN401 a lazy text
    return text_lazy(f"public_field.{name}")


def _hint(name: str) -> Any:  # noqa: ANN401 a lazy text
    return text_lazy(f"public_hint.{name}")


def _day() -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"})
    formats = ["%Y-%m-%d", "%Y/%m/%d"]
    return forms.DateField(
        required=False, widget=widget, input_formats=formats, label=_label("planned_on"), help_text=_hint("planned_on")
    )


def _remarks() -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(
        required=False, max_length=LONGEST_TEXT, widget=widget, label=_label("free_text"), help_text=_hint("free_text")
    )


class PublicForm(forms.Form):
    """A form whose messages come from the words (``public_error``), in the page's language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 Django's signature
        super().__init__(*args, **{"auto_id": "%s", "label_suffix": "", **kwargs})
        for field in self.fields.values():
            messages = field.error_messages
            messages |= {name: text_lazy(f"public_error.{name}") for name in ("required", "invalid", "invalid_choice")}
            if isinstance(field, forms.DateField):
                messages["invalid"] = text_lazy("public_error.invalid_date")
            if isinstance(field, forms.IntegerField):
                messages |= dict.fromkeys(
                    ("invalid", "min_value", "max_value"), text_lazy("public_error.invalid_number")
                )
            if isinstance(field, forms.CharField):
                _limit(field, messages)

    def sent_values(self) -> Iterator[tuple[str, str]]:
        """Return what was sent of the form's own fields, for the hidden fields of the page that asks to confirm."""
        for name in self.fields:
            for value in self.data.getlist(name):  # type: ignore[attr-defined]
                yield name, value

    def shown_values(self) -> Iterator[tuple[str, str]]:
        """Return every answer given, label and value in words."""
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if value in (None, "", []):
                continue
            labels = {str(code): str(label) for code, label in getattr(field, "choices", ())}
            values = value if isinstance(value, list) else [value]
            shown = [labels.get(str(each), _plain(each)) for each in values]
            yield str(field.label), text("public_import.separator").join(shown)


def _limit(field: forms.CharField, messages: dict[str, Any]) -> None:
    if field.max_length:
        messages["max_length"] = text_lazy("public_error.max_length", limit=field.max_length)
        for validator in field.validators:
            if getattr(validator, "code", "") == "max_length":
                validator.message = messages["max_length"]  # type: ignore[attr-defined]
    for validator in field.validators:
        if isinstance(validator, ProhibitNullCharactersValidator):
            validator.message = messages["invalid"]


def _plain(value: object) -> str:
    from noroshi.notify.japanese_dates import day_text

    return day_text(value, language()) if isinstance(value, dt.date) else str(value)


class CodeForm(PublicForm):
    """Both parts of the code, as they stand in the letter."""

    reference = forms.CharField(
        max_length=60,
        label=_label("reference"),
        help_text=_hint("reference"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "class": "code"}),
    )
    confirmation = forms.CharField(
        max_length=60,
        label=_label("confirmation"),
        help_text=_hint("confirmation"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "code"}
        ),
    )

    def clean_reference(self) -> str:
        """Return the ten digits; a slip that the check digit shows is no matter of secrets."""
        try:
            return reference_number.parse(self.cleaned_data["reference"])
        except reference_number.ReferenceNumberError as error:
            raise forms.ValidationError(text("public_error.slip")) from error

    def clean_confirmation(self) -> str:
        """Return the twelve characters; see ``clean_reference``."""
        try:
            return confirmation_code.parse(self.cleaned_data["confirmation"])
        except confirmation_code.ConfirmationCodeError as error:
            raise forms.ValidationError(text("public_error.slip")) from error


class OwnForm(PublicForm):
    """The organisation's own answers; every question may stay open."""

    # not required: the form of a first answer, sent twice, comes without it
    change = forms.ChoiceField(
        choices=_texts("public_change", _CHANGES, empty=False),
        required=False,
        initial="status",
        widget=Radios,
        label=_label("change"),
    )
    ownership = _choice("ownership")
    awareness = _choice("awareness")
    response = _choice("response")
    planned_on = _day()
    manager = _choice("manager")
    contract_covers_update = _choice("contract_covers_update")
    reasons = forms.MultipleChoiceField(
        choices=_codes("delay_reason", empty=False), required=False, widget=Ticks, label=_label("reasons")
    )
    main_reason = _choice("main_reason", widget=forms.Select)
    other_devices = _choice("other_devices")
    other_devices_found = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=100_000,
        label=_label("other_devices_found"),
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    compromise_check = _choice("compromise_check")
    respondent_role = _choice("respondent_role", widget=forms.Select)
    free_text = _remarks()

    def __init__(self, *args: Any, answered: bool, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        if not answered:
            del self.fields["change"]

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot be recorded as it is, beside the field that it is about."""
        values = super().clean() or {}
        if self.errors:
            return values
        if not any(values[name] not in (None, "", []) for name in (*QUESTION_FIELDS, "free_text")):
            raise forms.ValidationError(text("public_error.empty"))
        given = {name: values[name] for name in (*QUESTION_FIELDS, "respondent_role", "free_text")}
        given["reasons"] = tuple(given["reasons"])
        for complaint in contradictions(OwnerAnswer(answered_on=timezone.localdate(), **given)):
            if complaint.refuse:
                self.add_error(complaint.fields[0], text(f"public_complaint.{complaint.id}"))
        return values

    def answer(self) -> OwnAnswer:
        """Return the answers as they are sealed."""
        given = {name: self.cleaned_data[name] for name in (*QUESTION_FIELDS, "respondent_role", "free_text")}
        return OwnAnswer(**{**given, "reasons": tuple(given["reasons"])})

    @property
    def correction(self) -> bool:
        """Whether an earlier answer is corrected."""
        return self.cleaned_data.get("change") == "fact"

    @property
    def suspicious(self) -> bool:
        """Whether damage is suspected: then the page asks to call at once."""
        code = self.cleaned_data.get("compromise_check", "")
        return bool(code) and load_enumerations().entry("compromise_check", code).intrusion

    def questions(self) -> list[dict[str, Any]]:
        """Return the questions with the fields that answer them, as the template shows them."""
        return [
            {
                "text": question.text(language()),
                "optional": question.optional,
                "when": "" if question.when in {"always", "optional"} else question.condition(language()),
                "fields": [self[field.name] for field in question.fields],
            }
            for question in QUESTIONS
        ]


class VendorForm(PublicForm):
    """What the maintenance vendor was asked."""

    coverage = forms.ChoiceField(
        choices=_codes("vendor_coverage"), required=False, widget=Radios, label=_label("coverage")
    )
    cost = forms.CharField(required=False, max_length=100, label=_label("cost"))
    planned_on = _day()
    version_after = forms.CharField(required=False, max_length=100, label=_label("version_after"))
    disabled = forms.ChoiceField(
        choices=_texts("public_disabled", _DISABLED, empty=True),
        required=False,
        widget=Radios,
        label=_label("disabled"),
    )
    free_text = _remarks()

    def __init__(self, *args: Any, answered: bool, **kwargs: Any) -> None:  # noqa: ANN401, ARG002 as OwnForm
        super().__init__(*args, **kwargs)

    correction = False
    suspicious = False

    def clean(self) -> dict[str, Any]:
        """Refuse an empty answer and a planned date in the past."""
        values = super().clean() or {}
        if not self.errors and not any(values.values()):
            raise forms.ValidationError(text("public_error.empty"))
        planned = values.get("planned_on")
        if planned is not None and planned < timezone.localdate():
            self.add_error("planned_on", text("public_complaint.planned_in_past"))
        return values

    def answer(self) -> VendorAnswer:
        """Return the answer as it is sealed."""
        return VendorAnswer(**self.cleaned_data)
