"""The decisions that the page of a finding offers: which form each has, when it is open, and what it does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.http import QueryDict

from noroshi.notify.reference_number import ReferenceNumberError, parse
from noroshi.records.case import Case
from noroshi.records.finding import Finding
from noroshi.records.services import decide_finding, merge_findings
from noroshi.records.services.refusals import Refused
from noroshi.web.access import DeskRequest
from noroshi.web.forms import finding as forms
from noroshi.web.merge_choices import same_device

FORMS: Final[dict[str, type[forms.DecisionForm]]] = {
    "confirm": forms.ConfirmForm,
    "refute": forms.RefuteForm,
    "ask": forms.AskForm,
    "answer": forms.AnswerForm,
    "split": forms.SplitForm,
    "merge": forms.MergeForm,
    "reopen": forms.ReopenForm,
}


@dataclass(frozen=True, slots=True)
class Action:
    """One decision: its form, the decisions of a finding from which it is open, and what it does."""

    name: str
    sources: frozenset[str]
    act: Callable[[DeskRequest, Finding, dict[str, Any]], object]

    def form(self, request: DeskRequest, row: Finding, data: QueryDict | None = None) -> forms.DecisionForm:
        """Return the form, bound where data is given."""
        if self.name == "merge":
            return forms.MergeForm(data, row=row, choices=same_device(request.scope, row))
        return FORMS[self.name](data, row=row)


def actions_for(row: Finding) -> list[str]:
    """Return the names of the decisions that are open for a finding in its present state."""
    return [name for name, action in ACTIONS.items() if row.decision in action.sources]


def apply_decision(request: DeskRequest, name: str, row: Finding, form: forms.DecisionForm) -> None:
    """Do what the valid form says; raises ``Refused``."""
    ACTIONS[name].act(request, row, form.cleaned_data)


def _confirm(request: DeskRequest, row: Finding, given: dict[str, Any]) -> object:
    return decide_finding.confirm(request.scope, row, given["row_version"], given["comment"])


def _refute(request: DeskRequest, row: Finding, given: dict[str, Any]) -> object:
    return decide_finding.refute(request.scope, row, given["row_version"], given["reason"], given["comment"])


def _ask(request: DeskRequest, row: Finding, given: dict[str, Any]) -> object:
    return decide_finding.ask(request.scope, row, given["row_version"], given["comment"])


def _answer(request: DeskRequest, row: Finding, given: dict[str, Any]) -> object:
    return decide_finding.answer(request.scope, row, given["row_version"], given["comment"])


def _reopen(request: DeskRequest, row: Finding, given: dict[str, Any]) -> object:
    return decide_finding.reopen(request.scope, row, given["row_version"], given["comment"])


def _split(request: DeskRequest, row: Finding, given: dict[str, Any]) -> object:
    number, name = given["number"].strip(), given["name"].strip()
    return decide_finding.give_to(request.scope, row, given["row_version"], number, name, given["comment"])


def _merge(request: DeskRequest, row: Finding, given: dict[str, Any]) -> object:
    if given["reference"]:
        target = _case_named(request, given["reference"])
        if row.case is None or target is None:
            raise Refused("merge_no_case", field="reference")
        return merge_findings.merge_organizations(request.scope, row.case, target, given["comment"])
    if not given["into"]:
        raise Refused("merge_no_case", field="into")
    into = Finding.objects.within(request.scope).get(pk=int(given["into"]))
    return merge_findings.merge_device(request.scope, row, given["row_version"], into, given["comment"])


def _case_named(request: DeskRequest, reference: str) -> Case | None:
    try:
        number = parse(reference)
    except ReferenceNumberError:
        return None
    return Case.objects.within(request.scope).filter(reference=number).first()


_OPEN: Final = frozenset({"pending", "asked"})
_STANDING: Final = _OPEN | {"confirmed"}
ACTIONS: Final[dict[str, Action]] = {
    "confirm": Action("confirm", _OPEN, _confirm),
    "refute": Action("refute", _STANDING, _refute),
    "ask": Action("ask", _OPEN, _ask),
    "answer": Action("answer", frozenset({"asked"}), _answer),
    "split": Action("split", _STANDING | {"refuted"}, _split),
    "merge": Action("merge", _STANDING, _merge),
    "reopen": Action("reopen", frozenset({"confirmed", "refuted", "merged"}), _reopen),
}
"""By name, in the order in which the page shows them."""
