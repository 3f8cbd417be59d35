"""Logging a contact: all or nothing, once, and with everything that follows from it."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from campaign_world import World, make_case, make_person, make_world
from noroshi.model.campaign_answer import OwnerAnswer
from noroshi.notify.due_dates import propose
from noroshi.records.models import (
    Answer,
    AnswerDraft,
    Case,
    Contact,
    ContactAttempt,
    Exclusion,
    SuspectedIntrusion,
    Todo,
)
from noroshi.records.scope import Scope
from noroshi.records.services import intrusions, merge_edits
from noroshi.records.services.answers import AnswerEntry, ContradictoryAnswer
from noroshi.records.services.log_contact import ContactEntry, Logged, log_contact
from noroshi.records.services.refusals import Refused

pytestmark = pytest.mark.django_db


def officer(world: World) -> Scope:
    """Return the officer's scope."""
    return world.scope("officer", "case.contact")


def statement(**values: Any) -> AnswerEntry:
    """Return an answer of the responsible person given now."""
    columns = {"ownership": "own", "awareness": "unaware", "response": "not_started", "manager": "own"} | values
    entry = {name: columns.pop(name) for name in ("key", "asked_again", "correction", "source") if name in columns}
    now = timezone.now()
    return AnswerEntry(
        statement=OwnerAnswer(answered_on=timezone.localdate(now), **columns), at=now, **({"key": "answer-1"} | entry)
    )


def log(scope: Scope, case: Case, outcome: str = "no_answer", **values: Any) -> Logged:
    """Log a call to the case's main number now."""
    contact = Contact.objects.within(scope).filter(organization=case.organization_id).order_by("rank", "pk").first()
    columns = {"key": "call-1", "channel": "phone", "at": timezone.now(), "contact": contact} | values
    return log_contact(scope, case, ContactEntry(outcome=outcome, **columns))


def now_of(scope: Scope, case: Case) -> Case:
    """Return the case as it is now."""
    return Case.objects.within(scope).get(pk=case.pk)


def test_the_first_call_starts_the_contact_and_sets_the_next_date() -> None:
    """Nobody answers: the case is in contact, the day is set, the attempt holds who and when."""
    world = make_world()
    scope, case = officer(world), make_case(world)
    logged = log(scope, case, next_on=timezone.localdate() + dt.timedelta(days=1), next_action="再度の連絡")
    after = now_of(scope, case)
    assert after.state == "contacting"
    assert (after.next_on, after.next_action) == (timezone.localdate() + dt.timedelta(days=1), "再度の連絡")
    assert after.first_attempt_at == logged.attempt.at
    assert (logged.attempt.officer, logged.repeated) == (world.people["officer"], False)


def test_reaching_and_answering_move_the_case_as_far_as_the_answer_says() -> None:
    """One call from "handed over" to "in remediation"; the promised day is the case's."""
    world = make_world()
    scope, case = officer(world), make_case(world)
    on = timezone.localdate() + dt.timedelta(days=20)
    logged = log(scope, case, "reached_responsible", answer=statement(response="planned", planned_on=on))
    after = now_of(scope, case)
    assert (after.state, after.promised_on) == ("in_remediation", on)
    assert after.first_reached_at is not None
    assert after.answered_at is not None
    assert [change.transition for change in after.state_changes.all()] == [
        "start_contact",
        "reach",
        "answer",
        "remediate",
    ]
    assert logged.answer is not None
    assert logged.answer.attempt == logged.attempt


def test_a_claim_of_a_fix_marks_the_case_and_closes_nothing() -> None:
    """Only an observation closes."""
    world = make_world()
    scope, case = officer(world), make_case(world)
    log(scope, case, "reached_responsible", answer=statement(awareness="aware", response="done"))
    after = now_of(scope, case)
    assert (after.state, after.claimed_fixed) == ("answered", True)
    log(scope, case, "reached_responsible", key="call-2", answer=statement(key="answer-2", response="stalled",
        reasons=("R7_cost",), main_reason="R7_cost"))  # fmt: skip
    assert now_of(scope, case).claimed_fixed is False


def test_a_form_that_is_sent_twice_is_one_attempt_and_one_answer() -> None:
    """The second submission returns the first rows, whatever it says."""
    world = make_world()
    scope, case = officer(world), make_case(world)
    first = log(scope, case, "reached_responsible", answer=statement())
    again = log(scope, case, "no_answer", answer=None, note="別の内容")
    assert (again.repeated, again.attempt, again.answer) == (True, first.attempt, first.answer)
    assert ContactAttempt.objects.within(scope).count() == 1
    assert Answer.objects.within(scope).count() == 1


def test_a_contradiction_saves_nothing_at_all() -> None:
    """No attempt, no state, no date: the whole call is refused with the reason."""
    world = make_world()
    scope, case = officer(world), make_case(world)
    wrong = statement(ownership="other", response="in_progress")
    with pytest.raises(ContradictoryAnswer) as refusal:
        log(scope, case, "reached_responsible", answer=wrong, next_on=timezone.localdate())
    assert refusal.value.complaints[0].id == "not_own_but_response"
    assert not ContactAttempt.objects.within(scope).exists()
    assert (now_of(scope, case).state, now_of(scope, case).version) == ("handed_over", 1)


def test_what_looks_odd_is_asked_again_and_may_then_stand() -> None:
    """A plan without a day is refused once; asked again it is recorded; an outright contradiction never is."""
    world = make_world()
    scope, case = officer(world), make_case(world)
    with pytest.raises(ContradictoryAnswer, match="planned_without_date"):
        log(scope, case, "reached_responsible", answer=statement(response="planned"))
    assert log(scope, case, "reached_responsible", answer=statement(response="planned", asked_again=True)).answer
    with pytest.raises(ContradictoryAnswer, match="not_own_but_response"):
        log(scope, case, "reached_responsible", key="call-2",
            answer=statement(key="answer-2", ownership="other", asked_again=True))  # fmt: skip


def test_answers_need_the_responsible_person() -> None:
    """What the switchboard says is no answer."""
    world = make_world()
    scope, case = officer(world), make_case(world)
    with pytest.raises(Refused, match="answer_without_responsible"):
        log(scope, case, "reached_other", answer=statement())


def test_a_failed_contact_is_marked_and_the_next_one_named() -> None:
    """A wrong number is marked wrong; the next usable contact is proposed; the last one leaves none."""
    world = make_world()
    scope, case = officer(world), make_case(world)
    other = Contact.objects.create(
        unit=world.unit, organization=case.organization, kind="phone", value="045-000-0003", rank=2,
        looked_up_on=timezone.localdate(), looked_up_by=world.people["officer"],
    )  # fmt: skip
    first = log(scope, case, "wrong_contact")
    assert first.next_contact == other
    assert case.organization.contacts.get(rank=1).state == "wrong"
    second = log(scope, case, "wrong_contact", key="call-2", contact=other)
    assert second.next_contact is None
    with pytest.raises(Refused, match="contact_unusable"):
        log(scope, case, "no_answer", key="call-3", contact=other)


@pytest.mark.parametrize(
    ("block", "key"),
    [("stale", "blocked_stale"), ("excluded", "blocked_excluded"), ("draft", "blocked_not_in_contact")],
)
def test_a_blocked_case_cannot_be_called_but_its_own_call_is_recorded(block: str, key: str) -> None:
    """An old observation, an exclusion and a case not handed over stop the officer, not a caller."""
    world = make_world()
    scope, case = officer(world), make_case(world, state="draft" if block == "draft" else "handed_over")
    if block == "stale":
        case.last_affected_at = timezone.now() - dt.timedelta(days=15)
        case.save()
    elif block == "excluded":
        Exclusion.objects.create(
            unit=world.unit, corporate_number=case.organization.corporate_number, name=case.organization.name,
            reason="requested", until=timezone.localdate(), created_by=world.people["supervisor"],
        )  # fmt: skip
    with pytest.raises(Refused, match=key):
        log(scope, case)
    assert log(scope, case, "reached_other", incoming=True).attempt.incoming
    assert now_of(scope, case).state == case.state


def test_a_supervisor_who_overrides_the_age_opens_the_call() -> None:
    """With a recorded reason and name the old observation may be used."""
    world = make_world()
    scope, case = officer(world), make_case(world)
    case.last_affected_at = timezone.now() - dt.timedelta(days=15)
    case.freshness_override, case.freshness_override_by = "再観測を待てない", world.people["supervisor"]
    case.freshness_override_on = timezone.localdate(case.last_affected_at)
    case.save()
    assert log(scope, case).attempt.pk


def test_the_main_number_is_used_only_after_a_second_person_confirmed_it() -> None:
    """An unconfirmed main number is refused."""
    world = make_world()
    scope, case = officer(world), make_case(world)
    case.organization.contacts.update(confirmed_by=None, confirmed_at=None)
    with pytest.raises(Refused, match="contact_unconfirmed"):
        log(scope, case)


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"at": timezone.now() + dt.timedelta(hours=2)}, "time_in_future"),
        ({"at": timezone.now() - dt.timedelta(days=900)}, "time_before_case"),
        ({"next_on": dt.date(2020, 1, 1)}, "next_in_past"),
        ({"contact": None}, "contact_missing"),
        ({"channel": "email"}, "contact_of_another_kind"),
    ],
)
def test_what_cannot_be_is_refused(values: dict[str, Any], key: str) -> None:
    """A clock that jumped, a day in the past, and a contact that does not fit save nothing."""
    world = make_world()
    scope, case = officer(world), make_case(world)
    with pytest.raises(Refused, match=key):
        log(scope, case, **values)
    assert not ContactAttempt.objects.within(scope).exists()


def test_a_contact_of_another_organisation_is_refused() -> None:
    """A forged id of a contact inside the unit does not help."""
    world = make_world()
    scope, case, other = officer(world), make_case(world), make_case(world)
    with pytest.raises(Refused, match="contact_of_another"):
        log(scope, case, contact=other.organization.contacts.get())


def test_reported_damage_stops_the_questionnaire() -> None:
    """The outcome alone marks the case; answers are refused from then on; the supervisor is told."""
    world = make_world()
    scope, case = officer(world), make_case(world)
    logged = log(scope, case, "incident_reported", note="不審な通信との申告")
    assert logged.intrusion
    assert now_of(scope, case).intrusion_suspected
    assert SuspectedIntrusion.objects.within(scope).get().note == "不審な通信との申告"
    assert Todo.objects.within(scope).get().kind == "supervisor_told"
    with pytest.raises(Refused, match="intrusion_open"):
        log(scope, case, "reached_responsible", key="call-2", answer=statement(key="answer-2"))


def test_an_answer_that_something_is_suspicious_is_kept_and_hands_over() -> None:
    """The seventh question alone opens the report; what was answered before stays."""
    world = make_world()
    scope, case = officer(world), make_case(world)
    logged = log(scope, case, "reached_responsible", answer=statement(compromise_check="suspicious"))
    assert logged.answer is not None
    assert intrusions.undecided(scope, case) is not None


def test_another_persons_earlier_date_stands_and_is_told() -> None:
    """While the call ran a colleague set another day: the earlier of the two stays, and the officer hears of it."""
    world = make_world()
    scope, case = officer(world), make_case(world)
    base = merge_edits.read_base(case, merge_edits.sign_base(case))
    colleague = Scope.of(make_person("colleague", world.unit, "officer"), "case.contact")
    soon, late = (timezone.localdate() + dt.timedelta(days=days) for days in (2, 9))
    merge_edits.save_edit(colleague, case, base, {"next_on": soon, "next_action": "書類の到着を確認"})
    logged = log(scope, case, next_on=late, next_action="再度の連絡", base=base)
    after = now_of(scope, case)
    assert (logged.other_next_on, after.next_on) == (soon, soon)
    assert after.next_action == "書類の到着を確認 / 再度の連絡"
    assert logged.attempt.next_on == late


def test_the_draft_goes_when_the_call_is_saved() -> None:
    """The officer's own draft is deleted, a colleague's stays."""
    world = make_world()
    scope, case = officer(world), make_case(world)
    colleague = make_person("colleague", world.unit, "officer")
    for person in (world.people["officer"], colleague):
        AnswerDraft.objects.create(unit=world.unit, case=case, officer=person, fields={"note": "途中"})
    log(scope, case)
    assert [draft.officer for draft in AnswerDraft.objects.within(scope)] == [colleague]


def test_the_proposed_day_is_a_business_day() -> None:
    """What the form proposes comes from the outcome, counted in business days."""
    friday = dt.date(2026, 11, 20)
    assert propose("no_answer", friday).on == dt.date(2026, 11, 24)
