"""The six questions as form fields, for the call and for answers that come in another way."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils import timezone

from noroshi.knowledge.product_names import product_name
from noroshi.model.campaign_answer import OwnerAnswer
from noroshi.notify.contradictions import Complaint
from noroshi.notify.questions import QUESTIONS
from noroshi.records.answer import Answer
from noroshi.records.finding import Finding
from noroshi.records.services.answers import COLUMNS, AnswerEntry
from noroshi.web.forms.desk_form import DeskForm, codes, date_field, hint, key_field, label, line_field, text_field
from noroshi.web.forms.option_lists import Radios, Ticks
from noroshi.web.words import language, text

QUESTION_FIELDS: Final = tuple(field.name for question in QUESTIONS for field in question.fields)
STATEMENT_FIELDS: Final = (*QUESTION_FIELDS, "certainty", "free_text")
_UNKNOWN: Final = "desk_field.not_asked"


def _choice(list_name: str, *, one_line: bool = False, **options: Any) -> forms.ChoiceField:  # noqa: ANN401 Django's
    widget = forms.Select if one_line else Radios
    choices = codes(list_name, empty=_UNKNOWN)
    return forms.ChoiceField(choices=choices, required=False, widget=widget, label=label(list_name), **options)


def _corrections() -> list[tuple[str, str]]:
    return [(name, text(f"correction_kind.{name}")) for name in ("status", "fact")]


class AnswerFields(DeskForm):
    """The answers to the questions; every one may stay open."""

    ownership = _choice("ownership")
    awareness = _choice("awareness")
    response = _choice("response")
    planned_on = date_field(required=False, label=label("planned_on"), help_text=hint("planned_on"))
    manager = _choice("manager")
    contract_covers_update = _choice("contract_covers_update")
    reasons = forms.MultipleChoiceField(
        choices=codes("delay_reason"), required=False, widget=Ticks, label=label("reasons")
    )
    main_reason = forms.ChoiceField(
        choices=codes("delay_reason", empty=_UNKNOWN), required=False, label=label("main_reason")
    )
    other_devices = _choice("other_devices")
    other_devices_found = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=100_000,
        label=label("other_devices_found"),
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    other_plan = text_field(2, required=False, label=label("other_plan"))
    compromise_check = _choice("compromise_check")
    certainty = _choice("certainty", one_line=True, help_text=hint("certainty"))
    free_text = text_field(3, required=False, label=label("free_text"), help_text=hint("free_text"))
    correction = forms.ChoiceField(choices=_corrections, required=False, widget=Radios, label=label("correction"))
    asked_again = forms.BooleanField(required=False, label=label("asked_again"))

    def any_answer(self) -> bool:
        """Whether any question was answered."""
        return any(self.cleaned_data.get(name) not in (None, "", []) for name in (*QUESTION_FIELDS, "free_text"))

    def statement(self, at: dt.datetime, respondent_role: str) -> OwnerAnswer:
        """Return the answers as the rules of the questionnaire read them."""
        values = {name: self.cleaned_data[name] for name in STATEMENT_FIELDS}
        values["reasons"] = tuple(values["reasons"])
        return OwnerAnswer(answered_on=timezone.localdate(at), respondent_role=respondent_role, **values)

    def complain(self, complaints: tuple[Complaint, ...]) -> None:
        """Show what does not fit: a refusal beside its field, what is to be asked again above the questions."""
        for complaint in complaints:
            place = next((name for name in complaint.fields if name in self.fields), None)
            self.add_error(place, complaint.text(language()))
        self.to_ask_again = bool(complaints) and not any(complaint.refuse for complaint in complaints)

    to_ask_again = False


class AnswerForm(AnswerFields):
    """An answer that came outside a logged call: in writing, through a form, from a vendor, or about one device."""

    source = forms.ChoiceField(choices=codes("answer_source"), label=label("source"), help_text=hint("source"))
    finding = forms.ChoiceField(required=False, label=label("finding"), help_text=hint("finding"))
    respondent = line_field(120, required=False, label=label("respondent"))
    respondent_role = forms.ChoiceField(
        choices=codes("respondent_role", empty=_UNKNOWN), required=False, label=label("respondent_role")
    )
    on = date_field(label=label("answered_on"))
    key = key_field()

    def __init__(self, *args: Any, findings: Sequence[Finding], **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.findings = {str(row.pk): row for row in findings}
        rows = [(key, device_label(row)) for key, row in self.findings.items()]
        self.fields["finding"].choices = [("", text("desk_field.whole_case")), *rows]  # type: ignore[attr-defined]

    def entry(self) -> AnswerEntry:
        """Return the answer as the service records it; the time is now, or noon of an earlier day."""
        values = self.cleaned_data
        at = moment_on(values["on"])
        return AnswerEntry(
            key=values["key"],
            statement=self.statement(at, values["respondent_role"]),
            at=at,
            source=values["source"],
            respondent=values["respondent"],
            other_plan=values["other_plan"],
            finding=self.findings.get(values["finding"]),
            correction=values["correction"] == "fact",
            asked_again=values["asked_again"],
        )


def device_label(finding: Finding) -> str:
    """Return how a device is called in a list: product, version and address."""
    return f"{product_name(finding.product, language())} {finding.version_text} ({', '.join(finding.ips)})"


def moment_on(day: dt.date) -> dt.datetime:
    """Return now for today, else noon of that day in Japan."""
    now = timezone.localtime()
    return now if day == now.date() else timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def answer_initial(answer: Answer) -> dict[str, Any]:
    """Return a recorded answer as the initial values of the form: a correction then changes only what was wrong."""
    values = {field: getattr(answer, column) for field, column in COLUMNS.items()}
    return values | {
        "reasons": answer.reasons,
        "other_plan": answer.other_plan,
        "respondent": answer.respondent,
        "source": answer.source,
        "finding": answer.finding_id,
    }
