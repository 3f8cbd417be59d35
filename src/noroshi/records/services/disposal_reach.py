"""What a disposal of cases reaches: the rows around them that hold personal data, and the entries about those rows.

An organisation and its contacts are reached only when no other case or finding of the compartment needs them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from django.apps import apps
from django.db.models import Q

from noroshi.records.case import Case
from noroshi.records.compartment import CompartmentQuerySet, CompartmentRow
from noroshi.records.event import EventPayload
from noroshi.records.finding import Finding
from noroshi.records.scope import Scope

CHUNK: Final = 400
_BY_CASE: Final = (
    "answer",
    "answerdraft",
    "contactattempt",
    "document",
    "mailmessage",
    "party",
    "statechange",
    "suspectedintrusion",
    "todo",
    "verification",
)
_BY_FINDING: Final = ("decision", "evidence", "reobservation")


@dataclass(slots=True)
class Reach:
    """The keys of the rows by model name."""

    keys: dict[str, list[int]] = field(default_factory=dict)

    def parts(self, name: str) -> Iterator[list[int]]:
        """Yield the keys of a model's rows in parts."""
        keys = self.keys.get(name, [])
        for at in range(0, len(keys), CHUNK):
            yield keys[at : at + CHUNK]

    def rows(self, scope: Scope, name: str) -> Iterator[CompartmentQuerySet[CompartmentRow]]:
        """Yield the rows of a model in parts."""
        for keys in self.parts(name):
            yield rows_of(name, scope).filter(pk__in=keys)

    def subjects(self) -> list[str]:
        """Return the names under which the chain speaks of the rows."""
        return [f"{name}:{key}" for name, keys in sorted(self.keys.items()) for key in keys]

    def events(self) -> list[int]:
        """Return the numbers of the entries about the rows whose values are still there."""
        found: list[int] = []
        subjects = self.subjects()
        for at in range(0, len(subjects), CHUNK):
            part = EventPayload.objects.filter(event__subject__in=subjects[at : at + CHUNK])
            found += part.values_list("event_id", flat=True)
        return sorted(found)


def rows_of(name: str, scope: Scope) -> CompartmentQuerySet[CompartmentRow]:
    """Return the rows of a compartmented model by its name."""
    rows: CompartmentQuerySet[CompartmentRow] = apps.get_model("records", name).objects.within(scope)
    return rows


def reach(scope: Scope, cases: list[Case]) -> Reach:
    """Return what a disposal of the cases reaches."""
    keys = [case.pk for case in cases]
    found = Reach({"case": keys})
    for name in _BY_CASE:
        found.keys[name] = _keys(scope, name, Q(case_id__in=keys))
    found.keys["mailfact"] = _keys(scope, "mailfact", Q(mail__case_id__in=keys))
    found.keys["printrun"] = sorted(set(_keys(scope, "printrun", Q(documents__case_id__in=keys))))
    found.keys["finding"] = _keys(scope, "finding", Q(case_id__in=keys))
    of_findings = Q(finding_id__in=found.keys["finding"])
    for name in _BY_FINDING:
        found.keys[name] = _keys(scope, name, of_findings)
    found.keys["todo"] = sorted({*found.keys["todo"], *_keys(scope, "todo", of_findings)})
    organizations = _unneeded_organizations(scope, cases)
    found.keys["organization"] = organizations
    found.keys["contact"] = _keys(scope, "contact", Q(organization_id__in=organizations))
    subjects = [f"case:{key}" for key in keys] + [f"finding:{key}" for key in found.keys["finding"]]
    found.keys["approval"] = _keys(scope, "approval", Q(subject__in=subjects))
    found.keys["approvalstep"] = _keys(scope, "approvalstep", Q(approval_id__in=found.keys["approval"]))
    return found


def _keys(scope: Scope, name: str, condition: Q) -> list[int]:
    return list(rows_of(name, scope).filter(condition).order_by("pk").values_list("pk", flat=True))


def _unneeded_organizations(scope: Scope, cases: list[Case]) -> list[int]:
    mine = {case.organization_id for case in cases}
    keys = [case.pk for case in cases]
    other_cases = Case.objects.within(scope).filter(organization_id__in=mine, disposed=False).exclude(pk__in=keys)
    other_findings = (
        Finding.objects.within(scope)
        .filter(organization_id__in=mine)
        .exclude(case_id__in=keys)
        .exclude(case__disposed=True)
    )
    needed = {*other_cases.values_list("organization_id", flat=True)}
    needed |= {key for key in other_findings.values_list("organization_id", flat=True) if key}
    return sorted(mine - needed)
