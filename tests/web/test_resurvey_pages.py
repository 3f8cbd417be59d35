"""Attaching a later survey from the pages."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from campaign_world import World, make_world
from noroshi.knowledge.ethics import load_ethics
from noroshi.records.models import Attachment, Campaign, Todo
from noroshi.records.services.campaign_wishes import Wishes
from noroshi.records.services.open_campaign import open_campaign

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def campaign(world: World, monthly_surveys: tuple[Path, Path], settings: Any) -> Campaign:
    """Return an open campaign, with both surveys in the folder of surveys."""
    settings.SURVEYS = str(monthly_surveys[0].parent)
    wishes = Wishes(
        code="KNG-26",
        title_ja="見本",
        prefectures=("神奈川県",),
        basis="either",
        legal_basis="見本",
        ethics=frozenset(load_ethics()),
        starts_on=dt.date(2026, 9, 18),
    )
    return open_campaign(world.scope("supervisor", "campaign.open"), world.unit, monthly_surveys[0], wishes)


def client_of(world: World, role: str, language: str = "ja") -> Client:
    client = Client()
    client.force_login(world.people[role])
    client.cookies["django_language"] = language
    return client


@pytest.mark.parametrize("role", ["supervisor", "analyst"])
def test_a_later_survey_is_attached_from_the_campaigns_page(world: World, campaign: Campaign, role: str) -> None:
    """The button leads to the form, the form offers the later survey only, and the result balances on its page."""
    client = client_of(world, role)
    address = reverse("campaign_attach", args=[campaign.pk])
    assert address in client.get(reverse("campaign", args=[campaign.pk])).content.decode()
    form = client.get(address).content.decode()
    assert 'value="2026-10"' in form
    assert 'value="2026-09"' not in form
    answer = client.post(address, {"survey": "2026-10"})
    attachment = Attachment.objects.within(world.system).get()
    assert answer.headers["Location"] == reverse("attachment", args=[attachment.pk])
    assert attachment.attached_by == world.people[role]
    for language in ("ja", "en"):
        page = client_of(world, role, language).get(answer.headers["Location"])
        assert page.status_code == 200
        assert page.context["states_sum"] == sum(attachment.states.values()) > 50
        assert str(page.context["balance_sum"]) in page.content.decode()
        assert len(page.context["todos"]) == Todo.objects.within(world.system).filter(done_at=None).count() > 0
    again = client.post(address, {"survey": "2026-10"})
    assert again.status_code == 200
    assert "取り込み済み" in again.content.decode()
    assert Attachment.objects.within(world.system).count() == 1


def test_what_is_to_be_looked_at_can_be_ticked_off(world: World, campaign: Campaign) -> None:
    """The to-do disappears from the page and keeps who looked at it."""
    client = client_of(world, "analyst")
    client.post(reverse("campaign_attach", args=[campaign.pk]), {"survey": "2026-10"})
    page = reverse("attachment", args=[Attachment.objects.within(world.system).get().pk])
    todo = client.get(page).context["todos"][0]
    answer = client.post(reverse("todo_looked_at", args=[todo.pk]))
    assert answer.headers["Location"] == page
    assert todo.pk not in {each.pk for each in client.get(page).context["todos"]}
    assert Todo.objects.within(world.system).get(pk=todo.pk).done_by == world.people["analyst"]


def test_only_analyst_and_supervisor_attach_and_only_their_own_campaign(world: World, campaign: Campaign) -> None:
    """Others get 403, another unit gets 404, and nothing is attached."""
    address = reverse("campaign_attach", args=[campaign.pk])
    for role in ("officer", "approver", "publisher", "administrator"):
        assert client_of(world, role).post(address, {"survey": "2026-10"}).status_code == 403
    assert client_of(make_world("B"), "analyst").post(address, {"survey": "2026-10"}).status_code == 404
    assert not Attachment.objects.within(world.system).exists()


@pytest.mark.parametrize("wanted", ["", "2026-09", "../2026-10", "2026-10/../2026-10"])
def test_nothing_but_a_later_survey_of_the_folder_is_opened(world: World, campaign: Campaign, wanted: str) -> None:
    """A name that is not offered is refused beside the field."""
    page = client_of(world, "analyst").post(reverse("campaign_attach", args=[campaign.pk]), {"survey": wanted})
    assert page.status_code == 200
    assert page.context["form"].errors["survey"]
    assert not Attachment.objects.within(world.system).exists()


def test_without_a_survey_the_page_says_whom_to_ask(world: World, campaign: Campaign, settings: Any) -> None:
    """An empty folder of surveys is no error."""
    settings.SURVEYS = ""
    page = client_of(world, "supervisor").get(reverse("campaign_attach", args=[campaign.pk]))
    assert "NOROSHI_SURVEYS" in page.content.decode()
    assert 'name="survey"' not in page.content.decode()
