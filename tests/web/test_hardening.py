"""What every response carries and what no request gets away with: headers, cookies, hosts, paths, sizes, ways out."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from campaign_world import World, make_world
from noroshi.records.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def officer(world: World) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(world.people["officer"])
    return client


ADDRESSES = [
    "/accounts/login/",
    "/today/",
    "/nothing/",
    "/people/",
    "/health/",
    "/api/v1/campaigns",
    "/api/v1/openapi.json",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_response_is_hardened(officer: Client, address: str) -> None:
    """Policy without inline code, no sniffing, no frames, no referrer to others, nothing kept in caches."""
    answer = officer.get(address)
    policy = dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    for kind in ("script-src", "style-src", "connect-src", "form-action", "font-src"):
        assert policy[kind] == "'self'"
    assert (policy["frame-ancestors"], policy["base-uri"]) == ("'none'", "'none'")
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "http:" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in answer


def test_static_files_are_typed_and_not_sniffed() -> None:
    """A style sheet is served as one, and as nothing else."""
    answer = Client().get("/static/web/noroshi.css")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/css")
    assert answer["X-Content-Type-Options"] == "nosniff"
    answer.close()


def test_cookies_are_kept_from_scripts_and_other_sites(world: World) -> None:
    """Session and token cookies are HttpOnly and SameSite=Strict; the session ends with the browser."""
    client = Client()
    client.get(reverse("account_login"))
    client.post(reverse("account_login"), {"login": "officer-a", "password": "officer-a-password-1"})
    names = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    assert names <= set(client.cookies)
    for name in names:
        cookie = client.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Strict"
    assert client.cookies[settings.SESSION_COOKIE_NAME]["expires"] == ""
    assert world.unit.pk


def _settings(**environment: str) -> dict[str, Any]:
    """Return the product's settings as another environment gives them."""
    names = (
        "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE", "SECURE_HSTS_SECONDS",
        "SECURE_PROXY_SSL_HEADER", "REQUIRE_MFA", "DEBUG", "SECRET_KEY", "SESSION_COOKIE_NAME",
    )  # fmt: skip
    code = "import json, sys\nfrom noroshi.web import settings as s\n"
    code += "print(json.dumps({name: getattr(s, name, None) for name in sys.argv[1:]}))"
    clean = {name: text for name, text in os.environ.items() if not name.startswith(("NOROSHI_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", code, *names], env={**clean, **environment}, capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_without_any_setting_everything_is_strict() -> None:
    """Real use is the default: secure cookies, HSTS, second factor, no secret of its own, no debugging."""
    found = _settings()
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is found["LANGUAGE_COOKIE_SECURE"] is True
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert found["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert found["REQUIRE_MFA"] is True
    assert found["DEBUG"] is False
    assert found["SECRET_KEY"] == ""


def test_a_demonstration_is_lax_only_where_it_must_be() -> None:
    """On one machine without TLS, cookies go without Secure; nothing else is opened."""
    found = _settings(NOROSHI_DEMO="1")
    assert found["SESSION_COOKIE_SECURE"] is False
    assert found["DEBUG"] is False


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "127.0.0.1.evil"])
def test_another_host_is_refused(host: str) -> None:
    """A forged Host header gets 400 in words; no link is made with it."""
    answer = Client(raise_request_exception=False).get("/accounts/login/", headers={"host": host})
    assert answer.status_code == 400
    assert host not in answer.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/static/../settings.py",
        "/static/%2e%2e/settings.py",
        "/static/web/../../settings.py",
        "/static/..%2f..%2f..%2fetc/passwd",
        "/static//etc/passwd",
        "/static/web%5c..%5csettings.py",
        "/static/web/",
        "/static/",
    ],
)
def test_static_files_lead_nowhere_else(path: str) -> None:
    """No way out of the folder of static files, and no listing."""
    answer = Client(raise_request_exception=False).get(path)
    assert answer.status_code in {302, 400, 404}
    assert b"SECRET_KEY" not in answer.getvalue()
    assert b"root:" not in answer.getvalue()


def test_only_meant_files_are_static() -> None:
    """Nothing that runs or configures lies among the static files."""
    found = [name for finder in finders.get_finders() for name, _ in finder.list([])]
    assert len(found) > 3
    assert not [name for name in found if name.endswith((".py", ".yaml", ".sqlite3", ".env", ".html"))]


OUTSIDE = [
    "//evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "\thttps://evil.example",
]


@pytest.mark.parametrize("target", OUTSIDE)
def test_no_redirect_leads_outside(world: World, officer: Client, target: str) -> None:
    """``next`` leads to a page of this application or to the start, after login, language, switch and log-out."""
    answers = [
        Client().post(
            f"{reverse('account_login')}?next={target}",
            {"login": "officer-a", "password": "officer-a-password-1", "next": target},
        ),
        Client().post(reverse("set_language"), {"language": "en", "next": target}),
        officer.post(reverse("switch_user"), {"next": target}),
        officer.post(reverse("account_logout"), {"next": target}),
    ]
    for answer in answers:
        assert answer.status_code == 302
        assert answer["Location"].startswith("/")
        assert not answer["Location"].startswith(("//", "/\\"))
    assert world.unit.pk


def _form(client: Client) -> Any:
    return client.post(reverse("account_login"), {"login": "x" * 2_100_000})


def _fields(client: Client) -> Any:
    return client.post(reverse("account_login"), {f"f{number}": "" for number in range(3_100)})


def _files(client: Client) -> Any:
    files = {f"f{number}": SimpleUploadedFile("a.txt", b"x") for number in range(200)}
    return client.post(reverse("account_login"), files)


def _upload(client: Client) -> Any:
    return client.post(reverse("account_login"), {"file": SimpleUploadedFile("a.bin", bytes(5_000_000))})


def _announced(client: Client) -> Any:
    return client.post(reverse("account_login"), {"a": "b"}, CONTENT_LENGTH="99999999999999999999")


def _negative(client: Client) -> Any:
    return client.post(reverse("account_login"), {"a": "b"}, CONTENT_LENGTH="-1")


@pytest.mark.parametrize("send", [_form, _fields, _files, _upload, _announced, _negative])
def test_too_much_is_refused_in_words(send: Callable[[Client], Any]) -> None:
    """A body, a file, or a number of fields or files beyond the limit gets 413 and a page that says so."""
    answer = send(Client(raise_request_exception=False))
    assert answer.status_code == 413
    assert "大き" in answer.content.decode()


def test_a_missing_page_tells_nothing_to_the_chain() -> None:
    """Strangers who try addresses cannot fill the audit chain."""
    for address in ("/nothing/", "/cases/1/", "/accounts/signup/", "/api/v1/campaigns"):
        Client(raise_request_exception=False).get(address)
    assert not Event.chain.exists()
