"""A disclosure shows what is held about whom it is for, and masks everybody else."""

import json

import pytest
from django.utils import timezone

from campaign_world import World, make_case, make_world
from noroshi.records.models import Answer, Case, ContactAttempt, Event, Party
from noroshi.records.services.disclosure import MASK, NothingHeld, Request, disclose

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def case(world: World) -> Case:
    case = make_case(world)
    base = {"unit": world.unit, "case": case, "at": timezone.now()}
    ContactAttempt.objects.create(
        **base, key="1", channel="phone", outcome="callback", respondent="架空 花子", officer=world.people["officer"],
        note="次郎さんの話",
    )  # fmt: skip
    Answer.objects.create(**base, key="1", respondent="架空 太郎", response="planned", free_text="三郎さんも同席")
    Party.objects.create(unit=world.unit, case=case, role="affiliate", name="架空関連商事", consent_by="架空 太郎")
    return case


def test_an_organisation_sees_itself_and_its_people(world: World, case: Case) -> None:
    """Its own data and the people who spoke for it are shown; officers, third parties and free text are masked."""
    held = disclose(world.system, Request(code=case.reference))
    text = json.dumps(held, ensure_ascii=False)
    for shown in (case.organization.name, "架空 太郎", "架空 花子", "198.51.100.", "折返し待ち"):
        assert shown in text
    for hidden in ("次郎", "三郎", "架空関連商事", "officer-a", "Fictional officer-a", "架空 officer-a"):
        assert hidden not in text
    assert text.count(MASK) > 3


def test_a_person_sees_only_the_own_name(world: World, case: Case) -> None:
    """Another person of the same organisation and the organisation itself are masked."""
    held = disclose(world.system, Request(person="架空 太郎"))
    text = json.dumps(held, ensure_ascii=False)
    assert "架空 太郎" in text
    for hidden in ("架空 花子", case.organization.name, "198.51.100.", "次郎", "架空関連商事", "045-000-0000"):
        assert hidden not in text


def test_free_text_is_shown_only_when_asked_for(world: World, case: Case) -> None:
    """Somebody must have read it first."""
    held = disclose(world.system, Request(code=case.organization.corporate_number, with_free_text=True))
    assert "三郎さんも同席" in json.dumps(held, ensure_ascii=False)


def test_the_export_is_an_entry(world: World, case: Case) -> None:
    """Each case that was exported has an entry."""
    disclose(world.system, Request(code=case.reference))
    assert Event.chain.get(action="disclosure.exported").subject == f"case:{case.pk}"


def test_other_compartments_and_unknown_names_give_nothing(world: World, case: Case) -> None:
    """Nothing is said about what lies elsewhere."""
    other = make_world("B")
    for request in (Request(code=case.reference), Request(person="架空 太郎")):
        with pytest.raises(NothingHeld):
            disclose(other.system, request)
    for request in (Request(person="だれか"), Request(code="x")):
        with pytest.raises(NothingHeld):
            disclose(world.system, request)
