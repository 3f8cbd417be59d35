"""The fields of a case that people change on its page, and the reason of a step."""

from collections.abc import Iterable
from typing import Any

from django import forms

from noroshi.knowledge.case_states import Transition
from noroshi.notify.next_action import shown, stored
from noroshi.records.case import Case
from noroshi.records.user import User
from noroshi.web.forms.desk_form import DeskForm, date_field, hint, label, text_field, time_field
from noroshi.web.words import language, text


class ActionField(forms.CharField):
    """The next action: a suggestion is shown in the page's language, whatever language it was set in."""

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 Django's signature
        """Return the action as a person reads it."""
        return shown(value, language()) if isinstance(value, str) else value


class CaseEditForm(DeskForm):
    """The editable fields; the officer in charge only for people who assign cases."""

    next_on = date_field(required=False, label=label("next_on"))
    next_time = time_field(required=False, label=label("next_time"))
    next_action = ActionField(max_length=200, required=False, label=label("next_action"))
    promised_on = date_field(required=False, label=label("promised_on"))
    due_on = date_field(required=False, label=label("due_on"), help_text=hint("due_on"))
    priority = forms.TypedChoiceField(
        coerce=int, choices=lambda: [(n, text(f"priority.{n}")) for n in range(1, 6)], label=label("priority")
    )
    note = text_field(5, required=False, label=label("case_note"), help_text=hint("case_note"))
    assignee_id = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label=label("assignee"))
    base = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Iterable[User] | None, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        if people is None:
            del self.fields["assignee_id"]
            return
        names = [(person.pk, person.display_name(language())) for person in people]
        self.fields["assignee_id"].choices = [("", text("case_list.nobody")), *names]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Return the values by field of the case; the signed base is read elsewhere."""
        values: dict[str, Any] = super().clean() or {}
        if "next_action" in values:
            values["next_action"] = stored(values["next_action"])
        return {name: value for name, value in values.items() if name in Case.EDITABLE}


class StepForm(DeskForm):
    """The reason of a step; required where the state machine asks for one."""

    reason = text_field(3, required=False, label=label("reason"), help_text=hint("reason"))

    def __init__(self, *args: Any, rule: Transition, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = "reason_given" in rule.conditions
