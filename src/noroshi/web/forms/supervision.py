"""The forms of the supervisor: campaign and day, handover, approvals, recalls, ending a case, saved filters."""

from collections.abc import Iterable
from typing import Any

from django import forms

from noroshi.knowledge.words import load_words
from noroshi.notify import reference_number
from noroshi.records.approval import Approval
from noroshi.records.campaign import Campaign
from noroshi.records.case import Case
from noroshi.records.user import User
from noroshi.web.forms.desk_form import DeskForm, date_field, line_field, text_field
from noroshi.web.forms.option_lists import Radios, Ticks
from noroshi.web.words import language, text, text_lazy


def _section(name: str) -> list[tuple[str, str]]:
    return [(code, load_words().text(f"{name}.{code}", language())) for code in load_words().section(name)]


def _people(people: Iterable[User]) -> list[tuple[str, str]]:
    return [("", "―"), *((str(each.pk), each.display_name(language())) for each in people)]


class CampaignForm(DeskForm):
    """Which campaign's figures to show; empty for all."""

    campaign = forms.ChoiceField(label=text_lazy("supervision.campaign"), required=False)

    def __init__(self, *args: Any, campaigns: Iterable[Campaign], **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        named = [(str(each.pk), str(each)) for each in campaigns]
        self.fields["campaign"].choices = [("", text("supervision.all_campaigns")), *named]  # type: ignore[attr-defined]


class DayForm(DeskForm):
    """Which day's report to show."""

    date = date_field(label=text_lazy("daily.date"))


class HandoverForm(DeskForm):
    """Who hands over to whom."""

    leaver = forms.ChoiceField(label=text_lazy("handover.leaver"))
    successor = forms.ChoiceField(label=text_lazy("handover.successor"), required=False)
    reason = line_field(200, label=text_lazy("handover.reason"), required=False)

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        for name in ("leaver", "successor"):
            self.fields[name].choices = _people(people)  # type: ignore[attr-defined]


class AssignForm(DeskForm):
    """Which of the unassigned cases go to whom."""

    cases = forms.MultipleChoiceField(label=text_lazy("assign_case.choose"), widget=Ticks)
    assignee = forms.ChoiceField(label=text_lazy("assign_case.assignee"))

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 Django's
        cases: Iterable[Case],
        people: Iterable[User],
        **kwargs: Any,  # noqa: ANN401 Django's
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(case.pk), _named(case)) for case in cases]
        self.fields["cases"].choices = named  # type: ignore[attr-defined]
        self.fields["assignee"].choices = _people(people)  # type: ignore[attr-defined]


class DraftForm(DeskForm):
    """A new draft on the route."""

    unit = forms.ChoiceField(label=text_lazy("approval.unit"))
    kind = forms.ChoiceField(label=text_lazy("approval.kind"))
    title = line_field(200, label=text_lazy("approval.subject_title"))
    text = text_field(6, label=text_lazy("approval.text"), help_text=text_lazy("approval.text_hint"))
    number = line_field(
        60, label=text_lazy("approval.number"), help_text=text_lazy("approval.number_hint"), required=False
    )

    def __init__(self, *args: Any, units: Iterable[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = list(units)  # type: ignore[attr-defined]
        self.fields["kind"].choices = _section("approval_kind")  # type: ignore[attr-defined]


class StepForm(DeskForm):
    """The decision at one step; ``order`` is the step that was shown."""

    order = forms.IntegerField(widget=forms.HiddenInput)
    action = forms.ChoiceField(label=text_lazy("approval.action"), widget=Radios)
    comment = text_field(
        2, label=text_lazy("approval.comment"), help_text=text_lazy("approval.comment_hint"), required=False
    )

    def __init__(self, *args: Any, approval: Approval, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.approval = approval
        self.fields["action"].choices = _section("approval_action")  # type: ignore[attr-defined]


class RecallForm(DeskForm):
    """What turned out wrong, and why."""

    kind = forms.ChoiceField(label=text_lazy("recall.kind"), widget=Radios)
    target = line_field(300, label=text_lazy("recall.target"))
    reason = text_field(3, label=text_lazy("recall.reason"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _section("recall_kind")  # type: ignore[attr-defined]


class TransferForm(DeskForm):
    """Who takes a case over, and on which receipt."""

    receiver = line_field(120, label=text_lazy("case_end.receiver"))
    receipt = line_field(120, label=text_lazy("case_end.receipt"))
    reason = text_field(3, label=text_lazy("case_end.reason"))


class SavedFilterForm(DeskForm):
    """The name under which a list's filter is kept."""

    page = forms.CharField(max_length=40, widget=forms.HiddenInput)
    query = forms.CharField(max_length=1_000, widget=forms.HiddenInput, required=False)
    name = line_field(80, label=text_lazy("saved_filter.name"))
    shared = forms.BooleanField(label=text_lazy("saved_filter.shared"), required=False)


def _named(case: Case) -> str:
    return f"{case.organization.name} ({reference_number.format(case.reference)})"
