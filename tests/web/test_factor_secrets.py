"""Secrets of second factors at rest: never in the clear, readable after a change of keys, and never guessable."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from campaign_world import World, make_world
from noroshi.records.models import User
from noroshi.web import deployment_sign_in, factor_secrets
from noroshi.web.configuration import ConfigurationError

pytestmark = pytest.mark.django_db
OLD, NEW = "the-old-key-of-an-invented-office-2025", "the-new-key-of-an-invented-office-2026"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def person(world: World, settings: Any) -> User:
    settings.FACTOR_KEYS = (OLD,)
    return world.people["officer"]


def stored() -> str:
    return json.dumps(list(Authenticator.objects.values_list("data", flat=True)))


def log_in(person: User, code: str) -> bool:
    client = Client()
    client.post(reverse("account_login"), {"login": person.username, "password": f"{person.username}-password-1"})
    return client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302


def test_the_database_holds_no_secret(person: User) -> None:
    """Neither the app's secret nor the seed of the recovery codes is in the row, and both still work."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    codes = RecoveryCodes.activate(person)
    seed = factor_secrets.decrypt(codes.instance.data["seed"])
    assert secret not in stored()
    assert seed not in stored()
    assert stored().count(factor_secrets.BEGINNING) == 2
    assert log_in(person, codes.get_unused_codes()[0])


def test_keys_change_without_anybody_noticing(person: User, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old key reads until everything is under the new one; then it can go."""
    monkeypatch.setattr(auth, "yield_hotp_counters_from_time", lambda: iter([60_000_000]))
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    settings.FACTOR_KEYS = (NEW, OLD)
    assert log_in(person, format_hotp_value(hotp_value(secret, 60_000_000)))
    assert factor_secrets.states() == {"current": 0, "earlier": 2, "plain": 0, "unreadable": 0}
    assert factor_secrets.protect_all()["earlier"] == 2
    settings.FACTOR_KEYS = (NEW,)
    assert factor_secrets.states() == {"current": 2, "earlier": 0, "plain": 0, "unreadable": 0}
    assert factor_secrets.decrypt(Authenticator.objects.get(type="totp").data["secret"]) == secret
    assert factor_secrets.protect_all()["current"] == 2


def test_what_an_earlier_version_stored_is_read_and_then_encrypted(person: User) -> None:
    """A secret in the clear still logs in; one command encrypts all of them, whatever else the rows hold."""
    secret, seed = generate_totp_secret(), RecoveryCodes.generate_seed()
    make = Authenticator.objects.create
    make(user=person, type="totp", data={"secret": secret})
    make(user=person, type="recovery_codes", data={"seed": seed, "used_mask": 5, "migrated_codes": ["12345678"]})
    make(user=person, type="webauthn", data={"name": "青いキー", "credential": {}})
    assert log_in(person, "12345678")
    assert factor_secrets.states()["plain"] == 2
    factor_secrets.protect_all()
    assert secret not in stored()
    assert seed not in stored()
    rows = {row.type: row.data for row in Authenticator.objects.all()}
    assert factor_secrets.decrypt(rows["totp"]["secret"]) == secret
    assert rows["recovery_codes"]["used_mask"] == 5
    assert rows["webauthn"] == {"name": "青いキー", "credential": {}}


def test_a_lost_key_lets_nobody_in_and_says_so(person: User, settings: Any) -> None:
    """With the wrong keys no code works, not even the one of an empty secret; page and form say whom to tell."""
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    before = stored()
    settings.FACTOR_KEYS = (NEW,)
    client = Client(raise_request_exception=False)
    client.post(reverse("account_login"), {"login": person.username, "password": f"{person.username}-password-1"})
    page = client.post(reverse("mfa_authenticate"), {"code": format_hotp_value(hotp_value("", 60_000_000))})
    assert "鍵の設定が合わず" in page.content.decode()
    inside = Client(raise_request_exception=False)
    inside.force_login(person)
    answer = inside.get(reverse("mfa_index"))
    assert answer.status_code == 503
    assert "読み取れません" in answer.content.decode()
    assert stored() == before
    assert factor_secrets.protect_all()["unreadable"] == 2
    assert stored() == before


def test_without_keys_nothing_is_stored(person: User, settings: Any) -> None:
    """A program without keys refuses to keep a secret rather than keep it in the clear."""
    settings.FACTOR_KEYS = ()
    with pytest.raises(ConfigurationError, match="NOROSHI_FACTOR_KEYS"):
        TOTP.activate(person, generate_totp_secret())
    assert not Authenticator.objects.exists()


@given(st.text(max_size=80))
def test_what_is_encrypted_comes_back(text: str) -> None:
    """Any text comes back, is never stored as itself, and one changed letter is found out."""
    kept = factor_secrets.encrypt(text)
    assert factor_secrets.decrypt(kept) == text
    assert kept != factor_secrets.encrypt(text)
    broken = kept[:-5] + ("A" if kept[-5] != "A" else "B") + kept[-4:]
    with pytest.raises(factor_secrets.FactorUnreadable):
        factor_secrets.decrypt(broken)


@pytest.mark.parametrize(
    ("keys", "demo", "level"),
    [
        ((), False, "fault"),
        ((NEW,), False, "ok"),
        ((NEW, "short"), False, "fault"),
        (("a" * 40,), False, "fault"),
        (("demo-secret-of-the-synthetic-example-never-for-real-use",), True, "warning"),
        (("demo-secret-of-the-synthetic-example-never-for-real-use",), False, "fault"),
    ],
)
def test_the_doctor_looks_at_the_keys(settings: Any, keys: tuple[str, ...], demo: bool, level: str) -> None:  # noqa: FBT001
    """Missing, short, uniform or public keys are faults in real use."""
    settings.FACTOR_KEYS, settings.DEMO = keys, demo
    check = next(iter(deployment_sign_in.configuration_checks()))
    assert check.level == level
    assert bool(check.do) == (level != "ok")


def test_the_doctor_looks_at_what_is_stored(person: User, settings: Any) -> None:
    """In the clear is a fault, an earlier key a warning, a lost key a fault; each says what to do."""

    def found() -> str:
        return next(iter(deployment_sign_in.other_checks())).level

    assert found() == "ok"
    row = Authenticator.objects.create(user=person, type="totp", data={"secret": generate_totp_secret()})
    assert found() == "fault"
    factor_secrets.protect_all()
    assert found() == "ok"
    settings.FACTOR_KEYS = (NEW, OLD)
    assert found() == "warning"
    settings.FACTOR_KEYS = (NEW,)
    assert found() == "fault"
    row.delete()
    assert found() == "ok"
