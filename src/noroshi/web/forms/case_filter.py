"""The filters of the list of cases."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.db.models import Q

from noroshi.knowledge.case_states import load_case_states
from noroshi.records.campaign import Campaign
from noroshi.records.case import Case
from noroshi.records.case_order import URGENCIES, by_urgency
from noroshi.records.compartment import CompartmentQuerySet
from noroshi.records.user import User
from noroshi.web.access import DeskRequest
from noroshi.web.forms.desk_form import DeskForm, label
from noroshi.web.words import language, text

SORTS: Final = ("urgency", "next_on", "name", "state", "opened")
_ORDERS: Final = {
    "next_on": ("next_on", "next_time", "pk"),
    "name": ("organization__name_kana", "organization__name", "pk"),
    "state": ("state", "next_on", "pk"),
    "opened": ("-opened_at", "-pk"),
}
_HIRAGANA: Final = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_REFERENCE: Final = re.compile(r"[0-9][0-9\-\s‐-―ー−]*")


class CaseFilter(DeskForm):
    """What the list shows; an unknown or wrong value of the address shows everything."""

    q = forms.CharField(
        required=False, max_length=100, label=label("search"), widget=forms.TextInput(attrs={"type": "search"})
    )
    state = forms.ChoiceField(required=False, label=label("state"))
    assignee = forms.ChoiceField(required=False, label=label("assignee"))
    urgency = forms.ChoiceField(required=False, label=label("urgency"))
    campaign = forms.ChoiceField(required=False, label=label("campaign"))
    sort = forms.ChoiceField(required=False, label=label("sort"))
    overdue = forms.BooleanField(required=False, label=label("overdue"))

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 Django's signature
        people: Iterable[User],
        campaigns: Iterable[Campaign],
        **kwargs: Any,  # noqa: ANN401 Django's signature
    ) -> None:
        super().__init__(*args, **kwargs)
        every, tongue = ("", text("case_list.all")), language()
        self._choose("state", [every, ("open", text("case_list.open")), *_states()])
        names = [(str(person.pk), person.display_name(tongue)) for person in people]
        self._choose("assignee", [every, ("none", text("case_list.nobody")), *names])
        self._choose("urgency", [every, *((code, text(f"urgency.{code}")) for code in URGENCIES)])
        self._choose("campaign", [every, *((str(row.pk), f"{row.code} {_title(row)}") for row in campaigns)])
        self._choose("sort", [(code, text(f"case_sort.{code}")) for code in SORTS])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def narrow(self, cases: CompartmentQuerySet[Case], today: dt.date) -> CompartmentQuerySet[Case]:
        """Return the chosen cases in the chosen order."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        cases = _by_state(cases, chosen.get("state", ""))
        if "assignee" in chosen:
            nobody = chosen["assignee"] == "none"
            cases = cases.filter(assignee=None) if nobody else cases.filter(assignee_id=int(chosen["assignee"]))
        if "urgency" in chosen:
            cases = cases.filter(urgency=chosen["urgency"])
        if "campaign" in chosen:
            cases = cases.filter(campaign_id=int(chosen["campaign"]))
        if "overdue" in chosen:
            cases = cases.filter(next_on__lt=today, state__in=_open_states())
        if "q" in chosen:
            cases = cases.filter(search(chosen["q"]))
        order = _ORDERS.get(chosen.get("sort", ""))
        return cases.order_by(*order) if order else by_urgency(cases)


def case_filter(request: DeskRequest) -> CaseFilter:
    """Return the filter as the address has it; without one, the open cases."""
    people = User.objects.filter(grants__unit_id__in=request.scope.units, grants__role="officer").distinct()
    campaigns = Campaign.objects.within(request.scope).order_by("-opened_at")
    chosen = request.GET or {"state": "open"}
    return CaseFilter(chosen, people=people.order_by("name_ja", "pk"), campaigns=campaigns)


def search(typed: str) -> Q:
    """Return the condition of a search: name, reading (also in hiragana) or reference number, in any width."""
    plain = unicodedata.normalize("NFKC", typed).strip()
    found = Q(organization__name__icontains=typed.strip()) | Q(organization__name__icontains=plain)
    found |= Q(organization__name_kana__icontains=plain.translate(_HIRAGANA))
    if _REFERENCE.fullmatch(plain):
        digits = re.sub(r"[^0-9]", "", plain)
        found |= Q(reference__contains=digits) | Q(organization__corporate_number__contains=digits)
    return found


def _by_state(cases: CompartmentQuerySet[Case], state: str) -> CompartmentQuerySet[Case]:
    if state == "open":
        return cases.filter(state__in=_open_states())
    return cases.filter(state=state) if state else cases


def _states() -> list[tuple[str, str]]:
    machine = load_case_states()
    return [(state.code, machine.label(state.code, language())) for state in machine.states]


def _open_states() -> list[str]:
    return [state.code for state in load_case_states().states if state.open]


def _title(campaign: Campaign) -> str:
    return campaign.title_ja if language() == "ja" or not campaign.title_en else campaign.title_en
