"""What the page of a case shows: who, what, since when, why, what stands now, what comes next."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from noroshi.knowledge.product_names import product_name
from noroshi.knowledge.sentences import load_sentences
from noroshi.knowledge.words import Language
from noroshi.notify.evidence_level import NO_EVIDENCE, say
from noroshi.notify.plain_reasons import PlainReason, plain_reasons
from noroshi.records.answer import Answer
from noroshi.records.case_texts import device_facts
from noroshi.records.contact import Contact
from noroshi.records.finding import Finding
from noroshi.records.intrusion import SuspectedIntrusion
from noroshi.records.party import Party
from noroshi.records.scope import Scope
from noroshi.records.services import contacts, intrusions
from noroshi.records.services.current_answer import standing_answers
from noroshi.records.services.next_steps import Step, met_conditions, next_steps
from noroshi.records.services.release_gate import finding_freshness
from noroshi.records.services.todos import RELEASE_ASKED
from noroshi.records.todo import Todo
from noroshi.records.user import User
from noroshi.web.cases import OpenedCase, standing_findings
from noroshi.web.timeline import Moment, timeline
from noroshi.web.words import language

BY_HAND = frozenset({"give_up", "retry", "set_back", "remediate", "close_unfixed", "transfer"})
"""Steps that a person takes from the case's page; the others follow from a call, a decision or an observation."""


@dataclass(frozen=True, slots=True)
class Device:
    """One device of the case as a person reads it."""

    finding: Finding
    product: str
    reasons: tuple[PlainReason, ...]
    age_days: int
    stale: bool

    @property
    def plain(self) -> list[PlainReason]:
        """Return the reasons that need no technical knowledge."""
        return [reason for reason in self.reasons if not reason.technical]

    @property
    def technical(self) -> list[PlainReason]:
        """Return the reasons that stand with the technical facts."""
        return [reason for reason in self.reasons if reason.technical]


@dataclass(frozen=True, slots=True)
class Way:
    """A contact and whether it may be used today."""

    contact: Contact
    dialable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """Everything that the template reads."""

    opened: OpenedCase
    devices: list[Device]
    ways: list[Way]
    parties: list[Party]
    answers: list[Answer]
    vendor_answers: list[Answer]
    todos: list[Todo]
    steps: list[Step]
    moments: list[Moment]
    intrusion: SuspectedIntrusion | None

    @property
    def asked(self) -> bool:
        """Whether the supervisor was asked to release an old observation."""
        return any(todo.kind == RELEASE_ASKED for todo in self.todos)


def case_page(scope: Scope, opened: OpenedCase) -> CasePage:
    """Return the page's content; costs the same number of queries whatever the case holds."""
    case, today = opened.case, timezone.localdate()
    ways = Contact.objects.within(scope).filter(organization=case.organization_id)
    steps = next_steps(case, met_conditions(scope, case, today), opened.capabilities)
    return CasePage(
        opened=opened,
        devices=[_device(opened, finding, today) for finding in standing_findings(scope, case)],
        ways=[Way(way, contacts.dialable(way, today)) for way in ways.select_related("looked_up_by", "confirmed_by")],
        parties=list(Party.objects.within(scope).filter(case=case).order_by("pk")),
        answers=_newest(list(standing_answers(scope, case).select_related("finding", "officer"))),
        vendor_answers=_newest(list(standing_answers(scope, case, third_party=True).select_related("finding"))),
        todos=list(Todo.objects.within(scope).filter(case=case, done_at=None).order_by("due_on", "pk")),
        steps=[step for step in steps if step.rule.id in BY_HAND],
        moments=timeline(scope, case),
        intrusion=intrusions.undecided(scope, case),
    )


def never_asked(tongue: Language) -> list[str]:
    """Return what is never asked or said, as sentences."""
    return [say(one, NO_EVIDENCE, tongue) for one in load_sentences().section("call_never_ask")]


def officers_of(unit_id: int) -> list[User]:
    """Return the people who may be given a case of the unit, by name."""
    people = User.objects.filter(is_active=True, grants__unit_id=unit_id, grants__role="officer")
    return list(people.distinct().order_by("name_ja", "pk"))


def _device(opened: OpenedCase, finding: Finding, today: dt.date) -> Device:
    age = finding_freshness(opened.case, finding, today)
    return Device(
        finding=finding,
        product=product_name(finding.product, language()),
        reasons=plain_reasons(device_facts(finding, language()), today, language()),
        age_days=age.age_days or 0,
        stale=age.blocks,
    )


def _newest(rows: list[Answer]) -> list[Answer]:
    """Return the newest answer about the whole case and about each device, the case first."""
    newest = {row.finding_id: row for row in rows}
    return [newest[key] for key in sorted(newest, key=lambda key: key or 0)]
