"""Sign-ins, their failures, lock-outs and changes of accounts are entries of the audit chain."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from campaign_world import World, make_person, make_world
from noroshi.records.models import Event, RoleGrant
from noroshi.records.services.audit_verify import verify

pytestmark = pytest.mark.django_db
LOGIN = {"login": "officer-a", "password": "officer-a-password-1"}


@pytest.fixture
def world() -> World:
    return make_world()


def actions() -> list[tuple[str, str, int | None]]:
    return list(
        Event.chain.filter(action__startswith="account.").order_by("seq").values_list("action", "subject", "unit_id")
    )


def test_signing_in_and_out_are_entries(client: Client, world: World) -> None:
    """One entry each, about the person, in the person's compartment, with the address."""
    person = world.people["officer"]
    client.post(reverse("account_login"), LOGIN, REMOTE_ADDR="192.0.2.7")
    client.post(reverse("account_logout"))
    subject = f"user:{person.pk}"
    assert actions() == [
        ("account.signed_in", subject, world.unit.pk),
        ("account.signed_out", subject, world.unit.pk),
    ]
    entry = Event.chain.get(action="account.signed_in")
    assert entry.actor_id == person.pk
    assert json.loads(entry.payload.body)["address"] == "192.0.2.7"
    assert verify().sound


def test_failures_and_one_lock_out_are_entries(client: Client, world: World) -> None:
    """Five failures and the lock-out are written; knocking on a locked door adds nothing; nobody is the actor."""
    for _ in range(8):
        client.post(reverse("account_login"), {**LOGIN, "password": "wrong"})
    assert sorted(action for action, _, _ in actions()) == ["account.locked_out"] + ["account.sign_in_failed"] * 5
    assert set(actions()) == {
        (f"account.{what}", f"user:{world.people['officer'].pk}", world.unit.pk)
        for what in ("sign_in_failed", "locked_out")
    }
    assert all("wrong" not in entry.payload.body for entry in Event.chain.select_related("payload"))


def test_a_lock_out_is_of_one_name_at_one_address(client: Client, world: World) -> None:
    """A colleague at the same address still signs in."""
    for _ in range(6):
        client.post(reverse("account_login"), {**LOGIN, "password": "wrong"})
    assert client.post(reverse("account_login"), LOGIN).status_code == 429
    other = {"login": "analyst-a", "password": "analyst-a-password-1"}
    assert client.post(reverse("account_login"), other).status_code == 302
    assert world.unit.pk


def test_an_unknown_name_is_an_entry_of_no_compartment(client: Client, world: World) -> None:
    """A failed sign-in under a name that nobody has is written without a compartment, its name cut to size."""
    client.post(reverse("account_login"), {"login": "x" * 140, "password": "wrong"})
    assert actions() == [("account.sign_in_failed", "user:unknown", None)]
    assert json.loads(Event.chain.get().payload.body)["name"] == "x" * 140
    assert world.unit.pk


def test_a_person_of_two_desks_has_an_entry_in_each(client: Client, world: World) -> None:
    """Every auditor concerned sees the sign-in."""
    other = make_world("B")
    person = make_person("both", world.unit, "officer")
    RoleGrant.objects.create(user=person, unit=other.unit, role="analyst")
    client.post(reverse("account_login"), {"login": "both", "password": "both-password-1"})
    assert [unit for _, _, unit in actions()] == sorted([world.unit.pk, other.unit.pk])


def test_a_changed_password_is_an_entry(client: Client, world: World) -> None:
    """The change is written, the password is not."""
    client.post(reverse("account_login"), LOGIN)
    new = "A-quite-Other-secret-9"
    answer = client.post(
        reverse("account_change_password"),
        {"oldpassword": LOGIN["password"], "password1": new, "password2": new},
    )
    assert answer.status_code == 302
    assert "account.password_changed" in [action for action, _, _ in actions()]
    assert not Event.chain.filter(payload__body__contains=new).exists()
    assert world.unit.pk
