"""The officers' side of the demonstration: contacts looked up, calls made, answers written down, next dates set."""

import datetime as dt
from collections.abc import Sequence
from itertools import cycle, islice
from typing import Final

from django.db import transaction
from django.utils import timezone

from noroshi.notify.business_days import add_business_days
from noroshi.notify.due_dates import propose
from noroshi.notify.next_action import suggested
from noroshi.records.case import Case
from noroshi.records.contact import Contact
from noroshi.records.demo import talks
from noroshi.records.demo.stage import Stage
from noroshi.records.demo.talks import Talk
from noroshi.records.scope import Scope
from noroshi.records.services import contacts, intrusions, merge_edits, parties
from noroshi.records.services.answers import AnswerEntry
from noroshi.records.services.contact_gate import IN_CONTACT, gate
from noroshi.records.services.lock import lock
from noroshi.records.services.log_contact import ContactEntry, Logged, log_contact
from noroshi.records.services.release_findings import override_freshness
from noroshi.records.services.verify import record_verification

A_DAY: Final = 6
OVERRIDDEN: Final = 2
OVERDUE: Final = 4
CALLS_BACK: Final = 3
_SPECIAL: Final = {6: talks.WRONG_NUMBER, 11: talks.DAMAGE, 17: talks.WRONG_OWNER}
"""Which of the first calls, in their order, turn out otherwise."""


def first_calls(stage: Stage, cases: Sequence[Case]) -> Case | None:
    """Call some organisations a day, and return the case whose device turned out to be somebody else's."""
    waiting = list(cases)
    stage.dice.shuffle(waiting)
    usual, number, wrong = cycle(talks.FIRST), 0, None
    for day in stage.days.first:
        stage.clock.day(day)
        for case in waiting[number : number + A_DAY]:
            talk = _SPECIAL.get(number) or next(usual)
            logged = call(stage, case, talk)
            if talk is talks.WRONG_OWNER:
                wrong = case
            if logged.intrusion:
                _to_investigators(stage, case)
            number += 1
    return wrong


def last_calls(stage: Stage) -> None:
    """Go on with cases under way, after a supervisor has let two old observations pass."""
    under_way = [case for case in _open(stage) if case.first_attempt_at and not case.answered_at]
    stage.dice.shuffle(under_way)
    if stage.days.last:
        stage.clock.day(stage.days.last[0])
        _override_some(stage, under_way)
    usual, waiting = cycle(talks.AGAIN), iter(under_way)
    for day in stage.days.last:
        stage.clock.day(day)
        ready = (case for case in waiting if not gate(_reader(stage), case, day).blocks)
        for case in islice(ready, A_DAY):
            call(stage, case, next(usual))


def call(stage: Stage, case: Case, talk: Talk) -> Logged:
    """Make one call and write it down as the officer of the case would."""
    stage.clock.pass_minutes(4)
    officer = _officer(case)
    scope = stage.scope(officer, "case.contact")
    contact = _main_number(stage, case, officer)
    if talk.statement:
        _verify(scope, case, talk)
    stage.clock.pass_minutes(talk.minutes)
    now, today = timezone.now(), timezone.localdate()
    proposal, statement = propose(talk.outcome, today), talk.answer(today)
    key = f"demo-{now:%Y%m%d%H%M%S}"
    answer = None
    if statement is not None:
        answer = AnswerEntry(key=key, statement=statement, at=now, respondent=talk.respondent, asked_again=True)
    return log_contact(
        scope,
        case,
        ContactEntry(
            key=key,
            channel="phone",
            outcome=talk.outcome,
            at=now,
            contact=contact,
            minutes=talk.minutes,
            respondent=talk.respondent,
            note=talk.note,
            next_on=proposal.on,
            next_time=talk.next_time,
            next_action=suggested(proposal.step),
            answer=answer,
        ),
    )


def further_party(stage: Stage, case: Case) -> None:
    """Enter the maintenance vendor of one case, with the organisation's consent."""
    scope = stage.scope(_officer(case), "case.contact")
    stage.clock.pass_minutes(5)
    party = parties.add_party(scope, case, role="maintenance_vendor", name="架空ネットワーク保守株式会社(見本)")
    parties.record_consent(
        scope, party, by="総務課 例示様", on=timezone.localdate(), covers="製品名とバージョン、推奨される作業"
    )


def plan_ahead(stage: Stage, today: dt.date) -> None:
    """Set the next dates of what is under way around today: most to come, two calls back today, a few overdue."""
    waiting = [case for case in _open(stage) if case.next_on and case.next_on <= today]
    stage.dice.shuffle(waiting)
    for number, case in enumerate(case for case in waiting if case.first_attempt_at):
        _plan(stage, case, *_next_dates(stage, today, number))
    for case in (case for case in waiting if not case.first_attempt_at):
        _plan(stage, case, add_business_days(today, stage.dice.randrange(2)))


def _next_dates(stage: Stage, today: dt.date, number: int) -> tuple[dt.date, dt.time | None]:
    late = stage.days.last or stage.days.first or (today,)
    if number < OVERDUE:
        return late[number % len(late)], None
    if number < OVERDUE + CALLS_BACK:
        return add_business_days(today, 0), dt.time(14 + number % CALLS_BACK, 0)
    return add_business_days(today, stage.dice.randrange(9)), None


def _plan(stage: Stage, case: Case, on: dt.date, time: dt.time | None = None) -> None:
    stage.clock.pass_minutes(1)
    scope = stage.scope(_officer(case), "case.contact")
    with transaction.atomic():
        merge_edits.set_values(scope, lock(scope, case), {"next_on": on, "next_time": time}, "case.edited")


def _open(stage: Stage) -> list[Case]:
    rows = Case.objects.within(_reader(stage)).filter(
        campaign=stage.main, state__in=IN_CONTACT, assignee__isnull=False, intrusion_suspected=False
    )
    return list(rows.select_related("organization", "campaign", "assignee").order_by("organization__corporate_number"))


def _reader(stage: Stage) -> Scope:
    return stage.scope("demo-officer", "case.contact")


def _officer(case: Case) -> str:
    return case.assignee.username if case.assignee else "demo-officer"


def _main_number(stage: Stage, case: Case, officer: str) -> Contact:
    """Return the organisation's main number: looked up by its officer and confirmed by another, where it is new."""
    scope = stage.scope(officer, "contact.edit")
    there = Contact.objects.within(scope).filter(organization=case.organization, kind="phone", state="ok")
    if contact := there.order_by("pk").first():
        return contact
    _write_reading(stage, scope, case)
    number = int(case.organization.corporate_number[-4:] or 0)
    entry = contacts.ContactEntry(
        kind="phone",
        value=f"000-000-{number:04d}",
        source=f"https://www.company-{number:04d}.example/contact/",
        looked_up_on=timezone.localdate(),
        desk="代表",
        main=True,
    )
    contact = contacts.add_contact(scope, case.organization, entry)
    stage.clock.pass_minutes(2)
    other = "demo-officer2" if officer == "demo-officer" else "demo-officer"
    return contacts.confirm_contact(stage.scope(other, "contact.edit"), contact)


def _write_reading(stage: Stage, scope: Scope, case: Case) -> None:
    """Write the reading of the name and the registered address into the case, as the register has them."""
    entry = stage.register.by_number(case.organization.corporate_number) if stage.register else None
    if entry is None:
        return
    values = {"name_kana": entry.kana, "address": f"{entry.prefecture}{entry.city}{entry.street}"}
    with transaction.atomic():
        merge_edits.set_values(scope, lock(scope, case.organization), values, "organization.edited")


def _verify(scope: Scope, case: Case, talk: Talk) -> None:
    """Record that they checked us, we checked them, and what they said about the device."""
    own = talk.statement.get("ownership") == "own"
    record_verification(scope, case, about="contact", by="callback", result="genuine", person=talk.respondent)
    record_verification(scope, case, about="respondent", by="switchboard", result="genuine", person=talk.respondent)
    result = "genuine" if own else "mismatch"
    record_verification(scope, case, about="device", by="switchboard", result=result, person=talk.respondent)


def _to_investigators(stage: Stage, case: Case) -> None:
    scope = stage.scope(_officer(case), "intrusion.handle")
    report = intrusions.undecided(scope, case)
    if report is not None:
        stage.clock.pass_minutes(10)
        intrusions.hand_over(scope, report, to="捜査担当 架空係長(見本)", at=timezone.now())


def _override_some(stage: Stage, cases: Sequence[Case]) -> None:
    """Let the supervisor go on with a few old observations, each with the reason; the others stay blocked."""
    scope, today = stage.scope("demo-supervisor", "case.assign"), timezone.localdate()
    stale = [case for case in cases if gate(scope, case, today).blocks == ("stale",)]
    for case in stale[:OVERRIDDEN]:
        stage.clock.pass_minutes(5)
        override_freshness(scope, case, "先方から問合せがあり、対応中のため。最新の観測は次回の調査で確認する。", today)
