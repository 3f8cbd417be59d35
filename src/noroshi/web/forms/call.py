"""The form beside the call sheet: outcome and next date first, the answers only for the responsible person."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.notify.due_dates import propose
from noroshi.notify.next_action import stored, suggested
from noroshi.records.contact import Contact
from noroshi.records.services.answers import AnswerEntry
from noroshi.records.services.log_contact import ContactEntry
from noroshi.records.services.merge_edits import Base
from noroshi.web.forms.answer import AnswerFields
from noroshi.web.forms.desk_form import codes, date_field, hint, key_field, label, line_field, text_field, time_field
from noroshi.web.forms.option_lists import Part, Radios
from noroshi.web.words import language, text


class OutcomeSelect(Radios):
    """Radio buttons that say which outcomes open the questions, so that the page can show them without a script.

    Outcomes that are not usual with ``channel`` stand behind a heading of their own, open where one of them is chosen.
    """

    channel = "phone"

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401
        """Mark the outcomes with which the responsible person was reached."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        entry = load_enumerations().entry("contact_outcome", value)
        option["attrs"] |= {"data-effective": entry.effective, "data-next": entry.suggest or "none"}
        return option

    def parts(self, options: Sequence[dict[str, Any]]) -> list[Part]:
        """Return the outcomes of the channel, then the others."""
        usual = [option for option in options if self._usual(str(option["value"]))]
        others = [option for option in options if not self._usual(str(option["value"]))]
        return [Part("", usual), Part(text("call_page.other_outcomes"), others)]

    def _usual(self, code: str) -> bool:
        channels = load_enumerations().entry("contact_outcome", code).channels
        return not channels or self.channel in channels


class CallForm(AnswerFields):
    """One contact. ``contacts`` are those of the case's organisation that may be used now."""

    outcome = forms.ChoiceField(choices=codes("contact_outcome"), widget=OutcomeSelect, label=label("outcome"))
    next_on = date_field(required=False, label=label("next_on"), help_text=hint("next_on"))
    next_time = time_field(required=False, label=label("next_time"), help_text=hint("next_time"))
    next_action = line_field(200, required=False, label=label("next_action"))
    note = text_field(2, required=False, label=label("call_note"), help_text=hint("call_note"))
    channel = forms.ChoiceField(choices=codes("channel"), label=label("channel"), initial="phone")
    incoming = forms.BooleanField(required=False, label=label("incoming"), help_text=hint("incoming"))
    contact = forms.ChoiceField(required=False, label=label("contact"), help_text=hint("contact"))
    on = date_field(label=label("called_on"))
    time = time_field(label=label("called_at"))
    minutes = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=600,
        label=label("minutes"),
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    respondent = line_field(120, required=False, label=label("respondent"), help_text=hint("respondent"))
    respondent_role = forms.ChoiceField(
        choices=codes("respondent_role", empty="desk_field.not_asked"), required=False, label=label("respondent_role")
    )
    proposed_next_on = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    proposed_next_action = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    key = key_field()
    base = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, contacts: Sequence[Contact], **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.contacts: Mapping[str, Contact] = {str(row.pk): row for row in contacts}
        lists = load_enumerations()
        rows = [
            (key, f"{row.value}  {row.desk or lists.label('contact_kind', row.kind, language())}".strip())
            for key, row in self.contacts.items()
        ]
        self.fields["contact"].choices = [("", text("desk_field.no_contact")), *rows]  # type: ignore[attr-defined]

    def outcomes(self) -> forms.BoundField:
        """Return the field of the outcome, arranged for the channel as the form stands."""
        field = self["outcome"]
        field.field.widget.channel = self["channel"].value() or "phone"
        return field

    def details_text(self) -> str:
        """Return channel, contact and time in one line, as the form stands."""
        channel = self["channel"].value() or "phone"
        label = load_enumerations().label("channel", channel, language()) if channel else ""
        way = self.contacts.get(str(self["contact"].value() or ""))
        direction = str(self["incoming"].label) if self["incoming"].value() else ""
        parts = (direction, label, way.value if way else "", way.desk if way else "")
        return " ".join(part for part in parts if part)

    def at(self) -> dt.datetime:
        """Return the moment of the contact."""
        return timezone.make_aware(dt.datetime.combine(self.cleaned_data["on"], self.cleaned_data["time"]))

    def entry(self, base: Base) -> ContactEntry:
        """Return the contact as the service records it; an empty next date takes the proposed business day."""
        values, at = self.cleaned_data, self.at()
        proposal = propose(values["outcome"], timezone.localdate(at))
        return ContactEntry(
            key=values["key"],
            channel=values["channel"],
            outcome=values["outcome"],
            at=at,
            contact=self.contacts.get(values["contact"]),
            incoming=values["incoming"],
            minutes=values["minutes"],
            respondent=values["respondent"],
            respondent_role=values["respondent_role"],
            note=values["note"],
            next_on=values["next_on"] or proposal.on,
            next_time=values["next_time"],
            next_action=stored(values["next_action"]) or suggested(proposal.step),
            answer=self._answer(at),
            base=base,
        )

    def _answer(self, at: dt.datetime) -> AnswerEntry | None:
        values = self.cleaned_data
        if not self.any_answer():
            return None
        return AnswerEntry(
            key=values["key"],
            statement=self.statement(at, values["respondent_role"]),
            at=at,
            respondent=values["respondent"],
            other_plan=values["other_plan"],
            correction=values["correction"] == "fact",
            asked_again=values["asked_again"],
        )
