"""Logging in with the office's directory, against a real server: who is let in, and everybody who is not."""

import gc
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from ldap3.utils.conv import escape_filter_chars

from campaign_world import World, make_world
from noroshi.records.models import DirectoryLink, Event, User
from noroshi.records.services import directory_links, people
from noroshi.records.services.refusals import Refused
from noroshi.web import directory
from noroshi.web.configuration import ConfigurationError
from noroshi.web.directory import DirectoryUnavailable, entry_of
from noroshi.web.directory_settings import from_environment
from office_certificates import Authority
from office_directory import SLAPD, OfficeDirectory, free_port, office_directory

PASSWORD = "a-long-word-of-the-office-7"  # noqa: S105 of invented people
pytestmark = [
    pytest.mark.django_db,
    # ldap3 forgets the socket of an address that it tried in vain ("localhost" has two)
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
needs_slapd = pytest.mark.skipif(SLAPD is None, reason="slapd is not installed: no directory to log in with")


@pytest.fixture(autouse=True)
def swept() -> Iterator[None]:
    """Collect what ldap3 forgot while its warnings are still passed over."""
    yield
    gc.collect()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficeDirectory]:
    if SLAPD is None:
        pytest.skip("slapd is not installed: no directory to log in with")
    with office_directory(tmp_path_factory.mktemp("directory")) as running:
        running.add("hanako", PASSWORD)
        running.add("star*name", PASSWORD)
        running.add("leaver", PASSWORD)
        yield running


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def tied(world: World, office: OfficeDirectory, settings: Any) -> User:
    """Return an officer whose account an administrator tied to the directory."""
    settings.DIRECTORY = office.settings
    person = world.people["officer"]
    directory_links.link(world.scope("administrator", "user.manage"), person, "Hanako")
    person.refresh_from_db()
    return person


def log_in(person: User, password: str, client: Client | None = None) -> Any:
    return (client or Client()).post(reverse("account_login"), {"login": person.username, "password": password})


def actions() -> list[str]:
    return list(Event.chain.filter(action__startswith="account.").order_by("seq").values_list("action", flat=True))


@needs_slapd
def test_name_and_password_give_the_same_entry_each_time(office: OfficeDirectory) -> None:
    """The directory's own identifier comes back, over ``ldaps`` and over StartTLS, whatever the case of the name."""
    found = entry_of(office.settings, "hanako", PASSWORD)
    assert len(found) == 36
    assert entry_of(office.with_start_tls(), "HANAKO", PASSWORD) == found
    directory.probe(office.settings)


@needs_slapd
@pytest.mark.parametrize("password", ["", "\0", "\0\0", f"{PASSWORD}\0", "wrong", "x" * 300, PASSWORD.upper()])
def test_no_other_password_opens(office: OfficeDirectory, password: str) -> None:
    """An empty password never does, though this server answers it with success."""
    assert entry_of(office.settings, "hanako", password) == ""


@needs_slapd
@pytest.mark.parametrize(
    "name", ["*", "hana*", "hanako)(uid=*", "*)(objectClass=*", "hanako\0", "", "nobody", "\\2a", "(|(uid=hanako))"]
)
def test_a_name_is_only_a_name(office: OfficeDirectory, name: str) -> None:
    """What would widen the search is looked for letter by letter, and finds nobody."""
    assert entry_of(office.settings, name, PASSWORD) == ""
    assert entry_of(office.settings, "star*name", PASSWORD)


@given(st.text(max_size=40))
@effort(max_examples=300)
def test_no_name_leaves_its_place_in_the_filter(name: str) -> None:
    """Whatever is typed, the filter has the brackets and stars of the operator's and no other."""
    made = "(&(objectClass=person)(uid={name}))".replace("{name}", escape_filter_chars(name))
    assert made.count("(") == made.count(")") == 3
    assert "*" not in made
    assert "\0" not in made


@needs_slapd
def test_two_entries_are_nobody(office: OfficeDirectory) -> None:
    """A filter that finds more than one person opens nothing."""
    assert entry_of(replace(office.settings, filter="(|(uid={name})(uid=leaver))"), "hanako", PASSWORD) == ""


@needs_slapd
@pytest.mark.parametrize(
    "change",
    [
        {"authorities": Authority("another authority").pem.decode()},
        {"authorities": ""},
        {"host": "127.0.0.2"},
        {"host": "localhost.localdomain"},
        {"bind_password": "wrong"},
        {"id_attribute": "telephoneNumber"},
        {"base": "dc=nowhere,dc=jp"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_server_that_is_not_the_offices_is_not_asked(office: OfficeDirectory, change: dict[str, str]) -> None:
    """Another authority, another name, a refused account of ours, no identifier: nobody is let in, and it is said."""
    for settings in (replace(office.settings, **change), office.with_start_tls(**change)):  # type: ignore[arg-type]
        with pytest.raises(DirectoryUnavailable) as raised:
            entry_of(settings, "hanako", PASSWORD)
        assert PASSWORD not in raised.value.reason


@needs_slapd
def test_a_port_without_tls_is_not_talked_to(office: OfficeDirectory) -> None:
    """The plain port does for ``ldaps`` as little as a closed one."""
    for port in (office.plain_port, free_port()):
        with pytest.raises(DirectoryUnavailable):
            entry_of(replace(office.settings, port=port), "hanako", PASSWORD)


@pytest.mark.parametrize("answer", [b"", b"\x30\x84\xff\xff\xff\xff", b"HTTP/1.1 200 OK\r\n\r\n"])
@pytest.mark.parametrize("start_tls", [False, True])
def test_a_server_that_hangs_or_babbles_is_left(answer: bytes, start_tls: bool) -> None:  # noqa: FBT001
    """Whoever answers nothing, or nonsense, is given up after the seconds of the setting."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        held: list[socket.socket] = []

        def accept() -> None:
            caller, _ = listener.accept()
            held.append(caller)
            caller.sendall(answer)

        thread = threading.Thread(target=accept)
        thread.start()
        settings = _settings(port=listener.getsockname()[1], start_tls=start_tls)
        began = time.monotonic()
        with pytest.raises(DirectoryUnavailable):
            entry_of(settings, "hanako", PASSWORD)
        assert time.monotonic() - began < 4
        thread.join()
        held[0].close()


def _settings(**changes: Any) -> Any:
    from noroshi.web.directory_settings import DirectorySettings

    values = {"host": "localhost", "port": 1, "start_tls": False, "bind_dn": "cn=x", "bind_password": "x", "base": "x"}
    return DirectorySettings(**values | {"seconds": 1} | changes)


@needs_slapd
def test_a_tied_person_logs_in(tied: User) -> None:
    """The directory's password opens the account; at the first login the directory's identifier is kept."""
    client = Client()
    assert log_in(tied, PASSWORD, client).status_code == 302
    assert client.get(reverse("mfa_index")).status_code == 200
    assert len(DirectoryLink.objects.get(user=tied).entry) == 36
    assert actions() == ["account.directory_tied", "account.signed_in"]
    assert User.objects.get(pk=tied.pk).last_login is not None


@needs_slapd
@pytest.mark.parametrize("password", ["wrong", "officer-a-password-1"])
def test_no_other_password_of_a_tied_person(tied: User, password: str) -> None:
    """Neither a wrong one nor the one the account had here before; the words do not tell which."""
    page = log_in(tied, password).content.decode()
    assert "利用者名又はパスワードが正しくありません" in page
    assert actions() == ["account.sign_in_failed"]


@needs_slapd
def test_nobody_is_made_or_tied_by_a_login(world: World, office: OfficeDirectory, settings: Any) -> None:
    """A person of the directory without an account, or with one that is not tied, is not let in."""
    settings.DIRECTORY = office.settings
    User.objects.create(username="hanako", name_ja="架空 花子", home_unit=world.unit)
    before = User.objects.count()
    for name in ("hanako", "leaver"):
        answer = Client().post(reverse("account_login"), {"login": name, "password": PASSWORD})
        assert "正しくありません" in answer.content.decode()
    assert (User.objects.count(), DirectoryLink.objects.count()) == (before, 0)


@needs_slapd
def test_a_leaver_is_out(world: World, office: OfficeDirectory, settings: Any) -> None:
    """Removed from the directory means no login; the name given to somebody new opens nothing either."""
    settings.DIRECTORY = office.settings
    person = world.people["analyst"]
    directory_links.link(world.scope("administrator", "user.manage"), person, "leaver")
    assert log_in(person, PASSWORD).status_code == 302
    office.remove("leaver")
    assert log_in(person, PASSWORD).status_code == 200
    office.add("leaver", PASSWORD)
    assert log_in(person, PASSWORD).status_code == 200
    assert actions()[-2:] == ["account.directory_changed", "account.sign_in_failed"]


@needs_slapd
def test_a_session_ends_with_the_tie(tied: User, world: World) -> None:
    """Ending the tie, or closing the account, ends the running session; opening it again ties nothing."""
    client, scope = Client(), world.scope("administrator", "user.manage")
    log_in(tied, PASSWORD, client)
    directory_links.unlink(scope, tied)
    assert client.get(reverse("mfa_index")).status_code == 302
    assert log_in(tied, PASSWORD).status_code == 200
    directory_links.link(scope, tied, "hanako")
    people.close_account(scope, tied, "異動")
    assert not DirectoryLink.objects.exists()
    assert json.loads(Event.chain.get(action="user.closed").payload.body)["directory"] == "hanako"


def test_an_unreachable_directory_is_said_and_not_counted(world: World, settings: Any) -> None:
    """The page says that the password was not checked; it is an entry, and nobody is locked out by it."""
    settings.DIRECTORY = _settings(port=free_port())
    person = world.people["officer"]
    directory_links.link(world.scope("administrator", "user.manage"), person, "hanako")
    for _ in range(7):
        answer = log_in(person, PASSWORD)
        assert answer.status_code == 200
        assert "認証サーバーに接続できない" in answer.content.decode()
    assert actions() == ["account.directory_failed"] * 7
    bodies = [each.payload.body for each in Event.chain.select_related("payload")]
    assert not any(PASSWORD in body for body in bodies)


def test_local_people_never_reach_the_directory(world: World, settings: Any) -> None:
    """A password for an account that is not tied does not leave this machine: the directory is not even there."""
    settings.DIRECTORY = _settings(port=free_port())
    assert log_in(world.people["officer"], "officer-a-password-1").status_code == 302
    assert "正しくありません" in log_in(world.people["officer"], "wrong").content.decode()


def test_a_tied_account_gets_no_password_here(world: World) -> None:
    """An administrator cannot give a second way in; without a configured directory nobody gets in at all."""
    scope, person = world.scope("administrator", "user.manage"), world.people["officer"]
    directory_links.link(scope, person, "hanako")
    with pytest.raises(Refused, match="directory_has_password"):
        people.new_one_time_password(scope, person)
    assert log_in(person, "officer-a-password-1").status_code == 200
    with pytest.raises(Refused, match="directory_name_taken"):
        directory_links.link(scope, world.people["analyst"], " HANAKO ")
    assert DirectoryLink.objects.count() == 1
    with pytest.raises(Refused, match="people_own_account"):
        directory_links.link(scope, world.people["administrator"], "myself")


ENVIRONMENT = {
    "NOROSHI_LDAP_URL": "ldaps://directory.example.jp",
    "NOROSHI_LDAP_BIND_DN": "cn=reader,dc=example,dc=jp",
    "NOROSHI_LDAP_BIND_PASSWORD": "x",
    "NOROSHI_LDAP_BASE": "dc=example,dc=jp",
}


def test_the_environment_configures_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an address there is no directory; with one, TLS and the usual ports are the default."""
    assert from_environment() is None
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    made = from_environment()
    assert made is not None
    assert (made.host, made.port, made.start_tls, made.seconds) == ("directory.example.jp", 636, False, 5)
    monkeypatch.setenv("NOROSHI_LDAP_URL", "ldap://directory.example.jp")
    made = from_environment()
    assert made is not None
    assert (made.port, made.start_tls) == (389, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NOROSHI_LDAP_URL", "http://directory.example.jp"),
        ("NOROSHI_LDAP_URL", "ldaps://directory.example.jp:x"),
        ("NOROSHI_LDAP_URL", "ldaps://"),
        ("NOROSHI_LDAP_BIND_DN", ""),
        ("NOROSHI_LDAP_BIND_PASSWORD", ""),
        ("NOROSHI_LDAP_BASE", ""),
        ("NOROSHI_LDAP_FILTER", "(uid=x)"),
        ("NOROSHI_LDAP_FILTER", "uid={name}"),
        ("NOROSHI_LDAP_SECONDS", "0"),
    ],
)
def test_wrong_settings_are_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """Each wrong or missing value names its variable; nobody is looked up anonymously."""
    for each, given_value in {**ENVIRONMENT, name: value}.items():
        monkeypatch.setenv(each, given_value)
    with pytest.raises(ConfigurationError, match=name):
        from_environment()
