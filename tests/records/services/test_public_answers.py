"""Codes out and sealed answers in, at the office: recorded once, doubtful ones to a person, nothing lost."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from campaign_world import World, make_campaign, make_case, make_world
from noroshi.exchange.bundle.keys import generate_age_keys
from noroshi.exchange.public_page import messages
from noroshi.exchange.public_page.answers_file import Sealed
from noroshi.exchange.public_page.codes_file import digest_of
from noroshi.exchange.public_page.messages import Message, OwnAnswer, VendorAnswer, receipt_of, sealed
from noroshi.model.campaign_answer import OwnerAnswer
from noroshi.notify.contradictions import RULES
from noroshi.records.models import Answer, Case, PublicMessage, SuspectedIntrusion, Todo, Verification
from noroshi.records.services import public_answers, public_codes
from noroshi.records.services.answers import AnswerEntry, record_answer
from noroshi.records.services.audit_verify import verify
from noroshi.records.services.public_answers import counts, take_in_all
from noroshi.records.services.refusals import Refused
from noroshi.web.forms.desk_form import refusal_text

pytestmark = pytest.mark.django_db
KEYS = generate_age_keys()


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def case(world: World) -> Case:
    return make_case(world, state="contacting")


def arrive(case: Case, name: int, own: OwnAnswer | None = None, **parts: Any) -> Sealed:
    """Return a message as the public page seals it."""
    values: dict[str, Any] = {
        "schema": messages.SCHEMA,
        "kind": "own" if own else "checked",
        "reference": case.reference,
        "confirmation": public_codes.confirmation_of(case.reference),
        "at": timezone.now(),
        "own": own,
    }
    return Sealed(f"{name:032x}", sealed(Message(**values | parts), KEYS.recipient))


def take(world: World, *arrived: Sealed) -> dict[str, int]:
    """Take messages in as the officer."""
    taken = take_in_all(world.scope("officer", "case.answer"), arrived, (KEYS.secret,))
    assert len(taken) == len(arrived)
    return dict(counts(taken))


def answers(world: World) -> list[Answer]:
    return list(Answer.objects.within(world.system).order_by("pk"))


def todos(world: World) -> list[Todo]:
    return list(Todo.objects.within(world.system).order_by("pk"))


def test_an_answer_is_recorded_once_and_moves_the_case(world: World, case: Case) -> None:
    """The same message from a second medium is a repetition; the check joins the funnel; the chain holds."""
    own = OwnAnswer(ownership="own", awareness="aware", response="in_progress", respondent_role="it_staff")
    both = (arrive(case, 1), arrive(case, 2, own))
    assert take(world, *both) == {"checked": 1, "recorded": 1}
    assert take(world, *both) == {"repeated": 2}
    [answer] = answers(world)
    assert (answer.source, answer.response, answer.respondent_role) == ("form", "in_progress", "it_staff")
    [check] = Verification.objects.within(world.system)
    assert (check.by, check.about, check.result, check.case_id) == ("page", "contact", "genuine", case.pk)
    assert not todos(world)
    assert {fault.kind for fault in verify().faults} <= {"state_differs"}  # the world makes its case in contact


def test_a_check_keeps_its_time_but_never_one_to_come(world: World, case: Case) -> None:
    """The funnel counts the day on which somebody checked; a clock ahead of ours counts as now."""
    early = timezone.now() - dt.timedelta(days=3)
    take(world, arrive(case, 1, at=early), arrive(case, 2, at=timezone.now() + dt.timedelta(days=3)))
    first, second = Verification.objects.within(world.system).order_by("pk")
    assert first.at == early
    assert second.at <= timezone.now()


def test_a_vendors_answer_is_a_third_partys(world: World, case: Case) -> None:
    """It stands beside the organisation's own, with everything the vendor said, and moves nothing."""
    vendor = VendorAnswer(
        coverage="separate", cost="5万円", planned_on=timezone.localdate(), version_after="見本 9.9", disabled="no"
    )
    assert take(world, arrive(case, 1, kind="vendor", vendor=vendor)) == {"recorded": 1}
    [answer] = answers(world)
    assert (answer.source, answer.respondent_role, answer.planned_on) == ("vendor", "vendor", timezone.localdate())
    for part in ("範囲外(別途見積り)", "5万円", "見本 9.9", "無効にしていない"):
        assert part in answer.free_text
    assert Case.objects.within(world.system).get(pk=case.pk).state == "contacting"


def test_a_second_answer_is_a_correction_or_the_present_state(world: World, case: Case) -> None:
    """A correction keeps the time of what it corrects; a change of status supersedes at its own time."""
    take(world, arrive(case, 1, OwnAnswer(ownership="own", response="not_started")))
    take(world, arrive(case, 2, OwnAnswer(ownership="affiliate", response="not_started"), correction=True))
    take(world, arrive(case, 3, OwnAnswer(ownership="affiliate", response="done")))
    first, second, third = answers(world)
    assert (second.correction, second.supersedes_id, second.at) == (True, first.pk, first.at)
    assert (third.correction, third.supersedes_id, third.response) == (False, second.pk, "done")


def test_a_correction_without_anything_to_correct_is_an_answer(world: World, case: Case) -> None:
    """Where the first answer was never taken over, the second is not lost."""
    assert take(world, arrive(case, 1, OwnAnswer(response="done"), correction=True)) == {"recorded": 1}
    assert not answers(world)[0].correction


@pytest.mark.parametrize("correction", [False, True])
def test_what_contradicts_an_officers_record_goes_to_a_person(world: World, case: Case, correction: bool) -> None:  # noqa: FBT001
    """A form does not overrule what was told to an officer; its contents wait in a to-do, with the receipt."""
    scope, now = world.scope("officer", "case.answer"), timezone.now()
    told = OwnerAnswer(answered_on=timezone.localdate(), ownership="own", awareness="aware")
    record_answer(scope, case, AnswerEntry(key="1", statement=told, at=now))
    other = OwnAnswer(ownership="own", awareness="unaware", free_text="補足です")
    assert take(world, arrive(case, 1, other, correction=correction)) == {"to_person": 1}
    assert len(answers(world)) == 1
    [todo] = todos(world)
    assert (todo.kind, todo.case_id) == ("public_answer", case.pk)
    assert todo.values["receipt"] == receipt_of(f"{1:032x}")
    for part in ("認識していなかった", "補足です", "必要性の認識"):
        assert part in todo.values["contents"]
    assert take(world, arrive(case, 1, other)) == {"repeated": 1}
    assert len(todos(world)) == 1


def test_a_later_state_beside_an_officers_record_is_recorded(world: World, case: Case) -> None:
    """That the work is done by now contradicts nobody."""
    told = OwnerAnswer(answered_on=timezone.localdate(), ownership="own", response="not_started")
    entry = AnswerEntry(key="1", statement=told, at=timezone.now() - dt.timedelta(minutes=1))
    record_answer(world.scope("officer", "case.answer"), case, entry)
    assert take(world, arrive(case, 1, OwnAnswer(ownership="own", response="done"))) == {"recorded": 1}


@pytest.mark.parametrize(
    "own",
    [
        OwnAnswer(ownership="other", response="done"),
        OwnAnswer(response="no_such_code"),
        OwnAnswer(response="planned", planned_on=dt.date(2020, 1, 1)),
        OwnAnswer(reasons=("R7_cost", "R7_cost"), free_text="\0"),
    ],
)
def test_what_contradicts_itself_goes_to_a_person(world: World, case: Case, own: OwnAnswer) -> None:
    """A message that no page of ours would send is kept for a person, and recorded by nobody else."""
    assert take(world, arrive(case, 1, own)) == {"to_person": 1}
    assert not answers(world)
    [todo] = todos(world)
    assert "食い違い" in todo.values["why"]
    assert "\0" not in str(todo.values)


def test_what_is_odd_is_recorded_and_asked_about(world: World, case: Case) -> None:
    """What an officer would ask again is recorded, and a to-do says what to ask."""
    own = OwnAnswer(awareness="unaware", response="done")
    assert take(world, arrive(case, 1, own)) == {"recorded": 1}
    [todo] = todos(world)
    assert todo.kind == "public_ask_again"
    assert "認識していなかったとの回答ですが" in todo.values["why"]


def test_suspected_damage_is_handed_over(world: World, case: Case) -> None:
    """The report waits for the investigating desk; a further answer meanwhile goes to a person."""
    assert take(world, arrive(case, 1, OwnAnswer(compromise_check="suspicious", free_text="不審"))) == {"recorded": 1}
    assert SuspectedIntrusion.objects.within(world.system).get().note == "不審"
    assert take(world, arrive(case, 2, OwnAnswer(response="done"))) == {"to_person": 1}


@pytest.mark.parametrize("shift", [dt.timedelta(days=2), dt.timedelta(days=-400)])
def test_a_clock_that_is_wrong_loses_no_answer(world: World, case: Case, shift: dt.timedelta) -> None:
    """A time in the future or before the case goes to a person."""
    late = arrive(case, 1, OwnAnswer(response="done"), at=timezone.now() + shift)
    assert take(world, late) == {"to_person": 1}


def test_what_cannot_be_opened_or_placed_is_reported(world: World, case: Case) -> None:
    """Another key, a forged code, another unit's case and a disposed case record nothing and are counted."""
    own = OwnAnswer(response="done")
    other = make_case(make_world("B"), state="contacting")
    gone = make_case(world, state="contacting")
    Case.objects.within(world.system).filter(pk=gone.pk).update(disposed=True)
    forged = arrive(case, 3, own, confirmation=public_codes.confirmation_of(other.reference))
    found = take(
        world, Sealed("0" * 32, b"age-encryption.org/v1 no"), forged, arrive(other, 4, own), arrive(gone, 5, own)
    )
    assert found == {"unreadable": 1, "unknown": 3}
    assert not answers(world)
    assert not PublicMessage.objects.within(world.system).exists()


def test_the_file_of_codes_holds_what_is_outside_and_nothing_else(world: World) -> None:
    """Digests of released cases, the day, and the messages that arrived; no number, name or device."""
    campaign = make_campaign(world, code="KNG-9")
    out, kept = make_case(world, campaign), make_case(world, campaign, state="approved")
    take(world, arrive(out, 1))
    scope = world.scope("supervisor", "campaign.open")
    until = timezone.localdate() + dt.timedelta(days=10)
    made = public_codes.codes_file(scope, campaign, KEYS.recipient, until)
    [code] = made.codes
    assert code.last_day == until
    assert code.digest == digest_of(made.key, out.reference, public_codes.confirmation_of(out.reference))
    assert made.received == [f"{1:032x}"]
    assert made.sample
    for secret in (out.reference, kept.reference, out.organization.name, public_codes.confirmation_of(out.reference)):
        assert secret not in str(made)
    again = public_codes.codes_file(scope, campaign, KEYS.recipient, until)
    assert (again.page, again.key, again.codes) == (made.page, made.key, made.codes)


def test_codes_are_refused_where_they_would_be_of_no_use(world: World, settings: Any) -> None:
    """No end, a past end, a rehearsal, no case outside, no secret: each in a sentence of both languages."""
    scope, today = world.scope("supervisor", "campaign.open"), timezone.localdate()
    campaign = make_campaign(world, code="KNG-9")

    def refused(last: dt.date | None = today) -> str:
        with pytest.raises(Refused) as found:
            public_codes.codes_file(scope, campaign, KEYS.recipient, last)
        assert refusal_text(found.value)
        return found.value.key

    assert refused(None) == "public_no_end"
    assert refused(today - dt.timedelta(days=1)) == "public_past_end"
    assert refused() == "public_no_cases"
    make_case(world, campaign)
    settings.CONFIRMATION_SECRET = ""
    assert refused() == "public_no_secret"
    campaign.rehearsal = True
    assert refused() == "public_rehearsal"


def test_every_refusal_of_the_rules_has_words_for_the_public() -> None:
    """A contradiction that the page refuses is explained there, not in an officer's words."""
    from noroshi.knowledge.words import load_words

    refused = {rule.id for rule in RULES if rule.kind == "refuse"} | {"unknown_code"}
    assert refused == set(load_words().section("public_complaint"))
    assert public_answers.FACTS[0] == "ownership"
