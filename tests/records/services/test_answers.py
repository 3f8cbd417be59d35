"""Answers: append-only, corrections beside changes of status, third parties apart."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from campaign_world import World, make_case, make_world
from noroshi.model.campaign_answer import OwnerAnswer
from noroshi.records.models import Answer, Case
from noroshi.records.scope import Scope
from noroshi.records.services.answers import AnswerEntry, ContradictoryAnswer, record_answer, statement_of
from noroshi.records.services.current_answer import current_answer
from noroshi.records.services.receive_answer import receive_answer
from noroshi.records.services.refusals import Refused

pytestmark = pytest.mark.django_db


def scope_of(world: World) -> Scope:
    """Return the officer's scope for answers."""
    return world.scope("officer", "case.answer")


def entry(key: str, *, at: dt.datetime | None = None, **values: Any) -> AnswerEntry:
    """Return an answer; what is no part of the statement goes to the entry."""
    at = at or timezone.now()
    own = {name: values.pop(name) for name in ("source", "finding", "correction", "asked_again") if name in values}
    statement = OwnerAnswer(answered_on=timezone.localdate(at), **({"ownership": "own"} | values))
    return AnswerEntry(key=key, at=at, statement=statement, **own)


def test_an_answer_comes_back_as_it_was_given() -> None:
    """Every part of the statement survives the database."""
    world = make_world()
    case = make_case(world)
    given = OwnerAnswer(
        answered_on=timezone.localdate(), ownership="own", awareness="aware", response="stalled",
        planned_on=timezone.localdate(), manager="vendor", contract_covers_update="no",
        reasons=("R1_contract_scope", "R7_cost"), main_reason="R1_contract_scope", other_devices="found",
        other_devices_found=2, compromise_check="not_checked", respondent_role="it_staff", certainty="documents",
        free_text="年度内に更改を検討",
    )  # fmt: skip
    answer = record_answer(scope_of(world), case, AnswerEntry(key="a", at=timezone.now(), statement=given))
    assert statement_of(Answer.objects.within(world.system).get(pk=answer.pk)) == given


def test_a_change_of_status_stands_and_keeps_the_first_answer() -> None:
    """The newer answer is current and points at the older, which is unchanged."""
    world = make_world()
    case = make_case(world)
    first = record_answer(scope_of(world), case, entry("a", response="not_started"))
    second = record_answer(scope_of(world), case, entry("b", response="in_progress"))
    assert current_answer(scope_of(world), case) == second
    assert (second.supersedes, second.correction) == (first, False)
    assert Answer.objects.within(world.system).get(pk=first.pk).response == "not_started"


def test_a_correction_of_a_fact_keeps_the_time_of_the_statement() -> None:
    """What was written down wrongly on Monday is corrected for Monday."""
    world = make_world()
    case = make_case(world)
    case.opened_at = timezone.now() - dt.timedelta(days=5)
    case.save()
    monday = timezone.now() - dt.timedelta(days=3)
    first = record_answer(scope_of(world), case, entry("a", at=monday, awareness="aware"))
    corrected = record_answer(scope_of(world), case, entry("b", awareness="unaware", correction=True))
    assert (corrected.at, corrected.supersedes, corrected.correction) == (first.at, first, True)
    assert current_answer(scope_of(world), case) == corrected


def test_an_answer_entered_late_does_not_undo_a_newer_one() -> None:
    """It supersedes what stood at its time; the newer answer, the claim of a fix and the case's state stay."""
    world = make_world()
    case, scope, now = make_case(world, state="reached"), scope_of(world), timezone.now()
    newer = receive_answer(scope, case, entry("newer", response="done", at=now))
    late = receive_answer(scope, case, entry("late", response="in_progress", at=now - dt.timedelta(minutes=2)))
    stored = Case.objects.within(world.system).get(pk=case.pk)
    assert current_answer(scope, case) == newer
    assert late.supersedes is None
    assert (stored.claimed_fixed, stored.state) == (True, "answered")


def test_there_must_be_something_to_correct() -> None:
    """A correction without an answer is refused."""
    world = make_world()
    with pytest.raises(Refused, match="nothing_to_correct"):
        record_answer(scope_of(world), make_case(world), entry("a", correction=True))


def test_a_vendors_answer_is_a_third_partys_and_moves_nothing() -> None:
    """It stands beside the owner's, is never the current answer, and sets neither claim nor promise."""
    world = make_world()
    case = make_case(world)
    own = record_answer(scope_of(world), case, entry("a", response="not_started"))
    vendor = record_answer(scope_of(world), case, entry("b", response="done", source="vendor"))
    assert current_answer(scope_of(world), case) == own
    assert current_answer(scope_of(world), case, third_party=True) == vendor
    assert vendor.supersedes is None
    assert not Case.objects.within(world.system).get(pk=case.pk).claimed_fixed


def test_a_third_party_corrects_nothing_that_the_organisation_said() -> None:
    """Nor the other way round: neither answer takes the place of the other."""
    world = make_world()
    case = make_case(world, state="reached")
    scope = world.scope("officer", "case.answer")
    statement = OwnerAnswer(answered_on=timezone.localdate(), ownership="own")
    sources = {"own": "officer", "vendor": "vendor"}
    made = {
        name: record_answer(scope, case, AnswerEntry(key=name, statement=statement, at=timezone.now(), source=source))
        for name, source in sources.items()
    }
    for name, other in (("own", "vendor"), ("vendor", "own")):
        entry = AnswerEntry(
            key=f"{name}-again", statement=statement, at=timezone.now(), source=sources[name], correction=True,
            corrects=made[other],
        )  # fmt: skip
        with pytest.raises(Refused, match="corrects_other_source"):
            record_answer(scope, case, entry)
    assert current_answer(scope, case) == made["own"]
    assert current_answer(scope, case, third_party=True) == made["vendor"]


def test_devices_that_differ_are_answered_one_by_one() -> None:
    """An answer about one device leaves the answer about the case alone; another case's device is refused."""
    world = make_world()
    case, other = make_case(world, findings=2), make_case(world)
    first, second = case.findings.order_by("pk")
    whole = record_answer(scope_of(world), case, entry("a", response="not_started"))
    one = record_answer(scope_of(world), case, entry("b", response="done", finding=first))
    assert current_answer(scope_of(world), case) == whole
    assert current_answer(scope_of(world), case, first) == one
    assert current_answer(scope_of(world), case, second) is None
    with pytest.raises(Refused, match="finding_of_another_case"):
        record_answer(scope_of(world), case, entry("c", finding=other.findings.get()))


def test_an_answer_with_an_unknown_code_is_refused() -> None:
    """A forged choice never reaches the database."""
    world = make_world()
    with pytest.raises(ContradictoryAnswer, match="unknown_code"):
        record_answer(scope_of(world), make_case(world), entry("a", response="fixed"))
    assert not Answer.objects.within(world.system).exists()
