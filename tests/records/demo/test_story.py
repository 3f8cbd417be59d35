"""The demonstration: played through the real services, complete, invented throughout, and nothing by halves."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory
from django.utils import timezone

from campaign_world import make_world
from noroshi.knowledge.roles import load_roles
from noroshi.notify.business_days import is_business_day
from noroshi.records.demo import desk_work, story
from noroshi.records.demo.clock import Clock, playing
from noroshi.records.demo.stage import NotPlayable
from noroshi.records.demo.story import Played, play
from noroshi.records.models import (
    Agency,
    Answer,
    Approval,
    Attachment,
    Campaign,
    Case,
    Contact,
    ContactAttempt,
    Event,
    Exclusion,
    Finding,
    Organization,
    Recall,
    SavedFilter,
    SuspectedIntrusion,
    Todo,
    Unit,
    User,
    Verification,
)
from noroshi.records.queries.funnel import funnel
from noroshi.records.scope import Scope
from noroshi.records.services.audit_verify import verify
from noroshi.records.services.contact_gate import gates

pytestmark = pytest.mark.django_db
PASSWORD = "a-password-for-the-demo"  # noqa: S105 of invented people


def scope_of(code: str) -> Scope:
    return Scope.system({Unit.objects.get(code=code).pk}, "test")


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that sets the machine's clock to noon of a day."""

    def set_clock(day: dt.date) -> dt.datetime:
        noon = dt.datetime.combine(day, dt.time(12), tzinfo=timezone.get_default_timezone())
        monkeypatch.setattr(timezone, "now", lambda: noon)
        return noon

    return set_clock


@pytest.fixture
def played(on: Any, monthly_surveys: tuple[Path, Path], example_register: Path) -> Played:
    """Play the whole story on a day two months after the first survey."""
    on(dt.date(2026, 11, 24))
    return play(monthly_surveys, PASSWORD, register=example_register)


@pytest.mark.usefixtures("played")
def test_every_desk_has_something_to_see() -> None:
    """Pending, asked, refuted, researched, released, called, answered, blocked, recalled, attached, drafted, kept."""
    main = scope_of("cyber")
    cases = Case.objects.within(main)
    states = set(cases.values_list("state", flat=True))
    assert {"draft", "handed_over", "contacting", "answered", "in_remediation", "observed_fixed"} <= states
    findings = Finding.objects.within(main)
    assert findings.filter(decision="pending", case__isnull=False).count() >= desk_work.PENDING
    assert findings.filter(decision="confirmed", released_at=None).count() >= desk_work.WAITING
    assert findings.filter(decision="asked").exists()
    assert findings.filter(decision="refuted").exists()
    assert findings.filter(research_state="working").exists()
    assert cases.exclude(freshness_override="").exists()
    assert cases.filter(assignee=None, state="handed_over").exists()
    for model in (SuspectedIntrusion, Recall, Attachment, Exclusion, SavedFilter, Verification, Answer):
        assert model.objects.within(main).exists(), model
    assert set(Approval.objects.within(main).values_list("kind", flat=True)) == {"daily", "other"}
    assert {"claim_contradicted", "device_new", "verdict_changed", "supervisor_told"} <= set(
        Todo.objects.within(main).values_list("kind", flat=True)
    )
    counts = [stage.count for stage in funnel(main)]
    assert all(counts)
    found = gates(main, cases.select_related("organization", "campaign"), timezone.localdate())
    blocks = [gate.blocks for gate in found.values()]
    assert blocks.count(()) > 20
    assert ("stale",) in blocks


def test_it_is_an_invented_agency_in_two_compartments(played: Played) -> None:
    """Samples, demo accounts that can log in, telephone numbers that nobody can dial; each unit sees its own."""
    assert not Agency.objects.filter(profile_signed=True).exists()
    assert {login.username for login in played.logins} == set(User.objects.values_list("username", flat=True))
    assert not User.objects.filter(demo=False).exists()
    assert {login.role for login in played.logins} == set(load_roles().roles)
    for login in (played.logins[0], played.logins[-1]):
        assert authenticate(RequestFactory().get("/"), username=login.username, password=PASSWORD) is not None
    contacts = Contact.objects.within(scope_of("cyber"))
    numbers = [*Agency.objects.values_list("main_phone", flat=1), *contacts.values_list("value", flat=True)]
    assert len(numbers) > 40
    assert all(number.startswith("000-") for number in numbers)
    assert all(".example/" in source for source in contacts.values_list("source_url", flat=True))
    assert all(contact.confirmed_by_id not in {None, contact.looked_up_by_id} for contact in contacts)
    called = Organization.objects.within(scope_of("cyber")).filter(contacts__isnull=False)
    assert all(organization.name_kana for organization in called)
    for name, code in (("demo-east-supervisor", "EAST-26"), ("demo-supervisor", "KNG-26")):
        scope = Scope.of(User.objects.get(username=name), "campaign.read")
        assert [(each.code, each.sample) for each in Campaign.objects.within(scope)] == [(code, True)]
        assert Case.objects.within(scope).filter(state="handed_over").exists()


@pytest.mark.usefixtures("played")
def test_what_happened_runs_forward_in_office_hours_and_verifies() -> None:
    """The chain is sound and in order, nothing lies in the future, and nobody was called on a day of rest."""
    assert verify(None).sound
    times = list(Event.chain.order_by("seq").values_list("at", flat=True))
    assert times == sorted(times)
    assert times[-1] <= timezone.now()
    main = scope_of("cyber")
    for at in ContactAttempt.objects.within(main).values_list("at", flat=True):
        local = timezone.localtime(at)
        assert is_business_day(local.date())
        assert 9 <= local.hour < 18
    for attachment in Attachment.objects.within(main).select_related("survey"):
        assert timezone.localdate(attachment.attached_at) > attachment.survey.as_of


@pytest.mark.parametrize(
    ("day", "said", "calls"),
    [
        (dt.date(2026, 9, 1), "clock lies before", 0),
        (dt.date(2026, 9, 24), "clock lies before", 0),
        (dt.date(2026, 10, 2), "too near", 1),
        (dt.date(2026, 10, 24), "a real campaign: 14", 1),
        (dt.date(2028, 3, 1), "older than a year", 1),
    ],
)
def test_it_plays_on_any_day(on: Any, monthly_surveys: tuple[Path, Path], day: dt.date, said: str, calls: int) -> None:
    """Too early a clock leaves steps out and says so; a late one keeps every step."""
    now = on(day)
    played = play(monthly_surveys, PASSWORD)
    assert said in " ".join(played.notes)
    main = scope_of("cyber")
    assert (ContactAttempt.objects.within(main).count() > 0) == calls
    assert Case.objects.within(main).count() > 50
    assert max(Event.chain.values_list("at", flat=True)) <= now
    assert verify(None).sound


def test_only_an_empty_demonstration_with_invented_surveys_is_played(
    settings: Any, monthly_surveys: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Real use, real data, a wrong order, too many surveys and a database in use: a reason each, nothing saved."""
    first, second = monthly_surveys
    with pytest.raises(NotPlayable, match="name the earlier survey first"):
        play((second, first), PASSWORD)
    with pytest.raises(NotPlayable, match="give one survey, or two"):
        play((first, second, second), PASSWORD)
    with monkeypatch.context() as patched:
        patched.setattr(story, "made_up", lambda source: "shodan" not in source["input"])
        with pytest.raises(NotPlayable, match="invented data only"):
            play(monthly_surveys, PASSWORD)
    settings.DEMO = False
    with pytest.raises(NotPlayable, match="NOROSHI_DEMO=1"):
        play(monthly_surveys, PASSWORD)
    settings.DEMO = True
    assert not User.objects.exists()
    make_world()
    people = User.objects.count()
    with pytest.raises(NotPlayable, match="not empty"):
        play(monthly_surveys, PASSWORD)
    assert User.objects.count() == people


def test_a_story_that_breaks_off_leaves_an_empty_database_and_the_right_clock(
    monthly_surveys: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it, or nothing; and the clock runs as before."""

    def fail(*_args: object, **_values: object) -> None:
        raise RuntimeError

    real = timezone.now
    monkeypatch.setattr(desk_work, "look_into", fail)
    with pytest.raises(RuntimeError):
        play(monthly_surveys, PASSWORD)
    assert timezone.now is real
    assert not User.objects.exists()
    assert not Event.chain.exists()


def test_the_clock_never_goes_back_and_never_passes_the_real_time(on: Any) -> None:
    """Readings differ from one another; a day that lies ahead stops at the real time."""
    noon = on(dt.date(2026, 11, 24))
    clock = Clock()
    with playing(clock):
        clock.day(dt.date(2026, 11, 20))
        first, second = timezone.now(), timezone.now()
        assert first < second
        clock.day(dt.date(2026, 11, 19))
        assert timezone.now() > second
        clock.pass_minutes(60 * 24 * 30)
        assert timezone.now() == noon
    assert timezone.now() == noon
