"""Client certificates through the proxy: believed from the proxy alone, of the person alone, and in order alone."""

import json
import shutil
import ssl
import subprocess
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from campaign_world import World, make_world
from noroshi.records.models import ClientCertificate, Event, User
from noroshi.records.services import certificates, people
from noroshi.records.services.refusals import Refused
from noroshi.web.configuration import ConfigurationError
from noroshi.web.proxy_certificate import is_believed, read
from noroshi.web.proxy_settings import networks
from office_certificates import Authority, fingerprint
from office_directory import free_port

pytestmark = pytest.mark.django_db
SECRET = "secret-between-the-proxy-and-noroshi-0123"  # noqa: S105 of the test
AUTHORITY = Authority("架空の庁の認証局")
OWN, OWN_KEY = AUTHORITY.person("架空 花子")
OTHER, _ = AUTHORITY.person("架空 太郎")
EXPIRED, _ = AUTHORITY.person("架空 旧", days=-1)
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin")


@pytest.fixture(autouse=True)
def proxy(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a proxy at 127.0.0.1, and require a second factor."""
    monkeypatch.setenv("NOROSHI_CERTIFICATE_PROXIES", "127.0.0.1, ::1")
    settings.CERTIFICATE_PROXIES = networks()
    settings.CERTIFICATE_SECRET = SECRET
    settings.REQUIRE_MFA = True


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def holder(world: World) -> User:
    """Return an officer to whom an administrator bound a certificate."""
    person = world.people["officer"]
    scope = world.scope("administrator", "user.manage")
    certificates.bind(scope, person, fingerprint(OWN).upper(), "職員証")
    return person


def headers(pem: bytes = OWN, **changes: str) -> dict[str, str]:
    """Return the headers that the proxy sends."""
    made = {"X-Client-Verify": "SUCCESS", "X-Client-Certificate": quote(pem.decode()), "X-Client-Secret": SECRET}
    return made | {name.replace("_", "-"): value for name, value in changes.items()}


def browser(**kwargs: str) -> Client:
    return Client(headers=headers(**kwargs))


def log_in(client: Client, person: User) -> Any:
    values = {"login": person.username, "password": f"{person.username}-password-1"}
    return client.post(reverse("account_login"), values)


def verbs() -> list[str]:
    return list(Event.chain.filter(action__startswith="account.").order_by("seq").values_list("action", flat=True))


def test_password_and_certificate_open_the_account(holder: User) -> None:
    """No code is asked for and none has to be set up; the entry names the certificate."""
    client = browser()
    assert log_in(client, holder).status_code == 302
    assert client.get(reverse("case_list")).status_code == 200
    assert "認証コードの入力は不要です" in client.get(reverse("mfa_index")).content.decode()
    assert verbs() == ["account.certificate_used", "account.signed_in"]
    body = json.loads(Event.chain.get(action="account.certificate_used").payload.body)
    assert body["sha256"] == fingerprint(OWN)
    assert body["subject"] == "CN=架空 花子"


def test_a_certificate_makes_the_code_of_an_app_unnecessary(holder: User) -> None:
    """With the certificate no code is asked for; without it, the code is."""
    TOTP.activate(holder, generate_totp_secret())
    assert log_in(browser(), holder).url != reverse("mfa_authenticate")
    assert log_in(Client(), holder).url == reverse("mfa_authenticate")


def test_the_certificate_alone_opens_nothing(holder: User) -> None:
    """Without the password there is no session; a wrong one is a failure like any other."""
    client = browser()
    assert client.get(reverse("case_list")).status_code == 302
    wrong = client.post(reverse("account_login"), {"login": holder.username, "password": "wrong"})
    assert "正しくありません" in wrong.content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        headers(X_Client_Secret="wrong"),  # noqa: S106 of the test
        headers(X_Client_Secret=""),
        {name: value for name, value in headers().items() if name != "X-Client-Secret"},
        headers(X_Client_Verify="NONE", X_Client_Certificate=""),
    ],
    ids=["nothing", "wrong secret", "empty secret", "no secret", "none"],
)
def test_the_password_alone_is_not_enough_for_a_holder(holder: User, sent: dict[str, str]) -> None:
    """Whoever knows the password only, or sends the headers themselves, cannot set up a second factor of their own."""
    client = Client(headers=sent)
    assert log_in(client, holder).url == reverse("certificate_needed")
    assert "証明書が必要です" in client.get(reverse("certificate_needed")).content.decode()
    assert client.get(reverse("mfa_activate_totp")).url.startswith(reverse("account_login"))  # type: ignore[attr-defined]
    assert "account.signed_in" not in verbs()
    assert not Authenticator.objects.exists()


def test_another_address_is_not_believed(holder: User) -> None:
    """The headers from an address that is no proxy count as little as none, right secret or not."""
    client = Client(headers=headers(), REMOTE_ADDR="192.0.2.9")
    assert log_in(client, holder).url == reverse("certificate_needed")


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (headers(X_Client_Verify="FAILED:certificate has expired"), "not_verified"),
        (headers(X_Client_Verify="SUCCESS,SUCCESS"), "not_verified"),
        (headers(X_Client_Verify="success"), "not_verified"),
        (headers(X_Client_Verify=""), "not_verified"),
        (headers(X_Client_Verify="NONE"), "not_verified"),
        (headers(X_Client_Certificate=""), "unreadable"),
        (headers(X_Client_Certificate="%00"), "unreadable"),
        (headers(X_Client_Certificate=quote((OWN + OTHER).decode())), "unreadable"),
        (headers(X_Client_Certificate=quote(OWN.decode()) + "," + quote(OWN.decode())), "unreadable"),
        (headers(X_Client_Certificate=quote(OWN.decode()[:300] + "\n-----END CERTIFICATE-----\n")), "unreadable"),
        (headers(X_Client_Certificate="A" * 20_000), "unreadable"),
        (headers(EXPIRED), "expired"),
    ],
)
def test_what_is_not_in_order_ends_the_login(holder: User, sent: dict[str, str], why: str) -> None:
    """A doubtful certificate is never passed over in favour of a code; the reason is an entry."""
    TOTP.activate(holder, generate_totp_secret())
    client = Client(headers=sent)
    assert log_in(client, holder).url == reverse("certificate_refused")
    assert client.get(reverse("mfa_authenticate")).status_code == 302
    assert "account.signed_in" not in verbs()
    body = json.loads(Event.chain.get(action="account.certificate_refused").payload.body)
    assert body["reason"] == why


def test_a_colleagues_certificate_ends_the_login(holder: User, world: World) -> None:
    """The card that somebody left in the computer opens no account but its owner's, app or no app."""
    colleague = world.people["analyst"]
    TOTP.activate(colleague, generate_totp_secret())
    client = browser()
    assert holder.certificates.count() == 1
    assert log_in(client, colleague).url == reverse("certificate_refused")
    assert client.get("/").status_code == 302


def test_a_certificate_that_nobody_has_proves_nothing(world: World, holder: User) -> None:
    """It is passed over: the code is asked for, and a holder of another one is refused."""
    colleague = world.people["analyst"]
    TOTP.activate(colleague, generate_totp_secret())
    assert log_in(browser(pem=OTHER), colleague).url == reverse("mfa_authenticate")
    assert log_in(browser(pem=OTHER), holder).url == reverse("certificate_needed")


def test_the_session_ends_without_the_certificate(holder: User, world: World) -> None:
    """The card pulled out, another one put in, or the certificate taken away: the next request logs out."""
    scope = world.scope("administrator", "user.manage")
    for end in ("pulled", "another", "removed"):
        client = browser()
        log_in(client, holder)
        assert client.get(reverse("case_list")).status_code == 200
        later: dict[str, str] = {}
        if end == "pulled":
            later = {"X-Client-Verify": "NONE", "X-Client-Certificate": ""}
        elif end == "another":
            later = headers(OTHER)
        else:
            certificates.remove(scope, ClientCertificate.objects.get())
        answer = client.get(reverse("case_list"), headers=later)
        assert answer.status_code == 302, end
        assert answer.headers["Clear-Site-Data"] == '"cache"'
        assert client.get(reverse("case_list")).status_code == 302
    assert verbs().count("account.certificate_gone") == 3


def test_only_an_administrator_binds_and_only_once(world: World, holder: User) -> None:
    """SHA-1, one's own account and a second owner are refused with words; nothing is saved."""
    scope, other = world.scope("administrator", "user.manage"), world.people["analyst"]
    for who, value, key in [
        (other, "ab" * 20, "certificate_fingerprint_wrong"),
        (other, "zz" * 32, "certificate_fingerprint_wrong"),
        (other, fingerprint(OWN), "certificate_taken"),
        (world.people["administrator"], fingerprint(OTHER), "people_own_account"),
        (make_world("B").people["officer"], fingerprint(OTHER), "people_other_unit"),
    ]:
        with pytest.raises(Refused, match=key):
            certificates.bind(scope, who, value, "x")
    assert list(ClientCertificate.objects.values_list("user_id", flat=True)) == [holder.pk]
    people.close_account(scope, holder, "異動")
    assert not ClientCertificate.objects.exists()
    assert fingerprint(OWN) in Event.chain.get(action="user.closed").payload.body


def test_an_administrator_does_it_on_the_page(world: World) -> None:
    """Bind, see and remove; the tie to the directory likewise; each is an entry."""
    client, person = Client(), world.people["officer"]
    client.force_login(world.people["administrator"])
    TOTP.activate(world.people["administrator"], generate_totp_secret())
    ways = reverse("person_ways", args=[person.pk])
    spaced = ":".join(fingerprint(OWN)[at : at + 2].upper() for at in range(0, 64, 2))
    client.post(reverse("certificate_bind", args=[person.pk]), {"fingerprint": spaced, "label": "架空の職員証"})
    again = client.post(reverse("certificate_bind", args=[person.pk]), {"fingerprint": spaced, "label": "二枚目"})
    assert again.status_code == 422
    assert "既に登録されています" in again.content.decode()
    assert client.post(reverse("directory_link", args=[person.pk]), {"name": "Hanako"}).url == ways  # type: ignore[attr-defined]
    page = client.get(ways).content.decode()
    assert "架空の職員証" in page
    assert "「hanako」と結び付けています" in page
    client.post(reverse("certificate_remove", args=[ClientCertificate.objects.get().pk]))
    client.post(reverse("directory_unlink", args=[person.pk]))
    assert "登録した証明書はありません" in client.get(ways).content.decode()
    done = Event.chain.filter(action__startswith="user.", subject=f"user:{person.pk}").exclude(action="user.read")
    assert list(done.order_by("seq").values_list("action", flat=True)) == [
        "user.certificate_bound",
        "user.directory_linked",
        "user.certificate_removed",
        "user.directory_unlinked",
    ]


@given(verified=st.text(max_size=20), certificate=st.text(max_size=200))
def test_nothing_made_up_becomes_a_certificate(verified: str, certificate: str) -> None:
    """Whatever stands in the headers, only a whole valid certificate has a fingerprint."""
    assert not read(verified, certificate).sha256
    assert not read("SUCCESS", certificate).sha256
    assert read("SUCCESS", quote(OWN.decode())).sha256 == fingerprint(OWN)


@pytest.mark.parametrize("address", ["", "127.0.0.2", "::2", "unknown", "127.0.0.1, 192.0.2.1"])
def test_an_address_is_believed_exactly(address: str) -> None:
    """Only the listed addresses are the proxy's; IPv4 written as IPv6 is the same address."""
    assert not is_believed(address, SECRET)
    assert is_believed("::ffff:127.0.0.1", SECRET)
    assert not is_believed("127.0.0.1", SECRET + "x")


@pytest.mark.parametrize("value", ["0.0.0.0/0", "::/0", "proxy.example.jp", "127.0.0.1/8", "1.2.3"])
def test_wrong_proxies_are_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """Everybody, a name, or a network with a host's bits is refused with the variable's name."""
    monkeypatch.setenv("NOROSHI_CERTIFICATE_PROXIES", value)
    with pytest.raises(ConfigurationError, match="NOROSHI_CERTIFICATE_PROXIES"):
        networks()


def documented_nginx(folder: Path, port: int, behind: int) -> str:
    """Return the documented configuration of nginx with this test's files and ports."""
    from tests_support import ROOT

    document = (ROOT / "docs" / "how-to" / "log-in-ways.md").read_text(encoding="utf-8")
    server = document.partition("```nginx\n")[2].partition("```")[0]
    for there, here in [
        ("443 ssl", f"127.0.0.1:{port} ssl"),
        ("noroshi.example.lg.jp", "localhost"),
        ("/etc/nginx/noroshi-server.pem", f"{folder}/server.pem"),
        ("/etc/nginx/noroshi-server.key", f"{folder}/server.key"),
        ("/etc/nginx/office-ca.pem", f"{folder}/ca.pem"),
        ("127.0.0.1:8000", f"127.0.0.1:{behind}"),
        ("SECRET", SECRET),
    ]:
        assert there in server, there
        server = server.replace(there, here)
    logs = f"error_log {folder}/error.log; pid {folder}/pid; daemon off; worker_processes 1;"
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return f"{logs} events {{}} http {{ access_log off; {paths}\n{server} }}"


@pytest.mark.skipif(NGINX is None, reason="nginx is not installed: the documented proxy is not tried")
def test_the_documented_nginx_hands_the_certificate_over(
    live_server: Any, holder: User, tmp_path: Path, settings: Any
) -> None:
    """With the documented configuration the card opens the account, and headers that a browser makes up do not."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.CSRF_TRUSTED_ORIGINS = ["https://localhost"]
    port = free_port()
    certificate, key = AUTHORITY.server("localhost")
    for name, text in [("ca.pem", AUTHORITY.pem), ("server.pem", certificate), ("server.key", key),
                       ("person.pem", OWN), ("person.key", OWN_KEY)]:  # fmt: skip
        (tmp_path / name).write_bytes(text)
    behind = int(live_server.url.rpartition(":")[2])
    (tmp_path / "nginx.conf").write_text(documented_nginx(tmp_path, port, behind), encoding="utf-8")
    with subprocess.Popen([str(NGINX), "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]) as server:
        try:
            _wait(port, tmp_path)
            address = f"https://localhost:{port}"
            made_up = headers(X_Client_Secret="made up")  # noqa: S106 of the test
            assert "/accounts/" not in _login(address, holder, tmp_path, card=True, sent={})
            assert _login(address, holder, tmp_path, card=False, sent=made_up).endswith(reverse("certificate_needed"))
        finally:
            server.terminate()
    assert verbs()[:2] == ["account.certificate_used", "account.signed_in"]
    assert verbs()[-1] == "account.certificate_refused"


def _wait(port: int, folder: Path) -> None:
    import socket

    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError((folder / "error.log").read_text())


def _login(address: str, person: User, folder: Path, *, card: bool, sent: dict[str, str]) -> str:
    """Log in as a browser would; return the address where it ends."""
    context = ssl.create_default_context(cafile=folder / "ca.pem")
    if card:
        context.load_cert_chain(folder / "person.pem", folder / "person.key")
    jar = CookieJar()
    handlers = (urllib.request.HTTPSHandler(context=context), urllib.request.HTTPCookieProcessor(jar))
    opener = urllib.request.build_opener(*handlers)
    opener.addheaders = [*sent.items(), ("Referer", f"{address}/accounts/login/")]
    opener.open(f"{address}/accounts/login/", timeout=10).close()
    token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
    values = {"login": person.username, "password": f"{person.username}-password-1", "csrfmiddlewaretoken": token}
    try:
        with opener.open(f"{address}/accounts/login/", urlencode(values).encode(), timeout=10) as answer:
            return str(answer.url)
    except HTTPError as error:
        with error:
            return str(error.url)
