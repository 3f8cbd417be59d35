"""Forms of the auditor's desk, of disposal, and of the tokens of the programming interface."""

from typing import Any

from django import forms

from noroshi.knowledge.roles import load_roles
from noroshi.records.services.api_tokens import CAPABILITIES, LONGEST_DAYS
from noroshi.records.services.audit_entries import EntryFilter
from noroshi.records.services.retention import LONGEST_MONTHS
from noroshi.web.forms.desk_form import DeskForm, date_field, line_field, text_field
from noroshi.web.forms.option_lists import Ticks
from noroshi.web.words import language, text_lazy


def _label(key: str) -> Any:  # noqa: ANN401 a lazy text
    return text_lazy(f"audit_page.{key}")


class EntryFilterForm(DeskForm):
    """Which entries to show."""

    actor = line_field(150, required=False, label=_label("actor"))
    action = line_field(40, required=False, label=_label("action"), help_text=_label("action_hint"))
    subject = line_field(80, required=False, label=_label("subject"), help_text=_label("subject_hint"))
    since = date_field(required=False, label=_label("since"))
    until = date_field(required=False, label=_label("until"))

    def wanted(self) -> EntryFilter:
        """Return the filter; what cannot be read is left open."""
        values = self.cleaned_data if self.is_valid() else {}
        return EntryFilter(**{name: value for name, value in values.items() if value})


class VerifyForm(DeskForm):
    """A head that was kept outside, if there is one."""

    anchor = forms.CharField(
        max_length=4_000,
        required=False,
        label=_label("anchor"),
        help_text=_label("anchor_hint"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CaseAuditForm(DeskForm):
    """Which case, on which day."""

    code = line_field(20, label=_label("code"), help_text=_label("code_hint"))
    on = date_field(required=False, label=_label("on"), help_text=_label("on_hint"))


class RetentionForm(DeskForm):
    """For how many months closed cases are kept."""

    months = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=LONGEST_MONTHS,
        label=text_lazy("disposal_page.months"),
        help_text=text_lazy("disposal_page.months_hint"),
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )


class ReasonForm(DeskForm):
    """A reason."""

    reason = text_field(3, label=text_lazy("disposal_page.reason"))


class AnswerToProposalForm(DeskForm):
    """The reason for which a proposal is not approved."""

    answer = text_field(3, required=False, label=text_lazy("disposal_page.answer"))


class ProposalForm(ReasonForm):
    """Which of the due cases to dispose of, and why."""

    cases = forms.TypedMultipleChoiceField(coerce=int, label=text_lazy("disposal_page.cases"), widget=Ticks)

    def __init__(self, *args: Any, cases: list[tuple[int, str]], **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.fields["cases"].choices = cases  # type: ignore[attr-defined]
        self.order_fields(["cases", "reason"])


def _capabilities() -> list[tuple[str, str]]:
    return [(code, load_roles().capability_label(code, language())) for code in CAPABILITIES]


class TokenForm(DeskForm):
    """A new token: name, compartment, what it allows, how long."""

    name = line_field(80, label=text_lazy("token_page.name"), help_text=text_lazy("token_page.name_hint"))
    unit = forms.TypedChoiceField(coerce=int, label=text_lazy("token_page.unit"))
    capabilities = forms.MultipleChoiceField(
        choices=_capabilities, label=text_lazy("token_page.capabilities"), widget=Ticks
    )
    days = forms.IntegerField(
        min_value=1,
        max_value=LONGEST_DAYS,
        initial=90,
        label=text_lazy("token_page.days"),
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
