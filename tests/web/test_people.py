"""The administrator's desk: accounts, roles, units; nobody raises their own roles, nobody reaches another unit."""

import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from campaign_world import World, make_person, make_world
from noroshi.knowledge.roles import load_roles
from noroshi.records.models import Event, RoleGrant, User
from noroshi.records.scope import Scope
from noroshi.records.services import agency_profile, people
from noroshi.records.services.audit_verify import verify
from noroshi.records.services.refusals import Refused

pytestmark = pytest.mark.django_db
NEW = {"username": "sato-k", "name_ja": "架空 さとう", "name_en": "", "rank_ja": "巡査", "language": "ja"}


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def admin(world: World) -> Client:
    """Return a browser in which the unit's administrator is logged in."""
    client = Client()
    client.force_login(world.people["administrator"])
    return client


def last_event() -> tuple[str, dict[str, Any]]:
    event = Event.chain.order_by("-seq").select_related("payload").first()
    assert event is not None
    return event.action, json.loads(event.payload.body) if hasattr(event, "payload") else {}


def test_a_new_person_gets_a_password_shown_once(admin: Client, world: World) -> None:
    """The sheet shows a password that logs in once and must be changed; it is stored nowhere in the clear."""
    values = {**NEW, "unit": world.unit.pk, "roles": ["officer", "switchboard"]}
    answer = admin.post(reverse("person_new"), values)
    page = answer.content.decode()
    password = re.search(r'id="one-time-password">([^<]+)<', page)[1]  # type: ignore[index]
    assert re.fullmatch(r"([a-z2-9]{5}-){3}[a-z2-9]{5}", password)
    assert answer.headers["Cache-Control"] == "no-store"
    person = User.objects.get(username="sato-k")
    assert person.check_password(password)
    assert person.must_change_password
    assert sorted(person.grants.values_list("role", flat=True)) == ["officer", "switchboard"]
    assert person.home_unit == world.unit
    assert password not in "".join(Event.chain.exclude(payload=None).values_list("payload__body", flat=True))
    assert password not in admin.get(reverse("person", args=[person.pk])).content.decode()
    client = Client()
    login = client.post(reverse("account_login"), {"login": "sato-k", "password": password})
    assert client.get(login.url).url == reverse("account_change_password")  # type: ignore[attr-defined]
    assert verify().sound


def test_a_sheet_sent_twice_makes_one_account(admin: Client, world: World) -> None:
    """Sending the form again says that the name is taken."""
    values = {**NEW, "unit": world.unit.pk}
    admin.post(reverse("person_new"), values)
    assert "「sato-k」は使われています" in admin.post(reverse("person_new"), values).content.decode()
    assert User.objects.filter(username="sato-k").count() == 1


@pytest.mark.parametrize("name", ["", "さとう", "a b", "x" * 61, "<script>", "=1+1"])
def test_a_name_that_cannot_be_typed_is_refused(admin: Client, world: World, name: str) -> None:
    """A wrong user name comes back with words; nothing is saved and nothing enters the chain."""
    before = (User.objects.count(), Event.chain.count())
    answer = admin.post(reverse("person_new"), {**NEW, "username": name, "unit": world.unit.pk})
    assert "error-summary" in answer.content.decode()
    assert (User.objects.count(), Event.chain.count()) == before


def test_a_failure_half_way_saves_nothing(world: World) -> None:
    """A role that does not exist stops the whole account."""
    scope = world.scope("administrator", "user.manage")
    entry = people.PersonEntry(username="half", name_ja="架空 半分")
    with pytest.raises(Refused):
        people.make_person(scope, world.unit.pk, ["officer", "no-such-role"], entry)
    assert not User.objects.filter(username="half").exists()
    assert not Event.chain.exists()


@pytest.mark.parametrize("role", load_roles().roles)
def test_nobody_grants_a_role_to_themselves(admin: Client, world: World, role: str) -> None:
    """Every role is refused to oneself, through the page and through the service; so is taking one's own away."""
    own = world.people["administrator"]
    answer = admin.post(reverse("role_grant", args=[own.pk]), {"unit": world.unit.pk, "role": role})
    assert answer.status_code == 422
    assert "自分の役割は変更できません" in answer.content.decode()
    with pytest.raises(Refused):
        people.grant_role(world.scope("administrator", "user.manage"), own, world.unit.pk, role)
    admin.post(reverse("role_revoke", args=[own.grants.get().pk]))
    assert list(own.grants.values_list("role", flat=True)) == ["administrator"]


def test_roles_are_granted_and_revoked_with_entries(admin: Client, world: World) -> None:
    """A grant and a revocation take effect at the next request, and each is an entry that names role and actor."""
    person = world.people["officer"]
    client = Client()
    client.force_login(person)
    assert client.get(reverse("people")).status_code == 403
    admin.post(reverse("role_grant", args=[person.pk]), {"unit": world.unit.pk, "role": "administrator"})
    assert client.get(reverse("people")).status_code == 200
    granted = Event.chain.get(action="role.granted")
    assert (granted.actor_id, granted.unit_id) == (world.people["administrator"].pk, world.unit.pk)
    assert json.loads(granted.payload.body) == {"role": "administrator"}
    grant = person.grants.get(role="administrator")
    assert grant.granted_by == world.people["administrator"]
    admin.post(reverse("role_revoke", args=[grant.pk]))
    assert client.get(reverse("people")).status_code == 403
    assert Event.chain.filter(action="role.revoked").count() == 1


def test_other_units_do_not_exist_here(admin: Client) -> None:
    """Every page of a person, a grant or a unit of another unit answers 404, for reading and for changing."""
    other = make_world("B")
    person = other.people["officer"]
    grant = person.grants.get()
    before = list(User.objects.filter(pk=person.pk).values())
    for name in ("person", "person_edit", "role_grant", "person_password", "person_factor", "person_close"):
        for send in (admin.get, admin.post):
            assert send(reverse(name, args=[person.pk])).status_code in {404, 405}, name
    assert admin.post(reverse("role_revoke", args=[grant.pk])).status_code == 404
    for name in ("unit", "unit_edit", "profile_edit", "profile_sign"):
        for send in (admin.get, admin.post):
            assert send(reverse(name, args=[other.unit.pk])).status_code == 404, name
    assert list(User.objects.filter(pk=person.pk).values()) == before
    assert person.username not in admin.get(reverse("people")).content.decode()


def test_only_roles_of_the_own_unit_are_given(admin: Client, world: World) -> None:
    """A forged unit is refused by the form and by the service."""
    other = make_world("B")
    values = {"unit": other.unit.pk, "role": "officer"}
    assert admin.post(reverse("role_grant", args=[world.people["officer"].pk]), values).status_code == 422
    with pytest.raises(Refused):
        people.grant_role(
            world.scope("administrator", "user.manage"), world.people["officer"], other.unit.pk, "officer"
        )
    assert not RoleGrant.objects.filter(user=world.people["officer"], unit=other.unit).exists()


def test_a_helper_from_another_unit_keeps_their_home(admin: Client, world: World) -> None:
    """A person of another unit gets a role here by user name; their account stays with their own administrators."""
    other = make_world("B")
    person = other.people["officer"]
    person.home_unit = other.unit
    person.save()
    values = {"username": person.username, "unit": world.unit.pk, "role": "switchboard"}
    assert admin.post(reverse("person_known"), values).url == reverse("person", args=[person.pk])  # type: ignore[attr-defined]
    page = admin.get(reverse("person", args=[person.pk])).content.decode()
    assert reverse("person_password", args=[person.pk]) not in page
    admin.post(reverse("person_password", args=[person.pk]))
    person.refresh_from_db()
    assert person.check_password(f"{person.username}-password-1")
    nobody = admin.post(reverse("person_known"), {**values, "username": "nobody"}).content.decode()
    assert "登録されていません" in nobody


def test_a_new_one_time_password_ends_the_sessions(admin: Client, world: World) -> None:
    """The old password and the open session of the person stop working; the page asked first."""
    person = world.people["officer"]
    client = Client()
    client.force_login(person)
    assert "発行する" in admin.get(reverse("person_password", args=[person.pk])).content.decode()
    person.refresh_from_db()
    assert not person.must_change_password
    page = admin.post(reverse("person_password", args=[person.pk])).content.decode()
    password = re.search(r'id="one-time-password">([^<]+)<', page)[1]  # type: ignore[index]
    person.refresh_from_db()
    assert person.check_password(password)
    assert client.get("/").url.startswith(reverse("account_login"))  # type: ignore[attr-defined]
    assert last_event()[0] == "user.password_reset"


def test_lost_second_factors_are_removed(admin: Client, world: World) -> None:
    """All factors go at once and the removal is an entry."""
    person = world.people["officer"]
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=person, type=kind, data={})
    admin.post(reverse("person_factor", args=[person.pk]))
    assert not Authenticator.objects.filter(user=person).exists()
    assert Event.chain.filter(action="user.factors_removed", subject=f"user:{person.pk}").count() == 1


def test_a_leaver_loses_everything_but_the_records(admin: Client, world: World) -> None:
    """Closing needs a reason, ends the session, takes the roles, keeps the row; opening again gives no roles back."""
    person = world.people["officer"]
    client = Client()
    client.force_login(person)
    assert "error-summary" in admin.post(reverse("person_close", args=[person.pk]), {"reason": ""}).content.decode()
    admin.post(reverse("person_close", args=[person.pk]), {"reason": "異動"})
    person.refresh_from_db()
    assert not person.is_active
    assert not person.grants.exists()
    assert client.get("/").url.startswith(reverse("account_login"))  # type: ignore[attr-defined]
    action, values = last_event()
    assert (action, values["reason"]) == ("user.closed", "異動")
    assert person.username in admin.get(reverse("people"), {"state": "closed"}).content.decode()
    page = admin.post(reverse("person_reopen", args=[person.pk])).content.decode()
    assert "one-time-password" in page
    person.refresh_from_db()
    assert person.is_active
    assert not person.grants.exists()


@pytest.mark.parametrize("name", ["person_edit", "person_password", "person_factor", "person_close", "person_reopen"])
def test_ones_own_account_is_others_work(admin: Client, world: World, name: str) -> None:
    """An administrator does none of it to themselves."""
    own = world.people["administrator"]
    Authenticator.objects.create(user=own, type="totp", data={})
    before = User.objects.filter(pk=own.pk).values().get()
    values = {**NEW, "home_unit": world.unit.pk, "reason": "x"}
    admin.post(reverse(name, args=[own.pk]), values)
    assert User.objects.filter(pk=own.pk).values().get() == before
    assert Authenticator.objects.filter(user=own).exists()


def test_a_person_moves_to_another_unit_of_the_agency(admin: Client, world: World) -> None:
    """Changing the home unit hands the account over; a unit of another agency is refused."""
    other = make_world("B")
    person = make_person("moves", world.unit, "officer")
    person.home_unit = world.unit
    person.save()
    values = {**NEW, "name_ja": "架空 異動", "home_unit": other.unit.pk}
    admin.post(reverse("person_edit", args=[person.pk]), values)
    person.refresh_from_db()
    assert (person.home_unit, person.name_ja) == (other.unit, "架空 異動")
    assert not people.looks_after(world.scope("administrator", "user.manage"), person)
    assert people.looks_after(other.scope("administrator", "user.manage"), person)
    with pytest.raises(Refused):
        people.edit_person(
            other.scope("administrator", "user.manage"), person, people.PersonEntry(username="x", name_ja="x"), 999_999
        )


def test_the_list_is_filtered_and_asks_a_fixed_number_of_questions(
    admin: Client, world: World, django_assert_max_num_queries: Any
) -> None:
    """Words, role and state narrow the list; more people do not mean more queries."""
    for number in range(60):
        make_person(f"many-{number}", world.unit, "officer")
    with django_assert_max_num_queries(25):
        page = admin.get(reverse("people")).content.decode()
    assert "全" in page
    assert admin.get(reverse("people"), {"q": "many-59"}).content.decode().count("<tr>") == 2
    auditors = admin.get(reverse("people"), {"role": "auditor"}).content.decode()
    assert "auditor-a" in auditors
    assert "officer-a" not in auditors


def test_texts_of_people_are_shown_as_text(admin: Client, world: World) -> None:
    """Markup and formulas in names stay text."""
    values = {**NEW, "name_ja": '<img src=x onerror=alert(1)>"', "rank_ja": "=HYPERLINK(1)", "unit": world.unit.pk}
    admin.post(reverse("person_new"), values)
    page = admin.get(reverse("people")).content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_a_profile_needs_two_administrators(world: World) -> None:
    """Who entered the profile cannot sign it; a second administrator can; a change takes the signature away."""
    second = make_person("second", world.unit, "administrator")
    first_scope = world.scope("administrator", "user.manage")
    second_scope = Scope.of(second, "user.manage")
    entry = agency_profile.ProfileEntry(name_ja="見本県警察(架空)", name_en="Sample Police", main_phone="000-000-0000")
    for scope, code in ((second_scope, "profile_no_phone"), (first_scope, "profile_no_phone")):
        with pytest.raises(Refused, match=code):
            agency_profile.sign_profile(scope, world.unit, sample=False)
    agency_profile.edit_profile(first_scope, world.unit, entry)
    with pytest.raises(Refused, match="profile_second_person"):
        agency_profile.sign_profile(first_scope, world.unit, sample=False)
    with pytest.raises(Refused, match="profile_sample"):
        agency_profile.sign_profile(second_scope, world.unit, sample=True)
    agency = agency_profile.sign_profile(second_scope, world.unit, sample=False)
    assert agency.profile_signed
    assert agency.profile_signed_by == second
    assert not agency_profile.edit_profile(second_scope, world.unit, entry).profile_signed
    assert list(Event.chain.filter(subject=f"agency:{agency.pk}").order_by("seq").values_list("action", flat=True)) == [
        "agency.edited",
        "agency.signed",
        "agency.edited",
    ]


def test_the_sample_mark_goes_with_the_signature(client: Client, world: World, settings: Any) -> None:
    """Outside a demo every page carries 見本 until the profile is signed."""
    settings.DEMO = False
    client.force_login(world.people["administrator"])
    assert "sample-band" in client.get(reverse("people")).content.decode()
    world.unit.agency.profile_signed = True
    world.unit.agency.save()
    assert "sample-band" not in client.get(reverse("people")).content.decode()


def test_unit_and_profile_pages(admin: Client, world: World) -> None:
    """Names and number are changed on their pages; a wrong number is refused in words; a demo is not signed."""
    admin.post(reverse("unit_edit", args=[world.unit.pk]), {"name_ja": "新係", "name_en": "New desk"})
    world.unit.refresh_from_db()
    assert world.unit.name_ja == "新係"
    profile = {"name_ja": "見本県警察(架空)", "name_en": "Sample Police", "main_phone": "でんわ"}
    assert "電話番号は数字" in admin.post(reverse("profile_edit", args=[world.unit.pk]), profile).content.decode()
    admin.post(reverse("profile_edit", args=[world.unit.pk]), {**profile, "main_phone": "000-000-0000"})
    assert "000-000-0000" in admin.get(reverse("unit", args=[world.unit.pk])).content.decode()
    answer = admin.post(reverse("profile_sign", args=[world.unit.pk]), follow=True).content.decode()
    assert "見本の環境では署名できません" in answer
    world.unit.agency.refresh_from_db()
    assert not world.unit.agency.profile_signed
