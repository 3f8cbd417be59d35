"""Who may open what: every address of the application, with every role, with another compartment's objects, forged.

The addresses come from the resolver, so that a new page is tested on the day it is made. A page without a capability
and not in ``OPEN`` fails; so does a route with an object that ``access_objects.py`` cannot make.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from access_objects import OBJECTS
from campaign_world import World, make_world
from noroshi.knowledge.roles import load_roles
from noroshi.records.models import Event, User

pytestmark = pytest.mark.django_db
OPEN: Final = {
    "home": "sends people to their desk and strangers to the login",
    "set_language": "only keeps a cookie",
    "health": "names nothing",
    "switch_user": "ends a session",
    "account_login": "the login itself",
    "account_logout": "ends a session",
    "account_inactive": "says that an account is closed",
    "password_expired": "says that a one-time password has expired",
    "account_reauthenticate": "asks for the own password",
    "account_change_password": "changes the own password",
    "mfa_index": "the own second factor",
    "mfa_authenticate": "the second step of the login",
    "mfa_reauthenticate": "asks for the own code",
    "mfa_activate_totp": "the own second factor",
    "mfa_deactivate_totp": "the own second factor",
    "mfa_view_recovery_codes": "the own second factor",
    "mfa_generate_recovery_codes": "the own second factor",
    "mfa_download_recovery_codes": "the own second factor",
    "mfa_list_webauthn": "the own keys",
    "mfa_add_webauthn": "the own keys",
    "mfa_reauthenticate_webauthn": "asks for the own key",
    "mfa_remove_webauthn": "the own keys",
    "mfa_edit_webauthn": "the own keys",
    "certificate_needed": "says that a login needs its certificate",
    "certificate_refused": "says that a certificate was refused",
    "office_account_unknown": "says that the office's account is not known here",
    "socialaccount_login_cancelled": "says that a login was cancelled",
    "socialaccount_login_error": "says that a login failed",
    "openid_connect_login": "goes to the office's provider",
    "openid_connect_callback": "comes from the office's provider",
    "account_signup": "closed: nothing is here",
    "account_email": "closed: nothing is here",
    "account_email_verification_sent": "closed: nothing is here",
    "account_set_password": "closed: nothing is here",
    "account_reset_password": "closed: nothing is here",
    "account_confirm_login_code": "closed: nothing is here",
    "socialaccount_connections": "closed: nothing is here",
    "socialaccount_signup": "closed: nothing is here",
}
"""Pages without a capability, each with the reason."""
API: Final = "api/v1/"
"""The programming interface has its own gate and its own test (tests/web/api)."""
KNOWN_VALUES: Final = {"pk", "position"}
NARROWER: Final = {"case_edit": {"officer", "supervisor"}, "case_step": {"officer"}}
"""Pages that read with their capability and ask for another one inside: the roles that hold both."""
QUERY: Final = {"case_step": "?step=give_up", "document_new": "?kind=call_script"}
SENT: Final = {"finding_decide": {"action": "confirm"}, "research_page": {"action": "note"}}
"""What a page needs to be told to know what is asked of it."""


@dataclass(frozen=True)
class Page:
    """One address of the resolver."""

    route: str
    name: str
    capability: str | None

    @property
    def values(self) -> list[str]:
        """The names of the route's values."""
        return re.findall(r"<(?:\w+:)?(\w+)>", self.route)

    @property
    def head(self) -> str:
        """What stands before the first value."""
        return self.route.partition("<")[0]


def _walk(patterns: list[Any], prefix: str = "") -> Iterator[Page]:
    for each in patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, route)
        elif isinstance(each, URLPattern) and not route.startswith(API):
            yield Page(route, each.name or "", getattr(each.callback, "capability", None))


PAGES: Final = list(_walk(get_resolver().url_patterns))
GATED: Final = [page for page in PAGES if page.capability]
WITH_OBJECT: Final = [page for page in GATED if page.values]
EVERY = pytest.mark.parametrize("page", GATED, ids=lambda page: page.name)
EVERY_WITH_OBJECT = pytest.mark.parametrize("page", WITH_OBJECT, ids=lambda page: page.name)


@pytest.fixture
def world() -> World:
    return make_world()


def signed_in(person: User, **options: Any) -> Client:
    client = Client(raise_request_exception=False, **options)
    client.force_login(person)
    return client


def address(page: Page, world: World, person: User) -> str:
    """Return the page's address with an object of a world."""
    if not page.values:
        return reverse(page.name)
    made = OBJECTS[page.head](world, person)
    return reverse(page.name, kwargs={name: made[name] for name in page.values})


def holder(world: World, page: Page) -> User:
    """Return a person who holds the page's capability."""
    return world.people[load_roles().holders(str(page.capability))[0]]


def test_every_page_has_a_capability_or_a_reason_to_be_open() -> None:
    """A view without ``@desk`` is either on the list of open pages or a hole."""
    without = {page.name for page in PAGES if not page.capability}
    assert without - OPEN.keys() == set(), "give the view @desk('capability'), or add it to OPEN with its reason"
    assert OPEN.keys() - without == set(), "OPEN names pages that do not exist or are gated"
    assert {page.capability for page in GATED} <= set(load_roles().all_capabilities)
    assert len(GATED) > 70


def test_every_object_of_an_address_can_be_made() -> None:
    """A route of a new kind must be added to ``access_objects.py``, or nobody tries it with wrong eyes."""
    unknown = {page.route for page in WITH_OBJECT if set(page.values) - KNOWN_VALUES}
    assert not unknown, f"new value in a route: add it to KNOWN_VALUES and to what OBJECTS returns: {unknown}"
    missing = {page.head for page in WITH_OBJECT} - OBJECTS.keys()
    assert not missing, f"new route: add a function to OBJECTS in tests/access_objects.py for {missing}"
    unused = OBJECTS.keys() - {page.head for page in WITH_OBJECT}
    assert not unused, f"no route begins so any more: {unused}"


@EVERY
def test_a_stranger_is_sent_to_the_login(world: World, page: Page) -> None:
    """Nobody sees or changes anything without signing in, and is not told whether the object exists."""
    target = address(page, world, holder(world, page))
    before = Event.chain.count()
    for answer in (Client().get(target), Client().post(target)):
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))
    assert Client().get(target, HTTP_HX_REQUEST="true").status_code == 401
    assert Event.chain.count() == before


@EVERY
def test_a_role_without_the_capability_is_refused(world: World, page: Page) -> None:
    """403 for every role that does not hold the capability, reading and writing."""
    roles = load_roles()
    target = address(page, world, holder(world, page))
    wrong = [role for role in roles.roles if page.capability not in roles.capabilities(role)]
    assert wrong
    for role in wrong:
        client = signed_in(world.people[role])
        assert (role, client.get(target).status_code) == (role, 403)
        assert (role, client.post(target).status_code) == (role, 403)


@EVERY
def test_a_role_with_the_capability_gets_the_page(world: World, page: Page) -> None:
    """Every role that holds the capability is served: a page, a way onward, or a word about what was sent."""
    for role in load_roles().holders(str(page.capability)):
        person = world.people[role]
        client = signed_in(person)
        query = QUERY.get(page.name, "")
        got = client.get(address(page, world, person) + query)
        sent = client.post(address(page, world, person) + query, SENT.get(page.name, {}))
        if role not in NARROWER.get(page.name, {role}):
            assert (got.status_code, sent.status_code) == (403, 403)
            continue
        assert got.status_code in {200, 302, 405, 422}, (role, got.status_code)
        assert sent.status_code in {200, 204, 302, 400, 405, 409, 422}, (role, sent.status_code)
        assert {got.status_code, sent.status_code} != {405}


@EVERY_WITH_OBJECT
def test_another_compartments_object_does_not_exist(world: World, page: Page) -> None:
    """404 for the id of another unit, as for one that was never given; nothing is changed or written about it."""
    other = make_world("B")
    foreign = address(page, other, holder(other, page))
    numbers = reverse(page.name, kwargs=dict.fromkeys(page.values, 987654321))
    before = Event.chain.filter(unit=other.unit).count()
    for role in load_roles().holders(str(page.capability)):
        client = signed_in(world.people[role])
        for target in (foreign, numbers):
            assert client.get(target).status_code in {404, 405}
            assert client.post(target).status_code in {404, 405}
            assert 404 in {client.get(target).status_code, client.post(target).status_code}
    assert Event.chain.filter(unit=other.unit).count() == before


@EVERY
def test_a_forged_post_is_refused(world: World, page: Page) -> None:
    """403 for a POST without the token of the page, whoever is signed in; nothing is changed."""
    person = holder(world, page)
    target = address(page, world, person)
    client = signed_in(person, enforce_csrf_checks=True)
    before = Event.chain.count()
    assert client.post(target).status_code == 403
    assert client.post(target, {"csrfmiddlewaretoken": "x" * 64}).status_code == 403
    assert Event.chain.count() == before


@EVERY_WITH_OBJECT
def test_a_closed_unit_opens_nothing(world: World, page: Page) -> None:
    """A person whose only unit is closed holds no capability any more."""
    person = holder(world, page)
    target = address(page, world, person)
    world.unit.active = False
    world.unit.save()
    assert signed_in(person).get(target).status_code == 403
