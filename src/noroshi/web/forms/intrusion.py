"""A suspected intrusion: what was said, who took it over, what was decided."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from noroshi.web.forms.desk_form import DeskForm, codes, date_field, hint, label, line_field, text_field, time_field
from noroshi.web.forms.option_lists import Radios


class ReportForm(DeskForm):
    """What the organisation said, in a few words."""

    note = text_field(3, required=False, label=label("intrusion_note"), help_text=hint("intrusion_note"))


class HandOverForm(DeskForm):
    """Who of the investigating desk took it, and when."""

    to = line_field(120, label=label("handed_to"), help_text=hint("handed_to"))
    on = date_field(label=label("handed_on"), initial=timezone.localdate)
    time = time_field(label=label("handed_at"), initial=lambda: timezone.localtime().time())

    def at(self) -> dt.datetime:
        """Return the moment of the hand-over."""
        return timezone.make_aware(dt.datetime.combine(self.cleaned_data["on"], self.cleaned_data["time"]))


class DecisionForm(DeskForm):
    """What was decided and why."""

    decision = forms.ChoiceField(choices=codes("intrusion_decision"), widget=Radios, label=label("intrusion_decision"))
    reason = text_field(3, label=label("reason"), help_text=hint("reason"))

    def values(self) -> dict[str, Any]:
        """Return the decision as the service takes it."""
        return {"decision": self.cleaned_data["decision"], "reason": self.cleaned_data["reason"]}
